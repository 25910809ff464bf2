"""Matrix products in pieces are the products that they are pieces of."""

from unittest.mock import Mock

import numpy as np
import pytest

from convviz.engine import products


@pytest.mark.parametrize("limit", [1, 100, 1000, 10**9])
@pytest.mark.parametrize("shape", [(1, 5, 40), (7, 3, 33), (64, 1, 1), (2, 90, 17), (7, 150, 40), (9, 200, 2)])
def test_pieces_of_any_size_give_the_whole_product(
    limit: int, shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "LARGEST", limit)
    rows, depth, columns = shape
    rng = np.random.default_rng(0)
    left = rng.integers(-9, 10, (2, 1, rows, depth)).astype(np.float32)
    right = rng.integers(-9, 10, (3, depth, columns)).astype(np.float32)
    out = np.full((2, 3, rows, columns), np.nan, np.float32)
    assert products.multiply(left, right, out) is out
    np.testing.assert_array_equal(out, left @ right)
    np.testing.assert_array_equal(products.multiply(left, right), out)


@pytest.mark.parametrize(
    "shape", [(1, 27, 4000), (6, 2883, 96), (64, 576, 96), (256, 1152, 64), (1, 2883, 200), (300, 4000, 50)]
)
def test_no_piece_is_large_enough_for_a_second_thread(
    shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    matmul = Mock(wraps=np.matmul)
    monkeypatch.setattr(np, "matmul", matmul)
    rows, depth, columns = shape
    products.multiply(np.ones((rows, depth), np.float32), np.ones((depth, columns), np.float32))
    for call in matmul.call_args_list:
        left, right = call.args
        assert left.size * right.shape[1] <= products.LARGEST


@pytest.mark.parametrize(
    ("rows", "depth", "heights"), [(10, 147, {8, 1}), (10, 27, {10}), (3, 27, {1}), (16, 147, {16})]
)
def test_rows_that_do_not_fill_four_go_singly_if_there_is_something_to_gain(
    rows: int, depth: int, heights: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    matmul = Mock(wraps=np.matmul)
    monkeypatch.setattr(np, "matmul", matmul)
    products.multiply(np.ones((rows, depth), np.float32), np.ones((depth, 64), np.float32))
    assert {len(call.args[0]) for call in matmul.call_args_list} == heights


@pytest.mark.parametrize("shape", [(32, 784, 128), (200, 1500, 60), (64, 2883, 96), (9, 30000, 100)])
def test_long_sums_are_cut_rather_than_that_the_pieces_get_narrow(
    shape: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, depth, columns = shape
    rng = np.random.default_rng(0)
    left = rng.integers(-9, 10, (rows, depth)).astype(np.float32)
    right = rng.integers(-9, 10, (2, depth, columns)).astype(np.float32)
    matmul = Mock(wraps=np.matmul)
    monkeypatch.setattr(np, "matmul", matmul)
    np.testing.assert_array_equal(products.multiply(left, right), left @ right)
    widths = [call.args[1].shape[-1] for call in matmul.call_args_list]
    assert max(widths) >= products.NARROW
    assert sum(call.args[0].size * call.args[1].shape[-1] for call in matmul.call_args_list) == left.size * columns

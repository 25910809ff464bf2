"""A kernel of rank 1 is its column times its row."""

import numpy as np
import pytest

from convviz.lab.kernel.kernel_changes import rank_of, sum_of
from convviz.lab.kernel.kernel_formulas import gaussian
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.kernel.separation import product_text, separated

EPS = float(np.finfo(np.float32).eps)


def assert_is_product(kernel: np.ndarray, exactly: bool = False) -> None:
    column, row = separated(kernel)
    product = np.outer(column, row).astype(np.float32)
    assert np.abs(product - kernel).max() <= (0 if exactly else 8 * EPS * np.abs(kernel).max())


def text_of(kernel: object) -> str:
    return product_text(*separated(np.array(kernel, np.float32)))


@pytest.mark.parametrize("key", list(KERNELS))
def test_the_library_is_separated_exactly_where_it_has_rank_1(key: str) -> None:
    kernel = KERNELS[key].weights
    if rank_of(kernel) == 1:
        assert_is_product(kernel, exactly=True)
    else:
        assert separated(kernel) is None


@pytest.mark.parametrize("seed", range(60))
def test_random_kernels_of_rank_1_are_the_product_of_what_comes_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 32, 2)
    scale = 10.0 ** rng.integers(-4, 6)
    assert_is_product((scale * np.outer(rng.normal(size=height), rng.normal(size=width))).astype(np.float32))


@pytest.mark.parametrize("seed", range(30))
def test_whole_numbers_come_out_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    column, row = rng.integers(-9, 10, rng.integers(2, 8)), rng.integers(-9, 10, rng.integers(2, 8))
    column[0], row[-1] = 1, 1  # nothing that all have in common
    got = separated(np.outer(column, row).astype(np.float32))
    sign = 1 if (column.sum() or row.sum()) > 0 else -1
    if column.sum() == row.sum() == 0:
        sign = 1
    assert [each.tolist() for each in got] == [(sign * column).tolist(), (sign * row).tolist()]


def test_a_gaussian_is_the_same_column_and_row_that_sum_to_1() -> None:
    column, row = separated(gaussian(9, 1.3).astype(np.float32))
    assert column == pytest.approx(row, rel=1e-4)
    assert column.sum() == pytest.approx(1)


def test_the_sign_is_that_with_which_the_column_or_else_the_row_sums_to_more_than_nothing() -> None:
    for key in ("sobel-x", "prewitt-x", "scharr-x", "vertical-line"):
        for kernel in (KERNELS[key].weights, -KERNELS[key].weights):
            column, row = separated(kernel)
            assert sum_of(column) > 0
            turned_column, turned_row = separated(np.ascontiguousarray(kernel.T))
            assert sum_of(turned_row) > 0
            assert turned_row[0] * turned_column[0] == row[0] * column[0]
    assert separated(-KERNELS["checker"].weights)[0].tolist() == [1, -1]


@pytest.mark.parametrize(
    ("kernel", "text"),
    [
        (KERNELS["sobel-x"].weights, "[1 2 1] × [−1 0 1]"),
        (KERNELS["sobel-y"].weights, "[−1 0 1] × [1 2 1]"),
        (KERNELS["scharr-x"].weights, "[3 10 3] × [−1 0 1]"),
        (np.full((3, 3), 1 / 9), "[1 1 1] × [1 1 1] / 9"),
        (KERNELS["gaussian-blur"].weights, "[1 4 6 4 1] × [1 4 6 4 1] / 256"),
        ([[0.3, 0, -0.3]], "[1] × [0.3 0 −0.3]"),
        ([[0, 0], [0, -7]], "[0 1] × [0 −7]"),
        ([[1, 2.346], [3, 7.038]], "[1 3] × [1 2.35]"),
        ([[1, 3], [2.346, 7.038]], "[1 2.35] × [1 3]"),
    ],
)
def test_a_product_is_written_in_simple_numbers(kernel: object, text: str) -> None:
    assert text_of(kernel) == text


def test_long_vectors_are_written_as_far_as_is_asked_for() -> None:
    column, row = separated(KERNELS["box-blur"].weights)
    assert product_text(column, row, most=2) == "[1 1 …] × [1 1 …] / 25"
    assert product_text(column, row, most=5) == product_text(column, row)


def test_zeros_alone_have_no_column_and_row() -> None:
    assert separated(np.zeros((3, 3), np.float32)) is None

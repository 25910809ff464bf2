"""Sizes and padding as whole numbers."""

from typing import Any

import numpy as np
import pytest

from convviz.engine import output_shape, output_size, pair, resolve_padding
from tests.engine.oracles import pool_windows


def test_a_pair_is_height_then_width() -> None:
    assert pair(3, "stride") == (3, 3)
    assert pair([1, 2], "stride") == (1, 2)
    assert pair(np.int64(2), "stride") == (2, 2)
    assert pair(np.array([4, 5]), "stride") == (4, 5)
    assert pair(0, "padding", minimum=0) == (0, 0)
    assert repr(pair(True, "stride")) == "(1, 1)"


@pytest.mark.parametrize("value", [0, -1, (1, 0), (1, 2, 3), (), 1.5, (1, 2.0), "ab", None])
def test_a_pair_of_anything_else_is_refused_by_its_name(value: Any) -> None:
    with pytest.raises(ValueError, match=r"stride must be a whole number or two, .* each at least 1; got"):
        pair(value, "stride")


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_the_output_size_is_the_number_of_places_where_the_kernel_fits(ceil_mode: bool) -> None:
    for size in range(5, 15):
        for kernel_size, stride, dilation in [(1, 1, 1), (2, 2, 1), (3, 2, 2), (5, 3, 1), (3, 5, 1)]:
            for padding in range(kernel_size // 2 + 1):
                windows = pool_windows(size, kernel_size, stride, padding, dilation, ceil_mode)
                count = output_size(
                    size,
                    kernel_size=kernel_size,
                    stride=stride,
                    padding=padding,
                    dilation=dilation,
                    ceil_mode=ceil_mode,
                )
                assert count == len(windows)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"size": 0}, "size must be at least 1; got 0"),
        ({"kernel_size": 0}, "kernel_size must be at least 1; got 0"),
        ({"stride": -1}, "stride must be at least 1; got -1"),
        ({"dilation": 0}, "dilation must be at least 1; got 0"),
        ({"padding": -1}, "padding must be at least 0; got -1"),
        ({"dilation": 4}, "covers 9 pixels, but the padded image has only 7 along this axis; use a smaller kernel"),
    ],
)
def test_an_output_size_that_cannot_be_is_refused(changed: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        output_size(**{"size": 7, "kernel_size": 3} | changed)


def test_the_layers_of_lenet_have_the_sizes_of_the_paper() -> None:
    assert output_shape(32, kernel_size=5) == (28, 28)
    assert output_shape((28, 28), kernel_size=2, stride=2) == (14, 14)


def test_an_output_shape_minds_each_side_and_axis() -> None:
    shape = output_shape((9, 20), kernel_size=(3, 5), stride=(2, 3), padding=(1, 2, 0, 4), dilation=(1, 2))
    assert shape == ((9 + 3 - 3) // 2 + 1, (20 + 4 - 9) // 3 + 1)
    with pytest.raises(ValueError, match="input_size must be"):
        output_shape((0, 4), kernel_size=1)
    with pytest.raises(ValueError, match="covers 5 pixels"):
        output_shape((4, 9), kernel_size=5)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (2, (2, 2, 2, 2)),
        (np.int32(2), (2, 2, 2, 2)),
        ((1, 2), (1, 1, 2, 2)),
        ([1, 2, 3, 4], (1, 2, 3, 4)),
        ("valid", (0, 0, 0, 0)),
        ("same", (1, 2, 2, 2)),
    ],
)
def test_padding_is_resolved_to_top_bottom_left_right(padding: Any, sides: tuple[int, ...]) -> None:
    assert resolve_padding(padding, kernel_size=(4, 3), dilation=(1, 2)) == sides


@pytest.mark.parametrize("padding", [-1, (1, -1), (1, 2, 3), (), "full", 0.5, None])
def test_padding_of_another_form_is_refused(padding: Any) -> None:
    with pytest.raises(ValueError, match=r"padding must be a whole number, .* 'valid' or 'same'; got"):
        resolve_padding(padding, kernel_size=3)


def test_same_keeps_the_size_and_needs_stride_1() -> None:
    assert output_shape((7, 9), kernel_size=(4, 3), padding="same", dilation=(2, 1)) == (7, 9)
    with pytest.raises(ValueError, match=r"stride 1; got stride \(1, 2\). Give the padding in pixels, or use stride 1"):
        resolve_padding("same", kernel_size=3, stride=(1, 2))

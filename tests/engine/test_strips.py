"""How a map is cut into strips; what is in them is tested with the forms that use them."""

from math import ceil

import pytest

from convviz.engine.strips import Strips
from convviz.engine.windows import Windows


@pytest.mark.parametrize("size", [3, 7, 15])
@pytest.mark.parametrize("height", [1, 2, 100, 400, 500, 512, 1080, 3000])
@pytest.mark.parametrize("dilation", [1, 3])
@pytest.mark.parametrize("rows_at_once", [1, 2, 8])
def test_strips_are_equally_high_as_each_is_computed_whole(
    size: int, height: int, dilation: int, rows_at_once: int
) -> None:
    windows = Windows.of(
        (1, height, 512),
        (1, 1, size, size),
        stride=1,
        padding="same",
        dilation=dilation,
        groups=1,
        padding_mode="zeros",
    )
    strips = Strips(windows, rows_at_once, 2 * rows_at_once)
    number = ceil(height / strips.rows)
    assert number * strips.rows - height < number * rows_at_once * dilation

"""What the settings of a layer come to, in words: the size of the map with its formula, and what is left out."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from convviz.engine.padding import OUTSIDE, source_index
from convviz.lab.text.numbers import MINUS
from convviz.nn.conv import Conv2d

BoolArray = npt.NDArray[np.bool_]


def size_formulas(layer: Conv2d, height: int, width: int) -> tuple[str, str]:
    """Write the height and the width of the feature maps as their formula, filled in.

    The formula is ⌊(i + p − d(k − 1) − 1) / s⌋ + 1 with the input's size i, the padding p of both ends, the dilation
    d, the kernel's size k and the stride s (Dumoulin and Visin 2016); without dilation −d(k − 1) − 1 is −k.

    Parameters
    ----------
    layer : Conv2d
    height, width : int
        Size of the input.

    Returns
    -------
    (str, str)
        For example ``"⌊(640 + 2·1 − 3)/1⌋ + 1 = 640"``.
    """
    sides = layer.sides
    ends = ((sides.top, sides.bottom), (sides.left, sides.right))
    settings = zip((height, width), ends, layer.kernel_size, layer.dilation, layer.stride, strict=True)
    vertical, horizontal = (_formula(*each) for each in settings)
    rows, columns = layer.output_shape(height, width)
    return f"{vertical} = {rows:,}", f"{horizontal} = {columns:,}"


def _formula(size: int, ends: tuple[int, int], kernel_size: int, dilation: int, stride: int) -> str:
    before, after = ends
    padding = "" if not before and not after else f" + 2·{before}" if before == after else f" + {before} + {after}"
    covered = f"{MINUS} {kernel_size}" if dilation == 1 else f"{MINUS} {dilation}·({kernel_size} {MINUS} 1) {MINUS} 1"
    return f"⌊({size:,}{padding} {covered})/{stride}⌋ + 1"


def left_out(layer: Conv2d, height: int, width: int) -> str:
    """Say in a sentence which pixels no output looks at, because of stride and dilation; empty if there are none.

    Parameters
    ----------
    layer : Conv2d
    height, width : int
        Size of the input.
    """
    parts = []
    for count, noun in zip(map(np.count_nonzero, unseen(layer, height, width)), ("row", "column"), strict=True):
        if count:
            parts.append(f"{count:,} {noun}s" if count > 1 else f"1 {noun}")
    return f"No output looks at {' and '.join(parts)} of the input." if parts else ""


def unseen(layer: Conv2d, height: int, width: int) -> tuple[BoolArray, BoolArray]:
    """Return which rows, (height,), and columns, (width,), of the input no output looks at, not even as padding."""
    (rows, columns), sides = layer.output_shape(height, width), layer.sides
    settings = zip(layer.kernel_size, layer.stride, layer.dilation, strict=True)
    (vertical, horizontal) = settings
    mode = layer.padding_mode
    return _unseen(height, rows, sides.top, *vertical, mode), _unseen(width, columns, sides.left, *horizontal, mode)


@lru_cache(maxsize=16)  # asked for on every edit, and changed by few
def _unseen(
    size: int, outputs: int, before: int, kernel_size: int, stride: int, dilation: int, padding_mode: str
) -> BoolArray:
    positions = np.add.outer(np.arange(outputs) * stride - before, np.arange(kernel_size) * dilation)
    sources = source_index(positions.ravel(), size, padding_mode)
    result = np.ones(size, bool)
    result[sources[sources != OUTSIDE]] = False
    result.flags.writeable = False
    return result

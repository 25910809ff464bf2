"""A few values of a convolution: one product of matrices, where the plan of a whole convolution would take longer."""

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.engine.products import multiply

MOST = 1 << 18  # numbers that windows are written out into


def few_values(block: FloatArray, weight: FloatArray, step: Pair, dilation: Pair) -> FloatArray | None:
    """Convolve a small block; None if it is not small, or smaller than the kernel.

    Each row is multiplied with all rows of the kernel at once, and the products are added up along diagonals.

    Parameters
    ----------
    block : (C, H, W)
        Padded already.
    weight : (out_channels, C, kernel_height, kernel_width)
    step : (down, across)
        The stride.
    dilation : (down, across)

    Returns
    -------
    (out_channels, n, m)
        What ``conv2d`` gives, within rounding.
    """
    down, across = (
        _count(block.shape[1 + axis], weight.shape[2 + axis], step[axis], dilation[axis]) for axis in (0, 1)
    )
    by_rows = block.shape[1] * across * weight.shape[3]
    by_columns = block.shape[2] * down * weight.shape[2]
    if min(by_rows, by_columns) * max(len(block), len(weight)) > MOST or min(down, across) < 1:
        return None
    if by_rows <= by_columns:
        return _along_rows(block, weight, step, dilation, (down, across))
    turned = block.swapaxes(1, 2), weight.swapaxes(2, 3), step[::-1], dilation[::-1], (across, down)
    return _along_rows(*turned).swapaxes(1, 2)


def _count(size: int, taps: int, step: int, dilation: int) -> int:
    return (size - dilation * (taps - 1) - 1) // step + 1


def _along_rows(block: FloatArray, weight: FloatArray, step: Pair, dilation: Pair, counts: Pair) -> FloatArray:
    channels, height, _ = block.shape
    filters, _, rows, columns = weight.shape
    plane, line, pixel = block.strides
    windows = np.lib.stride_tricks.as_strided(
        block,
        (height, counts[1], channels, columns),
        (line, pixel * step[1], plane, pixel * dilation[1]),
        writeable=False,
    ).reshape(height * counts[1], channels * columns)
    of_rows = weight.transpose(1, 3, 2, 0).reshape(channels * columns, rows * filters)
    products = multiply(windows, of_rows).reshape(height, counts[1], rows, filters)
    length = step[0] * (counts[0] - 1) + 1
    total = np.zeros((*counts, filters), products.dtype)
    for row in range(rows):
        first = row * dilation[0]
        total += products[first : first + length : step[0], :, row]
    return total.transpose(2, 0, 1)

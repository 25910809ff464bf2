"""Matrix products cut into pieces that one thread of the BLAS computes by itself."""

from math import ceil

import numpy as np

from convviz.engine.arrays import FloatArray

# OpenBLAS starts a second thread from 460,800 multiply-adds with a vector, 524,288 with a matrix. Its threads spin
# while they wait for each other: where the other core is busy, as it is while a window repaints, such a product was
# seen to take forty times as long.
LARGEST = 450_000
REGISTERS = 16  # columns: two vector registers; other widths leave a rest, which is slow
NARROW, WIDE = 32, 48  # columns: for a piece with fewer than the one, the sums are cut, too, so that it gets the other
TALL = 64  # rows of such a piece, at most
SINGLY = 3  # rows up to which a product of each row by itself, with a vector, is the quicker
ROWS, LONG = 4, 128  # other numbers of rows leave a rest, which is slow, too; it goes by itself if the sums are so long


def multiply(left: FloatArray, right: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Compute left @ right, matrices in the last two axes, in pieces of rows, columns and, if they are long, sums.

    Parameters
    ----------
    left : (..., M, K)
    right : (..., K, N)
        Of the same type; the leading axes broadcast.
    out : (..., M, N), optional
        Written in place.

    Returns
    -------
    (..., M, N)
        `out`, or a new array.
    """
    (rows, depth), columns = left.shape[-2:], right.shape[-1]
    if out is None:
        stack = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
        out = np.empty((*stack, rows, columns), left.dtype)
    even = rows // ROWS * ROWS
    if 0 < even < rows and depth >= LONG and columns > SINGLY:
        multiply(left[..., :even, :], right, out[..., :even, :])
        multiply(left[..., even:, :], right, out[..., even:, :])
        return out
    height = 1 if rows <= SINGLY < columns else rows
    length = depth
    if columns >= WIDE and widest(height, depth) < NARROW:
        height = ceil(rows / ceil(rows / TALL) / ROWS) * ROWS
        length = ceil(depth / ceil(height * depth * WIDE / LARGEST))
    pieces = ceil(columns / widest(height, length))
    width = ceil(columns / pieces / REGISTERS) * REGISTERS
    height = ceil(height / ceil(height * length * min(width, columns) / LARGEST))
    for row in range(0, rows, height):
        for column in range(0, columns, width):
            upper, across = slice(row, row + height), slice(column, column + width)
            piece = out[..., upper, across]
            np.matmul(left[..., upper, :length], right[..., :length, across], out=piece)
            for first in range(length, depth, length):
                part = slice(first, first + length)
                piece += np.matmul(left[..., upper, part], right[..., part, across])
    return out


def widest(rows: int, depth: int) -> int:
    """Count the columns of the largest product with so many rows."""
    return max(REGISTERS, LARGEST // (rows * depth) // REGISTERS * REGISTERS)

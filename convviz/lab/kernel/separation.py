"""The column and the row that a kernel of rank 1 is the product of."""

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.lab.kernel.kernel_changes import rank_of, sum_of
from convviz.lab.text.numbers import format_number

Vector = npt.NDArray[np.float64]
LARGEST_WHOLE = 100  # of the whole numbers that are looked for; among larger ones nearly every number has a match
ROUNDING = 4 * float(np.finfo(np.float32).eps)  # relative: what float32 weights leave open


def separated(kernel: FloatArray) -> tuple[Vector, Vector] | None:
    """Return the column and the row whose outer product a kernel of rank 1 is; None for every other kernel.

    Two short passes, one with each, then do the same as the kernel. The column is in whole numbers where it can be
    and the row holds the rest, or the other way round; otherwise a column without change of sign sums to 1, and the
    largest number of another is 1. Of the two signs that are possible that one is chosen with which the column sums
    to more than 0; if its sum is 0, the row; if that is 0 too, the first number of the column is positive.

    Parameters
    ----------
    kernel : (height, width), float32

    Returns
    -------
    ((height,), (width,)), float64, or None
        Their outer product is the kernel but for the rounding of float32.

    Examples
    --------
    >>> column, row = separated(np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32))
    >>> column.tolist(), row.tolist()
    ([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
    """
    if rank_of(kernel) != 1:
        return None
    left, values, right = np.linalg.svd(kernel.astype(np.float64), full_matrices=False)
    column, row = _without_noise(left[:, 0]), _without_noise(right[0] * values[0])
    sign = np.sign(sum_of(column) or sum_of(row) or column[column != 0][0])
    column, row = column * sign, row * sign
    if found := _whole(column):
        return found[0], _tidied(row * found[1])
    if found := _whole(row):
        return _tidied(column * found[1]), found[0]
    total = column.sum() if (column >= 0).all() else np.abs(column).max()
    return column / total, row * total


def product_text(column: Vector, row: Vector, most: int | None = None) -> str:
    """Write a column times a row, with a common divisor behind them.

    Parameters
    ----------
    column, row : (n,), float64
        As ``separated`` returns them.
    most : int, optional
        Numbers of each that are written, at least 1; the others are left out.

    Examples
    --------
    >>> product_text(np.ones(3), np.full(3, 1 / 9))
    '[1 1 1] × [1 1 1] / 9'
    >>> product_text(np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0]), most=2)
    '[1 2 …] × [−1 0 …]'
    """
    divisor = 1
    if (whole := _whole(row)) and whole[1] < 1 and (1 / whole[1]).is_integer():
        row, divisor = whole[0], int(1 / whole[1])
    texts = (_vector_text(vector, most or len(vector)) for vector in (column, row))
    return " × ".join(texts) + (f" / {divisor}" if divisor > 1 else "")


def _vector_text(vector: Vector, most: int) -> str:
    numbers = [format_number(value, 3) for value in vector[:most].tolist()]
    return f"[{' '.join(numbers)}{' …' if most < len(vector) else ''}]"


def _without_noise(vector: Vector) -> Vector:
    """Set to zero what is only the rounding of the weights."""
    return np.where(np.abs(vector) > ROUNDING * np.abs(vector).max(), vector, 0)


def _whole(vector: Vector) -> tuple[Vector, float] | None:
    """Return the least whole numbers that a vector is a multiple of, and by which positive factor; None if none."""
    smallest = np.abs(vector[vector != 0]).min()
    for times in range(1, LARGEST_WHOLE + 1):
        wanted = vector / smallest * times
        numbers = np.rint(wanted) + 0.0  # no negative zeros
        largest = np.abs(numbers).max()
        if largest > LARGEST_WHOLE:
            return None
        if np.abs(wanted - numbers).max() <= ROUNDING * largest:
            return numbers, _simple(float(vector @ numbers / (numbers @ numbers)))
    return None


def _simple(factor: float) -> float:
    """Return the whole number, or one divided by a whole number, that a factor is but for rounding; else itself."""
    near = round(factor) if factor >= 1 else 1 / round(1 / factor)
    return near if abs(factor - near) <= ROUNDING * factor else factor


def _tidied(vector: Vector) -> Vector:
    """Take the rounding off a vector that is a simple multiple of whole numbers."""
    found = _whole(vector)
    return found[0] * found[1] if found else vector

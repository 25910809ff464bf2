"""Which arrays the engine takes, and in which floating-point type it answers; no arithmetic here."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
RealArray: TypeAlias = NDArray[Any]

FINITE_AT_ONCE = 4096  # values whose squares are summed: their line of the cache is read once


def real_array(values: ArrayLike, name: str) -> RealArray:
    """View the values as an array of real numbers, without a copy where that is possible.

    Raises
    ------
    ValueError
        If the values are not numbers, or are complex.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers (float, integer or bool); got {array.dtype}.")
    return array


def float_type(*arrays: RealArray) -> np.dtype[np.floating[Any]]:
    """Give the type of a result: float64 if any array is float64, otherwise float32.

    Integers, bools and float16 count as float32, so that a picture of bytes costs no more than one of floats.

    Examples
    --------
    >>> float_type(np.zeros(3, np.uint8), np.zeros(3, np.float32))
    dtype('float32')
    >>> float_type(np.zeros(3, np.uint8), np.zeros(3, np.float64))
    dtype('float64')
    """
    return np.dtype(np.float64 if any(array.dtype.char in "dg" for array in arrays) else np.float32)


def float_array(values: ArrayLike, name: str) -> FloatArray:
    """View real numbers as float32 or float64, by the rule of :func:`float_type`.

    Raises
    ------
    ValueError
        If the values are not real numbers.
    """
    array = real_array(values, name)
    return array.astype(float_type(array), copy=False)


def are_finite(values: FloatArray) -> bool:
    """Tell whether all values of an array without gaps are finite: four times as quickly as NumPy's ``isfinite``.

    A sum of squares is finite only if all of its values are. It may be infinite for large ones that are finite, too.
    """
    flat = values.reshape(-1)
    whole = flat.size // FINITE_AT_ONCE * FINITE_AT_ONCE
    lines = flat[:whole].reshape(-1, 1, FINITE_AT_ONCE)
    with np.errstate(over="ignore", invalid="ignore"):
        squares = lines @ lines.swapaxes(1, 2)
    return bool((np.isfinite(squares).all() and np.isfinite(flat[whole:]).all()) or np.isfinite(flat).all())


def as_batch(x: RealArray, name: str = "x") -> RealArray:
    """View (C, H, W) or (N, C, H, W) as (N, C, H, W).

    Raises
    ------
    ValueError
        If there are not three or four dimensions, or if an image has no rows or no columns.
    """
    if x.ndim not in (3, 4):
        raise ValueError(f"{name} must be (C, H, W) or (N, C, H, W); got shape {x.shape}.")
    if 0 in x.shape[-2:]:
        raise ValueError(f"{name} must have at least one row and one column; got shape {x.shape}.")
    return x if x.ndim == 4 else x[np.newaxis]

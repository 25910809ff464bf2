"""How far apart two arrays are: sums of squares in float64, and what their ratios are where one is zero."""

from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray

Features = NDArray[np.float64]


def pooled_features(values: FloatArray) -> Features:
    """Return the mean of each channel of a map (C, h, w) over its positions, in float64; of a vector, itself."""
    axes = (-2, -1) if values.ndim == 3 else ()
    means: Features = values.mean(axis=axes, dtype=np.float64)
    return means


def sum_of_squares(values: NDArray[Any]) -> float:
    """Sum the squares of all values in float64, without a copy of them in it."""
    return float(np.einsum(values, range(values.ndim), values, range(values.ndim), [], dtype=np.float64))


def relative(part: float, whole: float) -> float:
    """Divide two norms: 0 / 0 is 0, and anything else by 0 is inf.

    Examples
    --------
    >>> relative(1, 4), relative(0, 0), relative(1, 0)
    (0.25, 0.0, inf)
    """
    if whole == 0:
        return inf if part > 0 else float(part)
    return part / whole


def relative_change(before: Features, after: Features) -> float:
    """Return ‖after − before‖₂ / ‖before‖₂, as :func:`relative` divides."""
    return relative(sqrt(sum_of_squares(after - before)), sqrt(sum_of_squares(before)))


def cosine_similarity(first: Features, second: Features) -> float:
    """Return the cosine of the angle between two vectors: −1 … 1; 1 if both are zero, and 0 if one is.

    Examples
    --------
    >>> cosine_similarity(np.array([1.0, 0.0]), np.array([0.0, 2.0]))
    0.0
    """
    lengths = sqrt(sum_of_squares(first)), sqrt(sum_of_squares(second))
    if 0.0 in lengths:
        return float(lengths == (0.0, 0.0))
    return float(np.clip((first / lengths[0]) @ (second / lengths[1]), -1, 1))

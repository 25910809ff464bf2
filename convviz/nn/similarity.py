"""How far apart two arrays are: sums of squares in float64, and what their ratios are where one is zero."""

from math import inf, prod, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray

Features = NDArray[np.float64]
ROUNDING = 1e-6  # of the mean magnitude of what is averaged: a mean below it is zero
_PARALLEL = 1e-15  # apart, unit vectors in float64 are the same but for rounding


class Pooled(NamedTuple):
    """What a map is pooled to: a feature a channel, in float64, and the mean magnitude of what it is the mean of."""

    features: Features
    magnitudes: Features


def pooled_features(values: FloatArray, earlier: Pooled | None = None) -> Pooled:
    """Return the mean of each channel of a map over its positions; of a vector, itself.

    Where positive and negative values cancel, rounding is left of them: a mean of no more than 10⁻⁶ of the mean
    magnitude that was averaged counts as 0.

    Parameters
    ----------
    values : (C, h, w) or (features,)
    earlier : Pooled, optional
        Of the map before. Where the values are its features again, as behind a global average pooling, they are these,
        with what was averaged there.
    """
    if values.ndim == 3 and prod(values.shape[1:]) > 1:
        features: Features = values.mean(axis=(-2, -1), dtype=np.float64)
        magnitudes = np.array([np.abs(plane).mean(dtype=np.float64) for plane in values])
    else:
        features = values.astype(np.float64).ravel()
        magnitudes = np.abs(features)
        if earlier and features.shape == earlier.features.shape:
            apart = np.abs(features - earlier.features)
            if (apart <= 2 * ROUNDING * earlier.magnitudes).all():
                return earlier
    features[np.abs(features) <= ROUNDING * magnitudes] = 0
    return Pooled(features, magnitudes)


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

    It is exactly 1 or −1 of parallel vectors alone, but for the rounding of float64; of others it is nearer to 0, if
    only by the least that a float can.

    Examples
    --------
    >>> cosine_similarity(np.array([1.0, 0.0]), np.array([0.0, 2.0]))
    0.0
    """
    lengths = sqrt(sum_of_squares(first)), sqrt(sum_of_squares(second))
    if 0.0 in lengths:
        return float(lengths == (0.0, 0.0))
    one, other = first / lengths[0], second / lengths[1]
    for sign in (1.0, -1.0):
        if sqrt(sum_of_squares(one - sign * other)) <= _PARALLEL:
            return sign
    most = float(np.nextafter(1, 0))
    return float(np.clip(one @ other, -most, most))

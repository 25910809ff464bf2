"""What is read off a shift, from all values or from a sample of them: numbers, scales and words."""

from dataclasses import replace
from math import floor, isqrt, log10, sqrt
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.pictures.display import FEW, Display, Scale, shares_beyond
from convviz.lab.sampled_map import Sampling
from convviz.lab.translation.shift_range import shift_range
from convviz.lab.translation.shifted_axes import Flags
from convviz.lab.translation.shifted_before import Before
from convviz.lab.translation.shifted_compare import Errors, Maps, Shift, filters_read
from convviz.lab.translation.shifted_facts import Facts
from convviz.lab.translation.shifted_sampling import all_of
from convviz.lab.translation.shifted_sentence import sentence
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.similarity import pooled_features, sum_of_squares

MOST_COUNTED = 1 << 18  # values that are looked at to say how many lie beyond the scale
ROUNDING = 1e-5  # of the largest value: what a linear layer and an interpolation that change places may differ by
CANCELLED = 0.05  # of the mean magnitude: a mean below it says more of what cancels out than of the picture
_SAMPLE = 1 << 14
_SAMPLE_OF_MEANS = 1 << 14  # of each channel
_ENDS = (1, 2, 5, 10)


class Reading(NamedTuple):
    """What the shift does, in numbers; while something moves, those of the sample.

    Parameters
    ----------
    equivariance : float
        Of the map of `layer`, as ``convviz.equivariance_error``: ‖f(Tx) − T'f(x)‖₂ / ‖T'f(x)‖₂ over all channels;
        with the edge "crop" over the interior. nan where a map has one position.
    change, cosine : float
        Of the pooled `features`, as ``convviz.invariance_error``.
    layer, features : str
        What the numbers are of, for example "2 ReLU" and "means of 2 ReLU", or "4 Linear"; with the edge "crop"
        "interior of 2 ReLU".
    """

    equivariance: float
    change: float
    cosine: float
    layer: str
    features: str


class Differences(NamedTuple):
    """The chosen difference, and where it is exactly zero."""

    values: FloatArray
    zero: Flags

    @property
    def zero_share(self) -> float:
        """The share of the values that are exactly zero, 0 … 1."""
        return float(self.zero.mean())


class Scaled(NamedTuple):
    """A difference, and how it and the map lie in their scales, of all values or of some from all over."""

    difference: Differences
    scale: Scale
    map_beyond: tuple[float, float]
    difference_beyond: tuple[float, float]


def scaled(shift: Shift, maps: Maps, at: Sampling) -> Scaled:
    """Choose the scale of the difference of maps, or of a sample of them, and look what lies beyond."""
    difference, of_map = difference_of(shift, maps, at), shift.before.scale
    scale = _difference_scale(difference.values, of_map, shift.state.display)
    return Scaled(difference, scale, _beyond(maps.after, of_map), _beyond(difference.values, scale))


def read_off(shift: Shift, maps: Maps, difference: Differences, errors: Errors, at: Sampling) -> tuple[Reading, str]:
    """Return the numbers of a shift, and what moved, what is left, and why.

    Parameters
    ----------
    shift : Shift
    maps : Maps
        Of the shown channel, or a sample of it.
    difference : Differences
        Of these maps.
    errors : Errors
    at : Sampling
        The values that the maps have.
    """
    before, made = shift.before, shift.before.experiment
    of_all = len(filters_read(before)) == len(before.maps)
    layer = made.names[made.shown] if of_all else f"channel {made.channel + 1} of {made.names[made.shown]}"
    features = made.names[-1] if before.output.size else f"means of {layer}"
    is_sample = at != all_of(before.maps[0].shape)
    differing, rounded = (None, False) if is_sample else _differing(shift, maps, difference)
    least = 1 / (difference.zero.size + 1) if is_sample else 0.0  # of a sample, "all" is not known
    facts = Facts(
        made,
        replace(shift.state.translation, dy=shift.distance[0], dx=shift.distance[1]),
        shift_range(shift.state),
        shift.axes,
        differing,
        rounded,
        (shift.is_crop or not shift.is_whole) and _agrees(shift, maps, at),
        max(difference.zero_share, least),
        _cancelling(before),
    )
    return Reading(*errors, f"interior of {layer}" if shift.is_crop else layer, features), sentence(facts)


def difference_of(shift: Shift, maps: Maps, at: Sampling) -> Differences:
    """Return the difference that the state chooses, of maps or of a sample of them."""
    if shift.state.translation.difference == "change":
        difference = maps.after - maps.before
        return Differences(difference, difference == 0)
    error = maps.after - maps.expected
    if not shift.is_crop:
        return Differences(error, error == 0)
    inside = shift.inside(at)
    difference, zero = np.zeros_like(error), np.zeros(error.shape, bool)
    difference[inside], zero[inside] = error[inside], error[inside] == 0
    return Differences(difference, zero)


def _differing(shift: Shift, maps: Maps, difference: Differences) -> tuple[tuple[Flags, Flags] | None, bool]:
    """Look in which columns the map is not the moved map, and in which rows in the columns that are left.

    Rounding is no difference; whether there is some elsewhere is the second answer. A crop is not looked at: what its
    border is to be compared with is not known.
    """
    rows, columns = shift.axes
    is_whole = rows.is_whole and columns.is_whole
    if shift.is_crop or not (is_whole and rows.same.any() and columns.same.any()):
        return None, False
    error = difference.values if shift.state.translation.difference == "error" else maps.after - maps.expected
    differs = ~_is_rounding(error, maps.expected)
    across = np.asarray(differs[rows.same].any(axis=0))
    down = np.asarray(differs[:, ~across].any(axis=1))
    return (down, across), bool(error[np.ix_(~down, ~across)].any())


def _agrees(shift: Shift, maps: Maps, at: Sampling) -> bool:
    inside = shift.inside(at)
    wanted = maps.expected[inside]
    return bool(wanted.size) and bool(_is_rounding(maps.after[inside] - wanted, wanted).all())


def _cancelling(before: Before) -> int:
    """Count the means that the pooled features are, if positive and negative values nearly cancel out in them."""
    if before.output.size and not isinstance(before.experiment.network[-1], GlobalAvgPool2d):
        return 0
    maps = [before.maps[index] for index in filters_read(before)]
    step = max(1, isqrt(maps[0].size // _SAMPLE_OF_MEANS))
    pooled = pooled_features(np.stack([plane[::step, ::step] for plane in maps]))
    size, of = (sqrt(sum_of_squares(each)) for each in pooled)
    return len(maps) if size < CANCELLED * of else 0


def _is_rounding(error: FloatArray, of: FloatArray) -> Flags:
    flags: Flags = np.abs(error) <= ROUNDING * np.abs(of).max()
    return flags


def _difference_scale(difference: FloatArray, of_map: Scale, display: Display) -> Scale:
    """Choose a scale about zero whose ends are round numbers, so that it holds while the image moves a little."""
    left = difference[difference != 0]
    reach = max(abs(of_map.low), abs(of_map.high))
    if left.size:
        sample = np.abs(left[:: max(1, left.size // _SAMPLE)])
        reach = float(np.quantile(sample, display.percentile / 100)) if sample.size >= FEW else float(sample.max())
    if not np.isfinite(reach) or not reach > 0:
        reach = 1.0
    unit = 10.0 ** floor(log10(reach))
    end = unit * next(step for step in _ENDS if step * unit >= reach * (1 - 1e-9))
    return Scale(-end, end, display.signed)


def _beyond(values: FloatArray, scale: Scale) -> tuple[float, float]:
    every = max(1, isqrt(values.size // MOST_COUNTED))
    return shares_beyond(values[::every, ::every], scale)

"""What is shown while the image moves: ``compute_shifted(state, frame) -> Shifted``, pure."""

from dataclasses import dataclass, replace
from math import ceil, floor, isqrt, log10, sqrt
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.lab.pictures.display import FEW, Display, Scale
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.progress import Progress, part, unwatched
from convviz.lab.state import State
from convviz.lab.translation.experiment import Experiment
from convviz.lab.translation.shift_range import shift_of, shift_range
from convviz.lab.translation.shifted_axes import Flags, shifted_axis
from convviz.lab.translation.shifted_before import Before, before_shift
from convviz.lab.translation.shifted_compare import Maps, Shift, filters_read, maps_by_layers, maps_by_parts
from convviz.lab.translation.shifted_facts import Facts
from convviz.lab.translation.shifted_input import is_whole, moved_input, sampled, shifted_input
from convviz.lab.translation.shifted_maps import OneConvolution
from convviz.lab.translation.shifted_sentence import sentence
from convviz.nn.moved_maps import interior
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.similarity import pooled_features, sum_of_squares

QUICK_VALUES = 1_000_000  # of a picture, while something moves
ROUNDING = 1e-5  # of the largest value: what a linear layer and an interpolation that change places may differ by
CANCELLED = 0.05  # of the mean magnitude: a mean below it says more of what cancels out than of the picture
_SAMPLE = 50_000
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
    zero_share : float
        The share of the values of the difference that are exactly zero, 0 … 1.
    layer, features : str
        What the numbers are of, for example "2 ReLU" and "means of 2 ReLU", or "4 Linear"; with the edge "crop"
        "interior of 2 ReLU".
    """

    equivariance: float
    change: float
    cosine: float
    zero_share: float
    layer: str
    features: str


@dataclass(frozen=True, eq=False)
class Shifted:
    """What is shown of one state while the image moves.

    Parameters
    ----------
    state : State
    experiment : Experiment
    step, input_step : int
        Of every how many rows and columns of the map, and of the input, there are values and pixels: 1 for all. The
        values are those of the whole map.
    input_picture, map_picture, difference_picture : Picture
        The moved input, its map in the shown channel, and the difference that the state chooses.
    map_scale, difference_scale : Scale
        The first is that of the map before the shift; the second is symmetric about zero.
    input_values : (C, H, W)
        What the network gets.
    map_values, difference_values : (h, w)
    zero : (h, w) bool
        Where the difference is exactly zero; with the edge "crop" not where there is nothing to compare with.
    reading : Reading
    sentence : str
        What moved, what is left, and why.
    before : Before
        Kept for the next shift.
    """

    state: State
    experiment: Experiment
    step: int
    input_step: int
    input_picture: Picture
    map_picture: Picture
    difference_picture: Picture
    map_scale: Scale
    difference_scale: Scale
    input_values: FloatArray
    map_values: FloatArray
    difference_values: FloatArray
    zero: Flags
    reading: Reading
    sentence: str
    before: Before


def compute_shifted(
    state: State,
    frame: Frame,
    previous: Shifted | None = None,
    quick: bool = False,
    progress: Progress = unwatched,
) -> Shifted:
    """Compute what is shown of a state while the image moves.

    Parameters
    ----------
    state : State
    frame : Frame
        Of this state, or of one that differs in its translation alone.
    previous : Shifted, optional
        Of an earlier shift: what is before the image moves is taken from it, if it still holds.
    quick : bool
        Whether a sample of the rows and columns is enough, where it can be had without the rest.
    progress : callable, optional
        Told how much is done.

    Raises
    ------
    ValueError
        If the network does not fit; see ``experiment``.
    CancelledError
        As soon as ``progress`` raises it.
    """
    before = before_shift(state, frame, previous.before if previous else None, part(progress, 0, 3))
    made, (dy, dx) = before.experiment, shift_of(state)
    network = made.network[: made.shown + 1]
    edge, bilinear = state.translation.edge, state.translation.interpolation == "bilinear"
    rows, columns = (shifted_axis(network, made.input_shape, axis, (dy, dx)[axis], edge) for axis in (0, 1))
    simple = OneConvolution.of(made.network, made.shown)
    whole = is_whole(dy, dx)
    can_sample = simple is not None and (bilinear or (whole and rows.is_whole and columns.is_whole))
    step = _step(before.maps[0].shape) if quick and can_sample else 1
    shift = Shift(
        state,
        before,
        (rows, columns),
        step,
        interior(before.receptive_field, (1, rows.size, columns.size), made.input_shape[1:], dy, dx),
    )
    if simple and (step > 1 or whole):
        maps = maps_by_parts(shift, simple, part(progress, 1, 3))
    else:
        maps = maps_by_layers(shift, part(progress, 1, 3))
    return _shown(shift, maps, _step(made.input_shape[1:]) if quick else 1, part(progress, 2, 3))


def _shown(shift: Shift, maps: Maps, input_step: int, progress: Progress) -> Shifted:
    """Make pictures, numbers and words of the maps."""
    state, before, made = shift.state, shift.before, shift.before.experiment
    progress(0)
    error = maps.after - maps.expected
    difference, zero = _difference(shift, maps, error)
    scale = _difference_scale(difference, before.scale, state.display)
    of_all = len(filters_read(before)) == len(before.maps)
    layer = made.names[made.shown] if of_all else f"channel {made.channel + 1} of {made.names[made.shown]}"
    features = made.names[-1] if before.output.size else f"means of {layer}"
    differing, rounded = _differing(shift, maps, error)
    facts = Facts(
        made,
        replace(state.translation, dy=shift.distance[0], dx=shift.distance[1]),
        shift_range(state),
        shift.axes,
        differing,
        rounded,
        (shift.is_crop or not shift.is_whole) and _agrees(shift, maps, error),
        max(float(zero.mean()), 1 / (zero.size + 1) if shift.step > 1 else 0),  # of a sample, "all" is not known
        _cancelling(before),
    )
    input_values, input_picture = _input(shift, input_step)
    progress(0.5)
    return Shifted(
        state=state,
        experiment=made,
        step=shift.step,
        input_step=input_step,
        input_picture=input_picture,
        map_picture=picture_of_map(maps.after, before.scale),
        difference_picture=picture_of_map(difference, scale),
        map_scale=before.scale,
        difference_scale=scale,
        input_values=input_values,
        map_values=maps.after,
        difference_values=difference,
        zero=zero,
        reading=Reading(*maps.errors, float(zero.mean()), f"interior of {layer}" if shift.is_crop else layer, features),
        sentence=sentence(facts),
        before=before,
    )


def _difference(shift: Shift, maps: Maps, error: FloatArray) -> tuple[FloatArray, Flags]:
    """Return the chosen difference, and where it is exactly zero."""
    if shift.state.translation.difference == "change":
        difference = maps.after - maps.before
        return difference, difference == 0
    if not shift.is_crop:
        return error, error == 0
    inside = shift.inside(shift.step)
    difference, zero = np.zeros_like(error), np.zeros(error.shape, bool)
    difference[inside], zero[inside] = error[inside], error[inside] == 0
    return difference, zero


def _differing(shift: Shift, maps: Maps, error: FloatArray) -> tuple[tuple[Flags, Flags] | None, bool]:
    """Look in which columns the map is not the moved map, and in which rows in the columns that are left.

    Rounding is no difference; whether there is some elsewhere is the second answer. A crop is not looked at: what its
    border is to be compared with is not known.
    """
    rows, columns = shift.axes
    is_whole = rows.is_whole and columns.is_whole
    if shift.step > 1 or shift.is_crop or not (is_whole and rows.same.any() and columns.same.any()):
        return None, False
    differs = ~_is_rounding(error, maps.expected)
    across = np.asarray(differs[rows.same].any(axis=0))
    down = np.asarray(differs[:, ~across].any(axis=1))
    return (down, across), bool(error[np.ix_(~down, ~across)].any())


def _agrees(shift: Shift, maps: Maps, error: FloatArray) -> bool:
    inside = shift.inside(shift.step)
    left, size = error[inside], maps.expected[inside]
    return bool(left.size) and bool(_is_rounding(left, size).all())


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


def _input(shift: Shift, step: int) -> tuple[FloatArray, Picture]:
    """Return what the network gets, and draw it."""
    state, before = shift.state, shift.before
    if step == 1:
        values = shifted_input(state, *shift.distance, before.source)
        return values, picture_of_image(values)
    places = sampled(before.experiment.input_shape[1:], step)
    values = moved_input(state, *shift.distance, before.source).at(*places)
    return values, picture_of_image(values)


def _step(size: tuple[int, ...]) -> int:
    """Choose of every how many rows and columns a sample is, so that it is no larger than need be."""
    return max(1, ceil(sqrt(size[0] * size[1] / QUICK_VALUES)))

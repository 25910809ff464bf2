"""What is shown while the image moves: ``compute_shifted(state, frame) -> Shifted``, pure."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt, prod
from typing import Any

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Look
from convviz.lab.pictures.display import Scale
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.progress import Progress, part, unwatched
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.lab.translation.experiment import Experiment
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted_axes import Flags, shifted_axis
from convviz.lab.translation.shifted_before import Before, before_shift
from convviz.lab.translation.shifted_compare import (
    Shift,
    maps_by_layers,
    maps_by_parts,
    sampled_errors,
    sampled_maps,
)
from convviz.lab.translation.shifted_input import moved_input, shifted_input
from convviz.lab.translation.shifted_maps import OneConvolution
from convviz.lab.translation.shifted_numbers import Differences, Reading, Scaled, difference_of, read_off, scaled
from convviz.lab.translation.shifted_sampling import all_of, all_over, is_from_all_over, on_screen, thinned
from convviz.nn.moved_maps import interior
from convviz.nn.receptive_field import ITSELF

QUICK_VALUES = 1 << 16  # from all over a map, about, that stand for all while something moves
_ENOUGH = 4  # so manieth of these are enough, where they are on the screen


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures of one state while the image moves.

    Parameters
    ----------
    state : State
    experiment : Experiment
    at, input_at : Sampling
        The rows and columns of the map, and of the input, of which there are values and pixels: those of the whole map.
    is_sample : bool
        Whether there are more, so that the numbers are those of a sample from all over the map.
    input_picture, map_picture, difference_picture : Picture
        The moved input, its map in the shown channel, and the difference that the state chooses.
    map_scale, difference_scale : Scale
        The first is that of the map before the shift; the second is symmetric about zero.
    input_values : (C, H, W)
        What the network gets.
    map_values, difference_values : (h, w)
    zero : (h, w) bool
        Where the difference is exactly zero; with the edge "crop" not where there is nothing to compare with.
    map_beyond, difference_beyond : (float, float)
        Which shares of the values lie below and above the scale, 0 … 1.
    zero_share : float
        The share of the values of the difference that are exactly zero, 0 … 1.
    before : Before
        Kept for the next shift.
    """

    state: State
    experiment: Experiment
    at: Sampling
    input_at: Sampling
    is_sample: bool
    input_picture: Picture
    map_picture: Picture
    difference_picture: Picture
    map_scale: Scale
    difference_scale: Scale
    input_values: FloatArray
    map_values: FloatArray
    difference_values: FloatArray
    zero: Flags
    map_beyond: tuple[float, float]
    difference_beyond: tuple[float, float]
    zero_share: float
    before: Before


@dataclass(frozen=True, eq=False)
class Shifted(Pictures):
    """What is shown of one state while the image moves.

    Parameters
    ----------
    reading : Reading
    sentence : str
        What moved, what is left, and why.
    """

    reading: Reading
    sentence: str


@dataclass(frozen=True, eq=False)
class Sample(Pictures):
    """What is seen at once, before the numbers are read off.

    Parameters
    ----------
    complete : callable
        Read them off, and return all that is shown.
    """

    complete: Callable[[], Shifted]


def compute_shifted(
    state: State,
    frame: Frame,
    previous: Pictures | None = None,
    quick: bool = False,
    progress: Progress = unwatched,
    look: Look | None = None,
) -> Shifted:
    """Compute what is shown of a state while the image moves.

    Parameters and errors are those of :func:`first_seen`.
    """
    seen = first_seen(state, frame, previous, quick, progress, look)
    return seen.complete() if isinstance(seen, Sample) else seen


def first_seen(
    state: State,
    frame: Frame,
    previous: Pictures | None = None,
    quick: bool = False,
    progress: Progress = unwatched,
    look: Look | None = None,
) -> Shifted | Sample:
    """Compute what is seen of a state while the image moves: all, or a sample, whose numbers can follow.

    Parameters
    ----------
    state : State
    frame : Frame
        Of this state, or of one that differs in its translation alone.
    previous : Pictures, optional
        Of an earlier shift: what is before the image moves is taken from it, if it still holds.
    quick : bool
        Whether a sample is enough, where it can be had without the rest, and map or input are large.
    progress : callable, optional
        Told how much is done.
    look : Look, optional
        What the sample shows, a value for each pixel of the screen; None for values from all over.

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
    shift = Shift(
        state,
        before,
        (rows, columns),
        interior(before.receptive_field, (1, rows.size, columns.size), made.input_shape[1:], dy, dx),
    )
    simple = OneConvolution.of(made.network, made.shown)
    can_sample = bilinear or (shift.is_whole and rows.is_whole and columns.is_whole)
    is_large = max(rows.size * columns.size, prod(made.input_shape[1:])) > QUICK_VALUES
    if quick and is_large and simple and can_sample:
        return _sample(shift, simple, look, part(progress, 1, 3))
    return _whole(shift, simple if shift.is_whole else None, progress)


def _whole(shift: Shift, simple: OneConvolution | None, progress: Progress) -> Shifted:
    """Show and read off all values."""
    before, at = shift.before, all_of(shift.before.maps[0].shape)
    watched = part(progress, 1, 3)
    maps, errors = maps_by_parts(shift, simple, watched) if simple else maps_by_layers(shift, watched)
    part(progress, 2, 3)(0)
    shown = scaled(shift, maps, at)
    reading, sentence = read_off(shift, maps, shown.difference, errors, at)
    part(progress, 2, 3)(0.5)
    input_values = shifted_input(shift.state, *shift.distance, before.source)
    input_at = all_of(before.experiment.input_shape[1:])
    pictures = _pictures(shift, shown, shown.difference, (input_values, input_at), (maps.after, at))
    return Shifted(**pictures, is_sample=False, reading=reading, sentence=sentence)


def _sample(shift: Shift, simple: OneConvolution, look: Look | None, progress: Progress) -> Sample:
    """Show what is looked at; the numbers are those of values from all over the map."""
    before, size = shift.before, shift.before.maps[0].shape
    frame = before.experiment.input_shape[1:]
    at = on_screen(look, before.receptive_field, size) if look else all_over(size, QUICK_VALUES)
    input_at = on_screen(look, ITSELF, frame) if look else all_over(frame, QUICK_VALUES)
    input_values = moved_input(shift.state, *shift.distance, before.source).at(*map(np.asarray, input_at))
    maps = sampled_maps(shift, simple, at, progress)
    if is_from_all_over(at, size) and _ENOUGH * at.size >= min(QUICK_VALUES, prod(size)):
        every = max(1, isqrt(at.size // QUICK_VALUES))
        known, known_at = maps.thinned(every), thinned(at, every)
    else:
        known_at = all_over(size, QUICK_VALUES)
        known = sampled_maps(shift, simple, known_at)
    shown = scaled(shift, known, known_at)
    pictures = _pictures(shift, shown, difference_of(shift, maps, at), (input_values, input_at), (maps.after, at))

    def complete() -> Shifted:
        errors = sampled_errors(shift, simple, known, known_at)
        reading, sentence = read_off(shift, known, shown.difference, errors, known_at)
        return Shifted(**pictures, is_sample=True, reading=reading, sentence=sentence)

    return Sample(**pictures, is_sample=True, complete=complete)


def _pictures(
    shift: Shift,
    shown: Scaled,
    difference: Differences,
    of_input: tuple[FloatArray, Sampling],
    of_map: tuple[FloatArray, Sampling],
) -> dict[str, Any]:
    """Draw what there is, and return it by the names in ``Pictures``."""
    before, (input_values, input_at), (map_values, at) = shift.before, of_input, of_map
    return {
        "state": shift.state,
        "experiment": before.experiment,
        "at": at,
        "input_at": input_at,
        "input_picture": picture_of_image(input_values),
        "map_picture": picture_of_map(map_values, before.scale),
        "difference_picture": picture_of_map(difference.values, shown.scale),
        "map_scale": before.scale,
        "difference_scale": shown.scale,
        "input_values": input_values,
        "map_values": map_values,
        "difference_values": difference.values,
        "zero": difference.zero,
        "map_beyond": shown.map_beyond,
        "difference_beyond": shown.difference_beyond,
        "zero_share": shown.difference.zero_share,
        "before": before,
    }

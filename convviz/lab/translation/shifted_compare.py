"""The map of the moved image beside the map before and the moved map, and how far they lie apart."""

from collections.abc import Sequence
from math import ceil, nan, sqrt
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.progress import Progress, part, unwatched
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted_before import Before
from convviz.lab.translation.shifted_input import Moved, is_whole, moved_input, shifted_input
from convviz.lab.translation.shifted_maps import Axes, OneConvolution, border_error, copy_kept, forward, moved_maps
from convviz.lab.translation.shifted_sampling import all_of, inside, thinned
from convviz.nn.moved_maps import moved_map
from convviz.nn.receptive_field import ITSELF
from convviz.nn.similarity import cosine_similarity, pooled_features, relative, relative_change, sum_of_squares
from convviz.nn.translation import errors_between

MOST_VALUES = 1 << 27  # of the maps of a layer, for all of them to be made anew


class Shift(NamedTuple):
    """One shift: what is moved, and where it goes."""

    state: State
    before: Before
    axes: Axes
    interior: tuple[slice, slice]

    @property
    def distance(self) -> tuple[float, float]:
        """How far the image moves, down and right."""
        return shift_of(self.state)

    @property
    def is_whole(self) -> bool:
        """Whether the image moves by whole pixels."""
        return is_whole(*self.distance)

    @property
    def edge(self) -> str:
        """What comes into the moved map; what a crop shows more than before cannot be compared."""
        return "zeros" if self.state.translation.edge == "crop" else self.state.translation.edge

    @property
    def is_crop(self) -> bool:
        """Whether the maps are compared in their interior only."""
        return self.state.translation.edge == "crop"

    def inside(self, at: Sampling) -> tuple[slice, slice]:
        """Return the interior of the map in a sample of it."""
        rows, columns = map(inside, self.interior, at)
        return rows, columns

    def expected(self, channel: int, at: Sampling) -> FloatArray:
        """Move values of a map along with the image, T'f(x)."""
        plane = self.before.maps[channel]
        if at == all_of(plane.shape):
            return moved_map(
                plane, self.before.receptive_field, *self.distance, self.edge, self.state.translation.interpolation
            )
        moved = Moved(plane, self.axes[0].distance, self.axes[1].distance, self.edge)
        values: FloatArray = moved.at(*map(np.asarray, at))
        return values


class Maps(NamedTuple):
    """Maps (n, h, w), or one of them (h, w), before the shift, after it, and as they should be."""

    before: FloatArray
    after: FloatArray
    expected: FloatArray

    def thinned(self, every: int) -> "Maps":
        """Keep every so manieth row and column."""
        return Maps(*(each[..., ::every, ::every] for each in self))


class Errors(NamedTuple):
    """Equivariance error; change and cosine of the pooled features."""

    equivariance: float
    change: float
    cosine: float


def maps_by_parts(shift: Shift, simple: OneConvolution, progress: Progress) -> tuple[Maps, Errors]:
    """Copy what moved with the image, and compute the rest; of the shown channel."""
    before, filters = shift.before, filters_read(shift.before)
    at = all_of(before.maps[0].shape)
    after = _after(shift, simple, filters, at, progress)
    errors = _errors(shift, [before.maps[index] for index in filters], after)
    return _shown(shift, after[filters.index(before.experiment.channel)], at), errors


def sampled_maps(shift: Shift, simple: OneConvolution, at: Sampling, progress: Progress = unwatched) -> Maps:
    """Return a sample of the shown channel."""
    channel = shift.before.experiment.channel
    return _shown(shift, _after(shift, simple, [channel], at, progress)[0], at)


def sampled_errors(shift: Shift, simple: OneConvolution, maps: Maps, at: Sampling) -> Errors:
    """Read off equivariance and invariance from samples: of all channels, fewer values of each.

    Where the map moves by whole positions, its border is looked at more closely.

    Parameters
    ----------
    shift : Shift
    simple : OneConvolution
    maps : Maps
        Of the shown channel, from all over it.
    at : Sampling
        The values that they have.
    """
    before, filters = shift.before, filters_read(shift.before)
    if len(filters) > 1:
        at = thinned(at, ceil(sqrt(len(filters))))
        planes = np.stack([at.of(before.maps[index]) for index in filters])
        expected = np.stack([shift.expected(index, at) for index in filters])
        maps = Maps(planes, _after(shift, simple, filters, at), expected)
    else:
        maps = Maps(*(plane[np.newaxis] for plane in maps))
    errors = _errors_of_samples(shift, maps, at)
    if not all(axis.is_whole for axis in shift.axes) or shift.is_crop or before.maps[0].size == 1:
        return errors
    given, size = _given(shift), before.experiment.input_shape[1:]
    border = border_error(simple, given, size, before.maps, shift.axes, shift.edge, filters)
    share = maps.expected[0].size / before.maps[0].size
    return errors._replace(equivariance=relative(border, sqrt(sum_of_squares(maps.expected) / share)))


def maps_by_layers(shift: Shift, progress: Progress) -> tuple[Maps, Errors]:
    """Compute layer after layer; what must have moved with the image is taken from the map before.

    A computation gives it within rounding, which depends on where in the tiles of the engine a value lies.
    """
    before, made = shift.before, shift.before.experiment
    given, at = shifted_input(shift.state, *shift.distance, before.source), all_of(before.maps[0].shape)
    after, _ = forward(made.network[: made.shown + 1], given, made.shown, part(progress, 0, 2))
    copy_kept(after, before.maps, shift.axes, at)
    rest, filters = made.network[made.shown + 1 :], filters_read(before)
    output = forward(rest, after, -1, part(progress, 1, 2))[1] if len(rest) else None
    read = after if len(filters) == len(after) else after[filters]
    errors = _errors(shift, [before.maps[index] for index in filters], read, output)
    return _shown(shift, after[made.channel], at), errors


def filters_read(before: Before) -> list[int]:
    """Choose the channels that the reading is of: all, unless they are too many numbers."""
    maps = before.maps
    return list(range(len(maps))) if len(maps) * maps[0].size <= MOST_VALUES else [before.experiment.channel]


def _given(shift: Shift) -> Moved:
    """Return what the network gets."""
    return moved_input(shift.state, *shift.distance, shift.before.source)


def _after(
    shift: Shift, simple: OneConvolution, filters: list[int], at: Sampling, progress: Progress = unwatched
) -> FloatArray:
    before, size = shift.before, shift.before.experiment.input_shape[1:]
    return moved_maps(simple, _given(shift), size, before.maps, shift.axes, filters, at, progress)


def _shown(shift: Shift, after: FloatArray, at: Sampling) -> Maps:
    """Return the shown channel beside what it was and what it should be."""
    channel = shift.before.experiment.channel
    return Maps(at.of(shift.before.maps[channel]), after, shift.expected(channel, at))


def _errors(shift: Shift, maps: Sequence[FloatArray], after: FloatArray, output: FloatArray | None = None) -> Errors:
    """Read off equivariance and invariance, as nn/translation defines them."""
    before, translation = shift.before, shift.state.translation
    earlier = np.stack(maps) if len(maps) > 1 else maps[0][np.newaxis]
    extra = output is not None
    errors = errors_between(
        [earlier, before.output] if extra else [earlier],
        [after, output] if output is not None else [after],
        *shift.distance,
        [before.receptive_field, ITSELF] if extra else [before.receptive_field],
        input_size=before.experiment.input_shape[1:],
        edge=shift.edge,
        interpolation=translation.interpolation,
        region="interior" if shift.is_crop else "all",
    )
    return Errors(float(errors.equivariance[0]), float(errors.change[-1]), float(errors.cosine[-1]))


def _errors_of_samples(shift: Shift, maps: Maps, at: Sampling) -> Errors:
    """Read off the same from samples (n, h, w): of maps that are moved already."""
    within = shift.inside(at) if shift.is_crop else (slice(None), slice(None))
    wanted = maps.expected[:, *within]
    left = maps.after[:, *within] - wanted
    is_known = left.size and shift.before.maps[0].size > 1  # as in map_error
    features = pooled_features(maps.before).features, pooled_features(maps.after).features
    error = relative(sqrt(sum_of_squares(left)), sqrt(sum_of_squares(wanted))) if is_known else nan
    return Errors(error, relative_change(*features), cosine_similarity(*features))

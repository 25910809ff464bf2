"""The map of the moved image beside the map before and the moved map, and how far they lie apart."""

from collections.abc import Sequence
from math import ceil, nan, sqrt
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.progress import Progress, part
from convviz.lab.state import State
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.shifted_before import Before
from convviz.lab.translation.shifted_input import Moved, is_whole, moved_input, sampled, shifted_input
from convviz.lab.translation.shifted_maps import Axes, OneConvolution, border_error, copy_kept, forward, moved_maps
from convviz.nn.moved_maps import moved_map
from convviz.nn.receptive_field import ITSELF
from convviz.nn.similarity import cosine_similarity, pooled_features, relative, relative_change, sum_of_squares
from convviz.nn.translation import errors_between

MOST_VALUES = 1 << 27  # of the maps of a layer, for all of them to be made anew


class Shift(NamedTuple):
    """One shift: what is moved, where it goes, and of every how many rows and columns values are wanted."""

    state: State
    before: Before
    axes: Axes
    step: int
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

    def inside(self, step: int) -> tuple[slice, slice]:
        """Return the interior of the map in a sample of it."""
        rows, columns = (slice(-(-run.start // step), -(-run.stop // step)) for run in self.interior)
        return rows, columns

    def expected(self, plane: FloatArray, step: int) -> FloatArray:
        """Move a map along with the image, T'f(x)."""
        if step == 1:
            return moved_map(
                plane, self.before.receptive_field, *self.distance, self.edge, self.state.translation.interpolation
            )
        moved = Moved(plane, self.axes[0].distance, self.axes[1].distance, self.edge)
        values: FloatArray = moved.at(*sampled(plane.shape, step))
        return values


class Maps(NamedTuple):
    """The shown channel before the shift, after it, and as it should be; equivariance error, change and cosine."""

    before: FloatArray
    after: FloatArray
    expected: FloatArray
    errors: tuple[float, float, float]


def maps_by_parts(shift: Shift, simple: OneConvolution, progress: Progress) -> Maps:
    """Copy what moved with the image, and compute the rest."""
    before, step = shift.before, shift.step
    channel, size = before.experiment.channel, before.experiment.input_shape[1:]
    given = moved_input(shift.state, *shift.distance, before.source)

    def maps(filters: list[int], step: int) -> FloatArray:
        return moved_maps(simple, given, size, before.maps, shift.axes, filters, step, progress)

    plane, filters = before.sample(channel, step), filters_read(before)
    if step == 1:
        after = maps(filters, 1)
        shown = after[filters.index(channel)]
        return Maps(plane, shown, shift.expected(plane, 1), _errors(shift, [before.maps[i] for i in filters], after))
    shown, expected = maps([channel], step)[0], shift.expected(before.maps[channel], step)
    coarse = step * ceil(sqrt(len(filters)))
    samples = [
        np.stack([before.sample(index, coarse) for index in filters]),
        shown[np.newaxis] if filters == [channel] and coarse == step else maps(filters, coarse),
        np.stack([shift.expected(before.maps[index], coarse) for index in filters]),
    ]
    errors = _sample_errors(shift, coarse, *samples)
    if all(axis.is_whole for axis in shift.axes) and not shift.is_crop:
        size_of_all = coarse * sqrt(sum_of_squares(samples[2]))
        border = border_error(simple, given, size, before.maps, shift.axes, shift.edge, filters, coarse)
        errors = (relative(border, size_of_all), *errors[1:])
    return Maps(plane, shown, expected, errors)


def maps_by_layers(shift: Shift, progress: Progress) -> Maps:
    """Compute layer after layer; what must have moved with the image is taken from the map before.

    A computation gives it within rounding, which depends on where in the tiles of the engine a value lies.
    """
    before, made = shift.before, shift.before.experiment
    given = shifted_input(shift.state, *shift.distance, before.source)
    after, _ = forward(made.network[: made.shown + 1], given, made.shown, part(progress, 0, 2))
    copy_kept(after, before.maps, shift.axes)
    rest, plane, filters = made.network[made.shown + 1 :], before.maps[made.channel], filters_read(before)
    output = forward(rest, after, -1, part(progress, 1, 2))[1] if len(rest) else None
    read = after if len(filters) == len(after) else after[filters]
    errors = _errors(shift, [before.maps[index] for index in filters], read, output)
    return Maps(plane, after[made.channel], shift.expected(plane, 1), errors)


def filters_read(before: Before) -> list[int]:
    """Choose the channels that the reading is of: all, unless they are too many numbers."""
    maps = before.maps
    return list(range(len(maps))) if len(maps) * maps[0].size <= MOST_VALUES else [before.experiment.channel]


def _errors(
    shift: Shift, maps: Sequence[FloatArray], after: FloatArray, output: FloatArray | None = None
) -> tuple[float, float, float]:
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
    return float(errors.equivariance[0]), float(errors.change[-1]), float(errors.cosine[-1])


def _sample_errors(
    shift: Shift, step: int, before: FloatArray, after: FloatArray, expected: FloatArray
) -> tuple[float, float, float]:
    """Read off the same from samples: of maps that are moved already."""
    inside = shift.inside(step) if shift.is_crop else (slice(None), slice(None))
    left, wanted = after[:, *inside] - expected[:, *inside], expected[:, *inside]
    features = pooled_features(before).features, pooled_features(after).features
    error = relative(sqrt(sum_of_squares(left)), sqrt(sum_of_squares(wanted))) if left.size else nan
    return error, relative_change(*features), cosine_similarity(*features)

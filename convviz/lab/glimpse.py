"""What of an edit is seen at once: the values of the selected map that the screen has room for, and no others.

The whole map follows when the hand rests. Each value is that of the whole map, within rounding, and no picture that was
made smaller: a convolution with a larger stride or, where a few weights are others, the values before plus the change.
"""

from dataclasses import dataclass, replace
from math import ceil, floor, prod
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.compute import Frame, has_same_input
from convviz.lab.layer_maps import layers_that_stay
from convviz.lab.network.layer_changes import with_channels
from convviz.lab.pictures.display import Scale, scale_of, shares_beyond
from convviz.lab.pictures.picture import Picture, picture_of_map
from convviz.lab.sampled_map import Sampling, is_small_change, sampled_change, sampled_map
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.receptive_field import field_of

LEAST_WORK = 8_000_000  # of a map, in multiply-adds; a smaller one is there at once
VALUE_WORK = 40  # multiply-adds that showing a value takes as long as
MOST_SUMMED = 1 << 26  # multiply-adds that are done in time, where all sums are made anew
OVERVIEW = 1 << 15  # values from all over a map, about, that stand for all where its scale is asked for


@dataclass(frozen=True)
class Look:
    """What of the input is on the screen.

    Parameters
    ----------
    top, left, bottom, right : float
        In input pixels; it may reach beyond the input.
    zoom : float
        Pixels of the screen an input pixel, above 0.
    """

    top: float
    left: float
    bottom: float
    right: float
    zoom: float


class Question(NamedTuple):
    """A glimpse that can be made: of which state, from which frame, and of which values."""

    state: State
    frame: Frame
    at: Sampling


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The part of a state's selected map that is on the screen.

    Parameters
    ----------
    asked : Question
        What was asked for.
    planes : (1 or 3, n, m)
        The values.
    scale, shares_beyond : Scale, (float, float)
        As in :class:`Frame`, from some of the values of the whole map.
    picture : Picture
        The values, to be drawn.
    """

    asked: Question
    planes: FloatArray
    scale: Scale
    shares_beyond: tuple[float, float]
    picture: Picture

    @property
    def state(self) -> State:
        """What it is of."""
        return self.asked.state

    @property
    def at(self) -> Sampling:
        """The values of the map that it has."""
        return self.asked.at

    @property
    def input(self) -> FloatArray:
        """What the shown convolution gets, (C, H, W)."""
        return self.asked.frame.input

    def values_at(self, y: int, x: int) -> FloatArray:
        """Compute the values of the selected map at one position, (1 or 3,), which it need not have."""
        here = Sampling(range(y, y + 1), range(x, x + 1))
        return _values(self.asked, here)[:, 0, 0]


def question(state: State, frame: Frame | None, look: Look | None) -> Question | None:
    """Say what a glimpse of a state would be; None if it cannot be made, or the map is there as soon.

    Parameters
    ----------
    state : State
    frame : Frame, optional
        The last that was computed: only the shown convolution and what follows may be others since.
    look : Look, optional
        Where a person looks; None if the map is not on the screen.
    """
    if frame is None or look is None or not has_same_input(state, frame.state):
        return None
    if state.convolution != frame.state.convolution or layers_that_stay(state, frame.state) < state.convolution:
        return None
    taps = prod(state.layer.weight.shape[1:])
    if prod(state.map_shape) * (taps + VALUE_WORK * state.planes) < LEAST_WORK:
        return None
    asked = Question(state, frame, sampling_of(state, look))
    if asked.at.size * taps > MOST_SUMMED and _before(asked) is None:
        coarser = (MOST_SUMMED / (asked.at.size * taps)) ** 0.5
        asked = asked._replace(at=sampling_of(state, replace(look, zoom=look.zoom * coarser)))
    return asked if asked.at.size else None


def sampling_of(state: State, look: Look) -> Sampling:
    """Choose the values of the map that lie where a person looks: one for each pixel of the screen, at most all."""
    field, sides = field_of(state.layer), ((look.top, look.bottom), (look.left, look.right))
    rows, columns = (
        _positions(field.start[axis] + (field.size[axis] - field.jump[axis]) / 2, field.jump[axis], *sides[axis], look)
        for axis in (0, 1)
    )
    height, width = state.map_shape
    return Sampling(_within(rows, height), _within(columns, width))


def glimpse(asked: Question) -> Glimpse:
    """Make a glimpse; its cost hardly grows with the image."""
    state, at = asked.state, asked.at
    planes = _values(asked, at)
    overview = _overview(state)
    known = _thinned(planes) if _is_whole(at, state) else _values(asked, overview)
    scale = scale_of([_as_map(known), *_others(asked, overview)], state.display)
    shown = _as_map(planes)
    return Glimpse(asked, planes, scale, shares_beyond(known, scale), picture_of_map(shown, scale))


def _positions(origin: float, jump: int, start: float, stop: float, look: Look) -> range:
    """Say which positions of an axis lie between two places of the input, one for each pixel of the screen."""
    step = max(1, floor(1 / (look.zoom * jump)))
    first = floor((start - origin) / jump) // step * step
    return range(first, ceil((stop - origin) / jump) + step, step)


def _within(places: range, size: int) -> range:
    """Keep the positions that the map has."""
    first = max(places.start, 0)
    return range(first, max(first, min(places.stop, size)), places.step)


def _is_whole(at: Sampling, state: State) -> bool:
    """Say whether the values are from all over the map."""
    sizes = zip(at, state.map_shape, strict=True)
    return all(axis.start == 0 and axis[-1] + axis.step >= size for axis, size in sizes)


def _overview(state: State) -> Sampling:
    """Choose some values from all over the map."""
    height, width = state.map_shape
    step = max(1, floor((height * width / OVERVIEW) ** 0.5))
    return Sampling(range(0, height, step), range(0, width, step))


def _thinned(planes: FloatArray) -> FloatArray:
    """Keep some of the values, from all over."""
    step = max(1, floor((planes[0].size / OVERVIEW) ** 0.5))
    return planes[:, ::step, ::step]


def _values(asked: Question, at: Sampling) -> FloatArray:
    """Return values of the selected map, (planes, n, m)."""
    state, given = asked.state, asked.frame.input
    layer, index = _of_a_plane(state), state.selected_filter
    inputs = [given[plane : plane + 1] for plane in range(state.planes)] if state.planes > 1 else [given]
    before = _before(asked)
    if before is None:
        values = np.stack([sampled_map(layer, x, index, at) for x in inputs])
    else:
        old, whole = before
        values = np.stack([sampled_change(layer, old, x, index, at) for x in inputs])
        values += at.of(whole)
    return state.activation_layer.forward(values) if state.activation_layer else values


def _of_a_plane(state: State) -> Conv2d:
    """Return the shown convolution as it is applied to what gives one plane of the map."""
    return with_channels(state.applied_layer, 1) if state.planes > 1 else state.applied_layer


def _before(asked: Question) -> tuple[Conv2d, FloatArray] | None:
    """Return the convolution of the frame and its map before the activation, if it is much the same and was kept."""
    state, earlier = asked.state, asked.frame.state
    layer, old, index = _of_a_plane(state), _of_a_plane(earlier), state.selected_filter
    if earlier.planes != state.planes or index >= old.out_channels:
        return None
    if not (layer.slides_as(old) and is_small_change(layer, old, index)):
        return None
    if earlier.activation_layer is None:
        return old, asked.frame.feature_maps[index]
    kept = None if state.planes > 1 else asked.frame.maps[earlier.convolution]
    return None if kept is None else (old, kept[index])


def _others(asked: Question, at: Sampling) -> list[FloatArray]:
    """Return values of the other filters' maps that share the scale, if it is locked."""
    state, frame = asked.state, asked.frame
    if not state.display.locked or frame.state.map_shape != state.map_shape or frame.state.planes != state.planes:
        return []
    return [at.of(each) for index, each in enumerate(frame.feature_maps) if index != state.selected_filter]


def _as_map(planes: FloatArray) -> FloatArray:
    return planes if len(planes) > 1 else planes[0]

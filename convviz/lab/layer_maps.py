"""The maps of the network's layers, one after another: as far as a person looks, and only what an edit touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.feature_maps import feature_maps
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import State
from convviz.nn.conv import Conv2d

LayerMap: TypeAlias = FloatArray | tuple[FloatArray, ...]  # (C, H, W), its planes one by one, or (features,)
LayerMaps: TypeAlias = tuple[LayerMap | None, ...]
LARGE_MAP = 64 << 20  # bytes; what a convolution gives before its activation is made only if it is no larger
SMALL_NETWORK = 200_000_000  # multiply-adds; a network with no more is computed to its end, whatever is looked at


class Made(NamedTuple):
    """What was computed for a state: a map a layer, and of the shown convolution its input and its feature maps."""

    state: State
    maps: LayerMaps
    layer_input: FloatArray
    feature_maps: tuple[FloatArray, ...]


def layer_maps(state: State, given: FloatArray, known: Made | None = None, progress: Progress = unwatched) -> Made:
    """Compute the maps of the layers up to the shown convolution and the selected layer; of a small network all.

    Parameters
    ----------
    state : State
    given : (C, H, W)
        What the network gets.
    known : Made, optional
        Made from the same input of the network: what lies before the first layer that differs is taken from it, and
        the maps of filters that stay.
    progress : callable, optional
        Told between layers, and within the shown convolution between bands of rows, how much is done.
    """
    stays = layers_that_stay(state, known.state) if known else 0
    maps: list[LayerMap | None] = [None] * len(state.network)
    if known and state.planes == known.state.planes:
        maps[:stays] = known.maps[:stays]
    here, shown = state.convolution, state.feature_map_layer
    missing = [index for index in _wanted(state) if maps[index] is None]
    report = _Report(state, {*missing, shown}, progress)

    def input_of(index: int) -> FloatArray:
        return given if index == 0 else stacked(maps[index - 1])

    def fill(start: int, stop: int) -> None:
        for index in missing:
            if start <= index < stop:
                with report.layer(index) as tell:
                    tell(0)
                    maps[index] = _forward(state, index, input_of(index))

    fill(0, here)
    same_input = known is not None and known.state.convolution == here <= stays
    layer_input = known.layer_input if known and same_input else input_of(here)
    found = maps[shown]
    earlier = (known.state, known.feature_maps) if known and same_input else None
    with report.layer(shown) as tell:
        made = feature_maps(state, layer_input, earlier, tell) if found is None else tuple(found)
    if state.planes == 1:
        maps[shown] = made
    fill(here, shown)
    fill(shown + 1, len(maps))
    return Made(state, tuple(maps), layer_input, made)


def stacked(layer_map: LayerMap | None) -> FloatArray:
    """Return a map as one array."""
    assert layer_map is not None
    return np.stack(layer_map) if isinstance(layer_map, tuple) else layer_map


def _wanted(state: State) -> list[int]:
    """Say which maps are computed."""
    if state.planes > 1:
        return []  # those of the shown convolution are no input of a layer
    shapes = [state.input_shape, *state.shapes]
    work = sum(state.network[index].multiply_adds(shapes[index]) for index in range(len(state.shapes)))
    if work <= SMALL_NETWORK:
        return list(range(len(state.shapes)))
    here, shown = state.convolution, state.feature_map_layer
    last = min(max(state.selected_layer, shown), len(state.shapes) - 1)
    seen = here == state.selected_layer or prod(state.shapes[here]) * 4 <= LARGE_MAP
    return [index for index in range(last + 1) if index == shown or index != here or seen]


def layers_that_stay(state: State, earlier: State) -> int:
    """Count the layers before the first one that differs, or is applied in another way."""
    pairs = zip(state.network, earlier.network, strict=False)
    stays = (
        layer is old and (state.operation == earlier.operation or not isinstance(layer, Conv2d)) for layer, old in pairs
    )
    return next((index for index, same in enumerate(stays) if not same), min(len(state.network), len(earlier.network)))


def _forward(state: State, index: int, given: FloatArray) -> FloatArray:
    values = state.applied(index).forward(given)
    values.flags.writeable = False
    return values


class _Report:
    """Tells a progress how much of the work on some layers is done, weighed by what each costs."""

    def __init__(self, state: State, layers: set[int], progress: Progress) -> None:
        shapes = [state.input_shape, *state.shapes]
        self._costs = {
            index: prod(shapes[index + 1]) + state.network[index].multiply_adds(shapes[index]) for index in layers
        }
        self._whole = sum(self._costs.values())
        self._done = 0
        self._progress = progress

    @contextmanager
    def layer(self, index: int) -> Iterator[Progress]:
        """Give the progress of one layer, which is done afterwards."""
        cost = self._costs[index]
        yield lambda share: self._progress((self._done + share * cost) / self._whole)
        self._done += cost

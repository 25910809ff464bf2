"""The edits of the network as a whole: each returns the changes, for ``document.edit(text, edit, …)``."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from math import prod
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from convviz.engine.geometry import Pair
from convviz.lab.edits.layer_edits import Changes, first_filter
from convviz.lab.network.layer_changes import fitted, with_channels, with_options
from convviz.lab.network.new_layers import new_layers
from convviz.lab.state import State, first_state
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.parameters import LARGEST, parameter_shape

ONE_FILTER = "one-filter"  # a key beside those of NETWORKS


class _Place(NamedTuple):
    """A layer on its way to its place: its filters' names, and which layer it was; None for a new one."""

    layer: Layer
    names: tuple[str, ...] = ()
    was: int | None = None


def layer_added(state: State, kind: str, index: int) -> Changes:
    """Put a new layer behind another one, and select it; Linear brings Flatten with it where a map comes in.

    Parameters
    ----------
    state : State
    kind : str
        A key of ``layer_texts.KINDS``.
    index : int
        Of the layer before it; -1 to put it at the front.

    Raises
    ------
    ValueError
        If such a layer takes nothing of what comes there.
    """
    new = new_layers(kind, input_of(state, index + 1), _seed(state, index))
    places = _places(state)
    places[index + 1 : index + 1] = map(_Place, new)
    return _arranged(state, places, index + len(new))


def layer_removed(state: State, index: int) -> Changes:
    """Remove a layer; if it was selected, the next one is. If no convolution would fit, the first is made to.

    Raises
    ------
    ValueError
        If no convolution would be left.
    """
    places = _places(state)
    del places[index]
    if not any(isinstance(place.layer, Conv2d) for place in places):
        raise ValueError("This is the only convolution, and its kernels are edited; add another before you remove it.")
    _let_one_fit(state, places)
    selected = state.selected_layer - (state.selected_layer > index)
    return _arranged(state, places, min(selected, len(places) - 1))


def layer_duplicated(state: State, index: int) -> Changes:
    """Put a copy of a layer behind it, made to fit if that is possible, and select the copy."""
    places, layer = _places(state), state.network[index]
    shape = input_of(state, index + 1)
    if shape is not None:
        with suppress(ValueError):  # else it is shown that it does not fit, and why
            layer = fitted(layer, shape, _seed(state, index))
    places.insert(index + 1, _Place(layer, places[index].names))
    return _arranged(state, places, index + 1)


def layer_moved(state: State, index: int, to: int) -> Changes:
    """Move a layer to another place; what is selected stays so. If no convolution would fit, the first is made to."""
    places = _places(state)
    places.insert(to, places.pop(index))
    _let_one_fit(state, places)
    selected = next(place for place, each in enumerate(places) if each.was == state.selected_layer)
    return _arranged(state, places, selected)


def layer_options_set(state: State, index: int, **options: Any) -> Changes:
    """Set options of a layer, as ``layer_changes.with_options`` does.

    Raises
    ------
    ValueError
        If an option does not fit.
    """
    turned = state.operation == "convolution"
    layer = with_options(state.network[index], input_of(state, index), _seed(state, index), turned, **options)
    if state.channel_mode == "each" and isinstance(layer, Conv2d):  # new filters are alike on all channels, too
        layer = replace(layer, weight=np.repeat(layer.weight[:, :1], layer.in_channels, axis=1))
    return _exchanged(state, index, layer)


def layer_fitted(state: State, index: int) -> Changes:
    """Make a layer fit what comes before it; Linear gets Flatten before it where a map comes in.

    Raises
    ------
    ValueError
        If no weights would make it fit.
    """
    shape = input_of(state, index)
    if shape is None:
        raise ValueError("A layer before this one does not fit, either; make that fit first.")
    layer, places = state.network[index], _places(state)
    before = [Flatten()] if isinstance(layer, Linear) and len(shape) > 1 else []
    layer = fitted(layer, (prod(shape),) if before else shape, _seed(state, index))
    places[index] = _Place(layer, places[index].names, index)
    places[index:index] = map(_Place, before)
    return _arranged(state, places, state.selected_layer + (len(before) if state.selected_layer >= index else 0))


def can_be_fitted(state: State, index: int) -> bool:
    """Say whether ``layer_fitted`` would do."""
    try:
        replace(state, **layer_fitted(state, index))
    except ValueError:
        return False
    return True


def input_size_set(state: State, size: Pair | None) -> Changes:
    """Give the network the middle of the picture at a size of its own, or with None the picture as it is.

    Raises
    ------
    ValueError
        If no convolution fits that.
    """
    channels = 1 if state.greyscale else 3 if size else len(state.image)
    places = _places(state)
    if channels != state.input_channels:
        _fit_first(places, channels)
    return _arranged(state, places, state.selected_layer, input_size=size)


def network_chosen(state: State, key: str) -> Changes:
    """Take a ready network in place of the whole one, and select its first layer; its weights are not drawn for it.

    One with layers for inputs of one size gets the picture at that size, in grey if it takes one channel. Others get
    the picture as it is, and their first convolution is fitted to its channels.

    Parameters
    ----------
    state : State
    key : str
        A key of ``nn.networks.NETWORKS``, or ``ONE_FILTER``: Sobel x, as in a new lab.

    Raises
    ------
    ValueError
        If there is no such network.
    """
    if key != ONE_FILTER and key not in NETWORKS:
        raise ValueError(f"There is no network “{key}”; there are {', '.join((ONE_FILTER, *NETWORKS))}.")
    changes: Changes = {"channel_mode": "across"}
    if key in NETWORKS and any(isinstance(layer, Linear | LocallyConnected2d) for layer in NETWORKS[key].network):
        channels, height, width = NETWORKS[key].input_shape
        changes |= {"input_size": (height, width), "greyscale": channels == 1}
        places = list(map(_Place, NETWORKS[key].network))
    else:
        channels = 1 if state.greyscale else len(state.image)
        changes |= {"input_size": None}
        chosen = NETWORKS[key].network if key in NETWORKS else first_state(state.image, state.image_name).network
        places = list(map(_Place, chosen))
        _fit_first(places, channels)
    return _arranged(state, places, 0, **changes)


def input_of(state: State, index: int) -> Shape | None:
    """Return the shape of what comes to a place in the network; None behind a layer that does not fit."""
    maps = (state.input_shape, *state.shapes)
    return maps[index] if index < len(maps) else None


def _places(state: State) -> list[_Place]:
    return [_Place(*each, was) for was, each in enumerate(zip(state.network, state.filter_names, strict=True))]


def _fit_first(places: list[_Place], channels: int) -> None:
    """Fit the first convolution to the channels of the picture."""
    for index, place in enumerate(places):
        if isinstance(place.layer, Conv2d):
            places[index] = place._replace(layer=with_channels(place.layer, channels))
            return


def _let_one_fit(state: State, places: list[_Place]) -> None:
    """Make the first convolution fit if none does: there is always one whose kernels are shown."""
    shapes, _ = Network([place.layer for place in places]).fit(state.input_shape)
    first = next(index for index, place in enumerate(places) if isinstance(place.layer, Conv2d))
    if first == len(shapes):
        with suppress(ValueError):  # else the state is refused, and says why
            shape = (state.input_shape, *shapes)[first]
            places[first] = places[first]._replace(layer=fitted(places[first].layer, shape, _seed(state, first)))


def _exchanged(state: State, index: int, layer: Layer) -> Changes:
    places = _places(state)
    places[index] = places[index]._replace(layer=layer)
    return _arranged(state, places, state.selected_layer)


def _arranged(state: State, places: Iterable[_Place], selected: int, **changes: Any) -> Changes:
    """Take these layers in this order; of the convolution that is shown the same filter is, if it was shown before."""
    places = list(places)
    for place in places:
        _check_size(place.layer)
    changes |= {
        "network": Network([place.layer for place in places]),
        "filter_names": tuple(map(_names, places)),
        "selected_layer": selected,
    }
    there = replace(state, **changes, selected_filter=0, selected_channel=None)
    layer = there.layer
    if places[there.convolution].was != state.convolution:
        return changes | first_filter(there)
    channel = state.selected_channel if (state.selected_channel or 0) < layer.in_channels else None
    shown = {"selected_filter": min(state.selected_filter, layer.out_channels - 1), "selected_channel": channel}
    return changes | shown


def _names(place: _Place) -> tuple[str, ...]:
    """Return the names of a layer's filters, when some of them may have gone and others come."""
    if not isinstance(place.layer, Conv2d):
        return ()
    count = place.layer.out_channels
    names = (*place.names, *("",) * count)[:count]
    return names if any(names) else ()


def _check_size(layer: Layer) -> None:
    for name in layer.parameter_names:
        count = prod(parameter_shape(layer, name))
        if count > LARGEST:
            raise ValueError(
                f"{type(layer).__name__} would have {count:,} weights here, which is more than can be computed with "
                f"({LARGEST:,}); put pooling before it, or give the network a smaller input."
            )


def _seed(state: State, index: int) -> int:
    """Return the seed of a layer to be drawn: the same for the same network and place only."""
    return crc32(f"{state.network!r} {index}".encode())

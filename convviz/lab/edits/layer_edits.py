"""The edits of layers as a whole: which one is looked at, what stands in its place, and what follows it."""

from dataclasses import replace
from typing import Any

from convviz.lab.state import ACTIVATIONS, State
from convviz.nn.layer import Layer
from convviz.nn.network import Network

Changes = dict[str, Any]


def layer_put(state: State, layer: Layer) -> Changes:
    """Put another layer in place of the shown convolution."""
    return {"network": state.network.with_layer(state.convolution, layer)}


def layer_selected(state: State, index: int) -> Changes:
    """Look at another layer; of another convolution the first filter is shown, and one channel where they differ."""
    return with_shown_filter(state, {"selected_layer": index})


def with_shown_filter(state: State, changes: Changes) -> Changes:
    """Add to these changes which filter is shown, if another convolution than before is."""
    there = replace(state, **(changes | {"selected_filter": 0, "selected_channel": None}))
    return changes if there.convolution == state.convolution else changes | first_filter(there)


def first_filter(state: State) -> Changes:
    """Select the first filter of the shown convolution, and the first channel where its channels differ."""
    there = replace(state, selected_filter=0, selected_channel=None)
    return {"selected_filter": 0, "selected_channel": 0 if there.channels_differ.any() else None}


def activation_set(state: State, name: str) -> Changes:
    """Put an activation behind the shown convolution, in place of the one that is there.

    Parameters
    ----------
    state : State
    name : str
        A key of ``ACTIVATIONS``; "Identity" for none.

    Raises
    ------
    ValueError
        If there is no such activation.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"There is no activation “{name}”; there are {', '.join(ACTIVATIONS)}.")
    start, old, new = state.convolution + 1, state.activation_layer, ACTIVATIONS[name]
    stop = start + (old is not None)
    put = [] if new is None else [new]
    layers, names, selected = state.network.layers, state.filter_names, state.selected_layer
    if selected >= stop:
        selected += start + len(put) - stop
    elif selected == start:  # it was the old activation itself
        selected = start - 1 + len(put)
    return {
        "network": Network([*layers[:start], *put, *layers[stop:]]),
        "filter_names": (*names[:start], *((),) * len(put), *names[stop:]),
        "selected_layer": selected,
    }

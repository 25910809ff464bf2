"""The feature maps of the shown convolution, after its activation: only those that an edit touched are made anew."""

from collections.abc import Sequence

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.network.layer_changes import with_channels
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import State
from convviz.nn.conv import Conv2d


def feature_maps(
    state: State,
    layer_input: FloatArray,
    previous: tuple[State, Sequence[FloatArray]] | None = None,
    progress: Progress = unwatched,
) -> tuple[FloatArray, ...]:
    """Compute the feature map of every filter after the activation.

    Parameters
    ----------
    state : State
    layer_input : (C, H, W)
        What the shown convolution gets.
    previous : (State, sequence of array), optional
        A state with the same input of its shown convolution, and the feature maps there: those that stay are taken.
    progress : callable, optional
        Told between bands of rows how much is done.

    Returns
    -------
    tuple of (H_out, W_out), or of (3, H_out, W_out) where each channel has an answer of its own; read-only
    """
    known = _unchanged_maps(state, *previous) if previous else {}
    wanted = [index for index in range(state.layer.out_channels) if index not in known]
    out = np.empty((len(wanted), state.planes, *state.map_shape), np.float32)
    if wanted:
        _fill(out, state, layer_input, wanted, progress)
    out.flags.writeable = False
    made = out if state.planes > 1 else out[:, 0]
    return tuple(
        known[index] if index in known else made[wanted.index(index)] for index in range(len(known) + len(wanted))
    )


def _fill(out: FloatArray, state: State, layer_input: FloatArray, wanted: list[int], progress: Progress) -> None:
    """Compute the maps of these filters into ``out``, (filters, planes, H_out, W_out)."""
    activation, layer, planes = state.activation_layer, state.applied_layer, state.planes
    if planes > 1:  # one kernel, applied to each channel for itself
        layer = with_channels(layer, 1)
    for plane in range(planes):
        channels = layer_input[plane : plane + 1] if planes > 1 else layer_input
        maps = out[:, plane]
        for rows in layer.forward_bands(channels, wanted, maps):
            progress((plane + rows.start / maps.shape[1]) / planes)
            if activation:
                maps[:, rows] = activation.forward(maps[:, rows])


def _unchanged_maps(state: State, previous: State, maps: Sequence[FloatArray]) -> dict[int, FloatArray]:
    """Find the filters of the previous frame that give the same map here, wherever they stood."""
    layer, old = state.applied_layer, previous.applied_layer
    values_stay = (state.activation_layer, state.planes) == (previous.activation_layer, previous.planes)
    if not (layer.slides_as(old) and values_stay):
        return {}
    known = {_filter_bytes(old, index): feature_map for index, feature_map in enumerate(maps)}
    found = ((index, known.get(_filter_bytes(layer, index))) for index in range(layer.out_channels))
    return {index: feature_map for index, feature_map in found if feature_map is not None}


def _filter_bytes(layer: Conv2d, index: int) -> bytes:
    return bytes(layer.weight[index].tobytes() + layer.bias[index].tobytes())

"""From a state to what is shown of it: ``compute(state) -> Frame``, pure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.display import Scale, scale_of, shares_beyond
from convviz.lab.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.state import ACTIVATIONS, State
from convviz.nn.conv import Conv2d

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
THUMBNAIL_SIDE = 96


class CancelledError(Exception):
    """The result is no longer wanted."""


@dataclass(frozen=True, eq=False)
class Frame:
    """All that is shown of one state.

    Parameters
    ----------
    state : State
        What it was computed from.
    input : (C, H, W)
        What the layer gets.
    feature_maps : tuple of (H_out, W_out)
        One a filter, after the activation.
    scale, shares_beyond : Scale, (float, float)
        Of the selected map: its colours, and the shares of its values below and above them, 0 … 1.
    input_picture, map_picture : Picture
        The input and the selected map, to be drawn.
    thumbnails : tuple of Picture
        One a filter, each with a scale of its own.
    """

    state: State
    input: FloatArray
    feature_maps: tuple[FloatArray, ...]
    scale: Scale
    shares_beyond: tuple[float, float]
    input_picture: Picture
    map_picture: Picture
    thumbnails: tuple[Picture, ...]

    @property
    def feature_map(self) -> FloatArray:
        """The selected map, (H_out, W_out)."""
        return self.feature_maps[self.state.selected_filter]


def never() -> bool:
    """Say that nobody cancels."""
    return False


def compute(state: State, previous: Frame | None = None, cancelled: Callable[[], bool] = never) -> Frame:
    """Compute what is shown of a state.

    Parameters
    ----------
    state : State
    previous : Frame, optional
        Of an earlier state: what the edit did not touch is taken from it. The result is the same without.
    cancelled : callable, optional
        Asked between bands of rows.

    Raises
    ------
    CancelledError
        As soon as ``cancelled()`` is true.
    """
    if previous and previous.state.image is state.image and previous.state.input_channels == state.input_channels:
        layer_input, input_picture = previous.input, previous.input_picture
    else:
        layer_input = layer_input_of(state)
        input_picture = picture_of_image(layer_input)
        previous = None
    maps = feature_maps(state, layer_input, previous, cancelled)
    shown = maps[state.selected_filter]
    if previous and shown is previous.feature_map and state.display == previous.state.display:
        scale, beyond, map_picture = previous.scale, previous.shares_beyond, previous.map_picture
    else:
        scale = scale_of(shown, state.display)
        beyond, map_picture = shares_beyond(shown, scale), picture_of_map(shown, scale)
    thumbnails = tuple(_thumbnail(feature_map, state) for feature_map in maps) if len(maps) > 1 else ()
    return Frame(state, layer_input, maps, scale, beyond, input_picture, map_picture, thumbnails)


def layer_input_of(state: State) -> FloatArray:
    """Return what the layer gets, (C, H, W): the image, or its luma."""
    if state.input_channels == len(state.image):
        return state.image
    luma = np.tensordot(LUMA, state.image, axes=1)[np.newaxis]
    luma.flags.writeable = False
    return luma


def feature_maps(
    state: State,
    layer_input: FloatArray,
    previous: Frame | None = None,
    cancelled: Callable[[], bool] = never,
) -> tuple[FloatArray, ...]:
    """Compute the feature map of every filter after the activation, and take from ``previous`` those that stay."""
    known = _unchanged_maps(state, previous) if previous else {}
    wanted = [index for index in range(state.layer.out_channels) if index not in known]
    out = np.empty((len(wanted), *state.map_shape), np.float32)
    activation = ACTIVATIONS[state.activation]
    for rows in state.layer.forward_bands(layer_input, wanted, out) if wanted else ():
        if cancelled():
            raise CancelledError
        if activation:
            out[:, rows] = activation(out[:, rows])
    out.flags.writeable = False
    return tuple(
        known[index] if index in known else out[wanted.index(index)] for index in range(len(known) + len(wanted))
    )


def _unchanged_maps(state: State, previous: Frame) -> dict[int, FloatArray]:
    """Find the filters of the previous frame that give the same map here, wherever they stood."""
    layer, old = state.layer, previous.state.layer
    options_stay = (layer.stride, layer.sides, layer.dilation, layer.padding_mode, layer.kernel_size) == (
        old.stride,
        old.sides,
        old.dilation,
        old.padding_mode,
        old.kernel_size,
    )
    if not options_stay or state.activation != previous.state.activation:
        return {}
    maps = {_filter_bytes(old, index): feature_map for index, feature_map in enumerate(previous.feature_maps)}
    found = ((index, maps.get(_filter_bytes(layer, index))) for index in range(layer.out_channels))
    return {index: feature_map for index, feature_map in found if feature_map is not None}


def _filter_bytes(layer: Conv2d, index: int) -> bytes:
    return bytes(layer.weight[index].tobytes() + layer.bias[index].tobytes())


def _thumbnail(feature_map: FloatArray, state: State) -> Picture:
    step = max(1, max(feature_map.shape) // THUMBNAIL_SIDE)
    sampled = feature_map[::step, ::step]
    return picture_of_map(sampled, scale_of(sampled, state.display))

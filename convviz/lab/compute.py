"""From a state to what is shown of it: ``compute(state) -> Frame``, pure."""

from dataclasses import dataclass, replace
from operator import is_
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.display import Scale, scale_of, shares_beyond
from convviz.lab.histogram import Histogram, histogram_of
from convviz.lab.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import ACTIVATIONS, State
from convviz.nn.conv import Conv2d

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601
THUMBNAIL_SIDE = 96


class ScaledPicture(NamedTuple):
    """A picture of values, and the scale of its colours."""

    picture: Picture
    scale: Scale


@dataclass(frozen=True, eq=False)
class Frame:
    """All that is shown of one state.

    Parameters
    ----------
    state : State
        What it was computed from.
    input : (C, H, W)
        What the layer gets.
    feature_maps : tuple of (H_out, W_out), or of (3, H_out, W_out)
        One a filter, after the activation; with three planes where each channel has an answer of its own.
    scale, shares_beyond : Scale, (float, float)
        Of the selected map: its colours, and the shares of its values below and above them, 0 … 1.
    histogram : Histogram
        Of the values of the selected map.
    input_picture, map_picture : Picture
        The input and the selected map, to be drawn.
    thumbnails : tuple of ScaledPicture
        One a filter, each with a scale of its own.
    """

    state: State
    input: FloatArray
    feature_maps: tuple[FloatArray, ...]
    scale: Scale
    shares_beyond: tuple[float, float]
    histogram: Histogram
    input_picture: Picture
    map_picture: Picture
    thumbnails: tuple[ScaledPicture, ...]

    @property
    def feature_map(self) -> FloatArray:
        """The selected map, (H_out, W_out) or (3, H_out, W_out)."""
        return self.feature_maps[self.state.selected_filter]

    @property
    def planes(self) -> FloatArray:
        """The selected map with an axis for its planes, (1 or 3, H_out, W_out)."""
        return self.feature_map if self.feature_map.ndim == 3 else self.feature_map[np.newaxis]


def compute(state: State, previous: Frame | None = None, progress: Progress = unwatched) -> Frame:
    """Compute what is shown of a state.

    Parameters
    ----------
    state : State
    previous : Frame, optional
        Of an earlier state: what the edit did not touch is taken from it. The result is the same without.
    progress : callable, optional
        Told between bands of rows how much is done.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it.
    """
    if previous and previous.state.image is state.image and previous.state.input_channels == state.input_channels:
        layer_input, input_picture = previous.input, previous.input_picture
    else:
        layer_input = layer_input_of(state)
        input_picture = picture_of_image(layer_input)
        previous = None
    maps = feature_maps(state, layer_input, previous, progress)
    shown = maps[state.selected_filter]
    scale = _scale(state, maps, previous)
    if previous and shown is previous.feature_map and scale == previous.scale:
        beyond, histogram, map_picture = previous.shares_beyond, previous.histogram, previous.map_picture
    else:
        beyond, histogram = shares_beyond(shown, scale), histogram_of(shown, scale)
        map_picture = picture_of_map(shown, scale)
    thumbnails = _thumbnails(state, maps, scale, previous) if len(maps) > 1 else ()
    return Frame(state, layer_input, maps, scale, beyond, histogram, input_picture, map_picture, thumbnails)


def _scale(state: State, maps: tuple[FloatArray, ...], previous: Frame | None) -> Scale:
    """Choose the scale of the selected map, or of all maps; the previous one where nothing of it can have changed."""
    seen, locked = maps[state.selected_filter], state.display.locked
    if previous and state.display == previous.state.display:
        old = previous.feature_maps if locked else (previous.feature_map,)
        new = maps if locked else (seen,)
        if len(old) == len(new) and all(map(is_, old, new)):
            return previous.scale
    return scale_of(maps if locked else seen, state.display)


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
    progress: Progress = unwatched,
) -> tuple[FloatArray, ...]:
    """Compute the feature map of every filter after the activation, and take from ``previous`` those that stay."""
    known = _unchanged_maps(state, previous) if previous else {}
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
    activation, layer, planes = ACTIVATIONS[state.activation], state.applied_layer, state.planes
    if planes > 1:  # one kernel, applied to each channel for itself
        layer = replace(layer, weight=layer.weight[:, :1])
    for plane in range(planes):
        channels = layer_input[plane : plane + 1] if planes > 1 else layer_input
        maps = out[:, plane]
        for rows in layer.forward_bands(channels, wanted, maps):
            progress((plane + rows.start / maps.shape[1]) / planes)
            if activation:
                maps[:, rows] = activation(maps[:, rows])


def _unchanged_maps(state: State, previous: Frame) -> dict[int, FloatArray]:
    """Find the filters of the previous frame that give the same map here, wherever they stood."""
    layer, old = state.applied_layer, previous.state.applied_layer
    options_stay = (layer.stride, layer.sides, layer.dilation, layer.padding_mode, layer.kernel_size) == (
        old.stride,
        old.sides,
        old.dilation,
        old.padding_mode,
        old.kernel_size,
    )
    values_stay = (state.activation, state.planes) == (previous.state.activation, previous.state.planes)
    if not (options_stay and values_stay):
        return {}
    maps = {_filter_bytes(old, index): feature_map for index, feature_map in enumerate(previous.feature_maps)}
    found = ((index, maps.get(_filter_bytes(layer, index))) for index in range(layer.out_channels))
    return {index: feature_map for index, feature_map in found if feature_map is not None}


def _filter_bytes(layer: Conv2d, index: int) -> bytes:
    return bytes(layer.weight[index].tobytes() + layer.bias[index].tobytes())


def _thumbnails(
    state: State, maps: tuple[FloatArray, ...], scale: Scale, previous: Frame | None
) -> tuple[ScaledPicture, ...]:
    """Make the thumbnails; the previous ones serve again where neither the map nor its scale can have changed."""
    known: dict[int, ScaledPicture] = {}
    if previous and previous.thumbnails and previous.state.display == state.display:
        known = dict(zip(map(id, previous.feature_maps), previous.thumbnails, strict=True))
    made = []
    for index, feature_map in enumerate(maps):
        shared = scale if state.display.locked or index == state.selected_filter else None
        old = known.get(id(feature_map))
        stays = old is not None and shared in (None, old.scale)
        made.append(old if old is not None and stays else _thumbnail(feature_map, state, shared))
    return tuple(made)


def _thumbnail(feature_map: FloatArray, state: State, scale: Scale | None) -> ScaledPicture:
    step = max(1, max(feature_map.shape[-2:]) // THUMBNAIL_SIDE)
    scale = scale or scale_of(feature_map, state.display)  # of all values: what the colour bar says when it is selected
    return ScaledPicture(picture_of_map(feature_map[..., ::step, ::step], scale), scale)

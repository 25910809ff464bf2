"""Small pictures of maps: one a filter for the strip of maps, and one a layer for the network."""

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.layer_maps import LayerMap, Made
from convviz.lab.pictures.display import Scale, scale_of
from convviz.lab.pictures.picture import ScaledPicture, picture_of_map
from convviz.lab.state import State

SIDE = 96  # pixels, about


def filter_thumbnails(
    made: Made, scale: Scale, previous: tuple[Made, tuple[ScaledPicture, ...]] | None = None
) -> tuple[ScaledPicture, ...]:
    """Make a thumbnail of each feature map of the shown convolution; none of a single one.

    Parameters
    ----------
    made : Made
    scale : Scale
        Of the selected map; of all of them, if the scale is locked.
    previous : optional
        What was made before, and its thumbnails: they serve again where neither the map nor its scale can have changed.
    """
    state = made.state
    if len(made.feature_maps) == 1:
        return ()
    known: dict[int, ScaledPicture] = {}
    if previous and previous[1] and previous[0].state.display == state.display:
        known = dict(zip(map(id, previous[0].feature_maps), previous[1], strict=True))
    thumbnails = []
    for index, feature_map in enumerate(made.feature_maps):
        shared = scale if state.display.locked or index == state.selected_filter else None
        old = known.get(id(feature_map))
        stays = old is not None and shared in (None, old.scale)
        thumbnails.append(old if old is not None and stays else _thumbnail(feature_map, state, shared))
    return tuple(thumbnails)


def layer_thumbnails(
    made: Made, scale: Scale, previous: tuple[Made, tuple[ScaledPicture | None, ...]] | None = None
) -> tuple[ScaledPicture | None, ...]:
    """Make a thumbnail of one channel of each layer's map, ``state.shown_channel``; a vector is one row.

    Parameters
    ----------
    made : Made
    scale : Scale
        Of the selected feature map.
    previous : optional
        What was made before, and its thumbnails: they serve again where the map is the same.
    """
    shown = made.state.feature_map_layer
    selected = _thumbnail(made.feature_maps[made.state.selected_filter], made.state, scale)
    return tuple(
        selected if index == shown else _layer_thumbnail(made, index, previous) for index in range(len(made.maps))
    )


def _layer_thumbnail(
    made: Made, index: int, previous: tuple[Made, tuple[ScaledPicture | None, ...]] | None
) -> ScaledPicture | None:
    state, layer_map = made.state, made.maps[index]
    if layer_map is None:
        return None
    channel = state.shown_channel(index)
    if previous and index < len(previous[1]):
        earlier, pictures = previous
        same = layer_map is earlier.maps[index] and channel == earlier.state.shown_channel(index)
        if same and earlier.state.display == state.display:
            return pictures[index]
    return _thumbnail(plane_of(layer_map, channel), state)


def plane_of(layer_map: LayerMap, channel: int) -> FloatArray:
    """Return one channel of a map, (H, W), or a vector as one row, (1, features)."""
    if not isinstance(layer_map, tuple) and layer_map.ndim == 1:
        return layer_map[np.newaxis]
    return layer_map[channel]


def _thumbnail(feature_map: FloatArray, state: State, scale: Scale | None = None) -> ScaledPicture:
    step = max(1, max(feature_map.shape[-2:]) // SIDE)
    scale = scale or scale_of(feature_map, state.display)  # of all values: what the colour bar says when it is selected
    small = feature_map[..., ::step, ::step].copy()  # a part would keep all of the map
    return ScaledPicture(picture_of_map(small, scale), scale)

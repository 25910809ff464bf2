"""What is shown of a layer's map: one channel as a picture with its values, or empty positions where there is none."""

from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.lab.pictures.display import scale_of
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.lab.pictures.thumbnails import plane_of
from convviz.lab.sparsity.layer_fields import grid_of
from convviz.lab.state import State
from convviz.nn.layer import Shape

EMPTY = np.array([126, 140], np.float32) / 255  # greys that are seen on light and on dark


class ShownMap(NamedTuple):
    """A picture, and its values (1 or 3, H, W); None where they are not computed."""

    picture: Picture
    values: FloatArray | None


def shown_map(state: State, frame: Frame | None, layer: int, channel: int) -> ShownMap:
    """Return what is shown of one channel of a layer's map; a vector is one row.

    Parameters
    ----------
    state : State
    frame : Frame, optional
        Of this state, or of one that was before it: a map of the same shape stays until the new one is there.
    layer, channel : int
        The layer fits.
    """
    shape = state.shapes[layer]
    if frame is None or layer >= len(frame.state.shapes) or frame.state.shapes[layer] != shape:
        return ShownMap(empty_positions(shape), None)
    if layer == frame.state.feature_map_layer and (frame.state.planes > 1 or channel == frame.state.selected_filter):
        return ShownMap(frame.map_picture, frame.planes)
    layer_map = frame.maps[layer]
    if layer_map is None:
        return ShownMap(empty_positions(shape), None)
    plane = plane_of(layer_map, channel)
    return ShownMap(picture_of_map(plane, scale_of(plane, state.display)), plane[np.newaxis])


def empty_positions(shape: Shape) -> Picture:
    """Return a board of as many squares as a map of this shape has positions."""
    rows, columns = grid_of(shape)
    odd = np.add.outer(np.arange(rows), np.arange(columns)) % 2
    return picture_of_image(EMPTY[np.newaxis, odd])

"""From a state to what is shown of it: ``compute(state) -> Frame``, pure."""

from dataclasses import dataclass
from operator import is_

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.layer_maps import LayerMaps, Made, layer_maps
from convviz.lab.network_input import network_input
from convviz.lab.pictures.display import Scale, scale_of, shares_beyond
from convviz.lab.pictures.histogram import Histogram, histogram_of
from convviz.lab.pictures.picture import Picture, ScaledPicture, picture_of_image, picture_of_map
from convviz.lab.pictures.summary import strongest_place
from convviz.lab.pictures.thumbnails import filter_thumbnails, layer_thumbnails
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import State


@dataclass(frozen=True, eq=False)
class Frame:
    """All that is shown of one state.

    Parameters
    ----------
    state : State
        What it was computed from.
    made : Made
        The maps of the network's layers; of them ``maps``, ``input`` and ``feature_maps``.
    network_input, network_picture : (C, H, W), Picture
        What the network gets.
    layer_pictures : tuple of ScaledPicture or None
        One a layer: a small picture of the channel ``state.shown_channel`` of its map; None where there is no map.
    shown_input : (1 or 3, H, W)
        The channels of ``input`` that are shown: all of a picture, else the one that is edited.
    scale, shares_beyond : Scale, (float, float)
        Of the selected map: its colours, and the shares of its values below and above them, 0 … 1.
    histogram : Histogram
        Of the values of the selected map.
    input_picture, map_picture : Picture
        ``shown_input`` and the selected map, to be drawn.
    strongest : (y, x) or None
        Where the selected map answered most when the picture came; None if no answer is a number.
    thumbnails : tuple of ScaledPicture
        One a filter, each with a scale of its own.
    """

    state: State
    made: Made
    network_input: FloatArray
    network_picture: Picture
    layer_pictures: tuple[ScaledPicture | None, ...]
    shown_input: FloatArray
    scale: Scale
    shares_beyond: tuple[float, float]
    histogram: Histogram
    input_picture: Picture
    map_picture: Picture
    strongest: tuple[int, int] | None
    thumbnails: tuple[ScaledPicture, ...]

    @property
    def maps(self) -> LayerMaps:
        """The map of each layer, an array or a plane a channel; None where it was not computed.

        That is behind a layer that does not fit, in a large network behind what is looked at, and where each channel
        has an answer of its own.
        """
        return self.made.maps

    @property
    def input(self) -> FloatArray:
        """What the shown convolution gets, (C, H, W)."""
        return self.made.layer_input

    @property
    def feature_maps(self) -> tuple[FloatArray, ...]:
        """The maps of the shown convolution after its activation, (H_out, W_out) or (3, H_out, W_out) a filter."""
        return self.made.feature_maps

    @property
    def feature_map(self) -> FloatArray:
        """The selected map, (H_out, W_out) or (3, H_out, W_out)."""
        return self.feature_maps[self.state.selected_filter]

    @property
    def planes(self) -> FloatArray:
        """The selected map with an axis for its planes, (1 or 3, H_out, W_out)."""
        return self.feature_map if self.feature_map.ndim == 3 else self.feature_map[np.newaxis]

    def values_at(self, y: int, x: int) -> FloatArray:
        """Return the values of the selected map at one position, (1 or 3,)."""
        values: FloatArray = self.planes[:, y, x]
        return values


def compute(state: State, previous: Frame | None = None, progress: Progress = unwatched) -> Frame:
    """Compute what is shown of a state.

    Parameters
    ----------
    state : State
    previous : Frame, optional
        Of an earlier state: what the edit did not touch is taken from it. The result is the same without, but that
        maps at which nobody looks any more are kept.
    progress : callable, optional
        Told between bands of rows, and between layers, how much is done.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it.
    """
    if previous and not has_same_input(state, previous.state):
        previous = None
    given = previous.network_input if previous else network_input(state)
    given_picture = previous.network_picture if previous else picture_of_image(given)
    made = layer_maps(state, given, previous.made if previous else None, progress)
    maps = made.feature_maps
    shown = maps[state.selected_filter]
    scale = _scale(state, maps, previous)
    if previous and shown is previous.feature_map and scale == previous.scale:
        beyond, histogram, map_picture = previous.shares_beyond, previous.histogram, previous.map_picture
    else:
        beyond, histogram = shares_beyond(shown, scale), histogram_of(shown, scale)
        map_picture = picture_of_map(shown, scale)
    earlier = (previous.made, previous.layer_pictures) if previous else None
    shown_input, input_picture = _shown_input(state, made.layer_input, given_picture)
    return Frame(
        state=state,
        made=made,
        network_input=given,
        network_picture=given_picture,
        layer_pictures=layer_thumbnails(made, scale, earlier),
        shown_input=shown_input,
        scale=scale,
        shares_beyond=beyond,
        histogram=histogram,
        input_picture=input_picture,
        map_picture=map_picture,
        strongest=previous.strongest if previous and _has(made, previous.strongest) else strongest_place(shown),
        thumbnails=filter_thumbnails(made, scale, (previous.made, previous.thumbnails) if previous else None),
    )


def _has(made: Made, place: tuple[int, int] | None) -> bool:
    """Say whether the maps have this position."""
    return place is not None and all(here < size for here, size in zip(place, made.state.map_shape, strict=True))


def has_same_input(state: State, earlier: State) -> bool:
    """Say whether the network gets the same picture."""
    return state.image is earlier.image and state.input_shape == earlier.input_shape


def _shown_input(state: State, layer_input: FloatArray, given_picture: Picture) -> tuple[FloatArray, Picture]:
    """Choose what is shown of the shown convolution's input: the picture, or one channel of a map."""
    if state.convolution == 0:
        return layer_input, given_picture
    channel = state.selected_channel or 0
    shown = layer_input[channel : channel + 1]
    return shown, picture_of_map(shown[0], scale_of(shown, state.display))


def _scale(state: State, maps: tuple[FloatArray, ...], previous: Frame | None) -> Scale:
    """Choose the scale of the selected map, or of all maps; the previous one where nothing of it can have changed."""
    seen, locked = maps[state.selected_filter], state.display.locked
    if previous and state.display == previous.state.display:
        old = previous.feature_maps if locked else (previous.feature_map,)
        new = maps if locked else (seen,)
        if len(old) == len(new) and all(map(is_, old, new)):
            return previous.scale
    return scale_of(maps if locked else seen, state.display)

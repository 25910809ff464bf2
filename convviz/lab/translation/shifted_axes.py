"""Which values of a map must move with the image, and what the others see: each axis is followed by itself.

A layer's window is a choice of rows times a choice of columns, so that a value must agree where its row and its
column do.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convviz.engine.padding import OUTSIDE, source_index
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape, positions
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.pooling import BlurPool2d
from convviz.nn.window import Indices, Window

Flags = npt.NDArray[np.bool_]
_FILLED, _UNKNOWN = -3, -4  # what came in as zeros; what need not be what it was (OUTSIDE is -2)


@dataclass(frozen=True, eq=False)
class ShiftedAxis:
    """The rows, or the columns, of a map while the image moves along them.

    Parameters
    ----------
    size : int
        How many there are.
    distance : float
        How far the map should move: the shift of the image by the jump of the map.
    sources : (size,) int or None
        Where each one was before in the map, ``OUTSIDE`` if it was not there; None if the distance is no whole number.
    same : (size,) bool
        Whether its values must be those of its source: it sees the same pixels through the same weights.
    incoming : (size,) bool
        Whether it sees something that came in with the shift.
    padding : (size,) bool
        Whether it sees padding.
    """

    size: int
    distance: float
    sources: Indices | None
    same: Flags
    incoming: Flags
    padding: Flags

    @property
    def is_whole(self) -> bool:
        """Whether the map should move by a whole number of its own rows or columns."""
        return self.sources is not None

    def through(self, layer: Layer, axis: int, shape: Shape, edge: str) -> "ShiftedAxis":
        """Follow the axis through a layer.

        Parameters
        ----------
        layer : Layer
        axis : {0, 1}
            Rows or columns.
        shape : (C, H, W)
            Of the layer's input.
        edge : str
            As in ``Translation``.
        """
        window, size = layer.window(shape), positions(layer.forward_shape(shape))[axis]
        distance = self.distance / window.stride[axis]
        sources = _sources(size, distance, edge) if self.is_whole else None
        plain = self._sees_plain(window, axis, size)
        same, incoming, padding = plain & (sources is not None), np.zeros(size, bool), np.zeros(size, bool)
        rest = np.flatnonzero(~plain)
        sees, beyond = _seen(window, axis, rest, self.size)
        real = sees != OUTSIDE
        pixel = np.maximum(sees, 0)  # OUTSIDE would be no index where there is one pixel alone
        incoming[rest] = (self.incoming[pixel] & real).any(axis=1)
        padding[rest] = (beyond | (self.padding[pixel] & real)).any(axis=1)
        if self.sources is not None and sources is not None:
            pixels = np.where(self.same, np.where(self.sources == OUTSIDE, _FILLED, self.sources), _UNKNOWN)
            if _pads_with_zeros(layer):
                pixels = np.where(pixels == _FILLED, OUTSIDE, pixels)
            after, origin = np.where(real, pixels[pixel], OUTSIDE), sources[rest]
            saw, _ = _seen(window, axis, np.maximum(origin, 0), self.size)
            same[rest] = (origin != OUTSIDE) & (after == saw).all(axis=1)
            if isinstance(layer, LocallyConnected2d):  # each place has weights of its own
                same &= sources == np.arange(size)
        return ShiftedAxis(size, distance, sources, same, incoming, padding)

    def _sees_plain(self, window: Window, axis: int, size: int) -> Flags:
        """Say which windows hold nothing but what was there before, and moved along: most of them."""
        odd = self.incoming | self.padding
        if self.sources is not None:
            odd |= ~(self.same & _is_moved(self.sources, self.distance))
        count = np.concatenate([[0], np.cumsum(odd)])
        starts = np.arange(size) * window.stride[axis] - window.sides[2 * axis]
        stops = starts + window.span[axis]
        inside: Flags = (starts >= 0) & (stops <= self.size)
        inside[inside] = count[stops[inside]] == count[starts[inside]]
        return inside


def shifted_axis(network: Network, shape: Shape, axis: int, distance: float, edge: str) -> ShiftedAxis:
    """Follow the rows or the columns of a moved image to the last map of a network.

    Parameters
    ----------
    network : Network
        Its layers give maps (C, H, W).
    shape : (C, H, W)
        Of its input.
    axis : {0, 1}
        Rows or columns.
    distance : float
        How far the image moves along this axis, in pixels.
    edge : str
        As in ``Translation``.
    """
    size = positions(shape)[axis]
    here = np.arange(size) - distance
    incoming = (here < 0) | (here > size - 1)
    sources = _sources(size, distance, edge)
    same = ~incoming if edge == "crop" else np.full(size, sources is not None)
    found = ShiftedAxis(size, distance, sources, same, incoming, np.zeros(size, bool))
    for layer in network:
        found = found.through(layer, axis, shape, edge)
        shape = layer.forward_shape(shape)
    return found


def _sources(size: int, distance: float, edge: str) -> Indices | None:
    if not float(distance).is_integer():
        return None
    return source_index(np.arange(size) - int(distance), size, "zeros" if edge == "crop" else edge)


def _is_moved(sources: Indices, distance: float) -> Flags:
    """Say which places hold what was so far before them, and not what comes in."""
    flags: Flags = (sources >= 0) & (sources == np.arange(len(sources)) - distance)
    return flags


def _seen(window: Window, axis: int, outputs: Indices, size: int) -> tuple[Indices, Flags]:
    """Return what lies under each cell of the windows of some outputs, and which cells lie beyond the input."""
    taps = np.arange(window.kernel_size[axis]) * window.dilation[axis]
    places = np.add.outer(outputs * window.stride[axis] - window.sides[2 * axis], taps)
    return source_index(places, size, window.padding_mode), (places < 0) | (places >= size)


def _pads_with_zeros(layer: Layer) -> bool:
    """Say whether padding counts as zeros: not where it is left out, as in max pooling."""
    return isinstance(layer, Conv2d | LocallyConnected2d | BlurPool2d)

"""A convolution that is only imagined, and how what it learns grows with the size of the image."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import PaddingArgument, Pair
from convviz.lab.edits.layer_edits import Changes
from convviz.lab.edits.network_edits import layer_options_set
from convviz.lab.sharing.sharing import Comparison, compare_imagined, counted_layer, state_input_shape
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import KINDS, Kind
from convviz.nn.locally_connected import LocallyConnected2d

SMALLEST_SIDE, LARGEST_SIDE = 8, 4000  # pixels
POINTS = 64  # of a curve


@dataclass(frozen=True)
class Imagined:
    """A convolution and what it gets, by its sizes alone: no weight is drawn for it.

    Parameters
    ----------
    size, kernel_size : (height, width)
        Of the image and of the kernels; at least 1.
    channels, filters : int
        At least 1.
    stride, padding, dilation, padding_mode
        As in ``Conv2d``.
    shape : (height, width), optional
        Whose ratio the image keeps when its size changes; that of ``size`` unless given.
    """

    size: Pair
    channels: int
    kernel_size: Pair
    filters: int
    stride: Pair = (1, 1)
    padding: PaddingArgument = 0
    dilation: Pair = (1, 1)
    padding_mode: str = "zeros"
    shape: Pair = (0, 0)

    def __post_init__(self) -> None:
        if self.shape == (0, 0):
            object.__setattr__(self, "shape", self.size)

    @property
    def layer(self) -> Conv2d:
        """The layer; its weights are drawn if they are read, and they need not be."""
        return Conv2d(
            self.channels,
            self.filters,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            padding_mode=self.padding_mode,
        )

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Of what the layer gets, (channels, height, width)."""
        return self.channels, *self.size

    @property
    def side(self) -> int:
        """The longer side of the image, in pixels."""
        return max(self.size)

    def with_side(self, side: int) -> "Imagined":
        """Return the same layer on an image of the same shape, whose longer side has so many pixels, at least 1."""
        height, width = (max(1, round(each * side / max(self.shape))) for each in self.shape)
        return replace(self, size=(height, width))

    def with_kernel(self, size: int) -> "Imagined":
        """Return the same with square kernels of this size, at least 1."""
        return replace(self, kernel_size=(size, size))

    def with_filters(self, filters: int) -> "Imagined":
        """Return the same with so many filters, at least 1."""
        return replace(self, filters=filters)

    def comparison(self) -> Comparison:
        """Count it as each of the three kinds.

        Raises
        ------
        ValueError
            If the kernel does not fit into the padded image.
        """
        return compare_imagined(self.layer, self.input_shape)


EXAMPLE = Imagined(size=(32, 32), channels=3, kernel_size=(5, 5), filters=6)


def imagined_layer(state: State) -> int:
    """Return the layer that the sliders start at: the compared one; the shown convolution, if that is none."""
    index = counted_layer(state)
    return index if isinstance(state.network[index], Conv2d | LocallyConnected2d) else state.convolution


def imagined_from(state: State) -> Imagined:
    """Return the numbers of that layer."""
    index = imagined_layer(state)
    layer = state.layer if index == state.convolution else state.network[index]
    assert isinstance(layer, Conv2d | LocallyConnected2d)
    channels, height, width = state_input_shape(state, index)
    return Imagined(
        (height, width),
        channels,
        layer.kernel_size,
        layer.out_channels,
        layer.stride,
        layer.padding,
        layer.dilation,
        layer.padding_mode,
    )


@dataclass(frozen=True, eq=False)
class Growth:
    """How the parameters of a layer grow with its image.

    Parameters
    ----------
    sides : (n,), float64
        Longer side of the image, rising; those into which the kernel fits.
    parameters : dict of kind to (n,), float64
    """

    sides: FloatArray
    parameters: dict[Kind, FloatArray]


def growth(imagined: Imagined) -> Growth:
    """Count the parameters of a layer on images from 8 to 4,000 pixels, and further if its own is beyond."""
    first, last = min(SMALLEST_SIDE, imagined.side), max(LARGEST_SIDE, imagined.side)
    sides = sorted({round(float(side)) for side in np.geomspace(first, last, POINTS)} | {imagined.side})
    counted = [(side, *counts) for side in sides if (counts := _parameters(imagined.with_side(side)))]
    table = np.array(counted, np.float64).reshape(-1, 1 + len(KINDS))
    return Growth(table[:, 0], dict(zip(KINDS, table[:, 1:].T, strict=True)))


def _parameters(imagined: Imagined) -> tuple[int, int, int] | None:
    """Count the parameters alone, as each of the three kinds: 64 points of a curve need no more."""
    layer = imagined.layer
    try:
        outputs = layer.forward_shape(imagined.input_shape)
    except ValueError:
        return None
    shared = layer.parameter_count
    return prod(outputs) * (prod(imagined.input_shape) + 1), shared * prod(outputs[1:]), shared


def imagined_used(state: State, kernel_size: Pair, filters: int) -> Changes:
    """Give the shown convolution kernels of another size, and another number of filters.

    Filters that are there keep their weights as far as the kernel reaches; further ones are drawn as torch does.

    Parameters
    ----------
    state : State
    kernel_size : (height, width)
    filters : int
        At least 1.
    """
    return layer_options_set(state, state.convolution, out_channels=filters, kernel_size=kernel_size)

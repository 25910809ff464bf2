"""A convolution as a matrix: one kernel on a small crop of its input, and what the same layer is without sharing."""

from dataclasses import dataclass
from functools import cached_property
from math import floor, prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.engine.padding import read
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import KINDS, Kind, as_fully_connected
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.window import Indices, Window

CellArray: TypeAlias = npt.NDArray[np.signedinteger[Any]]
NO_CELL, SEVERAL_CELLS = -1, -2
LARGEST_SPAN = 13  # pixels, of a kernel with its holes: a 7×7 kernel with dilation 2
LARGEST_PADDING = LARGEST_SPAN // 2
LARGEST_CROP = LARGEST_SPAN + 2
FEWEST_OUTPUTS = 3  # down and across, where the picture has so many
CROP_SIZE, ROW_LENGTH = 6, 10


class Position(NamedTuple):
    """A row and a column, from 0."""

    y: int
    x: int


@dataclass(frozen=True, eq=False)
class WeightMatrix:
    """What a layer multiplies the values of its input by, as one matrix.

    Parameters
    ----------
    kind : {"fully connected", "locally connected", "convolution"}
    weights : (outputs, inputs), float32
        Zero where there is no connection; where padding repeats a pixel, the sum of the weights that lie on it.
    cells : (outputs, inputs), int
        Which cell of the kernel each is, y · kernel_width + x: ``NO_CELL`` where there is none, ``SEVERAL_CELLS`` where
        padding repeats a pixel. In a locally connected layer each output has its own weight for it.
    is_connected : (outputs, inputs), bool
    weight_count : int
        Weights that are learnt; biases do not count, and those that lie on padding do.
    """

    kind: Kind
    weights: FloatArray
    cells: CellArray
    is_connected: npt.NDArray[np.bool_]
    weight_count: int

    @property
    def connection_count(self) -> int:
        """Number of pairs of an output and an input that it depends on."""
        return int(self.is_connected.sum())

    @property
    def density(self) -> float:
        """The share of all pairs that are connected, 0 … 1."""
        return float(self.is_connected.mean())


@dataclass(frozen=True, eq=False)
class CroppedLayer:
    """One kernel of a convolution on a small crop of one channel; the crop's border is padded as the picture's is.

    Parameters
    ----------
    layer : Conv2d
        One filter for one channel.
    values : (height, width)
        The pixels of the crop.
    start : (y, x)
        Where the crop begins in the picture.
    first_output : (y, x)
        Where its first output lies on the feature map of the picture.
    """

    layer: Conv2d
    values: FloatArray
    start: Position
    first_output: Position

    @cached_property
    def output_size(self) -> Pair:
        """Height and width of the feature map of the crop."""
        return self.layer.output_shape(*self.values.shape)

    @cached_property
    def matrices(self) -> tuple[WeightMatrix, ...]:
        """The layer fully connected, locally connected, and as the convolution that it is, in the order of ``KINDS``.

        Only the convolution has its own weights. The others are layers that nobody trained: their weights are drawn
        as torch draws those of a new layer, the same ones each time.
        """
        kernel_size, layer = self.layer.kernel_size, self.layer
        options = (layer.stride, layer.padding, layer.dilation)
        local = LocallyConnected2d(1, 1, kernel_size, self.values.shape, *options, padding_mode=layer.padding_mode)
        return self._fully_connected(), self._in_windows(KINDS[1], local), self._in_windows(KINDS[2], layer)

    def _fully_connected(self) -> WeightMatrix:
        weight = Linear(self.values.size, prod(self.output_size)).weight
        return WeightMatrix(KINDS[0], weight, np.full(weight.shape, NO_CELL), np.ones(weight.shape, bool), weight.size)

    def _in_windows(self, kind: Kind, layer: Conv2d | LocallyConnected2d) -> WeightMatrix:
        matrix, cells = as_fully_connected(layer, (1, *self.values.shape)).weight, self._cells
        return WeightMatrix(kind, matrix, cells, cells != NO_CELL, layer.weight.size)

    @cached_property
    def sources(self) -> tuple[Indices, Indices]:
        """Rows of the crop under each row of the kernel, (H_out, kernel_height), and columns; below 0 in zeros."""
        window, (height, width), (rows, columns) = self.layer.window(), self.values.shape, self.output_size
        return window.sources(0, height, rows), window.sources(1, width, columns)

    def output(self, row: int) -> Position:
        """Return where the output of a row of the matrix lies on the feature map of the picture."""
        return _shifted(divmod(row, self.output_size[1]), self.first_output)

    def input(self, column: int) -> Position:
        """Return which pixel of the picture a column of the matrix stands for."""
        return _shifted(divmod(column, self.values.shape[1]), self.start)

    def cells_at(self, row: int, column: int) -> tuple[Position, ...]:
        """Return the cells of the kernel through which an output sees an input: more than one in repeated pixels."""
        (output_y, output_x), (y, x) = divmod(row, self.output_size[1]), divmod(column, self.values.shape[1])
        down, across = self.sources
        found = np.argwhere(np.logical_and.outer(down[output_y] == y, across[output_x] == x))
        return tuple(Position(*each) for each in found.tolist())

    @cached_property
    def _cells(self) -> CellArray:
        (height, width), (kernel_height, kernel_width) = self.values.shape, self.layer.kernel_size
        down, across = self.sources
        rows, columns = down[:, np.newaxis, :, np.newaxis], across[np.newaxis, :, np.newaxis, :]
        is_pixel = (rows >= 0) & (columns >= 0)
        outputs = np.arange(len(down) * len(across)).reshape(len(down), len(across), 1, 1)
        numbers = np.arange(kernel_height * kernel_width).reshape(kernel_height, kernel_width)
        place = tuple(np.broadcast_to(each, is_pixel.shape)[is_pixel] for each in (outputs, rows * width + columns))
        cells = np.full((outputs.size, height * width), NO_CELL)
        cells[place] = np.broadcast_to(numbers, is_pixel.shape)[is_pixel]
        counts = np.zeros_like(cells)
        np.add.at(counts, place, 1)
        cells[counts > 1] = SEVERAL_CELLS
        return cells


def crop_layer(
    layer: Conv2d, pixels: FloatArray, *, out: int, channel: int, place: Pair | None = None, size: int = CROP_SIZE
) -> CroppedLayer:
    """Lay one kernel over a square crop of its input.

    Parameters
    ----------
    layer : Conv2d
        Its kernels as they lie over the picture; stride, dilation and padding are kept.
    pixels : (C, H, W)
        The input of the layer.
    out, channel : int
        Which filter, and which channel of it.
    place : (y, x), optional
        A pixel around which the crop is taken, clipped to the picture and so that its outputs are some of the
        picture's; the middle unless told.
    size : int
        Rows and columns; more where the kernel needs them for three outputs, fewer where the picture ends.

    Raises
    ------
    ValueError
        If the kernel or the padding is too large for so small a crop.
    """
    window = layer.window()
    _check(window)
    spans = tuple(_extent(window, axis, size, pixels.shape[1 + axis]) for axis in (0, 1))
    y, x = (_first_output(window, axis, spans[axis], pixels.shape[1 + axis], place) for axis in (0, 1))
    start = Position(y * layer.stride[0], x * layer.stride[1])
    values = pixels[channel, start.y : start.y + spans[0], start.x : start.x + spans[1]]
    return CroppedLayer(_one_kernel(layer, out, channel), values, start, Position(y, x))


def crop_row(
    layer: Conv2d, pixels: FloatArray, *, out: int, channel: int, kernel_row: int, place: Pair | None = None
) -> CroppedLayer:
    """Lay one row of a kernel over a piece of one row of its input: a layer in one dimension.

    Parameters
    ----------
    layer, pixels, out, channel, place
        As in :func:`crop_layer`.
    kernel_row : int
        Which row of the kernel.

    Raises
    ------
    ValueError
        If the kernel or the padding is too large, or this row of the kernel lies on padding everywhere.
    """
    window, (height, width) = layer.window(), pixels.shape[1:]
    _check(window)
    length = _extent(window, 1, ROW_LENGTH, width)
    middle = height // 2 if place is None else place[0]
    rows = np.arange(layer.output_shape(height, width)[0]) * layer.stride[0]
    rows += kernel_row * layer.dilation[0] - window.sides.top
    y = int(np.where((rows >= 0) & (rows < height), np.abs(rows - middle), height + abs(middle)).argmin())
    if not 0 <= rows[y] < height:
        raise ValueError(f"Row {kernel_row} of the kernel lies on padding at every position; choose another row of it.")
    x = _first_output(window, 1, length, width, place)
    start = Position(int(rows[y]), x * layer.stride[1])
    values = pixels[channel, start.y : start.y + 1, start.x : start.x + length]
    one = _one_kernel(layer, out, channel)
    row = Conv2d(
        one.weight[:, :, kernel_row : kernel_row + 1],
        np.zeros(1),
        (1, layer.stride[1]),
        (0, 0, window.sides.left, window.sides.right),
        (1, layer.dilation[1]),
        layer.padding_mode,
    )
    return CroppedLayer(row, values, start, Position(y, x))


def padded_row(cropped: CroppedLayer) -> FloatArray:
    """Return the values of the first row of a crop with its padding at the left and right, (width + padding,)."""
    sides, (_, width) = cropped.layer.sides, cropped.values.shape
    taps = Window((1, width + sides.left + sides.right), sides=sides, padding_mode=cropped.layer.padding_mode)
    return np.array(read(cropped.values, np.arange(1), taps.sources(1, width, 1)[0])[0], np.float32)


def _check(window: Window) -> None:
    if max(window.span) > LARGEST_SPAN:
        height, width = window.span
        raise ValueError(
            f"The kernel spans {height}×{width} pixels, and a drawing of so many connections could not be read; "
            f"choose a kernel size and a dilation that span up to {LARGEST_SPAN}×{LARGEST_SPAN} pixels."
        )
    if max(window.sides) > LARGEST_PADDING:
        raise ValueError(
            f"The layer adds {max(window.sides)} pixels of padding at a side, more than the small crop that is drawn "
            f"can show; choose a padding up to {LARGEST_PADDING}."
        )


def _extent(window: Window, axis: int, size: int, available: int) -> int:
    """Choose the length of a crop: as asked, or enough for a few outputs and for the padding to copy from."""
    sides = window.sides[2 * axis : 2 * axis + 2]
    needed = window.span[axis] + (FEWEST_OUTPUTS - 1) * window.stride[axis] - sum(sides)
    return min(max(size, needed, max(sides) + 1), LARGEST_CROP, available)


def _first_output(window: Window, axis: int, length: int, available: int, place: Pair | None) -> int:
    """Choose which output of the picture is the crop's first, so that the crop lies around a place."""
    middle = available / 2 if place is None else place[axis] + 0.5
    last = (available - length) // window.stride[axis]
    return min(max(floor((middle - length / 2) / window.stride[axis] + 0.5), 0), last)


def _one_kernel(layer: Conv2d, out: int, channel: int) -> Conv2d:
    return Conv2d(
        layer.weight[out : out + 1, channel : channel + 1],
        layer.bias[out : out + 1],
        layer.stride,
        layer.sides,
        layer.dilation,
        layer.padding_mode,
    )


def _shifted(position: Pair, by: Position) -> Position:
    return Position(position[0] + by.y, position[1] + by.x)

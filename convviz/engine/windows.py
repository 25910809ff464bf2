"""The windows that a kernel sees, gathered tile by tile into a scratch that does not grow with the image."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.geometry import IntOrPair, PaddingArgument, output_shape, pair, resolve_padding
from convviz.engine.padding import Runs, Sources, add_back, check_mode, read_runs, runs_between, source_index

# Measured on two Zen 4 cores with 1 MiB of L2 each; within a factor of two the times are flat.
SCRATCH_VALUES = 2**19  # 2 MiB of float32
ROW_WORK = 250_000  # multiply-adds of an output row of a tile: more of them do not stay in the cache
BAND_WORK = 150_000_000  # multiply-adds between two yields: about 10 ms, where nothing else runs
NARROWEST = 96  # columns below which copying is mostly overhead


@dataclass(frozen=True)
class Axis:
    """One axis of a convolution: which input positions each output position sees."""

    size: int
    kernel_size: int
    stride: int
    dilation: int
    before: int
    padding_mode: str
    output_size: int

    @property
    def span(self) -> int:
        """Input pixels from the first to the last that one window touches."""
        return self.dilation * (self.kernel_size - 1) + 1

    def sources(self, outputs: slice) -> Sources:
        """Index the input pixels under the windows of some output positions, padding resolved."""
        start = outputs.start * self.stride - self.before
        stop = (outputs.stop - 1) * self.stride - self.before + self.span
        return source_index(np.arange(start, stop), self.size, self.padding_mode)

    def runs(self, output: int, count: int) -> Runs:
        """Find `count` neighbouring input pixels from the first that an output position sees, padding resolved."""
        return runs_between(output * self.stride - self.before, count, self.size, self.padding_mode)

    def runs_under(self, outputs: slice) -> Runs:
        """Find the input pixels under the windows of some output positions."""
        return self.runs(outputs.start, (outputs.stop - outputs.start - 1) * self.stride + self.span)

    def tap(self, number: int, count: int) -> slice:
        """Slice what one tap of the kernel meets in a block of `count` neighbouring windows."""
        first = number * self.dilation
        return slice(first, first + (count - 1) * self.stride + 1, self.stride)


class Tile(NamedTuple):
    """A part of the output that is computed at once: images, rows and columns."""

    images: slice
    rows: slice
    columns: slice


@dataclass(frozen=True)
class Windows:
    """All that a convolution is, apart from its numbers: shapes, and which pixels meet which weights.

    A *block* is the padded input under a tile, (n, in_channels, height, width). *Shifted rows* are its rows,
    once for each column of the kernel: (n, groups, height, in_channels / groups, kernel_width, columns). The
    windows of an output row are then neighbours in memory: no copy for each row of the kernel is needed.
    """

    batch: int
    in_channels: int
    out_channels: int
    groups: int
    rows: Axis
    columns: Axis

    @classmethod
    def of(
        cls,
        input_shape: tuple[int, ...],
        weight_shape: tuple[int, ...],
        *,
        stride: IntOrPair,
        padding: PaddingArgument,
        dilation: IntOrPair,
        groups: int,
        padding_mode: str,
    ) -> "Windows":
        """Check that image, weights and options fit together; (C, H, W) counts as a batch of one."""
        if len(input_shape) not in (3, 4) or 0 in input_shape[-3:]:
            raise ValueError(
                f"The input must be (C, H, W) or (N, C, H, W), and C, H, W at least 1; got {tuple(input_shape)}."
            )
        if len(weight_shape) != 4 or 0 in weight_shape:
            raise ValueError(
                "weight must be (out_channels, in_channels / groups, kernel_height, kernel_width), "
                f"each at least 1; got {tuple(weight_shape)}."
            )
        *batch, in_channels, height, width = input_shape
        out_channels, group_channels, *kernel = weight_shape
        _check_channels(in_channels, out_channels, group_channels, groups)
        check_mode(padding_mode, "padding_mode")
        steps, spread = pair(stride, "stride"), pair(dilation, "dilation")
        sides = resolve_padding(padding, kernel_size=kernel, stride=steps, dilation=spread)
        _check_padding(sides[:2], height, padding_mode, "rows")
        _check_padding(sides[2:], width, padding_mode, "columns")
        sizes = output_shape((height, width), kernel_size=kernel, stride=steps, padding=sides, dilation=spread)
        rows = Axis(height, kernel[0], steps[0], spread[0], sides.top, padding_mode, sizes[0])
        columns = Axis(width, kernel[1], steps[1], spread[1], sides.left, padding_mode, sizes[1])
        return cls(batch[0] if batch else 1, in_channels, out_channels, groups, rows, columns)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """(N, out_channels, H_out, W_out)."""
        return self.batch, self.out_channels, self.rows.output_size, self.columns.output_size

    @property
    def taps(self) -> int:
        """Weights of one filter."""
        return self.in_channels // self.groups * self.rows.kernel_size * self.columns.kernel_size

    def bands(self) -> Iterator[slice]:
        """Cut the output rows into bands that take a few milliseconds and fit the scratch."""
        yield from _pieces(slice(0, self.rows.output_size), self._tile_size()[1])

    def tiles(self, band: slice) -> Iterator[Tile]:
        """Cut a band into tiles: some images, some columns."""
        return self.cut(Tile(slice(0, self.batch), band, slice(0, self.columns.output_size)))

    def cut(self, part: Tile) -> Iterator[Tile]:
        """Cut a part of the output into tiles whose windows fit the scratch."""
        for pieces in itertools.product(*(_pieces(*axis) for axis in zip(part, self._tile_size(), strict=True))):
            yield Tile(*pieces)

    def _tile_size(self) -> tuple[int, int, int]:
        """Choose images, rows and columns of a tile, so that scratch, product and band stay in bounds."""
        width, filters = self.columns.output_size, self.out_channels // self.groups
        step, span = self.rows.stride, self.rows.span
        copied = self.in_channels * (self.columns.kernel_size + 1)  # values a column of a padded row
        window = self.taps * self.groups if self.rows.dilation > 1 else 0  # its rows are not neighbours: copied
        columns = min(width, max(NARROWEST, ROW_WORK // (filters * self.taps)))
        columns = max(1, min(columns, SCRATCH_VALUES // (copied * span + window)))
        columns = ceil(width / ceil(width / columns))
        a_row = columns * (copied * step + window) + self.out_channels * self.taps
        rows = (SCRATCH_VALUES - columns * copied * (span - step)) // a_row
        work = self.batch * width * self.out_channels * self.taps
        work *= 2 if filters == 1 else 1  # a matrix-vector product runs at half the speed
        rows = max(1, min(rows, BAND_WORK // max(1, work), self.rows.output_size))
        images = SCRATCH_VALUES // (rows * a_row + columns * copied * max(0, span - step))
        return max(1, images), rows, columns

    def kernel_matrix(self, weight: RealArray, dtype: DTypeLike) -> FloatArray:
        """Lay the weights out as (groups, 1, out_channels / groups, taps), in the order of the windows."""
        shape = self.groups, self.out_channels // self.groups, *weight.shape[1:]
        ordered = weight.astype(dtype, copy=False).reshape(shape).transpose(0, 1, 3, 2, 4)
        return ordered.reshape(self.groups, 1, self.out_channels // self.groups, self.taps)

    def kernel_from_matrix(self, matrix: FloatArray) -> FloatArray:
        """Undo :meth:`kernel_matrix`: (groups, out_channels / groups, taps) in the shape of the weights."""
        channels = self.in_channels // self.groups
        ordered = matrix.reshape(self.out_channels, self.rows.kernel_size, channels, self.columns.kernel_size)
        return ordered.swapaxes(1, 2)

    def output_view(self, output: RealArray, tile: Tile) -> RealArray:
        """View a tile of an (N, out_channels, H_out, W_out) array as (n, groups, rows, filters, columns)."""
        view = output[tile.images, :, tile.rows, tile.columns]
        shape = len(view), self.groups, self.out_channels // self.groups, *view.shape[2:]
        return view.reshape(shape).swapaxes(2, 3)

    def gather(self, x: RealArray, tile: Tile, dtype: DTypeLike) -> FloatArray:
        """Read the windows of a tile of x (N, C, H, W) as (n, groups, rows, taps, columns)."""
        rows, columns = _length(tile.rows), _length(tile.columns)
        block = read_runs(x[tile.images], self.rows.runs_under(tile.rows), self.columns.runs_under(tile.columns))
        n, channels, height, _ = block.shape
        block = block.reshape(n, self.groups, channels // self.groups, height, -1).swapaxes(2, 3)
        kernel_height, kernel_width = self.rows.kernel_size, self.columns.kernel_size
        shifted = np.empty((*block.shape[:4], kernel_width, columns), dtype)
        for number in range(kernel_width):
            shifted[..., number, :] = block[..., self.columns.tap(number, columns)]
        image, group, row, channel, tap, column = shifted.strides
        windows = as_strided(
            shifted,
            (n, self.groups, rows, kernel_height, *shifted.shape[3:]),
            (image, group, row * self.rows.stride, row * self.rows.dilation, channel, tap, column),
            writeable=False,
        )
        return windows.reshape(n, self.groups, rows, self.taps, columns)  # a view, unless rows are dilated

    def spread(self, products: Iterator[FloatArray], tile: Tile, target: FloatArray) -> None:
        """Add what each row of the kernel sends back to the pixels that the tile was read from.

        Parameters
        ----------
        products : (n, groups, rows, in_channels / groups * kernel_width, columns), one a row of the kernel
        target : (N, C, H, W), changed in place
        """
        sources = self.rows.sources(tile.rows), self.columns.sources(tile.columns)
        height, width = len(sources[0]), len(sources[1])
        rows, columns = _length(tile.rows), _length(tile.columns)
        n, channels = _length(tile.images), self.in_channels // self.groups
        block = np.zeros((n, self.groups, height, channels, width), target.dtype)
        for row, product in enumerate(products):
            sent = product.reshape(n, self.groups, rows, channels, self.columns.kernel_size, columns)
            reached = block[:, :, self.rows.tap(row, rows)]
            for number in range(self.columns.kernel_size):
                reached[..., self.columns.tap(number, columns)] += sent[..., number, :]
        back = block.swapaxes(2, 3).reshape(n, self.in_channels, height, width)
        add_back(target[tile.images], back, *sources)


def _pieces(part: slice, size: int) -> Iterator[slice]:
    for start in range(part.start, part.stop, size):
        yield slice(start, min(start + size, part.stop))


def _length(part: slice) -> int:
    return int(part.stop - part.start)


def _check_channels(in_channels: int, out_channels: int, group_channels: int, groups: int) -> None:
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide the {in_channels} channels of the input and the {out_channels} filters; got {groups}."
        )
    if in_channels != group_channels * groups:
        raise ValueError(
            f"The input has {in_channels} channels in {groups} groups, so weight.shape[1] must be "
            f"{in_channels // groups}; got {group_channels}."
        )


def _check_padding(sides: tuple[int, ...], size: int, mode: str, unit: str) -> None:
    largest = {"reflect": size - 1, "circular": size}.get(mode, max(sides))
    if max(sides) > largest:
        raise ValueError(
            f"padding_mode={mode!r} can add at most {largest} {unit} to a side of an image of {size}; "
            f"got {max(sides)}. Use less padding or another padding_mode."
        )

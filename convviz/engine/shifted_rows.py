"""The windows that a kernel sees, gathered tile by tile into a scratch that does not grow with the image."""

import itertools
from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike, NDArray

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.padding import read_into
from convviz.engine.products import widest
from convviz.engine.threads import LEAST_PARTS, LEAST_SHARED, kept_by_thread, scratch
from convviz.engine.windows import Windows

TILE_VALUES = 3 * 2**18  # of a tile in scratch: 3 MiB of float32; smaller ones overlap more
LEAST_OVERLAPS = 4  # rows of a tile, in those that its neighbours read again
NARROWEST, WIDEST = 128, 2048  # columns of a product: with fewer or more of them it is slower


class Tile(NamedTuple):
    """A part of the output that is computed at once: images, rows and columns."""

    images: slice
    rows: slice
    columns: slice


class ShiftedRows:
    """The pixels under a tile, laid out so that all windows of an output row are one matrix: a plan, made once a shape.

    *Shifted rows* are the rows of the padded image, once for each column of the kernel, each time shifted by one tap;
    those of all images side by side: (groups, rows, channels, kernel_width, images · columns). The windows of an output
    row, (kernel_height · channels · kernel_width) × (images · columns), are then neighbours in memory: nothing is
    copied for each row of the kernel. With dilation d, rows d apart are made neighbours: each of d phases by itself.

    Parameters
    ----------
    windows : Windows
    images, rows, columns : int
        Of the tile.
    dtype : float32 or float64
    """

    def __init__(self, windows: Windows, images: int, rows: int, columns: int, dtype: DTypeLike) -> None:
        self._windows = windows
        self._phases = windows.rows.dilation if windows.rows.stride == 1 else 1
        groups, channels, width = windows.groups, windows.in_channels // windows.groups, windows.columns.kernel_size
        high = ceil(windows.rows.pixels(rows) / self._phases)
        block = images, groups, channels, high * self._phases, windows.columns.pixels(columns)
        lines = groups, self._phases, high, channels, width, images * columns
        outputs = groups, rows, windows.filters, images * columns
        self._lines, self._block, self.outputs = scratch(dtype, lines, block, outputs)
        by_image = self._lines.reshape(*lines[:-1], images, columns)
        self._shifts = by_image.transpose(4, 1, 5, 0, 3, 2, 6)
        *planes, row, item = self._block.strides
        self._shifted = as_strided(
            self._block,
            self._shifts.shape,  # (taps, phases, images, groups, channels, rows, columns)
            (item * windows.columns.dilation, row, *planes, row * self._phases, item * windows.columns.stride),
            writeable=False,
        )
        self._views = [self._seen(phase, len(range(phase, rows, self._phases))) for phase in range(self._phases)]

    def load(self, images: RealArray, tile: Tile) -> None:
        """Read the pixels under a tile of `images` (N, C, H, W)."""
        rows, columns, pixels = self._windows.rows, self._windows.columns, images[tile.images]
        pixels = pixels.reshape(len(pixels), self._windows.groups, -1, *pixels.shape[2:])
        *_, high, wide = self._block.shape
        read_into(self._block, pixels, rows.runs(tile.rows.start, high), columns.runs(tile.columns.start, wide))
        self._shifts[...] = self._shifted

    def windows(self) -> Iterator[tuple[FloatArray, slice]]:
        """Give the windows that were read, (groups, rows, taps, images · columns), and of which rows of the tile."""
        for phase, view in enumerate(self._views):
            groups, rows, *_, long = view.shape
            yield view.reshape(groups, rows, self._windows.taps, long), slice(phase, None, self._phases)

    def _seen(self, phase: int, rows: int) -> NDArray[Any]:
        """View the windows of a phase; their taps are one axis, unless rows are both strided and dilated."""
        axis, lines = self._windows.rows, self._lines[:, phase]
        group, row, *inner = lines.strides
        shape = len(lines), rows, axis.kernel_size, *lines.shape[2:]
        strides = group, row * axis.stride, row * (axis.dilation // self._phases), *inner
        return as_strided(lines, shape, strides, writeable=False)


@kept_by_thread
def shifted_rows(windows: Windows, images: int, rows: int, columns: int, dtype: DTypeLike) -> ShiftedRows:
    """Plan a tile of this size; the plan belongs to the thread."""
    return ShiftedRows(windows, images, rows, columns, dtype)


def cut(part: Tile, size: tuple[int, int, int]) -> list[Tile]:
    """Cut a part of the output into tiles of at most this size, row after row."""
    images, rows, columns = (list(_pieces(*axis)) for axis in zip(part, size, strict=True))
    return [Tile(image, row, column) for row, image, column in itertools.product(rows, images, columns)]


@lru_cache
def tile_size(windows: Windows) -> tuple[int, int, int]:
    """Choose images, rows and columns of a tile, so that it fits the cache and a product one thread of the BLAS."""
    rows, width = windows.rows, windows.columns.output_size
    copies = windows.in_channels * (windows.columns.kernel_size + 1)  # of a pixel: one without a shift
    flat = TILE_VALUES // (copies * (rows.span + LEAST_OVERLAPS * max(0, rows.span - rows.stride)))
    long = max(NARROWEST, min(widest(windows.filters, windows.taps), WIDEST, flat))
    columns = ceil(width / ceil(width / long))
    images = max(1, min(windows.batch, long // columns))
    images = ceil(windows.batch / ceil(windows.batch / images)) if windows.batch else 1
    values = windows.columns.kernel_size * columns + windows.columns.pixels(columns)  # of a row, with those between
    line, outputs = windows.in_channels * images * values, windows.out_channels * images * columns
    room = (TILE_VALUES - line * (rows.span - rows.stride)) // (line * rows.stride + outputs)
    parts = ceil(LEAST_PARTS * images / windows.batch) if windows.work >= LEAST_SHARED else 1
    high = max(1, min(room, ceil(rows.output_size / parts)))
    return images, ceil(rows.output_size / ceil(rows.output_size / high)), columns


def _pieces(part: slice, size: int) -> Iterator[slice]:
    for start in range(part.start, part.stop, size):
        yield slice(start, min(start + size, part.stop))

"""A convolution with a large stride, one filter a group: its windows lie far apart, and are read where they are."""

from math import ceil

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.shifted_rows import Tile, cut
from convviz.engine.windows import Axis, Windows

OUTPUTS_AT_ONCE = 8  # of a row, by one product
PIXELS_AT_ONCE = 512  # under them, at most: the matrix stays in the cache
ROWS, PRODUCTS = 128, 16  # of a tile: rows, and products a row; a sum over it stays in the cache


class Leaps:
    """What a convolution with a large stride needs besides its input; threads may share it.

    The pixels under a few neighbouring windows of an output row are one row of a matrix, as they lie in memory, and the
    output rows lie a stride apart. Its product with a banded matrix, which repeats one row of the kernel, gives what
    that row adds to the outputs. The zeros between the bands cost less than copying the pixels would. Zero times
    infinity is not zero: where an output is not finite, the caller has to look again.

    Parameters
    ----------
    windows : Windows
        One filter a group.
    weight : (groups, in_channels / groups, kernel_height, kernel_width)
        Of the type of the result.
    """

    def __init__(self, windows: Windows, weight: FloatArray) -> None:
        columns = windows.columns
        self._windows, self._dtype = windows, weight.dtype
        self._at_once = max(1, min(OUTPUTS_AT_ONCE, (PIXELS_AT_ONCE - columns.span) // columns.stride + 1))
        self._size = 1, ROWS, PRODUCTS * self._at_once
        self._matrices = _banded(weight, columns, self._at_once)
        self.inside = _inside(windows.rows), _inside(columns)

    def holds(self, tile: Tile) -> bool:
        """Tell whether no window of a tile touches the padding."""
        parts = zip(self.inside, tile[1:], strict=True)
        return all(axis.start <= part.start and part.stop <= axis.stop for axis, part in parts)

    def tiles(self, part: Tile) -> list[Tile]:
        """Cut a part of the output, inside of which no window touches the padding, into tiles."""
        return cut(part, self._size)

    def compute(self, images: RealArray, results: FloatArray, tile: Tile) -> bool:
        """Write a tile of `results` (N, out_channels, H_out, W_out) without bias; tell whether all of it is finite."""
        rows, columns, out = self._windows.rows, self._windows.columns, results[tile.images, :, tile.rows, tile.columns]
        down, across = (
            slice(first := part.start * axis.stride - axis.before, first + axis.pixels(part.stop - part.start))
            for axis, part in ((rows, tile.rows), (columns, tile.columns))
        )
        pixels = images[tile.images.start, :, down, across].astype(self._dtype, copy=False)
        if pixels.strides[-1] != pixels.itemsize:
            pixels = np.ascontiguousarray(pixels)
        pixels = pixels.reshape(len(self._matrices), -1, *pixels.shape[1:])
        whole, rest = divmod(out.shape[-1], self._at_once)
        for matrices, seen, result in zip(self._matrices, pixels, out[0], strict=True):
            if whole:
                sums = self._sums(seen, matrices, len(result), whole, self._at_once)
                result[:, : whole * self._at_once] = sums.swapaxes(0, 1).reshape(len(result), -1)
            if rest:
                last = seen[..., whole * self._at_once * columns.stride :]
                result[:, whole * self._at_once :] = self._sums(last, matrices, len(result), 1, rest)[0]
        return bool(np.isfinite(out).all())

    def _sums(self, seen: RealArray, matrices: FloatArray, rows: int, products: int, at_once: int) -> FloatArray:
        """Add up what each channel and row of the kernel gives: (products, rows, at_once)."""
        axis, columns = self._windows.rows, self._windows.columns
        channel, row, item = seen.strides
        width = columns.pixels(at_once)
        windows: NDArray[np.floating] = as_strided(
            seen,
            (len(seen), axis.kernel_size, products, rows, width),
            (channel, row * axis.dilation, item * at_once * columns.stride, row * axis.stride, item),
            writeable=False,
        )
        total = np.zeros((products, rows, at_once), self._dtype)
        part = np.empty_like(total)
        used = matrices[..., :width, :at_once]
        with np.errstate(invalid="ignore"):  # the caller looks at what comes of it
            for pixels, matrix in zip(windows, used, strict=True):
                for line, banded in zip(pixels, matrix, strict=True):
                    total += np.matmul(line, banded, out=part)
        return total


def around(part: Tile, inside: tuple[slice, slice]) -> tuple[Tile | None, list[Tile]]:
    """Cut a part into what lies inside some rows and columns, and up to four pieces around that."""
    rows, columns = (
        slice(min(max(axis.start, each.start), each.stop), max(min(axis.stop, each.stop), each.start))
        for axis, each in zip(inside, part[1:], strict=True)
    )
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None, [part]
    pieces = [
        (slice(part.rows.start, rows.start), part.columns),
        (rows, slice(part.columns.start, columns.start)),
        (rows, slice(columns.stop, part.columns.stop)),
        (slice(rows.stop, part.rows.stop), part.columns),
    ]
    pieces = [(down, across) for down, across in pieces if down.start < down.stop and across.start < across.stop]
    return Tile(part.images, rows, columns), [Tile(part.images, *piece) for piece in pieces]


def _inside(axis: Axis) -> slice:
    """Find the outputs whose windows do not touch the padding."""
    first = ceil(axis.before / axis.stride)
    return slice(first, max(first, min(axis.output_size, (axis.size + axis.before - axis.span) // axis.stride + 1)))


def _banded(weight: FloatArray, columns: Axis, at_once: int) -> FloatArray:
    """Repeat each row of each kernel for some outputs, a stride apart: (groups, channels, rows, pixels, outputs)."""
    matrices = np.zeros((*weight.shape[:3], columns.pixels(at_once), at_once), weight.dtype)
    for output in range(at_once):
        first = output * columns.stride
        matrices[..., first : first + columns.span : columns.dilation, output] = weight
    return matrices

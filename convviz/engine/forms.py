"""The ways in which a convolution can be computed, and which of them is the quickest for which shapes."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.diagonals import Diagonals
from convviz.engine.leaps import Leaps, around
from convviz.engine.products import multiply
from convviz.engine.separable import Separable, is_whole, terms_of
from convviz.engine.shifted_rows import Tile, cut, shifted_rows, tile_size
from convviz.engine.spectral import Spectral, fits
from convviz.engine.threads import kept_by_thread
from convviz.engine.windows import Windows

# Measured by ``make tune``, each where the form on its other side becomes the quicker one.
LEAST_WORK = 2**20  # multiply-adds for a group; with fewer, every other form takes longer to begin than it gains
LEAST_WIDTH = 96  # columns of a map; products with narrower rows are mostly overhead
LEAST_SEPARABLE_TAPS = 36, 81, 144  # of a sum of 1, 2 or 3 outer products; each takes two passes
LEAST_SPECTRAL_TAPS = 169  # of a kernel that is not; below it the direct sums are quicker
MOST_SPECTRA = 4  # kernels; each spectrum takes up to 400 KiB
LEAST_LEAP = 8  # columns from one window to the next; below it, many windows share what is copied for them
LEAST_DIAGONAL_TAPS = 64  # of a filter, all channels together; windows copy a pixel for each column of the kernel
LEAST_DIAGONAL_COLUMNS = 3.5  # of a kernel, divided by the stride
MOST_DIAGONAL_FILTERS = 8  # or as many as channels, of narrow maps half as many: diagonals add for each filter


class Form(Protocol):
    """One way to compute a convolution, with its weights laid out; threads may share it."""

    rows: int  # of a part

    def parts(self, part: Tile) -> list[Tile]:
        """Cut a part of the output into smaller ones that can be computed at the same time."""

    def compute(self, images: RealArray, results: FloatArray, bias: FloatArray | None, tile: Tile) -> None:
        """Write one of these parts of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""


class Arithmetic(Protocol):
    """What a strip of the output is computed by, as long as the pixels under it are finite: a plan, of one thread."""

    strip: tuple[int, int, int]  # its images, rows and columns

    def __init__(self, windows: Windows, dtype: DTypeLike) -> None: ...

    def matrices(self, windows: Windows, weight: FloatArray) -> list[Any]:
        """Lay out the weights of each group; threads may share what is returned."""

    def compute(self, matrix: Any, images: RealArray, row: int, column: int, out: FloatArray) -> bool:
        """Compute the outputs of one group in one strip, unless it holds a value that is not finite."""


def choose_form(windows: Windows, weight: FloatArray) -> Form:
    """Choose the quickest form for the shapes, and lay the weights out for it.

    Parameters
    ----------
    windows : Windows
    weight : (out_channels, in_channels / groups, kernel_height, kernel_width)
        Of the type of the result.
    """
    if _leaps(windows):
        return LeapForm(windows, weight)
    if _needs_windows(windows):
        return WindowForm(windows, weight)
    if windows.columns.output_size >= LEAST_WIDTH:
        if _is_separable(windows, weight):
            return StripForm(windows, weight, Separable)
        if _is_spectral(windows, weight):
            return StripForm(windows, weight, Spectral)
    if _is_diagonal(windows):
        return StripForm(windows, weight, Diagonals)
    return WindowForm(windows, weight)


def _leaps(windows: Windows) -> bool:
    """Tell whether there is one filter a group, its windows lie far apart, and there are enough of them."""
    return windows.filters == 1 and windows.columns.stride >= LEAST_LEAP and windows.work >= LEAST_WORK * windows.groups


def _needs_windows(windows: Windows) -> bool:
    """Tell whether no other form fits or pays: strided and dilated at once, little work, a line."""
    rows, columns = windows.rows, windows.columns
    mixed = any(axis.stride > 1 and axis.dilation > 1 for axis in (rows, columns))
    little = windows.work < LEAST_WORK * windows.groups
    return mixed or little or min(rows.kernel_size, columns.kernel_size) == 1


def _is_diagonal(windows: Windows) -> bool:
    """Tell whether the filters are few, and their kernels not too small."""
    large = windows.taps >= LEAST_DIAGONAL_TAPS
    wide = windows.columns.kernel_size >= LEAST_DIAGONAL_COLUMNS * windows.columns.stride
    channels = windows.in_channels // windows.groups
    if windows.columns.output_size >= LEAST_WIDTH:
        return large and wide and windows.filters <= max(MOST_DIAGONAL_FILTERS, channels)
    return large and wide and windows.filters <= channels // 2


def _is_separable(windows: Windows, weight: FloatArray) -> bool:
    """Tell whether there is one filter a group, and each is a sum of few outer products for its size."""
    taps = windows.rows.kernel_size * windows.columns.kernel_size
    if windows.filters > 1 or windows.columns.stride > 1 or taps < LEAST_SEPARABLE_TAPS[0]:
        return False
    return all((terms := terms_of(kernel)) and taps >= LEAST_SEPARABLE_TAPS[len(terms) - 1] for kernel in weight)


def _is_spectral(windows: Windows, weight: FloatArray) -> bool:
    """Tell whether the kernel is large, its weights are not whole numbers, and its spectra stay small."""
    large = windows.rows.kernel_size * windows.columns.kernel_size >= LEAST_SPECTRAL_TAPS
    few = weight.shape[0] * weight.shape[1] <= MOST_SPECTRA
    return large and few and fits((windows.rows, windows.columns)) and not is_whole(weight)


class WindowForm:
    """One product of all filters with the windows of a row: exact for every value, and for most shapes the quickest."""

    def __init__(self, windows: Windows, weight: FloatArray) -> None:
        self._windows = windows
        self._matrix = windows.kernel_matrix(weight)
        self._size = tile_size(windows)
        self.rows = self._size[1]

    def parts(self, part: Tile) -> list[Tile]:
        """Cut a part of the output into tiles."""
        return cut(part, self._size)

    def compute(self, images: RealArray, results: FloatArray, bias: FloatArray | None, tile: Tile) -> None:
        """Write a tile of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""
        part = results[tile.images, :, tile.rows, tile.columns]
        number, _, rows, columns = part.shape
        seen = shifted_rows(self._windows, number, rows, columns, results.dtype)
        seen.load(images, tile)
        maps = part.reshape(number, self._windows.groups, -1, rows, columns).transpose(1, 3, 2, 0, 4)
        is_plain = number == 1 and results.strides[-1] == results.itemsize
        outputs = maps[:, :, :, 0] if is_plain else seen.outputs
        for windows, every in seen.windows():
            multiply(self._matrix, windows, out=outputs[:, every])
        if not is_plain:
            maps[...] = outputs.reshape(maps.shape)
        if bias is not None:
            part += bias[:, None, None]


class StripForm:
    """Strip by strip, the arithmetic that is quickest for finite values; by windows where a value is not finite."""

    def __init__(self, windows: Windows, weight: FloatArray, arithmetic: type[Arithmetic]) -> None:
        self._windows, self.arithmetic, self._dtype = windows, arithmetic, weight.dtype
        self._exact = WindowForm(windows, weight)
        plan = _plan(arithmetic, windows, self._dtype)
        self._matrices, self._strip = plan.matrices(windows, weight), plan.strip
        self.rows = self._strip[1]

    def parts(self, part: Tile) -> list[Tile]:
        """Cut a part of the output into strips."""
        return cut(part, self._strip)

    def compute(self, images: RealArray, results: FloatArray, bias: FloatArray | None, tile: Tile) -> None:
        """Write a strip of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""
        part = results[tile.images, :, tile.rows, tile.columns]
        plan, row, column = _plan(self.arithmetic, self._windows, self._dtype), tile.rows.start, tile.columns.start
        pixels, maps = (
            array.reshape(len(array), self._windows.groups, -1, *array.shape[2:]).swapaxes(0, 1)
            for array in (images[tile.images], part)
        )
        for matrix, seen, out in zip(self._matrices, pixels, maps, strict=True):
            if not plan.compute(matrix, seen, row, column, out):
                for smaller in self._exact.parts(tile):
                    self._exact.compute(images, results, bias, smaller)
                return
        if bias is not None:
            part += bias[:, None, None]


class LeapForm:
    """With a large stride the pixels where they lie; by windows at the border, and where a value is not finite."""

    def __init__(self, windows: Windows, weight: FloatArray) -> None:
        self._leaps, self._exact = Leaps(windows, weight), WindowForm(windows, weight)
        self.rows = self._exact.rows

    def parts(self, part: Tile) -> list[Tile]:
        """Cut a part of the output into tiles, those at the border apart from the others."""
        inner, others = around(part, self._leaps.inside)
        tiles = self._leaps.tiles(inner) if inner else []
        return tiles + [tile for other in others for tile in self._exact.parts(other)]

    def compute(self, images: RealArray, results: FloatArray, bias: FloatArray | None, tile: Tile) -> None:
        """Write a tile of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""
        if not self._leaps.holds(tile) or not self._leaps.compute(images, results, tile):
            for smaller in self._exact.parts(tile):
                self._exact.compute(images, results, bias, smaller)
        elif bias is not None:
            results[tile.images, :, tile.rows, tile.columns] += bias[:, None, None]


@kept_by_thread
def _plan(arithmetic: type[Arithmetic], windows: Windows, dtype: np.dtype[Any]) -> Arithmetic:
    """Plan an arithmetic; the plan belongs to the thread."""
    return arithmetic(windows, dtype)

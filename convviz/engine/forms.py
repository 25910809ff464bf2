"""The ways in which a convolution can be computed, and which of them is the quickest for which shapes."""

import itertools
from collections.abc import Iterator
from typing import Protocol

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.diagonals import Diagonals
from convviz.engine.products import multiply
from convviz.engine.separable import Separable, factor, is_whole
from convviz.engine.spectral import Spectral, fits
from convviz.engine.windows import BAND_WORK, Tile, Windows

# Measured by ``make tune``, each where the form on its other side becomes the quicker one.
LEAST_WORK = 2**21  # multiply-adds for one map: with fewer, planning takes longer than it gains
LEAST_TAPS = 25  # of a separable kernel; two passes over fewer cost more than one
LEAST_SPECTRAL_TAPS = 200  # of a kernel that is not separable; below it the direct sums are quicker
MOST_SPECTRA = 4  # kernels; each spectrum takes up to 400 KiB
FILTER_COST = 1.75  # diagonal sums add for each filter, windows copy for each channel: the columns of the kernel
MOST_FILTERS = 16  # of diagonal sums; a product with windows is as quick as it can be
SHARED = 3  # filters up to which two output rows share a product of diagonal sums


class Form(Protocol):
    """One way to compute a convolution, planned for its shapes."""

    def bands(self) -> Iterator[slice]:
        """Cut the output rows into bands of about 10 ms."""

    def compute(self, images: RealArray, results: FloatArray, band: slice, bias: FloatArray | None) -> None:
        """Write a band of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""


class Arithmetic(Protocol):
    """What a strip of the output is computed by, as long as the pixels under it are finite."""

    @property
    def strip(self) -> tuple[int, ...]:
        """Rows and columns of a strip."""

    def compute(self, image: RealArray, group: int, row: int, column: int, out: FloatArray) -> bool:
        """Compute the outputs of one group in one strip, unless it holds a value that is not finite."""


def choose_form(windows: Windows, weight: FloatArray) -> Form:
    """Plan the quickest form; its scratch belongs to one thread.

    Parameters
    ----------
    windows : Windows
    weight : (out_channels, in_channels / groups, kernel_height, kernel_width)
        Of the type of the result.
    """
    if _needs_windows(windows):
        return WindowForm(windows, weight)
    factors = _factors(windows, weight)
    if factors:
        return StripForm(windows, weight, Separable(windows, factors))
    if _is_spectral(windows, weight):
        return StripForm(windows, weight, Spectral(windows, weight))
    channels, filters = weight.shape[1], windows.out_channels // windows.groups
    if filters > MOST_FILTERS or filters * FILTER_COST > channels * windows.columns.kernel_size:
        return WindowForm(windows, weight)
    return StripForm(windows, weight, Diagonals(windows, weight, 2 if filters <= SHARED else 1))


def _needs_windows(windows: Windows) -> bool:
    """Tell whether no other form fits or pays: strided and dilated at once, a small map, a line, few taps a stride."""
    rows, columns = windows.rows, windows.columns
    strided = [axis for axis in (rows, columns) if axis.stride > 1]
    thin = any(axis.dilation > 1 or axis.kernel_size <= 2 * axis.stride for axis in strided)
    work = rows.output_size * columns.output_size * windows.taps * (windows.out_channels // windows.groups)
    return thin or work < LEAST_WORK or min(rows.kernel_size, columns.kernel_size) == 1


def _is_spectral(windows: Windows, weight: FloatArray) -> bool:
    """Tell whether the kernel is large, its weights are not whole numbers, and its spectra stay small."""
    large = windows.rows.kernel_size * windows.columns.kernel_size >= LEAST_SPECTRAL_TAPS
    few = weight.shape[0] * weight.shape[1] <= MOST_SPECTRA
    return large and few and fits((windows.rows, windows.columns)) and not is_whole(weight)


def _factors(windows: Windows, weight: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """Factor the filter of each group, if there is one a group, it is large enough and separable; otherwise []."""
    large = windows.rows.kernel_size * windows.columns.kernel_size >= LEAST_TAPS
    if not large or windows.out_channels != windows.groups or windows.columns.stride > 1:
        return []
    found = [factor(kernel) for kernel in weight]
    return [pair for pair in found if pair is not None] if all(found) else []


class WindowForm:
    """One product of all filters with the windows of a row: for many filters, and where others do not fit."""

    def __init__(self, windows: Windows, weight: FloatArray) -> None:
        self._windows = windows
        self._matrix = windows.kernel_matrix(weight, weight.dtype)

    def bands(self) -> Iterator[slice]:
        """Cut the output rows into bands of about 10 ms."""
        return self._windows.bands()

    def compute(self, images: RealArray, results: FloatArray, band: slice, bias: FloatArray | None) -> None:
        """Write a band of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""
        every_image, every_column = slice(0, len(images)), slice(0, results.shape[-1])
        self.compute_part(images, results, Tile(every_image, band, every_column))
        if bias is not None:
            results[:, :, band] += bias[:, None, None]

    def compute_part(self, images: RealArray, results: FloatArray, part: Tile) -> None:
        """Write a part of `results`, without bias, in tiles that fit the scratch."""
        for tile in self._windows.cut(part):
            seen = self._windows.gather(images, tile, results.dtype)
            multiply(self._matrix, seen, out=self._windows.output_view(results, tile))


class StripForm:
    """Strip by strip, the arithmetic that is quickest for finite values; by windows where a value is not finite."""

    def __init__(self, windows: Windows, weight: FloatArray, arithmetic: Arithmetic) -> None:
        self._windows, self._arithmetic = windows, arithmetic
        self._exact = WindowForm(windows, weight)

    def bands(self) -> Iterator[slice]:
        """Cut the output rows into bands of a few milliseconds: whole strips."""
        axis, strip = self._windows.rows, self._arithmetic.strip[0]
        row_work = self._windows.batch * self._windows.columns.output_size * self._windows.out_channels
        step = max(1, BAND_WORK // (2 * row_work * self._windows.taps * strip)) * strip
        for start in range(0, axis.output_size, step):
            yield slice(start, min(start + step, axis.output_size))

    def compute(self, images: RealArray, results: FloatArray, band: slice, bias: FloatArray | None) -> None:
        """Write a band of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W)."""
        (high, wide), width = self._arithmetic.strip, results.shape[-1]
        starts = range(band.start, band.stop, high), range(0, width, wide)
        for number, row, column in itertools.product(range(len(images)), *starts):
            rows, columns = slice(row, min(row + high, band.stop)), slice(column, min(column + wide, width))
            part = results[number, :, rows, columns]
            if not self._all_groups(images[number], row, column, part):
                self._exact.compute_part(images, results, Tile(slice(number, number + 1), rows, columns))
            if bias is not None:
                part += bias[:, None, None]

    def _all_groups(self, image: RealArray, row: int, column: int, out: FloatArray) -> bool:
        """Compute a strip of all groups; give up at the first in which a value is not finite."""
        groups = self._windows.groups
        pixels, maps = (array.reshape(groups, -1, *array.shape[1:]) for array in (image, out))
        return all(self._arithmetic.compute(pixels[group], group, row, column, maps[group]) for group in range(groups))

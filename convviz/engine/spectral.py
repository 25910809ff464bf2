"""A convolution with a large kernel by the discrete Fourier transform of tiles: overlap-save."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from convviz.engine.arrays import FloatArray, RealArray, are_finite
from convviz.engine.padding import read_into
from convviz.engine.threads import scratch
from convviz.engine.windows import Axis, Windows

SIDES = (96, 128, 160, 192, 256, 320)  # of a tile, in pixels: lengths whose transforms are quick


class Spectral:
    """The plan of a convolution by Fourier transforms, with its scratch: of one thread.

    The product of two spectra is a circular correlation of a tile with the kernel. Its first T - k + 1 rows and columns
    do not wrap around; the next tile overlaps by the rest (Oppenheim and Schafer, *Discrete-Time Signal Processing*,
    sec. 8.7). The cost hardly grows with the kernel. The rounding error of an output depends on the largest value of
    its tile, not on those in its window: this form is not for sums that must be exact.

    Parameters
    ----------
    windows : Windows
        Of stride 1.
    dtype : float32 or float64
    """

    def __init__(self, windows: Windows, dtype: DTypeLike) -> None:
        self._windows, self._sides = windows, (_side(windows.rows), _side(windows.columns))
        self.strip = 1, self._sides[0] - windows.rows.span + 1, self._sides[1] - windows.columns.span + 1
        (self._tile,) = scratch(dtype, (windows.in_channels // windows.groups, *self._sides))

    def matrices(self, windows: Windows, weight: FloatArray) -> list[NDArray[Any]]:
        """Transform the kernels of each group for :meth:`compute`."""
        rows, columns = windows.rows, windows.columns
        spread = np.zeros((*weight.shape[:2], *self._sides))
        spread[:, :, : rows.span : rows.dilation, : columns.span : columns.dilation] = weight
        area = self._sides[0] * self._sides[1]  # undoes one of the two divisions of the scaled transforms
        spectra = np.conj(np.fft.rfft2(spread)) * area
        return np.split(spectra.astype(np.result_type(weight.dtype, np.complex64)), windows.groups)

    def compute(self, matrix: NDArray[Any], images: RealArray, row: int, column: int, out: FloatArray) -> bool:
        """Compute the outputs of one group in one tile: as :meth:`Diagonals.compute`."""
        rows = self._windows.rows.runs(row, self._sides[0])
        read_into(self._tile, images[0], rows, self._windows.columns.runs(column, self._sides[1]))
        if images.dtype.kind == "f" and not are_finite(self._tile):
            return False
        # Scaled in both directions, as NumPy makes unscaled transforms of float32 in a wider type: ten times slower.
        lines = np.fft.rfft(self._tile, norm="forward")
        seen = np.fft.fft(lines, axis=-2, norm="forward", out=lines)
        for result, spectrum in zip(out[0], matrix, strict=True):
            product = (seen * spectrum).sum(axis=0)
            columns = np.fft.ifft(product, axis=-2, out=product)
            result[...] = np.fft.irfft(columns[: len(result)], self._sides[1])[:, : result.shape[1]]
        return True


def fits(axes: Sequence[Axis]) -> bool:
    """Tell whether a tile holds at least as many outputs as it overlaps."""
    return all(axis.stride == 1 and axis.span * 2 <= SIDES[-1] for axis in axes)


def _side(axis: Axis) -> int:
    """Choose the tile with which the fewest pixels are transformed."""
    sides = [side for side in SIDES if side >= 2 * axis.span]
    return min(sides, key=lambda side: side * ceil(axis.output_size / (side - axis.span + 1)))

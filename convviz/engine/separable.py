"""A convolution whose kernels are an outer product: along the columns first, along the rows then."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.products import multiply
from convviz.engine.strips import Strips
from convviz.engine.windows import Windows

ROWS_AT_ONCE = 8  # of a product down the columns
COLUMNS_AT_ONCE = 16  # of a product along the rows


class Separable:
    """The plan of a separable convolution, with its scratch: of one thread.

    Both passes are matrix products with a banded matrix that repeats one factor of the kernel, (rows + k - 1)
    multiply-adds an output instead of k². A strip that holds values that are not finite is left to the caller, as by
    :class:`Diagonals`.

    Parameters
    ----------
    windows : Windows
        One filter a group; stride 1, on the rows also more if the dilation is 1.
    dtype : float32 or float64
    """

    def __init__(self, windows: Windows, dtype: DTypeLike) -> None:
        self._strips = strips = Strips(windows, ROWS_AT_ONCE, ROWS_AT_ONCE)
        self.strip = 1, strips.rows, strips.columns
        (self._columns,) = strips.lay_out(dtype, (strips.blocks, ROWS_AT_ONCE, strips.width))
        lines, width, item = strips.lines, strips.width, strips.lines.itemsize
        self._blocks = as_strided(
            lines,
            (strips.dilation, strips.blocks, (ROWS_AT_ONCE + strips.taps[0] - 1) * strips.depth, width),
            (lines.strides[0], ROWS_AT_ONCE * strips.depth * width * item, width * item, item),
            writeable=False,
        )
        self._seen = COLUMNS_AT_ONCE + windows.columns.span - 1
        self._row_parts = as_strided(
            self._columns,
            (strips.columns // COLUMNS_AT_ONCE, strips.blocks * ROWS_AT_ONCE, self._seen),
            (COLUMNS_AT_ONCE * item, width * item, item),
            writeable=False,
        )

    def matrices(self, windows: Windows, weight: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
        """Lay out both factors of each group for :meth:`compute`; each kernel must have them."""
        laid_out = []
        for kernel in weight:
            factors = factor(kernel)
            if factors is None:
                raise ValueError("The kernel is no outer product.")
            column, row = factors
            down = self._strips.phases(column.reshape(1, -1, windows.rows.kernel_size, 1))[0, 0].reshape(-1)
            across = _banded(_spread(row, windows.columns.dilation), COLUMNS_AT_ONCE)
            laid_out.append((_banded(down, ROWS_AT_ONCE, self._strips.depth), across.T.copy()))
        return laid_out

    def compute(
        self, matrix: tuple[FloatArray, FloatArray], images: RealArray, row: int, column: int, out: FloatArray
    ) -> bool:
        """Compute the outputs of one group in one strip: as :meth:`Diagonals.compute`."""
        if not self._strips.load(images, row, column):
            return False
        (down, across), size = matrix, COLUMNS_AT_ONCE
        whole, rest = divmod(out.shape[-1], size)
        for phase, blocks in enumerate(self._blocks):
            results = out[0, 0, phase :: self._strips.dilation]
            high = len(results)
            if not high:  # a map of fewer rows than phases
                break
            multiply(down, blocks, out=self._columns)
            parts = results[:, : whole * size].reshape(high, whole, size).swapaxes(0, 1)
            multiply(self._row_parts[:whole, :high], across, out=parts)
            if rest:
                used = self._seen - size + rest
                last = self._columns.reshape(-1, self._strips.width)[:high, whole * size : whole * size + used]
                multiply(last, across[:used, :rest], out=results[:, whole * size :])
        return True


def factor(kernel: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Write one filter as an outer product, ``kernel[c, i, j] = down[c, i] · across[j]``, if it is one.

    The factors are a row and a column of the kernel, so that its zeros and its symmetries stay exact. Those of whole
    numbers are whole numbers: sums that were exact stay exact.

    Parameters
    ----------
    kernel : (in_channels / groups, kernel_height, kernel_width)

    Returns
    -------
    (in_channels / groups, kernel_height) and (kernel_width,), or None
        None if a weight differs from the product by more than eight units in the last place, or is not finite.
    """
    matrix = kernel.reshape(-1, kernel.shape[-1])
    if not np.isfinite(matrix).all() or not matrix.any():
        return None
    pivot, place = np.unravel_index(np.abs(matrix).argmax(), matrix.shape)
    across = matrix[pivot]
    if is_whole(matrix):
        across = across / np.gcd.reduce(across.astype(np.int64)).astype(kernel.dtype)
    down = matrix[:, place] / across[place]
    error = np.abs(matrix - np.outer(down, across))
    if (error > 8 * np.finfo(kernel.dtype).eps * np.abs(matrix)).any():
        return None
    return down.reshape(kernel.shape[:2]), across


def is_whole(weight: FloatArray) -> bool:
    """Tell whether all weights are whole numbers: their sums with whole pixels are exact, up to 2²⁴ in float32."""
    return bool((weight == np.round(weight)).all() and np.abs(weight).max() < 2**24)


def _spread(taps: FloatArray, dilation: int) -> FloatArray:
    """Put the taps of a dilated row apart."""
    spread = np.zeros(dilation * (len(taps) - 1) + 1, taps.dtype)
    spread[::dilation] = taps
    return spread


def _banded(taps: FloatArray, at_once: int, step: int = 1) -> FloatArray:
    """Repeat the taps for some outputs, each `step` places further on."""
    matrix = np.zeros((at_once, step * (at_once - 1) + len(taps)), taps.dtype)
    for output in range(at_once):
        matrix[output, output * step : output * step + len(taps)] = taps
    return matrix

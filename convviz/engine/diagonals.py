"""A convolution for few filters: products with whole rows of the picture, then sums along diagonals."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.products import multiply
from convviz.engine.strips import SCRATCH_VALUES, Strips
from convviz.engine.windows import Windows

FEWEST_LINES = 32  # of a product; with fewer, two output rows share one


class Diagonals:
    """The plan of a convolution by diagonal sums, with its scratch: of one thread.

    ``P[j, x] = Σ_i kernel[i, j] · picture[y + i, x]`` is a matrix product of the transposed kernel with rows of the
    picture as they lie in memory: each pixel is read in its place, none is copied for each column of the kernel.
    Then ``out[y, x] = Σ_j P[j, x + j]``, a sum over a view whose stride is one row and one column: a product with ones,
    which is quicker than NumPy's sum.

    A few output rows share a product: its matrix repeats the kernel in bands, and zeros fill the rest. They change no
    sum of finite values. But zero times infinity is not zero: a strip that holds a value that is not finite is left to
    the caller.

    Parameters
    ----------
    windows : Windows
        On neither axis both strided and dilated.
    dtype : float32 or float64
    """

    def __init__(self, windows: Windows, dtype: DTypeLike) -> None:
        filters, taps = windows.filters, -(-windows.columns.kernel_size // windows.columns.stride)
        self._at_once = at_once = 2 if filters * taps < FEWEST_LINES else 1
        self._strips = strips = Strips(windows, at_once, at_once * filters * taps, windows.batch)
        self.strip = strips.images, strips.rows, strips.columns
        width, a_row = strips.long, filters * taps * strips.long
        self._step = max(1, min(strips.blocks, SCRATCH_VALUES // 2 // (at_once * a_row)))
        (self._products,) = strips.lay_out(dtype, (self._step, at_once * filters * taps, width))
        lines, item = strips.lines, strips.lines.itemsize
        row = strips.depth * width * item  # from a row of the picture to the next
        self._blocks = as_strided(
            lines,
            (strips.dilation, strips.blocks, (at_once + strips.taps[0] - 1) * strips.depth, width),
            (lines.strides[0], at_once * row, width * item, item),
            writeable=False,
        )
        self._diagonals = as_strided(
            self._products,
            (strips.images, filters, self._step * at_once, taps, strips.columns),
            (strips.width * item, taps * width * item, a_row * item, (width + windows.columns.dilation) * item, item),
            writeable=False,
        )
        self._ones = np.ones((1, taps), dtype)

    def matrices(self, windows: Windows, weight: FloatArray) -> list[FloatArray]:
        """Lay out the kernels of each group for :meth:`compute`."""
        return [_banded(self._strips.phases(kernels), self._at_once) for kernels in np.split(weight, windows.groups)]

    def compute(self, matrix: FloatArray, images: RealArray, row: int, column: int, out: FloatArray) -> bool:
        """Compute the outputs of one group in one strip, unless the strip holds a value that is not finite.

        Parameters
        ----------
        matrix : array
            Of the group, from :meth:`matrices`.
        images : (n, in_channels / groups, H, W)
            The channels of the group.
        row, column : int
            The first output of the strip.
        out : (n, filters of the group, rows, columns)
            The outputs of the strip, as many as there are; written in place.

        Returns
        -------
        bool
            Whether `out` is computed.
        """
        if not self._strips.load(images, row, column):
            return False
        at_once, dilation, columns = self._at_once, self._strips.dilation, out.shape[-1]
        for phase, blocks in enumerate(self._blocks):
            results = out[:, :, phase::dilation]
            for block in range(0, -(-results.shape[2] // at_once), self._step):
                seen = blocks[block : block + self._step]
                multiply(matrix, seen, out=self._products[: len(seen)])
                part = results[:, :, block * at_once : (block + len(seen)) * at_once]
                diagonals = self._diagonals[: len(part), :, : part.shape[2], :, :columns]
                np.matmul(self._ones, diagonals, out=part[..., np.newaxis, :])
        return True


def _banded(kernels: FloatArray, at_once: int) -> FloatArray:
    """Repeat (filters, column taps, row taps, depth) for some output rows, each one row further down."""
    filters, columns, rows, depth = kernels.shape
    matrix = np.zeros((at_once, filters, columns, at_once + rows - 1, depth), kernels.dtype)
    for row in range(at_once):
        matrix[row, :, :, row : row + rows] = kernels
    return matrix.reshape(at_once * filters * columns, -1)

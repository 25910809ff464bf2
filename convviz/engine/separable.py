"""A convolution whose kernels are sums of a few outer products: along the columns first, along the rows then."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.products import multiply
from convviz.engine.strips import Strips
from convviz.engine.windows import Windows

ROWS_AT_ONCE = 8  # of a product down the columns
COLUMNS_AT_ONCE = 16  # of a product along the rows
MOST_TERMS = 3  # outer products; with more, other forms are quicker at every size
MOST_CANCELLED = 2  # times as large as the kernel may all terms be together; else their sum loses digits
LARGEST_KEPT = 2**15  # bytes of a kernel whose terms are kept


class Term(NamedTuple):
    """An outer product: ``down[c, i] · across[j]``."""

    down: FloatArray  # (in_channels / groups, kernel_height)
    across: FloatArray  # (kernel_width,)


class Separable:
    """The plan of a separable convolution, with its scratch: of one thread.

    Both passes are matrix products with a banded matrix that repeats one factor of the kernel, (rows + k - 1)
    multiply-adds an output instead of k². The results of several terms are added. A strip that holds values that are
    not finite is left to the caller, as by :class:`Diagonals`.

    Parameters
    ----------
    windows : Windows
        One filter a group; stride 1, on the rows also more if the dilation is 1.
    dtype : float32 or float64
    """

    def __init__(self, windows: Windows, dtype: DTypeLike) -> None:
        self._strips = strips = Strips(windows, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE)
        self.strip = 1, strips.rows, strips.columns
        rows = strips.blocks * ROWS_AT_ONCE
        self._columns, self._term = strips.lay_out(dtype, (rows, strips.width), (rows, strips.columns))
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
            (strips.columns // COLUMNS_AT_ONCE, rows, self._seen),
            (COLUMNS_AT_ONCE * item, width * item, item),
            writeable=False,
        )

    def matrices(self, windows: Windows, weight: FloatArray) -> list[list[tuple[FloatArray, FloatArray]]]:
        """Lay out both factors of the terms of each group for :meth:`compute`; each kernel must have them."""
        terms = list(map(terms_of, weight))
        if not all(terms):
            raise ValueError("The kernel is no sum of few outer products.")
        return [[self._banded(windows, term) for term in several] for several in terms]

    def _banded(self, windows: Windows, term: Term) -> tuple[FloatArray, FloatArray]:
        _, halvings = np.frexp(np.abs(term.down).sum())  # exact; so no sum of the first pass is larger than the pixels
        down = np.ldexp(term.down, -halvings).reshape(1, -1, windows.rows.kernel_size, 1)
        across = _spread(np.ldexp(term.across, halvings), windows.columns.dilation)
        bands = _banded(self._strips.phases(down)[0, 0].reshape(-1), ROWS_AT_ONCE, self._strips.depth)
        return bands, _banded(across, COLUMNS_AT_ONCE).T.copy()

    def compute(
        self,
        matrix: Sequence[tuple[FloatArray, FloatArray]],
        images: RealArray,
        row: int,
        column: int,
        out: FloatArray,
    ) -> bool:
        """Compute the outputs of one group in one strip: as :meth:`Diagonals.compute`."""
        if not self._strips.load(images, row, column):
            return False
        for phase, blocks in enumerate(self._blocks):
            results = out[0, 0, phase :: self._strips.dilation]
            if not len(results):  # a map of fewer rows than phases
                break
            for number, (down, across) in enumerate(matrix):
                multiply(down, blocks, out=self._columns.reshape(len(blocks), ROWS_AT_ONCE, -1))
                if number:
                    term = self._term[: len(results), : out.shape[-1]]
                    self._along_rows(across, term)
                    results += term
                else:
                    self._along_rows(across, results)
        return True

    def _along_rows(self, across: FloatArray, results: FloatArray) -> None:
        """Multiply what came of the columns: a few outputs of all rows by one product."""
        size = COLUMNS_AT_ONCE
        high, (whole, rest) = len(results), divmod(results.shape[1], size)
        parts = results[:, : whole * size].reshape(high, whole, size).swapaxes(0, 1)
        multiply(self._row_parts[:whole, :high], across, out=parts)
        if rest:
            used = self._seen - size + rest
            last = self._columns[:high, whole * size : whole * size + used]
            multiply(last, across[:used, :rest], out=results[:, whole * size :])


def terms_of(kernel: FloatArray) -> tuple[Term, ...]:
    """Write one filter as a sum of at most `MOST_TERMS` outer products, if it is one.

    Each term is a row and a column of what the terms before it leave, those through its largest weight: cross
    approximation with full pivoting (Bebendorf, *Hierarchical Matrices*, 2008, sec. 3.4). A single term has the zeros
    and symmetries of the kernel, and if the kernel holds whole numbers, it does so, too: sums that were exact stay
    exact. Several terms would not: a kernel of whole numbers has one or none.

    Parameters
    ----------
    kernel : (in_channels / groups, kernel_height, kernel_width)

    Returns
    -------
    tuple of Term
        Empty if the kernel is no such sum, up to the rounding of its weights, if the terms would mostly cancel each
        other, or if weights are not finite or at the limits of their type, where terms overflow or lose digits.
    """
    find = _terms if kernel.nbytes <= LARGEST_KEPT else _terms.__wrapped__
    return find(kernel.tobytes(), kernel.shape, kernel.dtype)


@lru_cache(maxsize=256)  # first for the form of a kernel, then for its matrices, and both again at the next call
def _terms(weights: bytes, shape: tuple[int, int, int], dtype: np.dtype[np.floating[Any]]) -> tuple[Term, ...]:
    matrix = np.frombuffer(weights, dtype).reshape(-1, shape[-1]).astype(np.float64)
    sizes, limits = np.abs(matrix), np.finfo(dtype)
    if not limits.tiny / limits.eps <= sizes.max() <= limits.max / (8 * sizes.size):  # nor if it is NaN
        return ()
    whole, left, size = is_whole(matrix), matrix, 0.0
    eps = 0 if whole else limits.eps
    terms: list[Term] = []
    while len(terms) < (1 if whole else MOST_TERMS):
        pivot, place = np.unravel_index(np.abs(left).argmax(), left.shape)
        across = left[pivot] / (np.gcd.reduce(left[pivot].astype(np.int64)) if whole else 1)
        down = left[:, place] / across[place]
        terms.append(Term(down.reshape(shape[:2]).astype(dtype), across.astype(dtype)))
        product = np.outer(down, across)
        left, size = left - product, size + np.abs(product).sum()
        is_same = np.all(np.abs(left) <= 8 * eps * sizes)  # weight by weight, zeros included
        if is_same or (len(terms) > 1 and np.abs(left).sum() <= 4 * eps * sizes.sum()):
            return tuple(terms) if size <= MOST_CANCELLED * sizes.sum() else ()
    return ()


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

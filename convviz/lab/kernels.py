"""The named kernels, and how a kernel is resized around its anchor."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray


@dataclass(frozen=True, eq=False)
class NamedKernel:
    """A kernel of the library.

    Parameters
    ----------
    name : str
        As shown, for example "Sobel x".
    weights : (height, width), float32
        Read-only.
    hint : str
        One plain sentence: what it shows and what to look for.
    """

    name: str
    weights: FloatArray
    hint: str

    @property
    def key(self) -> str:
        """The name on the command line, for example ``sobel-x``."""
        return self.name.lower().replace(" ", "-")


def anchor(size: int) -> int:
    """Return the row (or column) of a kernel of this size that lies over the output's own position.

    An even kernel has no centre: the anchor is the earlier of its two middle rows, as ``padding="same"`` has it.

    Examples
    --------
    >>> [anchor(size) for size in (1, 2, 3, 4, 5)]
    [0, 0, 1, 1, 2]
    """
    return (size - 1) // 2


def resized(weights: FloatArray, height: int, width: int) -> FloatArray:
    """Grow a kernel with zeros, or cut it, so that its anchor stays where it was.

    Parameters
    ----------
    weights : (..., old_height, old_width)
    height, width : int
        The new size; at least 1.

    Returns
    -------
    (..., height, width), same dtype
    """
    result = np.zeros((*weights.shape[:-2], height, width), weights.dtype)
    rows_to, rows_from = _overlap(height, weights.shape[-2])
    columns_to, columns_from = _overlap(width, weights.shape[-1])
    result[..., rows_to, columns_to] = weights[..., rows_from, columns_from]
    return result


def _overlap(new: int, old: int) -> tuple[slice, slice]:
    offset = anchor(new) - anchor(old)
    start, stop = max(0, offset), min(new, old + offset)
    return slice(start, stop), slice(start - offset, stop - offset)


def _binomial(size: int) -> FloatArray:
    """Row of Pascal's triangle: a Gaussian in integers."""
    row = np.ones(1)
    for _ in range(size - 1):
        row = np.convolve(row, [1, 1])
    return row


def _laplacian_of_gaussian(size: int, sigma: float) -> FloatArray:
    """Sample it (Marr and Hildreth 1980), rounded; the centre makes the sum zero, as flat areas must answer zero."""
    y, x = np.mgrid[:size, :size] - size // 2
    spread = (y**2 + x**2) / (2 * sigma**2)
    weights: FloatArray = ((spread - 1) * np.exp(-spread) / (np.pi * sigma**4)).round(3)
    weights[size // 2, size // 2] -= weights.sum()
    return weights


_BINOMIAL_5 = _binomial(5)
_SMOOTH, _DIFFERENCE = np.array([1, 2, 1]), np.array([-1, 0, 1])

_CENTRE = np.outer([0, 1, 0], [0, 1, 0])

_TABLE = (
    (
        "Sobel x",
        np.outer(_SMOOTH, _DIFFERENCE),
        "Answers where brightness changes from left to right: vertical edges.",
    ),
    (
        "Sobel y",
        np.outer(_DIFFERENCE, _SMOOTH),
        "Answers where brightness changes from top to bottom: horizontal edges.",
    ),
    (
        "Laplacian",
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "Answers on both sides of an edge with opposite signs; flat areas give zero.",
    ),
    (
        "Laplacian of Gaussian",
        _laplacian_of_gaussian(9, 1.4),
        "Smooths first, then finds edges: it answers to blobs of its own size.",
    ),
    ("High-pass", 9 * _CENTRE - 1, "Each pixel against its eight neighbours: only fine detail is left."),
    ("Identity", _CENTRE, "Passes the picture through; on colour it adds the channels."),
    (
        "Box blur",
        np.full((5, 5), 1 / 25),
        "Adds up the means of 25 pixels of each channel: fine detail goes.",
    ),
    (
        "Gaussian blur",
        np.outer(_BINOMIAL_5, _BINOMIAL_5) / 256,
        "A mean that weights near pixels more: a blur without the stripes of the box.",
    ),
    ("Sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "The picture plus its own edges: contrasts are exaggerated."),
    ("Emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "Lit from the upper left: slopes look raised or sunken."),
    ("Motion blur", np.eye(9) / 9, "The mean along a diagonal: as if the camera had moved that way."),
    (
        "Line detector",
        [[-1, 2, -1]] * 3,
        "Answers most to thin bright vertical lines; to an edge half as much.",
    ),
)


def _named(name: str, weights: object, hint: str) -> NamedKernel:
    kernel = np.array(weights, np.float32)
    kernel.flags.writeable = False
    return NamedKernel(name, kernel, hint)


KERNELS = MappingProxyType({kernel.key: kernel for kernel in (_named(*row) for row in _TABLE)})


def name_of(weights: FloatArray) -> str | None:
    """Return the library's name of these weights, zeros around them or not; None if they are somebody's own."""
    for kernel in KERNELS.values():
        height, width = kernel.weights.shape
        fits = height <= weights.shape[0] and width <= weights.shape[1]
        if fits and np.array_equal(resized(kernel.weights, *weights.shape), weights):
            return kernel.name
    return None


def named_kernel(key: str) -> NamedKernel:
    """Find a kernel by its key, for example ``sobel-x``.

    Raises
    ------
    ValueError
        If there is none of that name; the message lists those that there are.
    """
    try:
        return KERNELS[key.strip().lower().replace(" ", "-").replace("_", "-")]
    except KeyError:
        raise ValueError(f"There is no kernel named “{key}”; there are {', '.join(KERNELS)}.") from None

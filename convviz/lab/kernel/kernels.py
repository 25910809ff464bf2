"""The library of named kernels, in groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.kernel.kernel_formulas import he_deviation, random_weights
from convviz.lab.kernel.kernel_geometry import resized


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
    group : str
        The part of the library that it stands in, for example "Edges".
    """

    name: str
    weights: FloatArray
    hint: str
    group: str

    @property
    def key(self) -> str:
        """The name on the command line, for example ``sobel-x``; names that differ in spelling alone have the same."""
        return key_of(self.name)


def key_of(name: str) -> str:
    """Return the key of a name, however it is spelt.

    Examples
    --------
    >>> key_of("Sobel x"), key_of(" SOBEL_X")
    ('sobel-x', 'sobel-x')
    """
    return "-".join(name.lower().replace("_", " ").replace("-", " ").split())


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


def _gaussian(size: int, sigma: float) -> FloatArray:
    """Sample a Gaussian, sum 1."""
    y, x = np.mgrid[:size, :size] - size // 2
    weights: FloatArray = np.exp(-(y**2 + x**2) / (2 * sigma**2))
    weights /= weights.sum()
    return weights


def _gabor(size: int, sigma: float, wavelength: float) -> FloatArray:
    """Sample a vertical wave under a Gaussian (Daugman 1985), rounded; the centre makes the sum zero."""
    x = np.arange(size) - size // 2
    weights: FloatArray = (_gaussian(size, sigma) * np.cos(2 * np.pi * x / wavelength) * 2 * np.pi * sigma**2).round(2)
    weights[size // 2, size // 2] -= weights.sum()
    return weights


def _difference_of_gaussians() -> FloatArray:
    """Subtract a wide Gaussian from a narrow one, rounded; the centre makes the sum zero."""
    weights: FloatArray = (_gaussian(9, 1.0) - _gaussian(9, 1.6)).round(3)
    weights[4, 4] -= weights.sum()
    return weights


def _unsharp_mask() -> FloatArray:
    """Twice the picture minus its blur, in 256ths."""
    weights: FloatArray = -np.outer(_binomial(5), _binomial(5)) / 256
    weights[2, 2] += 2
    return weights


def _untrained() -> FloatArray:
    """Draw 25 weights as a layer of one input channel does before ReLU, rounded; the same ones every time."""
    return random_weights(5, distribution=0, deviation=he_deviation(25), seed=0).round(2)


_BINOMIAL_5 = _binomial(5)
_SMOOTH, _DIFFERENCE = np.array([1, 2, 1]), np.array([-1, 0, 1])
_CENTRE = np.outer([0, 1, 0], [0, 1, 0])

_TABLE: dict[str, tuple[tuple[str, object, str], ...]] = {
    "Edges": (
        ("Sobel x", np.outer(_SMOOTH, _DIFFERENCE), "Answers where brightness changes from left to right."),
        ("Sobel y", np.outer(_DIFFERENCE, _SMOOTH), "Answers where brightness changes from top to bottom."),
        ("Prewitt x", np.outer([1, 1, 1], _DIFFERENCE), "As Sobel x, with all three rows of equal weight."),
        ("Prewitt y", np.outer(_DIFFERENCE, [1, 1, 1]), "As Sobel y, with all three columns of equal weight."),
        ("Scharr x", np.outer([3, 10, 3], _DIFFERENCE), "As Sobel x, and more nearly alike for slanting edges."),
        ("Scharr y", np.outer(_DIFFERENCE, [3, 10, 3]), "As Sobel y, and more nearly alike for slanting edges."),
        ("Roberts falling", [[1, 0], [0, -1]], "Upper left minus lower right, in 2×2: an even kernel has no centre."),
        ("Roberts rising", [[0, 1], [-1, 0]], "As Roberts falling, along the other diagonal."),
        ("Laplacian", [[0, 1, 0], [1, -4, 1], [0, 1, 0]], "Both sides of an edge answer, with opposite signs."),
        ("Laplacian 8", 1 - 9 * _CENTRE, "The Laplacian with all eight neighbours: corners count as well."),
        ("Laplacian of Gaussian", _laplacian_of_gaussian(9, 1.4), "Smooths, then finds edges: blobs of its size."),
        ("Difference of Gaussians", _difference_of_gaussians(), "A narrow blur minus a wide one: a band of sizes."),
    ),
    "Blur": (
        ("Box blur", np.full((5, 5), 1 / 25), "Adds up the means of 25 pixels of each channel: fine detail goes."),
        ("Gaussian blur", np.outer(_BINOMIAL_5, _BINOMIAL_5) / 256, "Near pixels weigh more: a blur without stripes."),
        ("Motion blur", np.eye(9) / 9, "The mean along a diagonal: as if the camera had moved that way."),
    ),
    "Detail": (
        ("Identity", _CENTRE, "Passes the picture through; on colour it adds the channels."),
        ("Shift by one", np.outer([0, 1, 0], [1, 0, 0]), "The picture, one pixel further right: a kernel can move it."),
        ("Sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "The picture plus its own edges: contrasts grow."),
        ("Unsharp mask", _unsharp_mask(), "The picture twice, minus its blur: what photo editors call sharpening."),
        ("High-pass", 9 * _CENTRE - 1, "Each pixel against its eight neighbours: only fine detail is left."),
        ("Emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "Lit from the upper left: slopes look raised or sunken."),
    ),
    "Lines and patterns": (
        ("Vertical line", [[-1, 2, -1]] * 3, "Answers most to thin bright vertical lines; to an edge half as much."),
        ("Horizontal line", np.transpose([[-1, 2, -1]] * 3), "Answers most to thin bright horizontal lines."),
        ("Falling line", 3 * np.eye(3, dtype=int) - 1, "Answers most to thin bright lines from upper left down."),
        ("Rising line", 3 * np.eye(3, dtype=int)[::-1] - 1, "Answers most to thin bright lines from lower left up."),
        ("Corner", [[-4, 5, 5], [-4, 5, 5], [-4, -4, -4]], "Answers most to a bright corner at the upper right."),
        ("Checker", [[1, -1], [-1, 1]], "Answers to a chessboard of single pixels, and not to straight edges."),
        ("Gabor x", _gabor(11, 2.2, 5), "A wave under a Gaussian: vertical stripes about five pixels apart answer."),
        ("Gabor y", _gabor(11, 2.2, 5).T, "As Gabor x, turned: horizontal stripes about five pixels apart answer."),
        ("Random", _untrained(), "Numbers drawn at random: the weights of an untrained layer start like this."),
    ),
}  # fmt: skip


def _named(name: str, weights: object, hint: str, group: str) -> NamedKernel:
    kernel = np.array(weights, np.float32)
    kernel.flags.writeable = False
    return NamedKernel(name, kernel, hint, group)


KERNELS = MappingProxyType(
    {kernel.key: kernel for group, rows in _TABLE.items() for kernel in (_named(*row, group) for row in rows)}
)
GROUPS = tuple(_TABLE)


def name_of(weights: FloatArray) -> str | None:
    """Return the library's name of these weights, zeros around them or not; None if they are somebody's own."""
    kernel = kernel_with(weights)
    return kernel.name if kernel else None


def kernel_with(weights: FloatArray, own: Iterable[NamedKernel] = ()) -> NamedKernel | None:
    """Find the kernel that has these weights, zeros around them or not; None if there is none.

    Parameters
    ----------
    weights : (height, width), float32
    own : iterable of NamedKernel
        A person's own kernels, which are looked through after the library's.
    """
    height, width = weights.shape
    known = _by_weights(height, width).get((weights + 0).tobytes())
    if known is not None:
        return known
    fitting = (kernel for kernel in own if kernel.weights.shape[0] <= height and kernel.weights.shape[1] <= width)
    return next((each for each in fitting if np.array_equal(resized(each.weights, height, width), weights)), None)


@lru_cache(maxsize=8)
def _by_weights(height: int, width: int) -> dict[bytes, NamedKernel]:
    """Return the library's kernels that fit into a size by the bytes of their weights, −0 being 0."""
    found: dict[bytes, NamedKernel] = {}
    for kernel in KERNELS.values():
        if kernel.weights.shape[0] <= height and kernel.weights.shape[1] <= width:
            found.setdefault((resized(kernel.weights, height, width) + 0).tobytes(), kernel)
    return found


def named_kernel(key: str) -> NamedKernel:
    """Find a kernel by its key, for example ``sobel-x``.

    Raises
    ------
    ValueError
        If there is none of that name; the message lists those that there are.
    """
    try:
        return KERNELS[key_of(key)]
    except KeyError:
        raise ValueError(f"There is no kernel named “{key}”; there are {', '.join(KERNELS)}.") from None

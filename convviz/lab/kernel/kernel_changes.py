"""What can be done to a whole kernel: turn, mirror, negate, normalise; each is a function of its weights alone."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray

Change = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class KernelChange:
    """A change of a kernel with its name in the menu.

    Parameters
    ----------
    name : str
        What it does, as the menu has it.
    apply : callable
        From the weights (height, width) to the new ones; a turn can swap height and width.
    hint : str
        One plain sentence: what it means for the feature map.
    of_filter : bool
        Whether it takes the kernels of all channels at once, (channels, height, width), where they add up.
    """

    name: str
    apply: Change
    hint: str
    of_filter: bool = False


def normalised_by_sum(kernel: FloatArray) -> FloatArray:
    """Divide a kernel by its sum, so that a constant picture keeps its brightness.

    Raises
    ------
    ValueError
        If the weights sum to zero, but for rounding.
    """
    total = sum_of(kernel)
    if total == 0:
        raise ValueError(
            "This kernel sums to 0, as one that looks for edges does, and cannot be divided by its sum; "
            "divide it by the sum of its absolute values instead."
        )
    return kernel / np.float32(total)


def normalised_by_absolute_sum(kernel: FloatArray) -> FloatArray:
    """Divide a kernel by the sum of its absolute values, so that no answer exceeds the brightest pixel.

    Raises
    ------
    ValueError
        If all weights are zero.
    """
    total = absolute_sum_of(kernel)
    if total == 0:
        raise ValueError("All weights of this kernel are 0: there is nothing to divide.")
    return kernel / np.float32(total)


def symmetrised(kernel: FloatArray) -> FloatArray:
    """Average a kernel with itself turned by half a turn: convolution and cross-correlation then agree."""
    return (kernel + kernel[::-1, ::-1]) / np.float32(2)


def sum_of(weights: FloatArray) -> float:
    """Sum weights; what is left only because float32 rounds each of them counts as zero."""
    total = float(weights.sum(dtype=float))
    rounding = float(np.finfo(np.float32).eps) * absolute_sum_of(weights)
    return total if abs(total) > rounding else 0.0


def absolute_sum_of(weights: FloatArray) -> float:
    """Sum the absolute values of weights: no answer exceeds it times the brightest pixel."""
    return float(np.abs(weights).sum(dtype=float))


def rank_of(kernel: FloatArray) -> int:
    """Return the rank of a kernel: 1 if it is a column times a row, so that two short passes do the same."""
    return int(np.linalg.matrix_rank(np.asarray(kernel, float), tol=_tolerance(kernel)))


def is_symmetric(kernel: FloatArray) -> bool:
    """Say whether half a turn leaves kernels, (..., height, width), as they are: flipping them then changes nothing."""
    return bool(np.array_equal(kernel, kernel[..., ::-1, ::-1]))


def is_antisymmetric(kernel: FloatArray) -> bool:
    """Say whether half a turn changes all signs of kernels, (..., height, width), and nothing else."""
    return bool(kernel.any() and np.array_equal(kernel, -kernel[..., ::-1, ::-1]))


def _tolerance(kernel: FloatArray) -> float:
    """Below this a singular value is rounding: that of float32, for a matrix of this size and height."""
    return float(np.abs(kernel).max() * max(kernel.shape) * np.finfo(np.float32).eps * 4)


KERNEL_CHANGES = MappingProxyType(
    {
        change.name: change
        for change in (
            KernelChange("Rotate right", lambda kernel: np.rot90(kernel, -1), "By a quarter turn, clockwise."),
            KernelChange("Rotate left", np.rot90, "By a quarter turn, anticlockwise."),
            KernelChange("Flip left–right", lambda kernel: kernel[:, ::-1], "Its mirror image: left becomes right."),
            KernelChange("Flip top–bottom", lambda kernel: kernel[::-1], "Its mirror image: top becomes bottom."),
            KernelChange("Transpose", np.transpose, "Rows become columns: Sobel x becomes Sobel y."),
            KernelChange("Negate", np.negative, "Every answer changes its sign."),
            KernelChange("Sum to 1", normalised_by_sum, "A constant picture then keeps its brightness.", True),
            KernelChange("Absolute sum to 1", normalised_by_absolute_sum, "No sum exceeds the brightest pixel.", True),
            KernelChange("Double", lambda kernel: kernel * np.float32(2), "Every answer doubles: the layer is linear."),
            KernelChange("Halve", lambda kernel: kernel / np.float32(2), "Every answer halves: the layer is linear."),
            KernelChange("Symmetrise", symmetrised, "Averaged with its half turn, it does not notice the flip."),
            KernelChange("Clear", np.zeros_like, "All weights 0: the map is the bias alone."),
        )
    }
)

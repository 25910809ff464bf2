"""The cost of a filter as the quadratic function that it is: its minimum, its slope, and what the image cannot tell.

With p a patch of the image and t the value wanted there, J = mean (w·p + b − t)² over all positions. Written around its
minimum, at w*, b*: J = J* + dᵀ C d + (m·d + e)², where d = w − w*, e = b − b*, m is the mean patch and C the covariance
of the patches. Along a direction in which patches do not vary, J does not depend on the kernel: no method can recover
that part of it (Goodfellow, Bengio and Courville, *Deep Learning*, 2016, ch. 4.3 and 4.5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray
from convviz.nn.filter_task import FilterTask
from convviz.nn.network import unwatched
from convviz.nn.similarity import relative

Numbers = NDArray[np.float64]

_LEAST_VARIANCE = 1e-12  # of the largest: less is the rounding of float32, not variety
_MOST_POSITIONS, _MOST_WORK = 2**18, 2**32  # that are looked at; multiply-adds of their covariance
_BLOCK = 2**14  # positions at a time


class Distance(NamedTuple):
    """How far a kernel is from the true one, as a share of the true one's size ‖w‖₂.

    Parameters
    ----------
    whole : float
        Over all directions.
    recoverable : float
        Over those that the image can tell apart.
    """

    whole: float
    recoverable: float


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """The cost J of a filter task, for any kernel and bias, without going over the image again.

    Parameters
    ----------
    shape : (1, C, kernel_height, kernel_width)
        Of the weights; n of them.
    mean, covariance : (n,) and (n, n)
        Of the patches.
    target_mean, target_variance : float
    cross : (n,)
        Covariance of the patches and the target.
    positions : int
        How many were looked at: all, or of a large map an even choice.
    """

    shape: tuple[int, ...]
    mean: Numbers
    covariance: Numbers
    target_mean: float
    target_variance: float
    cross: Numbers
    positions: int

    @classmethod
    def of(cls, task: FilterTask, progress: Callable[[float], object] = unwatched) -> "LeastSquares":
        """Go over the image once: at every position, or on a large map at 2¹⁸ of them or fewer, evenly chosen.

        Parameters
        ----------
        task : FilterTask
        progress : callable, optional
            Called now and then with the share that is done, 0 … 1; it may raise, to stop.
        """
        count, height, width = task.weight_count, *task.target.shape
        most = max(8 * count, min(_MOST_POSITIONS, _MOST_WORK // count**2))
        step = -(-height * width // most)
        chosen = np.arange(0, height * width, step)
        total, squares, origin = np.zeros(count + 1), np.zeros((count + 1, count + 1)), np.zeros(count + 1)
        for start in range(0, len(chosen), _BLOCK):
            progress(start / len(chosen))
            places = np.stack(np.divmod(chosen[start : start + _BLOCK], width), axis=1)
            inputs, targets = task.crops(places)
            taps = inputs[..., :: task.form.dilation[0], :: task.form.dilation[1]]
            rows = np.concatenate([taps.reshape(-1, count), targets.reshape(-1, 1)], axis=1, dtype=np.float64)
            if not start:  # near the mean, so that squares do not drown the variances
                origin = rows.mean(axis=0)
            rows -= origin
            total += rows.sum(axis=0)
            squares += rows.T @ rows
        offset = total / len(chosen)
        moments, mean = squares / len(chosen) - np.outer(offset, offset), offset + origin
        *means, target_mean = mean.tolist()
        cross, variance = moments[:-1, -1], float(moments[-1, -1])
        weights = task.form.weight.shape
        return cls(weights, np.array(means), moments[:-1, :-1], target_mean, variance, cross, len(chosen))

    @cached_property
    def _directions(self) -> tuple[Numbers, Numbers]:
        """Variances from the largest down, and the directions that have them, (n, n), one a row."""
        variances, vectors = np.linalg.eigh(self.covariance)
        return np.maximum(variances[::-1], 0), vectors.T[::-1]

    @property
    def variances(self) -> Numbers:
        """How much patches vary along each of n perpendicular directions, from the most to the least."""
        return self._directions[0]

    @property
    def recoverable(self) -> int:
        """Number of directions, of n, along which patches vary: what of a kernel can be learnt from this image."""
        largest = self.variances[0]
        return int((self.variances > _LEAST_VARIANCE * largest).sum()) if largest > 0 else 0

    @property
    def unrecoverable_kernels(self) -> Numbers:
        """Perpendicular kernels that make a map of one value of this image, (m, C, kernel_height, kernel_width)."""
        return self._directions[1][self.recoverable :].reshape(-1, *self.shape[1:])

    @property
    def condition_number(self) -> float:
        """Largest variance over the smallest: 1 is best, and inf is that patches do not vary along some direction."""
        if self.recoverable < len(self.variances):
            return inf
        return float(self.variances[0] / self.variances[-1])

    @cached_property
    def solution(self) -> tuple[FloatArray, float]:
        """The kernel, (1, C, kernel_height, kernel_width), and bias of the least J; of several kernels the smallest."""
        variances, vectors = self._directions
        kept = slice(0, self.recoverable)
        weight = vectors[kept].T @ (vectors[kept] @ self.cross / variances[kept])
        return weight.reshape(self.shape), self.target_mean - float(weight @ self.mean)

    @property
    def least_cost(self) -> float:
        """The least J that any kernel has, J*: 0 if the target is the map of a filter of this form."""
        weight, _ = self.solution
        return max(0.0, self.target_variance - float(weight.ravel() @ self.cross))

    def cost(self, weight: FloatArray, bias: float) -> float:
        """Return J of a kernel and a bias: the mean squared error over the positions."""
        apart, mean_error = self._from_the_minimum(weight, bias)
        return self.least_cost + float(apart @ self.covariance @ apart) + mean_error**2

    def gradient(self, weight: FloatArray, bias: float) -> tuple[Numbers, float]:
        """Return the derivative of J by the weights, in their shape, and by the bias."""
        apart, mean_error = self._from_the_minimum(weight, bias)
        by_weight = 2 * (self.covariance @ apart + mean_error * self.mean)
        return by_weight.reshape(self.shape), 2 * mean_error

    def _from_the_minimum(self, weight: FloatArray, bias: float) -> tuple[Numbers, float]:
        """Return d, and m·d + e: what the map is too high on average."""
        best, best_bias = self.solution
        apart = (np.asarray(weight, np.float64) - best).ravel()
        return apart, float(self.mean @ apart) + float(bias) - best_bias

    @cached_property
    def curvatures(self) -> Numbers:
        """Eigenvalues of the second derivatives of J by kernel and bias, (n + 1,), from the largest down."""
        with_bias = np.append(self.mean, 1.0)
        second = 2 * np.outer(with_bias, with_bias)
        second[:-1, :-1] += 2 * self.covariance
        return np.linalg.eigvalsh(second)[::-1]

    @property
    def largest_learning_rate(self) -> float:
        """Where plain gradient descent on all positions begins to grow without end: 2 / the largest curvature.

        See Goodfellow, Bengio and Courville, *Deep Learning*, 2016, ch. 4.3.1.
        """
        return 2 / float(self.curvatures[0])

    @property
    def slowest_steps(self) -> float:
        """Steps of gradient descent, at half that learning rate, that bring the slowest direction e ≈ 2.7 times nearer.

        It is the largest curvature over the least, those apart along which nothing can be learnt.
        """
        return float(self.curvatures[0] / self.curvatures[self.recoverable])

    def distance(self, weight: FloatArray, true: FloatArray) -> Distance:
        """Measure how far a kernel is from the true one; 0 / 0 is 0, and anything else by 0 is inf."""
        apart = (np.asarray(weight, np.float64) - np.asarray(true, np.float64)).ravel()
        seen = self._directions[1][: self.recoverable] @ apart
        size = float(np.linalg.norm(true))
        return Distance(relative(float(np.linalg.norm(apart)), size), relative(float(np.linalg.norm(seen)), size))

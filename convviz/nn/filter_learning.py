"""A filter learnt by gradient descent, step by step, from the map that it should make."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import isfinite, sqrt
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray, conv2d, conv2d_bias_grad, conv2d_weight_grad
from convviz.nn.conv import Conv2d
from convviz.nn.filter_task import Crops, FilterTask
from convviz.nn.layer import Layer
from convviz.nn.least_squares import LeastSquares
from convviz.nn.linear import Flatten, Linear
from convviz.nn.losses import MSELoss
from convviz.nn.network import Network
from convviz.nn.optimisers import Optimiser
from convviz.nn.training import DivergedError

Drawn = Callable[[tuple[int, ...], np.random.Generator], FloatArray]


def _uniform(shape: tuple[int, ...], drawing: np.random.Generator) -> FloatArray:
    bound = 1 / sqrt(np.prod(shape[1:]))
    return drawing.uniform(-bound, bound, shape)


def _he(shape: tuple[int, ...], drawing: np.random.Generator) -> FloatArray:
    return drawing.standard_normal(shape) * sqrt(2 / np.prod(shape[1:]))


def _zeros(shape: tuple[int, ...], drawing: np.random.Generator) -> FloatArray:
    del drawing
    return np.zeros(shape)


def _identity(shape: tuple[int, ...], drawing: np.random.Generator) -> FloatArray:
    del drawing
    *_, height, width = shape
    weight = np.zeros(shape)
    weight[..., (height - 1) // 2, (width - 1) // 2] = 1 / shape[1]
    return weight


INITIALISATIONS: Mapping[str, Drawn] = MappingProxyType(
    {"uniform": _uniform, "he": _he, "zeros": _zeros, "identity": _identity}
)
"""Where a kernel starts. “uniform”: from ±1/√n by lot, as torch does; “he”: normally distributed with the variance 2/n
(He et al. 2015); n weights. “identity”: the image itself, or the mean of its channels. The bias starts at 0."""


class FilterStep(NamedTuple):
    """What a step did.

    Parameters
    ----------
    number : int
        How many steps were made, this one included.
    cost : float
        J of the batch before the kernel was changed.
    """

    number: int
    cost: float


class FilterLearning:
    """Gradient descent on the kernel and bias of one filter, one :meth:`step` at a time.

    J is the mean squared error over the positions of a batch. A weight is shared by all of them, so its gradient is a
    mean over them too. One seed gives one result.

    Parameters
    ----------
    task : FilterTask
    optimiser : Optimiser
        Its settings; it starts anew.
    batch_size : int, optional
        Crops a step, drawn by lot; at least 1. Without it, every step sees the whole image, through `problem`.
    crop_size : int
        Height and width of a crop of the map in pixels; 1 is a single patch.
    initialisation : str
        One of ``INITIALISATIONS``.
    seed : int
        Of the start and of the batches.
    problem : LeastSquares, optional
        Of the task, if it is at hand.

    Raises
    ------
    ValueError
        If there is no such initialisation, or a number is out of range.
    """

    def __init__(
        self,
        task: FilterTask,
        optimiser: Optimiser,
        *,
        batch_size: int | None = 256,
        crop_size: int = 1,
        initialisation: str = "uniform",
        seed: int = 0,
        problem: LeastSquares | None = None,
    ) -> None:
        if initialisation not in INITIALISATIONS:
            raise ValueError(f"initialisation must be one of {', '.join(INITIALISATIONS)}; got {initialisation!r}.")
        if (batch_size is not None and batch_size < 1) or not 1 <= crop_size <= min(task.target.shape):
            raise ValueError(
                f"A batch needs at least 1 crop, of 1 to {min(task.target.shape)} pixels; "
                f"got batch_size {batch_size} and crop_size {crop_size}."
            )
        self._task, self._batch_size, self._crop_size = task, batch_size, crop_size
        self._drawing = np.random.default_rng(seed)
        self._weight = INITIALISATIONS[initialisation](task.form.weight.shape, self._drawing).astype(np.float32)
        self._bias = np.zeros(1, np.float32)
        self._number = 0
        self.problem = LeastSquares.of(task) if problem is None else problem
        self.optimiser = optimiser.fresh()

    @property
    def layer(self) -> Conv2d:
        """The filter as it is now, in the form of the task; a copy, which later steps leave alone."""
        return replace(self._task.form, weight=self._weight, bias=self._bias)

    @property
    def cost(self) -> float:
        """J over the whole image now."""
        return self.problem.cost(self._weight, float(self._bias[0]))

    def step(self) -> FilterStep:
        """Change kernel and bias once, by the gradient of J over the next batch.

        Raises
        ------
        DivergedError
                If J, the kernel or the bias is no longer finite; kernel and bias stay as they were.
        """
        before = self._weight.copy(), self._bias.copy()
        with np.errstate(over="ignore", invalid="ignore"):  # it is noticed below
            cost, gradients = self._of_the_image() if self._batch_size is None else self._of_a_batch(self._batch_size)
            self.optimiser.step([self._weight, self._bias], gradients)
        if not (isfinite(cost) and np.isfinite(self._weight).all() and np.isfinite(self._bias).all()):
            self._weight[:], self._bias[:] = before
            raise DivergedError(
                f"J is no longer a finite number after {self._number} steps: they were too large. "
                "Start again with a smaller learning rate."
            )
        self._number += 1
        return FilterStep(self._number, cost)

    def _of_the_image(self) -> tuple[float, list[FloatArray]]:
        bias = float(self._bias[0])
        by_weight, by_bias = self.problem.gradient(self._weight, bias)
        return self.cost, [by_weight.astype(np.float32), np.array([by_bias], np.float32)]

    def _of_a_batch(self, size: int) -> tuple[float, list[FloatArray]]:
        crops = self._task.random_crops(size, self._drawing, self._crop_size)
        return crops_gradient(crops, self._task.cropped_form, self._weight, self._bias)


def crops_gradient(crops: Crops, form: Conv2d, weight: FloatArray, bias: FloatArray) -> tuple[float, list[FloatArray]]:
    """Compute J over crops, and its derivatives by the weights and the bias.

    Parameters
    ----------
    crops : Crops
    form : Conv2d
        How the kernel is used; of padding 0.
    weight, bias : (1, C, kernel_height, kernel_width) and (1,)

    Returns
    -------
    cost : float
    gradients : list of array
        In the shapes of `weight` and `bias`.
    """
    stride, dilation = form.stride, form.dilation
    maps = conv2d(crops.inputs, weight, bias, stride=stride, dilation=dilation)
    cost, grad = MSELoss().value_and_gradient(maps, crops.targets)
    by_weight = conv2d_weight_grad(crops.inputs, weight.shape, grad, stride=stride, dilation=dilation)
    return cost, [by_weight, conv2d_bias_grad(grad)]


def crop_network(kind: str, task: FilterTask, size: int, seed: int = 0) -> Network:
    """Build a network that learns the task on crops: with one shared kernel, or with a weight for every pair.

    The targets of :class:`Crops` are lined up for it, ``targets.reshape(n, -1)``, for the mean squared error.

    Parameters
    ----------
    kind : {"conv", "full"}
        A convolution of the task's form, or a fully connected layer, which has a weight for every pair of a pixel of
        the crop and a value of its map.
    task : FilterTask
    size : int
        Height and width of the crops' maps in pixels, at least 1.
    seed : int
        The weights are drawn as torch does.

    Returns
    -------
    Network
        It takes (C, h, w), the span of such a crop, and gives (size²,).

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in ("conv", "full"):
        raise ValueError(f"A filter is learnt by conv or full; got {kind!r}.")
    form, channels, (height, width) = task.cropped_form, len(task.image), task.span(size)
    if kind == "full":
        layers: list[Layer] = [Flatten(), Linear(channels * height * width, size**2, seed=seed)]
    else:
        drawn = Conv2d(channels, 1, form.kernel_size, form.stride, 0, form.dilation, seed=seed)
        layers = [drawn, Flatten()]
    return Network(layers)

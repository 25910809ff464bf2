"""What a filter is learnt from, as it follows from the state: the input, the target, and the answer if it is known."""

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import PaddingArgument, Pair
from convviz.lab.kernel.kernel_geometry import anchor, resized
from convviz.lab.network_input import LUMA
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import State
from convviz.lab.text.quantities import times
from convviz.nn.conv import Conv2d
from convviz.nn.filter_task import FilterTask
from convviz.nn.least_squares import Distance, LeastSquares

MOST_WEIGHTS = 1500  # of more, the least squares take many seconds


@dataclass(frozen=True, eq=False)
class FilterProblem:
    """A filter task with what can be said of it before anything is learnt.

    Parameters
    ----------
    task : FilterTask
    squares : LeastSquares
        Of the task.
    true : (1, C, height, width), optional
        The kernel that made the target, in the size that is learnt and as it is laid over the picture; None where the
        target is a picture, or the size that is learnt has no room for it.
    turned : bool
        Whether kernels are written turned by half a turn.
    """

    task: FilterTask
    squares: LeastSquares
    true: FloatArray | None
    turned: bool

    def written(self, weight: FloatArray) -> FloatArray:
        """Return a kernel of the task as it is written, (C, height, width)."""
        kernels: FloatArray = weight[0, :, ::-1, ::-1] if self.turned else weight[0]
        return kernels

    def distance(self, weight: FloatArray) -> Distance | None:
        """Measure how far a kernel is from the true one; None where that is not known."""
        return None if self.true is None else self.squares.distance(weight, self.true)


def filter_problem(state: State, layer_input: FloatArray, progress: Progress = unwatched) -> FilterProblem:
    """Make the problem of a state: it goes over the image once.

    Parameters
    ----------
    state : State
    layer_input : (C, H, W)
        What the shown convolution gets. Where each channel has an answer of its own, its luma is learnt from.
    progress : callable, optional
        Told now and then how much is done.

    Raises
    ------
    ValueError
        If the target is not as large as the map, a kernel of this size cannot make that map, or it has so many weights
        that all that is said of them would take long.
    """
    given = learning_input(state, layer_input)
    of_the_lab, choice = _selected(state), state.learning.filter
    size = choice.kernel_size or of_the_lab.kernel_size
    if (count := prod(size) * of_the_lab.in_channels) > MOST_WEIGHTS:
        raise ValueError(
            f"This filter has {count:,} weights, and up to {MOST_WEIGHTS:,} are learnt here; choose a smaller kernel, "
            "or one of an earlier layer, or a picture in grey."
        )
    weight = resized(of_the_lab.weight, *size)
    form = Conv2d(weight, of_the_lab.bias, **_sliding(of_the_lab, size))
    target = of_the_lab.forward(given)[0] if choice.target is None else choice.target
    task = FilterTask(given, target, form)
    known = choice.target is None and np.count_nonzero(weight) == np.count_nonzero(of_the_lab.weight)
    squares = LeastSquares.of(task, progress)
    _ = squares.condition_number, squares.least_cost, squares.largest_learning_rate  # now, and not when they are shown
    return FilterProblem(task, squares, weight if known else None, state.operation == "convolution")


def learning_input(state: State, layer_input: FloatArray) -> FloatArray:
    """Return what a filter is learnt from, (C, H, W): the luma where each channel has an answer of its own."""
    if state.planes == 1:
        return layer_input
    return np.tensordot(LUMA, layer_input, axes=1)[np.newaxis].astype(np.float32)


def is_same_problem(state: State, earlier: State) -> bool:
    """Say whether two states with the same input of the shown convolution pose the same problem."""
    mine, other = state.learning.filter, earlier.learning.filter
    if mine.target is not other.target or mine.kernel_size != other.kernel_size or state.planes != earlier.planes:
        return False
    one, two = _selected(state), _selected(earlier)
    if not one.slides_as(two) or state.operation != earlier.operation:
        return False
    return mine.target is not None or (np.array_equal(one.weight, two.weight) and np.array_equal(one.bias, two.bias))


def as_written(state: State, weight: FloatArray, bias: float) -> Conv2d:
    """Return the shown convolution with a learnt filter in place of the selected one.

    All kernels take its size, or, where others would lose weights, the larger one; the map keeps its size.

    Parameters
    ----------
    state : State
    weight : (1, C, height, width)
        As it is laid over the picture.
    bias : float
    """
    layer, index = state.applied_layer, state.selected_filter
    height, width = weight.shape[2:]
    others = np.delete(layer.weight, index, axis=0)
    if np.count_nonzero(resized(others, height, width)) != np.count_nonzero(others):
        height, width = max(height, others.shape[2]), max(width, others.shape[3])
    weights, biases = resized(layer.weight, height, width), layer.bias.copy()
    weights[index], biases[index] = resized(weight[0], height, width), bias
    if state.operation == "convolution":
        weights = weights[..., ::-1, ::-1]
    padding = _sliding(layer, (height, width))["padding"]
    return replace(state.layer, weight=weights, bias=biases, padding=padding)


def _selected(state: State) -> Conv2d:
    """Return the selected filter alone, as it is laid over what it gets."""
    layer, index = state.applied_layer, state.selected_filter
    weight = layer.weight[[index], :1] if state.planes > 1 else layer.weight[[index]]
    return Conv2d(weight, layer.bias[[index]], layer.stride, layer.padding, layer.dilation, layer.padding_mode)


def _sliding(layer: Conv2d, size: Pair) -> dict[str, Any]:
    """Say how a kernel of another size slides, so that its map is as large and its anchor at the same places."""
    options = {"stride": layer.stride, "dilation": layer.dilation, "padding_mode": layer.padding_mode}
    padding: PaddingArgument = layer.padding
    if size != layer.kernel_size and padding != "same":
        sides = list(layer.sides)
        for axis, (new, old, dilation) in enumerate(zip(size, layer.kernel_size, layer.dilation, strict=True)):
            before = anchor(new) - anchor(old)
            sides[2 * axis] += dilation * before
            sides[2 * axis + 1] += dilation * (new - old - before)
        if min(sides) < 0:
            raise ValueError(
                f"A kernel of {times(*size)} would make a larger map than the {times(*layer.kernel_size)} of this "
                "layer; choose a larger one, or padding “same” for the layer."
            )
        top, bottom, left, right = sides
        padding = top, bottom, left, right
    return {**options, "padding": padding}

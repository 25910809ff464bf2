"""One way to compute a workload, and convviz's."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import convviz
from tests.bench.workloads import Workload


class Contestant(NamedTuple):
    """One way to compute a workload.

    Parameters
    ----------
    call : callable
        What is timed; it allocates its result.
    read : callable
        Turns the result into arrays that can be compared.
    """

    call: Callable[[], Any]
    read: Callable[[Any], tuple[np.ndarray, ...]]


def convviz_contestant(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant:
    """Return convviz by its public functions, as a user calls them."""
    options = workload.options
    if workload.kind != "gradients":
        return Contestant(lambda: convviz.conv2d(x, weight, **options), lambda y: (y,))
    grad = grad_for(workload)

    def step() -> tuple[np.ndarray, ...]:
        y = convviz.conv2d(x, weight, **options)
        input_grad = convviz.conv2d_input_grad(x.shape, weight, grad, **options)
        return y, input_grad, convviz.conv2d_weight_grad(x, weight.shape, grad, **options)

    return Contestant(step, lambda results: results)


def grad_for(workload: Workload) -> np.ndarray:
    """Return the gradient of a cost by the map, of noise; the map has the size of the input."""
    shape = *workload.shape[:-3], workload.weight_shape[0], *workload.shape[-2:]
    return np.random.default_rng(1).normal(size=shape).astype(np.float32)

"""Locally connected layers, against loops, and their gradients, adjoint to them."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from convviz.engine import locally_connected2d, locally_connected2d_input_grad, locally_connected2d_weight_grad
from tests.engine.oracles import MODES, padded


def configuration(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Draw an image, weights and options that fit; small integers, so that sums are exact."""
    rng = np.random.default_rng(seed)
    kernel, stride, dilation = rng.integers(1, 4, 2), rng.integers(1, 4, 2), rng.integers(1, 3, 2)
    size, sides = rng.integers(7, 10, 2), rng.integers(0, 4, 4)
    outputs = (size + sides.reshape(2, 2).sum(axis=1) - dilation * (kernel - 1) - 1) // stride + 1
    x = rng.integers(-9, 10, (*([2] if seed % 2 else []), 2, *size)).astype(np.float32)
    weight = rng.integers(-9, 10, (3, *outputs, 2, *kernel)).astype(np.float32)
    options = {"stride": stride.tolist(), "padding": sides.tolist(), "dilation": dilation.tolist()}
    return x, weight, options | {"padding_mode": MODES[seed % 4]}


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_the_maps_are_those_of_the_loops(seed: int) -> None:
    x, weight, options = configuration(seed)
    image = np.array([padded(channel, tuple(options["padding"]), options["padding_mode"]) for channel in x])
    bias = np.arange(np.prod(weight.shape[:3])).reshape(weight.shape[:3])
    expected = bias.astype(float)
    (down, across), (dilation_y, dilation_x) = options["stride"], options["dilation"]
    for o, y, column, c, i, j in product(*map(range, weight.shape)):
        seen = image[c, y * down + i * dilation_y, column * across + j * dilation_x]
        expected[o, y, column] += weight[o, y, column, c, i, j] * seen
    result = locally_connected2d(x, weight, bias, **options)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("seed", range(40))
def test_both_gradients_are_adjoint(seed: int) -> None:
    x, weight, options = configuration(seed)
    out = locally_connected2d(x, weight, **options)
    grad = np.random.default_rng(seed).integers(-9, 10, out.shape).astype(np.float32)
    by_input = locally_connected2d_input_grad(x.shape, weight, grad, **options)
    by_weight = locally_connected2d_weight_grad(x, weight.shape, grad, **options)
    assert (by_input.shape, by_weight.shape) == (x.shape, weight.shape)
    inner = np.vdot(out.astype(np.float64), grad)
    assert inner == np.vdot(x.astype(np.float64), by_input) == np.vdot(weight.astype(np.float64), by_weight)


@pytest.mark.parametrize(
    ("weight", "bias", "message"),
    [
        ((1, 3, 3, 1, 2, 2), (1, 1, 3), r"bias must hold one number an output, \(1, 3, 3\); got \(1, 1, 3\)"),
        ((1, 3, 4, 1, 2, 2), None, "has 3 × 3 positions on this input, but weight holds filters for 3 × 4"),
        ((1, 1, 2, 2), None, "weight must be .out_channels, output_height"),
        ((1, 3, 3, 2, 2, 2), None, "weight.shape"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(weight: Any, bias: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        locally_connected2d(np.ones((1, 4, 4)), np.ones(weight), None if bias is None else np.ones(bias))


def test_gradients_that_do_not_fit_are_refused() -> None:
    weight, grad = np.ones((1, 3, 3, 1, 2, 2)), np.ones((1, 3, 2))
    with pytest.raises(ValueError, match="grad must have the shape of the output"):
        locally_connected2d_input_grad((1, 4, 4), weight, grad)
    with pytest.raises(ValueError, match="grad must have the shape of the output"):
        locally_connected2d_weight_grad(np.ones((1, 4, 4)), weight.shape, grad)

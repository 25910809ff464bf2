"""The gradients of activations and of the fully connected layer, against finite differences."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from convviz import engine

Function = Callable[..., Any]
PAIRS: dict[str, tuple[Function, Function]] = {
    "relu": (engine.relu, engine.relu_grad),
    "leaky_relu": (partial(engine.leaky_relu, negative_slope=0.3), partial(engine.leaky_relu_grad, negative_slope=0.3)),
    "sigmoid": (engine.sigmoid, engine.sigmoid_grad),
    "tanh": (engine.tanh, engine.tanh_grad),
    "softmax": (engine.softmax, engine.softmax_grad),
    "softmax over rows": (partial(engine.softmax, dim=0), partial(engine.softmax_grad, dim=0)),
}
every_pair = pytest.mark.parametrize(("function", "gradient"), PAIRS.values(), ids=PAIRS)


@every_pair
def test_gradients_equal_finite_differences(function: Function, gradient: Function) -> None:
    rng = np.random.default_rng(0)
    x, grad = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    result = gradient(x, grad)
    for index in np.ndindex(3, 4):
        step = np.zeros((3, 4))
        step[index] = 1e-6
        change = np.vdot(function(x + step) - function(x - step), grad) / 2e-6
        assert change == pytest.approx(result[index], abs=1e-8)


@every_pair
def test_gradients_keep_the_type_and_refuse_other_shapes(function: Function, gradient: Function) -> None:
    assert gradient(np.ones(3, np.float32), np.ones(3, np.float32)).dtype == np.float32
    assert gradient(np.ones(3, np.float32), np.ones(3)).dtype == np.float64
    with pytest.raises(ValueError, match=r"grad must have the shape of x, \(3,\); got \(2,\)"):
        gradient(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="must hold real numbers"):
        gradient(np.ones(3), np.ones(3) * 1j)


def test_no_gradient_passes_a_relu_at_zero() -> None:
    assert engine.relu_grad([0.0], [1.0]) == 0


def test_saturated_activations_pass_nothing_and_do_not_overflow() -> None:
    for gradient in (engine.sigmoid_grad, engine.tanh_grad):
        np.testing.assert_array_equal(gradient(np.float32([-1e30, 1e30]), np.ones(2, np.float32)), [0, 0])


def test_the_gradients_of_linear_are_adjoint_to_it() -> None:
    rng = np.random.default_rng(1)
    for lead in [(), (4,), (2, 3)]:
        x, weight, grad = rng.normal(size=(*lead, 5)), rng.normal(size=(3, 5)), rng.normal(size=(*lead, 3))
        inner = np.vdot(engine.linear(x, weight), grad)
        assert np.vdot(engine.linear_input_grad(weight, grad), x) == pytest.approx(inner)
        assert np.vdot(engine.linear_weight_grad(x, grad), weight) == pytest.approx(inner)


def test_a_batch_without_samples_has_gradients_too() -> None:
    weight, x, grad = np.ones((4, 5), np.float32), np.ones((0, 5)), np.ones((2, 0, 4))
    assert engine.linear(x, weight).shape == (0, 4)
    assert engine.linear_input_grad(weight, grad).shape == (2, 0, 5)
    np.testing.assert_array_equal(engine.linear_weight_grad(np.ones((2, 0, 5)), grad), np.zeros((4, 5)))


def test_a_gradient_passes_relu_above_zero_only() -> None:
    x = np.array([-1, -0.0, 0, 1e-30, 2, np.nan])
    np.testing.assert_array_equal(engine.relu_grad(x, np.full(6, -3.0)), [0, 0, 0, -3, -3, 0])


def test_gradients_of_linear_refuse_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"weight must be .*got \(3, 5\) and \(5,\)"):
        engine.linear_input_grad(np.ones((3, 5)), np.ones(5))
    with pytest.raises(ValueError, match=r"x and grad must agree in all but their last axis"):
        engine.linear_weight_grad(np.ones((2, 5)), np.ones((3, 4)))


def test_the_gradient_of_a_bias_is_the_sum_over_its_positions() -> None:
    grad = np.arange(24.0).reshape(2, 3, 2, 2)
    np.testing.assert_array_equal(engine.conv2d_bias_grad(grad), grad.sum(axis=(0, 2, 3)))
    np.testing.assert_array_equal(engine.conv2d_bias_grad(grad[0]), grad[0].sum(axis=(1, 2)))
    with pytest.raises(ValueError, match="grad must be"):
        engine.conv2d_bias_grad(np.ones(3))

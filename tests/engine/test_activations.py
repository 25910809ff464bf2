"""Activations and the fully connected layer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convviz.engine import leaky_relu, linear, relu, sigmoid, softmax, tanh

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "relu": relu,
    "leaky_relu": leaky_relu,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "softmax": softmax,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_keep_shape_and_input_and_turn_numbers_into_floats(name: str) -> None:
    for given, result in [("f8", "f8"), ("f4", "f4"), ("i8", "f4"), ("f2", "f4")]:
        x = np.arange(-6, 6).reshape(1, 3, 4).astype(given)
        before = x.copy()
        x.flags.writeable = False
        out = ACTIVATIONS[name](x)
        assert (out.shape, out.dtype) == (x.shape, result)
        np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_refuse_what_is_no_real_number(name: str) -> None:
    with pytest.raises(ValueError, match="x must hold real numbers"):
        ACTIVATIONS[name](np.array([1j]))


def test_relu_and_leaky_relu_differ_below_zero_only() -> None:
    x = np.float32([-3, -0.5, 0, 2])
    np.testing.assert_array_equal(relu(x), [0, 0, 0, 2])
    np.testing.assert_array_equal(leaky_relu(x, 0.25), [-0.75, -0.125, 0, 2])
    assert leaky_relu(np.float64([-1]))[0] == -0.01


def test_sigmoid_is_half_a_tanh_and_does_not_overflow() -> None:
    x = np.linspace(-30, 30, 101)
    np.testing.assert_allclose(sigmoid(x), (1 + tanh(x / 2)) / 2, atol=1e-15)
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1)
    np.testing.assert_array_equal(sigmoid(np.float32([-1e30, 1e30])), [0, 1])
    assert sigmoid(np.float64([-50]))[0] == pytest.approx(np.exp(-50), rel=1e-12)


def test_softmax_sums_to_one_along_its_axis_and_ignores_a_common_offset() -> None:
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    for dim in (-3, -2, -1, 0, 1, 2):
        np.testing.assert_allclose(softmax(x, dim).sum(dim), 1)
    np.testing.assert_allclose(softmax(x + 1000, 0), softmax(x, 0))
    np.testing.assert_allclose(softmax([0.0, np.log(3)]), [0.25, 0.75])


@pytest.mark.parametrize("dim", [-3, 2])
def test_softmax_needs_an_axis_that_is_there(dim: int) -> None:
    with pytest.raises(ValueError, match=f"dim must be an axis of x, from -2 to 1; got {dim}"):
        softmax(np.ones((2, 3)), dim)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_nan_stays_where_it_is(name: str) -> None:
    x = np.zeros((3, 2), np.float32)
    x[1] = np.nan
    np.testing.assert_array_equal(np.isnan(ACTIVATIONS[name](x)), np.isnan(x))


def test_linear_connects_every_input_with_every_output() -> None:
    rng = np.random.default_rng(1)
    x, weight, bias = rng.integers(-9, 10, (2, 4, 5)), rng.integers(-9, 10, (3, 5)), rng.integers(-9, 10, 3)
    out = linear(x, weight, bias)
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, np.einsum("...i,oi->...o", x, weight) + bias)
    np.testing.assert_array_equal(linear(x, weight), out - bias)
    assert linear(x, weight.astype(np.float64)).dtype == np.float64


@pytest.mark.parametrize(
    ("x", "weight", "bias", "message"),
    [
        (np.ones(4), np.ones((3, 5)), None, r"x must be \(..., in_features\).*got \(4,\) and \(3, 5\)"),
        (np.ones(5), np.ones(5), None, "weight"),
        (np.ones(5), np.ones((3, 5)), np.ones(5), r"bias must hold one number an output, \(3,\); got \(5,\)"),
        (np.ones(5) * 1j, np.ones((3, 5)), None, "x must hold real numbers"),
    ],
)
def test_linear_refuses_shapes_that_do_not_fit(x: Any, weight: Any, bias: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        linear(x, weight, bias)

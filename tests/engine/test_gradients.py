"""Both gradients of a convolution: adjoint to it, equal to finite differences, exact on integers."""

import tracemalloc
from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d, conv2d_input_grad, conv2d_weight_grad, gradients
from tests.engine.oracles import MODES
from tests.engine.test_conv2d import configuration


@pytest.mark.parametrize("seed", range(150))
def test_both_gradients_are_adjoint_to_the_convolution(seed: int) -> None:
    x, weight, _, options = configuration(seed)
    out = conv2d(x, weight, **options)
    grad = np.random.default_rng(seed).integers(-9, 10, out.shape).astype(np.float32)
    by_input = conv2d_input_grad(x.shape, weight, grad, **options)
    by_weight = conv2d_weight_grad(x, weight.shape, grad, **options)
    assert (by_input.shape, by_weight.shape) == (x.shape, weight.shape)
    assert by_input.dtype == by_weight.dtype == np.float32
    # Small integers: sums are exact, so that the identities hold without tolerance.
    inner = np.vdot(out.astype(np.float64), grad)
    assert inner == np.vdot(x.astype(np.float64), by_input) == np.vdot(weight.astype(np.float64), by_weight)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "options",
    [
        {"padding": (1, 0, 2, 3)},
        {"padding": "same", "dilation": (2, 1)},
        {"padding": 2, "stride": (2, 3)},
    ],
)
def test_both_gradients_equal_finite_differences(mode: str, options: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 5, 6)), rng.standard_normal((2, 1, 3, 2))
    options = options | {"groups": 2, "padding_mode": mode}
    grad = rng.standard_normal(conv2d(x, weight, **options).shape)

    def cost(image: Any, filters: Any) -> float:
        return float(np.vdot(conv2d(image, filters, **options), grad))

    by_input = conv2d_input_grad(x.shape, weight, grad, **options)
    by_weight = conv2d_weight_grad(x, weight.shape, grad, **options)
    for i in range(x.size):
        step = (np.arange(x.size) == i).reshape(x.shape) * 0.5
        assert cost(x + step, weight) - cost(x - step, weight) == pytest.approx(by_input.flat[i], abs=1e-9)
    for i in range(weight.size):
        step = (np.arange(weight.size) == i).reshape(weight.shape) * 0.5
        assert cost(x, weight + step) - cost(x, weight - step) == pytest.approx(by_weight.flat[i], abs=1e-9)


def test_padding_sends_its_gradient_back_to_the_pixel_that_it_copied() -> None:
    grad, weight = np.ones((1, 1, 8)), np.ones((1, 1, 1, 1))
    expected = {"zeros": [1, 1, 1, 1], "replicate": [3, 1, 1, 3], "reflect": [1, 3, 3, 1], "circular": [2, 2, 2, 2]}
    for mode, values in expected.items():
        result = conv2d_input_grad((1, 1, 4), weight, grad, padding=(0, 0, 2, 2), padding_mode=mode)
        np.testing.assert_array_equal(result, [[values]])


@pytest.mark.parametrize("mode", MODES)
def test_many_bands_give_adjoint_gradients(mode: str) -> None:
    rng = np.random.default_rng(1)
    x, weight = rng.integers(-3, 4, (2, 1500, 300)), rng.integers(-3, 4, (3, 2, 3, 4))
    options: dict[str, Any] = {"padding": (2, 1, 3, 3), "padding_mode": mode, "stride": (1, 2)}
    out = conv2d(x, weight, **options)
    grad = rng.integers(-3, 4, out.shape)
    by_input = conv2d_input_grad(x.shape, weight, grad, **options)
    by_weight = conv2d_weight_grad(x, weight.shape, grad, **options)
    inner = np.vdot(out.astype(np.float64), grad)
    assert inner == np.vdot(x, by_input.astype(np.float64)) == np.vdot(weight, by_weight.astype(np.float64))


def test_the_sums_of_many_tiles_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    x, grad = rng.integers(-3, 4, (2, 700, 300)), rng.integers(-3, 4, (3, 698, 298))
    whole = conv2d_weight_grad(x, (3, 2, 3, 3), grad)
    monkeypatch.setattr(gradients, "TILES_AT_ONCE", 1)
    np.testing.assert_array_equal(conv2d_weight_grad(x, (3, 2, 3, 3), grad), whole)
    assert whole[0, 0, 0, 0] == np.vdot(x[0, :698, :298], grad[0])


def test_a_batch_sums_the_weight_gradients_of_its_images() -> None:
    rng = np.random.default_rng(2)
    x, grad = rng.integers(-9, 10, (5, 2, 9, 9)), rng.integers(-9, 10, (5, 3, 7, 7))
    apart = sum(conv2d_weight_grad(image, (3, 2, 3, 3), part) for image, part in zip(x, grad, strict=True))
    np.testing.assert_array_equal(conv2d_weight_grad(x, (3, 2, 3, 3), grad), apart)


def test_the_weight_gradient_grows_with_the_image_because_weights_are_shared() -> None:
    for size in (10, 20):
        ones = np.ones((1, size, size), np.float32)
        np.testing.assert_array_equal(conv2d_weight_grad(ones, (1, 1, 1, 1), ones), [[[[size * size]]]])


@pytest.mark.parametrize(("first", "second", "result"), [("f4", "f4", "f4"), ("f4", "f8", "f8"), ("u1", "i4", "f4")])
def test_gradients_are_float64_if_an_array_is_and_float32_otherwise(first: str, second: str, result: str) -> None:
    grad = np.ones((1, 2, 2), second)
    assert conv2d_input_grad((1, 4, 4), np.ones((1, 1, 3, 3), first), grad).dtype == result
    assert conv2d_weight_grad(np.ones((1, 4, 4), first), (1, 1, 3, 3), grad).dtype == result


def test_arguments_of_gradients_are_never_changed_and_may_be_read_only() -> None:
    x, weight, _, options = configuration(8)
    grad = np.ones_like(conv2d(x, weight, **options))
    before = x.copy(), weight.copy(), grad.copy()
    for array in (x, weight, grad):
        array.flags.writeable = False
    conv2d_input_grad(x.shape, weight, grad, **options)
    conv2d_weight_grad(x, weight.shape, grad, **options)
    for array, copy in zip((x, weight, grad), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_memory_of_gradients_does_not_grow_with_the_image() -> None:
    x, weight = np.ones((3, 2000, 1000), np.float32), np.ones((2, 3, 5, 5), np.float32)
    grad = np.ones((2, 2000, 1000), np.float32)
    tracemalloc.start()
    by_input = conv2d_input_grad(x.shape, weight, grad, padding="same", padding_mode="circular")
    peak_input = tracemalloc.get_traced_memory()[1] - by_input.nbytes
    tracemalloc.reset_peak()
    conv2d_weight_grad(x, weight.shape, grad, padding="same", padding_mode="circular")
    peak_weight = tracemalloc.get_traced_memory()[1] - by_input.nbytes
    tracemalloc.stop()
    assert max(peak_input, peak_weight) < 9 * 2**20

"""The gradients of the poolings: adjoint to the averages, the winner's for the maximum."""

from typing import Any

import numpy as np
import pytest

from convviz.engine import (
    avg_pool2d,
    avg_pool2d_input_grad,
    blur_pool2d,
    blur_pool2d_input_grad,
    global_avg_pool2d,
    global_avg_pool2d_input_grad,
    max_pool2d,
    max_pool2d_input_grad,
)
from tests.engine.oracles import MODES, pool_windows
from tests.engine.test_pooling import configuration


@pytest.mark.parametrize("seed", range(60))
def test_the_gradient_of_a_maximum_goes_to_the_first_pixel_that_has_it(seed: int) -> None:
    x, options, (rows, columns) = configuration(seed)
    grad = np.random.default_rng(seed).integers(-9, 10, max_pool2d(x, **options).shape).astype(np.float32)
    expected = np.zeros_like(x)
    for *lead, i, j in np.ndindex(grad.shape):
        window = [(y, c) for y in rows[i] for c in columns[j] if 0 <= y < x.shape[-2] and 0 <= c < x.shape[-1]]
        winner = max(window, key=lambda place: x[(*lead, *place)])  # max keeps the first of equals
        expected[(*lead, *winner)] += grad[(*lead, i, j)]
    result = max_pool2d_input_grad(x, grad, **options)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, expected)


def test_the_gradient_of_a_dilated_maximum_goes_to_its_winner() -> None:
    x = np.random.default_rng(0).permutation(np.arange(156.0)).reshape(1, 12, 13)
    rows, columns = pool_windows(12, 3, 2, 1, 2, True), pool_windows(13, 2, 3, 1, 3, True)
    result = max_pool2d_input_grad(x, np.ones((1, len(rows), len(columns))), (3, 2), (2, 3), 1, (2, 3), True)
    largest = max_pool2d(x, (3, 2), (2, 3), 1, (2, 3), True)
    values, counts = np.unique(largest, return_counts=True)
    assert {x.flat[i]: result.flat[i] for i in np.flatnonzero(result)} == dict(zip(values, counts, strict=True))


def test_of_several_nans_the_first_gets_the_gradient() -> None:
    found = max_pool2d_input_grad([[[1, np.nan], [np.nan, 2]]], [[[10]]], 2)
    np.testing.assert_array_equal(found, [[[0, 10], [0, 0]]])


def test_a_window_in_the_padding_alone_sends_nothing() -> None:
    shape = max_pool2d([[[5]]], 2, 1, 1, 2).shape
    assert shape == (1, 1, 1)
    np.testing.assert_array_equal(max_pool2d_input_grad([[[5]]], [[[10]]], 2, 1, 1, 2), [[[0]]])


def test_the_gradient_of_a_nan_goes_to_it() -> None:
    np.testing.assert_array_equal(
        max_pool2d_input_grad([[[1, np.nan, 3, 2]]], [[[10, 20]]], (1, 2)), [[[0, 10, 20, 0]]]
    )


@pytest.mark.parametrize("extra", [{}, {"count_include_pad": False}, {"divisor_override": 3}])
@pytest.mark.parametrize("seed", range(40))
def test_the_gradient_of_the_average_is_adjoint_to_it(seed: int, extra: dict[str, Any]) -> None:
    x, options, _ = configuration(seed)
    x = x.astype(np.float64)
    out = avg_pool2d(x, **options, **extra)
    grad = np.random.default_rng(seed).normal(size=out.shape)
    received = avg_pool2d_input_grad(x.shape, grad, **options, **extra)
    assert received.shape == x.shape
    assert np.vdot(received, x) == pytest.approx(np.vdot(grad, out), abs=1e-9)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("taps", "stride"), [(1, 2), (2, 1), (3, 2), (4, (1, 3)), (5, 2)])
def test_the_gradient_of_the_blur_is_adjoint_to_it(taps: int, stride: Any, mode: str) -> None:
    rng = np.random.default_rng(taps)
    for shape in [(3, 8, 9), (2, 3, 8, 9)]:
        x = rng.normal(size=shape)
        out = blur_pool2d(x, taps, stride, mode)
        grad = rng.normal(size=out.shape)
        received = blur_pool2d_input_grad(shape, grad, taps, stride, mode)
        assert np.vdot(received, x) == pytest.approx(np.vdot(grad, out), abs=1e-9)


def test_the_gradient_of_the_global_average_is_shared_out_evenly() -> None:
    grad = np.float32([[[8]], [[4]]])
    expected = np.stack([np.full((2, 4), 1), np.full((2, 4), 0.5)])
    np.testing.assert_array_equal(global_avg_pool2d_input_grad((2, 2, 4), grad), expected)
    assert global_avg_pool2d(np.zeros((2, 2, 4))).shape == grad.shape


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: max_pool2d_input_grad(np.ones((1, 4, 4)), np.ones((1, 3, 2)), 2), r"\(1, 2, 2\); got \(1, 3, 2\)"),
        (lambda: max_pool2d_input_grad(np.ones((1, 4, 4)), np.ones((1, 2, 2)), 2, padding=2), "at most half"),
        (lambda: avg_pool2d_input_grad((1, 4, 4), np.ones((1, 4, 4)), 2), r"\(1, 2, 2\); got \(1, 4, 4\)"),
        (lambda: avg_pool2d_input_grad((1, 4, 4), np.ones((1, 2, 2)), 2, divisor_override=0), "must not be 0"),
        (lambda: blur_pool2d_input_grad((1, 4, 4), np.ones((1, 4, 4))), r"\(1, 2, 2\); got \(1, 4, 4\)"),
        (lambda: blur_pool2d_input_grad((4, 4), np.ones((2, 2))), r"input_shape must be \(C, H, W\)"),
        (lambda: global_avg_pool2d_input_grad((1, 4, 4), np.ones((1,))), r"\(1, 1, 1\); got \(1,\)"),
    ],
)
def test_gradients_that_do_not_fit_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

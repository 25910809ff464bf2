"""Pooling against windows written out, the values of the literature, and its errors."""

import random
from collections.abc import Callable
from itertools import product
from math import comb
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convviz.engine import avg_pool2d, blur_pool2d, conv2d, global_avg_pool2d, max_pool2d
from tests.engine.oracles import MODES, pool_windows

Array = NDArray[Any]


def pool_loops(x: Array, rows: list[list[int]], columns: list[list[int]], value: Callable[..., float]) -> Array:
    """Call `value` with the pixels inside the image, and with the window, for each window of each channel."""
    images = x.reshape(-1, *x.shape[-2:])
    out = np.zeros((len(images), len(rows), len(columns)))
    for image, i, j in product(range(len(images)), range(len(rows)), range(len(columns))):
        ys = [y for y in rows[i] if 0 <= y < x.shape[-2]]
        xs = [column for column in columns[j] if 0 <= column < x.shape[-1]]
        out[image, i, j] = value([images[image, y, column] for y in ys for column in xs], rows[i], columns[j])
    return out.reshape(*x.shape[:-2], len(rows), len(columns))


def configuration(seed: int) -> tuple[Array, dict[str, Any], list[list[list[int]]]]:
    """Draw an image, the options that both poolings share, and the windows of each axis."""
    choose, rng = random.Random(seed), np.random.default_rng(seed)
    kernel = choose.randint(1, 5), choose.randint(1, 4)
    stride = choose.choice([None, (choose.randint(1, 3), choose.randint(1, 6))])
    padding = choose.randint(0, kernel[0] // 2), choose.randint(0, kernel[1] // 2)
    size = choose.randint(5, 12), choose.randint(5, 12)
    ceil_mode = choose.random() < 0.5
    x = rng.integers(-9, 10, (*choose.choice([(), (2,)]), 2, *size)).astype(np.float32)
    options = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    windows = [
        pool_windows(size[axis], kernel[axis], (stride or kernel)[axis], padding[axis], 1, ceil_mode) for axis in (0, 1)
    ]
    return x, options, windows


@pytest.mark.parametrize("seed", range(60))
def test_max_pooling_gives_what_the_loops_give(seed: int) -> None:
    x, options, (rows, columns) = configuration(seed)
    result = max_pool2d(x, **options)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, pool_loops(x, rows, columns, lambda pixels, *_: max(pixels)))


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_dilated_max_pooling_gives_what_the_loops_give(ceil_mode: bool) -> None:
    x = np.random.default_rng(0).integers(-9, 10, (2, 12, 13))
    rows, columns = pool_windows(12, 3, 2, 1, 2, ceil_mode), pool_windows(13, 2, 3, 1, 3, ceil_mode)
    result = max_pool2d(x, (3, 2), (2, 3), 1, (2, 3), ceil_mode)
    np.testing.assert_array_equal(result, pool_loops(x, rows, columns, lambda pixels, *_: max(pixels)))


@pytest.mark.parametrize("count_include_pad", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_average_pooling_gives_what_the_loops_give(seed: int, count_include_pad: bool) -> None:
    x, options, (rows, columns) = configuration(seed)
    bottom, right = (x.shape[axis] + options["padding"][axis] for axis in (-2, -1))

    def average(pixels: list[float], ys: list[int], xs: list[int]) -> float:
        within = sum(y < bottom for y in ys) * sum(column < right for column in xs)
        return sum(pixels) / (within if count_include_pad else len(pixels))

    result = avg_pool2d(x, count_include_pad=count_include_pad, **options)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, pool_loops(x, rows, columns, average).astype(np.float32))


def test_a_divisor_can_override_the_number_of_pixels() -> None:
    np.testing.assert_array_equal(avg_pool2d(np.ones((1, 4, 4)), 2, divisor_override=8), np.full((1, 2, 2), 0.5))


def test_the_last_window_of_ceil_mode_starts_inside_the_input() -> None:
    x = np.arange(1.0, 6.0).reshape(1, 1, 5)
    np.testing.assert_array_equal(max_pool2d(x, (1, 2), (1, 2), ceil_mode=True), [[[2, 4, 5]]])
    assert max_pool2d(x, (1, 2), (1, 4), (0, 1), ceil_mode=True).shape == (1, 1, 2)
    assert max_pool2d(x, (1, 3), (1, 3), (0, 1), ceil_mode=True).shape == (1, 1, 2)


def test_max_pooling_depends_on_the_phase_of_the_image() -> None:
    x = np.array([[[0, 0, 1, 1, 0, 0, 1, 1]]])
    np.testing.assert_array_equal(max_pool2d(x, (1, 2)), [[[0, 1, 0, 1]]])
    np.testing.assert_array_equal(max_pool2d(np.roll(x, 1, -1), (1, 2)), [[[1, 1, 1, 1]]])


def test_blurring_before_subsampling_depends_on_it_less() -> None:
    x = np.tile([0, 0, 1, 1, 0, 0, 1, 1], (4, 1))[np.newaxis]
    for shift, values in [(0, [0.5, 1, 0.5, 1]), (1, [0.75] * 4)]:
        around = np.concatenate([np.roll(x, shift, -1), np.roll(x, shift, -1)[..., :1]], -1)
        blurred = blur_pool2d(max_pool2d(around, (1, 2), 1), 3, padding_mode="circular")
        np.testing.assert_array_equal(blurred, np.tile(values, (1, 2, 1)))


@pytest.mark.parametrize("taps", range(1, 8))
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_blur_pooling_keeps_a_constant_image_and_gives_the_size_divided_by_the_stride(taps: int, stride: int) -> None:
    result = blur_pool2d(np.full((2, 3, 8, 11), 5, np.float32), taps, stride)
    np.testing.assert_array_equal(result, np.full((2, 3, -(-8 // stride), -(-11 // stride)), 5))


@pytest.mark.parametrize("mode", MODES)
def test_blur_pooling_is_a_convolution_of_each_channel_with_binomial_taps(mode: str) -> None:
    x = np.random.default_rng(1).standard_normal((3, 9, 10))
    for taps in (2, 3, 4, 5):
        line = np.array([comb(taps - 1, k) for k in range(taps)]) / 2 ** (taps - 1)
        each = [
            conv2d(channel[np.newaxis], np.outer(line, line)[np.newaxis, np.newaxis], padding="same", padding_mode=mode)
            for channel in x
        ]
        expected = np.concatenate(each)[:, ::2, ::2]
        np.testing.assert_allclose(blur_pool2d(x, taps, 2, mode), expected, atol=1e-14)


def test_the_global_average_is_the_mean_of_each_channel() -> None:
    x = np.random.default_rng(2).integers(0, 256, (2, 3, 5, 7)).astype(np.uint8)
    result = global_avg_pool2d(x)
    assert (result.shape, result.dtype) == ((2, 3, 1, 1), np.float32)
    np.testing.assert_allclose(result[..., 0, 0], x.mean((-2, -1)), rtol=1e-6)
    assert global_avg_pool2d(x[0]).shape == (3, 1, 1)


def test_the_global_average_of_a_circular_convolution_is_the_sum_of_the_kernel_times_the_mean() -> None:
    rng = np.random.default_rng(3)
    x, kernel = rng.standard_normal((1, 8, 9)), rng.standard_normal((1, 1, 3, 3))
    result = global_avg_pool2d(conv2d(x, kernel, padding="same", padding_mode="circular"))
    np.testing.assert_allclose(result, kernel[0].sum() * x.mean(), rtol=1e-9, atol=1e-12, strict=False)


POOLINGS: dict[str, Callable[[Any], Any]] = {
    "max": lambda x: max_pool2d(x, 3, 1, 1),
    "average": lambda x: avg_pool2d(x, 3, 1, 1),
    "blur": lambda x: blur_pool2d(x, 3, 1),
    "global": global_avg_pool2d,
}


@pytest.mark.parametrize("name", POOLINGS)
def test_poolings_keep_float64_and_turn_other_numbers_into_float32(name: str) -> None:
    for given, result in [("f8", "f8"), ("f4", "f4"), ("f2", "f4"), ("u1", "f4"), ("?", "f4")]:
        assert POOLINGS[name](np.ones((1, 4, 4), given)).dtype == result


@pytest.mark.parametrize("name", POOLINGS)
def test_poolings_never_change_their_input_and_take_read_only_and_strided_ones(name: str) -> None:
    x = np.random.default_rng(4).standard_normal((2, 6, 8))[..., ::-1, ::2]
    before = x.copy()
    x.flags.writeable = False
    np.testing.assert_array_equal(POOLINGS[name](x), POOLINGS[name](before))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("name", ["max", "average", "blur"])
def test_a_value_that_is_not_finite_stays_in_its_windows(name: str) -> None:
    x = np.ones((1, 9, 9), np.float32)
    x[0, 4, 4] = np.nan
    footprint = np.zeros((1, 9, 9), bool)
    footprint[0, 3:6, 3:6] = True
    np.testing.assert_array_equal(np.isnan(POOLINGS[name](x)), footprint)


IMAGE = np.ones((2, 6, 6))


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x": np.ones((6, 6))}, r"x must be \(C, H, W\) or \(N, C, H, W\); got shape \(6, 6\)"),
        ({"x": np.ones((2, 6, 0))}, "at least one row and one column"),
        ({"x": IMAGE * 1j}, "x must hold real numbers"),
        ({"kernel_size": 0}, "kernel_size must be .* at least 1; got 0"),
        ({"kernel_size": 7}, "covers 7 pixels, but the padded image has only 6"),
        ({"stride": 0}, "stride must be"),
        ({"padding": (0, 2)}, r"at most half of kernel_size \(3, 3\); got \(0, 2\)"),
        ({"padding": -1}, "padding must be .* at least 0; got -1"),
    ],
)
def test_windows_that_do_not_fit_are_refused(pool: Any, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pool(**{"x": IMAGE, "kernel_size": 3} | changed)


def test_other_errors_of_poolings_say_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="dilation must be"):
        max_pool2d(IMAGE, 3, dilation=0)
    with pytest.raises(ValueError, match="divisor_override must not be 0"):
        avg_pool2d(IMAGE, 3, divisor_override=0)
    with pytest.raises(ValueError, match="kernel_size must be"):
        blur_pool2d(IMAGE, 0)
    with pytest.raises(ValueError, match="'reflect' can add at most 0 rows"):
        blur_pool2d(np.ones((1, 1, 5)))
    with pytest.raises(ValueError, match="x must be"):
        global_avg_pool2d(np.ones((6, 6)))

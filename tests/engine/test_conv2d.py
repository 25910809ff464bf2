"""conv2d against a convolution in loops, and the properties that a convolution has."""

import random
import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convviz.engine import conv2d, conv2d_bands, shift
from tests.engine.oracles import MODES, conv2d_loops, sides_of

Array = NDArray[Any]


def configuration(seed: int) -> tuple[Array, Array, Array, dict[str, Any]]:
    """Draw an image, filters, biases and options that fit together; all numbers are small integers."""
    choose, rng = random.Random(seed), np.random.default_rng(seed)
    groups, kernel = choose.choice([1, 1, 2, 3]), (choose.randint(1, 5), choose.randint(1, 5))
    channels, filters = groups * choose.randint(1, 2), groups * choose.randint(1, 3)
    dilation = choose.randint(1, 3), choose.randint(1, 2)
    size = [d * (k - 1) + choose.randint(1, 9) for k, d in zip(kernel, dilation, strict=True)]
    limit = min(4, min(size) - 1)
    padding = choose.choice(
        [
            choose.randint(0, limit),
            (choose.randint(0, limit), choose.randint(0, limit)),
            tuple(choose.randint(0, limit) for _ in range(4)),
            "valid",
            "same",
        ]
    )
    options = {
        "stride": 1 if padding == "same" else (choose.randint(1, 3), choose.randint(1, 4)),
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": choose.choice(MODES),
    }
    batch = choose.choice([(), (1,), (3,)])
    x = rng.integers(-9, 10, (*batch, channels, *size)).astype(np.float32)
    weight = rng.integers(-9, 10, (filters, channels // groups, *kernel)).astype(np.float32)
    return x, weight, rng.integers(-9, 10, filters).astype(np.float32), options


def expected(x: Array, weight: Array, bias: Array, options: dict[str, Any]) -> Array:
    stride = options["stride"]
    stride = (stride, stride) if isinstance(stride, int) else stride
    dilation = options["dilation"]
    sides = sides_of(options["padding"], weight.shape[-2:], dilation)
    groups, mode = options["groups"], options["padding_mode"]
    images = x if x.ndim == 4 else x[np.newaxis]
    out = [conv2d_loops(image, weight, bias, stride, sides, dilation, groups, mode) for image in images]
    return np.array(out).reshape(*x.shape[:-3], *out[0].shape)


@pytest.mark.parametrize("seed", range(250))
def test_small_integers_give_bit_for_bit_what_the_loops_give(seed: int) -> None:
    x, weight, bias, options = configuration(seed)
    result = conv2d(x, weight, bias, **options)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, expected(x, weight, bias, options))


def test_a_sobel_kernel_answers_a_step_from_0_to_255_with_1020() -> None:
    step = np.tile(np.repeat(np.float32([0, 255]), 4), (6, 1))
    sobel = np.float32([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    result = conv2d(step[np.newaxis], sobel[np.newaxis, np.newaxis])[0]
    assert (result.max(), result.min()) == (1020, 0)
    falling = conv2d(step[np.newaxis, :, ::-1], sobel[np.newaxis, np.newaxis])[0]
    assert (falling.max(), falling.min()) == (0, -1020)


def test_the_kernel_is_not_flipped() -> None:
    impulse = np.zeros((1, 3, 3), np.float32)
    impulse[0, 1, 1] = 1
    kernel = np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)
    np.testing.assert_array_equal(conv2d(impulse, kernel, padding=1)[0], kernel[0, 0, ::-1, ::-1])


def test_even_kernels_pad_the_extra_row_at_the_bottom() -> None:
    x = np.arange(1.0, 5.0).reshape(1, 4, 1)
    result = conv2d(x, np.ones((1, 1, 2, 1)), padding="same")
    np.testing.assert_array_equal(result[0, :, 0], [3, 5, 7, 4])


def test_a_stride_that_does_not_divide_drops_the_last_columns() -> None:
    x = np.arange(6.0).reshape(1, 1, 6)
    np.testing.assert_array_equal(conv2d(x, np.ones((1, 1, 1, 3)), stride=2), [[[3, 9]]])


@pytest.mark.parametrize("mode", MODES)
def test_the_identity_kernel_gives_the_image_back(mode: str) -> None:
    x = np.random.default_rng(0).standard_normal((2, 1, 7, 5)).astype(np.float32)
    kernel = np.zeros((1, 1, 3, 3), np.float32)
    kernel[0, 0, 1, 1] = 1
    np.testing.assert_array_equal(conv2d(x, kernel, padding="same", padding_mode=mode), x)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_a_constant_image_gives_the_sum_of_the_kernel(mode: str) -> None:
    kernel = np.random.default_rng(1).integers(-5, 6, (1, 1, 4, 3)).astype(np.float32)
    result = conv2d(np.full((1, 9, 8), 7, np.float32), kernel, padding="same", padding_mode=mode)
    np.testing.assert_array_equal(result, np.full((1, 9, 8), 7 * kernel.sum()))


def test_convolution_is_linear_in_image_and_weights() -> None:
    rng = np.random.default_rng(2)
    (a, b), (v, w) = rng.standard_normal((2, 3, 9, 8)), rng.standard_normal((2, 2, 3, 3, 3))
    mixed = conv2d(2 * a - 3 * b, v + w, padding=1)
    apart = [conv2d(x, kernel, padding=1) for x in (a, b) for kernel in (v, w)]
    np.testing.assert_allclose(mixed, 2 * (apart[0] + apart[1]) - 3 * (apart[2] + apart[3]), atol=1e-12)


@pytest.mark.parametrize(("dy", "dx"), [(1, 0), (-2, 3), (40, -7)])
def test_a_circular_border_makes_convolution_equivariant_to_circular_shifts(dy: int, dx: int) -> None:
    rng = np.random.default_rng(3)
    x, weight = rng.integers(-9, 10, (2, 8, 7)), rng.integers(-9, 10, (3, 2, 4, 3))
    options: dict[str, Any] = {"padding": "same", "padding_mode": "circular"}
    moved_first = conv2d(shift(x, dy, dx, "circular"), weight, **options)
    moved_last = shift(conv2d(x, weight, **options), dy, dx, "circular")
    np.testing.assert_array_equal(moved_first, moved_last)


def test_each_group_of_filters_sees_its_own_channels() -> None:
    rng = np.random.default_rng(4)
    x, weight = rng.integers(-9, 10, (4, 6, 6)), rng.integers(-9, 10, (6, 2, 3, 3))
    together = conv2d(x, weight, groups=2)
    np.testing.assert_array_equal(together[:3], conv2d(x[:2], weight[:3]))
    np.testing.assert_array_equal(together[3:], conv2d(x[2:], weight[3:]))


@pytest.mark.parametrize(
    ("image", "kernel", "result"),
    [
        (np.float32, np.float32, np.float32),
        (np.float64, np.float64, np.float64),
        (np.float32, np.float64, np.float64),
        (np.float64, np.float32, np.float64),
        (np.uint8, np.float32, np.float32),
        (np.int64, np.int64, np.float32),
        (np.bool_, np.float16, np.float32),
        (np.float16, np.float64, np.float64),
    ],
)
def test_the_result_is_float64_if_an_array_is_and_float32_otherwise(image: Any, kernel: Any, result: Any) -> None:
    out = conv2d(np.ones((2, 4, 4), image), np.ones((1, 2, 3, 3), kernel), np.ones(1))
    assert out.dtype == result
    np.testing.assert_array_equal(out, np.full((1, 2, 2), 19))


def test_float64_keeps_its_precision() -> None:
    x = np.full((1, 3, 3), 1 + 2.0**-40)
    assert conv2d(x, np.ones((1, 1, 1, 2))).ravel()[0] == 2 + 2.0**-39


def test_inputs_may_be_read_only_and_strided_and_are_never_changed() -> None:
    x, weight, bias, options = configuration(5)
    strided = np.repeat(x, 2, axis=-1)[..., ::2][..., ::-1, :]
    before = strided.copy(), weight.copy(), bias.copy()
    for array in (strided, weight, bias):
        array.flags.writeable = False
    result = conv2d(strided, weight, bias, **options)
    np.testing.assert_array_equal(result, conv2d(strided.copy(), weight, bias, **options))
    for array, copy in zip((strided, weight, bias), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("filters", [1, 5])
def test_a_value_that_is_not_finite_stays_in_its_footprint(value: float, filters: int) -> None:
    x = np.ones((2, 30, 40), np.float32)
    x[1, 12, 17] = value
    result = conv2d(x, np.ones((filters, 2, 3, 5), np.float32), padding="same")
    footprint = np.zeros((30, 40), bool)
    footprint[11:14, 15:20] = True
    np.testing.assert_array_equal(~np.isfinite(result), np.broadcast_to(footprint, result.shape))


def test_a_dilated_kernel_does_not_see_what_is_not_finite_in_its_holes() -> None:
    x = np.ones((1, 9, 9), np.float32)
    x[0, 4, 4] = np.nan
    result = conv2d(x, np.ones((1, 1, 3, 3), np.float32), dilation=2, padding="same")[0]
    footprint = np.zeros((9, 9), bool)
    footprint[2:7:2, 2:7:2] = True
    np.testing.assert_array_equal(np.isnan(result), footprint)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", [(2, 900, 700), (2, 3000, 120), (2, 3, 9000)])
def test_many_bands_and_tiles_give_what_single_taps_give(mode: str, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(6)
    x, weight = rng.integers(-9, 10, shape).astype(np.float32), rng.integers(-9, 10, (2, 2, 3, 5))
    numpy_mode: Any = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}.get(mode, mode)
    whole = np.pad(x, ((0, 0), (1, 1), (2, 2)), numpy_mode)
    taps = np.zeros((2, *shape[1:]), np.float32)
    for i in range(3):
        for j in range(5):
            seen = whole[:, i : i + shape[1], j : j + shape[2]]
            taps += np.einsum("oc,cyx->oyx", weight[:, :, i, j].astype(np.float32), seen)
    result = conv2d(x, weight, padding=(1, 2), padding_mode=mode)
    np.testing.assert_array_equal(result, taps)


def test_bands_are_yielded_in_order_and_each_is_finished_when_it_is() -> None:
    rng = np.random.default_rng(7)
    x, weight = rng.integers(0, 9, (2, 3, 1500, 200)), rng.integers(0, 9, (4, 3, 3, 3))
    whole, out, row = conv2d(x, weight, padding="same"), np.full((2, 4, 1500, 200), np.nan, np.float32), 0
    for band in conv2d_bands(x, weight, out=out, padding="same"):
        assert band.start == row
        row = band.stop
        np.testing.assert_array_equal(out[..., band, :], whole[..., band, :])
        assert np.isnan(out[..., row:, :]).all()
    assert row == 1500


def test_bands_write_into_a_part_of_a_larger_array() -> None:
    x, weight = np.ones((1, 5, 6), np.float32), np.ones((2, 1, 3, 3), np.float32)
    atlas = np.zeros((2, 10, 10), np.float32)
    assert list(conv2d_bands(x, weight, out=atlas[:, 2:5, 3:7])) == [slice(0, 3)]
    assert atlas.sum() == atlas[:, 2:5, 3:7].sum() == 2 * 12 * 9


@pytest.mark.parametrize("kernel", [(3, 3), (11, 11), (31, 31)])
def test_memory_beyond_the_result_does_not_grow_with_the_image(kernel: tuple[int, int]) -> None:
    x, weight = np.ones((3, 2000 if kernel[0] < 31 else 300, 1000), np.float32), np.ones((1, 3, *kernel), np.float32)
    tracemalloc.start()
    result = conv2d(x, weight, padding="same", padding_mode="reflect")
    peak = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert peak < 9 * 2**20  # the scratch of two threads, and their FFTs


def test_a_batch_without_images_gives_a_batch_without_maps() -> None:
    assert conv2d(np.ones((0, 2, 5, 5)), np.ones((3, 2, 3, 3))).shape == (0, 3, 3, 3)

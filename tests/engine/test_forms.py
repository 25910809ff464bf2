"""Each form of a convolution gives what the products with windows give, and is chosen where it was measured to pay."""

import random
import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convviz.engine import conv2d, forms, get_num_threads
from convviz.engine.diagonals import Diagonals
from convviz.engine.forms import Form, LeapForm, StripForm, WindowForm, choose_form
from convviz.engine.separable import Separable
from convviz.engine.shifted_rows import Tile
from convviz.engine.spectral import Spectral
from convviz.engine.threads import scratch
from convviz.engine.windows import Windows
from tests.engine.oracles import MODES

Array = NDArray[Any]

PLAIN: dict[str, Any] = {"stride": 1, "padding": "same", "dilation": 1, "groups": 1, "padding_mode": "zeros"}


def windows_of(x: Array, weight: Array, **options: Any) -> Windows:
    return Windows.of(x.shape, weight.shape, **(PLAIN | options))


def computed(form: Form, windows: Windows, x: Array, bias: Array | None = None) -> Array:
    """Run a form over all bands; what it leaves out stays NaN."""
    out = np.full(windows.output_shape, np.nan, np.float64 if x.dtype == np.float64 else np.float32)
    scratch(np.uint8, (2**23,))[0].fill(255)  # NaN: what is read must have been written
    for part in form.parts(Tile(*(slice(0, size) for size in (windows.batch, *windows.output_shape[2:])))):
        form.compute(x if x.ndim == 4 else x[np.newaxis], out, bias, part)
    return out


def by_windows(windows: Windows, x: Array, weight: Array, bias: Array | None = None) -> Array:
    return computed(WindowForm(windows, weight), windows, x, bias)


def diagonal(windows: Windows, weight: Array) -> StripForm:
    return StripForm(windows, weight, Diagonals)


def separable(windows: Windows, weight: Array) -> StripForm:
    return StripForm(windows, weight, Separable)


def spectral(windows: Windows, weight: Array) -> StripForm:
    return StripForm(windows, weight, Spectral)


def configuration(seed: int, *, filters: int, across: int) -> tuple[Array, Array, Array, dict[str, Any]]:
    """Draw a picture, filters, biases and options that fit; no axis is both strided and dilated."""
    choose, rng = random.Random(seed), np.random.default_rng(seed)
    groups, kernel = choose.choice([1, 1, 2, 3]), (choose.randint(1, 8), choose.randint(1, 8))
    channels, out = groups * choose.randint(1, 3), groups * choose.randint(1, filters)
    stride = choose.choice([1, 1, 2, 3]), choose.randint(1, across)
    dilation = tuple(1 if step > 1 else choose.choice([1, 1, 2, 3]) for step in stride)
    size = [d * (k - 1) + choose.choice([1, 5, 40, 90]) for k, d in zip(kernel, dilation, strict=True)]
    limit = min(4, min(size) - 1)
    options = {
        "stride": stride,
        "padding": tuple(choose.randint(0, limit) for _ in range(4)),
        "dilation": dilation,
        "groups": groups,
        "padding_mode": choose.choice(MODES),
    }
    x = rng.integers(0, 256, (choose.choice([1, 3]), channels, *size))
    weight = rng.integers(-9, 10, (out, channels // groups, *kernel))
    dtype = choose.choice([np.float32, np.float64])
    return x.astype(choose.choice([np.uint8, dtype])), weight.astype(dtype), rng.integers(-9, 10, out), options


def outer(weight: Array, seed: int) -> Array:
    """Replace the filters by separable ones of the same shape, of small whole numbers."""
    rng = np.random.default_rng(seed)
    filters, channels, height, width = weight.shape
    down, across = rng.integers(-3, 4, (filters, channels, height, 1)), rng.integers(-3, 4, (filters, 1, 1, width))
    down[:, 0, 0], across[..., 0] = 2, 3
    return (down * across).astype(weight.dtype)


@pytest.mark.parametrize("seed", range(300))
def test_diagonal_sums_are_exact_for_bytes_and_whole_weights(seed: int) -> None:
    x, weight, bias, options = configuration(seed, filters=4, across=3)
    windows, seen = windows_of(x, weight, **options), x.astype(weight.dtype)
    form = diagonal(windows, weight)
    result = computed(form, windows, seen if seed % 2 else x, bias.astype(weight.dtype))
    np.testing.assert_array_equal(result, by_windows(windows, seen, weight, bias.astype(weight.dtype)))


@pytest.mark.parametrize("seed", range(300))
def test_two_passes_are_exact_for_bytes_and_whole_separable_weights(seed: int) -> None:
    x, weight, _, options = configuration(seed, filters=1, across=1)
    weight = outer(weight, seed)
    windows, seen = windows_of(x, weight, **options), x.astype(weight.dtype)
    result = computed(separable(windows, weight), windows, seen if seed % 2 else x)
    np.testing.assert_array_equal(result, by_windows(windows, seen, weight))


@pytest.mark.parametrize("seed", range(300))
def test_several_terms_of_two_passes_give_the_sums_up_to_rounding(seed: int) -> None:
    x, weight, bias, options = configuration(seed, filters=1, across=1)
    windows, seen = windows_of(x, weight, **options), x.astype(weight.dtype)
    weight = sum(outer(weight, seed + term) / np.sqrt(3 + term) for term in range(2 + seed % 2)).astype(weight.dtype)
    result = computed(separable(windows, weight), windows, seen, bias.astype(weight.dtype))
    expected = by_windows(windows, seen, weight, bias.astype(weight.dtype))
    most = 255 * np.abs(weight).sum(axis=(1, 2, 3)).max() + 9
    np.testing.assert_allclose(result, expected, rtol=0, atol=8 * np.finfo(weight.dtype).eps * most)


@pytest.mark.parametrize("seed", range(300))
def test_spectra_give_the_sums_up_to_rounding(seed: int) -> None:
    x, weight, bias, options = configuration(seed, filters=3, across=1)
    options["stride"] = 1
    windows, seen = windows_of(x, weight, **options), x.astype(weight.dtype)
    result = computed(spectral(windows, weight), windows, seen if seed % 2 else x, bias.astype(weight.dtype))
    expected = by_windows(windows, seen, weight, bias.astype(weight.dtype))
    most = 255 * np.abs(weight).sum(axis=(1, 2, 3)).max() + 9
    np.testing.assert_allclose(result, expected, rtol=0, atol=8 * np.finfo(weight.dtype).eps * most)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [3, 5, 8, 15, 31])
def test_fractions_differ_by_rounding_alone(size: int, dtype: Any) -> None:
    rng = np.random.default_rng(size)
    x = rng.standard_normal((2, 120, 150)).astype(dtype)
    dense = rng.standard_normal((2, 2, size, size)).astype(dtype)
    curve = np.exp(-(np.linspace(-2, 2, size) ** 2))
    smooth = np.array([[np.outer(curve, curve) / curve.sum() ** 2] * 2]).astype(dtype)
    hat = (smooth - np.outer(curve**3, curve**3) / (curve**3).sum() ** 2).astype(dtype)
    for make, weight in ((diagonal, dense), (separable, smooth), (separable, hat), (spectral, dense)):
        windows = windows_of(x, weight)
        expected = by_windows(windows, x.astype(np.float64), weight.astype(np.float64))
        most = np.abs(weight).sum(axis=(1, 2, 3)).max() * np.abs(x).max()
        np.testing.assert_allclose(
            computed(make(windows, weight), windows, x), expected, atol=8 * np.finfo(dtype).eps * most
        )


@pytest.mark.parametrize("make", [diagonal, separable, spectral])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("middle", [1, 1.5])  # a second term, for two passes
@pytest.mark.parametrize("options", [{}, {"dilation": 2}, {"stride": (2, 1), "padding": 2}])
def test_a_value_that_is_not_finite_reaches_the_windows_that_hold_it_and_no_other(
    make: Any, value: float, middle: float, options: dict[str, Any]
) -> None:
    x, weight = np.ones((1, 2, 90, 70), np.float32), np.ones((1, 2, 5, 3), np.float32)
    weight[:, :, 2, 1] = middle
    windows = windows_of(x, weight, **options)
    x[0, 1, 30, 40] = value
    if make is spectral and "stride" in options:
        return
    result, expected = computed(make(windows, weight), windows, x), by_windows(windows, x, weight)
    np.testing.assert_allclose(result, expected, rtol=1e-5)
    assert np.count_nonzero(~np.isfinite(result)) in (15, 3 * 2, 3 * 3)


@pytest.mark.parametrize("weight", [np.full((9, 9), 1 / 81), np.outer(np.arange(9), np.full(9, 3.0))])
def test_two_passes_overflow_only_where_the_sums_do(weight: Array) -> None:
    weight = weight[np.newaxis, np.newaxis].astype(np.float32)
    x = np.full((1, 40, 120), 0.9 * np.finfo(np.float32).max / max(1, weight.sum()), np.float32)
    windows = windows_of(x, weight, padding=0)
    expected = float(x[0, 0, 0]) * weight.sum(dtype=float)
    np.testing.assert_allclose(computed(separable(windows, weight), windows, x), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("shape", "kernel", "options", "arithmetic"),
    [
        ((1, 1080, 1920), (1, 1, 3, 3), {}, None),
        ((1, 1080, 1920), (1, 1, 5, 5), {}, None),
        ((1, 1080, 1920), (1, 1, 7, 7), {}, None),
        ((1, 1080, 1920), (1, 1, 9, 9), {}, Diagonals),
        ((3, 1080, 1920), (3, 1, 9, 9), {"groups": 3}, Diagonals),
        ((3, 1080, 1920), (1, 3, 3, 3), {}, None),
        ((1, 1080, 1920), (1, 1, 9, 9), {"dilation": 2}, Diagonals),
        ((1, 1080, 1920), (1, 1, 3, 3), {"stride": 2, "padding": 1}, None),
        ((1, 1080, 1920), (1, 1, 9, 9), {"stride": 2, "padding": 4}, Diagonals),
        ((1, 1080, 1920), (1, 1, 5, 5), {"stride": 2, "dilation": 2, "padding": 2}, None),
        ((1, 1080, 1920), (1, 1, 11, 11), {}, Diagonals),
        ((1, 1080, 1920), (1, 1, 31, 31), {}, Spectral),
        ((3, 1080, 1920), (1, 3, 15, 15), {}, Spectral),
        ((1, 1080, 1920), (1, 1, 31, 31), {"stride": 2, "padding": 2}, Diagonals),
        ((1, 28, 28), (1, 1, 5, 5), {}, None),
        ((1, 512, 512), (16, 1, 5, 5), {}, None),
        ((3, 512, 512), (6, 3, 5, 5), {}, Diagonals),
        ((16, 512, 512), (16, 16, 5, 5), {}, Diagonals),
        ((16, 512, 512), (32, 16, 5, 5), {}, None),
        ((64, 8, 28, 28), (16, 8, 5, 5), {}, None),
        ((64, 16, 28, 28), (8, 16, 5, 5), {}, Diagonals),
        ((1, 512, 512), (1, 1, 1, 31), {}, None),
    ],
)
def test_dense_kernels_go_by_the_form_that_is_quickest_for_their_shape(
    shape: tuple[int, ...], kernel: tuple[int, ...], options: dict[str, Any], arithmetic: type[Any] | None
) -> None:
    weight = np.random.default_rng(0).standard_normal(kernel).astype(np.float32)
    form = choose_form(windows_of(np.empty(shape, np.float32), weight, **options), weight)
    chosen = form.arithmetic if isinstance(form, StripForm) else None
    assert chosen is arithmetic


@pytest.mark.parametrize("stride", [1, 2])
def test_what_other_plans_left_in_the_scratch_is_not_taken_for_pixels(stride: int) -> None:
    x, weight = np.ones((5, 4, 40, 40), np.float32), np.ones((2, 4, 5, 5), np.float32)
    windows = windows_of(x, weight, padding=2, stride=stride)
    plan = Diagonals(windows, weight.dtype)
    images, rows, columns = plan.strip
    assert 1 < images < len(x)
    (memory,) = scratch(np.uint8, (2**20,))
    memory.fill(255)  # NaN
    out = np.empty((1, 2, min(rows, 40 // stride), columns), np.float32)
    assert plan.compute(plan.matrices(windows, weight)[0], x[:1], 0, 0, out)
    assert np.isfinite(out).all()


def test_whole_weights_never_go_by_spectra() -> None:
    weight = np.random.default_rng(0).integers(-3, 4, (1, 1, 31, 31)).astype(np.float32)
    form = choose_form(windows_of(np.empty((1, 900, 900), np.float32), weight), weight)
    assert isinstance(form, StripForm)
    assert form.arithmetic is Diagonals


def test_outer_products_go_in_two_passes() -> None:
    x, box = np.empty((1, 600, 600), np.float32), np.ones((1, 1, 7, 7), np.float32)
    form = choose_form(windows_of(x, box), box)
    assert isinstance(form, StripForm)
    assert form.arithmetic is Separable
    box[0, 0, 2, 2] = 2
    assert isinstance(choose_form(windows_of(x, box), box), WindowForm)


@pytest.mark.parametrize("shape", [(1, 4000, 600), (3, 300, 9000), (2, 3, 900, 300)])
@pytest.mark.parametrize("size", [3, 9])
def test_many_strips_and_bands_give_the_whole_map(
    shape: tuple[int, ...], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(0, 256, shape).astype(np.uint8)
    dense = rng.integers(-3, 4, (2, shape[-3], size, size))
    for weight in (dense, outer(dense[:1], 0)):
        result = conv2d(x, weight, np.arange(len(weight)), padding="same", padding_mode="reflect")
        monkeypatch.setattr(forms, "LEAST_WORK", 2**60)
        expected = conv2d(x, weight, np.arange(len(weight)), padding="same", padding_mode="reflect")
        monkeypatch.undo()
        np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("shape", [(1, 1, 3, 3), (1, 1, 13, 13), (1, 1, 31, 31), (2, 3, 5, 5), (1, 3, 31, 31)])
@pytest.mark.parametrize("whole", [False, True])
def test_scratch_does_not_grow_with_the_image(shape: tuple[int, ...], whole: bool) -> None:
    x, rng = np.ones((shape[1], 800, 2500), np.float32), np.random.default_rng(0)
    weight = rng.integers(-9, 10, shape).astype(np.float32) if whole else rng.standard_normal(shape, np.float32)
    tracemalloc.start()
    result = conv2d(x, weight, padding="same", padding_mode="reflect")
    peak = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert peak < 9 * 2**20


@pytest.mark.parametrize(("size", "options"), [((3000, 3000), {"stride": 300}), ((300, 2200), {"dilation": (1, 1000)})])
def test_scratch_does_not_grow_with_the_pixels_between_the_taps(size: tuple[int, int], options: dict[str, Any]) -> None:
    x, weight = np.ones((1, *size), np.float32), np.ones((2, 1, 3, 3), np.float32)
    tracemalloc.start()
    result = conv2d(x, weight, **options)
    peak = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    assert peak < 4 * 2**20 * get_num_threads()


@pytest.mark.parametrize("seed", range(300))
def test_leaps_are_exact_for_bytes_and_whole_weights(seed: int) -> None:
    x, weight, bias, options = configuration(seed, filters=1, across=3)
    weight, bias = weight[: options["groups"]], bias[: options["groups"]].astype(weight.dtype)
    options["stride"] = tuple(random.Random(seed).choices([1, 2, 5, 8, 13, 300], k=2))
    windows, seen = windows_of(x, weight, **options), x.astype(weight.dtype)
    result = computed(LeapForm(windows, weight), windows, seen if seed % 2 else x, bias)
    np.testing.assert_array_equal(result, by_windows(windows, seen, weight, bias))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_leaps_leave_what_is_not_finite_to_the_windows_that_hold_it(value: float) -> None:
    x, weight = np.ones((1, 300, 400), np.float32), np.ones((1, 1, 5, 3), np.float32)
    x[0, 100, 200] = value
    windows = windows_of(x, weight, stride=(2, 8), padding=0)
    result = computed(LeapForm(windows, weight), windows, x)
    np.testing.assert_array_equal(result, by_windows(windows, x, weight))
    assert np.count_nonzero(~np.isfinite(result)) == 3


def test_leaps_read_pixels_that_do_not_lie_side_by_side() -> None:
    x = np.random.default_rng(0).integers(0, 256, (2, 300, 400)).astype(np.float32)
    weight = np.ones((1, 2, 9, 9), np.float32)
    for seen in (x[..., ::-1], x[:, ::2], x.swapaxes(1, 2)):
        windows = windows_of(seen, weight, stride=8, padding=4)
        result = computed(LeapForm(windows, weight), windows, seen)
        np.testing.assert_array_equal(result, by_windows(windows, seen.copy(), weight))


@pytest.mark.parametrize(("kernel", "stride"), [((1, 1, 3, 3), 8), ((1, 1, 31, 31), 16), ((1, 1, 3, 3), (2, 8))])
def test_one_filter_whose_windows_lie_far_apart_goes_by_leaps(kernel: tuple[int, ...], stride: Any) -> None:
    weight = np.ones(kernel, np.float32)
    form = choose_form(windows_of(np.empty((1, 3000, 4000), np.float32), weight, stride=stride, padding=1), weight)
    assert isinstance(form, LeapForm)


@pytest.mark.parametrize("stride", [5, 6, 9, 40])
def test_a_stride_may_be_longer_than_the_kernel(stride: int) -> None:
    x, weight = np.arange(93.0 * 70).reshape(1, 93, 70), np.ones((2, 1, 4, 3))
    expected = conv2d(x, weight)[:, ::stride, ::stride]
    np.testing.assert_allclose(conv2d(x, weight, stride=stride), expected)

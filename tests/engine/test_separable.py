"""Which kernels are sums of a few outer products; what is computed from these is tested with the other forms."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from convviz.engine.forms import StripForm, choose_form
from convviz.engine.separable import Separable, terms_of
from convviz.engine.windows import Windows

Array = NDArray[Any]


def real_kernels(size: int) -> dict[str, tuple[int, Array]]:
    """Give kernels that people use, each with the number of its terms; 0 are too many."""
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    sigma, slanted = size / 6, 0.8 * x + 0.6 * y
    bell = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    wide = np.exp(-(x**2 + y**2) / (4 * sigma**2))
    middle = (x == 0) & (y == 0)
    return {
        "Gaussian": (1, bell / bell.sum()),
        "unsharp mask": (2, 2 * middle - bell / bell.sum()),
        "difference of Gaussians": (2, bell / bell.sum() - wide / wide.sum()),
        "Laplacian of a Gaussian": (2, (x**2 + y**2 - 2 * sigma**2) / sigma**4 * bell),
        "Gabor": (2, bell * np.cos(4 * np.pi * slanted / size + 0.3)),
        "derivative of a Gaussian": (2, slanted * bell),
        "second derivative of a Gaussian": (3, (slanted**2 / sigma**2 - 1) * bell),
        "motion blur": (0, np.eye(size) / size),
        "noise": (0, np.random.default_rng(0).random((size, size))),
    }


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [9, 15, 31])
@pytest.mark.parametrize("name", real_kernels(9))
def test_real_kernels_are_sums_of_few_outer_products(name: str, size: int, dtype: Any) -> None:
    number, kernel = real_kernels(size)[name]
    kernel = kernel.astype(dtype)
    terms = terms_of(kernel[np.newaxis])
    assert len(terms) == number
    if terms:
        total = sum(np.outer(term.down.astype(float), term.across.astype(float)) for term in terms)
        assert np.abs(total - kernel).sum() <= 4 * np.finfo(dtype).eps * np.abs(kernel).sum()


@pytest.mark.parametrize(("name", "size", "arithmetic"), [("Gabor", 7, None), ("Gabor", 11, Separable)])
def test_sums_of_few_outer_products_go_in_two_passes_each_if_they_are_large(
    name: str, size: int, arithmetic: type[Any] | None
) -> None:
    weight = real_kernels(size)[name][1].astype(np.float32)[np.newaxis, np.newaxis]
    options: dict[str, Any] = {"stride": 1, "padding": "same", "dilation": 1, "groups": 1, "padding_mode": "zeros"}
    form = choose_form(Windows.of((1, 512, 512), weight.shape, **options), weight)
    assert (form.arithmetic if isinstance(form, StripForm) else None) is arithmetic


def test_whole_separable_kernels_have_whole_factors() -> None:
    (term,) = terms_of(np.outer([1, 3, 3, 1], [2, 4, 6]).astype(np.float32)[np.newaxis])
    np.testing.assert_array_equal(term.down, [[2, 6, 6, 2]])
    np.testing.assert_array_equal(term.across, [1, 2, 3])


def test_whole_kernels_are_no_sums_of_several_terms() -> None:
    weight = (np.outer([3, 7, 5], [2, 9, 4]) + np.outer([1, 2, 1], [1, 0, -1])).astype(np.float32)[np.newaxis]
    assert not terms_of(weight)
    assert len(terms_of(weight / 7)) == 2


def test_terms_that_would_cancel_each_other_are_none() -> None:
    cross = np.zeros((1, 11, 11))
    cross[:, 5] = cross[:, :, 5] = 0.3
    cross[:, 5, 5] = 0.4  # as a product a full square, most of which a second one would have to take away
    assert np.linalg.matrix_rank(cross[0]) == 2
    assert not terms_of(cross)
    cross[:, 5, 5] = 100.5
    assert len(terms_of(cross)) == 2


def test_a_kernel_that_is_nearly_a_sum_of_few_terms_is_none() -> None:
    kernel = real_kernels(15)["Gabor"][1]
    noise = np.random.default_rng(0).uniform(-1, 1, kernel.shape)
    assert len(terms_of((kernel * (1 + 1e-8 * noise)).astype(np.float32)[np.newaxis])) == 2
    assert not terms_of((kernel * (1 + 1e-5 * noise)).astype(np.float32)[np.newaxis])


def test_whole_kernels_that_are_nearly_an_outer_product_are_none() -> None:
    kernel = np.full((1, 9, 9), 3e6, np.float32)
    assert terms_of(kernel)
    kernel[0, 4, 3] += 1  # less than the rounding of a fraction of this size
    assert not terms_of(kernel)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_at_the_limits_of_their_type_have_no_terms(dtype: Any) -> None:
    kernel, limits = real_kernels(9)["Gabor"][1].astype(dtype), np.finfo(dtype)
    assert terms_of(kernel[np.newaxis] * limits.max ** dtype(0.9))
    assert not terms_of(kernel[np.newaxis] * (limits.max / 9))
    assert not terms_of(np.full((1, 9, 9), limits.smallest_subnormal, dtype))
    noise = np.random.default_rng(0).uniform(0.5, 1, (1, 12, 12)).astype(dtype)
    assert not terms_of(noise * limits.max)  # the sum of which is infinite


def test_no_memory_is_kept_for_large_kernels() -> None:
    rng = np.random.default_rng(0)
    tracemalloc.start()
    for _ in range(5):
        assert len(terms_of(np.outer(rng.random(500), rng.random(500))[np.newaxis])) == 1
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2**20


@pytest.mark.parametrize("kernel", [np.eye(4) / 3, np.zeros((3, 3)), np.full((3, 3), np.nan)])
def test_other_kernels_have_no_terms(kernel: Any) -> None:
    assert not terms_of(np.asarray(kernel, np.float32)[np.newaxis])

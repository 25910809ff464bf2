"""The frequency response of kernels whose response is known."""

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.lab.kernel.frequency import frequency_response
from convviz.lab.kernel.kernel_changes import sum_of
from convviz.lab.kernel.kernel_formulas import gabor, gaussian
from convviz.lab.kernel.kernels import KERNELS


def test_the_identity_lets_every_wave_through() -> None:
    assert frequency_response(KERNELS["identity"].weights, 16) == pytest.approx(1)


@pytest.mark.parametrize("size", [31, 32])
@pytest.mark.parametrize("key", list(KERNELS))
def test_the_middle_is_the_sum_of_the_kernel(key: str, size: int) -> None:
    kernel = KERNELS[key].weights
    assert frequency_response(kernel, size)[size // 2, size // 2] == pytest.approx(abs(sum_of(kernel)), abs=1e-6)


def test_a_box_blots_out_the_waves_that_fit_into_it() -> None:
    response = frequency_response(np.full((5, 5), 1 / 25), 60)
    zeros = np.flatnonzero(response[30] < 1e-12)
    assert zeros.tolist() == [30 + 12 * times for times in (-2, -1, 1, 2)]  # 1/5 and 2/5 cycles per pixel


def test_a_gaussian_answers_less_the_finer_the_wave() -> None:
    response = frequency_response(gaussian(31, 2.0), 65)
    assert (np.diff(response[32, 32:]) < 0).all()
    assert (np.diff(response[32:, 32]) < 0).all()
    frequencies = np.arange(16) / 65
    assert response[32, 32:48] == pytest.approx(np.exp(-2 * (np.pi * 2 * frequencies) ** 2), abs=1e-6)


@pytest.mark.parametrize("key", ["sobel-x", "sobel-y", "prewitt-x", "scharr-x", "roberts-rising"])
def test_an_antisymmetric_kernel_does_not_answer_to_what_is_constant(key: str) -> None:
    response = frequency_response(KERNELS[key].weights, 21)
    assert response[10, 10] == pytest.approx(0, abs=1e-12)
    assert response.max() > 1


def test_rows_are_frequencies_down_and_columns_across() -> None:
    response = frequency_response(gabor(31, 5, 4, 0, 0, 1, True), 64)
    assert {tuple(place) for place in np.argwhere(response > 0.99 * response.max()).tolist()} == {(32, 16), (32, 48)}


def test_a_wave_comes_out_of_the_convolution_as_much_larger_as_the_response_says() -> None:
    kernel = np.random.default_rng(0).normal(size=(3, 5))
    y, x = np.mgrid[:16, :16]
    wave = np.exp(2j * np.pi * (3 * y - 5 * x) / 16)
    options = {"padding": "same", "padding_mode": "circular"}
    answers = [conv2d(part[None], kernel[None, None], **options)[0] for part in (wave.real, wave.imag)]
    assert np.hypot(*answers) == pytest.approx(frequency_response(kernel, 16)[8 + 3, 8 - 5])


def test_the_flip_changes_nothing() -> None:
    kernel = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    assert frequency_response(kernel[::-1, ::-1], 20) == pytest.approx(frequency_response(kernel, 20))


def test_a_kernel_that_is_larger_than_the_response_is_refused() -> None:
    with pytest.raises(ValueError, match="A kernel of 3×7 needs 7 frequencies or more; got 5"):
        frequency_response(np.ones((3, 7)), 5)

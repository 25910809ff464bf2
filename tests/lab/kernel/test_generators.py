"""Kernels from parameters: what their formulas promise, and what their parameters may be."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.lab.edits.edits import channel_mode_set
from convviz.lab.kernel.generators import GENERATORS, Generator, Parameter
from convviz.lab.kernel.kernel_changes import is_antisymmetric, is_symmetric, rank_of, sum_of
from convviz.lab.kernel.kernel_formulas import (
    gabor,
    gaussian,
    he_deviation,
    laplacian_of_gaussian,
    motion_blur,
    random_weights,
)
from convviz.lab.state import State, first_state
from tests.lab.states import image

SIZES = [1, 2, 3, 4, 9, 16, 31]


def single(weights: np.ndarray) -> np.ndarray:
    """Return weights as a kernel has them."""
    return weights.astype(np.float32)


def made(name: str, **changes: float) -> np.ndarray:
    """Make a kernel, with the values to start with unless told."""
    generator = GENERATORS[name]
    values = generator.starting_values(first_state(image(3), "noise")) | changes
    return generator.change(values)(np.ones((3, 3), np.float32))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sigma", [0.3, 1, 10])
def test_a_gaussian_is_the_product_of_two_of_one_dimension(size: int, sigma: float) -> None:
    kernel = gaussian(size, sigma)
    row = np.exp(-((np.arange(size) - (size - 1) / 2) ** 2) / (2 * sigma**2))
    assert kernel == pytest.approx(np.outer(row, row) / row.sum() ** 2)
    assert kernel.sum() == pytest.approx(1)
    assert rank_of(single(kernel)) == 1
    assert is_symmetric(kernel)


def test_the_gaussian_is_as_wide_as_its_sigma_says() -> None:
    kernel, places = gaussian(31, 2.5).sum(axis=0), np.arange(31) - 15
    assert np.sqrt((kernel * places**2).sum()) == pytest.approx(2.5, rel=1e-3)


def stripes(degrees: float, period: float = 6, size: int = 61) -> np.ndarray:
    """Draw bright and dark stripes, vertical ones turned anticlockwise by so many degrees."""
    y, x = np.mgrid[:size, :size] - size // 2
    across = x * np.cos(np.radians(degrees)) - y * np.sin(np.radians(degrees))
    return np.cos(2 * np.pi * across / period)


@pytest.mark.parametrize("theta", [0, 30, 45, 90, 120])
def test_a_gabor_answers_most_to_stripes_of_its_direction_and_width(theta: float) -> None:
    kernel = gabor(25, 4, 6, theta, 0, 1, True)[None, None]

    def answer(picture: np.ndarray) -> float:
        return float(np.abs(conv2d(picture[None], kernel)).max())

    answers = {degrees: answer(stripes(degrees)) for degrees in range(0, 180, 15)}
    assert max(answers, key=answers.__getitem__) == theta
    assert answers[(theta + 90) % 180] < answers[theta] / 100
    widths = {period: answer(stripes(theta, period)) for period in (3, 4, 5, 6, 7, 8, 12)}
    assert max(widths, key=widths.__getitem__) == 6


@pytest.mark.parametrize("size", [3, 8, 15])
@pytest.mark.parametrize("theta", [0, 20, 45, 77])
def test_a_quarter_turn_of_the_orientation_turns_the_gabor_anticlockwise(size: int, theta: float) -> None:
    kernel = gabor(size, 2.5, 5, theta, 40, 0.5, True)
    assert gabor(size, 2.5, 5, theta + 90, 40, 0.5, True) == pytest.approx(np.rot90(kernel), abs=1e-9)


def test_an_upright_gabor_is_a_column_times_a_row() -> None:
    assert rank_of(single(gabor(15, 2.5, 5, 0, 0, 0.5, False))) == 1
    assert rank_of(single(gabor(15, 2.5, 5, 30, 0, 0.5, False))) > 1


def test_the_gabor_is_its_formula() -> None:
    kernel = gabor(7, 2, 5, 30, 50, 0.5, False)
    y, x = 1 - 3, 5 - 3  # row 1, column 5
    across = x * np.cos(np.pi / 6) - y * np.sin(np.pi / 6)
    along = x * np.sin(np.pi / 6) + y * np.cos(np.pi / 6)
    wave = np.cos(2 * np.pi * across / 5 + np.radians(50))
    assert kernel[1, 5] == pytest.approx(np.exp(-(across**2 + 0.25 * along**2) / 8) * wave)


@pytest.mark.parametrize("psi", [0, 35, 90, 180, 300])
@pytest.mark.parametrize("size", [3, 10, 15])
def test_a_gabor_of_no_sum_does_not_answer_to_a_flat_area(psi: float, size: int) -> None:
    assert sum_of(single(gabor(size, 2.5, 8, 20, psi, 0.7, True))) == 0


def test_left_as_it_comes_the_sum_of_a_gabor_is_its_formulas() -> None:
    assert gabor(15, 2.5, 8, 0, 0, 1, False).sum() > 1


def test_the_phase_makes_a_gabor_look_for_lines_or_for_edges() -> None:
    line, edge, dark = (single(gabor(11, 2.5, 6, 0, psi, 1, True)) for psi in (0, 90, 180))
    assert is_symmetric(line)
    assert is_antisymmetric(edge)
    assert np.array_equal(dark, -line)
    assert line[5, 5] > 0


def test_a_smaller_aspect_ratio_makes_a_gabor_longer_along_its_stripes() -> None:
    long, round_ = gabor(15, 2, 6, 0, 0, 0.5, False), gabor(15, 2, 6, 0, 0, 1, False)
    assert long[7] == pytest.approx(round_[7])
    assert (long[:7, 7] > round_[:7, 7]).all()


@pytest.mark.parametrize("size", [3, 8, 9, 31])
@pytest.mark.parametrize("sigma", [0.3, 1.4, 10])
def test_the_laplacian_of_gaussian_has_no_sum_and_no_direction(size: int, sigma: float) -> None:
    kernel = single(laplacian_of_gaussian(size, sigma))
    assert sum_of(kernel) == 0
    assert np.array_equal(kernel, np.rot90(kernel))
    assert np.array_equal(kernel, kernel.T)


def test_the_laplacian_of_gaussian_answers_most_to_dark_blobs_of_its_size() -> None:
    y, x = np.mgrid[-25:26, -25:26]
    kernel = laplacian_of_gaussian(25, 3)[None, None]
    answers = {radius: conv2d(-1.0 * (x**2 + y**2 <= radius**2)[None], kernel)[0, 13, 13] for radius in range(1, 10)}
    assert max(answers, key=answers.__getitem__) == 4  # 3 times the square root of two


def test_the_laplacian_of_gaussian_measures_the_curvature_of_what_is_smooth() -> None:
    y, x = np.mgrid[:40, :40]
    answer = conv2d((x**2 + 2.0 * y**2)[None], laplacian_of_gaussian(31, 2)[None, None])
    assert answer == pytest.approx(6, rel=1e-3)


@pytest.mark.parametrize("length", [1, 2, 5, 8, 31])
@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135, 180])
def test_motion_blur_is_a_mean_that_no_half_turn_changes(length: int, angle: float) -> None:
    kernel = motion_blur(length, angle)
    assert kernel.shape == (length + 1 - length % 2,) * 2
    assert kernel.min() >= 0
    assert kernel.sum() == pytest.approx(1)
    assert is_symmetric(kernel)
    assert motion_blur(length, angle + 90) == pytest.approx(np.rot90(kernel), abs=1e-9)


def test_upright_and_lying_motion_blur_is_one_line_of_its_length() -> None:
    assert motion_blur(3, 0).tolist() == [[0, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 0]]
    assert motion_blur(2, 90)[:, 1].tolist() == [0.25, 0.5, 0.25]


def test_motion_blur_rises_to_the_right_as_its_angle_grows() -> None:
    kernel = motion_blur(9, 45)
    assert kernel[1, 7] > 0.05
    assert kernel[1, 1] == 0
    reach = [np.abs(np.argwhere(motion_blur(9, angle) > 0.01) - 4).max() for angle in range(0, 180, 15)]
    assert min(reach) >= 3


@pytest.mark.parametrize("distribution", [0, 1])
def test_a_seed_gives_the_same_weights_again(distribution: int) -> None:
    first = random_weights(5, distribution, 0.3, 7)
    assert np.array_equal(first, random_weights(5, distribution, 0.3, 7))
    assert not np.isclose(first, random_weights(5, distribution, 0.3, 8)).any()


@pytest.mark.parametrize("distribution", [0, 1])
def test_random_weights_have_the_deviation_that_was_asked_for(distribution: int) -> None:
    weights = np.concatenate([random_weights(31, distribution, 0.3, seed) for seed in range(20)])
    assert weights.mean() == pytest.approx(0, abs=0.01)
    assert weights.std() == pytest.approx(0.3, rel=0.02)
    beyond = np.abs(weights) > np.sqrt(3) * 0.3
    assert beyond.any() == (distribution == 0)


def test_at_first_random_weights_have_the_deviation_of_he() -> None:
    assert he_deviation(27) ** 2 == pytest.approx(2 / 27)

    def deviation(of: State) -> float:
        return GENERATORS["Random"].starting_values(of)["deviation"]

    colour, grey = first_state(image(3), "noise"), first_state(image(1), "noise")
    each = replace(colour, **channel_mode_set(colour, "each"))
    assert [deviation(of) for of in (colour, grey, each)] == pytest.approx(
        [(2 / 27) ** 0.5, (2 / 9) ** 0.5, (2 / 9) ** 0.5], abs=6e-4
    )


def test_scaling_multiplies_the_kernel_that_there_is() -> None:
    kernel = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    change = GENERATORS["Scale"].change({"factor": -2.5})
    assert change(kernel) == pytest.approx(-2.5 * kernel)


@pytest.mark.parametrize("name", list(GENERATORS))
def test_every_generator_makes_a_small_float32_kernel_at_all_its_corners(name: str) -> None:
    rng = np.random.default_rng(0)
    parameters = GENERATORS[name].parameters
    for _ in range(60):
        values = {each.key: float(rng.choice([each.least, each.default, each.greatest])) for each in parameters}
        kernel = made(name, **values)
        assert kernel.dtype == np.float32
        assert np.isfinite(kernel).all()
        assert 1 <= max(kernel.shape) <= 31
        note = GENERATORS[name].note(**values)
        assert note == "" or note.endswith(".")


def test_no_crumbs_are_left_where_a_weight_is_zero() -> None:
    for psi in (0, 90, 180):
        kernel = np.abs(made("Gabor", wavelength=4, sigma=2, psi=psi, zero_sum=0))
        assert kernel[kernel > 0].min() > 1e-9
        assert (kernel == 0).any()


@pytest.mark.parametrize("name", ["Gaussian", "Gabor", "Laplacian of Gaussian"])
def test_a_size_that_cuts_off_much_of_the_bell_is_told(name: str) -> None:
    generator = GENERATORS[name]
    values = generator.starting_values(first_state(image(3), "noise"))
    assert generator.note(**values) == ""
    assert "% of the bell is cut off" in generator.note(**values | {"size": 3, "sigma": 3})


@pytest.mark.parametrize("sigma", [0.4, 1, 3])
def test_the_share_that_is_cut_off_is_that_of_the_normal_distribution(sigma: float) -> None:
    note = GENERATORS["Gaussian"].note
    assert note(size=2 * np.ceil(3 * sigma) + 1, sigma=sigma) == ""
    assert note(size=5, sigma=2.5).startswith("53 % ")  # 1 − 0.6827²: one deviation to each side
    assert note(size=2, sigma=0.3) == ""


@pytest.mark.parametrize("generator", GENERATORS.values(), ids=list(GENERATORS))
def test_a_generator_and_its_parameters_are_told_in_a_sentence(generator: Generator) -> None:
    for hint in (generator.hint, *(each.hint for each in generator.parameters)):
        assert hint.endswith(".")
        assert len(hint) < 130
    for each in generator.parameters:
        assert each.least <= each.default <= each.greatest
        assert (each.greatest - each.least) / each.step == pytest.approx(
            round((each.greatest - each.least) / each.step)
        )
        assert not each.choices or len(each.choices) == each.greatest + 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": 32, "sigma": 1}, "Size may be from 1 to 31; got 32"),
        ({"size": 7, "sigma": 0}, "Width σ may be from 0.3 to 10; got 0"),
        ({"size": 7, "sigma": float("nan")}, "Width σ may be from 0.3 to 10; got NaN"),
        ({"size": 2.5, "sigma": 1}, "Size is a whole number; got 2.5"),
        ({"size": 7}, "Gaussian has the parameters size, sigma; got size"),
        ({}, "got none"),
        ({"size": 7, "sigma": 1, "gamma": 1}, "got size, sigma, gamma"),
    ],
)
def test_values_that_a_parameter_cannot_have_are_refused(values: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GENERATORS["Gaussian"].change(values)


def test_a_parameter_takes_both_its_ends() -> None:
    parameter = Parameter("size", "Size", "A hint.", 1, 31, 1, 3)
    for value in (1, 31):
        parameter.check(value)

"""What is said of all values is true of every one of them, wherever it lies and whatever else there is."""

import numpy as np
import pytest

from convviz.lab.pictures.summary import bands_of, ends_of, quantile_of, sample_of, strongest_place

LARGE = (700, 901)  # of several bands


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def strewn(*shape: int, strange: float, seed: int = 0) -> np.ndarray:
    """Return noise of which a third is not finite, and the first rows all of it."""
    values = noise(*shape, seed=seed)
    values[np.random.default_rng(seed).random(shape) < 1 / 3] = strange
    values[..., : shape[-2] // 2, :] = strange
    return values


def test_the_ends_are_those_of_all_maps() -> None:
    maps = [noise(*LARGE), 2 * noise(3, 40, 50), noise(1, 1)]
    everything = np.concatenate([each.ravel() for each in maps])
    assert ends_of(maps) == (everything.min(), everything.max())


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_no_end(strange: float) -> None:
    values = strewn(*LARGE, strange=strange)
    finite = values[np.isfinite(values)]
    assert ends_of([values]) == (finite.min(), finite.max())
    assert ends_of([np.full((3, 4), strange, np.float32)]) == (0, 0)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.995, 0.9999, 1.0])
@pytest.mark.parametrize("size", [1, 2, 999, 70_001])
def test_a_quantile_is_that_of_numpy(size: int, share: float) -> None:
    for values in (noise(size), np.abs(noise(size)), np.round(noise(size)), np.zeros(size, np.float32)):
        assert quantile_of(values, share) == pytest.approx(float(np.quantile(values, share)), abs=1e-6)


def test_a_quantile_is_right_where_a_few_values_mislead() -> None:
    values = noise(64_000)
    values[::64] += 100
    assert quantile_of(values, 0.9) == pytest.approx(float(np.quantile(values, 0.9)))


@pytest.mark.parametrize("stripe", [1, 5, 16, 100])
@pytest.mark.parametrize("width", [4032, 4000, 4096, 3024])
def test_a_sample_looks_at_every_column(width: int, stripe: int) -> None:
    stripes = np.zeros((3024, width), np.float32)
    striped = np.arange(width) // stripe % 2 == 1
    stripes[:, striped] = 1
    assert sample_of([stripes]).mean() == pytest.approx(striped.mean(), abs=0.01)


@pytest.mark.parametrize("width", [4032, 4001, 4096, 512])
def test_a_sample_looks_at_every_row(width: int) -> None:
    stripes = np.zeros((6000, width), np.float32)
    stripes[1::2] = 1
    assert sample_of([stripes]).mean() == pytest.approx(0.5, abs=0.01)


def test_a_sample_of_few_values_is_all_of_them_and_has_finite_ones_only() -> None:
    values = strewn(3, 40, 50, strange=np.nan)
    assert np.array_equal(sample_of([values[0], values[1:]]), values[np.isfinite(values)])
    assert sample_of([np.full((2, 2), np.inf, np.float32)]).tolist() == [0]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("place", [(0, 0), (699, 900), (350, 17)])
def test_the_strongest_place_is_found_wherever_it_is(place: tuple[int, int], sign: int) -> None:
    values = noise(*LARGE)
    values[place] = sign * 100
    assert strongest_place(values) == place


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_not_the_strongest(strange: float) -> None:
    values = strewn(*LARGE, strange=strange)
    values[600, 30] = -100
    assert strongest_place(values) == (600, 30)
    assert strongest_place(np.full((3, 4), strange, np.float32)) is None


def test_of_values_that_are_alike_the_first_is_the_strongest() -> None:
    assert strongest_place(np.zeros(LARGE, np.float32)) == (0, 0)


@pytest.mark.parametrize("shape", [(1, 1), LARGE, (3, 200, 901), (2, 500_000)])
def test_the_bands_are_all_rows_in_their_order(shape: tuple[int, ...]) -> None:
    values = noise(*shape)
    rows = np.empty_like(values).reshape(-1, shape[-1])
    for top, band in bands_of(values):
        rows[top : top + len(band)] = band
    assert np.array_equal(rows.reshape(shape), values)

"""The histogram counts every value once, and zero has a bin of its own to stand in."""

import numpy as np
import pytest

from convviz.lab.pictures.display import Scale, scale_of
from convviz.lab.pictures.histogram import BINS, histogram_of


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shape", [(40, 50), (3, 20, 30), (1, 1)])
def test_every_value_is_counted_in_the_bin_that_holds_it(shape: tuple[int, ...], seed: int) -> None:
    values = noise(*shape, seed=seed) * 3 + seed
    histogram = histogram_of(values, scale_of(values))
    assert histogram.counts.sum() == histogram.total == values.size
    wanted, _ = np.histogram(values.astype(np.float64), histogram.edges)
    assert np.abs(histogram.counts - wanted).sum() <= 2  # a value may lie on an edge but for rounding
    assert sum(map(histogram.share, range(len(histogram.counts)))) == pytest.approx(1)


def test_zero_is_the_middle_of_a_bin_where_values_lie_on_both_sides() -> None:
    values = noise(30, 30) + np.float32(0.3)
    edges = histogram_of(values, scale_of(values)).edges
    middles = (edges[1:] + edges[:-1]) / 2
    assert np.abs(middles).min() == pytest.approx(0, abs=1e-9)
    assert edges[0] <= values.min()
    assert edges[-1] >= values.max()
    assert BINS <= len(middles) <= BINS + 2


def test_all_the_zeros_of_a_map_are_in_one_bin() -> None:
    values = noise(30, 30)
    values[:15] = 0
    histogram = histogram_of(values, scale_of(values))
    zero = np.searchsorted(histogram.edges, 0) - 1
    assert histogram.counts[zero] >= 450


def test_the_ends_of_the_scale_are_covered() -> None:
    edges = histogram_of(noise(10, 10), Scale(-50.0, 80.0, "grey")).edges
    assert edges[0] <= -50
    assert edges[-1] >= 80


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_not_counted(strange: float) -> None:
    values = noise(20, 20)
    values[0, :7] = strange
    histogram = histogram_of(values, scale_of(values))
    assert histogram.total == histogram.counts.sum() == 393


@pytest.mark.parametrize("constant", [0.0, 2.5, -2.5])
def test_a_constant_map_is_one_bar(constant: float) -> None:
    values = np.full((9, 9), constant, np.float32)
    histogram = histogram_of(values, scale_of(values))
    assert sorted(histogram.counts)[-2:] == [0, 81]


def test_a_large_map_is_counted_from_values_all_over_it() -> None:
    values = noise(1500, 2000)
    histogram = histogram_of(values, scale_of(values))
    assert 250_000 <= histogram.total < values.size
    middles = (histogram.edges[1:] + histogram.edges[:-1]) / 2
    assert np.average(middles, weights=histogram.counts) == pytest.approx(0, abs=0.01)

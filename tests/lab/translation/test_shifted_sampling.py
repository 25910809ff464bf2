"""Which values are taken: one for each pixel of the screen, the same ones where a person looks a little elsewhere."""

import numpy as np
import pytest

from convviz.lab.glimpse import Look
from convviz.lab.sampled_map import Sampling
from convviz.lab.translation.shifted_sampling import all_of, all_over, inside, is_from_all_over, on_screen, thinned
from convviz.nn.receptive_field import ITSELF, ReceptiveField

SIZE = 300, 400


def test_from_close_by_all_that_is_seen_is_taken() -> None:
    at = on_screen(Look(100.5, 200.5, 120.5, 230.5, 8), ITSELF, SIZE)
    assert at.rows.step == at.columns.step == 1
    assert {*range(100, 121)} <= {*at.rows} <= {*range(99, 123)}
    assert {*range(200, 231)} <= {*at.columns} <= {*range(199, 233)}


@pytest.mark.parametrize("zoom", [0.9, 0.5, 0.3, 0.05])
def test_from_afar_there_is_a_value_for_each_pixel_of_the_screen(zoom: float) -> None:
    at = on_screen(Look(-50, -50, 350, 450, zoom), ITSELF, SIZE)
    assert is_from_all_over(at, SIZE)
    assert at.rows.step * zoom <= 1 < (at.rows.step + 2) * zoom


@pytest.mark.parametrize("period", [4, 8, 9, 10])
def test_no_period_of_a_picture_hides_between_the_steps(period: int) -> None:
    for at in (on_screen(Look(0, 0, 300, 400, 1 / period), ITSELF, SIZE), all_over(SIZE, 120_000 // period**2)):
        for axis in at:
            assert {place % period for place in axis} == {*range(period)}


def test_the_steps_of_a_strided_map_count() -> None:
    field = ReceptiveField((3, 3), (4, 4), (-1, -1))
    assert on_screen(Look(0, 0, 300, 400, 0.1), field, (75, 100)).rows.step == 2


def test_looking_a_little_elsewhere_takes_the_same_places() -> None:
    first, later = (on_screen(Look(top, 0, top + 100, 100, 0.2), ITSELF, SIZE) for top in (50, 53))
    assert first.rows[0] % 5 == later.rows[0] % 5 == 0


@pytest.mark.parametrize("top", [-900, 900])
def test_where_nothing_is_on_the_screen_there_is_a_value_all_the_same(top: float) -> None:
    at = on_screen(Look(top, top, top + 50, top + 50, 0.3), ITSELF, SIZE)
    assert at.size >= 1
    assert 0 <= at.rows[0] <= at.rows[-1] < SIZE[0]
    assert 0 <= at.columns[0] <= at.columns[-1] < SIZE[1]


def test_some_from_all_over_are_no_more_than_asked_for() -> None:
    assert all_over((7, 9), 63) == all_of((7, 9))
    at = all_over(SIZE, 1000)
    assert 400 < at.size <= 1200
    assert is_from_all_over(at, SIZE)
    assert is_from_all_over(thinned(at, 3), SIZE)
    assert not is_from_all_over(Sampling(at.rows[1:], at.columns), SIZE)


def test_the_part_inside_a_run_is_that_of_the_places_themselves() -> None:
    random = np.random.default_rng(0)
    for _ in range(200):
        start, stop, step = random.integers(0, 30), random.integers(31, 60), random.integers(1, 9)
        first, last = sorted(random.integers(0, 60, 2).tolist())
        places = range(int(start), int(stop), int(step))
        wanted = [place for place in places if first <= place < last]
        assert [*places[inside(slice(first, last), places)]] == wanted

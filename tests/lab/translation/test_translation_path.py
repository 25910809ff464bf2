"""The ways along which a shift is played."""

import numpy as np
import pytest

from convviz.lab.translation.translation_path import WAYS, path

REACH = (5, 7)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", [1, 0.5, 0.25, 0.1])
@pytest.mark.parametrize("start", [(0, 0), (2, -3), (5, 7)])
def test_a_way_stays_in_its_range_and_closes_with_steps_of_one_size(way, step, start) -> None:
    places = path(way, start, REACH, step)
    assert (np.abs(places) <= np.array(REACH) + 1e-9).all()
    moves = np.abs(np.diff(places, axis=0, append=places[:1]))
    assert moves.max() <= 2 * step + 1e-9
    assert (moves.max(axis=1) > 0).all()
    assert np.allclose(places / step, np.round(places / step))


@pytest.mark.parametrize("start", [(0, 0), (2, -3), (-5, 7)])
def test_a_line_begins_where_the_image_is_and_reaches_both_ends(start) -> None:
    along_x = path("x", start, REACH, 1)
    assert tuple(along_x[0]) == start
    assert set(along_x[:, 0]) == {start[0]}
    assert (along_x[:, 1].min(), along_x[:, 1].max()) == (-7, 7)
    along_y = path("y", start, REACH, 1)
    assert tuple(along_y[0]) == start
    assert set(along_y[:, 1]) == {start[1]}
    assert (along_y[:, 0].min(), along_y[:, 0].max()) == (-5, 5)


def test_a_diagonal_goes_as_far_as_both_sides_allow() -> None:
    places = path("diagonal", (0, 0), REACH, 1)
    assert (places[:, 0] == places[:, 1]).all()
    assert places.max() == 5


def test_a_circle_goes_through_the_start_and_keeps_its_distance_from_zero() -> None:
    places = path("circle", (0, 4), REACH, 0.1)
    assert tuple(places[0]) == (0, 4)
    assert np.abs(np.hypot(*places.T) - 4).max() < 0.1


@pytest.mark.parametrize("start", [(0, 0), (5, 7), (-5, 6)])
def test_a_circle_that_cannot_go_round_zero_begins_at_the_start_all_the_same(start) -> None:
    places = path("circle", start, REACH, 0.1)
    assert tuple(places[0]) == start
    assert np.ptp(places[:, 0]) > 2.5


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_of_one_pixel_stays_where_it_is(way) -> None:
    assert path(way, (0, 0), (0, 0), 1).tolist() == [[0, 0]]

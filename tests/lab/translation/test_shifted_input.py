"""What the network gets when the image is moved."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.engine import shift
from convviz.engine.padding import OUTSIDE
from convviz.lab.network_input import network_input
from convviz.lab.state import State
from convviz.lab.translation.shift_range import moved_shape, shift_range
from convviz.lab.translation.shifted_input import (
    Moved,
    moved_input,
    read_places,
    shifted_input,
    source_picture,
)
from convviz.lab.translation.translation import EDGES, INTERPOLATIONS, Translation
from tests.lab.states import image, state

MOVING = EDGES[:4]


def moving(edge: str, interpolation: str = "bilinear", height: int = 13, width: int = 18, **changes: object) -> State:
    picture = image(3, height, width)
    return state(picture=picture, translation=Translation(edge=edge, interpolation=interpolation), **changes)


@pytest.mark.parametrize("edge", MOVING)
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("distance", [(0, 0), (3, -2), (-6.0, 9.0), (0.5, 0), (-1.25, 2.75)])
def test_it_is_the_network_s_input_shifted_as_the_engine_shifts(
    edge: str, interpolation: str, distance: tuple[float, float]
) -> None:
    of = moving(edge, interpolation, input_size=(9, 11))
    moved = shifted_input(of, *distance)
    np.testing.assert_array_equal(moved, shift(network_input(of), *distance, edge, interpolation))
    assert not moved.flags.writeable


@pytest.mark.parametrize("size", [(13, 18), (12, 17), (4, 5), (2, 2)])
def test_a_crop_shows_the_real_picture_wherever_the_window_is(size: tuple[int, int]) -> None:
    of = moving("crop", "bilinear", *size)
    _, height, width = moved_shape(of)
    most_y, most_x = shift_range(of)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    for dy in range(-most_y, most_y + 1):
        for dx in range(-most_x, most_x + 1):
            window = of.image[:, top - dy : top - dy + height, left - dx : left - dx + width]
            np.testing.assert_array_equal(shifted_input(of, dy, dx), window)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_a_fraction_of_a_crop_is_interpolated_from_the_picture_around_it(interpolation: str) -> None:
    of = moving("crop", interpolation, 20, 30)
    wide = shift(of.image, -1.25 + 2, 0.5, "replicate", interpolation)
    _, height, width = moved_shape(of)
    expected = wide[:, 5 + 2 : 5 + 2 + height, 7 : 7 + width]
    np.testing.assert_allclose(shifted_input(of, -1.25, 0.5), expected, atol=1e-6)


def test_a_crop_of_a_sized_input_is_seen_twice_as_near_and_whole_pixels_are_copies() -> None:
    of = moving("crop", height=40, width=60, input_size=(10, 12))
    here, moved = shifted_input(of, 0, 0), shifted_input(of, 2, -3)
    assert here.shape == moved.shape == moved_shape(of)
    np.testing.assert_array_equal(moved[:, 2:, :-3], here[:, :-2, 3:])
    double = network_input(replace(of, input_size=(20, 24)))
    np.testing.assert_array_equal(here, double[:, 5:15, 6:18])


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("distance", [(0, 0), (2, -3), (-4, 4), (0.25, -1.5)])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_single_rows_and_columns_are_those_of_the_whole(edge: str, distance: tuple[float, float], step: int) -> None:
    of = moving(edge)
    whole = shifted_input(of, *distance)
    part = moved_input(of, *distance).at(*(np.arange(0, size, step) for size in whole.shape[1:]))
    np.testing.assert_allclose(part, whole[:, ::step, ::step], atol=1e-6)
    if all(float(each).is_integer() for each in distance):
        np.testing.assert_array_equal(part, whole[:, ::step, ::step])


def test_places_outside_read_as_zero_wherever_they_stand() -> None:
    moved = Moved(np.ones((2, 4, 5)), 0.5, 1, "circular")
    rows, columns = np.array([OUTSIDE, 0, 1, OUTSIDE]), np.array([3, OUTSIDE])
    np.testing.assert_array_equal(moved.at(rows, columns)[0], [[0, 0], [1, 0], [1, 0], [0, 0]])


def test_places_are_read_as_indexing_reads_them() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.random((2, 30, 40))
    for _ in range(300):
        rows, columns = (_some_places(rng, size) for size in pixels.shape[1:])
        expected = np.where(
            (rows[:, np.newaxis] == OUTSIDE) | (columns == OUTSIDE), 0, pixels[:, rows[:, np.newaxis], columns]
        )
        np.testing.assert_array_equal(read_places(pixels, rows, columns), expected)


def _some_places(rng: np.random.Generator, size: int) -> np.ndarray:
    kind, step = rng.integers(5), int(rng.integers(1, 5))
    run = np.arange(int(rng.integers(0, 6)), size, step)
    if kind == 0:
        return run
    if kind == 1:
        return run[::-1]
    if kind == 2:
        return np.concatenate([[OUTSIDE] * int(rng.integers(4)), run, [OUTSIDE] * int(rng.integers(4))]).astype(int)
    if kind == 3:
        return np.concatenate([[run[0]] * int(rng.integers(4)), run, run[-2::-1], run[:1]]).astype(int)
    return np.where(rng.random(25) < 0.2, OUTSIDE, rng.integers(0, size, 25))


def test_the_source_is_what_the_network_gets_itself_where_that_is_enough() -> None:
    of = moving("zeros")
    assert source_picture(of) is of.image
    assert np.shares_memory(shifted_input(of, 0, 0), of.image)

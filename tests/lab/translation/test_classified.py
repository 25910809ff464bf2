"""The digit that moves: what is moved how far, the part of the plane with all of it, and where classes are named."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.engine import shift
from convviz.lab.pictures.class_colours import COLOURS, class_colour, ink_on
from convviz.lab.translation.classified import (
    CANVAS,
    FREE,
    PLACES,
    REACH,
    SIDE,
    Digit,
    NetworkScores,
    digit_shift,
    labels_of,
    moved,
    picture_as_digit,
)
from convviz.lab.translation.translation import Translation
from convviz.nn.placement import on_canvas
from convviz.nn.shifted_scores import ScorePlane
from tests.lab import states

SOLID = np.ones((1, SIDE, SIDE), np.float32)


def plane_of(winners: np.ndarray) -> ScorePlane:
    """Return a plane at whose shifts these classes win."""
    scores = np.full((*winners.shape, 10), 0.05)
    np.put_along_axis(scores, winners[..., None], 0.55, axis=-1)
    return ScorePlane(np.array(PLACES, float), np.array(PLACES, float), scores)


def stroke(dark_on_bright: bool = False) -> np.ndarray:
    """Return a tall bar off the middle of a picture in colour."""
    picture = np.zeros((3, 40, 60), np.float32)
    picture[:, 5:25, 30:35] = 0.8
    return 1 - picture if dark_on_bright else picture


@pytest.mark.parametrize(("dy", "dx", "expected"), [(3, -2, (3, -2)), (0.25, 99, (0.25, REACH)), (-99, 0, (-REACH, 0))])
def test_the_digit_moves_as_the_image_and_stops_where_half_of_the_canvas_is_reached(
    dy: float, dx: float, expected: tuple[float, float]
) -> None:
    state = states.state(picture=states.image(height=64, width=80), translation=Translation(dy=dy, dx=dx))
    assert digit_shift(state) == expected
    assert all(isinstance(amount, float) for amount in digit_shift(state))


def test_the_size_of_the_picture_of_the_lab_says_nothing_of_how_far_the_digit_moves() -> None:
    small = states.image(height=3, width=2)
    for edge in ("zeros", "crop"):
        state = states.state(picture=small, translation=Translation(dy=7, dx=-99, edge=edge))
        assert digit_shift(state) == (7, -REACH)


def test_free_shifts_leave_the_whole_digit_on_the_canvas_and_others_do_not() -> None:
    digit = Digit(on_canvas(SOLID, CANVAS))
    for place in PLACES:
        left = moved(digit, (place, 0), "zeros", "bilinear").sum()
        assert (left == SIDE**2) == (place in FREE)


def test_around_the_canvas_all_is_black_so_a_crop_brings_in_zeros() -> None:
    digit = Digit(on_canvas(SOLID, CANVAS))
    here = moved(digit, (6, 5), "crop", "bilinear")
    assert np.array_equal(here, shift(digit.canvas, 6, 5, "zeros"))


@pytest.mark.parametrize("dark_on_bright", [False, True])
def test_a_picture_is_cut_to_its_ink_and_stands_in_the_middle(dark_on_bright: bool) -> None:
    small = picture_as_digit(stroke(dark_on_bright))
    assert small.shape == (1, SIDE, SIDE)
    rows, columns = small[0].sum(axis=1), small[0].sum(axis=0)
    assert (rows > 1).all()
    assert columns[2:6].sum() > 0.95 * columns.sum()
    assert small.max() == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("level", [0.0, 0.3, 1.0])
def test_a_picture_of_one_level_is_a_digit_too(level: float) -> None:
    assert np.isfinite(picture_as_digit(np.full((1, 9, 5), level, np.float32))).all()


def test_the_share_of_a_class_counts_the_places_with_the_whole_digit_alone() -> None:
    winners = np.full((17, 17), 7)
    winners[4:13, 4:13] = 3
    winners[4, 4:13] = 5
    network = NetworkScores("conv", np.eye(10)[3], plane_of(winners))
    assert network.winner == 3
    assert network.whole is not None
    assert network.whole.scores.shape == (9, 9, 10)
    assert network.share_of(3) == pytest.approx(72 / 81)
    assert network.share_of(7) == 0
    assert network.share_of(None) is None
    assert replace(network, plane=None).share_of(3) is None


def test_a_class_is_named_in_the_middle_of_its_part_if_that_holds_a_square_of_three() -> None:
    winners = np.zeros((17, 17), int)
    winners[:, 9:] = 4
    winners[2:4, 2:9] = 8
    labels = labels_of(winners)
    assert set(labels) == {0, 4}
    for label, (row, column) in labels.items():
        assert (winners[row - 1 : row + 2, column - 1 : column + 2] == label).all()
    row, column = labels[4]
    assert 3 <= row <= 13
    assert 12 <= column <= 13


def test_a_class_is_not_named_under_the_frame_in_the_middle_unless_there_is_no_other_place() -> None:
    winners = np.full((17, 17), 7)
    winners[4:13, 4:13] = 3
    row, column = labels_of(winners)[3]
    assert max(abs(row - 8), abs(column - 8)) > 2
    assert (winners[row - 1 : row + 2, column - 1 : column + 2] == 3).all()
    winners = np.full((17, 17), 7)
    winners[7:10, 7:10] = 3
    assert labels_of(winners)[3] == (8, 8)


def test_each_class_has_a_colour_of_its_own_on_which_its_digit_is_read() -> None:
    assert len({class_colour(label) for label in range(10)}) == len(COLOURS)
    for colour in COLOURS:
        ink = ink_on(colour)
        other = tuple(255 - value for value in ink)
        assert abs(sum(ink) - sum(colour)) > abs(sum(other) - sum(colour)) - 160
    assert ink_on((255, 255, 0)) == (0, 0, 0)
    assert ink_on((0, 0, 90)) == (255, 255, 255)

"""Courses: which shifts are measured, and in which order."""

import numpy as np
import pytest

from convviz.lab.translation.course import AXES, STEPS, Course


def test_a_course_along_an_axis_has_every_step_from_end_to_end() -> None:
    assert Course("x", 2).shifts.tolist() == [[0, -2], [0, -1], [0, 0], [0, 1], [0, 2]]
    assert Course("y", 1, 0.5).shifts.tolist() == [[-1, 0], [-0.5, 0], [0, 0], [0.5, 0], [1, 0]]
    assert Course("diagonal", 1).shifts.tolist() == [[-1, -1], [0, 0], [1, 1]]


def test_a_plane_has_all_pairs_row_by_row() -> None:
    course = Course("plane", 1)
    assert course.shifts.tolist() == [[dy, dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("step", STEPS)
def test_the_rings_have_every_shift_once_and_go_outwards(axis: str, step: float) -> None:
    course = Course(axis, 3, step)
    numbers = np.concatenate(course.rings)
    assert sorted(numbers.tolist()) == list(range(len(course.shifts)))
    distances = np.abs(course.shifts[numbers]).max(axis=1)
    assert distances[0] == 0
    assert (np.diff(distances) >= 0).all()
    assert len(course.rings) == round(3 / step) + 1


def test_no_reach_is_no_shift_alone() -> None:
    assert Course("plane", 0).shifts.tolist() == [[0, 0]]


def test_a_shift_is_shown_where_it_lies_and_said_to_lie_beside() -> None:
    assert Course("x").place_of(0, 3) == (3, True)
    assert Course("x").place_of(2, 3) == (3, False)
    assert Course("y").place_of(2, 0) == (2, True)
    assert Course("diagonal").place_of(2, 2) == (2, True)
    assert Course("diagonal").place_of(1, 2) == (2, False)


@pytest.mark.parametrize(
    ("arguments", "why"), [(("z", 3), "no axis"), (("x", -1), "at least 0"), (("x", 3, 2), "step")]
)
def test_what_is_no_course_is_refused(arguments: tuple, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Course(*arguments)

"""The cells that a brush passes on its way."""

from itertools import pairwise

import pytest

from convviz.ui.kernel_gestures import Place, cells_passed

SIDE, SIZE = 10, (4, 5)


def middle(y: int, x: int) -> Place:
    return SIDE * (y + 0.5), SIDE * (x + 0.5)


@pytest.mark.parametrize("start", [(0, 0), (3, 4), (1, 2)])
@pytest.mark.parametrize("end", [(0, 4), (3, 0), (2, 2), (3, 4)])
def test_a_line_begins_and_ends_at_its_ends_and_skips_no_cell(start: tuple[int, int], end: tuple[int, int]) -> None:
    cells = cells_passed(middle(*start), middle(*end), SIDE, SIZE)
    assert (cells[0], cells[-1]) == (start, end)
    assert len(set(cells)) == len(cells)
    for one, next_one in pairwise(cells):
        assert max(abs(one[0] - next_one[0]), abs(one[1] - next_one[1])) == 1


def test_a_point_is_one_cell() -> None:
    assert cells_passed(middle(2, 3), middle(2, 3), SIDE, SIZE) == [(2, 3)]


def test_only_the_part_of_a_line_that_lies_over_the_kernel_counts() -> None:
    assert cells_passed((25, -500), (25, 500), SIDE, SIZE) == [(2, x) for x in range(5)]
    assert cells_passed((-0.5, 5), (-0.5, 45), SIDE, SIZE) == []

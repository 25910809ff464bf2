"""What a hand does to cells: the way of a brush, a drag there and back, a sign that waits for its digit."""

from itertools import pairwise

import numpy as np
import pytest

import convviz.ui.kernel.kernel_gestures as module
from convviz.lab.edits.edits import cells_set
from convviz.ui.kernel.kernel_gestures import Drag, Place, Sign, cells_passed
from convviz.ui.main_window import MainWindow
from tests.hands import steps

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


def test_dragged_back_to_where_it_began_a_number_is_the_very_same(window: MainWindow) -> None:
    grid = window.page.kernel_panel.grid
    window.document.edit("Set", cells_set, [(1, 1)], 1 / 9)
    window.document.undo_stack.clear()
    drag = Drag(grid.kernel, [(1, 1)], 100.0)
    drag.move(60.0)
    drag.move(100.0)
    assert window.document.state.kernel[1, 1] == np.float32(1 / 9)
    assert steps(window.document) == []


def test_a_sign_is_forgotten_after_a_while(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    sign = Sign(window.page.kernel_panel.grid.kernel, [(1, 1)], "-", 0)
    later = module.monotonic() + module.LONGEST_PAUSE + 1
    monkeypatch.setattr(module, "monotonic", lambda: later)
    assert not sign.take_back()
    assert window.document.state.kernel[1, 1] == pytest.approx(-module.STEP)

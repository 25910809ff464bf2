"""The strip of feature maps: choose one with the mouse or the arrow keys."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from convviz.lab.edits import filter_added, filter_removed
from convviz.ui.main_window import MainWindow
from convviz.ui.map_strip import MapStrip
from tests.hands import Key, click, colours_of, press, settle, steps
from tests.lab_states import random_states


@pytest.fixture
def strip(window: MainWindow, qtbot: QtBot) -> MapStrip:
    """Return the strip of four maps, of which the last is selected."""
    for _ in range(3):
        window.document.edit("Duplicate filter", filter_added)
    settle(qtbot, window)
    window.document.undo_stack.clear()
    return window.page.strip


def middle(strip: MapStrip, index: int) -> QPoint:
    pitch = strip.sizeHint().width() // 4
    return QPoint(index * pitch + pitch // 2, strip.height() // 2)


def test_one_map_needs_no_strip(window: MainWindow) -> None:
    assert not window.page.strip.isVisible()


def test_a_click_selects_a_map(window: MainWindow, strip: MapStrip) -> None:
    assert strip.isVisible()
    for index in (0, 2, 1):
        click(strip, middle(strip, index))
        assert window.document.state.selected_filter == index
    assert steps(window.document) == ["Select filter"]


def test_a_click_on_the_selected_map_and_beside_all_maps_is_no_step(window: MainWindow, strip: MapStrip) -> None:
    click(strip, middle(strip, 3))
    click(strip, QPoint(strip.width() - 2, 20))
    assert steps(window.document) == []


def test_the_arrow_keys_select_and_stop_at_the_ends(window: MainWindow, strip: MapStrip) -> None:
    strip.setFocus()
    seen = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_Right):
        press(key)
        seen.append(window.document.state.selected_filter)
    assert seen == [2, 1, 0, 0, 1]


def test_the_selected_map_is_the_one_that_is_shown_large(window: MainWindow, strip: MapStrip, qtbot: QtBot) -> None:
    click(strip, middle(strip, 1))
    settle(qtbot, window)
    assert window.page.pictures.map_heading.details.text().startswith("2/4")


def test_every_map_is_drawn_and_the_selected_one_is_marked(strip: MapStrip) -> None:
    grabbed = colours_of(strip.grab().toImage())
    pitch = strip.sizeHint().width() // 4
    cells = [grabbed[:, index * pitch : (index + 1) * pitch - 8] for index in range(4)]
    assert all(len({tuple(colour) for colour in cell.reshape(-1, 3).tolist()}) > 20 for cell in cells)
    assert (cells[0] == cells[1]).all()  # duplicates
    assert (cells[0] != cells[3]).any()


def test_with_64_maps_each_is_reached_with_the_mouse(window: MainWindow, strip: MapStrip, qtbot: QtBot) -> None:
    for _ in range(60):
        window.document.edit("Duplicate filter", filter_added)
    settle(qtbot, window)
    selected = set()
    for x in range(0, strip.width(), 4):
        click(strip, QPoint(x, 20))
        selected.add(window.document.state.selected_filter)
    assert selected == set(range(64))
    settle(qtbot, window)


def test_a_click_on_a_map_that_was_just_removed_is_refused(window: MainWindow, strip: MapStrip, qtbot: QtBot) -> None:
    for _ in range(2):
        window.document.edit("Remove filter", filter_removed)
    before = window.document.state
    click(strip, middle(strip, 3))  # its thumbnail is there until the next frame
    assert window.document.state is before
    settle(qtbot, window)


def test_showing_a_state_never_edits_it(window: MainWindow) -> None:
    for state in random_states(100):
        window.page.strip.show_state(state)
    assert steps(window.document) == []


def test_the_button_above_the_map_adds_a_filter_and_shows_the_strip(window: MainWindow, qtbot: QtBot) -> None:
    assert not window.page.strip.isVisible()
    click(window.page.pictures.add)
    settle(qtbot, window)
    assert window.document.state.layer.out_channels == 2
    assert window.page.strip.isVisible()
    assert window.page.pictures.add.text() == "+ Filter"

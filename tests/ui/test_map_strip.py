"""The bank of filters: select, add, rename, move and remove, with the mouse and with the keyboard."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from convviz.lab.edits import display_set, filter_added, filter_removed, kernel_set
from convviz.lab.kernels import named_kernel
from convviz.lab.state import MOST_FILTERS
from convviz.ui.filter_tiles import FilterTiles
from convviz.ui.main_window import MainWindow
from tests.hands import CONTROL, Button, Key, activate, click, colours_of, drag, press, settle, steps, type_text, wheel
from tests.lab_states import random_states

NAMES = ["Sobel x", "Sobel y", "Laplacian", "Emboss"]


@pytest.fixture
def tiles(window: MainWindow, qtbot: QtBot) -> FilterTiles:
    """Return the tiles of four filters, of which the last is selected."""
    for key in ("sobel-y", "laplacian", "emboss"):
        window.document.edit("Add filter", filter_added)
        window.document.edit("Choose", kernel_set, named_kernel(key).weights)
    settle(qtbot, window)
    window.document.undo_stack.clear()
    return window.page.strip.tiles


def middle(tiles: FilterTiles, index: int) -> QPoint:
    return tiles.tile(index).center()


def titles(window: MainWindow) -> list[str]:
    state = window.document.state
    return [state.filter_title(index) for index in range(state.layer.out_channels)]


def selected(window: MainWindow) -> int:
    return window.document.state.selected_filter


def test_one_map_needs_no_strip(window: MainWindow) -> None:
    assert not window.page.strip.isVisible()


def test_a_click_selects_a_map(window: MainWindow, tiles: FilterTiles) -> None:
    assert window.page.strip.isVisible()
    for index in (0, 2, 1):
        click(tiles, middle(tiles, index))
        assert selected(window) == index
    assert steps(window.document) == ["Select filter"]


def test_a_click_on_the_selected_map_is_no_step(window: MainWindow, tiles: FilterTiles) -> None:
    click(tiles, middle(tiles, 3))
    assert steps(window.document) == []


def test_the_keys_select_and_stop_at_the_ends(window: MainWindow, tiles: FilterTiles) -> None:
    window.page.strip.setFocus()
    seen = []
    for key in (Key.Key_Left, Key.Key_Home, Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_Right):
        press(key)
        seen.append(selected(window))
    assert seen == [2, 0, 0, 1, 3, 3]


def test_the_selected_map_is_the_one_that_is_shown_large(window: MainWindow, tiles: FilterTiles, qtbot: QtBot) -> None:
    click(tiles, middle(tiles, 1))
    settle(qtbot, window)
    assert window.page.pictures.map_heading.details.text().startswith("2/4")


def test_every_map_is_drawn_and_the_selected_one_is_marked(tiles: FilterTiles) -> None:
    grabbed = colours_of(tiles.grab().toImage())
    places = [tiles.tile(index) for index in range(4)]
    seen = [grabbed[place.top() : place.bottom(), place.left() : place.right()] for place in places]
    assert all(len({tuple(colour) for colour in tile.reshape(-1, 3).tolist()}) > 20 for tile in seen)
    accent = tiles.palette().accent().color().getRgb()[:3]
    assert [(tile[0, 20] == accent).all() for tile in seen] == [False, False, False, True]


@pytest.mark.parametrize("way", ["tile", "key", "button above the map"])
def test_a_filter_is_added_behind_the_selected_one(window: MainWindow, tiles: FilterTiles, way: str) -> None:
    click(tiles, middle(tiles, 1))
    window.document.undo_stack.clear()
    if way == "tile":
        click(tiles, middle(tiles, 4))
    elif way == "key":
        tiles.setFocus()
        type_text("+")
    else:
        window.all_actions.add_filter.trigger()
    assert titles(window) == ["Sobel x", "Sobel y", "Sobel y", "Laplacian", "Emboss"]
    assert selected(window) == 2
    assert steps(window.document) == ["Add filter"]


@pytest.mark.parametrize("way", ["key", "double click"])
def test_a_filter_is_renamed_in_its_place(window: MainWindow, tiles: FilterTiles, way: str) -> None:
    if way == "key":
        tiles.setFocus()
        press(Key.Key_F2)
    else:
        QTest.mouseDClick(tiles, Button.LeftButton, pos=middle(tiles, 3))
    assert tiles.name_edit.isVisible()
    type_text("relief")
    press(Key.Key_Return)
    assert titles(window)[3] == "relief"
    assert steps(window.document) == ["Rename filter"]
    assert tiles.hasFocus()
    press(Key.Key_F2)
    press(Key.Key_Delete)
    press(Key.Key_Return)
    assert titles(window)[3] == "Emboss"


def test_escape_keeps_the_name_that_there_was(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    type_text("no")
    press(Key.Key_Escape)
    assert titles(window) == NAMES
    assert steps(window.document) == []


def test_a_click_elsewhere_keeps_what_was_typed(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    type_text("relief")
    window.page.map_view.setFocus()
    assert titles(window)[3] == "relief"


def test_delete_removes_the_selected_filter(window: MainWindow, tiles: FilterTiles) -> None:
    click(tiles, middle(tiles, 1))
    tiles.setFocus()
    press(Key.Key_Delete)
    assert titles(window) == ["Sobel x", "Laplacian", "Emboss"]


def test_the_last_filter_is_not_removed_and_the_window_says_why(window: MainWindow) -> None:
    window.page.strip.tiles._document.edit("Remove filter", filter_removed)
    assert window.message_bar.text.startswith("The layer needs at least one filter")


@pytest.mark.parametrize(
    ("start", "gap", "order"),
    [(0, 2, [1, 0, 2, 3]), (0, 4, [1, 2, 3, 0]), (3, 0, [3, 0, 1, 2]), (2, 1, [0, 2, 1, 3]), (1, 2, [0, 1, 2, 3])],
)
def test_a_tile_is_dragged_to_another_place(
    window: MainWindow, tiles: FilterTiles, start: int, gap: int, order: list[int]
) -> None:
    end = QPoint(tiles.tile(gap).left() - 2, 30)
    drag(tiles, middle(tiles, start), end)
    assert titles(window) == [NAMES[index] for index in order]
    assert titles(window)[selected(window)] == NAMES[start]
    assert steps(window.document).count("Move filter") == (order != [0, 1, 2, 3])


def test_ctrl_and_an_arrow_move_the_selected_filter(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_Left, CONTROL, times=2)
    assert titles(window) == ["Sobel x", "Emboss", "Sobel y", "Laplacian"]
    press(Key.Key_Right, CONTROL)
    assert titles(window) == ["Sobel x", "Sobel y", "Emboss", "Laplacian"]
    press(Key.Key_Right, CONTROL, times=5)
    assert titles(window)[-1] == "Emboss"
    assert steps(window.document) == ["Move filter"] * 4


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Duplicate", ["Sobel x", "Sobel y", "Sobel y", "Laplacian", "Emboss"]),
        ("Move left", ["Sobel y", "Sobel x", "Laplacian", "Emboss"]),
        ("Move right", ["Sobel x", "Laplacian", "Sobel y", "Emboss"]),
        ("Remove", ["Sobel x", "Laplacian", "Emboss"]),
    ],
)
def test_the_menu_of_a_tile_does_what_the_keys_do(
    window: MainWindow, tiles: FilterTiles, text: str, after: list[str]
) -> None:
    place = middle(tiles, 1)
    QTest.mousePress(tiles, Button.RightButton, pos=place)
    QApplication.sendEvent(tiles, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, tiles.mapToGlobal(place)))
    menu = tiles.findChild(QMenu)
    action = next(action for action in menu.actions() if action.text().startswith(text))
    action.trigger()
    menu.close()
    activate(window)
    assert titles(window) == after


def test_with_64_filters_tiles_keep_their_size_and_the_strip_scrolls(
    window: MainWindow, tiles: FilterTiles, qtbot: QtBot
) -> None:
    size = tiles.tile(0).size()
    for _ in range(MOST_FILTERS - 4):
        window.document.edit("Add filter", filter_added)
    assert tiles.tile(63).size() == size
    strip = window.page.strip
    seen = strip.viewport().rect().translated(-tiles.x(), -tiles.y())
    assert seen.contains(tiles.tile(selected(window)))
    window.document.edit("Select", selected_filter=0)
    assert strip.horizontalScrollBar().value() == 0
    wheel(tiles, middle(tiles, 1), -3)
    assert strip.horizontalScrollBar().value() > 0
    before = window.document.state
    click(tiles, middle(tiles, 63) + QPoint(80, 0))  # there is no sign to add a 65th
    window.document.edit("Add filter", filter_added)
    assert "64 filters" in window.message_bar.text
    assert window.document.state is before
    settle(qtbot, window)


def test_a_tip_says_what_a_tile_is_and_whether_its_colours_can_be_compared(
    window: MainWindow, tiles: FilterTiles, qtbot: QtBot
) -> None:
    def tip(index: int) -> str:
        place = middle(tiles, index)
        QApplication.sendEvent(tiles, QHelpEvent(QEvent.Type.ToolTip, place, tiles.mapToGlobal(place)))
        return QToolTip.text()

    assert tip(1).startswith("Filter 2 of 4: Sobel y")
    assert "its own scale" in tip(1)
    window.document.edit("Share", lambda state: display_set(state, locked=True))
    settle(qtbot, window)
    assert "the scale of all maps" in tip(1)
    assert tip(4) == "Add a filter: a copy of the selected one"


def test_a_screen_reader_hears_which_filter_is_selected(window: MainWindow, tiles: FilterTiles) -> None:
    click(tiles, middle(tiles, 1))
    assert tiles.accessibleDescription() == "Filter 2 of 4: Sobel y"


def test_showing_a_state_never_edits_it(window: MainWindow) -> None:
    for state in random_states(100):
        window.page.strip.show_state(state)
    assert steps(window.document) == []


def test_the_button_above_the_map_adds_a_filter_and_gives_way_to_the_strip(window: MainWindow, qtbot: QtBot) -> None:
    assert window.page.pictures.add.text() == "+ Filter"
    assert not window.page.strip.isVisible()
    click(window.page.pictures.add)
    settle(qtbot, window)
    assert window.document.state.layer.out_channels == 2
    assert window.page.strip.isVisible()
    assert not window.page.pictures.add.isVisible()

"""The bank of filters: select, add, rename, move and remove, with the mouse and with the keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from convviz.lab.compute import compute
from convviz.lab.edits.edits import display_set, filter_added, filter_removed, filter_renamed, kernel_set, layer_set
from convviz.lab.kernel.kernels import named_kernel
from convviz.lab.pictures.display import Scale
from convviz.ui.filters import filter_tile, filter_tiles
from convviz.ui.filters.filter_tile import PITCH, Tile, span_text
from convviz.ui.filters.filter_tiles import FilterTiles
from convviz.ui.filters.map_strip import MapStrip
from convviz.ui.main_window import MainWindow
from tests.hands import (
    ALT,
    CONTROL,
    Button,
    Key,
    activate,
    click,
    colours_of,
    drag,
    focused,
    press,
    settle,
    steps,
    type_text,
    wheel,
)
from tests.lab_states import random_states

MANY = 64
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


@pytest.fixture
def many(window: MainWindow, tiles: FilterTiles) -> FilterTiles:
    """Return the tiles of many filters, of which the first is selected."""
    layer = window.document.state.layer
    options = {"weight": np.resize(layer.weight, (MANY, *layer.weight.shape[1:])), "bias": np.zeros(MANY)}
    window.document.edit("Many filters", partial(layer_set, **options), filter_names=())
    window.document.edit("Select", selected_filter=0)
    window.document.undo_stack.clear()
    QApplication.processEvents()
    return tiles


def middle(tiles: FilterTiles, index: int) -> QPoint:
    return tiles.tile(index).center()


def in_view(strip: MapStrip) -> QRect:
    """Return the part of the tiles that is seen."""
    return strip.viewport().rect().translated(-strip.tiles.pos())


def half_hidden(strip: MapStrip) -> tuple[int, QPoint]:
    """Return the last tile that is seen in part, and a point on that part."""
    bar, seen = strip.horizontalScrollBar(), in_view(strip)
    index = seen.right() // PITCH
    bar.setValue(index * PITCH + 30 - seen.width())
    assert not in_view(strip).contains(strip.tiles.tile(index))
    return index, strip.tiles.tile(index).topLeft() + QPoint(20, 20)


def open_menu(tiles: FilterTiles, place: QPoint) -> list[QMenu]:
    """Press the right button, as a desktop does that opens the menu at once; return the menus that are open."""
    QTest.mousePress(tiles, Button.RightButton, pos=place)
    QApplication.sendEvent(tiles, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, tiles.mapToGlobal(place)))
    return [menu for menu in tiles.findChildren(QMenu) if menu.isVisible()]


def double_click(tiles: FilterTiles, place: QPoint) -> None:
    """Click twice, in one place of the screen."""
    there = tiles.mapToGlobal(place)
    click(tiles, place)
    place = tiles.mapFromGlobal(there)
    QTest.mouseDClick(tiles, Button.LeftButton, pos=place)
    QTest.mouseRelease(tiles, Button.LeftButton, pos=place)


def choose_in(menu: QMenu, text: str) -> None:
    """Choose an entry and close the menu."""
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()
    menu.close()


def carry(tiles: FilterTiles, start: QPoint, end: QPoint) -> None:
    """Drag a tile and do not let it go."""
    QTest.mousePress(tiles, Button.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(tiles, start + (end - start) * step / 5)


def shown_tiles(tiles: FilterTiles, monkeypatch: pytest.MonkeyPatch) -> dict[int, Tile]:
    """Return what is painted, by index."""
    drawn: dict[int, Tile] = {}
    monkeypatch.setattr(filter_tile, "draw_tile", lambda _painter, index, tile, *_rest: drawn.update({index: tile}))
    tiles.parentWidget().grab()
    return drawn


def titles(window: MainWindow) -> list[str]:
    state = window.document.state
    return [state.filter_title(index) for index in range(state.layer.out_channels)]


def selected(window: MainWindow) -> int:
    return window.document.state.selected_filter


@pytest.fixture(autouse=True)
def let_go(window: MainWindow) -> Iterator[None]:
    """Let the mouse go after each test, as Qt remembers its buttons for those that follow."""
    yield
    for button in (Button.LeftButton, Button.RightButton):
        QTest.mouseRelease(window.page.strip.tiles, button, pos=QPoint(-5, -5))


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
        double_click(tiles, middle(tiles, 3))
    assert tiles.name_edit.selectedText() == "Emboss"
    type_text("relief")
    press(Key.Key_Return)
    assert titles(window)[3] == "relief"
    assert steps(window.document) == ["Rename filter"]
    assert tiles.hasFocus()
    press(Key.Key_F2)
    press(Key.Key_Delete)
    assert tiles.name_edit.placeholderText() == "Emboss"
    press(Key.Key_Return)
    assert titles(window)[3] == "Emboss"


def test_the_name_of_the_kernel_is_no_name_of_its_own(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    press(Key.Key_Return)
    assert steps(window.document) == []
    window.document.edit("Choose", kernel_set, named_kernel("sobel-x").weights)
    assert titles(window)[3] == "Sobel x"


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
    assert focused() is window.page.map_view


def test_a_click_on_another_tile_keeps_what_was_typed(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    type_text("relief")
    tiles.setFocus()  # as the press of the mouse does before the tile gets it
    click(tiles, middle(tiles, 0))
    assert titles(window) == [*NAMES[:3], "relief"]
    assert selected(window) == 0
    assert not tiles.name_edit.isVisible()


def test_a_name_that_is_half_typed_goes_to_no_other_filter(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    type_text("rel")
    window.all_actions.previous_filter.trigger()
    assert selected(window) == 2
    assert titles(window) == NAMES
    assert not tiles.name_edit.isVisible()


def test_the_menu_of_the_line_in_which_a_name_is_typed_does_not_end_it(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    press(Key.Key_F2)
    edit = tiles.name_edit
    QApplication.sendEvent(
        edit, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), edit.mapToGlobal(QPoint(5, 5)))
    )
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert edit.isVisible()
    popup.close()
    activate(window)
    assert edit.isVisible()


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
    (menu,) = open_menu(tiles, middle(tiles, 1))
    choose_in(menu, text)
    activate(window)
    assert titles(window) == after


def test_the_menu_opens_with_the_keyboard_and_begins_to_rename(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    place = QPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, tiles.mapToGlobal(place))
    QApplication.sendEvent(tiles, event)
    menu = tiles.findChild(QMenu)
    choose_in(menu, "Rename")
    activate(window)
    type_text("relief")
    press(Key.Key_Return)
    assert titles(window)[3] == "relief"


@pytest.mark.parametrize(("index", "missing"), [(0, {"Move left"}), (1, set()), (3, {"Move right"})])
def test_the_menu_offers_only_moves_that_there_are(
    window: MainWindow, tiles: FilterTiles, index: int, missing: set[str]
) -> None:
    (menu,) = open_menu(tiles, middle(tiles, index))
    assert {action.text().partition("\t")[0] for action in menu.actions() if not action.isEnabled()} == missing
    menu.close()
    activate(window)


def test_the_sign_that_adds_has_no_menu(window: MainWindow, tiles: FilterTiles) -> None:
    assert open_menu(tiles, middle(tiles, 4)) == []
    assert steps(window.document) == []


def test_two_quick_clicks_on_the_sign_add_two_filters(window: MainWindow, tiles: FilterTiles) -> None:
    double_click(tiles, middle(tiles, 4))
    assert steps(window.document) == ["Add filter"] * 2
    assert not tiles.name_edit.isVisible()


def test_a_tile_is_seen_to_go_to_the_gap_that_is_marked(window: MainWindow, tiles: FilterTiles) -> None:
    accent = tiles.palette().accent().color().getRgb()[:3]

    def marked() -> bool:
        below = colours_of(tiles.grab().toImage())[filter_tile.SIDE + 3 : filter_tile.TILE_HEIGHT]
        return bool((below == accent).all(axis=2).any())

    carry(tiles, middle(tiles, 2), QPoint(1, 30))
    assert marked()
    QTest.mouseMove(tiles, middle(tiles, 2))
    assert not marked()  # it would stay in its place
    QTest.mouseRelease(tiles, Button.LeftButton, pos=middle(tiles, 2))
    assert titles(window) == NAMES


def test_escape_puts_a_carried_tile_back(window: MainWindow, tiles: FilterTiles) -> None:
    tiles.setFocus()
    carry(tiles, middle(tiles, 3), QPoint(1, 30))
    press(Key.Key_Escape)
    QTest.mouseRelease(tiles, Button.LeftButton, pos=QPoint(1, 30))
    assert titles(window) == NAMES
    assert steps(window.document) == []


def test_what_is_undone_while_a_tile_is_carried_lets_it_go(window: MainWindow, tiles: FilterTiles) -> None:
    window.document.edit("Add filter", filter_added)
    carry(tiles, middle(tiles, 4), QPoint(1, 30))
    window.document.undo_stack.undo()
    QTest.mouseRelease(tiles, Button.LeftButton, pos=QPoint(1, 30))
    assert titles(window) == NAMES


def test_a_tile_carried_to_the_edge_scrolls_the_strip(window: MainWindow, many: FilterTiles, qtbot: QtBot) -> None:
    strip = window.page.strip
    bar = strip.horizontalScrollBar()
    end = QPoint(in_view(strip).right() - 5, 30)
    carry(many, middle(many, 0), end)
    there = many.mapToGlobal(end)
    qtbot.waitUntil(lambda: bar.value() > 10 * PITCH)
    drawn_at = many.mapFromGlobal(there)
    QTest.mouseRelease(many, Button.LeftButton, pos=drawn_at)
    assert selected(window) > 15
    assert steps(window.document) == ["Move filter"]
    assert in_view(strip).contains(many.tile(selected(window)))
    assert not strip.edge.is_scrolling


def test_a_click_on_a_tile_that_is_half_hidden_moves_nothing(window: MainWindow, many: FilterTiles) -> None:
    strip = window.page.strip
    index, place = half_hidden(strip)
    there = many.mapToGlobal(place)
    QTest.mousePress(many, Button.LeftButton, pos=place)
    QTest.mouseMove(many, many.mapFromGlobal(there + QPoint(1, 0)))
    assert many.mapToGlobal(place) == there  # it waits below the mouse
    QTest.mouseRelease(many, Button.LeftButton, pos=many.mapFromGlobal(there))
    assert selected(window) == index
    assert steps(window.document) == ["Select filter"]
    assert in_view(strip).contains(many.tile(index))


def test_a_double_click_on_a_tile_that_is_half_hidden_renames_it(window: MainWindow, many: FilterTiles) -> None:
    index, place = half_hidden(window.page.strip)
    double_click(many, place)
    assert selected(window) == index
    type_text("here")
    press(Key.Key_Return)
    assert titles(window)[index] == "here"


def test_the_strip_stays_where_it_was_scrolled_while_the_kernel_is_edited(
    window: MainWindow, many: FilterTiles
) -> None:
    bar = window.page.strip.horizontalScrollBar()
    bar.setValue(500)
    window.document.edit("Choose", kernel_set, named_kernel("emboss").weights)
    assert bar.value() == 500
    window.document.edit("Select", selected_filter=1)
    assert bar.value() < PITCH


def test_a_smaller_window_keeps_the_selected_tile_in_view(window: MainWindow, many: FilterTiles, qtbot: QtBot) -> None:
    strip = window.page.strip
    last = in_view(strip).right() // PITCH - 1
    window.document.edit("Select", selected_filter=last)
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: in_view(strip).width() < last * PITCH)
    assert in_view(strip).contains(many.tile(last))


def test_only_the_tiles_that_are_seen_are_painted(
    window: MainWindow, many: FilterTiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = shown_tiles(many, monkeypatch)
    assert sorted(drawn) == list(range(in_view(window.page.strip).right() // PITCH + 1))


def test_a_picture_that_stayed_is_not_made_again(
    window: MainWindow, tiles: FilterTiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    make = filter_tiles.screen_image
    monkeypatch.setattr(filter_tiles, "screen_image", lambda picture: (made.append(picture), make(picture))[1])
    frame = compute(window.document.state)
    tiles.show_frame(frame)
    assert len(made) == 4
    other = compute(window.document.state).thumbnails[1]
    tiles.show_frame(replace(frame, thumbnails=(frame.thumbnails[0], other, *frame.thumbnails[2:])))
    assert made[4:] == [other.picture]


@pytest.mark.parametrize(
    ("ends", "text"), [((-1.234, 1.234), "±1.2"), ((0, 3.41), "0…3.4"), ((-0.5, 2), "−0.5…2"), ((0, 1020), "0…1020")]
)
def test_a_tile_says_in_short_what_its_colours_span(ends: tuple[float, float], text: str) -> None:
    assert span_text(Scale(*ends, "grey")) == text


@pytest.mark.parametrize("choice", [{"locked": True}, {"value_range": "fixed"}])
def test_tiles_say_what_they_span_unless_all_share_it(
    window: MainWindow, tiles: FilterTiles, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, choice: dict[str, object]
) -> None:
    own = shown_tiles(tiles, monkeypatch)
    assert [tile.number for tile in own.values()] == ["1", "2", "3", "4"]
    assert all(tile.span.startswith("±") for tile in own.values())
    assert len({tile.span for tile in own.values()}) > 1
    window.document.edit("Share", lambda state: display_set(state, **choice))
    settle(qtbot, window)
    assert {tile.span for tile in shown_tiles(tiles, monkeypatch).values()} == {""}


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_Left, ALT), (Key.Key_Delete, CONTROL), (Key.Key_Up, ALT)])
def test_keys_with_another_meaning_do_nothing_here(
    window: MainWindow, tiles: FilterTiles, key: Key, modifiers: object
) -> None:
    tiles.setFocus()
    press(key, modifiers)
    assert steps(window.document) == []
    assert titles(window) == NAMES


def test_with_many_filters_tiles_keep_their_size_and_the_strip_scrolls(window: MainWindow, many: FilterTiles) -> None:
    strip = window.page.strip
    bar = strip.horizontalScrollBar()
    assert {many.tile(index).width() for index in range(MANY)} == {filter_tile.SIDE}
    many.setFocus()
    press(Key.Key_End)
    assert in_view(strip).contains(many.tile(MANY - 1))
    press(Key.Key_Home)
    assert bar.value() == 0
    wheel(many, middle(many, 1), -3)
    assert bar.value() > 0


def test_there_is_an_end_to_filters_and_the_window_says_why(
    window: MainWindow, many: FilterTiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("convviz.lab.limits", "convviz.ui.filters.filter_tiles"):
        monkeypatch.setattr(f"{module}.MOST_FILTERS", MANY)
    window.document.edit("Rename", filter_renamed, 0, "first")
    assert many.width() == many.tile(MANY - 1).right() + 1  # no sign to add one
    before = window.document.state
    many.setFocus()
    type_text("+")
    assert f"{MANY} filters" in window.message_bar.text
    assert window.document.state is before


def test_a_tip_says_what_a_tile_is_and_whether_its_colours_can_be_compared(
    window: MainWindow, tiles: FilterTiles, qtbot: QtBot
) -> None:
    def tip(index: int) -> str:
        place = middle(tiles, index)
        QApplication.sendEvent(tiles, QHelpEvent(QEvent.Type.ToolTip, place, tiles.mapToGlobal(place)))
        return QToolTip.text()

    assert tip(1).startswith("Filter 2 of 4: Sobel y")
    assert "Kernel 3×3" in tip(1)
    assert "its own scale" in tip(1)
    window.document.edit("Share", lambda state: display_set(state, locked=True))
    settle(qtbot, window)
    assert "the scale of all maps" in tip(1)
    assert tip(4) == "Add a filter (+): a copy of the selected one"
    window.document.edit("Add filter", filter_added)
    assert tip(4).startswith("Filter 5 of 5: Emboss")  # and its map is still to come
    settle(qtbot, window)


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

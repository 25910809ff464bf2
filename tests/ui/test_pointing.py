"""What follows the pointer: the contribution of a cell, the walk of the lens, the pixel under a cell of the lens."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.compute import compute
from convviz.lab.kernel.contribution import contribution
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.image_view import ImageView
from tests.hands import CONTROL, Key, choose, click, press, settle, steps, type_text


@pytest.fixture
def view(window: MainWindow) -> ImageView:
    return window.page.map_view


def hover_cell(window: MainWindow, y: int, x: int) -> None:
    grid = window.page.kernel_panel.grid
    for place in (QPoint(1, 1), grid.visualRect(grid.model().index(y, x)).center()):
        QTest.mouseMove(grid.viewport(), place)
        QApplication.processEvents()


def test_a_pointer_that_rests_on_a_cell_shows_what_it_contributes(
    window: MainWindow, view: ImageView, qtbot: QtBot
) -> None:
    hover_cell(window, 1, 2)
    qtbot.waitUntil(lambda: view.over.peek is not None)
    state = window.document.state
    frame = compute(state)
    wanted = frame.scale.indices(contribution(state, frame.input, 1, 2))
    assert np.array_equal(view.shown.picture.pixels(), wanted)
    assert view.shown.name == "One cell alone: 2 × the pixel 1 to the right"
    hover_cell(window, 0, 0)
    qtbot.waitUntil(lambda: view.shown.name.startswith("One cell alone: −1 × the pixel 1 above and 1 to the left"))


@pytest.mark.parametrize("way", ["leave", "type", "press"])
def test_the_map_comes_back_when_the_pointer_leaves_or_the_cell_is_changed(
    window: MainWindow, view: ImageView, qtbot: QtBot, way: str
) -> None:
    grid = window.page.kernel_panel.grid
    hover_cell(window, 1, 2)
    qtbot.waitUntil(lambda: view.over.peek is not None)
    if way == "leave":
        QTest.mouseMove(window.page.map_view, QPoint(5, 5))
        QTest.mouseMove(window.page.map_view, QPoint(9, 9))
        QApplication.processEvents()
    elif way == "type":
        grid.setFocus()
        type_text("3")
    else:
        click(grid.viewport(), grid.visualRect(grid.model().index(1, 2)).center())
    assert view.over.peek is None
    settle(qtbot, window)


def walk(window: MainWindow) -> tuple[int, int] | None:
    return window.page.map_view.pinned


def test_the_lens_walks_the_map_row_by_row(window: MainWindow, view: ImageView) -> None:
    view.pin(3, 62)
    seen = []
    for key in (Key.Key_Period, Key.Key_Period, Key.Key_Comma):
        press(key, CONTROL)
        seen.append(walk(window))
    assert seen == [(3, 63), (4, 0), (3, 63)]
    assert window.read_out.text().startswith("y 3   x 63")
    assert window.page.lens.title.text() == "Value at y 3, x 63"
    assert steps(window.document) == []


def test_the_lens_begins_where_the_filter_answers_most_in_every_picture(window: MainWindow, qtbot: QtBot) -> None:
    assert_strongest(window)
    window.opener.open_sample("Temple")
    settle(qtbot, window)
    assert_strongest(window)


def assert_strongest(window: MainWindow) -> None:
    feature_map = compute(window.document.state).feature_map
    y, x = np.unravel_index(np.abs(feature_map).argmax(), feature_map.shape)
    assert window.page.lens.title.text() == f"Value at y {y}, x {x}"


def test_playing_walks_on_and_stops(window: MainWindow, view: ImageView, qtbot: QtBot) -> None:
    view.pin(0, 0)
    window.page.lens.player.speed = 100
    press(Key.Key_Space, CONTROL)
    qtbot.waitUntil(lambda: (walk(window) or (0, 0))[1] >= 3)
    press(Key.Key_Space, CONTROL)
    assert not window.page.lens.player.playing


def test_a_cell_of_the_lens_points_at_its_pixel_of_the_input(window: MainWindow, view: ImageView) -> None:
    view.pin(5, 6)
    window.page.lens.tap_hovered.emit((0, 2))
    over = window.page.input_view.over
    assert list(over.outlines) == [QRectF(5, 4, 3, 3)]
    assert list(over.cells) == [QRectF(7, 4, 1, 1)]
    window.page.lens.tap_hovered.emit(None)
    assert not window.page.input_view.over.cells


def test_what_a_pixel_reaches_round_the_border_is_outlined_apart(
    window: MainWindow, view: ImageView, qtbot: QtBot
) -> None:
    choose(window.page.layer_panel.padding_mode, "circular")
    settle(qtbot, window)
    window.page.input_view.pin(0, 20)
    assert list(view.over.outlines) == [QRectF(19, 0, 3, 2), QRectF(19, 47, 3, 1)]
    assert not view.over.cells

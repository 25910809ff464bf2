"""Before and after: the input or a kept map, while a key is held or on one side of a line."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.edits.edits import filter_added, kernel_set
from convviz.lab.kernel.kernels import named_kernel
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.image_view import ImageView
from tests.hands import ALT, CONTROL, PLAIN, SHIFT, Button, Key, colours_of, drag, focused, press, settle
from tests.lab_fixtures import pixels


@pytest.fixture
def view(window: MainWindow) -> ImageView:
    return window.page.map_view


def shown_name(view: ImageView) -> str:
    assert view.shown is not None
    return view.shown.name


def key_b(kind: QEvent.Type) -> None:
    QApplication.sendEvent(focused(), QKeyEvent(kind, Key.Key_B, PLAIN, "b"))


@pytest.mark.parametrize("where", ["map", "strip of the panel", "kernel"])
def test_while_b_is_held_the_input_stands_in_place_of_the_map(window: MainWindow, view: ImageView, where: str) -> None:
    widgets = {
        "map": view,
        "strip of the panel": window.page.layer_panel.bias.slider,
        "kernel": window.page.kernel_panel.grid,
    }
    widgets[where].setFocus()
    assert shown_name(view) == "Feature map"
    key_b(QEvent.Type.KeyPress)
    assert shown_name(view) == "Input"
    key_b(QEvent.Type.KeyRelease)
    assert shown_name(view) == "Feature map"


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_button_shows_the_input_while_it_is_down(
    window: MainWindow, view: ImageView, qtbot: QtBot, way: str
) -> None:
    button = window.page.pictures.compare
    button.setFocus()
    if way == "mouse":
        qtbot.mousePress(button, Button.LeftButton, pos=QPoint(10, 10))
    else:
        qtbot.keyPress(button, Key.Key_Space)
    assert shown_name(view) == "Input"
    if way == "mouse":
        qtbot.mouseRelease(button, Button.LeftButton, pos=QPoint(10, 10))
    else:
        qtbot.keyRelease(button, Key.Key_Space)
    assert shown_name(view) == "Feature map"


def test_a_kept_map_is_what_later_ones_are_compared_with(window: MainWindow, view: ImageView, qtbot: QtBot) -> None:
    before = view.shown
    window.all_actions.view.keep.trigger()
    window.document.edit("Choose", kernel_set, named_kernel("laplacian").weights)
    settle(qtbot, window)
    window.page.comparison.hold(True)
    assert shown_name(view) == "Kept: Sobel x"
    assert np.array_equal(view.shown.picture.values, before.picture.values)
    window.all_actions.view.with_input.trigger()
    assert shown_name(view) == "Input"


def test_a_map_of_another_picture_is_kept_no_longer(window: MainWindow, view: ImageView, qtbot: QtBot) -> None:
    window.all_actions.view.keep.trigger()
    window.opener.open_sample("Coffee cup")
    settle(qtbot, window)
    window.page.comparison.hold(True)
    assert shown_name(view) == "Input"


def test_left_of_the_line_is_the_picture_before(window: MainWindow, view: ImageView) -> None:
    window.page.viewport.zoom_to(8)
    after = colours_of(view.grab().toImage())
    press(Key.Key_W, CONTROL)
    both = colours_of(view.grab().toImage())
    y, x = 24, 22  # left of the middle, away from labels and handle
    here = view.position_of(y, x)
    assert both[here.y(), here.x()].tolist() == pixels()[:, y, x].tolist()
    there = view.position_of(y, 42)
    assert both[there.y(), there.x()].tolist() == after[there.y(), there.x()].tolist()
    press(Key.Key_W, CONTROL)
    assert (colours_of(view.grab().toImage()) == after).all()


def test_the_line_is_dragged_and_the_picture_stays(window: MainWindow, view: ImageView) -> None:
    press(Key.Key_W, CONTROL)
    before = view.position_of(0, 0)
    middle = view.rect().center()
    drag(view, middle, middle + QPoint(90, 5))
    assert view.over.wipe == pytest.approx((middle.x() + 90) / view.width())
    assert view.position_of(0, 0) == before
    drag(view, middle + QPoint(90, 0), middle + QPoint(5000, 0))
    assert view.over.wipe == 1


def test_the_line_is_moved_with_the_keyboard(window: MainWindow, view: ImageView) -> None:
    press(Key.Key_W, CONTROL)
    view.setFocus()
    press(Key.Key_Left, ALT, times=3)
    assert view.over.wipe == pytest.approx(0.35)
    press(Key.Key_Right, ALT)
    assert view.over.wipe == pytest.approx(0.4)


def test_the_line_comes_back_where_it_was(window: MainWindow, view: ImageView) -> None:
    press(Key.Key_W, CONTROL)
    view.setFocus()
    press(Key.Key_Left, ALT, times=2)
    press(Key.Key_W, CONTROL)
    assert view.over.wipe is None
    press(Key.Key_W, CONTROL)
    assert view.over.wipe == pytest.approx(0.4)


def test_b_lets_go_whatever_else_is_down_by_then(window: MainWindow, view: ImageView) -> None:
    view.setFocus()
    key_b(QEvent.Type.KeyPress)
    QApplication.sendEvent(focused(), QKeyEvent(QEvent.Type.KeyRelease, Key.Key_B, SHIFT, "B"))
    assert shown_name(view) == "Feature map"


def test_a_window_that_loses_the_keyboard_shows_its_map(window: MainWindow, view: ImageView) -> None:
    view.setFocus()
    key_b(QEvent.Type.KeyPress)
    QApplication.sendEvent(window.page, QEvent(QEvent.Type.WindowDeactivate))
    assert shown_name(view) == "Feature map"


def test_a_kept_map_keeps_no_other_map(window: MainWindow, qtbot: QtBot) -> None:
    window.document.edit("Add filter", filter_added)
    settle(qtbot, window)
    window.all_actions.view.keep.trigger()
    values = window.page.map_view.over.reference.values
    assert values.base is None or values.base.nbytes == values.nbytes

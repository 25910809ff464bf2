"""The lens under the pictures: it spells out what is pointed at, and keeps it."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.lens import look
from convviz.ui.lens_panel import HINT, LINE_HEIGHT, SPELT_OUT_HEIGHT, LensPanel
from convviz.ui.main_window import FIRST_SIZE, SMALLEST_SIZE, MainWindow
from tests.hands import CONTROL, Calls, Key, colours_of, press, set_number, settle


@pytest.fixture
def lens(window: MainWindow) -> LensPanel:
    return window.page.lens


def point_at(window: MainWindow, y: int, x: int) -> None:
    view = window.page.map_view
    QTest.mouseMove(view, QPoint(1, 1))  # so that the mouse really moves
    QTest.mouseMove(view, view.position_of(y, x))


def test_without_a_value_it_says_what_to_do(window: MainWindow, lens: LensPanel) -> None:
    lens.show_lens(None, window.document.state)
    assert lens.accessibleDescription() == HINT


def test_it_spells_out_the_value_under_the_pointer_and_keeps_it(window: MainWindow, lens: LensPanel) -> None:
    frames = Calls(window.compute.finished.connect)
    point_at(window, 20, 30)
    told = lens.accessibleDescription()
    assert told.startswith("red ")
    QTest.mouseMove(window.page.kernel_panel.facts)
    assert lens.accessibleDescription() == told
    assert frames == []


def test_it_follows_the_arrow_keys(window: MainWindow, lens: LensPanel) -> None:
    window.page.map_view.setFocus()
    told = set()
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        press(key)
        told.add(lens.accessibleDescription())
    assert len(told) == 3


def test_an_edit_is_seen_in_the_arithmetic(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    point_at(window, 20, 30)
    set_number(window.page.layer_panel.bias.number, "0.25")
    settle(qtbot, window)
    assert "+ bias 0.25 = " in lens.accessibleDescription()
    assert lens.accessibleDescription() == look(frames[-1][0], 20, 30).sentence()


def test_a_map_that_has_no_such_value_any_more_shows_the_hint(
    window: MainWindow, lens: LensPanel, qtbot: QtBot
) -> None:
    point_at(window, 40, 60)
    QTest.mouseMove(window.page.kernel_panel.facts)
    QApplication.sendEvent(window.page.map_view, QEvent(QEvent.Type.Leave))
    set_number(window.page.layer_panel.stride.vertical, "9")
    settle(qtbot, window)
    assert lens.accessibleDescription() == HINT


def test_a_grey_input_has_one_sum(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    press(Key.Key_G, CONTROL)
    settle(qtbot, window)
    point_at(window, 20, 30)
    assert lens.accessibleDescription().startswith("Σ ")


def test_in_a_small_window_it_is_one_line(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    assert lens.height() == SPELT_OUT_HEIGHT
    window.resize(*SMALLEST_SIZE)
    qtbot.waitUntil(lambda: lens.height() == LINE_HEIGHT)
    window.resize(*FIRST_SIZE)
    qtbot.waitUntil(lambda: lens.height() == SPELT_OUT_HEIGHT)


@pytest.mark.parametrize("size", [1, 3, 7, 8, 31])
def test_it_is_drawn_for_kernels_of_every_size(window: MainWindow, lens: LensPanel, qtbot: QtBot, size: int) -> None:
    lens.show_lens(None, window.document.state)
    empty = colours_of(lens.grab().toImage())
    set_number(window.page.kernel_panel.kernel_size.vertical, str(size))
    settle(qtbot, window)
    point_at(window, 1, 1)
    assert np.any(colours_of(lens.grab().toImage()) != empty)

"""The menu View: arrangements, the full screen, and what they leave as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.settings import ARRANGEMENTS, Settings
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.picture_pair import PicturePair
from convviz.ui.view_actions import ARRANGEMENT_KEYS
from tests.hands import ALT, CONTROL, Key, press, steps


@pytest.fixture
def pictures(window: MainWindow) -> PicturePair:
    return window.page.pictures


def arrange(arrangement: str) -> None:
    number = ARRANGEMENT_KEYS[arrangement][-1]
    press(Key[f"Key_{number}"], CONTROL | ALT)
    QApplication.processEvents()


def test_side_by_side_both_views_have_one_height_and_one_width(pictures: PicturePair) -> None:
    arrange("stacked")
    arrange("side by side")
    assert pictures.input_view.size() == pictures.map_view.size()
    assert pictures.input_view.y() == pictures.map_view.y()
    assert pictures.input_view.geometry().right() < pictures.map_view.geometry().left()


def test_one_above_the_other_both_views_have_one_width(pictures: PicturePair) -> None:
    arrange("stacked")
    assert pictures.input_view.width() == pictures.map_view.width()
    assert abs(pictures.input_view.height() - pictures.map_view.height()) <= 1
    assert pictures.input_view.geometry().bottom() < pictures.map_view.geometry().top()


def test_alone_the_map_has_the_place_of_both(pictures: PicturePair) -> None:
    before = pictures.map_view.width()
    arrange("map only")
    assert not pictures.input_view.isVisible()
    assert not pictures.input_heading.isVisible()
    assert pictures.map_view.width() > 1.8 * before


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_the_arrangement_is_remembered(window: MainWindow, qtbot: QtBot, arrangement: str) -> None:
    arrange(arrangement)
    assert Settings().arrangement == arrangement
    again = MainWindow(window.document.state, Settings())
    qtbot.addWidget(again)
    checked = [action.isChecked() for action in again.all_actions.view.arrangements]
    assert checked == [each == arrangement for each in ARRANGEMENTS]
    assert again.page.pictures.input_view.isHidden() == (arrangement == "map only")


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_the_map_fills_the_screen_and_gives_it_back(
    window: MainWindow, pictures: PicturePair, arrangement: str
) -> None:
    arrange(arrangement)
    page = window.page
    parts = (page.lens, window.menuBar(), window.statusBar(), pictures.input_view, page.kernel_panel)
    before = [part.isVisible() for part in parts]
    press(Key.Key_F11)
    assert window.windowState() & Qt.WindowState.WindowFullScreen
    assert not any(part.isVisible() for part in parts)
    assert pictures.map_view.isVisible()
    press(Key.Key_Escape)
    assert not window.windowState() & Qt.WindowState.WindowFullScreen
    assert [part.isVisible() for part in parts] == before
    press(Key.Key_F11)
    press(Key.Key_F11)
    assert [part.isVisible() for part in parts] == before


def test_closed_in_full_screen_it_does_not_begin_there(window: MainWindow, qtbot: QtBot) -> None:
    press(Key.Key_F11)
    window.close()
    again = MainWindow(window.document.state, Settings())
    qtbot.addWidget(again)
    assert not again.windowState() & Qt.WindowState.WindowFullScreen


def test_the_strip_comes_back_after_the_full_screen_only_if_it_was_there(window: MainWindow) -> None:
    press(Key.Key_F11)
    press(Key.Key_F11)
    assert not window.page.strip.isVisible()


def test_a_section_of_the_panel_is_folded_away_and_stays_so(window: MainWindow, qtbot: QtBot) -> None:
    section = window.page.layer_panel.parentWidget()
    section.heading.setFocus()
    press(Key.Key_Space)
    assert not window.page.layer_panel.isVisible()
    assert Settings().folded == ["Layer"]
    again = MainWindow(window.document.state, Settings())
    qtbot.addWidget(again)
    assert again.page.layer_panel.isHidden()
    press(Key.Key_Space)
    assert window.page.layer_panel.isVisible()
    assert Settings().folded == []


def test_looking_otherwise_is_no_step_of_undo(window: MainWindow) -> None:
    for arrangement in ARRANGEMENTS:
        arrange(arrangement)
    for key, modifiers in ((Key.Key_P, CONTROL), (Key.Key_W, CONTROL), (Key.Key_K, CONTROL)):
        press(key, modifiers)
    assert steps(window.document) == []


def test_in_full_screen_the_input_stays_away(window: MainWindow, pictures: PicturePair) -> None:
    press(Key.Key_F11)
    arrange("stacked")
    assert not pictures.input_view.isVisible()
    press(Key.Key_F11)
    assert pictures.input_view.isVisible()

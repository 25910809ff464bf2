"""The third claim from end to end: the picture is moved by hand, by keys and by the player, and a switch helps."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.translation.translation import Switches
from convviz.ui.main_window import MainWindow
from convviz.ui.translation.translation_page import TranslationPage
from tests.hands import ALT, CONTROL, Key, choose, click, drag, press, slider_handle, steps
from tests.hands import settle as settle_window


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> TranslationPage:
    press(Key.Key_4, ALT)
    QApplication.processEvents()
    page = window.pages.page
    assert isinstance(page, TranslationPage)
    settle(qtbot, window, page)
    return page


def settle(qtbot: QtBot, window: MainWindow, page: TranslationPage) -> None:
    settle_window(qtbot, window)
    qtbot.waitUntil(lambda: not page.translations.busy, timeout=20_000)


def shift(window: MainWindow) -> tuple[float, float]:
    return window.document.state.translation.dy, window.document.state.translation.dx


def error(page: TranslationPage) -> str:
    return page.readings.equivariance.figures[0].text()


def test_the_picture_is_moved_what_is_left_is_read_and_a_switch_takes_it_away(
    window: MainWindow, page: TranslationPage, qtbot: QtBot
) -> None:
    assert error(page) == "0"
    slider = page.bar.along_x.slider
    drag(slider, slider_handle(slider), slider_handle(slider) + QPoint(40, 0))
    settle(qtbot, window, page)
    moved = shift(window)
    assert moved[1] > 0
    assert error(page) != "0"
    view = page.pictures.input_view
    drag(view, view.rect().center(), view.rect().center() + QPoint(0, 40))
    settle(qtbot, window, page)
    assert shift(window)[0] > 0
    assert shift(window)[1] == moved[1]
    press(Key.Key_Z, CONTROL)
    assert shift(window) == moved

    choose(page.options.edge.choice, "Other side (circular)")
    choose(page.switches.switches["padding_mode"].choice, "Circular")
    settle(qtbot, window, page)
    assert error(page) == "0"
    assert "The map moved with the image exactly" in page.headline.sentence
    choose(page.switches.switches["stride"].choice, "2")
    choose(page.bar.step, "1 pixel")
    if moved[1] % 2 == 0:
        view.setFocus()
        press(Key.Key_Right)
    settle(qtbot, window, page)
    assert error(page) != "0"
    click(page.switches.reset)
    assert window.document.state.translation.switches == Switches()


def test_a_play_ends_with_the_page_and_is_undone_in_one_step(
    window: MainWindow, page: TranslationPage, qtbot: QtBot
) -> None:
    page.bar.player.speed = 100
    click(page.bar.controls.play)
    qtbot.waitUntil(lambda: shift(window)[1] >= 3, timeout=20_000)
    press(Key.Key_1, ALT)
    assert not page.bar.player.playing
    settle(qtbot, window, page)
    assert steps(window.document) == ["Shift the image"]
    press(Key.Key_Z, CONTROL)
    assert shift(window) == (0, 0)

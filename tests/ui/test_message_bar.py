"""The message bar: one sentence, good or bad."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convviz.ui.main_window import MainWindow
from convviz.ui.message_bar import MessageBar
from tests.hands import Key, click, press


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_at_first_it_says_nothing(bar: MessageBar) -> None:
    assert bar.text == ""
    assert not bar.isVisible()


def test_an_error_stays_until_it_is_closed(window: MainWindow) -> None:
    bar = window.message_bar
    bar.show_error("It is too large.")
    assert bar.isVisible()
    assert bar.text == bar.accessibleName() == "It is too large."
    click(bar.close_button)
    assert bar.text == ""
    assert not bar.isVisible()


def test_it_is_closed_with_the_keyboard(window: MainWindow) -> None:
    window.message_bar.show_error("It is too large.")
    window.message_bar.close_button.setFocus()
    press(Key.Key_Space)
    assert window.message_bar.text == ""


def test_good_news_goes_by_itself(bar: MessageBar, qtbot: QtBot) -> None:
    bar._timer.setInterval(1)
    bar.show_info("Exported.")
    assert bar.text == "Exported."
    qtbot.waitUntil(lambda: bar.text == "")


def test_an_error_after_good_news_does_not_go_with_it(bar: MessageBar) -> None:
    bar._timer.setInterval(1)
    bar.show_info("Exported.")
    bar.show_error("It is too large.")
    QTest.qWait(20)
    assert bar.text == "It is too large."


def test_good_news_without_words_takes_an_error_away(bar: MessageBar) -> None:
    bar.show_error("It is too large.")
    bar.show_info("")
    assert bar.text == ""


def test_errors_and_good_news_look_different(bar: MessageBar) -> None:
    kinds = []
    for show in (bar.show_error, bar.show_info):
        show("A sentence.")
        kinds.append(bar.property("kind"))
    assert kinds == ["error", "info"]


def test_a_file_name_is_not_read_as_markup(bar: MessageBar) -> None:
    bar.show_error("<b>photo</b>.png is empty.")
    assert bar.text == "<b>photo</b>.png is empty."
    assert bar.label.textFormat().name == "PlainText"


def test_a_refusal_goes_with_the_next_edit_and_an_error_does_not(bar: MessageBar) -> None:
    bar.show_refusal("It does not fit.")
    bar.clear_refusal()
    assert bar.text == ""
    bar.show_refusal("It does not fit.")
    bar.show_error("It cannot be written.")
    bar.clear_refusal()
    assert bar.text == "It cannot be written."

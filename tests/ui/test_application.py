"""The start: the window is painted first, and filled then; whatever is done in between, nothing breaks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.settings import Settings
from convviz.ui import application
from convviz.ui.application import open_window
from convviz.ui.main_window import FIRST_SIZE, SMALLEST_SIZE, MainWindow
from convviz.ui.skeleton import pictures_in
from convviz.ui.theme import follow
from tests.hands import Key, focused, settle
from tests.lab_fixtures import pixels, saved


@pytest.fixture
def opened(settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window as the command opens it, shown and not yet painted."""
    follow(styled, settings)
    window = open_window(settings)
    yield window
    window.close()
    window.deleteLater()


def fill(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until it is filled, and shows its map."""
    qtbot.waitUntil(lambda: window.is_filled)
    settle(qtbot, window)


def test_what_is_needed_for_the_first_paint_brings_neither_numpy_nor_pillow() -> None:
    code = "import sys, convviz.cli, convviz.ui.application; print({'numpy', 'PIL', 'email'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"


def test_it_is_painted_empty_and_filled_then(opened: MainWindow, qtbot: QtBot) -> None:
    assert not opened.is_filled
    size = opened.size()
    fill(qtbot, opened)
    assert opened.windowTitle() == "Astronaut – convviz"
    assert opened.page.map_view.shown is not None
    assert opened.size() == size
    assert focused() is opened.page.kernel_panel.grid


def test_a_picture_that_is_given_fills_it(
    settings: Settings, styled: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(settings, saved(tmp_path / "new.png", pixels(20, 30)))
    qtbot.addWidget(window)
    fill(qtbot, window)
    assert window.windowTitle() == "new.png – convviz"


def test_a_key_before_it_is_filled_does_no_harm(opened: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(opened, Key.Key_5)
    fill(qtbot, opened)
    assert opened.document.undo_stack.count() == 0


def test_two_paints_do_not_fill_it_twice(opened: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    fills: list[MainWindow] = []
    original = application._fill
    monkeypatch.setattr(application, "_fill", lambda window, image: (fills.append(window), original(window, image)))
    opened.grab()
    opened.grab()
    fill(qtbot, opened)
    QApplication.processEvents()
    assert fills == [opened]


def test_closed_before_it_is_filled_it_stays_empty(opened: MainWindow) -> None:
    opened.grab()
    opened.close()
    QApplication.processEvents()
    assert not opened.is_filled


def test_what_cannot_be_filled_ends_the_program(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses: list[int] = []
    monkeypatch.setattr(QApplication, "exit", statuses.append)
    application._on_unforeseen(opened, FileNotFoundError, FileNotFoundError("a font is missing"), None)
    assert statuses == [1]
    assert "a font is missing" in capsys.readouterr().err


@pytest.mark.parametrize("size", [SMALLEST_SIZE, (1300, 720), FIRST_SIZE, (1920, 1080)])
def test_what_is_painted_first_lies_where_the_pictures_come(
    opened: MainWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    opened.resize(*size)
    fill(qtbot, opened)
    views = opened.page.input_view, opened.page.map_view
    places = [QRect(view.mapTo(opened, QPoint()), view.size()) for view in views]
    assert pictures_in(opened.rect()) == places


def test_the_empty_window_has_the_colours_of_the_full_one(opened: MainWindow, qtbot: QtBot) -> None:
    empty = opened.grab().toImage()
    fill(qtbot, opened)
    full = opened.grab().toImage()
    corner = pictures_in(opened.rect())[0].topLeft() + QPoint(2, 2)
    for point in (corner, QPoint(2, 500), QPoint(opened.width() - 3, opened.height() - 60)):
        assert empty.pixelColor(point) == full.pixelColor(point)

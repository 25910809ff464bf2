"""The fixtures of the tests that have a document or a window; their conftest.py imports them from here."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.state import State, first_state
from convviz.ui.main_window import FIRST_SIZE, MainWindow
from convviz.ui.theme import follow, install
from tests.hands import settle

HEIGHT, WIDTH = 48, 64


def pixels(height: int = HEIGHT, width: int = WIDTH, channels: int = 3, seed: int = 0) -> np.ndarray:
    """Return a picture of noise, (C, H, W), uint8: no two places of it look alike."""
    return np.random.default_rng(seed).integers(0, 256, (channels, height, width), dtype=np.uint8)


def image(height: int = HEIGHT, width: int = WIDTH, channels: int = 3, seed: int = 0) -> np.ndarray:
    """Return the same as a state wants it: float32 in [0, 1], read-only."""
    values = pixels(height, width, channels, seed).astype(np.float32) / np.float32(255)
    values.flags.writeable = False
    return values


def saved(path: Path, values: np.ndarray) -> Path:
    """Save a picture (C, H, W), uint8, and return its path."""
    picture = Image.fromarray(values[0] if len(values) == 1 else values.transpose(1, 2, 0).copy())
    picture.save(path)
    return path


def opened(path: Path) -> np.ndarray:
    """Return the pixels of a picture file."""
    with Image.open(path) as picture:
        return np.array(picture)


@pytest.fixture
def state() -> State:
    """A colour picture of noise, 48×64, under Sobel x."""
    return first_state(image(), "noise.png")


@pytest.fixture
def document(state: State, qapp: QApplication) -> Document:
    """A document with that picture."""
    return Document(state)


@pytest.fixture
def settings(qapp: QApplication) -> Settings:
    """The settings of a first start."""
    store = QSettings("convviz", "convviz")
    store.clear()
    store.sync()
    return Settings()


@pytest.fixture(scope="session")
def styled(qapp: QApplication) -> QApplication:
    """The application as it looks."""
    install(qapp)
    return qapp


@pytest.fixture
def window(state: State, settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window on that picture, active, with its first frame."""
    follow(styled, settings)
    window = MainWindow(state, settings)
    qtbot.addWidget(window)
    window.resize(*FIRST_SIZE)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle(qtbot, window)
    for view in (window.page.input_view, window.page.map_view):  # where an earlier test may have left the mouse
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    yield window
    styled.clipboard().clear()


@pytest.fixture
def own_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take Qt's own file dialogs, whatever desktop the tests run on."""
    make = QFileDialog.__init__

    def without_desktop(self: QFileDialog, *arguments: object) -> None:
        make(self, *arguments)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)

    monkeypatch.setattr(QFileDialog, "__init__", without_desktop)

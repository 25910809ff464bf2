"""The handle drags the feature map out as a file, as soon as it is made and the mouse has moved."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from convviz.app.exporter import OWN_MAP, Exporter
from convviz.app.settings import Settings
from convviz.lab.compute import Frame, compute
from convviz.lab.state import State
from convviz.ui.drag_out import DragOut
from tests.hands import PLAIN, Button
from tests.lab_fixtures import opened


@pytest.fixture
def exporter(settings: Settings) -> Iterator[Exporter]:
    exporter = Exporter(settings)
    yield exporter
    exporter.close()


@pytest.fixture
def frame(state: State) -> Frame:
    return compute(state)


@pytest.fixture
def drags(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QMimeData, Qt.DropAction]]:
    """What was dragged, in place of a drag, which would wait for a hand."""
    made: list[tuple[QMimeData, Qt.DropAction]] = []

    def execute(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        made.append((drag.mimeData(), actions))
        return actions

    monkeypatch.setattr(QDrag, "exec", execute)
    return made


@pytest.fixture
def handle(exporter: Exporter, frame: Frame, qtbot: QtBot) -> Iterator[DragOut]:
    handle = DragOut(exporter)
    qtbot.addWidget(handle)
    handle.show_frame(frame)
    handle.show()
    yield handle
    for button in (Button.LeftButton, Button.RightButton):  # Qt remembers them for the tests that follow
        QTest.mouseRelease(handle, button, PLAIN, QPoint(3, 3))


def hold(handle: DragOut) -> None:
    QTest.mousePress(handle, Button.LeftButton, PLAIN, QPoint(3, 3))


def move(handle: DragOut, distance: int | None = None) -> None:
    distance = QApplication.startDragDistance() + 2 if distance is None else distance
    QTest.mouseMove(handle, QPoint(3 + distance, 3))


def release(handle: DragOut) -> None:
    QTest.mouseRelease(handle, Button.LeftButton, PLAIN, QPoint(3, 3))


def test_a_drag_carries_the_map_as_a_file(
    handle: DragOut, exporter: Exporter, frame: Frame, drags, qtbot: QtBot
) -> None:
    hold(handle)
    qtbot.waitUntil(lambda: not exporter.busy)
    assert drags == []
    move(handle)
    ((data, action),) = drags
    path = Path(data.urls()[0].toLocalFile())
    assert path.name == "noise map 1 Sobel x.png"
    assert np.array_equal(opened(path), frame.map_picture.rgb())
    assert data.hasFormat(OWN_MAP)
    assert action == Qt.DropAction.CopyAction


def test_a_mouse_that_was_faster_than_the_file_does_not_have_to_move_again(
    handle: DragOut, exporter: Exporter, drags, qtbot: QtBot
) -> None:
    hold(handle)
    move(handle)
    qtbot.waitUntil(lambda: bool(drags))
    assert len(drags) == 1


def test_a_button_that_was_let_go_before_starts_no_drag(
    handle: DragOut, exporter: Exporter, drags, qtbot: QtBot
) -> None:
    hold(handle)
    move(handle)
    release(handle)
    qtbot.waitUntil(lambda: not exporter.busy)
    assert drags == []


def test_a_file_of_an_earlier_press_starts_no_drag(handle: DragOut, exporter: Exporter, drags, qtbot: QtBot) -> None:
    hold(handle)
    release(handle)
    hold(handle)
    qtbot.waitUntil(lambda: not exporter.busy)
    move(handle)
    assert len(drags) == 1
    move(handle, 40)
    assert len(drags) == 1


def test_a_hand_that_trembles_starts_no_drag_and_is_told_what_the_handle_does(
    handle: DragOut, exporter: Exporter, drags, qtbot: QtBot
) -> None:
    hold(handle)
    move(handle, QApplication.startDragDistance() - 1)
    qtbot.waitUntil(lambda: not exporter.busy)
    release(handle)
    assert drags == []
    assert QToolTip.text() == handle.toolTip()
    QToolTip.hideText()


def test_another_button_does_nothing(handle: DragOut, exporter: Exporter) -> None:
    QTest.mousePress(handle, Button.RightButton, PLAIN, QPoint(3, 3))
    assert not exporter.busy


def test_without_a_map_there_is_nothing_to_drag(exporter: Exporter, drags, qtbot: QtBot) -> None:
    handle = DragOut(exporter)
    qtbot.addWidget(handle)
    hold(handle)
    move(handle)
    release(handle)
    assert not exporter.busy
    assert drags == []


def test_it_says_what_it_is_for(handle: DragOut) -> None:
    assert handle.accessibleName() == "Drag the feature map out as a picture"
    assert "Ctrl+C" in handle.toolTip()

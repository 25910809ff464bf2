"""The histogram says what each bar stands for."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from convviz.lab.edits.edits import kernel_set
from convviz.ui.main_window import MainWindow
from convviz.ui.widgets.histogram_view import HistogramView
from tests.hands import colours_of, settle


@pytest.fixture
def view(window: MainWindow) -> HistogramView:
    return window.page.display_panel.histogram


def tip_at(view: HistogramView, x: int) -> str:
    place = QPoint(x, 20)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
    return QToolTip.text()


def shares(view: HistogramView) -> list[float]:
    texts = [view.bar(view.bar_at(x)) for x in range(view.width())]
    unique = dict.fromkeys(texts)
    return [float(re.search(r": (.*) % of the values", text)[1].replace("e−", "e-")) for text in unique]


def test_the_bars_are_all_values(view: HistogramView) -> None:
    assert sum(shares(view)) == pytest.approx(100, abs=0.5)


def test_the_pointer_reads_a_bar(view: HistogramView) -> None:
    for x in (0, view.width() // 2, view.width() - 1):
        assert tip_at(view, x).startswith(view.bar(view.bar_at(x)))


def test_it_follows_the_map(window: MainWindow, view: HistogramView, qtbot: QtBot) -> None:
    before = view.accessibleDescription()
    window.document.edit("Choose", kernel_set, np.zeros((3, 3), np.float32))
    settle(qtbot, window)
    assert view.accessibleDescription() != before
    assert max(shares(view)) == 100


def test_a_bar_has_the_colour_of_its_values(window: MainWindow, view: HistogramView) -> None:
    colours = {tuple(colour) for colour in colours_of(view.grab().toImage()).reshape(-1, 3).tolist()}
    known = view.scale.colours()
    assert tuple(known[0].tolist()) in colours
    assert tuple(known[254].tolist()) in colours

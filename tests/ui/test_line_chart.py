"""The chart with two linear axes: its points, its marker and what a hand does to it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.ui.charts.curve import Curve
from convviz.ui.charts.line_chart import LineChart
from tests.hands import Calls, Key, click, drag, press

X = np.arange(-4.0, 5.0)


@pytest.fixture
def chart(styled: QApplication, qtbot: QtBot) -> LineChart:
    chart = LineChart("Chart", "shift", "error")
    qtbot.addWidget(chart)
    chart.resize(500, 300)
    with qtbot.waitActive(chart):
        chart.show()
        chart.activateWindow()
    chart.show_curves(X, [Curve("curve", np.where(X < 3, X**2, np.nan), QColor("red"))], (-4, 4), (0, 9))
    return chart


def test_points_lie_at_equal_distances(chart: LineChart) -> None:
    distances = np.diff([chart.place_of(index) for index in range(len(X))])
    assert distances == pytest.approx([distances[0]] * 8, abs=1)
    assert distances[0] > 30


def test_pressing_and_dragging_choose_points_as_one_gesture(chart: LineChart) -> None:
    chosen, grasped = Calls(chart.chosen.connect), Calls(chart.grasped.connect)
    viewport = chart.view.viewport()
    click(viewport, QPoint(round(chart.place_of(2)) + 3, 80))
    assert chosen == [(2,)]
    drag(viewport, QPoint(round(chart.place_of(3)), 80), QPoint(round(chart.place_of(6)), 80))
    assert chosen[-1] == (6,)
    assert len(grasped) == 2


def test_arrow_keys_go_on_from_the_marker_and_stop_at_the_end(chart: LineChart) -> None:
    chosen = Calls(chart.chosen.connect)
    chart.setFocus()
    chart.show_marker(3.0)
    press(Key.Key_Right)
    chart.show_marker(4.0)
    press(Key.Key_Right)
    press(Key.Key_Left)
    assert chosen == [(8,), (7,)]


def test_the_marker_moves_without_drawing_all_anew(chart: LineChart) -> None:
    chart.show_marker(1.0)
    line = chart._line
    chart.show_marker(2.0)
    assert chart._line is line
    assert line.value() == 2.0
    chart.show_marker(2.0, is_exact=False)
    assert chart._line is not line


def test_a_marker_beyond_the_ends_is_not_drawn(chart: LineChart) -> None:
    chart.show_marker(20.0)
    assert chart._line is None
    chart.show_marker(None)
    assert chart._line is None


def test_nothing_measured_is_an_empty_chart(chart: LineChart) -> None:
    chosen = Calls(chart.chosen.connect)
    chart.show_curves(np.empty(0), [], (-1, 1), (0, 1))
    click(chart.view.viewport(), QPoint(200, 100))
    assert chosen == []

"""The chart with two logarithmic axes: what is under the pointer, and what is written at the axes."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.ui.charts.curve import Curve
from convviz.ui.charts.log_chart import LogChart
from tests.hands import Calls, click

X = np.array([8.0, 80.0, 800.0, 8000.0])


@pytest.fixture
def chart(styled: QApplication, qtbot: QtBot) -> LogChart:
    chart = LogChart("Chart", "size", "count")
    qtbot.addWidget(chart)
    chart.resize(500, 300)
    with qtbot.waitExposed(chart):
        chart.show()
    curves = [Curve("square", X**2, QColor("red")), Curve("constant", np.full(4, 5.0), QColor("blue"))]
    chart.show_curves(X, curves, 1)
    return chart


def labels(chart: LogChart, side: str) -> list[str]:
    return [text for _, text in chart.axes[side]._tickLevels[0]]


def test_points_lie_at_equal_distances_where_their_ratio_is_equal(chart: LogChart) -> None:
    distances = np.diff([chart.place_of(index) for index in range(4)])
    assert distances == pytest.approx([distances[0]] * 3, abs=1)
    assert distances[0] > 80


def test_the_nearest_point_is_found_under_the_pointer(chart: LogChart) -> None:
    told = Calls(chart.hovered.connect)
    viewport = chart.view.viewport()
    for index in range(4):
        QTest.mouseMove(viewport, QPoint(round(chart.place_of(index)) + 5, 100))
    assert told == [(0,), (1,), (2,), (3,)]
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert told[-1] == (None,)


def test_a_click_tells_the_nearest_point(chart: LogChart) -> None:
    told = Calls(chart.clicked.connect)
    click(chart.view.viewport(), QPoint(round(chart.place_of(2)) - 5, 100))
    assert told == [(2,)]


def test_the_axes_are_labelled_with_powers_of_ten(chart: LogChart) -> None:
    assert labels(chart, "bottom") == ["1", "10", "100", "1,000", "10⁴"]
    assert labels(chart, "left")[0] == "1"
    assert labels(chart, "left")[-1] == "10⁸"


def test_a_wide_range_has_few_labels(chart: LogChart) -> None:
    chart.show_curves(X, [Curve("steep", X**6, QColor("red"))], 0)
    assert len(labels(chart, "left")) <= 10


def test_no_curves_are_drawn_as_none(chart: LogChart) -> None:
    told = Calls(chart.hovered.connect)
    chart.show_curves(np.empty(0), [], 0)
    QTest.mouseMove(chart.view.viewport(), QPoint(200, 100))
    assert told == []
    assert not chart.grab().isNull()


def test_a_file_dropped_on_it_belongs_to_the_window(chart: LogChart) -> None:
    assert not chart.view.acceptDrops()
    assert not chart.view.viewport().acceptDrops()


def test_within_one_decade_the_steps_between_are_labelled(chart: LogChart) -> None:
    chart.show_curves(X, [Curve("slow", np.linspace(0.55, 0.44, 4), QColor("red"))], 0)
    low, high = chart.axes["left"].range
    seen = [text for place, text in chart.axes["left"]._tickLevels[0] if low <= place <= high]
    assert seen == ["0.5"]
    assert labels(chart, "bottom") == ["1", "10", "100", "1,000", "10⁴"]


def test_of_one_point_the_decade_is_shown_that_begins_with_it(chart: LogChart) -> None:
    chart.show_curves(np.ones(1), [Curve("start", np.full(1, 0.2), QColor("red"))], 0)
    low, high = chart.axes["bottom"].range
    assert (low, high) == pytest.approx((0, 1), abs=0.05)
    assert labels(chart, "bottom") == ["1", "10"]

"""The chart with a logarithmic vertical axis."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.ui.charts.curve import Curve
from convviz.ui.charts.semilog_chart import SemilogChart

X = np.arange(1.0, 5)


@pytest.fixture
def chart(styled: QApplication, qtbot: QtBot) -> SemilogChart:
    chart = SemilogChart("Chart", "epoch", "J")
    qtbot.addWidget(chart)
    chart.resize(500, 300)
    return chart


def test_powers_of_ten_lie_at_equal_distances(chart: SemilogChart) -> None:
    chart.show_curves(X, [Curve("J", 10.0**-X, QColor("red"))], (0, 4), (1e-4, 1))
    np.testing.assert_allclose(chart._curves[0].y, -X)
    labelled, between = chart._ticks()["left"]
    assert labelled == [(-4, "0.0001"), (-3, "0.001"), (-2, "0.01"), (-1, "0.1"), (0, "1")]
    assert (pytest.approx(np.log10(0.2)), "") in between


def test_few_decades_have_more_numbers(chart: SemilogChart) -> None:
    chart.show_curves(X, [Curve("J", X, QColor("red"))], (0, 4), (1, 10))
    labelled, _ = chart._ticks()["left"]
    assert [text for _, text in labelled][:4] == ["1", "2", "5", "10"]


def test_a_gap_stays_a_gap(chart: SemilogChart) -> None:
    y = np.array([1, np.nan, 1, np.nan])
    chart.show_curves(X, [Curve("J", y, QColor("red"))], (0, 4), (0.1, 1))
    np.testing.assert_array_equal(np.isnan(chart._curves[0].y), np.isnan(y))

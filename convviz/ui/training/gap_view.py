"""The gap between seen and unseen pictures against how many were seen: a point a finished training."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.network_training import GapPoint
from convviz.lab.text.numbers import format_number
from convviz.lab.training.network_choice import NETWORK_TITLES
from convviz.lab.training.network_curves import gap_curves
from convviz.lab.training.network_words import gap_sentence
from convviz.ui.charts.curve import Curve
from convviz.ui.charts.line_chart import LineChart
from convviz.ui.theme import UNIT
from convviz.ui.training.network_colours import network_colour


class GapView(QWidget):
    """A curve a network.

    Signals
    -------
    read_out(str)
        The numbers under the pointer; empty when it leaves.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[GapPoint] = ()
        self.sentence = QLabel(wordWrap=True)
        self.chart = LineChart("Gap against the number of seen pictures", "seen pictures", "gap, points")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.sentence)
        layout.addWidget(self.chart, 1)
        layout.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.chosen.connect(self._on_chosen)

    def show_points(self, points: Sequence[GapPoint]) -> None:
        """Show points that can be compared."""
        self._points = points
        plain = [(point.name, point.seen, point.gap) for point in points]
        counts, of = gap_curves(plain)
        self.sentence.setText(gap_sentence(plain))
        self.chart.setVisible(bool(points))
        self.chart.setAccessibleDescription(self.sentence.text())
        if points:
            values = [100 * point.gap for point in points]
            curves = [Curve(NETWORK_TITLES[name], y, network_colour(name, self.palette())) for name, y in of.items()]
            ends = min(0.0, *values, 0.0), max(5.0, *values)
            self.chart.show_curves(counts, curves, (0.0, 1.05 * float(counts[-1])), ends)

    def _on_hovered(self, index: int | None) -> None:
        counts, of = gap_curves([(point.name, point.seen, point.gap) for point in self._points])
        if index is None or index >= len(counts):
            self.read_out.emit("")
            return
        told = ", ".join(f"{NETWORK_TITLES[name]} {format_number(float(y[index]), 3)}" for name, y in of.items())
        self.read_out.emit(f"gap from {counts[index]:,.0f} seen pictures, in points: {told}")

    def _on_chosen(self, index: int) -> None:
        counts = sorted({point.seen for point in self._points})
        self.chart.show_marker(float(counts[index]))
        self._on_hovered(index)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_points(self._points)

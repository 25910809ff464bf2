"""The charts of networks in training: J and accuracy against the epochs."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from convviz.lab.text.numbers import format_number
from convviz.lab.training.network_choice import NETWORK_TITLES
from convviz.lab.training.network_curves import (
    Curves,
    accuracy_curves,
    ends_of_accuracies,
    ends_of_losses,
    loss_curves,
)
from convviz.lab.training.network_snapshot import Snapshot
from convviz.ui.charts.curve import Curve
from convviz.ui.theme import UNIT
from convviz.ui.training.network_colours import network_colour
from convviz.ui.widgets.controls import term_label

if TYPE_CHECKING:
    from convviz.ui.charts.line_chart import LineChart

SEEN, UNSEEN = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
LEAST_HEIGHT = 13 * UNIT
NO_ENDS = 1.0, 100.0  # of an axis without curves


class NetworkCharts(QWidget):
    """Two charts side by side; solid lines are of seen pictures, dashed ones of unseen.

    Signals
    -------
    read_out(str)
        The numbers under the pointer; empty when it leaves.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from convviz.ui.charts.line_chart import LineChart  # it takes a third of a second: only for those who look
        from convviz.ui.charts.semilog_chart import SemilogChart

        self._snapshot: Snapshot | None = None
        self._results: object = None  # of what the accuracies were drawn
        self.loss = SemilogChart("J against the epochs", "epoch", "J")
        self.accuracy = LineChart("Accuracy against the epochs", "epoch", "% right")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(2 * UNIT)
        layout.setVerticalSpacing(UNIT // 2)
        layout.addWidget(term_label("Cost J", "cost", role="heading"), 0, 0)
        layout.addWidget(term_label("Accuracy", role="heading"), 0, 1)
        layout.addWidget(_line_key(), 0, 1, Qt.AlignmentFlag.AlignRight)
        for column, chart in enumerate((self.loss, self.accuracy)):
            layout.addWidget(chart, 1, column)
            layout.setColumnStretch(column, 1)
            chart.setMinimumHeight(LEAST_HEIGHT)
        layout.setRowStretch(1, 1)
        self.loss.hovered.connect(self._on_loss_hovered)
        self.accuracy.hovered.connect(self._on_accuracy_hovered)
        self.loss.chosen.connect(self._on_loss_chosen)
        self.accuracy.chosen.connect(self._on_accuracy_chosen)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the curves so far; empty axes with None."""
        self._snapshot = snapshot
        if snapshot is None:
            self._results = None
            for chart in (self.loss, self.accuracy):
                chart.show_curves(np.empty(0), (), (0.0, 1.0), NO_ENDS)
                chart.setAccessibleDescription("No curves yet")
            return
        losses, ends = loss_curves(snapshot), (0.0, float(snapshot.task.choice.epochs))
        self._show(self.loss, losses, ends, ends_of_losses(losses))
        results = ends, [run.results for run in snapshot.runs]
        if results != self._results:  # they change once an epoch
            self._results, accuracies = results, accuracy_curves(snapshot)
            self._show(self.accuracy, accuracies, ends, ends_of_accuracies(accuracies))

    def _show(
        self, chart: "LineChart", curves: Curves, x_ends: tuple[float, float], y_ends: tuple[float, float]
    ) -> None:
        shown = [
            Curve(NETWORK_TITLES[name], values, network_colour(name, self.palette()), style)
            for name, pair in curves.of.items()
            for values, style in zip(pair, (SEEN, UNSEEN), strict=True)
        ]
        chart.show_curves(curves.x, shown, x_ends, y_ends)
        chart.setAccessibleDescription(_says(curves, len(curves.x) - 1) if len(curves.x) else "No curves yet")

    def _on_loss_hovered(self, index: int | None) -> None:
        known = None if self._snapshot is None or index is None else loss_curves(self._snapshot)
        self.read_out.emit(f"J, {_says(known, index)}" if known and index is not None else "")

    def _on_accuracy_hovered(self, index: int | None) -> None:
        known = None if self._snapshot is None or index is None else accuracy_curves(self._snapshot)
        self.read_out.emit(f"% right, {_says(known, index)}" if known and index is not None else "")

    def _on_loss_chosen(self, index: int) -> None:
        if self._snapshot is not None:
            self.loss.show_marker(float(loss_curves(self._snapshot).x[index]))
            self._on_loss_hovered(index)

    def _on_accuracy_chosen(self, index: int) -> None:
        if self._snapshot is not None:
            self.accuracy.show_marker(float(accuracy_curves(self._snapshot).x[index]))
            self._on_accuracy_hovered(index)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._results = None
            self.show_snapshot(self._snapshot)


def _says(curves: Curves, index: int) -> str:
    """Say the numbers of all curves at one place."""
    place = min(index, len(curves.x) - 1)
    said = [
        f"{NETWORK_TITLES[name]} {format_number(float(pair.seen[place]), 3)} seen"
        f" / {format_number(float(pair.unseen[place]), 3)} unseen"
        for name, pair in curves.of.items()
    ]
    return f"epoch {format_number(float(curves.x[place]), 3)}: {', '.join(said)}".replace("NaN", "–")


def _line_key() -> QWidget:
    """Explain the two kinds of line."""
    key = QWidget()
    row = QHBoxLayout(key)
    row.setContentsMargins(0, 0, UNIT, 0)
    row.setSpacing(UNIT * 2)
    for text in ("── seen", "╌╌ unseen"):
        label = QLabel(text)
        label.setProperty("role", "quiet")
        row.addWidget(label)
    return key

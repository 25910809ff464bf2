"""What shifts do to the trained networks: who still knows a moved picture, what moves along, and what stays."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.lab.text.numbers import format_number
from convviz.lab.training.network_snapshot import Snapshot
from convviz.lab.training.network_words import shift_row, shift_sentence
from convviz.ui.charts.curve import Curve
from convviz.ui.charts.line_chart import LineChart
from convviz.ui.theme import UNIT
from convviz.ui.training.network_colours import network_colour
from convviz.ui.widgets.controls import term_label

HEADINGS = {
    "Network": "trained network",
    "Map moves": "map moves",
    "Change": "change at a pixel",
    "Same class": "same class",
}  # and the terms that explain them


class MovedView(QWidget):
    """A curve a network, and a row of numbers.

    Signals
    -------
    read_out(str)
        The numbers under the pointer; empty when it leaves.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self.sentence = QLabel(wordWrap=True)
        self.chart = LineChart("Accuracy of moved pictures", "moved to the right, pixels", "% right")
        self._rows, self._cells = QGridLayout(), [[QLabel() for _ in HEADINGS] for _ in range(5)]
        self._rows.setHorizontalSpacing(2 * UNIT)
        self._rows.setVerticalSpacing(UNIT // 2)
        for column, (heading, term) in enumerate(HEADINGS.items()):
            label = term_label(heading, term, role="quiet")
            self._rows.addWidget(label, 0, column, _alignment(column))
            for row, cells in enumerate(self._cells, 1):
                self._rows.addWidget(cells[column], row, column, _alignment(column))
        self._rows.setRowStretch(len(self._cells) + 1, 1)
        body = QHBoxLayout()
        body.setSpacing(2 * UNIT)
        body.addWidget(self.chart, 1)
        body.addLayout(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.sentence)
        layout.addLayout(body, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.chart.hovered.connect(self._on_hovered)
        self.chart.chosen.connect(self._on_chosen)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is known of these networks."""
        self._snapshot = snapshot
        self.sentence.setText(shift_sentence(snapshot))
        for row, cells in enumerate(self._cells):
            texts = shift_row(snapshot.runs[row]) if row < len(snapshot.runs) else ("",) * len(HEADINGS)
            for label, text in zip(cells, texts, strict=True):
                label.setText(text)
        found = [(run, run.under_shift) for run in snapshot.runs if run.under_shift]
        if not found:
            self.chart.hide()
            return
        curves = [
            Curve(run.title, 100 * each.accuracy, network_colour(run.name, self.palette())) for run, each in found
        ]
        dx = found[0][1].dx
        self.chart.show()
        self.chart.show_curves(dx, curves, (float(dx[0]), float(dx[-1])), (0.0, 100.0))
        self.chart.setAccessibleDescription(self.sentence.text())

    def _on_hovered(self, index: int | None) -> None:
        if index is None or self._snapshot is None:
            self.read_out.emit("")
            return
        found = [(run.title, run.under_shift) for run in self._snapshot.runs if run.under_shift]
        told = ", ".join(f"{title} {format_number(100 * float(each.accuracy[index]), 3)} %" for title, each in found)
        self.read_out.emit(f"moved by {format_number(float(found[0][1].dx[index]))} pixels: {told} right")

    def _on_chosen(self, index: int) -> None:
        found = [run.under_shift for run in self._snapshot.runs if run.under_shift] if self._snapshot else []
        if found:
            self.chart.show_marker(float(found[0].dx[index]))
            self._on_hovered(index)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._snapshot is not None:
            self.show_snapshot(self._snapshot)


def _alignment(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight

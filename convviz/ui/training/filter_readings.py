"""The numbers of a race: for each racer a line, and below what the picture itself allows."""

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.text.numbers import format_number
from convviz.lab.training.filter_race import Snapshot
from convviz.lab.training.filter_run_words import condition_text, cost_text, distance_text, racer_names
from convviz.ui.theme import UNIT
from convviz.ui.training.racers import racer_colours
from convviz.ui.widgets.controls import term_label

NONE = "–"
COLUMNS = (("J", "j"), ("From the true kernel", "distance"), ("Bias", "bias"))
FACTS = (("Step", "training step"), ("Least J", "least j"), ("Condition number", "condition number"))
MOST_RACERS = 2


class FilterReadings(QWidget):
    """A small table: a line a racer, and three numbers that are the same for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self.names = [QLabel() for _ in range(MOST_RACERS)]
        self.figures = [[QLabel(NONE) for _ in COLUMNS] for _ in range(MOST_RACERS)]
        self.facts = [QLabel(NONE) for _ in FACTS]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show its numbers; with None that there are none."""
        self._snapshot = snapshot
        standings = snapshot.standings if snapshot else ()
        names, colours = racer_names(snapshot) if snapshot else [NONE], racer_colours(self.palette())
        for index, (name, figures) in enumerate(zip(self.names, self.figures, strict=True)):
            there = index < len(names)
            for label in (name, *figures):
                label.setVisible(there)
            if not there:
                continue
            mark = f'<span style="color: {colours[index].name()}">■</span> ' if snapshot else ""
            name.setText(f"{mark}{escape(names[index])}")
            texts = [NONE] * len(figures)
            if index < len(standings):
                standing = standings[index]
                away = NONE if standing.distance is None else distance_text(standing.distance)
                texts = [cost_text(standing.cost), away, format_number(standing.bias, 3)]
            for figure, text, (caption, _) in zip(figures, texts, COLUMNS, strict=True):
                figure.setText(text)
                figure.setAccessibleName(f"{names[index]}: {caption} {text}")
        facts = [NONE] * len(FACTS)
        if snapshot:
            squares = snapshot.problem.squares
            facts = [f"{snapshot.step:,}", cost_text(squares.least_cost), condition_text(squares)]
        for label, text, (caption, _) in zip(self.facts, facts, FACTS, strict=True):
            label.setText(text)
            label.setAccessibleName(f"{caption} {text}")

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(2 * UNIT)
        layout.setVerticalSpacing(2)
        for column, (caption, term) in enumerate((*COLUMNS, *FACTS), 1):
            label = term_label(caption, term, role="quiet")
            layout.addWidget(label, 0, column)
            layout.setColumnStretch(column, 1)
        for row, (name, figures) in enumerate(zip(self.names, self.figures, strict=True), 1):
            for column, label in enumerate((name, *figures)):
                layout.addWidget(label, row, column)
                label.setProperty("role", "heading")
        for column, label in enumerate(self.facts, 1 + len(COLUMNS)):
            label.setProperty("role", "heading")
            layout.addWidget(label, 1, column, Qt.AlignmentFlag.AlignLeft)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_snapshot(self._snapshot)

"""The catch, measured: what sharing does not save, and where most parameters of well-known networks are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from convviz.lab.sharing.sharing import Comparison
from convviz.lab.sharing.sharing_text import (
    CONVENTIONS,
    multiply_adds_texts,
    same_multiplications,
    where_parameters_are,
)
from convviz.nn.equivalents import KINDS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label

WELL_KNOWN = ("lenet-5", "alexnet", "vgg-16")


class CatchPanel(QWidget):
    """Sentences with the numbers of what is counted, and of the networks of the literature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work, self.networks, self.conventions = (QLabel(wordWrap=True) for _ in range(3))
        self.multiply_adds = {kind: QLabel() for kind in KINDS}
        where = "\n".join(map(where_parameters_are, WELL_KNOWN))
        self.networks.setText(f"Most parameters of well-known networks are in their fully connected layers:\n{where}")
        self.conventions.setText(CONVENTIONS)
        self.conventions.setProperty("role", "quiet")
        self._table = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(0)
        grid.addWidget(term_label("Multiply-adds"), 0, 0, 1, 2)
        for row, (kind, number) in enumerate(self.multiply_adds.items(), 1):
            grid.addWidget(term_label(kind, f"{kind} layer"), row, 0)
            grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("The catch", role="heading"))
        for part in (self.work, self._table, self.networks, self.conventions):
            layout.addWidget(part)

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show what these counts say; nothing with None."""
        for part in (self.work, self._table):
            part.setVisible(comparison is not None)
        if comparison is not None:
            self.work.setText(same_multiplications(comparison))
            for kind, text in multiply_adds_texts(comparison).items():
                self.multiply_adds[kind].setText(text)

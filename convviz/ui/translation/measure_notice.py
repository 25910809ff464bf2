"""What is still to be measured: how long it takes, the button that begins it, and how far it is."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from convviz.app.jobs import Jobs
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import tool_button
from convviz.ui.widgets.elided_label import ElidedLabel
from convviz.ui.widgets.work_bar import WorkBar


class MeasureNotice(QWidget):
    """One line; each part of it is seen only where it is needed.

    Signals
    -------
    asked()
        A person wants it measured.
    reduced_chosen(bool)
        A person wants it measured on the reduced picture, or on the whole one.
    """

    asked = Signal()
    reduced_chosen = Signal(bool)

    def __init__(self, work: Mapping[str, Jobs], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.sentence.setProperty("role", "quiet")
        self.reduced = QCheckBox("reduced picture")
        self.reduced.setToolTip(TERMS["reduced picture"])
        self.compute = tool_button("Compute")
        self.work = WorkBar(work)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addStretch(1)
        for widget in (self.sentence, self.reduced, self.compute, self.work):
            layout.addWidget(widget)
        self.compute.clicked.connect(self.asked)
        self.reduced.clicked.connect(self.reduced_chosen)

    def show_notice(self, sentence: str, *, waits: bool, is_reduced: bool | None = None) -> None:
        """Show a sentence, whether something waits for the button, and if there is a choice, whether it is reduced."""
        self.sentence.setText(sentence)
        self.compute.setVisible(waits)
        self.reduced.setVisible(is_reduced is not None)
        self.reduced.setChecked(bool(is_reduced))

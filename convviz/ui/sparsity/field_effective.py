"""The effective field: whether it is shown, of one value or of many, how wide it is, and what it does not say."""

from typing import Literal, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.app.jobs import Jobs
from convviz.lab.sparsity.effective_field import EffectiveField
from convviz.lab.sparsity.effective_words import (
    INVITATION,
    MEAN_ON_REQUEST,
    NO_MAP,
    OF_PIXEL,
    ON_REQUEST,
    field_sentence,
    picture_sentence,
    width_facts,
)
from convviz.ui.sparsity.field_facts import FieldFacts
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, tool_button
from convviz.ui.widgets.work_bar import WorkBar

EffectiveMode = Literal["off", "value", "mean"]
MODES: dict[EffectiveMode, str] = {"off": "not shown", "value": "of this value", "mean": "mean of many values"}


class Wanted(NamedTuple):
    """What an effective field would be of.

    Parameters
    ----------
    of : {"value", "pixel", "nothing"}
        What is picked; nothing where there is no map.
    on_request : bool
        Whether it is computed only when the button asks for it.
    kinds : tuple of str
        Of the layers on the way that are not linear.
    advice : str
        What to try if the gradient is zero.
    """

    of: Literal["value", "pixel", "nothing"]
    on_request: bool = False
    kinds: tuple[str, ...] = ()
    advice: str = ""


class EffectivePanel(QWidget):
    """Chooses what effective field is wanted, and shows its numbers.

    Signals
    -------
    mode_chosen()
        A person wants it, or not: see ``mode``.
    asked()
        A person pressed the button that computes it.
    """

    mode_chosen = Signal()
    asked = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode: EffectiveMode = "off"
        self.choice = Choice("Effective field", {str(mode): words for mode, words in MODES.items()})
        self.compute = tool_button("Compute")
        self.compute.setToolTip("Compute it for what is picked now")
        self.work = WorkBar({"Gradient…": jobs})
        self.work.progress.setMinimumWidth(2 * UNIT)  # else the panel would be wider than its place
        self.facts = FieldFacts()
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(self.choice, 1)
        row.addWidget(self.compute)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addLayout(row)
        for part in (self.work, self.facts, self.sentence):
            layout.addWidget(part)
        self.choice.chosen.connect(self._on_chosen)
        self.compute.clicked.connect(self.asked)

    def show_field(self, field: EffectiveField | None, wanted: Wanted) -> None:
        """Show the numbers of a field, or why there is none yet."""
        of_value = wanted.of == "value"
        self.choice.setEnabled(of_value)
        self.compute.setVisible(of_value and wanted.on_request and self.mode != "off")
        self.facts.show_facts(width_facts(field) if field and of_value else [])
        self.facts.setVisible(bool(self.facts.facts))
        self.sentence.setText(self._sentence(field, wanted))

    def _sentence(self, field: EffectiveField | None, wanted: Wanted) -> str:
        if wanted.of != "value":
            return OF_PIXEL if wanted.of == "pixel" else NO_MAP
        if self.mode == "off":
            return INVITATION
        if field is not None:
            return field_sentence(field, wanted.kinds, wanted.advice)
        if not wanted.on_request:
            return picture_sentence(wanted.kinds)
        return MEAN_ON_REQUEST if self.mode == "mean" else ON_REQUEST

    def _on_chosen(self, mode: EffectiveMode) -> None:
        self.mode = mode
        self.mode_chosen.emit()

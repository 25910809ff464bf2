"""The effective field: whether it is shown, of one value or of many, how wide it is, and what it does not say."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.app.jobs import Jobs
from convviz.lab.effective_field import EffectiveField
from convviz.lab.numbers import format_number
from convviz.ui.controls import Choice, tool_button
from convviz.ui.field_facts import FieldFacts
from convviz.ui.theme import UNIT
from convviz.ui.work_bar import WorkBar

EffectiveMode = Literal["off", "value", "mean"]
MODES: dict[EffectiveMode, str] = {"off": "not shown", "value": "of this value", "mean": "mean of many values"}
INVITATION = "In theory all pixels of the field count. The gradient shows how much each does, on this picture."
OF_PIXEL = "A pixel has none: pick a value in the map."
ON_REQUEST = "Compute sends the gradient back through all these layers; here that takes some seconds."
MEAN_ON_REQUEST = "Compute takes the mean over up to 64 values of this map, if it can over such that see no padding."
CAVEAT = (
    "ReLU and max pooling let some paths through and shut others, as the picture decides: another picture, or another "
    "value, has another effective field."
)
ZERO = "The gradient is zero: ReLU or max pooling shuts every path to this value, or its weights do. Try another value."


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

    def show_field(self, field: EffectiveField | None, *, of_value: bool, on_request: bool) -> None:
        """Show the numbers of a field, or why there is none yet.

        Parameters
        ----------
        field : EffectiveField or None
        of_value : bool
            Whether a value is picked, and not a pixel.
        on_request : bool
            Whether it is computed only when the button asks for it.
        """
        self.choice.setEnabled(of_value)
        self.compute.setVisible(of_value and on_request and self.mode != "off")
        self.facts.show_facts(_facts(field) if field and of_value else [])
        self.facts.setVisible(bool(self.facts.facts))
        self.sentence.setText(self._sentence(field, of_value, on_request))

    def _sentence(self, field: EffectiveField | None, of_value: bool, on_request: bool) -> str:
        if not of_value:
            return OF_PIXEL
        if self.mode == "off":
            return INVITATION
        if field is not None:
            return CAVEAT if field.spread is not None else ZERO
        if not on_request:
            return CAVEAT
        return MEAN_ON_REQUEST if self.mode == "mean" else ON_REQUEST

    def _on_chosen(self, mode: EffectiveMode) -> None:
        self.mode = mode
        self.mode_chosen.emit()


def _facts(field: EffectiveField) -> list[tuple[str, str]]:
    if field.spread is None or field.width is None:
        return []
    theory = f"{field.region.bottom - field.region.top} × {field.region.right - field.region.left}"
    spread, width = (" × ".join(format_number(side, 3) for side in pair) for pair in (field.spread, field.width))
    facts = [("Spread", f"σ {spread} pixels"), ("Width", f"{width} pixels; in theory {theory}")]
    return facts if field.count == 1 else [*facts, ("Mean", f"of {field.count} values")]

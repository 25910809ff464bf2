"""Which digit is moved, and which trained networks look at it."""

from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.edits.scores_edits import digit_chosen, network_looks, scores_set
from convviz.lab.state import State
from convviz.lab.text.quantities import times
from convviz.lab.translation.classified import SIDE
from convviz.lab.translation.classified_words import NETWORK_MEANINGS, NETWORK_NAMES, PLACEMENT_WORDS
from convviz.lab.translation.translation import LAST_DIGIT, SIDE_BY_SIDE
from convviz.ui.theme import UNIT
from convviz.ui.translation.translation_switches import ExplainedChoice
from convviz.ui.widgets.controls import LABEL_WIDTH, show_number, term_label, tool_button, whole_number

OWN = "own"
DIGIT_CHOICES = {str(digit): str(digit) for digit in range(LAST_DIGIT + 1)} | {OWN: "Your picture"}
OWN_MEANING = f"Your picture in grey, cut to what is bright on black or dark on white, brought to {times(SIDE, SIDE)}."
UNSEEN = "Written by hand; no network here has learnt from it."
MOST = 999  # as long as it is not known how many there are


class ScoresPanel(QWidget):
    """The digit, the networks, and what they learnt from."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.digit = ExplainedChoice(term_label("Class", "unseen digit"), DIGIT_CHOICES)
        self.number, self.another = (
            whole_number(1, MOST, "Which of the unseen digits of this class"),
            tool_button("Next"),
        )
        self.placement = ExplainedChoice(
            term_label("Learnt from", "learnt from"), {name: words.name for name, words in PLACEMENT_WORDS.items()}
        )
        self.networks = {kind: QCheckBox(NETWORK_NAMES[kind]) for kind in SIDE_BY_SIDE}
        self._lay_out()
        self.digit.chosen.connect(self._on_digit_chosen)
        self.number.valueChanged.connect(self._on_number_changed)
        self.another.clicked.connect(self._on_another)
        self.placement.chosen.connect(self._on_placement_chosen)
        for kind, box in self.networks.items():
            box.clicked.connect(lambda looks, kind=kind: self._on_network_clicked(kind, looks))

    def show_state(self, state: State) -> None:
        """Show what is set."""
        choice = state.translation.scores
        is_own = choice.digit is None
        self.digit.show_choice(OWN if is_own else str(choice.digit), OWN_MEANING if is_own else UNSEEN)
        show_number(self.number, choice.number + 1)
        for part in (self.number, self.another):
            part.setEnabled(not is_own)
        self.placement.show_choice(choice.placement, PLACEMENT_WORDS[choice.placement].meaning)
        for kind, box in self.networks.items():
            box.setChecked(kind in choice.networks)

    def show_count(self, count: int) -> None:
        """Show how many unseen digits of the class there are; 0 if that is not known."""
        suffix = f" of {count}" if count else ""
        if suffix != self.number.suffix():  # else it would be laid out anew
            with QSignalBlocker(self.number):
                self.number.setMaximum(count or MOST)
                self.number.setSuffix(suffix)

    def _lay_out(self) -> None:
        label = QLabel("Number")
        label.setFixedWidth(LABEL_WIDTH)
        label.setToolTip("Which of the unseen digits of this class")
        self.another.setToolTip("The next digit of this class, after the last the first")
        which = QHBoxLayout()
        which.setSpacing(UNIT)
        which.addWidget(label)
        which.addWidget(self.number, 1)
        which.addWidget(self.another)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(term_label("Digit", "unseen digit", role="heading"))
        column.addWidget(self.digit)
        column.addLayout(which)
        column.addSpacing(UNIT)
        column.addWidget(term_label("Networks", "class scores", role="heading"))
        column.addWidget(self.placement)
        for kind, box in self.networks.items():
            box.setToolTip(NETWORK_MEANINGS[kind])
            column.addWidget(box)

    def _on_digit_chosen(self, name: str) -> None:
        self._document.edit("Choose digit", digit_chosen, None if name == OWN else int(name))

    def _on_number_changed(self, number: int) -> None:
        self._document.edit("Choose digit", partial(scores_set, number=number - 1))

    def _on_another(self) -> None:
        number = self.number.value()
        self._on_number_changed(1 if number >= self.number.maximum() else number + 1)

    def _on_placement_chosen(self, placement: str) -> None:
        self._document.edit("Choose what they learnt from", partial(scores_set, placement=placement))

    def _on_network_clicked(self, kind: str, looks: bool) -> None:
        text = f"{'Show' if looks else 'Hide'} {NETWORK_NAMES[kind].lower()} network"
        if not self._document.edit(text, network_looks, kind, looks):
            self.show_state(self._document.state)

"""The controls of a filter that is learnt: its size, its start, its batches, and the optimisers that find it."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.edits.learning_edits import filter_choice_set
from convviz.lab.state import State
from convviz.lab.training.filter_choice import LARGEST_BATCH, LARGEST_KERNEL
from convviz.lab.training.optimiser_kinds import OPTIMISERS, kind_of
from convviz.nn.optimisers import Optimiser
from convviz.ui.theme import UNIT
from convviz.ui.training.optimiser_panel import OptimiserPanel
from convviz.ui.widgets.controls import Choice, PairControl, form, show_number, term_label, tool_button, whole_number

STARTS = {
    "uniform": "random, as torch does",
    "he": "random, after He",
    "zeros": "zeros",
    "identity": "the picture itself",
}
WHOLE, PATCHES = "whole picture", "random patches"
FIRST_BATCH = 64
LARGEST_SEED = 99_999
FIRST_RIVAL, OTHER_RIVAL = "Momentum", "Adam"


class FilterOptions(QWidget):
    """Everything that is set; each change is an edit of the document."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture = 0
        self.kernel_size, self.own_size = PairControl("kernel size", LARGEST_KERNEL), QCheckBox("as in the lab")
        self.start = Choice("start", STARTS)
        self.seed, self.another = whole_number(0, LARGEST_SEED, "seed"), tool_button("Another")
        self.batch, self.patches = Choice("batch", (WHOLE, PATCHES)), whole_number(1, LARGEST_BATCH, "patches a step")
        self.optimiser, self.rival = OptimiserPanel("optimiser"), OptimiserPanel("rival")
        self.race = QCheckBox("Race against a second optimiser")
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set."""
        choice = state.learning.filter
        self.kernel_size.show_values(*(choice.kernel_size or state.layer.kernel_size))
        self.own_size.setChecked(choice.kernel_size is None)
        self.start.show_choice(choice.initialisation)
        show_number(self.seed, choice.seed)
        self.batch.show_choice(WHOLE if choice.batch_size is None else PATCHES)
        self.patches.setEnabled(choice.batch_size is not None)
        show_number(self.patches, choice.batch_size or FIRST_BATCH)
        self.optimiser.show_optimiser(choice.optimiser)
        self.race.setChecked(choice.rival is not None)
        self.rival.setVisible(choice.rival is not None)
        if choice.rival is not None:
            self.rival.show_optimiser(choice.rival)

    def _connect(self) -> None:
        self.kernel_size.changed.connect(lambda *size: self._set("Set learnt kernel size", kernel_size=size))
        self.own_size.clicked.connect(self._on_own_size_clicked)
        self.start.chosen.connect(lambda name: self._set("Set start", initialisation=name))
        self.seed.valueChanged.connect(lambda seed: self._set("Set seed", seed=seed))
        self.another.clicked.connect(self.seed.stepUp)
        self.batch.chosen.connect(self._on_batch_chosen)
        self.patches.valueChanged.connect(lambda count: self._set("Set batch", batch_size=count))
        self.race.clicked.connect(self._on_race_clicked)
        for field, panel in (("optimiser", self.optimiser), ("rival", self.rival)):
            panel.changed.connect(partial(self._on_optimiser_changed, field))
            panel.gripped.connect(self._on_gripped)
            panel.released.connect(self._on_released)

    def _lay_out(self) -> None:
        self.own_size.setToolTip("As large as the kernel of the selected filter")
        self.another.setToolTip("Draw other numbers to begin with: the next seed")
        self.race.setToolTip("Both begin with the same numbers, see the same batches, and go down the same J")
        rows = form(
            (
                (term_label("Kernel size"), self.kernel_size),
                (None, self.own_size),
                (term_label("Start"), self.start),
                (term_label("Seed"), _in_a_row(self.seed, self.another)),
                (term_label("Batch"), self.batch),
                (term_label("Patches a step"), self.patches),
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("How it learns", "how a filter learns", role="heading"))
        layout.addWidget(self.optimiser)
        layout.addWidget(self.race)
        layout.addWidget(self.rival)
        layout.addSpacing(UNIT)
        layout.addWidget(term_label("What it begins with", "what a filter begins with", role="heading"))
        layout.addLayout(rows)

    def _on_own_size_clicked(self, own: bool) -> None:
        size = None if own else self._document.state.layer.kernel_size
        self._set("Set learnt kernel size", kernel_size=size)

    def _on_batch_chosen(self, name: str) -> None:
        self._set("Set batch", batch_size=None if name == WHOLE else FIRST_BATCH)

    def _on_race_clicked(self, races: bool) -> None:
        if not races:
            self._set("End the race", rival=None)
            return
        own = kind_of(self._document.state.learning.filter.optimiser)
        name = OTHER_RIVAL if own == FIRST_RIVAL else FIRST_RIVAL
        self._set("Race two optimisers", rival=OPTIMISERS[name].optimiser.fresh())

    def _on_optimiser_changed(self, field: str, optimiser: Optimiser) -> None:
        self._set("Set optimiser", gesture=self._gesture, **{field: optimiser})

    def _on_gripped(self) -> None:
        self._gesture = self._document.new_gesture()

    def _on_released(self) -> None:
        self._gesture = 0

    def _set(self, text: str, gesture: int = 0, **choices: Any) -> None:
        self._document.edit(text, partial(filter_choice_set, **choices), gesture=gesture)


def _in_a_row(*parts: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(UNIT)
    for part in parts:
        layout.addWidget(part, int(part is parts[0]))
    row.setFocusProxy(parts[0])
    return row

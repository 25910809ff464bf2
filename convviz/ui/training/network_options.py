"""The controls of networks that are trained side by side: from which pictures, which networks, and how."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.state import State
from convviz.lab.training.network_choice import CANVASES, LARGEST_BATCH, MOST_EPOCHS, MOST_SEEN, NETWORK_TITLES, OWN
from convviz.lab.training.network_learning import network_choice_set, network_taken_part
from convviz.lab.training.optimiser_kinds import kind_of
from convviz.nn.digit_training import OPTIMISERS
from convviz.nn.optimisers import Optimiser
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.training.optimiser_panel import OptimiserPanel
from convviz.ui.widgets.controls import Choice, form, show_number, term_label, tool_button, whole_number
from convviz.ui.widgets.elided_label import ElidedLabel

PLACES = {"centred": "in the middle", "anywhere": "anywhere"}
DIGITS = "Handwritten digits"
LARGEST_SEED, LONGEST_PATIENCE = 99_999, 100
SMALLEST_STEP_OF_SEEN = 50


class NetworkOptions(QWidget):
    """Everything that is set; each change is an edit of the document.

    Signals
    -------
    digit_network_wanted()
        A person wants a network in the lab that fits the task.
    """

    digit_network_wanted = Signal()

    def __init__(self, document: Document, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._settings = document, settings
        self._gesture = 0
        self.data, self.folder, self.digits = ElidedLabel(), tool_button("Folder…"), tool_button("Digits")
        self.placement = Choice("placement", PLACES)
        self.canvas = Choice("canvas", {str(side): f"{side}×{side} pixels" for side in CANVASES})
        self.seen = whole_number(1, MOST_SEEN, "seen pictures")
        self.networks = {name: QCheckBox(title) for name, title in NETWORK_TITLES.items()}
        self.misfit, self.use_digit_network = QLabel(wordWrap=True), tool_button("Use the digit network")
        self.optimiser = OptimiserPanel("optimiser")
        self.batch = whole_number(1, LARGEST_BATCH, "pictures a step")
        self.epochs = whole_number(1, MOST_EPOCHS, "epochs")
        self.patience = whole_number(0, LONGEST_PATIENCE, "patience, epochs")
        self.seed, self.another = whole_number(0, LARGEST_SEED, "seed"), tool_button("Another")
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set."""
        choice = state.learning.network
        self.data.setText(Path(choice.folder).name if choice.folder else DIGITS)
        self.digits.setVisible(bool(choice.folder))
        self.placement.show_choice(choice.placement)
        self.canvas.show_choice(str(choice.canvas))
        show_number(self.seen, choice.seen)
        for name, box in self.networks.items():
            box.setChecked(name in choice.networks)
        self.optimiser.show_optimiser(choice.optimiser)
        show_number(self.batch, choice.batch_size)
        show_number(self.epochs, choice.epochs)
        show_number(self.patience, choice.patience or 0)
        show_number(self.seed, choice.seed)

    def show_misfit(self, why: str) -> None:
        """Say why the network of the lab cannot take part; empty if it can."""
        self.misfit.setText(why)
        for part in (self.misfit, self.use_digit_network):
            part.setVisible(bool(why))
        self.networks[OWN].setEnabled(not why or self.networks[OWN].isChecked())

    def choose_folder(self, folder: Path) -> None:
        """Learn from the pictures of this folder."""
        self._settings.set_folder("open", folder)
        self._set(f"Learn from {folder.name}", folder=str(folder))

    def _connect(self) -> None:
        self.folder.clicked.connect(self._on_folder_clicked)
        self.digits.clicked.connect(lambda: self._set("Learn from digits", folder=""))
        self.placement.chosen.connect(lambda name: self._set("Set placement", anywhere=name == "anywhere"))
        self.canvas.chosen.connect(lambda side: self._set("Set canvas", canvas=int(side)))
        self.seen.valueChanged.connect(lambda count: self._set("Set seen pictures", seen=count))
        for name, box in self.networks.items():
            box.clicked.connect(lambda on, name=name: self._on_network_clicked(name, on))
        self.use_digit_network.clicked.connect(self.digit_network_wanted)
        self.optimiser.changed.connect(self._on_optimiser_changed)
        self.optimiser.gripped.connect(self._on_gripped)
        self.optimiser.released.connect(self._on_released)
        self.batch.valueChanged.connect(lambda count: self._set("Set batch", batch_size=count))
        self.epochs.valueChanged.connect(lambda count: self._set("Set epochs", epochs=count))
        self.patience.valueChanged.connect(lambda count: self._set("Set patience", patience=count or None))
        self.seed.valueChanged.connect(lambda seed: self._set("Set seed", seed=seed))
        self.another.clicked.connect(self.seed.stepUp)

    def _lay_out(self) -> None:
        self.folder.setToolTip("Learn from a folder of your own: it holds a folder of pictures for each class")
        self.digits.setToolTip("Learn from the handwritten digits again")
        self.use_digit_network.setToolTip(
            "Put an untrained convolutional network of this size into the lab, to be changed in the network panel"
        )
        self.another.setToolTip("Draw other pictures, places and first weights: the next seed")
        self.seen.setSingleStep(SMALLEST_STEP_OF_SEEN)
        self.patience.setSpecialValueText("never")
        self.misfit.setProperty("role", "quiet")
        for name, box in self.networks.items():
            box.setToolTip(TERMS[f"{name} network"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(term_label("What they learn from", role="heading"))
        layout.addLayout(self._pictures())
        layout.addSpacing(UNIT)
        layout.addWidget(term_label("Networks side by side", role="heading"))
        for part in (*self.networks.values(), self.misfit):
            layout.addWidget(part)
        layout.addWidget(self.use_digit_network, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(UNIT)
        layout.addWidget(term_label("How they learn", role="heading"))
        layout.addWidget(self.optimiser)
        layout.addLayout(self._descent())

    def _pictures(self) -> Any:
        return form(
            (
                (term_label("Pictures"), _in_a_row(self.data, self.folder, self.digits)),
                (term_label("Placement"), self.placement),
                (term_label("Canvas"), self.canvas),
                (term_label("Seen pictures"), self.seen),
            )
        )

    def _descent(self) -> Any:
        return form(
            (
                (term_label("Batch", "pictures a step"), self.batch),
                (term_label("Epochs"), self.epochs),
                (term_label("Patience"), self.patience),
                (term_label("Seed", "seed of networks"), _in_a_row(self.seed, self.another)),
            )
        )

    def _on_folder_clicked(self) -> None:
        dialog = QFileDialog(self, "A folder with a folder of pictures for each class")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(str(self._settings.folder("open")))
        dialog.fileSelected.connect(lambda name: self.choose_folder(Path(name)))
        dialog.open()

    def _on_network_clicked(self, name: str, takes_part: bool) -> None:
        verb = "Train" if takes_part else "Leave out"
        if not self._document.edit(f"{verb} “{NETWORK_TITLES[name]}”", network_taken_part, name, takes_part):
            self.networks[name].setChecked(not takes_part)

    def _on_optimiser_changed(self, optimiser: Optimiser) -> None:
        before, kind = self._document.state.learning.network.optimiser, kind_of(optimiser)
        if kind != kind_of(before):  # these networks want other learning rates than a filter
            optimiser = OPTIMISERS[kind.lower()].fresh()
        self._set("Set optimiser", gesture=self._gesture, optimiser=optimiser)

    def _on_gripped(self) -> None:
        self._gesture = self._document.new_gesture()

    def _on_released(self) -> None:
        self._gesture = 0

    def _set(self, text: str, gesture: int = 0, **choices: Any) -> None:
        self._document.edit(text, partial(network_choice_set, **choices), gesture=gesture)


def _in_a_row(first: QWidget, *others: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(UNIT)
    layout.addWidget(first, 1)
    for part in others:
        layout.addWidget(part)
    row.setFocusProxy(others[0] if isinstance(first, QLabel) else first)
    return row

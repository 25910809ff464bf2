"""The panel of the display: which colours, and which values they span."""

from functools import partial

from PySide6.QtWidgets import QWidget

from convviz.app.document import Document
from convviz.lab.display import UNSIGNED_COLOUR_MAPS
from convviz.lab.edits import display_set
from convviz.lab.state import State
from convviz.ui.controls import Choice, form, term_label

SIGNED = {
    "balance": "balance: blue, white, red",
    "vik": "vik: blue, beige, brown",
    "berlin": "berlin: blue, black, red",
}
RANGES = {
    "percentile": "most of the values",
    "symmetric": "all, zero in the middle",
    "min-max": "least to greatest",
    "fixed": "fixed",
}


class DisplayPanel(QWidget):
    """Shows how values become colours and lets a person change it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.signed = Choice("signed colours", SIGNED)
        self.unsigned = Choice("colours", tuple(UNSIGNED_COLOUR_MAPS))
        self.range = Choice("range", RANGES)
        self.setLayout(
            form(
                (
                    (term_label("Signed", "signed colours"), self.signed),
                    (term_label("Unsigned", "colours"), self.unsigned),
                    (term_label("Range"), self.range),
                )
            )
        )
        self.signed.chosen.connect(self._on_signed_chosen)
        self.unsigned.chosen.connect(self._on_unsigned_chosen)
        self.range.chosen.connect(self._on_range_chosen)

    def show_state(self, state: State) -> None:
        """Show the choices of this state."""
        self.signed.show_choice(state.display.signed)
        self.unsigned.show_choice(state.display.unsigned)
        self.range.show_choice(state.display.value_range)

    def _on_signed_chosen(self, name: str) -> None:
        self._document.edit("Set colours", partial(display_set, signed=name))

    def _on_unsigned_chosen(self, name: str) -> None:
        self._document.edit("Set colours", partial(display_set, unsigned=name))

    def _on_range_chosen(self, name: str) -> None:
        self._document.edit("Set range", partial(display_set, value_range=name))

"""Why a layer does not fit what comes before it, in its place, and the button that mends it."""

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.edits.network_edits import can_be_fitted, layer_fitted
from convviz.lab.state import State
from convviz.ui.theme import UNIT

TIP = "Give it weights for what comes before it: those that still fit are kept, the others are drawn anew"


class MisfitNote(QWidget):
    """The sentence, and “Make it fit” where that is possible."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("role", "quiet")
        self.fit = QPushButton("Make it fit")
        self.fit.setToolTip(TIP)
        self.fit.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT + 4, 0, UNIT - 2, UNIT)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.sentence)
        layout.addWidget(self.fit)

    def show_state(self, state: State) -> None:
        """Show why the first layer that does not fit does not."""
        if state.misfit is None:
            return
        index, why = state.misfit
        self.sentence.setText(why)
        self.fit.setVisible(can_be_fitted(state, index))
        self.fit.setAccessibleName(f"Make layer {index + 1} fit")

    def _on_clicked(self) -> None:
        misfit = self._document.state.misfit
        if misfit is not None:
            self._document.edit("Make layer fit", layer_fitted, misfit[0])

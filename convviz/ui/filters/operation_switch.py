"""The switch between cross-correlation and convolution, with the kernel as it is laid over the picture."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.kernel.kernel_changes import is_symmetric
from convviz.lab.pictures.display import weight_scale
from convviz.lab.state import OPERATIONS, State
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.array_picture import ArrayPicture
from convviz.ui.widgets.controls import tool_button

SIDE = 44  # of the small picture of the kernel
AS_WRITTEN = "The kernel lies over the picture as it is written. Deep learning calls this convolution, too."
TURNED = "The kernel is turned by half a turn before it lies over the picture, as on the left."
NOT_NOTICED = "This kernel is symmetric: it does not notice."


class OperationSwitch(QWidget):
    """Two buttons, of which one is down; a sentence on what it means, and the kernel as it is applied."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.group = QButtonGroup(self)
        self.applied = ArrayPicture("Kernel as it is applied", SIDE)
        self.applied.setToolTip("The kernel as it lies over the picture")
        self.sentence = QLabel()
        self.sentence.setProperty("role", "quiet")
        self.sentence.setWordWrap(True)
        self.sentence.setToolTip(TERMS["operation"])
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT // 2)
        for index, operation in enumerate(OPERATIONS):
            button = tool_button(operation.capitalize(), checkable=True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(TERMS[operation])
            self.group.addButton(button, index)
            buttons.addWidget(button)
        below = QHBoxLayout()
        below.setSpacing(UNIT)
        below.addWidget(self.applied, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.sentence, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(buttons)
        layout.addLayout(below)
        self.group.idClicked.connect(self._on_clicked)

    def show_state(self, state: State) -> None:
        """Show which operation is applied, and how the kernel lies over the picture."""
        self.group.button(OPERATIONS.index(state.operation)).setChecked(True)
        weights = state.applied_layer.weight[state.selected_filter]
        self.applied.show_values(weights[state.selected_channel or 0], weight_scale(weights, state.display.signed))
        symmetric = all(map(is_symmetric, state.layer.weight[state.selected_filter]))
        meaning = AS_WRITTEN if state.operation == "cross-correlation" else TURNED
        self.sentence.setText(f"{meaning} {NOT_NOTICED}" if symmetric else meaning)

    def _on_clicked(self, index: int) -> None:
        operation = OPERATIONS[index]
        self._document.edit(f"Apply {operation}", operation=operation)

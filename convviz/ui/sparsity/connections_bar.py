"""The line above the connections: which drawing, its colours, and the size of the crop."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from convviz.lab.sparsity.weight_matrix import CROP_SIZE
from convviz.ui.sparsity.connections_colours import COLOURINGS, Colouring
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, term_label, tool_button

SIZES = {str(size): f"{size} × {size}" for size in range(5, 9)}


class ConnectionsBar(QWidget):
    """What a person can choose about the drawings; it changes what is seen, and nothing of the lab.

    Signals
    -------
    changed()
        A person chose something else.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._both = False
        self.title = term_label("Connections", "drawn connections", role="title")
        self.drawings = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.title)
        for index, name in enumerate(("Lines", "Matrix")):
            button = tool_button(name, checkable=True)
            button.setToolTip(TERMS[name.lower()])
            self.drawings.addButton(button, index)
            layout.addWidget(button)
        layout.addStretch(1)
        self.drawings.button(0).setChecked(True)
        self.colours = Choice("Colours of the weight matrix", COLOURINGS)
        self.colours_label = term_label("Colours", "matrix colours")
        self.sizes = Choice("Size of the crop", SIZES)
        self.sizes_label = term_label("Crop")
        self.sizes.show_choice(str(CROP_SIZE))
        for control, label in ((self.colours, self.colours_label), (self.sizes, self.sizes_label)):
            control.setToolTip(label.toolTip())
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(label)
            layout.addWidget(control)
            control.chosen.connect(self.changed)
        self.drawings.idClicked.connect(self._on_drawing_chosen)
        self._arrange()

    @property
    def colouring(self) -> Colouring:
        """How the weight matrix is coloured."""
        return "weight" if self.colours.currentData() == "weight" else "cell"

    @property
    def crop_size(self) -> int:
        """Rows and columns of the crop."""
        return int(self.sizes.currentData())

    @property
    def lines_shown(self) -> bool:
        """Whether the connections are drawn as lines."""
        return self._both or self.drawings.checkedId() == 0

    @property
    def matrix_shown(self) -> bool:
        """Whether the weight matrix is drawn."""
        return self._both or self.drawings.checkedId() == 1

    def show_both(self, both: bool) -> None:
        """Say whether both drawings have room, so that there is nothing to choose."""
        self._both = both
        self._arrange()

    def _arrange(self) -> None:
        for button in self.drawings.buttons():
            button.setVisible(not self._both)
        for widget in (self.colours_label, self.colours, self.sizes_label, self.sizes):
            widget.setVisible(self.matrix_shown)

    def _on_drawing_chosen(self) -> None:
        self._arrange()
        self.changed.emit()

"""The brush: a value that is painted over the cells of the kernel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from convviz.lab.limits import LARGEST_WEIGHT
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import NumberBox, tool_button, yield_wheel_and_undo


class Brush(QWidget):
    """A button that takes the brush up, and the value that it paints.

    Signals
    -------
    changed(object)
        The value that is painted from now on; None when the brush is put away.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = tool_button("Paint", checkable=True)
        self.button.setToolTip("Paint this value over cells with the mouse; Space paints the selected ones")
        self.value = NumberBox(LARGEST_WEIGHT)
        self.value.setValue(1.0)
        self.value.setAccessibleName("value that is painted")
        self.value.setToolTip("What the brush paints; a right click on a cell, or a click with Alt, takes its value")
        yield_wheel_and_undo(self.value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(self.button)
        layout.addWidget(self.value, 1)
        self.button.toggled.connect(self._tell)
        self.value.valueChanged.connect(self._tell)

    def pick(self, value: float) -> None:
        """Paint this value from now on."""
        self.value.setValue(value)

    def _tell(self) -> None:
        self.changed.emit(self.value.value() if self.button.isChecked() else None)

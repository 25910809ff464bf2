"""The field with the kernel's name, which opens the kernel library."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.edits.edits import kernel_set
from convviz.lab.kernel.kernels import NamedKernel
from convviz.lab.state import State
from convviz.ui.kernel.kernel_library import KernelLibrary
from convviz.ui.kernel.library_row import size_text
from convviz.ui.theme import UNIT

OWN_KERNEL = "Own kernel"
OWN_KERNEL_HINT = "A kernel that is not in the library: you made it, and can save it there under a name."
_OPENING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_F4)


class KernelChoice(QComboBox):
    """Looks as every field that opens a list; this list is the kernel library. Typing opens it, too."""

    def __init__(self, document: Document, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._settings = document, settings
        self.addItem("")
        self.setAccessibleName("Kernel")
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        settings.shelf_changed.connect(self._on_shelf_changed)

    def show_state(self, state: State) -> None:
        """Show the name of this state's kernel."""
        kernel = self._settings.shelf.kernel_of(state)
        name = kernel.name if kernel else OWN_KERNEL
        if name != self.itemText(0):
            self.setItemText(0, name)
        self.setToolTip(f"{kernel.hint} ({size_text(kernel)})" if kernel else OWN_KERNEL_HINT)

    def open_library(self, text: str = "") -> KernelLibrary:
        """Open the library, looking for this text."""
        library = KernelLibrary(self._document, self._settings, self.window())
        library.chosen.connect(self._on_chosen)
        library.open_below(self, text)
        return library

    def _on_chosen(self, kernel: NamedKernel) -> None:
        self._document.edit(f"Choose {kernel.name}", kernel_set, kernel.weights)

    def _on_shelf_changed(self) -> None:
        self.show_state(self._document.state)

    @override
    def showPopup(self) -> None:
        self.open_library()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.open_library()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
        if event.key() in _OPENING:
            self.open_library()
        elif event.text().strip() and event.text().isprintable() and not command:
            self.open_library(event.text())
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave out the end of a name that is too long, and say so, which a combo box does not."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - UNIT // 2
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel's: there is nothing here to turn

"""A name that is typed in the place where it stands."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from convviz.lab.state import LONGEST_FILTER_NAME


class NameEdit(QLineEdit):
    """Hidden until a name is to be typed; Enter and leaving it keep what was typed, Escape does not.

    Signals
    -------
    named(str)
        A person typed this.
    """

    named = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setMaxLength(LONGEST_FILTER_NAME)
        self.setAccessibleName("name")
        self.hide()

    def begin(self, place: QRect, name: str, placeholder: str) -> None:
        """Appear in this place of the parent, with a name to change."""
        self.setText(name)
        self.setPlaceholderText(placeholder)
        self.selectAll()
        place.setHeight(max(place.height(), self.sizeHint().height()))
        place.moveBottom(min(place.bottom(), self._host.height() - 1))
        self.setGeometry(place)
        self.show()
        self.setFocus()

    def _end(self, keep: bool) -> None:
        if self.isHidden():
            return
        self.hide()
        self._host.setFocus()
        if keep:
            self.named.emit(self.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._end(event.key() != Qt.Key.Key_Escape)
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end(True)

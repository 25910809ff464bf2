"""A name that is typed in the place where it stands."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from convviz.lab.limits import LONGEST_FILTER_NAME


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
        """Appear in this place of the parent, with a name to change; the placeholder is what no name would give."""
        self.setText(name)
        self.setPlaceholderText(placeholder)
        self.selectAll()
        self.setGeometry(place)
        self.show()
        self.setFocus()

    def give_up(self) -> None:
        """Go away, and leave the name as it was."""
        if not self.isHidden():
            self.hide()
            self._host.setFocus()

    def _keep(self) -> None:
        if not self.isHidden():
            self.hide()
            self.named.emit(self.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            self._host.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._keep()

"""The answer to a drag over the window: here a picture can be dropped."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from convviz.app.opener import holds_picture


class DropHint(QLabel):
    """Lies over the page while something that can be opened is dragged across it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Drop to open", parent)
        self.setObjectName("drop-hint")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def answer(self, event: QDropEvent, widget: QWidget) -> None:
        """Accept a drag that brings something to open, and cover this widget of the same window."""
        if not holds_picture(event.mimeData()):
            return
        self.accept(event)
        self.setGeometry(widget.rect().translated(widget.mapTo(self.window(), widget.rect().topLeft())))
        self.raise_()
        self.show()

    def accept(self, event: QDropEvent) -> None:
        """Accept it as a copy, also where a move was proposed: what is opened stays where it was."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

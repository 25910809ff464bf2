"""The line above a picture: what it is, its size, and buttons for what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label
from convviz.ui.widgets.elided_label import ElidedLabel


class Heading(QWidget):
    """A title with its tooltip, quiet details, and buttons at the right end."""

    def __init__(self, term: str, *buttons: QWidget) -> None:
        super().__init__()
        self.title = term_label(term, role="title")
        self.details = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.details.setProperty("role", "quiet")
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.title)
        layout.addWidget(self.details, 1)
        for button in buttons:
            self.add(button)

    def add(self, button: QWidget) -> None:
        """Put another button at the right end."""
        self._layout.addWidget(button)

"""The line above a picture: what it is, its size, and buttons for what can be done with it."""

from PySide6.QtWidgets import QHBoxLayout, QToolButton

from convviz.ui.controls import term_label
from convviz.ui.elided_label import ElidedLabel
from convviz.ui.theme import UNIT


class Heading(QHBoxLayout):
    """A title with its tooltip, quiet details, and buttons at the right end."""

    def __init__(self, term: str, *buttons: QToolButton) -> None:
        super().__init__()
        self.title = term_label(term, role="title")
        self.details = ElidedLabel()
        self.details.setProperty("role", "quiet")
        self.setSpacing(UNIT)
        self.addWidget(self.title)
        self.addWidget(self.details, 1)
        for button in buttons:
            self.addWidget(button)

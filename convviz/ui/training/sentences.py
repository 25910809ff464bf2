"""What is said above the pictures, while it changes many times a second."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from convviz.ui.theme import TITLE


class Sentences(QLabel):
    """Sentences, the first in large type. They keep the room that they once needed, so that what is below stands still.

    Another width lets them go: they take what they need in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, first: str, rest: str = "") -> None:
        """Show these sentences."""
        style = f"font-size: {TITLE}px; font-weight: 600"
        rest = rest.replace(" %", "\N{NO-BREAK SPACE}%")
        self.setText(f'<span style="{style}">{escape(first)}</span> {escape(rest)}')
        self.setAccessibleName(f"{first} {rest}".strip())
        self._take_room(self.height())

    def _take_room(self, least: int) -> None:
        self.setMinimumHeight(0)  # else it counts as needed
        self.setFixedHeight(max(least, self.heightForWidth(self.width())))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._take_room(0)

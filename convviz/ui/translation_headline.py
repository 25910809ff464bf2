"""What moved with the image, what is left and why: the headline of the page."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from convviz.ui.theme import TITLE

FEWEST_LINES = 2


class TranslationHeadline(QLabel):
    """Shows a few sentences, the first of them in large type.

    It grows where they need more lines, and does not shrink again while they change: what is below stands still.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = ""
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_sentence(self, sentence: str) -> None:
        """Show these sentences."""
        self.sentence = sentence
        first, stop, rest = sentence.partition(". ")
        style = f"font-size: {TITLE}px; font-weight: 600"
        self.setText(f'<span style="{style}">{escape(first)}{stop.strip()}</span> {escape(rest)}')
        self.setAccessibleName(sentence)
        self._make_room(self.height())

    def _make_room(self, least: int) -> None:
        self.setMinimumHeight(0)  # else it counts as needed
        self.setFixedHeight(max(least, self.heightForWidth(self.width())))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._make_room(round(FEWEST_LINES * 1.35 * TITLE))

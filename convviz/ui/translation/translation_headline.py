"""What moved with the image, what is left and why: the headline of the page."""

from html import escape
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from convviz.ui.theme import BODY, TITLE

LONGEST = 550  # characters that a shift may ask for: there is room for them, so that the pictures stand still
FEWEST_LINES, MOST_LINES = 2, 5  # that are reserved
CHARACTER, LINE = 0.53 * BODY, 1.3 * BODY  # pixels, about


class TranslationHeadline(QLabel):
    """Shows a few sentences, the first of them in large type.

    It has room for what a shift asks for, grows where that is not enough, and does not shrink again while they change:
    what is below stands still.
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
        if sentence == self.sentence:
            return
        self.sentence = sentence
        first, stop, rest = sentence.partition(". ")
        style = f"font-size: {TITLE}px; font-weight: 600"
        rest = rest.replace(" %", "\N{NO-BREAK SPACE}%")
        self.setText(f'<span style="{style}">{escape(first)}{stop.strip()}</span> {escape(rest)}')
        self.setAccessibleName(sentence)
        self._make_room(self.height())

    def _make_room(self, least: int) -> None:
        height = max(least, super().heightForWidth(self.width()))
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    @override
    def hasHeightForWidth(self) -> bool:
        """Say no: its height is set, and no layout need set its words to find it."""
        return False

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            lines = ceil(LONGEST * CHARACTER / self.width())
            self.setMinimumHeight(0)  # else it counts as needed
            self._make_room(round(min(max(lines, FEWEST_LINES), MOST_LINES) * LINE))

"""The column at the right of a page; it scrolls where its parts do not fit."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from convviz.ui.theme import PANEL_WIDTH, UNIT


class SidePanel(QScrollArea):
    """Parts below one another, as wide on every page.

    Parameters
    ----------
    parts : widgets
    spacing : int
        Pixels between them.
    """

    def __init__(self, parts: Iterable[QWidget], spacing: int = UNIT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        panel = QWidget()
        panel.setObjectName("panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, UNIT, 0)
        column.setSpacing(spacing)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(PANEL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(panel)

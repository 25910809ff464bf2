"""A part of a panel with a heading that folds it away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT


class Section(QWidget):
    """A heading, and below it what it is about; a click on the heading folds and unfolds.

    Signals
    -------
    folded(bool)
        A person folded it, or unfolded it.
    """

    folded = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setObjectName("section")
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setArrowType(Qt.ArrowType.DownArrow)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.setToolTip(f"{TERMS[title.lower()]} Click to fold it away.")
        self.heading.setAccessibleName(f"{title}: show or hide")
        self._content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.heading)
        layout.addWidget(content)
        self.heading.toggled.connect(self._on_toggled)

    def set_open(self, is_open: bool) -> None:
        """Show what it is about, or the heading alone."""
        self.heading.setChecked(is_open)

    def _on_toggled(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self.heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.folded.emit(not is_open)

"""The headline of the page “Parameter sharing”: how many parameters, and the two factors that make them few."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from convviz.lab.sharing.sharing import Comparison
from convviz.lab.sharing.sharing_text import factor_text, headline, sharing_text, sparsity_text
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.elided_label import ElidedLabel


class SharingHeadline(QWidget):
    """A sentence, what it is about, and the factors in large type."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setProperty("role", "title")
        self.details = QLabel(wordWrap=True)
        self.details.setProperty("role", "quiet")
        self.sparsity, self.sharing = _Factor("sparsity"), _Factor("sharing")
        for label in (self.sentence, self.details):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            label.setMinimumHeight(2 * UNIT)  # else that of a column of single words
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(2 * UNIT)
        layout.setVerticalSpacing(UNIT // 2)
        layout.addWidget(self.sentence, 0, 0, 1, 2)
        layout.addWidget(self.details, 1, 0, 1, 2)
        for column, factor in enumerate((self.sparsity, self.sharing)):
            layout.addWidget(factor, 2, column)
            layout.setColumnStretch(column, 1)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show what these counts say."""
        self.sentence.setText(headline(comparison))
        self.details.setText("   ".join(filter(None, (comparison.title, comparison.note))))
        self.sparsity.show_factor(factor_text(comparison.sparsity), sparsity_text(comparison))
        self.sharing.show_factor(factor_text(comparison.sharing), sharing_text(comparison))

    def show_refusal(self, why: str) -> None:
        """Say why nothing can be counted."""
        self.sentence.setText("The kernel does not fit into this image.")
        self.details.setText(why)
        for factor in (self.sparsity, self.sharing):
            factor.show_factor("÷ –", "")


class _Factor(QWidget):
    """A number in large type, and below it what it comes from."""

    def __init__(self, term: str) -> None:
        super().__init__()
        self.figure, self.caption = QLabel(), ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.figure.setProperty("role", "figure")
        self.caption.setProperty("role", "quiet")
        self.figure.setToolTip(TERMS[term])
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.figure, 0, 0)
        layout.addWidget(self.caption, 1, 0)

    def show_factor(self, figure: str, caption: str) -> None:
        self.figure.setText(figure)
        self.caption.setText(caption)
        self.figure.setAccessibleName(f"{figure} {caption}")

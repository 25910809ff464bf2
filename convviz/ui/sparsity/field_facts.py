"""Numbers in words, one below the other, each with the tooltip of its word."""

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from convviz.lab.sparsity.field_words import Facts
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import term_label

LABEL_WIDTH = 10 * UNIT


class FieldFacts(QWidget):
    """Shows pairs of a word of the field and what there is to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(UNIT)
        self._layout.setVerticalSpacing(UNIT // 2)
        self._words: list[str] = []
        self._texts: list[QLabel] = []

    @property
    def facts(self) -> Facts:
        """What is shown."""
        return [(word, label.text()) for word, label in zip(self._words, self._texts, strict=True)]

    def show_facts(self, facts: Facts) -> None:
        """Show these; rows are made anew only where the words are others."""
        words = [word for word, _ in facts]
        if words != self._words:
            while self._layout.rowCount():
                self._layout.removeRow(0)
            self._words, self._texts = words, [QLabel(wordWrap=True) for _ in words]
            for word, label in zip(words, self._texts, strict=True):
                name = term_label(word, role="quiet")
                name.setFixedWidth(LABEL_WIDTH)
                self._layout.addRow(name, label)
        for (word, text), label in zip(facts, self._texts, strict=True):
            label.setText(text)
            label.setAccessibleName(f"{word}: {text}")

"""The two read-outs: whether the map moves with the image, and whether the pooled features stay."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convviz.lab.translation.shifted_numbers import Reading
from convviz.lab.translation.translation_words import NONE, change_text, cosine_text, error_text
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.elided_label import ElidedLabel

RANDOM = "Random weights: nothing is learnt, so a small change here does not mean that it recognises anything."
SAMPLED = "sampled while it moves"


class Readings(QWidget):
    """Two blocks side by side that are never mixed up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equivariance = _Block("Equivariance", "the map moves with the image", ("relative error",))
        self.invariance = _Block("Invariance", "the pooled features stay", ("changed by", "cosine"))
        self.caution = QLabel(RANDOM, wordWrap=True)
        self.caution.hide()
        blocks = QHBoxLayout()
        blocks.setSpacing(3 * UNIT)
        blocks.addWidget(self.equivariance, 2)
        blocks.addWidget(self.invariance, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addLayout(blocks)
        layout.addWidget(self.caution)

    def show_reading(self, reading: Reading | None, *, is_random: bool = False, is_sample: bool = False) -> None:
        """Show what was measured; with None that nothing was.

        Parameters
        ----------
        reading : Reading, optional
        is_random : bool
            Whether the weights are random.
        is_sample : bool
            Whether it was measured on some values of the map, as while the image moves.
        """
        self.caution.setVisible(is_random and reading is not None)
        if reading is None:
            self.equivariance.show_figures("", NONE)
            self.invariance.show_figures("", NONE, NONE)
        else:
            self.equivariance.show_figures(reading.layer, error_text(reading.equivariance), is_sample=is_sample)
            texts = change_text(reading.change), cosine_text(reading.cosine)
            self.invariance.show_figures(reading.features, *texts, is_sample=is_sample)


class _Block(QWidget):
    """What is measured, what it means, and its figures in large type."""

    def __init__(self, title: str, meaning: str, captions: tuple[str, ...]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(TERMS[title.lower()])
        self.figures = tuple(QLabel(NONE) for _ in captions)
        self._captions = captions
        self._meaning = meaning
        heading, self.words = QLabel(title), ElidedLabel(meaning, mode=Qt.TextElideMode.ElideRight)
        heading.setProperty("role", "heading")
        self.words.setProperty("role", "quiet")
        first = QHBoxLayout()
        first.setSpacing(UNIT)
        first.addWidget(heading)
        first.addWidget(self.words, 1)
        second = QHBoxLayout()
        second.setSpacing(UNIT // 2)
        for caption, figure in zip(captions, self.figures, strict=True):
            label = QLabel(caption)
            label.setProperty("role", "quiet")
            figure.setProperty("role", "figure")
            second.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
            second.addWidget(figure, 0, Qt.AlignmentFlag.AlignBottom)
            second.addSpacing(UNIT)
        second.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(first, 0, 0)
        layout.addLayout(second, 1, 0)

    def show_figures(self, what: str, *texts: str, is_sample: bool = False) -> None:
        meaning = SAMPLED if is_sample else self._meaning
        self.words.setText(f"{meaning}: {what}" if what else meaning)
        for caption, figure, text in zip(self._captions, self.figures, texts, strict=True):
            figure.setText(text)
            figure.setAccessibleName(f"{caption} {text}")

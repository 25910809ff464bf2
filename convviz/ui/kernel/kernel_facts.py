"""What the edited kernel is like: which waves it lets through, its sums, its rank, and whether it notices the flip."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.kernel.frequency import frequency_response
from convviz.lab.kernel.kernel_changes import absolute_sum_of, is_antisymmetric, is_symmetric, rank_of, sum_of
from convviz.lab.kernel.separation import Vector, product_text, separated
from convviz.lab.pictures.display import Scale
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.array_picture import ArrayPicture

FREQUENCIES = 42  # along each axis; even, so that half a wave per pixel is one of them
GAP = 2 * UNIT  # between the picture and the lines
RESPONSE = (
    "Frequency response: how strongly waves of every direction come through. The middle is slow changes, "
    "the border the finest, half a wave per pixel."
)
ABSOLUTE_SUM = "The sum of the weights without their signs: as pixels go up to 1, they add no more than this."
WEIGHTS = "The numbers that are learnt in training, here all that are edited together; the bias counts apart."
SYMMETRIC = "Turned by half a turn it is the same: convolution and cross-correlation agree."
ANTISYMMETRIC = "Turned by half a turn it is its negative: the flip only changes the sign of every weighted sum."
NOT_SYMMETRIC = "Turned by half a turn it is another kernel: convolution and cross-correlation differ."
DIFFERENT = "The channels have kernels of their own; choose one channel to see what its kernel is like."


class KernelFacts(QWidget):
    """Shows what the edited kernel is like, or the kernels of all channels together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.response = ArrayPicture("Frequency response")
        self.caption = QLabel("frequencies")
        self.weights, self.total, self.absolute = QLabel(), QLabel(), QLabel()
        self.rank, self.product, self.flip = QLabel(), QLabel(), QLabel()
        for label in (self.caption, self.weights, self.total, self.absolute, self.rank, self.product, self.flip):
            label.setProperty("role", "quiet")
        self.weights.setToolTip(WEIGHTS)
        self.total.setToolTip(TERMS["sum"])
        self.absolute.setToolTip(ABSOLUTE_SUM)
        self._separated: tuple[Vector, Vector] | None = None
        self._lay_out()

    def show_state(self, state: State) -> None:
        """Show the facts of this state's kernel."""
        kernels = _edited_kernels(state)
        one = not state.channels_differ.any()
        self._show_response(kernels, state.display.unsigned)
        several = f" on {len(kernels)} channels" if len(kernels) > 1 else ""
        self.weights.setText(f"{kernels.size:,} weight{'s' if kernels.size > 1 else ''}{several}")
        self.total.setText(f"sum {format_number(sum_of(kernels))}")
        self.absolute.setText(f"absolute sum {format_number(absolute_sum_of(kernels))}")
        self.rank.setText(_rank_in_words(rank_of(state.kernel)) if one else "kernels differ by channel")
        self.rank.setToolTip(TERMS["rank"] if one else DIFFERENT)
        self._separated = separated(state.kernel) if one else None
        self._show_product()
        words, meaning = _flip_in_words(kernels)
        self.flip.setText(words)
        self.flip.setToolTip(meaning)

    def _show_product(self) -> None:
        """Show the column and the row with as many of their numbers as there is room for."""
        if self._separated is None:
            self.product.hide()
            return
        column, row = self._separated
        room = self.width() - self.response.width() - GAP
        texts = [product_text(column, row, most) for most in range(max(column.size, row.size), 0, -1)]
        metrics = self.product.fontMetrics()
        fitting = next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")
        self.product.setText(fitting)
        self.product.setVisible(bool(fitting))
        self.product.setToolTip(f"{texts[0]}\n{TERMS['rank']}")
        self.rank.setToolTip(self.product.toolTip())

    def _show_response(self, kernels: FloatArray, colour_map: str) -> None:
        """Show what comes through of a grey wave, which is the same on all channels."""
        response = frequency_response(kernels.sum(axis=0, dtype=np.float64), FREQUENCIES)
        strongest = float(response.max())
        response = np.pad(response, (0, 1), mode="wrap")  # ½ and −½ are one: zero then is the very middle
        self.response.show_values(response, Scale(0, strongest or 1.0, colour_map))
        tip = f"{RESPONSE}\nBrightest: {format_number(strongest, 3)} times as strong as it came in."
        self.response.setToolTip(tip)
        self.response.setAccessibleDescription(tip)
        self.caption.setToolTip(tip)

    def _lay_out(self) -> None:
        sums = QHBoxLayout()
        sums.setSpacing(UNIT)
        sums.addWidget(self.total)
        sums.addWidget(self.absolute)
        sums.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(UNIT // 2)
        lines.addWidget(self.weights, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addLayout(sums)
        lines.addWidget(self.rank, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self.product)
        lines.addWidget(self.flip, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addStretch(1)
        self.product.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        picture = QVBoxLayout()
        picture.setSpacing(0)
        picture.addWidget(self.response)
        picture.addWidget(self.caption, 0, Qt.AlignmentFlag.AlignHCenter)
        picture.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(picture)
        layout.addLayout(lines, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_product()


def _edited_kernels(state: State) -> FloatArray:
    """Return the kernels that are edited, (channels, height, width); one that all channels share counts once."""
    if state.selected_channel is None and state.channel_mode == "across":
        kernels: FloatArray = state.layer.weight[state.selected_filter]
        return kernels
    return state.kernel[np.newaxis]


def _rank_in_words(rank: int) -> str:
    return {0: "rank 0: all weights are zero", 1: "rank 1: a column × a row"}.get(rank, f"rank {rank}: not separable")


def _flip_in_words(kernels: FloatArray) -> tuple[str, str]:
    """Say what half a turn does to all these kernels, and what that means."""
    if is_symmetric(kernels):
        return "symmetric under the flip", SYMMETRIC
    if is_antisymmetric(kernels):
        return "antisymmetric under the flip", ANTISYMMETRIC
    return "not symmetric under the flip", NOT_SYMMETRIC

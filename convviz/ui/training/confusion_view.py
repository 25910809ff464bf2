"""The confusion matrix: how many unseen pictures of each class were taken for which."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.ui.theme import SMALL, UNIT, accent, warning

LEAST_CELL_FOR_NUMBER = 2 * UNIT
LARGEST_CELL = 5 * UNIT


class ConfusionView(QWidget):
    """A square a pair of classes: rows are what a picture is, columns what it is taken for.

    Signals
    -------
    hovered(str)
        The pair under the pointer, in words; empty when it leaves.
    """

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._classes: tuple[str, ...] = ()
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_counts(self, counts: NDArray[np.int64] | None, classes: tuple[str, ...]) -> None:
        """Show these counts, (classes, classes); nothing with None."""
        self.counts = np.zeros((0, 0), np.int64) if counts is None else counts
        self._classes = classes
        pairs = zip(*(self.counts * (1 - np.eye(len(self.counts), dtype=np.int64))).nonzero(), strict=True)
        self.setAccessibleDescription("; ".join(self.words(int(row), int(column)) for row, column in pairs))
        self.update()

    def words(self, row: int, column: int) -> str:
        """Say what one square tells."""
        count = int(self.counts[row, column])
        right, said = self._classes[row], self._classes[column]
        times = f"{count:,} time{'s' * (count != 1)}"
        return f"“{right}” known: {times}" if row == column else f"“{right}” taken for “{said}”: {times}"

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a square is."""
        side, left, top = self._side(), self._left(), self._line()
        return QRectF(left + column * side, top + row * side, side, side)

    def _side(self) -> float:
        count = max(1, len(self.counts))
        return max(
            1.0,
            min((self.width() - self._left() - 1) / count, (self.height() - self._line() - 1) / count, LARGEST_CELL),
        )

    def _left(self) -> float:
        widest = max(map(self.fontMetrics().horizontalAdvance, self._classes), default=0)
        return min(widest, 10 * UNIT) + UNIT

    def _line(self) -> float:
        return self.fontMetrics().height() + 2.0

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, 220)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), self._side()
        most = max(1, int(self.counts.max(initial=0)))
        for row, column in np.ndindex(*self.counts.shape):
            self._draw_cell(painter, row, column, most)
        painter.setPen(self.palette().placeholderText().color())
        if side >= LEAST_CELL_FOR_NUMBER - UNIT // 2:
            for index, name in enumerate(self._classes[: len(self.counts)]):
                before = self.cell(index, 0)
                at_left = QRectF(0, before.top(), self._left() - UNIT // 2, side)
                painter.drawText(at_left, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), name)
                above = QRectF(self.cell(0, index).left(), 0, side, self._line() - 2)
                elided = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(side))
                painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), elided)

    def _draw_cell(self, painter: QPainter, row: int, column: int, most: int) -> None:
        place, count = self.cell(row, column), int(self.counts[row, column])
        colour = QColor(accent(self.palette()) if row == column else warning(self.palette()))
        share = count / most if row == column else min(1.0, 0.3 + count / 8) if count else 0.0
        colour.setAlphaF(0.75 * share)
        painter.fillRect(place, colour)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawRect(place)
        if count and place.width() >= LEAST_CELL_FOR_NUMBER:
            painter.setPen(self.palette().windowText().color())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"{count}")

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place: QPointF = event.position()
        for row, column in np.ndindex(*self.counts.shape):
            if self.cell(row, column).contains(place):
                self.hovered.emit(self.words(row, column))
                return
        self.hovered.emit("")

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")

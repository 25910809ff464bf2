"""The colour bar: which value each colour of the map stands for."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.lab.pictures.display import NOT_FINITE, ByteArray, Scale
from convviz.lab.text.numbers import format_number
from convviz.ui.theme import SMALL, UNIT

BAR_WIDTH = 14
TICK = 4
END = 8  # height of the arrow at an end beyond which values lie


class ColourBar(QWidget):
    """A vertical bar with the values of its ends, of its middle, and of the quarters between.

    Signals
    -------
    clicked()
        A person wants to change colours or range.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self._beyond = 0.0, 0.0
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setAccessibleName("Colour bar")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_scale(self, scale: Scale, shares_beyond: tuple[float, float]) -> None:
        """Show a scale, and the shares of values, 0 … 1, that lie below and above it."""
        self._scale, self._beyond = scale, shares_beyond
        share_beyond = sum(shares_beyond)
        ends = f"{format_number(scale.low)} to {format_number(scale.high)}"
        beyond = f"; {format_number(100 * share_beyond, 2)} % of the values lie beyond" if share_beyond else ""
        self.setAccessibleDescription(f"Values from {ends}{beyond}")
        self.setToolTip(f"{self.accessibleDescription()}.\nClick to change colours and range.")
        if self.sizeHint().width() != self.width():
            self.updateGeometry()  # its numbers are wider now, or narrower again
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @override
    def sizeHint(self) -> QSize:
        texts = [text for _, text in self._scale.ticks()] if self._scale else []
        widest = max(map(self.fontMetrics().horizontalAdvance, ("−0.0000", *texts)))
        return QSize(BAR_WIDTH + TICK + widest + UNIT, 120)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 80)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        space = self.fontMetrics().height() / 2 + 1
        bar = QRectF(0.5, space + END, BAR_WIDTH, self.height() - 2 * (space + END))
        self._draw_bar(painter, bar, self._scale)
        for share, value in self._scale.ticks():
            y = bar.bottom() - bar.height() * share
            painter.setPen(QPen(self.palette().mid().color(), 1))
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + TICK, y))
            painter.setPen(self.palette().windowText().color())
            label = QRectF(bar.right() + TICK + 3, y - space, self.width(), 2 * space)
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, value)

    def _draw_bar(self, painter: QPainter, bar: QRectF, scale: Scale) -> None:
        column = scale.colours()[:NOT_FINITE][::-1, np.newaxis].copy()
        image = QImage(column.data, 1, NOT_FINITE, 3, QImage.Format.Format_RGB888)
        painter.drawImage(bar, image)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawRect(bar)
        below, above = self._beyond
        if above:
            self._draw_arrow(painter, bar.topLeft(), -END, column[0, 0])
        if below:
            self._draw_arrow(painter, bar.bottomLeft(), END, column[-1, 0])

    def _draw_arrow(self, painter: QPainter, corner: QPointF, height: float, rgb: ByteArray) -> None:
        painter.setBrush(QColor.fromRgb(*map(int, rgb)))
        tip, other = QPointF(BAR_WIDTH / 2, height), QPointF(BAR_WIDTH, 0)
        painter.drawPolygon(QPolygonF([corner, corner + tip, corner + other]))

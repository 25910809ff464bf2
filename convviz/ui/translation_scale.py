"""A slim colour bar below a picture, with the share of values that are exactly zero where that is told."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.display import NOT_FINITE, Scale
from convviz.lab.numbers import format_number
from convviz.lab.quantities import percent
from convviz.ui.theme import SMALL, UNIT
from convviz.ui.translation_difference import hatch_brush

HEIGHT = 18
BAR = 10
LEAST_BAR = 6 * UNIT
SWATCH = 14


class ScaleStrip(QWidget):
    """Shows which value the colours at both ends stand for; they lie side by side below the picture."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self._zero_share: float | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_scale(self, scale: Scale, shares_beyond: tuple[float, float], zero_share: float | None = None) -> None:
        """Show a scale, the shares of values below and above it, and of those that are exactly zero, 0 … 1."""
        self._scale, self._zero_share = scale, zero_share
        told = [f"Values from {format_number(scale.low)} to {format_number(scale.high)}"]
        if beyond := sum(shares_beyond):
            told.append(f"{percent(beyond)} of the values lie beyond and take the colour of the end")
        if zero_share is not None:
            told.append(f"exactly zero, and hatched: {percent(zero_share)}")
        self.setAccessibleDescription("; ".join(told))
        self.setToolTip(f"{self.accessibleDescription()}.")
        self.update()

    @property
    def legend(self) -> str:
        """What is written beside the hatch: as many words as there is space for."""
        if self._zero_share is None:
            return ""
        share = percent(self._zero_share)
        texts = (f"= 0 exactly: {share}", f"= 0: {share}", share)
        free = self.width() - self._ends_width - LEAST_BAR - SWATCH - 2 * UNIT
        return next((text for text in texts if self.fontMetrics().horizontalAdvance(text) <= free), share)

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None:
            return
        painter = QPainter(self)
        left, right = 0.0, float(self.width())
        legend = self.legend
        if legend:
            right -= self.fontMetrics().horizontalAdvance(legend)
            self._write(painter, right, legend)
            right -= SWATCH + UNIT / 2
            swatch = QRectF(right, (HEIGHT - BAR) / 2, SWATCH, BAR)
            painter.setPen(QPen(self.palette().mid().color(), 1))
            painter.setBrush(hatch_brush(self.palette()))
            painter.drawRect(swatch)
            right -= 1.5 * UNIT
        low, high = self._ends
        self._write(painter, left, low)
        left += self.fontMetrics().horizontalAdvance(low) + UNIT / 2
        right -= self.fontMetrics().horizontalAdvance(high)
        self._write(painter, right, high)
        self._draw_bar(painter, QRectF(left, (HEIGHT - BAR) / 2, right - UNIT / 2 - left, BAR), self._scale)

    @property
    def _ends(self) -> tuple[str, str]:
        scale = self._scale
        return (format_number(scale.low, 3), format_number(scale.high, 3)) if scale else ("", "")

    @property
    def _ends_width(self) -> int:
        return sum(map(self.fontMetrics().horizontalAdvance, self._ends)) + UNIT

    def _draw_bar(self, painter: QPainter, bar: QRectF, scale: Scale) -> None:
        row = np.ascontiguousarray(scale.colours()[np.newaxis, :NOT_FINITE])
        painter.drawImage(bar, QImage(row.data, NOT_FINITE, 1, 3 * NOT_FINITE, QImage.Format.Format_RGB888))
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)

    def _write(self, painter: QPainter, left: float, text: str) -> None:
        painter.setPen(self.palette().windowText().color())
        painter.drawText(QRectF(left, 0, self.width(), HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)

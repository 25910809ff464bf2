"""A slim colour bar below a picture, with the share of values that are exactly zero where that is told."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.pictures.display import NOT_FINITE, Scale
from convviz.lab.text.numbers import format_number
from convviz.lab.text.quantities import percent
from convviz.ui.theme import SMALL, UNIT
from convviz.ui.translation.translation_difference import VEIL, hatch_brush

HEIGHT = 18
BAR = 10
LEAST_BAR = UNIT
SWATCH = 14
NOT_COMPARED = "not compared", "left out", "–"


class ScaleStrip(QWidget):
    """Shows which value the colours at both ends stand for; they lie side by side below the picture."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self._zero_share: float | None = None
        self._left_out = 0.0
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_scale(
        self,
        scale: Scale,
        shares_beyond: tuple[float, float],
        zero_share: float | None = None,
        left_out: float = 0.0,
    ) -> None:
        """Show a scale, and shares, 0 … 1: of values below and above it, exactly zero, and not compared."""
        self._scale, self._zero_share, self._left_out = scale, zero_share, left_out
        told = [f"Values from {format_number(scale.low)} to {format_number(scale.high)}"]
        if beyond := sum(shares_beyond):
            told.append(f"{percent(beyond)} of the values lie beyond and take the colour of the end")
        if zero_share is not None:
            told.append(f"exactly zero, and hatched: {percent(zero_share)}")
        if left_out:
            told.append(f"not compared, and veiled: {percent(left_out)}")
        self.setAccessibleDescription("; ".join(told))
        self.setToolTip(f"{self.accessibleDescription()}.")
        self.update()

    @property
    def legend(self) -> str:
        """What is written beside the hatch: as many words as there is space for."""
        if self._zero_share is None:
            return ""
        share = percent(self._zero_share)
        long, short = f"= 0 exactly: {share}", f"= 0: {share}"
        least = self._width_of(NOT_COMPARED[0]) if self._left_out else 0
        return long if self._width_of(long) + least <= self._free else short

    @property
    def veil_legend(self) -> str:
        """What is written beside the colour of what is not compared: likewise, and nothing if all is."""
        free = self._free - self._width_of(self.legend)
        fitting = (text for text in NOT_COMPARED if self._width_of(text) <= free)
        return next(fitting, NOT_COMPARED[-1]) if self._left_out else ""

    @property
    def _free(self) -> float:
        return self.width() - self._ends_width - LEAST_BAR

    def _width_of(self, legend: str) -> float:
        return self.fontMetrics().horizontalAdvance(legend) + SWATCH + 2 * UNIT

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None:
            return
        painter = QPainter(self)
        left, right = 0.0, float(self.width())
        for legend, brush in ((self.legend, hatch_brush(self.palette())), (self.veil_legend, QBrush(VEIL))):
            if legend:
                right -= self.fontMetrics().horizontalAdvance(legend)
                self._write(painter, right, legend)
                right -= SWATCH + UNIT / 2
                painter.setPen(QPen(self.palette().mid().color(), 1))
                painter.setBrush(brush)
                painter.drawRect(QRectF(right, (HEIGHT - BAR) / 2, SWATCH, BAR))
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

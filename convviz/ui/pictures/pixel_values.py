"""The numbers of a pixel, written into it once it is large enough on the screen."""

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from convviz.lab.text.numbers import format_number

SMALLEST_CELL = 44.0  # screen pixels that a pixel needs before its numbers are written into it


def ink_on(colour: QColor) -> QColor:
    """Return black or white, whichever is legible on this colour (relative luminance, WCAG 2)."""
    return QColor(Qt.GlobalColor.black if _is_light(colour.rgb()) else Qt.GlobalColor.white)


@lru_cache(maxsize=1024)  # of many cells few have another colour than before
def _is_light(rgb: int) -> bool:
    red, green, blue = (_linear((rgb >> shift & 0xFF) / 255) for shift in (16, 8, 0))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def draw_values(painter: QPainter, cell: QRectF, values: Iterable[float], background: QColor) -> None:
    """Write a pixel's values, one a line; a font that fits the width of the cell."""
    lines = list(values)
    font = painter.font()
    font.setPixelSize(max(8, int(min(14, cell.height() / (len(lines) + 0.8), cell.width() / 4))))
    painter.setFont(font)
    painter.setPen(ink_on(background))
    texts = (fitting_number(painter.fontMetrics(), value, cell.width() - 4, digits=3) for value in lines)
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "\n".join(texts))


def fitting_number(metrics: QFontMetrics, value: float, width: float, digits: int = 4) -> str:
    """Write a number with as many of these digits as fit into the width; read-outs and editors have them all."""
    texts = (format_number(value, significant) for significant in range(digits, 0, -1))
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "…")

"""The numbers of a pixel, written into it once it is large enough on the screen."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from convviz.lab.pictures.ink import is_light
from convviz.lab.text.numbers import format_number

SMALLEST_CELL = 44.0  # screen pixels that a pixel needs before its numbers are written into it


def ink_on(colour: QColor) -> QColor:
    """Return black or white, whichever is legible on this colour."""
    return QColor(Qt.GlobalColor.black if _is_light(colour.rgb()) else Qt.GlobalColor.white)


@lru_cache(maxsize=1024)  # of many cells few have another colour than before
def _is_light(rgb: int) -> bool:
    return bool(is_light([rgb >> shift & 0xFF for shift in (16, 8, 0)]))


def text_width(font: QFont) -> Callable[[str], float]:
    """Return what measures texts in a font, in pixels; it is quick where many are written in a few characters."""
    of_character = lru_cache(QFontMetricsF(font).horizontalAdvance)
    return lambda text: sum(map(of_character, text))


def draw_values(painter: QPainter, cell: QRectF, values: Iterable[float], background: QColor) -> None:
    """Write a pixel's values, one a line; a font that fits the width of the cell."""
    lines = list(values)
    font = painter.font()
    font.setPixelSize(max(8, int(min(14, cell.height() / (len(lines) + 0.8), cell.width() / 4))))
    painter.setFont(font)
    painter.setPen(ink_on(background))
    width_of = text_width(font)
    texts = (fitting_number(width_of, value, cell.width() - 4, digits=3) for value in lines)
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "\n".join(texts))


def fitting_number(width_of: Callable[[str], float], value: float, width: float, digits: int = 4) -> str:
    """Write a number with as many of these digits as fit into the width; read-outs and editors have them all."""
    while (surplus := width_of(text := format_number(value, digits)) - width) > 0:
        if digits == 1:
            return "…"
        too_many = max(1, int(surplus / width_of("0")))
        digits = max(1, digits - too_many)  # one digit is tried always: 9,996,000 is written 1e7
    return text

"""Lines and labels on pictures, legible on any of them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import BODY, UNIT, accent

SMALLEST_OUTLINE = 9.0  # screen pixels: a smaller part is found, too


def draw_outlines(painter: QPainter, rects: Sequence[QRectF], palette: QPalette, width: float = 2.0) -> None:
    """Draw rectangles in the accent colour, with a halo; one that is too small to be seen gets larger."""
    draw_rings(painter, [_large_enough(rect) for rect in rects], palette, width)


def draw_rings(
    painter: QPainter, rects: Sequence[QRectF], palette: QPalette, width: float = 2.0, halo: QColor | None = None
) -> None:
    """Draw rectangles of any size in the accent colour, with a halo: black or white unless told."""
    colour = accent(palette)
    for pen, pen_width in ((halo or ink_on(colour), width + 2), (colour, width)):
        painter.setPen(_line(pen, pen_width))
        painter.drawRects(list(rects))


def draw_missing(painter: QPainter, place: QRectF, palette: QPalette) -> None:
    """Draw three dots where a picture is not computed yet."""
    painter.save()
    painter.fillRect(place, palette.dark())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.placeholderText())
    for step in (-1, 0, 1):
        painter.drawEllipse(place.center() + QPointF(6 * step, 0), 1.5, 1.5)
    painter.restore()


def draw_caption(painter: QPainter, text: str, palette: QPalette) -> None:
    """Say in the upper left corner of a view what is shown in it for now."""
    _draw_label(painter, QPointF(UNIT, UNIT), text, palette)


def draw_wipe_line(painter: QPainter, size: QSizeF, position: float, names: tuple[str, str], palette: QPalette) -> None:
    """Draw the line between two pictures with its handle, and what lies on either side."""
    for pen, width in ((palette.window().color(), 4.0), (accent(palette), 2.0)):
        painter.setPen(QPen(pen, width))
        painter.drawLine(QPointF(position, 0), QPointF(position, size.height()))
    painter.setBrush(accent(palette))
    painter.setPen(QPen(palette.window().color(), 2))
    painter.drawEllipse(QPointF(position, size.height() / 2), UNIT, UNIT)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    before, after = names
    painter.save()
    painter.setClipRect(QRectF(0, 0, position, size.height()))
    _draw_label(painter, QPointF(position - _label_width(painter, before) - UNIT, UNIT), before, palette)
    painter.setClipRect(QRectF(position, 0, size.width() - position, size.height()))
    _draw_label(painter, QPointF(position + UNIT, UNIT), after, palette)
    painter.restore()


def _large_enough(rect: QRectF) -> QRectF:
    spare_x = max(0.0, SMALLEST_OUTLINE - rect.width()) / 2
    spare_y = max(0.0, SMALLEST_OUTLINE - rect.height()) / 2
    return rect.adjusted(-spare_x, -spare_y, spare_x, spare_y)


def _draw_label(painter: QPainter, place: QPointF, text: str, palette: QPalette) -> None:
    _set_font(painter)
    ground = QColor(palette.base().color())
    ground.setAlpha(225)
    box = QRectF(place.x(), place.y(), _label_width(painter, text), painter.fontMetrics().height() + UNIT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, UNIT / 2, UNIT / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(palette.windowText().color())
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _label_width(painter: QPainter, text: str) -> float:
    _set_font(painter)
    return painter.fontMetrics().horizontalAdvance(text) + 2.0 * UNIT


def _set_font(painter: QPainter) -> None:
    font = painter.font()
    font.setPixelSize(BODY)
    painter.setFont(font)


def _line(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen

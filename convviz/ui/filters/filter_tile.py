"""One tile of the bank of filters: the map, and below it the name, the number and what its colours span."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QPen

from convviz.lab.pictures.display import Scale
from convviz.lab.text.numbers import format_number
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import UNIT, accent

SIDE, LINE = 72, 15  # of the picture, and of each of the two lines below it
PITCH = SIDE + UNIT
TILE_HEIGHT = SIDE + 2 + 2 * LINE
CARRIED = 0.4  # opacity of a tile that is on its way to another place


class Tile(NamedTuple):
    """What a tile shows: the image is None until there is one, the span empty where all maps share a scale."""

    title: str
    number: str
    span: str
    image: QImage | None


def tile_place(index: int) -> QRect:
    """Return the place of the tile with this index."""
    return QRect(index * PITCH, 0, SIDE, TILE_HEIGHT)


def picture_place(index: int) -> QRect:
    """Return the place of its picture."""
    return QRect(index * PITCH, 0, SIDE, SIDE)


def words_place(index: int) -> QRect:
    """Return the place of the lines below its picture."""
    return tile_place(index).adjusted(0, SIDE + 2, 0, 0)


def span_text(scale: Scale) -> str:
    """Write in short which values the colours span.

    Examples
    --------
    >>> [span_text(Scale(*ends, "grey")) for ends in ((-1.23, 1.23), (0, 3.4), (-0.5, 2))]
    ['±1.2', '0…3.4', '−0.5…2']
    """
    low, high = (format_number(end, 2) for end in (scale.low, scale.high))
    return f"±{high}" if scale.low == -scale.high else f"{low}…{high}"


def draw_tile(painter: QPainter, index: int, tile: Tile, palette: QPalette, selected: bool) -> None:
    """Draw a tile; the words of the selected one are darker."""
    place = picture_place(index)
    painter.fillRect(place, palette.dark())
    if tile.image is not None:
        shown = QRect(QPoint(), tile.image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio))
        shown.moveCenter(place.center())
        painter.drawImage(shown, tile.image)
    words = words_place(index)
    title, below = QRect(words.topLeft(), words.size() / 2), words.adjusted(0, LINE, 0, 0)
    title.setWidth(SIDE)
    metrics = painter.fontMetrics()
    quiet = palette.placeholderText().color()
    painter.setPen(palette.windowText().color() if selected else quiet)
    painter.drawText(
        title, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(tile.title, Qt.TextElideMode.ElideRight, SIDE)
    )
    painter.setPen(quiet)
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft, tile.number)
    room = SIDE - metrics.horizontalAdvance(tile.number) - UNIT // 2
    span = metrics.elidedText(tile.span, Qt.TextElideMode.ElideRight, room)
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, span)


def draw_ring(painter: QPainter, index: int, palette: QPalette, focused: bool) -> None:
    """Mark the selected tile; twice where the keyboard is."""
    ring, frame = accent(palette), QRectF(picture_place(index))
    if focused:
        painter.setPen(QPen(ink_on(ring), 2))
        painter.drawRect(frame.adjusted(3, 3, -3, -3))
    painter.setPen(QPen(ring, 2))
    painter.drawRect(frame.adjusted(1, 1, -1, -1))


def draw_adder(painter: QPainter, index: int, palette: QPalette) -> None:
    """Draw the sign that adds a filter."""
    place = QRectF(picture_place(index))
    painter.setPen(QPen(palette.mid().color(), 1, Qt.PenStyle.DashLine))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(palette.placeholderText().color())
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "+ Filter")


def draw_mark(painter: QPainter, gap: int, palette: QPalette) -> None:
    """Mark the gap into which a tile would go: that before the tile with this index."""
    x = max(0, gap * PITCH - UNIT // 2 - 2)
    painter.fillRect(QRect(x, 0, 4, TILE_HEIGHT), accent(palette))

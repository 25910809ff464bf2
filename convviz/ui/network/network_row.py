"""How a row of the network panel is drawn: a thumbnail, and beside it what is told of the layer."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from convviz.lab.network.network_rows import LayerRow
from convviz.lab.pictures.picture import Picture
from convviz.lab.text.quantities import count_text
from convviz.ui.pictures.outlines import draw_missing
from convviz.ui.pictures.screen_pixels import screen_image
from convviz.ui.theme import BODY, SMALL, UNIT, accent, warning

SIDE = 36  # of the thumbnail
EDGE = 6  # around it, and right of the words
ROW_HEIGHT, TALL_ROW_HEIGHT = SIDE + 2 * EDGE, SIDE + 2 * EDGE + UNIT  # of two lines, and of three
FOLDED_WIDTH = SIDE + 2 * EDGE
LINE = 16
WORDS = EDGE + SIDE + UNIT  # where they begin
BAR = 3  # beside the selected row
FADED = 0.45


class RowLook(NamedTuple):
    """What a row shows.

    Parameters
    ----------
    title, name : str
        On the first line, at its left and its right.
    left, right : str
        On the second line.
    below : str
        On the third; without it the row is lower.
    image : QImage or None
        The thumbnail; None where it was not computed.
    warns, faded : bool
        Whether this layer does not fit, and whether it lies behind one that does not.
    """

    title: str
    name: str = ""
    left: str = ""
    right: str = ""
    below: str = ""
    image: QImage | None = None
    warns: bool = False
    faded: bool = False

    @property
    def height(self) -> int:
        """Of the row, in pixels."""
        return TALL_ROW_HEIGHT if self.below else ROW_HEIGHT


def look_of(rows: Sequence[LayerRow], index: int, misfit: int | None, image: QImage | None, folded: bool) -> RowLook:
    """Return what the row of a layer shows; `misfit` is the first layer that does not fit."""
    row = rows[index]
    widens = row.fits and (index == 0 or rows[index - 1].sees != row.sees)
    return RowLook(
        row.title,
        row.name,
        row.shape,
        count_text(row.parameters) if row.parameters else "",
        f"sees {row.sees}" if widens and not folded else "",
        image,
        warns=index == misfit,
        faded=misfit is not None and index > misfit,
    )


def draw_row(painter: QPainter, place: QRect, look: RowLook, palette: QPalette, folded: bool) -> None:
    """Draw a row; folded, its thumbnail alone."""
    painter.save()
    painter.setOpacity(painter.opacity() * (FADED if look.faded else 1))
    square = thumbnail_place(place)
    if look.warns:
        _draw_warning(painter, QRectF(square), palette)
    else:
        _draw_thumbnail(painter, square, look.image, palette)
    if not folded:
        _draw_words(painter, place.adjusted(WORDS, EDGE - 1, -EDGE, 0), look, palette)
    painter.restore()


def draw_selection(painter: QPainter, place: QRect, palette: QPalette, focused: bool) -> None:
    """Mark the place of the selected row, with its options; with a ring where the keyboard is."""
    tint = QColor(accent(palette))
    tint.setAlphaF(0.14)
    painter.fillRect(place, tint)
    painter.fillRect(QRect(place.topLeft(), QSize(BAR, place.height())), accent(palette))
    if focused:
        draw_focus(painter, place, palette)


def draw_focus(painter: QPainter, place: QRect, palette: QPalette) -> None:
    """Draw a ring where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent(palette), 2))
    painter.drawRect(QRectF(place).adjusted(1, 1, -1, -1))


def draw_shown(painter: QPainter, place: QRect, palette: QPalette) -> None:
    """Mark the row of the convolution whose kernels are shown, quietly."""
    painter.fillRect(QRect(place.left(), place.top() + EDGE, BAR - 1, SIDE), palette.placeholderText())


def draw_gap(painter: QPainter, y: int, width: int, palette: QPalette) -> None:
    """Mark the gap into which a row would go."""
    painter.fillRect(QRect(0, y - 2, width, 4), accent(palette))


def thumbnail_place(place: QRect) -> QRect:
    """Return the place of the thumbnail in that of a row."""
    return QRect(place.left() + EDGE, place.top() + EDGE, SIDE, SIDE)


def put_below(widget: QWidget, top: int, width: int) -> int:
    """Put what belongs to a row below it, and return where the next row begins."""
    height = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    widget.setGeometry(0, top, width, height)
    return top + height


def thumbnail(picture: Picture) -> QImage:
    """Return a picture as it is drawn small; nothing larger is kept."""
    return screen_image(picture, picture.level_count - 1)


def _draw_thumbnail(painter: QPainter, square: QRect, image: QImage | None, palette: QPalette) -> None:
    if image is None:
        draw_missing(painter, QRectF(square), palette)
        return
    painter.fillRect(square, palette.dark())
    size = image.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRect(square.topLeft(), size.expandedTo(QSize(SIDE // 3, SIDE // 3)))  # a vector would be a hair's breadth
    shown.moveCenter(square.center())
    shrinks = image.width() > SIDE or image.height() > SIDE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
    ratio = painter.device().devicePixelRatioF()
    if shrinks:  # a bilinear step of more than half would leave pixels out
        image = image.scaled(shown.size() * ratio, mode=Qt.TransformationMode.SmoothTransformation)
    painter.drawImage(shown, image)


def _draw_warning(painter: QPainter, square: QRectF, palette: QPalette) -> None:
    colour = warning(palette)
    tint = QColor(colour)
    tint.setAlphaF(0.16)
    painter.fillRect(square, tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre, reach = square.center() + QPointF(0, 1), 10
    corners = [centre + QPointF(x, y) * reach for x, y in ((0, -1), (1.1, 0.85), (-1.1, 0.85))]
    painter.setPen(QPen(colour, 2, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(corners))
    painter.drawLine(centre + QPointF(0, -4), centre + QPointF(0, 2))
    painter.drawPoint(centre + QPointF(0, 5.5))


def _draw_words(painter: QPainter, place: QRect, look: RowLook, palette: QPalette) -> None:
    ink, quiet = palette.windowText().color(), palette.placeholderText().color()
    line = QRect(place.left(), place.top(), place.width(), LINE + 1)
    room = line.width() - _draw_right(painter, line, look.name, quiet, SMALL)
    width = QFontMetrics(_sized(painter, BODY)).horizontalAdvance
    shorter = [look.title.partition(mark)[0] for mark in ("\n", ",", " ")]  # first the filters go: the map tells them
    title = next((each for each in shorter if width(each) <= room), shorter[-1])
    _draw_left(painter, line, title, warning(palette) if look.warns else ink, BODY, room)
    line.translate(0, LINE + 2)
    room = line.width() - _draw_right(painter, line, look.right, quiet, SMALL)
    _draw_left(painter, line, look.left, quiet, SMALL, room)
    line.translate(0, LINE - 1)
    _draw_left(painter, line, look.below, quiet, SMALL, line.width())


def _draw_left(painter: QPainter, line: QRect, text: str, colour: QColor, size: int, room: int) -> None:
    font = _sized(painter, size)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


def _draw_right(painter: QPainter, line: QRect, text: str, colour: QColor, size: int) -> int:
    """Draw a text at the right end, and return how much room it takes."""
    font = _sized(painter, size)
    painter.setPen(colour)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return QFontMetrics(font).horizontalAdvance(text) + UNIT if text else 0


def _sized(painter: QPainter, size: int) -> QFont:
    font = painter.font()
    font.setPixelSize(size)
    painter.setFont(font)
    return font

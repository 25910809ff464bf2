"""How a row of the kernel library is drawn."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.kernel.kernels import NamedKernel
from convviz.lab.pictures.display import weight_scale
from convviz.ui.kernel.kernel_model import Index
from convviz.ui.pictures.screen_pixels import image_of
from convviz.ui.theme import SMALL, UNIT, accent

KERNEL_ROLE = Qt.ItemDataRole.UserRole  # the kernel of a row; None of a title
ROW_HEIGHT, TITLE_HEIGHT = 36, 28
PICTURE = 28
STAR_WIDTH = 4 * UNIT  # of the place that takes the click; the star itself is half of it
STAR_TIP = "A favourite stands at the top of the list (Ctrl+B)"


class RowDelegate(QStyledItemDelegate):
    """Draws a kernel as picture, name, size and star, and the title of a section as a word."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT if index.flags() else TITLE_HEIGHT)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.flags():
            _draw_kernel(painter, option, index)
        else:
            _draw_title(painter, option, index)
        painter.restore()

    @override
    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        if index.flags() and star_rect(option.rect).contains(event.pos()):
            QToolTip.showText(event.globalPos(), STAR_TIP, view)
        else:
            QToolTip.hideText()  # what the kernel does stands below the list
        return True


def size_text(kernel: NamedKernel) -> str:
    """Return rows × columns, as they are shown."""
    return "×".join(map(str, kernel.weights.shape))


def star_rect(row: QRect) -> QRect:
    """Return the place of the star in a row."""
    return QRect(row.right() + 1 - STAR_WIDTH - UNIT // 2, row.top(), STAR_WIDTH, row.height())


def picture_of(weights: FloatArray, colours: str) -> QImage:
    """Return a kernel as a picture, a pixel a weight, in signed colours: those of zero are in the middle."""
    scale = weight_scale(weights, colours)
    return image_of(scale.indices(weights), scale.colours()).copy()


def _draw_title(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    font = painter.font()
    font.setPixelSize(SMALL)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(_quiet(option.palette))
    place = option.rect.adjusted(UNIT, 0, -UNIT, -UNIT // 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data())


def _draw_kernel(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    row, palette = option.rect, option.palette
    ink, quiet, star = palette.text().color(), _quiet(palette), accent(palette)
    outline = palette.mid().color()
    if option.state & QStyle.StateFlag.State_Selected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent(palette))
        painter.drawRoundedRect(QRectF(row).adjusted(UNIT // 2, 0, -UNIT // 2, 0), 4, 4)
        ink = quiet = star = outline = palette.highlightedText().color()
    _draw_picture(painter, QRectF(row.left() + UNIT, row.center().y() - PICTURE // 2 + 1, PICTURE, PICTURE), index, ink)
    place = star_rect(row)
    _draw_star(painter, QRectF(place).center(), star if _is_favourite(index) else outline, _is_favourite(index))
    words = row.adjusted(UNIT + PICTURE + UNIT * 3 // 2, 0, place.left() - row.right() - 1, 0)
    middle = Qt.AlignmentFlag.AlignVCenter
    kernel: NamedKernel = index.data(KERNEL_ROLE)
    size = size_text(kernel)
    metrics = painter.fontMetrics()
    painter.setPen(quiet)
    painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, size)
    room = words.width() - metrics.horizontalAdvance(size) - UNIT
    painter.setPen(ink)
    painter.drawText(words, middle, metrics.elidedText(kernel.name, Qt.TextElideMode.ElideRight, room))


def _draw_picture(painter: QPainter, square: QRectF, index: Index, frame: QColor) -> None:
    image = index.data(Qt.ItemDataRole.DecorationRole)
    place = QRectF(square)
    place.setSize(image.size().scaled(PICTURE, PICTURE, Qt.AspectRatioMode.KeepAspectRatio).toSizeF())
    place.moveCenter(square.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)  # a weight is a square
    painter.drawImage(place, image)
    line = QColor(frame)
    line.setAlphaF(0.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1))
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))


def _draw_star(painter: QPainter, centre: QPointF, colour: QColor, full: bool) -> None:
    angles = [math.pi * corner / 5 for corner in range(10)]
    radii = [STAR_WIDTH / 4, STAR_WIDTH / 10] * 5
    corners = [
        centre + QPointF(radius * math.sin(angle), -radius * math.cos(angle))
        for angle, radius in zip(angles, radii, strict=True)
    ]
    painter.setPen(QPen(colour, 1.2, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(corners))


def _is_favourite(index: Index) -> bool:
    return bool(index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked)


def _quiet(palette: QPalette) -> QColor:
    return palette.placeholderText().color()

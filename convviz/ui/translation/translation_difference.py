"""The view of a difference: a hatch lies where it is exactly zero, a veil where nothing is compared."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.nn.window import Indices
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.transform import Transform
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import UNIT

BoolArray = npt.NDArray[np.bool_]
PITCH = 6  # screen pixels from one line of the hatch to the next
INK = 70  # opacity of its lines, of 255
VEIL = QColor(110, 110, 110, 190)  # over what is not compared, on the pale ground of a difference in both themes


class Zeros(NamedTuple):
    """Where a difference is exactly zero.

    Parameters
    ----------
    where : (H, W), bool
    placement : Placement
    colour : QColor
        Of zero in the picture.
    """

    where: BoolArray
    placement: Placement
    colour: QColor


class DifferenceView(ImageView):
    """Shows a hatch over exact zeros, and a few words in its middle if there are any."""

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(viewport, name, parent)
        self._zeros: Zeros | None = None
        self._compared: QRectF | None = None
        self._extent = QRectF()
        self._hint = ""
        self._drawn: tuple[Zeros, QRectF, QRect, QImage] | None = None

    def show_zeros(self, zeros: Zeros) -> None:
        """Show where the values are exactly zero."""
        self._zeros = zeros
        self._extent = zeros.placement.rect(0, 0, *zeros.where.shape)
        self.update()

    def show_compared(self, part: QRectF | None) -> None:
        """Veil all but this part of the input, where there is nothing to compare with; nothing with None."""
        self._compared = part
        self.update()

    @property
    def compared(self) -> QRectF | None:
        """The part of the input that is not veiled; None for all of it."""
        return self._compared

    def show_hint(self, hint: str) -> None:
        """Show a few words in the middle; none if they are empty."""
        self._hint = hint
        self.update()

    @property
    def hint(self) -> str:
        """The words in the middle."""
        return self._hint

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._zeros is not None:
            self._draw_hatch(painter, self._zeros, self._transform())
            self._draw_veil(painter, self._transform())
        if self._hint:
            _draw_hint(painter, self._hint, QRectF(self.rect()), self.palette())

    def _draw_hatch(self, painter: QPainter, zeros: Zeros, transform: Transform) -> None:
        place = transform.to_screen(zeros.placement.rect(0, 0, *zeros.where.shape))
        place.setSize(place.size().expandedTo(QSizeF(1, 1)))
        part = place.toAlignedRect().intersected(self.rect())
        if part.isEmpty():
            return
        if self._drawn is None or self._drawn[0] is not zeros or self._drawn[1:3] != (place, part):
            self._drawn = zeros, place, part, hatch_of(zeros.where, place, part, ink_on(zeros.colour))
        painter.setClipRect(place)
        painter.drawImage(part.topLeft(), self._drawn[3])
        painter.setClipping(False)

    def _draw_veil(self, painter: QPainter, transform: Transform) -> None:
        if self._compared is not None:
            veiled = QPainterPath()
            veiled.addRect(transform.to_screen(self._extent))
            if not self._compared.isEmpty():
                veiled.addRect(transform.to_screen(self._compared))
            painter.fillPath(veiled, VEIL)


def hatch_of(where: BoolArray, place: QRectF, part: QRect, ink: QColor) -> QImage:
    """Draw lines over those pixels of the screen below which every value is zero.

    A single column that is not zero does not vanish, however small the picture is drawn.

    Parameters
    ----------
    where : (H, W), bool
    place : QRectF
        Where all of it lies on the screen.
    part : QRect
        What is drawn of it.
    ink : QColor
        Of the lines, before they are made faint.
    """
    rows, bottom = _source(part.top(), part.height(), place.top(), place.height(), where.shape[0])
    columns, right = _source(part.left(), part.width(), place.left(), place.width(), where.shape[1])
    covered = where[rows[0] : bottom, columns[0] : right].view(np.uint8)
    for axis, starts in ((1, columns), (0, rows)):  # along the rows first, which is four times as quick
        covered = np.bitwise_and.reduceat(covered, starts - starts[0], axis=axis)
    down, across = (
        np.arange(start, start + count) for start, count in ((part.top(), part.height()), (part.left(), part.width()))
    )
    lines = (down[:, np.newaxis] + across) % PITCH == 0
    faint = QColor(ink)
    faint.setAlpha(INK)
    pixels = np.where(covered.astype(bool) & lines, np.uint32(faint.rgba()), np.uint32(0))
    return QImage(pixels.data, part.width(), part.height(), 4 * part.width(), QImage.Format.Format_ARGB32).copy()


def hatch_brush(palette: QPalette) -> QBrush:
    """Return the hatch of a legend."""
    return QBrush(palette.windowText().color(), Qt.BrushStyle.BDiagPattern)


def _source(first: int, count: int, start: float, length: float, size: int) -> tuple[Indices, int]:
    """Return the first row or column below each pixel of the screen, and the end of those below the last."""
    places = (np.arange(first, first + count + 1) - start) * (size / length)
    starts: Indices = np.clip(np.floor(places[:-1]).astype(np.intp), 0, size - 1)
    return starts, min(max(math.ceil(places[-1]), int(starts[-1]) + 1), size)


def _draw_hint(painter: QPainter, text: str, place: QRectF, palette: QPalette) -> None:
    room = place.adjusted(UNIT, UNIT, -UNIT, -UNIT)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    box = painter.boundingRect(room, flags, text)
    ground = QColor(palette.base().color())
    ground.setAlpha(230)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(-UNIT, -UNIT / 2, UNIT, UNIT / 2), UNIT / 2, UNIT / 2)
    painter.setPen(palette.windowText().color())
    painter.drawText(room, flags, text)

"""The cells of a kernel, drawn at once: one by one, as an item view does it, they would take longer than a frame."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPolygonF, QRegion

from convviz.engine import FloatArray
from convviz.lab.edits.edits import Cell
from convviz.lab.pictures.display import ByteArray
from convviz.lab.pictures.ink import is_light
from convviz.ui.pictures.pixel_values import fitting_number, ink_on, text_width
from convviz.ui.theme import BODY

DIFFERENT = "≠"  # the channels that are edited alike differ here
SMALLEST_ANCHOR_CELL = 12
SMALLEST_NUMBER_CELL = 26  # a narrower cell is a colour without a number
_ROOMY_CELL = 36  # has room for a number in the size of other texts


@dataclass(frozen=True, eq=False)
class Cells:
    """What is drawn of a kernel.

    Parameters
    ----------
    values : (rows, columns)
    colours : (rows, columns, 3)
    differ : (rows, columns), bool
        Where there is no value, as the channels differ.
    anchor : (y, x)
        The cell that lies over the output's own position.
    """

    values: FloatArray
    colours: ByteArray
    differ: npt.NDArray[np.bool_]
    anchor: Cell


def draw_cells(painter: QPainter, cells: Cells, side: int, part: QRect, empty: QColor) -> None:
    """Draw the cells, with gaps of a pixel between them.

    Parameters
    ----------
    painter : QPainter
    cells : Cells
    side : int
        Of a cell, in pixels.
    part : QRect
        What has to be drawn anew; the numbers of other cells are left as they are.
    empty : QColor
        Of cells without a value.
    """
    rgb = np.array([empty.red(), empty.green(), empty.blue()], np.uint8)
    pixels = np.where(cells.differ[..., np.newaxis], rgb, cells.colours)
    _draw_colours(painter, pixels, side)
    if side >= SMALLEST_NUMBER_CELL:
        _draw_numbers(painter, cells, pixels, side, part)
    if side >= SMALLEST_ANCHOR_CELL:
        _draw_anchor(painter, _rect(*cells.anchor, side), _ink(pixels[cells.anchor]))


def draw_ring(painter: QPainter, region: QRegion, colour: QColor, inner: QColor | None = None) -> None:
    """Draw a line along the inside of a region; with a second, of another colour, along its own inside."""
    if inner is not None:
        _draw_rim(painter, region, 3, inner)
    _draw_rim(painter, region, 2, colour)


def _draw_colours(painter: QPainter, pixels: ByteArray, side: int) -> None:
    rows, columns, _ = pixels.shape
    with_gaps = np.zeros((rows, side, columns, side, 4), np.uint8)  # transparent
    with_gaps[:, 1:, :, 1:, :3] = pixels[:, np.newaxis, :, np.newaxis]
    with_gaps[:, 1:, :, 1:, 3] = 255
    width, height = columns * side, rows * side
    painter.drawImage(0, 0, QImage(with_gaps.data, width, height, 4 * width, QImage.Format.Format_RGBA8888))


def _draw_numbers(painter: QPainter, cells: Cells, pixels: ByteArray, side: int, part: QRect) -> None:
    font = painter.font()
    font.setPixelSize(BODY if side > _ROOMY_CELL else BODY - 3)
    painter.setFont(font)
    metrics, width_of, (rows, columns) = QFontMetricsF(font), text_width(font), cells.values.shape
    inks, light = (QColor(Qt.GlobalColor.white), QColor(Qt.GlobalColor.black)), is_light(pixels).astype(int)
    baseline = (side + metrics.ascent() - metrics.descent()) / 2
    for y in range(max(0, part.top() // side), min(rows, part.bottom() // side + 1)):
        for x in range(max(0, part.left() // side), min(columns, part.right() // side + 1)):
            value = float(cells.values[y, x])
            text = DIFFERENT if cells.differ[y, x] else fitting_number(width_of, value, side - 3)
            painter.setPen(inks[light[y, x]])
            painter.drawText(QPointF(x * side + (side - width_of(text)) / 2, y * side + baseline), text)


def _rect(y: int, x: int, side: int) -> QRectF:
    return QRectF(x * side, y * side, side, side).adjusted(0.5, 0.5, -0.5, -0.5)


def _ink(pixel: ByteArray) -> QColor:
    return ink_on(QColor.fromRgb(*pixel.tolist()))


def _draw_anchor(painter: QPainter, cell: QRectF, ink: QColor) -> None:
    """Mark the cell by a small corner, inside the ring of a selection."""
    side = max(4.0, cell.width() / 7)
    inset = min(6.0, cell.width() / 8)
    corner = cell.topLeft() + QPointF(inset, inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([corner, corner + QPointF(side, 0), corner + QPointF(0, side)]))


def _draw_rim(painter: QPainter, region: QRegion, width: int, colour: QColor) -> None:
    core = region
    for dx, dy in ((width, 0), (-width, 0), (0, width), (0, -width)):
        core = core.intersected(region.translated(dx, dy))
    rim = QPainterPath()
    rim.addRegion(region.subtracted(core))
    painter.fillPath(rim, colour)

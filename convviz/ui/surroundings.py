"""What lies around the input and what of it is not used: the padding with its values, and pixels nobody looks at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen

from convviz.engine.geometry import Sides
from convviz.engine.padding import OUTSIDE, Sources, source_index
from convviz.ui.pixel_values import SMALLEST_CELL, draw_values
from convviz.ui.sheet import Sheet, image_of
from convviz.ui.transform import Transform

VEIL = 110  # of 255: how much padding is covered, so that nobody takes it for the picture
SMALLEST_UNSEEN = 1.0  # screen pixels


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a layer adds around its input, and what it does not look at.

    Parameters
    ----------
    sides : Sides
        Pixels added at the top, bottom, left and right.
    padding_mode : str
        What they hold.
    unseen_rows, unseen_columns : (H,) and (W,), bool
        Rows and columns that no output looks at.
    extent : QRectF
        The part of the input that the feature map lies over.
    """

    sides: Sides
    padding_mode: str
    unseen_rows: npt.NDArray[np.bool_]
    unseen_columns: npt.NDArray[np.bool_]
    extent: QRectF


def draw_padding(
    painter: QPainter, sheet: Sheet, around: Surroundings, part: QRectF, transform: Transform, palette: QPalette
) -> None:
    """Draw the padding in a part of the input plane, with its values where they are legible, under a veil."""
    height, width = sheet.picture.height, sheet.picture.width
    sides = around.sides
    padded = QRectF(-sides.left, -sides.top, sides.left + width + sides.right, sides.top + height + sides.bottom)
    corner = QPointF(transform.size.width(), transform.size.height())
    visible = QRectF(transform.to_input(QPointF(0, 0)), transform.to_input(corner))
    shown = part.intersected(padded).intersected(visible)
    strips = (
        QRectF(-sides.left, -sides.top, padded.width(), sides.top),
        QRectF(-sides.left, height, padded.width(), sides.bottom),
        QRectF(-sides.left, 0, sides.left, height),
        QRectF(width, 0, sides.right, height),
    )
    for strip in strips:
        if not (rect := strip.intersected(shown)).isEmpty():
            _draw_strip(painter, sheet, around, rect, transform, palette)


def draw_unseen(painter: QPainter, around: Surroundings, transform: Transform, palette: QPalette) -> None:
    """Hatch the rows and columns that no output looks at, and dot the line around what the map lies over."""
    height, width = len(around.unseen_rows), len(around.unseen_columns)
    hatch = QBrush(palette.windowText().color(), Qt.BrushStyle.BDiagPattern)
    view = QRectF(0, 0, transform.size.width(), transform.size.height())
    rows = (QRectF(0, start, width, stop - start) for start, stop in _runs(around.unseen_rows))
    columns = (QRectF(start, 0, stop - start, height) for start, stop in _runs(around.unseen_columns))
    veil = palette.dark().color()
    veil.setAlpha(VEIL)
    for rect in (*rows, *columns):
        shown = transform.to_screen(rect).intersected(view)
        if min(shown.width(), shown.height()) >= SMALLEST_UNSEEN:
            painter.fillRect(shown, veil)
            painter.fillRect(shown, hatch)
    whole = QRectF(0, 0, width, height)
    _draw_line(painter, transform.to_screen(whole), Qt.PenStyle.DashLine, palette)
    if around.extent != whole:
        _draw_line(painter, transform.to_screen(around.extent), Qt.PenStyle.DotLine, palette)


def _draw_strip(
    painter: QPainter, sheet: Sheet, around: Surroundings, rect: QRectF, transform: Transform, palette: QPalette
) -> None:
    step = max(1, int(1 / transform.zoom))  # no more pixels than the screen has
    rows = _positions(rect.top(), rect.bottom(), step)
    columns = _positions(rect.left(), rect.right(), step)
    row_sources = source_index(rows, sheet.picture.height, around.padding_mode)
    column_sources = source_index(columns, sheet.picture.width, around.padding_mode)
    pixels = np.ascontiguousarray(sheet.picture.levels[0][row_sources][:, column_sources])
    pixels[row_sources == OUTSIDE] = 0
    pixels[:, column_sources == OUTSIDE] = 0
    covered = QRectF(float(columns[0]), float(rows[0]), len(columns) * step, len(rows) * step)
    painter.save()
    painter.setClipRect(transform.to_screen(rect))
    target = transform.to_screen(covered)
    painter.drawImage(target, image_of(pixels, sheet.picture.colours))
    veil = palette.dark().color()
    veil.setAlpha(VEIL)
    painter.fillRect(target, veil)
    if transform.zoom >= SMALLEST_CELL and sheet.values is not None:
        _write_values(painter, sheet, (rows, row_sources), (columns, column_sources), transform, veil)
    painter.restore()


def _write_values(
    painter: QPainter,
    sheet: Sheet,
    rows: tuple[Sources, Sources],
    columns: tuple[Sources, Sources],
    transform: Transform,
    veil: QColor,
) -> None:
    assert sheet.values is not None
    for y, source_y in zip(*map(np.ndarray.tolist, rows), strict=True):
        for x, source_x in zip(*map(np.ndarray.tolist, columns), strict=True):
            real = OUTSIDE not in (source_y, source_x)
            values = sheet.values[:, source_y, source_x].tolist() if real else [0.0]
            ground = sheet.colour(source_y, source_x) if real else QColor(Qt.GlobalColor.black)
            share = veil.alpha() / 255
            mixed = (below * (1 - share) + above * share for below, above in zip(_rgb(ground), _rgb(veil), strict=True))
            draw_values(painter, transform.to_screen(QRectF(x, y, 1, 1)), values, QColor.fromRgb(*map(round, mixed)))


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _positions(start: float, stop: float, step: int) -> Sources:
    return np.arange(int(np.floor(start)), int(np.ceil(stop)), step)


def _runs(flags: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of every run of true ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _draw_line(painter: QPainter, rect: QRectF, style: Qt.PenStyle, palette: QPalette) -> None:
    for colour, width in ((palette.window().color(), 3.0), (palette.windowText().color(), 1.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine if width > 1 else style))
        painter.drawRect(rect)

"""What lies around the input and what of it is not used: the padding with its values, and pixels nobody looks at."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPen

from convviz.engine import FloatArray
from convviz.engine.geometry import Sides
from convviz.engine.padding import OUTSIDE, Sources, source_index
from convviz.ui.pictures.pixel_values import SMALLEST_CELL, draw_values
from convviz.ui.pictures.screen_pixels import image_of
from convviz.ui.pictures.sheet import Sheet
from convviz.ui.pictures.transform import Transform

VEIL = 128  # of 255: how much padding is covered, so that nobody takes it for the picture
SMALLEST_HATCHED = 8.0  # screen pixels, the period of the pattern; what is narrower is veiled only


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

    @property
    def whole(self) -> QRectF:
        """The input."""
        return QRectF(0, 0, len(self.unseen_columns), len(self.unseen_rows))

    @property
    def padded(self) -> QRectF:
        """The input with its padding."""
        return self.whole.adjusted(-self.sides.left, -self.sides.top, self.sides.right, self.sides.bottom)


def draw_padding(
    painter: QPainter, sheet: Sheet, around: Surroundings, part: QRectF, transform: Transform, palette: QPalette
) -> None:
    """Draw the padding in a part of the input plane, with its values where they are legible, under a veil."""
    sides, padded, whole = around.sides, around.padded, around.whole
    shown = part.intersected(padded).intersected(transform.visible)
    strips = (
        QRectF(padded.left(), padded.top(), padded.width(), sides.top),
        QRectF(padded.left(), whole.bottom(), padded.width(), sides.bottom),
        QRectF(padded.left(), 0, sides.left, whole.height()),
        QRectF(whole.right(), 0, sides.right, whole.height()),
    )
    for strip in strips:
        if not (rect := strip.intersected(shown)).isEmpty():
            _draw_strip(painter, sheet, around, rect, transform, palette)


def draw_unseen(painter: QPainter, around: Surroundings, transform: Transform, palette: QPalette) -> None:
    """Cover the rows and columns that no output looks at with a veil, and hatch those that are wide enough."""
    shown = around.whole.intersected(transform.visible)
    if shown.isEmpty() or not (around.unseen_rows.any() or around.unseen_columns.any()):
        return
    painter.save()
    painter.setClipRect(transform.to_screen(shown))
    _draw_veil(painter, around, transform, palette)
    least = SMALLEST_HATCHED / transform.zoom
    rows = _runs(around.unseen_rows, shown.top(), shown.bottom(), least)
    columns = _runs(around.unseen_columns, shown.left(), shown.right(), least)
    strips = [QRectF(shown.left(), start, shown.width(), stop - start) for start, stop in rows]
    strips += [QRectF(start, shown.top(), stop - start, shown.height()) for start, stop in columns]
    for strip in strips:
        painter.fillRect(transform.to_screen(strip), QBrush(palette.windowText().color(), Qt.BrushStyle.BDiagPattern))
    painter.restore()


def draw_edges(painter: QPainter, around: Surroundings, transform: Transform, palette: QPalette) -> None:
    """Draw the edges of the padding (a line), the input (dashes) and what the map lies over, if another (dots)."""
    painter.setPen(QPen(palette.placeholderText().color(), 1))
    painter.drawRect(transform.to_screen(around.padded))
    _draw_line(painter, transform.to_screen(around.whole), Qt.PenStyle.DashLine, palette)
    if around.extent != around.whole:
        _draw_line(painter, transform.to_screen(around.extent), Qt.PenStyle.DotLine, palette)


def veil_colour(palette: QPalette) -> QColor:
    """Return what covers padding and unseen pixels by half."""
    colour = palette.mid().color()
    colour.setAlpha(VEIL)
    return colour


def _draw_veil(painter: QPainter, around: Surroundings, transform: Transform, palette: QPalette) -> None:
    """Cover what no output looks at; a screen pixel that is so in part is covered by that share."""
    ratio = painter.device().devicePixelRatioF()
    rows = _seen_shares(
        around.unseen_rows, transform.centre.y(), transform.zoom * ratio, transform.size.height() * ratio
    )
    columns = _seen_shares(
        around.unseen_columns, transform.centre.x(), transform.zoom * ratio, transform.size.width() * ratio
    )
    alphas = (VEIL - np.outer(VEIL * rows, columns)).astype(np.uint8)
    veil = QImage(alphas.data, len(columns), len(rows), len(columns), QImage.Format.Format_Indexed8)
    veil.setColorTable([alpha << 24 | veil_colour(palette).rgb() & 0xFFFFFF for alpha in range(VEIL + 1)])
    painter.drawImage(QRectF(QPointF(0, 0), transform.size), veil)


def _seen_shares(unseen: npt.NDArray[np.bool_], centre: float, zoom: float, length: float) -> FloatArray:
    """Return the share of every pixel of the screen, along one axis, that is not unseen; what is no picture is seen."""
    edges = (np.arange(math.ceil(length) + 1) - length / 2) / zoom + centre
    unseen_before = np.interp(edges, np.arange(len(unseen) + 1), np.concatenate([[0], np.cumsum(unseen)]))
    shares: FloatArray = (1 - np.diff(unseen_before) * zoom).clip(0, 1).astype(np.float32)
    return shares


def _draw_strip(
    painter: QPainter, sheet: Sheet, around: Surroundings, rect: QRectF, transform: Transform, palette: QPalette
) -> None:
    picture, zoom = sheet.picture, transform.zoom * painter.device().devicePixelRatioF()
    step, level = max(1, int(1 / zoom)), picture.level_for(zoom)  # no finer than the screen
    rows = _positions(rect.top(), rect.bottom(), step)
    columns = _positions(rect.left(), rect.right(), step)
    row_sources = source_index(rows + step // 2, picture.height, around.padding_mode)
    column_sources = source_index(columns + step // 2, picture.width, around.padding_mode)
    row_pixels, column_pixels = (np.maximum(sources, 0) >> level for sources in (row_sources, column_sources))
    pixels = picture.pixels(level, row_pixels, column_pixels)
    pixels[row_sources == OUTSIDE] = 0
    pixels[:, column_sources == OUTSIDE] = 0
    covered = QRectF(float(columns[0]), float(rows[0]), len(columns) * step, len(rows) * step)
    painter.save()
    painter.setClipRect(transform.to_screen(rect))
    target = transform.to_screen(covered)
    painter.drawImage(target, image_of(pixels, picture.colours))
    veil = veil_colour(palette)
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
    """Return every step-th position; always the same ones, so that nothing flickers while the picture is moved."""
    return np.arange(math.floor(start / step) * step, math.ceil(stop), step)


def _runs(flags: npt.NDArray[np.bool_], first: float, last: float, least: float) -> list[tuple[int, int]]:
    """Return (start, stop) of every run of true ones between two positions that is long enough."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    starts, stops = changes[::2], changes[1::2]
    wanted = (stops > first) & (starts < last) & (stops - starts >= least)
    return list(zip(starts[wanted].tolist(), stops[wanted].tolist(), strict=True))


def _draw_line(painter: QPainter, rect: QRectF, style: Qt.PenStyle, palette: QPalette) -> None:
    for colour, width in ((palette.window().color(), 3.0), (palette.windowText().color(), 1.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine if width > 1 else style))
        painter.drawRect(rect)

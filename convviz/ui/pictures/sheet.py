"""A picture that lies on the input, with its values and its name, and how it is drawn."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from convviz.engine import FloatArray
from convviz.lab.display import ByteArray
from convviz.lab.picture import Picture
from convviz.ui.pictures.pixel_values import SMALLEST_CELL, draw_values
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.transform import Transform

CRISP_FROM = 2.0  # screen pixels a pixel; below, scaling is smooth


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture where it lies on the input.

    Parameters
    ----------
    picture : Picture
    placement : Placement
    values : (C, H, W), optional
        The numbers that are written into its pixels from close by.
    name : str
        What it is, for a label on it.
    """

    picture: Picture
    placement: Placement
    values: FloatArray | None = None
    name: str = ""

    @property
    def rect(self) -> QRectF:
        """The part of the input that it covers."""
        return self.placement.rect(0, 0, self.picture.height, self.picture.width)

    def holds(self, y: int, x: int) -> bool:
        """Say whether it has a pixel in this row and column."""
        return 0 <= y < self.picture.height and 0 <= x < self.picture.width

    def colour(self, y: int, x: int) -> QColor:
        """Return the colour of a pixel."""
        pixel, colours = self.picture.levels[0][y, x], self.picture.colours
        return QColor.fromRgb(*map(int, pixel if colours is None else colours[pixel]))


def draw_sheet(painter: QPainter, sheet: Sheet, transform: Transform, clip: QRectF, pixel_ratio: float) -> None:
    """Draw what of a sheet lies in a part of the view, and its values where they are legible."""
    whole = transform.to_screen(sheet.rect)
    whole.setSize(whole.size().expandedTo(QSizeF(1, 1)))  # a picture of a single row is a hair's breadth, no less
    visible = whole.intersected(clip)
    if visible.isEmpty():
        return
    painter.save()
    painter.setClipRect(visible)
    _draw_pixels(painter, sheet, transform, visible, pixel_ratio)
    _draw_values(painter, sheet, transform, visible)
    painter.restore()


def image_of(pixels: ByteArray, colours: ByteArray | None) -> QImage:
    """Return an image of pixels, which must outlive it: (H, W, 3) colours, or (H, W) codes of the colours given."""
    height, width = pixels.shape[:2]
    if colours is None:
        return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([0xFF000000 | r << 16 | g << 8 | b for r, g, b in colours.tolist()])
    return image


def _draw_pixels(painter: QPainter, sheet: Sheet, transform: Transform, visible: QRectF, pixel_ratio: float) -> None:
    zoom = transform.zoom * min(sheet.placement.step) * pixel_ratio
    level = sheet.picture.level_for(zoom)
    pixels, factor = sheet.picture.levels[level], 2**level
    top, left, bottom, right = transform.pixels_in(visible, sheet.placement, pixels.shape, factor)
    shown = np.ascontiguousarray(pixels[top:bottom, left:right])
    place = sheet.placement.rect(top * factor, left * factor, len(shown) * factor, shown.shape[1] * factor)
    target = transform.to_screen(place)
    target.setSize(target.size().expandedTo(QSizeF(1, 1)))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < CRISP_FROM)
    painter.drawImage(target, image_of(shown, sheet.picture.colours))


def _draw_values(painter: QPainter, sheet: Sheet, transform: Transform, visible: QRectF) -> None:
    cell = transform.to_screen(sheet.placement.rect(0, 0, 1, 1))
    if sheet.values is None or min(cell.width(), cell.height()) < SMALLEST_CELL:
        return
    shape = sheet.picture.height, sheet.picture.width
    top, left, bottom, right = transform.pixels_in(visible, sheet.placement, shape)
    for y in range(top, bottom):
        for x in range(left, right):
            here = transform.to_screen(sheet.placement.rect(y, x, 1, 1))
            draw_values(painter, here, sheet.values[:, y, x].tolist(), sheet.colour(y, x))

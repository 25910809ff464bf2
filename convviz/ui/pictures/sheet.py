"""A picture that lies on the input, with its values and its name, and how it is drawn."""

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from convviz.engine import FloatArray
from convviz.lab.pictures.picture import Picture
from convviz.ui.pictures.pixel_values import SMALLEST_CELL, draw_values
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.screen_pixels import ScreenPixels
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
    on_screen : ScreenPixels, optional
        What was drawn of the sheet before, which is not converted again if it is the same picture.
    """

    picture: Picture
    placement: Placement
    values: FloatArray | None = None
    name: str = ""
    on_screen: ScreenPixels = field(default_factory=ScreenPixels)

    @property
    def rect(self) -> QRectF:
        """The part of the input that it covers."""
        return self.placement.rect(0, 0, self.picture.height, self.picture.width)

    def holds(self, y: int, x: int) -> bool:
        """Say whether it has a pixel in this row and column."""
        return 0 <= y < self.picture.height and 0 <= x < self.picture.width

    def colour(self, y: int, x: int) -> QColor:
        """Return the colour of a pixel."""
        return QColor.fromRgb(*self.picture.colour(y, x))


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


def _draw_pixels(painter: QPainter, sheet: Sheet, transform: Transform, visible: QRectF, pixel_ratio: float) -> None:
    zoom = transform.zoom * min(sheet.placement.step) * pixel_ratio
    level = sheet.picture.level_for(zoom)
    factor = 2**level
    top, left, bottom, right = transform.pixels_in(visible, sheet.placement, sheet.picture.shape(level), factor)
    shown = QRect(left, top, right - left, bottom - top)
    part, image = sheet.on_screen.part(sheet.picture, level, shown)
    place = sheet.placement.rect(top * factor, left * factor, shown.height() * factor, shown.width() * factor)
    target = transform.to_screen(place)
    target.setSize(target.size().expandedTo(QSizeF(1, 1)))
    source = shown.translated(-part.topLeft())
    if zoom < CRISP_FROM:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, image, QRectF(source))
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        # In its quick form for 32 bits, Qt puts edges of large pixels a pixel of the screen beside their place.
        painter.drawImage(target, image.copy(source).convertToFormat(QImage.Format.Format_RGB888))


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

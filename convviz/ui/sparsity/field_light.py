"""A field on a picture: lit and outlined, the rest dimmed, with a magnifier where it is too small to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPalette, QPen

from convviz.ui.pictures.outlines import draw_outlines
from convviz.ui.pictures.sheet import Sheet, draw_sheet
from convviz.ui.pictures.transform import Transform
from convviz.ui.theme import UNIT, accent

VEIL = 165  # of 255: what is dimmed is still recognised
TOO_SMALL = 9.0  # screen pixels, below which a field is shown magnified as well
MAGNIFIER = 14 * UNIT
LEAST_AROUND = 3.0  # pixels around the field in the magnifier
SMALLEST_CELL = 6.0  # screen pixels that a cell needs before it has an outline of its own


@dataclass(frozen=True, eq=False)
class FieldLight:
    """What of a picture is lit.

    Parameters
    ----------
    lit : QRectFs
        The field, in input pixels; outside of it the picture is dimmed, if ``dims``.
    cells : QRectFs, optional
        The single pixels of it, outlined from close by.
    passing : QRectFs, optional
        A field that is only pointed at.
    heat : QImage, optional
        What is laid over the first of ``lit``.
    dims : bool
    """

    lit: Sequence[QRectF]
    cells: Sequence[QRectF] = ()
    passing: Sequence[QRectF] = ()
    heat: QImage | None = None
    dims: bool = True

    def draw(self, painter: QPainter, sheet: Sheet, transform: Transform, palette: QPalette) -> None:
        """Draw it over a sheet."""
        whole = transform.to_screen(sheet.rect)
        lit = [transform.to_screen(rect) for rect in self.lit]
        if self.dims:
            _draw_veil(painter, whole, lit, palette)
        self._draw_inside(painter, whole, transform, palette)
        draw_outlines(painter, [transform.to_screen(rect) for rect in self.passing], palette, width=1.0)
        draw_outlines(painter, lit, palette)
        if self.dims and len(lit) == 1 and max(lit[0].width(), lit[0].height()) < TOO_SMALL:
            self._draw_magnified(painter, sheet, transform, palette, lit[0])

    def _draw_inside(self, painter: QPainter, whole: QRectF, transform: Transform, palette: QPalette) -> None:
        if self.heat is not None:
            painter.save()
            painter.setClipRect(whole)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(transform.to_screen(self.lit[0]), self.heat)
            painter.restore()
        cells = [cell for cell in map(transform.to_screen, self.cells) if cell.width() >= SMALLEST_CELL]
        draw_outlines(painter, cells, palette, width=1.0)

    def _draw_magnified(
        self, painter: QPainter, sheet: Sheet, transform: Transform, palette: QPalette, shown: QRectF
    ) -> None:
        """Draw the field and what is around it in a corner away from it."""
        side = min(MAGNIFIER, transform.size.width() / 3, transform.size.height() / 2)
        field = self.lit[0]
        around = max(LEAST_AROUND, max(field.width(), field.height()))
        zoom = side / (max(field.width(), field.height()) + 2 * around)
        if zoom <= transform.zoom:
            return
        place = _free_corner(shown.center(), transform.size, side)
        painter.setPen(QPen(accent(palette), 1))
        painter.drawLine(shown.center(), place.center())
        near = Transform(zoom, field.center(), QSizeF(side, side))
        painter.save()
        painter.setClipRect(place)
        painter.translate(place.topLeft())
        painter.fillRect(QRectF(0, 0, side, side), palette.dark())
        draw_sheet(painter, sheet, near, QRectF(0, 0, side, side), painter.device().devicePixelRatioF())
        self._draw_inside(painter, near.to_screen(sheet.rect), near, palette)
        draw_outlines(painter, [near.to_screen(field)], palette)
        painter.restore()
        draw_outlines(painter, [place], palette, width=1.0)


def _draw_veil(painter: QPainter, whole: QRectF, lit: Sequence[QRectF], palette: QPalette) -> None:
    dimmed, seen = QPainterPath(), QPainterPath()
    dimmed.addRect(whole)
    seen.setFillRule(Qt.FillRule.WindingFill)
    for rect in lit:
        seen.addRect(rect)
    colour = QColor(palette.color(QPalette.ColorRole.Dark))
    colour.setAlpha(VEIL)
    painter.fillPath(dimmed.subtracted(seen), colour)


def _free_corner(busy: QPointF, size: QSizeF, side: float) -> QRectF:
    left = UNIT if busy.x() > size.width() / 2 else size.width() - UNIT - side
    top = UNIT if busy.y() <= size.height() / 2 else size.height() - UNIT - side
    return QRectF(left, top, side, side)

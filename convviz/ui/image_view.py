"""A view of one picture, linked to others by its viewport: zoom, pan, hover, an outline, and numbers up close."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.picture import Picture
from convviz.ui.pixel_values import SMALLEST_CELL, draw_values, ink_on
from convviz.ui.placement import Placement
from convviz.ui.theme import accent
from convviz.ui.viewport import Viewport

CRISP_FROM = 2.0  # screen pixels a pixel; below, scaling is smooth
ZOOM_STEP = 1.25
PAN_STEP = 40.0
SMALLEST_OUTLINE = 9.0
CLICK_REACH = 4.0  # pixels that the mouse may move during a click
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class ImageView(QWidget):
    """Draws what of a picture is on the screen.

    Signals
    -------
    pixel_hovered(object)
        The (y, x) of the picture's pixel under the pointer; else of the pinned one; or None. A click pins, and lets go.
    """

    pixel_hovered = Signal(object)

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._picture: Picture | None = None
        self._values: FloatArray | None = None
        self._placement = Placement()
        self._outline: QRectF | None = None
        self._colour_table: list[int] = []
        self._pointer: QPointF | None = None
        self._cursor: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._dragged_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        viewport.changed.connect(self._on_viewport_changed)

    def show_picture(self, picture: Picture, values: FloatArray, placement: Placement) -> None:
        """Show a picture and, when it is close enough to read them, its values (C, H, W)."""
        self._picture, self._values, self._placement = picture, values, placement
        if picture.colours is not None:
            self._colour_table = [0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in picture.colours]
        self._hover_again(anew=True)
        self.update()

    def show_outline(self, rect: QRectF | None) -> None:
        """Outline a part of the input."""
        if rect != self._outline:
            self._outline = rect
            self.update()

    def zoom_by(self, factor: float) -> None:
        """Zoom around the pointer if it is here, else around the centre."""
        fixed = None if self._pointer is None else self._to_input(self._pointer)
        self._viewport.zoom_by(factor, QSizeF(self.size()), fixed)

    def position_of(self, y: int, x: int) -> QPoint:
        """Return the point of this widget at the middle of a pixel of the picture."""
        return self._to_screen(self._placement.rect(y, x, 1, 1)).center().toPoint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().dark())
        if self._picture is None:
            return
        whole = self._to_screen(self._placement.rect(0, 0, self._picture.height, self._picture.width))
        whole.setSize(whole.size().expandedTo(QSizeF(1, 1)))  # a picture of a single row is a hair's breadth, no less
        visible = whole.intersected(QRectF(self.rect()))
        if not visible.isEmpty():
            self._draw_picture(painter, self._picture, visible)
            self._draw_values(painter, self._picture)
        self._draw_outlines(painter)
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _draw_picture(self, painter: QPainter, picture: Picture, visible: QRectF) -> None:
        zoom = self._zoom() * min(self._placement.step) * self.devicePixelRatioF()
        level = picture.level_for(zoom)
        pixels, factor = picture.levels[level], 2**level
        top, left, bottom, right = self._pixels_in(visible, factor, pixels.shape)
        shown = np.ascontiguousarray(pixels[top:bottom, left:right])
        target = self._to_screen(
            self._placement.rect(top * factor, left * factor, len(shown) * factor, shown.shape[1] * factor)
        )
        painter.save()
        painter.setClipRect(visible)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < CRISP_FROM)
        target.setSize(target.size().expandedTo(QSizeF(1, 1)))
        painter.drawImage(target, self._image(shown))
        painter.restore()

    def _image(self, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> QImage:
        height, width = pixels.shape[:2]
        if pixels.ndim == 3:
            return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(self._colour_table)
        return image

    def _draw_values(self, painter: QPainter, picture: Picture) -> None:
        cell = self._to_screen(self._placement.rect(0, 0, 1, 1))
        if self._values is None or min(cell.width(), cell.height()) < SMALLEST_CELL:
            return
        top, left, bottom, right = self._pixels_in(QRectF(self.rect()), 1, (picture.height, picture.width))
        for y in range(top, bottom):
            for x in range(left, right):
                here = self._to_screen(self._placement.rect(y, x, 1, 1))
                draw_values(painter, here, self._values[:, y, x].tolist(), self._colour(picture, y, x))

    def _colour(self, picture: Picture, y: int, x: int) -> QColor:
        pixel = picture.levels[0][y, x]
        return QColor.fromRgb(*map(int, pixel if picture.colours is None else picture.colours[pixel]))

    def _draw_outlines(self, painter: QPainter) -> None:
        outlines = [self._outline] if self._outline else []
        outlines.extend(self._placement.rect(*pixel, 1, 1) for pixel in (self._hovered, self._cursor) if pixel)
        colour = accent(self.palette())
        halo = ink_on(colour)  # legible on the line, and so beside it on any picture
        for rect in outlines:
            shown = self._to_screen(rect)
            spare_x = max(0.0, SMALLEST_OUTLINE - shown.width()) / 2
            spare_y = max(0.0, SMALLEST_OUTLINE - shown.height()) / 2
            shown.adjust(-spare_x, -spare_y, spare_x, spare_y)
            painter.setPen(_line(halo, 4.0))
            painter.drawRect(shown)
            painter.setPen(_line(colour, 2.0))
            painter.drawRect(shown)

    def _pixels_in(self, visible: QRectF, factor: int, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
        """Return the top, left, bottom and right of a level's pixels in a part of the screen, one more all round."""
        top, left = self._placement.pixel(self._to_input(visible.topLeft()))
        bottom, right = self._placement.pixel(self._to_input(visible.bottomRight()))
        return (
            max(0, math.floor(top / factor) - 1),
            max(0, math.floor(left / factor) - 1),
            min(shape[0], math.ceil(bottom / factor) + 1),
            min(shape[1], math.ceil(right / factor) + 1),
        )

    def _zoom(self) -> float:
        return self._viewport.zoom_in(QSizeF(self.size()))

    def _to_screen(self, rect: QRectF) -> QRectF:
        zoom, centre = self._zoom(), self._viewport.centre
        left = (rect.x() - centre.x()) * zoom + self.width() / 2
        top = (rect.y() - centre.y()) * zoom + self.height() / 2
        return QRectF(left, top, rect.width() * zoom, rect.height() * zoom)

    def _to_input(self, point: QPointF) -> QPointF:
        middle = QPointF(self.width() / 2, self.height() / 2)
        return self._viewport.centre + (point - middle) / self._zoom()

    def _on_viewport_changed(self) -> None:
        self._hover_again()
        self.update()

    def _hover_again(self, *, anew: bool = False) -> None:
        """Find the pixel under the pointer, which may rest while the picture moves; anew, its value is another."""
        hovered = self._cursor
        if self._pointer is not None:
            y, x = map(math.floor, self._placement.pixel(self._to_input(self._pointer)))
            hovered = (y, x)
        if hovered is not None and not self._holds(*hovered):
            hovered = None
        if hovered != self._hovered or (anew and hovered):
            self._hovered = hovered
            self.pixel_hovered.emit(hovered)
            self.update()

    def _holds(self, y: int, x: int) -> bool:
        picture = self._picture
        return picture is not None and 0 <= y < picture.height and 0 <= x < picture.width

    def _toggle_pin(self) -> None:
        """Pin the pixel under the pointer, to come back to when the pointer leaves; or let it go."""
        self._cursor = None if self._cursor == self._hovered else self._hovered
        self.update()

    def _move_cursor(self, rows: int, columns: int) -> None:
        """Move the pixel that is read by keyboard; the first time it is the one in the middle."""
        y, x = map(math.floor, self._placement.pixel(self._viewport.centre))
        if self._hovered is not None:
            y, x = self._hovered[0] + rows, self._hovered[1] + columns
        if not self._holds(y, x):
            return
        self._pointer, self._cursor = None, (y, x)
        pixel = self._to_screen(self._placement.rect(y, x, 1, 1))
        frame = QRectF(self.rect())
        if not frame.contains(pixel):
            nearest = QPointF(
                min(max(pixel.center().x(), PAN_STEP), frame.width() - PAN_STEP),
                min(max(pixel.center().y(), PAN_STEP), frame.height() - PAN_STEP),
            )
            self._viewport.pan_by(nearest - pixel.center(), QSizeF(self.size()))
        self._hover_again()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = self._pressed_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._dragged_from is not None:
            self._viewport.pan_by(event.position() - self._dragged_from, QSizeF(self.size()))
            self._dragged_from = event.position()
        self._hover_again()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at, self._dragged_from = self._pressed_at, None, None
        self.unsetCursor()
        if pressed_at is not None and (event.position() - pressed_at).manhattanLength() <= CLICK_REACH:
            self._toggle_pin()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._toggle_pin()  # the click before it had pinned or let go
        self._viewport.fit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._pointer = event.position()
        if event.angleDelta().y():  # and not sideways
            self.zoom_by(2 ** (event.angleDelta().y() / 360))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointer = event.position()
        self._hover_again()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._hover_again()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            down, right = _ARROWS[Qt.Key(event.key())]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._viewport.pan_by(QPointF(right, down) * -PAN_STEP, QSizeF(self.size()))
            else:
                self._move_cursor(down, right)
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._cursor = None
            self._hover_again()
            self.update()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self._viewport.fit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hover_again()


def _line(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen

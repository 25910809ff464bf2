"""A view of one picture, linked to others by its viewport: zoom, pan, hover, pin, and what is laid over it."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.glimpse import Look
from convviz.lab.pictures.picture import Picture
from convviz.ui.pictures.overlays import Overlays
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.screen_pixels import ScreenPixels
from convviz.ui.pictures.sheet import Sheet, draw_sheet
from convviz.ui.pictures.surroundings import Surroundings
from convviz.ui.pictures.transform import Transform
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import accent

ZOOM_STEP = 1.25
PAN_STEP = 40.0
WIPE_STEP = 0.05  # of the width
WIPE_REACH = 6.0  # pixels beside the line where it can be taken
CLICK_REACH = 4.0  # pixels that the mouse may move during a click
ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class ImageView(QWidget):
    """Draws what of a picture is on the screen.

    Signals
    -------
    pixel_hovered(object)
        The (y, x) of the picture's pixel under the pointer; else of the pinned one; or None. A click pins, and lets go.
    wipe_moved(float)
        A person moved the line of the wipe to this share of the width, 0 … 1.
    looked_elsewhere()
        The view shows another part of the input, or is larger or smaller.
    """

    pixel_hovered = Signal(object)
    wipe_moved = Signal(float)
    looked_elsewhere = Signal()

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._sheet: Sheet | None = None
        self._over = Overlays()
        self._wiping = False
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

    def show_picture(self, picture: Picture, values: FloatArray | None, placement: Placement) -> None:
        """Show a picture and, when it is close enough to read them, its values (C, H, W) if it has some."""
        self._lay_over(glimpse=None)
        on_screen = self._sheet.on_screen if self._sheet else ScreenPixels()
        self._sheet = Sheet(picture, placement, values, self.accessibleName(), on_screen)
        self._hover_again(anew=True)
        self.update()

    def show_outline(self, rect: QRectF | None, cells: Sequence[QRectF] = ()) -> None:
        """Outline a part of the input, and from close by the single cells of which it consists; or nothing."""
        self.show_outlines([] if rect is None else [rect], cells)

    def show_outlines(self, rects: Sequence[QRectF], cells: Sequence[QRectF] = ()) -> None:
        """Outline parts of the input, and from close by the single cells of which they consist."""
        outlines, cells = tuple(rects), tuple(cells)
        if (outlines, cells) != (self._over.outlines, self._over.cells):
            self._lay_over(outlines=outlines, cells=cells)

    def show_surroundings(self, surroundings: Surroundings) -> None:
        """Tell what padding there is around the picture, and what of it is not looked at."""
        self._lay_over(surroundings=surroundings)

    def set_padding_shown(self, shown: bool) -> None:
        """Show all of the padding and what is not looked at; else only the padding inside an outline."""
        self._lay_over(padding_shown=shown)

    def show_reference(self, sheet: Sheet) -> None:
        """Have another picture at hand, to be compared with this one."""
        self._lay_over(reference=sheet)

    def set_reference_held(self, held: bool) -> None:
        """Show the reference in place of the picture."""
        self._lay_over(held=held)

    def set_wipe(self, position: float | None) -> None:
        """Show the reference left of a line at this share of the width, 0 … 1; nowhere with None."""
        self._wiping = self._wiping and position is not None
        self._lay_over(wipe=position)

    def show_peek(self, picture: Picture | None, placement: Placement, caption: str) -> None:
        """Show another picture for a while, with what it is; with None no more."""
        self._lay_over(peek=Sheet(picture, placement, name=caption) if picture else None)

    def show_glimpse(self, glimpse: Sheet | None) -> None:
        """Show a part of the picture to come, until it is there; with None no more. What is pointed at stays."""
        self._lay_over(glimpse=glimpse)

    @property
    def look(self) -> Look:
        """What of the input it shows."""
        visible, zoom = self._transform().visible, self._transform().zoom * self.devicePixelRatioF()
        return Look(visible.top(), visible.left(), visible.bottom(), visible.right(), zoom)

    @property
    def over(self) -> Overlays:
        """What is laid over the picture."""
        return self._over

    @property
    def shown(self) -> Sheet | None:
        """What is seen: the picture, or what is shown in its place."""
        return self._over.in_its_place or self._over.glimpse or self._sheet

    def _lay_over(self, **changes: Any) -> None:
        self._over = replace(self._over, **changes)
        self.update()

    def zoom_by(self, factor: float) -> None:
        """Zoom around the pointer if it is here, else around the centre."""
        fixed = None if self._pointer is None else self._transform().to_input(self._pointer)
        self._viewport.zoom_by(factor, QSizeF(self.size()), fixed)

    def position_of(self, y: int, x: int) -> QPoint:
        """Return the point of this widget at the middle of a pixel of the picture."""
        return self._cell(y, x).center().toPoint()

    @property
    def pinned(self) -> tuple[int, int] | None:
        """The (y, x) of the pixel that is pinned."""
        return self._cursor

    def pin(self, y: int, x: int) -> None:
        """Pin a pixel of the picture and keep it in view; one that there is not is ignored."""
        if self._sheet is None or not self._sheet.holds(y, x):
            return
        self._pointer, self._cursor = None, (y, x)
        pixel, frame = self._cell(y, x), QRectF(self.rect())
        if not frame.contains(pixel):
            nearest = QPointF(
                min(max(pixel.center().x(), PAN_STEP), frame.width() - PAN_STEP),
                min(max(pixel.center().y(), PAN_STEP), frame.height() - PAN_STEP),
            )
            self._viewport.pan_by(nearest - pixel.center(), QSizeF(self.size()))
        self._hover_again()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().dark())
        shown = self.shown
        if shown is not None:
            transform, over = self._transform(), self._over
            over.draw_below(painter, shown, transform, self.palette())
            draw_sheet(painter, shown, transform, QRectF(self.rect()), self.devicePixelRatioF())
            placement = self._sheet.placement if self._sheet else Placement()
            pixels = [placement.rect(*pixel, 1, 1) for pixel in (self._hovered, self._cursor) if pixel]
            over.draw_above(painter, shown, pixels, transform, self.palette())
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _transform(self) -> Transform:
        size = QSizeF(self.size())
        return Transform(self._viewport.zoom_in(size), self._viewport.centre, size)

    def _cell(self, y: int, x: int) -> QRectF:
        """Return where a pixel of the picture is on the screen."""
        placement = self._sheet.placement if self._sheet else Placement()
        return self._transform().to_screen(placement.rect(y, x, 1, 1))

    def _pixel_at(self, point: QPointF) -> tuple[int, int]:
        placement = self._sheet.placement if self._sheet else Placement()
        y, x = map(math.floor, placement.pixel(self._transform().to_input(point)))
        return y, x

    def _on_viewport_changed(self) -> None:
        self._hover_again()
        self.update()
        self.looked_elsewhere.emit()

    def _hover_again(self, *, anew: bool = False) -> None:
        """Find the pixel under the pointer, which may rest while the picture moves; anew, its value is another."""
        hovered = self._cursor if self._pointer is None else self._pixel_at(self._pointer)
        if hovered is not None and not (self._sheet and self._sheet.holds(*hovered)):
            hovered = None
        if hovered != self._hovered or (anew and hovered):
            self._hovered = hovered
            self.pixel_hovered.emit(hovered)
            self.update()

    def _toggle_pin(self) -> None:
        """Pin the pixel under the pointer, to come back to when the pointer leaves; or let it go."""
        self._cursor = None if self._cursor == self._hovered else self._hovered
        self.update()

    def _move_cursor(self, rows: int, columns: int) -> None:
        """Move the pixel that is read by keyboard; the first time it is the one in the middle."""
        if self._hovered is not None:
            self.pin(self._hovered[0] + rows, self._hovered[1] + columns)
        else:
            self.pin(*self._pixel_at(QPointF(self.width() / 2, self.height() / 2)))

    def _over_wipe_line(self, point: QPointF) -> bool:
        return self._over.wipe is not None and abs(point.x() - self._over.wipe * self.width()) <= WIPE_REACH

    def _move_wipe(self, position: float) -> None:
        position = min(max(position, 0.0), 1.0)
        self.set_wipe(position)
        self.wipe_moved.emit(position)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._over_wipe_line(event.position()):
            self._wiping = True
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = self._pressed_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._wiping:
            self._move_wipe(event.position().x() / self.width())
        elif self._dragged_from is not None:
            self._viewport.pan_by(event.position() - self._dragged_from, QSizeF(self.size()))
            self._dragged_from = event.position()
        elif self._over_wipe_line(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()
        self._hover_again()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at, self._dragged_from = self._pressed_at, None, None
        self._wiping = False
        self.unsetCursor()
        if event.button() != Qt.MouseButton.LeftButton or pressed_at is None:
            return
        if (event.position() - pressed_at).manhattanLength() <= CLICK_REACH:
            self._toggle_pin()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._over_wipe_line(event.position()):
            self.mousePressEvent(event)
        else:
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
        if event.key() in ARROWS:
            self._press_arrow(*ARROWS[Qt.Key(event.key())], event.modifiers())
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

    def _press_arrow(self, down: int, right: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.AltModifier and self._over.wipe is not None:
            self._move_wipe(self._over.wipe + right * WIPE_STEP)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._viewport.pan_by(QPointF(right, down) * -PAN_STEP, QSizeF(self.size()))
        else:
            self._move_cursor(down, right)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hover_again()
        self.looked_elsewhere.emit()

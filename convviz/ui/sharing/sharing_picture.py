"""A picture with marked places: a click chooses a place, and the first of them can be dragged."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.pictures.picture import Picture
from convviz.ui.pictures.outlines import draw_outlines
from convviz.ui.pictures.screen_pixels import screen_image
from convviz.ui.theme import SMALL, accent

_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
LETTERS = "ABCDEFGHIJ"


class PlacesPicture(QWidget):
    """Draws a picture as large as it fits, with a letter at each place.

    Parameters
    ----------
    name : str
        What it shows, for screen readers.
    choosing : bool
        Whether places can be chosen in it.

    Signals
    -------
    chosen(float, float)
        A person clicked at this row and column of the picture.
    dragged(float, float)
        A person drags the first place, whose middle comes here.
    moved(int, int, bool)
        An arrow key was pressed: rows and columns, and whether it moves the first place or the cursor.
    pressed()
        Space or Enter was pressed: the place under the cursor is chosen.
    """

    chosen = Signal(float, float)
    dragged = Signal(float, float)
    moved = Signal(int, int, bool)
    pressed = Signal()

    def __init__(self, name: str, *, choosing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._image = QImage()
        self._places: tuple[QRectF, ...] = ()
        self._cursor: QRectF | None = None
        self._choosing = choosing
        self._grip: QPointF | None = None  # from the pointer to the middle of the place that is dragged
        self._pressed_at: QPointF | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        font.setBold(True)
        self.setFont(font)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(96, 64)
        if choosing:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_picture(self, picture: Picture | None, places: Sequence[QRectF], cursor: QRectF | None = None) -> None:
        """Show a picture with places, in its pixels, and where the keyboard's cursor is; nothing with None."""
        if picture is not self._picture:
            self._image = screen_image(picture) if picture else QImage()
        self._picture, self._places, self._cursor = picture, tuple(places), cursor
        self.update()

    def point_of(self, y: float, x: float) -> QPointF:
        """Return where a row and column of the picture are in the widget."""
        frame, zoom = self._frame(), self._zoom()
        return QPointF(frame.left() + x * zoom, frame.top() + y * zoom)

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 160)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter, palette = QPainter(self), self.palette()
        painter.drawImage(self._frame(), self._image)
        rects = [self._to_screen(place) for place in self._places]
        draw_outlines(painter, rects[1:], palette)
        draw_outlines(painter, rects[:1], palette, width=3)
        if self._cursor is not None and self.hasFocus():
            draw_outlines(painter, [self._to_screen(self._cursor)], palette, width=1)
        for letter, rect in zip(LETTERS, rects, strict=False):
            self._draw_letter(painter, letter, rect)
        if self.hasFocus():
            painter.setPen(accent(palette))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _zoom(self) -> float:
        """Screen pixels a pixel of the picture."""
        assert self._picture is not None
        return min((self.width() - 2) / self._picture.width, (self.height() - 2) / self._picture.height)

    def _frame(self) -> QRectF:
        """Where the picture is in the widget: in the middle, at the top."""
        assert self._picture is not None
        size = QSizeF(self._picture.width, self._picture.height) * self._zoom()
        return QRectF(QPointF((self.width() - size.width()) / 2, 1), size)

    def _to_screen(self, place: QRectF) -> QRectF:
        return QRectF(self.point_of(place.top(), place.left()), place.size() * self._zoom())

    def _draw_letter(self, painter: QPainter, letter: str, rect: QRectF) -> None:
        """Write a letter beside its place, or within where the picture ends."""
        metrics = QFontMetricsF(self.font())
        box = QRectF(0, 0, metrics.horizontalAdvance(letter) + 6, metrics.height() - 1)
        box.moveTopLeft(rect.topRight() + QPointF(4, -2))
        if box.right() > self.width():
            box.moveTopRight(rect.topLeft() + QPointF(-4, -2))
        box.moveTop(min(max(box.top(), 0.0), self.height() - box.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)

    def _in_picture(self, point: QPointF) -> QPointF:
        return (point - self._frame().topLeft()) / self._zoom()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not (self._choosing and self._picture) or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = event.position()
        first = self._to_screen(self._places[0]) if self._places else QRectF()
        if first.adjusted(-4, -4, 4, 4).contains(event.position()):
            self._grip = self._places[0].center() - self._in_picture(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            middle = self._in_picture(event.position()) + self._grip
            self.dragged.emit(middle.y(), middle.x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at, self._grip = self._pressed_at, None, None
        if pressed_at is None or not self._frame().contains(event.position()):
            return
        if (event.position() - pressed_at).manhattanLength() < QApplication.startDragDistance():
            point = self._in_picture(event.position())
            self.chosen.emit(point.y(), point.x())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.moved.emit(*_ARROWS[Qt.Key(event.key())], shifted)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

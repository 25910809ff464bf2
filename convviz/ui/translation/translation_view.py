"""The view of the input, which a drag moves."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.ui.pictures.image_view import ARROWS, CLICK_REACH, ImageView
from convviz.ui.pictures.viewport import Viewport

MANY = 10  # steps with Shift


class ShiftView(ImageView):
    """The picture that is shifted: a drag moves it by whole pixels, the arrow keys by steps.

    Signals
    -------
    gripped()
        A person begins to move it.
    dragged(float, float)
        It was dragged so many input pixels down and right since it was gripped.
    stepped(int, int)
        An arrow key moves it so many steps down and right.
    reset()
        A person wants it back where it was.
    """

    gripped = Signal()
    dragged = Signal(float, float)
    stepped = Signal(int, int)
    reset = Signal()

    def __init__(self, viewport: Viewport, name: str, parent: QWidget | None = None) -> None:
        super().__init__(viewport, name, parent)
        self._gripped_at: QPointF | None = None  # on the screen: the view itself may move meanwhile
        self._gripped_zoom = 1.0
        self._is_dragged = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        pans = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.LeftButton and not pans:
            self._dragged_from = None  # else it would be panned
            self._gripped_at, self._is_dragged = event.globalPosition(), False
            self._gripped_zoom = self._transform().zoom

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._gripped_at is not None:
            way = event.globalPosition() - self._gripped_at
            if not self._is_dragged and way.manhattanLength() > CLICK_REACH:
                self._is_dragged = True
                self.gripped.emit()
            if self._is_dragged:
                self.dragged.emit(way.y() / self._gripped_zoom, way.x() / self._gripped_zoom)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._dragged_from is None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragged:
            self._pressed_at = None  # back at its start it is no click
        self._gripped_at, self._is_dragged = None, False
        super().mouseReleaseEvent(event)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow:
            many = MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            if not event.isAutoRepeat():
                self.gripped.emit()
            self.stepped.emit(arrow[0] * many, arrow[1] * many)
        elif event.key() == Qt.Key.Key_Home:
            self.reset.emit()
        else:
            super().keyPressEvent(event)

"""The handle by which a feature map is dragged into another program, as a PNG file."""

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from typing_extensions import override

from convviz.app.exporter import Exporter
from convviz.lab.compute import Frame

_THUMBNAIL_SIDE = 128
_HINT = "Drag it into another program or a folder, as a PNG of the map as seen. Ctrl+C copies it, Ctrl+E exports it."


class DragOut(QLabel):
    """A small handle; the PNG is made from the moment in which it is pressed, so that a drag seldom waits.

    Parameters
    ----------
    exporter : Exporter
        Makes the file.
    """

    def __init__(self, exporter: Exporter, parent: QWidget | None = None) -> None:
        super().__init__("⠿ Drag out", parent)
        self._exporter = exporter
        self._frame: Frame | None = None
        self._pressed_at: QPoint | None = None
        self._moved = False
        self._data: QMimeData | None = None
        self.setProperty("role", "quiet")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(_HINT)
        self.setAccessibleName("Drag the feature map out as a picture")
        self.setAccessibleDescription(_HINT)

    def show_frame(self, frame: Frame) -> None:
        """Offer the selected map of this frame."""
        self._frame = frame

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._frame is None:
            return
        self._pressed_at = pressed_at = event.position().toPoint()
        self._moved, self._data = False, None
        self._exporter.offer(self._frame, lambda data: self._on_ready(pressed_at, data))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        distance = (event.position().toPoint() - self._pressed_at).manhattanLength()
        self._moved = self._moved or distance >= QApplication.startDragDistance()
        self._start_if_ready()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None and not self._moved:
            QToolTip.showText(event.globalPosition().toPoint(), _HINT, self)
        self._pressed_at = self._data = None

    def _on_ready(self, pressed_at: QPoint, data: QMimeData) -> None:
        if pressed_at is self._pressed_at:  # and not of an earlier press
            self._data = data
            self._start_if_ready()

    def _start_if_ready(self) -> None:
        if not (self._moved and self._data):
            return
        data, self._data, self._pressed_at = self._data, None, None
        drag = QDrag(self)
        drag.setMimeData(data)
        picture = QPixmap(data.imageData())
        side = min(_THUMBNAIL_SIDE, max(picture.width(), picture.height()))
        drag.setPixmap(picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
        drag.exec(Qt.DropAction.CopyAction)

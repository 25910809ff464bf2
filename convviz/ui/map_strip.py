"""The strip of all feature maps of the layer: choose the one that is shown and edited."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.app.document import SELECTING, Document
from convviz.lab.compute import Frame
from convviz.lab.picture import Picture
from convviz.lab.state import State
from convviz.ui.pixel_values import ink_on
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT, accent

SIDE = 72


class MapStrip(QWidget):
    """One painted row of thumbnails; hidden while there is only one map."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._thumbnails: list[QImage] = []
        self._filters = 1
        self._selected = 0
        self.setFixedHeight(SIDE + 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Feature maps of this layer")
        self.setToolTip(f"{TERMS['filter']} Click one to show its map and edit it.")

    def show_state(self, state: State) -> None:
        """Show which filter is selected."""
        self._selected = state.selected_filter
        self._filters = state.layer.out_channels
        self.setVisible(state.layer.out_channels > 1)
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show the maps of this frame."""
        self._thumbnails = [_image(picture) for picture in frame.thumbnails]
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(len(self._thumbnails) * self._pitch(), SIDE + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(SIDE, SIDE + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index, image in enumerate(self._thumbnails):
            cell = QRectF(index * self._pitch() + 1, 1, min(SIDE, self._pitch() - 2), SIDE)
            painter.fillRect(cell, self.palette().dark())
            scaled = image.size().scaled(cell.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, scaled.width(), scaled.height())
            target.moveCenter(cell.center())
            painter.drawImage(target, image)
            if index == self._selected:
                ring = accent(self.palette())
                if self.hasFocus():
                    painter.setPen(QPen(ink_on(ring), 5))
                    painter.drawRect(cell.adjusted(1, 1, -1, -1))
                painter.setPen(QPen(ring, 2))
                painter.drawRect(cell)

    def _pitch(self) -> int:
        """Return the distance of two thumbnails; they move together where there are too many."""
        many = max(1, len(self._thumbnails))
        return max(4, min(SIDE + UNIT, self.width() // many))

    def _select(self, index: int) -> None:
        if index != self._selected and 0 <= index < self._filters:
            self._document.edit("Select filter", gesture=SELECTING, selected_filter=index)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._select(int(event.position().x()) // self._pitch())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._select(self._selected - 1)
            case Qt.Key.Key_Right:
                self._select(self._selected + 1)
            case _:
                super().keyPressEvent(event)


def _image(picture: Picture) -> QImage:
    rgb = picture.rgb()
    return QImage(rgb.data, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()

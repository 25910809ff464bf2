"""A small picture of a matrix: a square for every number, in its colour."""

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale
from convviz.ui.pictures.screen_pixels import image_of
from convviz.ui.theme import UNIT

SIDE = 11 * UNIT


class ArrayPicture(QWidget):
    """Shows a matrix as large as fits into a square.

    Parameters
    ----------
    name : str
        What it shows, for screen readers.
    side : int
        Of the square, in pixels.
    """

    def __init__(self, name: str, side: int = SIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedSize(side, side)
        self.setAccessibleName(name)

    def show_values(self, values: FloatArray, scale: Scale) -> None:
        """Show these values, (height, width), in the colours of this scale."""
        self._image = image_of(scale.indices(values), scale.colours()).copy()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.rect().adjusted(1, 1, -1, -1)
        size = QSizeF(self._image.size()).scaled(QSizeF(inside.size()), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(inside).center())
        painter.drawImage(place, self._image)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

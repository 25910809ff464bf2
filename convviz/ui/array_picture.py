"""A small picture of a matrix: a square for every number, in its colour."""

import numpy as np
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.display import Scale
from convviz.ui.theme import UNIT

SIDE = 11 * UNIT


class ArrayPicture(QWidget):
    """Shows a matrix as large as fits into a square.

    Parameters
    ----------
    name : str
        What it shows, for screen readers.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(name)

    def show_values(self, values: FloatArray, scale: Scale) -> None:
        """Show these values, (height, width), in the colours of this scale."""
        rgb = np.ascontiguousarray(scale.colours()[scale.indices(values)])
        height, width = values.shape
        self._image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
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

"""Small pictures in rows, each with a word below it: filters, their maps, and digits that were taken for others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale
from convviz.ui.pictures.screen_pixels import image_of
from convviz.ui.theme import SMALL, UNIT, accent

LARGEST, SMALLEST = 12 * UNIT, 3 * UNIT  # of a tile, in pixels


@dataclass(frozen=True, eq=False)
class Tile:
    """One picture; without an image its place stays empty."""

    image: QImage | None
    caption: str = ""
    tip: str = ""


class PictureTiles(QWidget):
    """Draws tiles as large as they fit, from left to right and down.

    Parameters
    ----------
    name : str
        What they are, for screen readers.

    Signals
    -------
    hovered(str)
        What is told of the tile under the pointer; empty when it leaves.
    clicked(int)
        A person clicked on this one.
    """

    hovered = Signal(str)
    clicked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: Sequence[Tile] = ()
        self._columns: int | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_tiles(self, tiles: Sequence[Tile], columns: int | None = None) -> None:
        """Show these; so many in a row, or as many as make them large."""
        self.tiles, self._columns = tiles, columns
        self.setAccessibleDescription("; ".join(tile.tip or tile.caption for tile in tiles if tile.image))
        self.update()

    def places(self) -> list[QRectF]:
        """Return where the pictures are; fewer than there are tiles if not all fit."""
        count = len(self.tiles)
        if not count:
            return []
        below = self._line()
        columns, side = self._arrangement(count, below)
        rows = max(1, int((self.height() + UNIT // 2) // (side + below + UNIT // 2)))
        return [
            QRectF((index % columns) * (side + UNIT), (index // columns) * (side + below + UNIT // 2) + 0.5, side, side)
            for index in range(min(count, rows * columns))
        ]

    def tile_at(self, x: float, y: float) -> int | None:
        """Return which tile is at a place."""
        return next((index for index, place in enumerate(self.places()) if place.contains(x, y)), None)

    def _line(self) -> float:
        return self.fontMetrics().height() + 2.0 if any(tile.caption for tile in self.tiles) else 0.0

    def _arrangement(self, count: int, below: float) -> tuple[int, float]:
        """Return tiles a row, and their side: the largest that lets all fit, if it is not too small to be seen."""
        choices = [self._columns] if self._columns else range(1, count + 1)
        sides = {columns: self._side(count, columns, below) for columns in choices}
        columns = max(sides, key=lambda each: sides[each])
        if sides[columns] >= SMALLEST:
            return columns, min(LARGEST, sides[columns])
        return self._columns or max(1, int((self.width() + UNIT) // (SMALLEST + UNIT))), float(SMALLEST)

    def _side(self, count: int, columns: int, below: float) -> float:
        rows = -(-count // columns)
        return min(
            (self.width() - 1 + UNIT) / columns - UNIT,
            (self.height() - 1 + UNIT // 2) / rows - below - UNIT // 2,
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for tile, place in zip(self.tiles, self.places(), strict=False):
            if tile.image is None:
                continue
            size = tile.image.size().toSizeF().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            inside = QRectF(place.topLeft(), size)
            inside.moveCenter(place.center())
            painter.drawImage(inside, tile.image)
            painter.setPen(QPen(self.palette().mid().color(), 1))
            painter.drawRect(inside)
            painter.setPen(self.palette().windowText().color())
            words = QRectF(place.left() - UNIT / 2, place.bottom() + 1, place.width() + UNIT, self._line())
            caption = self.fontMetrics().elidedText(tile.caption, Qt.TextElideMode.ElideRight, int(words.width()))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), caption)
        if self.hasFocus():
            painter.setPen(QPen(accent(self.palette()), 2))
            painter.drawRect(self.rect())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().x(), event.position().y())
        self.hovered.emit("" if index is None else self.tiles[index].tip or self.tiles[index].caption)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.clicked.emit(index)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")


def values_image(values: FloatArray, scale: Scale) -> QImage:
    """Return a picture of a matrix in the colours of a scale."""
    return image_of(scale.indices(values), scale.colours()).copy()


def photo_image(pixels: FloatArray) -> QImage:
    """Return a picture (C, H, W) from 0 to 1 as it is, grey or in colour."""
    rows = np.moveaxis(np.broadcast_to(pixels, (3, *pixels.shape[1:])), 0, -1)
    return image_of(np.ascontiguousarray(np.rint(255 * rows), np.uint8), None).copy()

"""Where the entries of a weight matrix stand, and which of them is at a point."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

ABOVE, BEFORE, AFTER = 18, 22, 2  # pixels around the matrix; above and before it stand the numbers of column and row
LARGEST_CELL = 34.0  # pixels
WIDEST, TALLEST = 1.6, 3.0  # how many times as wide as high a cell may be, and as high as wide
SMALLEST_WHOLE = 3  # pixels of the screen: of smaller cells, rounding down would take too much


class Entry(NamedTuple):
    """A row and a column of the matrix; a whole row or column if the other is None."""

    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Cells:
    """Where the entries of a matrix stand."""

    place: QRectF
    rows: int
    columns: int

    @classmethod
    def of(cls, shape: tuple[int, ...], room: QRectF, pixel_ratio: float) -> "Cells":
        """Fit a matrix into the middle of a room, leaving a margin for its labels; cells are whole pixels if they can.

        Parameters
        ----------
        shape : (rows, columns)
        room : QRectF
        pixel_ratio : float
            Pixels of the screen in one of the room.
        """
        rows, columns = shape
        room = room.adjusted(BEFORE, ABOVE, -AFTER, -1)
        width, height = room.width() / columns, room.height() / rows
        width, height = min(width, height * WIDEST, LARGEST_CELL), min(height, width * TALLEST, LARGEST_CELL)
        width, height = (_whole(side, pixel_ratio) for side in (width, height))
        left = room.left() + (room.width() - width * columns) / 2
        top = room.top() + (room.height() - height * rows) / 2
        return cls(QRectF(round(left), round(top), width * columns, height * rows), rows, columns)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of one."""
        return self.place.width() / self.columns, self.place.height() / self.rows

    def rect(self, entry: Entry) -> QRectF:
        """Return the place of an entry, a row or a column."""
        (width, height), place = self.size, QRectF(self.place)
        if entry.column is not None:
            place.setLeft(self.place.left() + entry.column * width)
            place.setWidth(width)
        if entry.row is not None:
            place.setTop(self.place.top() + entry.row * height)
            place.setHeight(height)
        return place

    def entry_at(self, point: QPointF) -> Entry | None:
        """Return the entry at a point; in front of the matrix a row, and above it a column."""
        width, height = self.size
        row = math.floor((point.y() - self.place.top()) / height)
        column = math.floor((point.x() - self.place.left()) / width)
        inside, before = 0 <= row < self.rows, self.place.left() - BEFORE <= point.x() < self.place.left()
        within, above = 0 <= column < self.columns, self.place.top() - ABOVE <= point.y() < self.place.top()
        if inside and within:
            return Entry(row, column)
        if inside and before:
            return Entry(row=row)
        return Entry(column=column) if within and above else None


def _whole(side: float, pixel_ratio: float) -> float:
    pixels = side * pixel_ratio
    return math.floor(pixels) / pixel_ratio if pixels >= SMALLEST_WHOLE else side

"""The matrices of the lens: the size of their cells, and how many digits fit into them."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale
from convviz.lab.text.numbers import MINUS, format_number
from convviz.ui.theme import SMALL

MOST_READABLE = 7  # rows and columns of a kernel; larger ones are drawn as pictures
LARGEST_CELL, SMALLEST_CELL = QSizeF(42, 28), QSizeF(28, 15)  # of those that hold a number
CELL_FONTS = (SMALL, SMALL - 1, SMALL - 2)  # pixels; a long number is smaller
NARROWEST_PICTURE = 28.0
SMALLEST_WRITTEN = 1e-5  # what is smaller may be written as about zero, if it has no room

Tap = tuple[int, int]
WidthOf = Callable[[str, int], float]  # of a text in a font of so many pixels


class Number(NamedTuple):
    """A number in a cell, and the size of its font in pixels."""

    text: str
    font: int


@dataclass(frozen=True, eq=False)
class Grid:
    """One of the three matrices.

    Parameters
    ----------
    name : str
        What it is called while one of its cells is read.
    place : QRectF
        All its cells.
    values : (kernel_height, kernel_width)
    scale : Scale
    numbers : list of list of Number
        What is written into the cells; empty where they are too small.
    dotted : (kernel_height, kernel_width), bool
        The cells that are padding.
    """

    name: str
    place: QRectF
    values: FloatArray
    scale: Scale
    numbers: list[list[Number]]
    dotted: npt.NDArray[np.bool_]

    def cell(self, y: int, x: int) -> QRectF:
        """Return the place of one cell."""
        rows, columns = self.values.shape
        width, height = self.place.width() / columns, self.place.height() / rows
        return QRectF(self.place.left() + x * width, self.place.top() + y * height, width, height)

    def tap_at(self, point: QPointF) -> Tap | None:
        """Return the row and column of the cell at a point."""
        rows, columns = self.values.shape
        y = math.floor((point.y() - self.place.top()) / self.place.height() * rows)
        x = math.floor((point.x() - self.place.left()) / self.place.width() * columns)
        return (y, x) if 0 <= y < rows and 0 <= x < columns else None

    def reading(self, tap: Tap) -> str:
        """Return what is said of one cell: its number in full."""
        return f"{self.name} {format_number(float(self.values[tap]))}"


def cell_size(shape: tuple[int, ...], room: QSizeF) -> QSizeF:
    """Choose the size of a cell: one that holds a number if it can be, else of a small picture."""
    rows, columns = shape
    width, height = max(1.0, room.width() / columns), max(1.0, room.height() / rows)
    cell = QSizeF(math.floor(min(width, LARGEST_CELL.width())), math.floor(min(height, LARGEST_CELL.height())))
    if holds_number(shape, cell):
        return cell
    side = min(width, height, LARGEST_CELL.height())
    return QSizeF(min(width, max(side, NARROWEST_PICTURE / columns)), min(height, max(side, NARROWEST_PICTURE / rows)))


def holds_number(shape: tuple[int, ...], cell: QSizeF) -> bool:
    """Say whether the numbers of a kernel of this shape can be read in cells of this size."""
    return max(shape) <= MOST_READABLE and cell.expandedTo(SMALLEST_CELL) == cell


def scale_of_channels(values: FloatArray, colour_map: str) -> Scale:
    """Return one scale for all channels, so that their colours can be compared."""
    finite = values[np.isfinite(values)]
    reach = float(np.abs(finite).max(initial=0)) or 1.0
    return Scale(0.0, max(1.0, reach), colour_map) if colour_map == "grey" else Scale(-reach, reach, colour_map)


def numbers_in(values: FloatArray, width: float, width_of: WidthOf) -> list[list[Number]]:
    """Write every number with as many digits as fit into a cell."""
    return [[_number(value, width, width_of) for value in row] for row in values.tolist()]


def _number(value: float, width: float, width_of: WidthOf) -> Number:
    last_resort = Number("≈0" if abs(value) < SMALLEST_WRITTEN else "…", SMALL)
    return next((number for number in _shorter(value) if width_of(*number) <= width), last_resort)


def _shorter(value: float) -> Iterator[Number]:
    """Write a number in fewer and fewer digits, then smaller, and last with an exponent."""
    for digits in (3, 2, 1):
        text = format_number(value, digits)
        yield Number(text, SMALL)
    for shortest in (text, with_exponent(value)):
        yield from (Number(shortest, font) for font in CELL_FONTS)


def with_exponent(value: float) -> str:
    """Write a number in the fewest characters."""
    mantissa, _, power = f"{value:.0e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else format_number(value)

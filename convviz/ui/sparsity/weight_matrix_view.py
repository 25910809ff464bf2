"""Draws a weight matrix: a row an output, a column an input, and a colour for every weight."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.lab.pictures.display import ByteArray
from convviz.lab.sparsity.weight_matrix import SEVERAL_CELLS, WeightMatrix
from convviz.lab.text.numbers import format_number
from convviz.nn.equivalents import Kind
from convviz.ui.pictures.outlines import draw_rings
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.pictures.screen_pixels import image_of
from convviz.ui.sparsity.connections_colours import entry_colours, faded, ground
from convviz.ui.sparsity.connections_drawing import ConnectionsDrawing
from convviz.ui.sparsity.weight_matrix_cells import ABOVE, BEFORE, Cells, Entry
from convviz.ui.theme import SMALL, accent

BoolArray: TypeAlias = npt.NDArray[np.bool_]
SMALLEST_OUTLINED = 5.0  # pixels of a cell that has a gap around it
NUMBER_FONT = SMALL - 2
NARROWEST_NUMBER, LOWEST_NUMBER = 10.0, 13.0  # pixels of a cell with a number in it

CENTRED = Qt.AlignmentFlag.AlignCenter
AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WeightMatrixView(ConnectionsDrawing[Entry]):
    """Shows the matrix of one kind of layer; a part of it is an ``Entry``."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, "Weight matrix", parent)
        self.cells: Cells | None = None

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        cells, matrix = self.cells, self._matrix
        if cells is None or matrix is None:
            return
        painter = QPainter(self)
        colours = entry_colours(matrix, self._look, self.palette())
        clear = self._clear(matrix)
        if not clear.all():
            colours = faded(colours, clear, self._look, self.palette())
        colours = np.ascontiguousarray(colours)
        painter.drawImage(cells.place, image_of(colours, None))
        self._draw_repeated(painter, cells, matrix, clear)
        self._draw_gaps(painter, cells)
        self._draw_numbers(painter, cells, matrix, colours, clear)
        self._draw_labels(painter, cells)
        self._draw_outlines(painter, cells)

    def _clear(self, matrix: WeightMatrix) -> BoolArray:
        """Return which entries do not fade."""
        clear = np.ones(matrix.cells.shape, bool)
        if self.pointed is not None:
            clear[:] = False
            if self.pointed.row is not None:
                clear[self.pointed.row] = True
            if self.pointed.column is not None:
                clear[:, self.pointed.column] = True
        elif self._cell is not None:
            clear = matrix.cells == self._cell
            for row, column, cells in self._repeated(matrix):
                clear[row, column] = self._cell in cells
        return clear

    def _repeated(self, matrix: WeightMatrix) -> Iterator[tuple[int, int, list[int]]]:
        """Find the entries of pixels that padding repeats, with all cells of the kernel that lie on them."""
        assert self._cropped is not None
        width = self._cropped.layer.kernel_size[1]
        for row, column in np.argwhere(matrix.cells == SEVERAL_CELLS).tolist():
            yield row, column, [y * width + x for y, x in self._cropped.cells_at(row, column)]

    def _draw_repeated(
        self,
        painter: QPainter,
        cells: Cells,
        matrix: WeightMatrix,
        clear: BoolArray,
    ) -> None:
        """Give an entry through several cells of the kernel a stripe in the colour of each."""
        if self.kind != "convolution" or self._look.colouring != "cell":
            return
        full = np.array(self._look.cells, np.uint8)
        away = faded(full, np.zeros(len(full), bool), self._look, self.palette())
        for row, column, numbers in self._repeated(matrix):
            place, colours = cells.rect(Entry(row, column)), full if clear[row, column] else away
            width = place.width() / len(numbers)
            for index, rgb in enumerate(colours[numbers].tolist()):
                stripe = QRectF(place.left() + index * width, place.top(), width, place.height())
                painter.fillRect(stripe, QColor.fromRgb(*rgb))

    def _draw_gaps(self, painter: QPainter, cells: Cells) -> None:
        if min(cells.size) < SMALLEST_OUTLINED:
            return
        gap, place = self.palette().window().color(), cells.place
        for column in range(1, cells.columns):
            painter.fillRect(QRectF(cells.rect(Entry(column=column)).left() - 1, place.top(), 1, place.height()), gap)
        for row in range(1, cells.rows):
            painter.fillRect(QRectF(place.left(), cells.rect(Entry(row=row)).top() - 1, place.width(), 1), gap)

    def _draw_numbers(
        self,
        painter: QPainter,
        cells: Cells,
        matrix: WeightMatrix,
        colours: ByteArray,
        clear: BoolArray,
    ) -> None:
        width, height = cells.size
        if width < NARROWEST_NUMBER or height < LOWEST_NUMBER:
            return
        font = self.font()
        font.setPixelSize(NUMBER_FONT)
        painter.setFont(font)
        places = np.argwhere(matrix.is_connected & clear).tolist()
        texts = [format_number(float(matrix.weights[row, column]), 2) for row, column in places]
        widest = max((painter.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        if widest > width - 3:
            return
        for (row, column), text in zip(places, texts, strict=True):
            painter.setPen(ink_on(QColor.fromRgb(*colours[row, column].tolist())))
            painter.drawText(cells.rect(Entry(row, column)), Qt.AlignmentFlag.AlignCenter, text)

    def _draw_labels(self, painter: QPainter, cells: Cells) -> None:
        """Write how many rows and columns there are, or the numbers of those that are pointed at."""
        place, entry = cells.place, self.pointed or Entry()
        above = QRectF(place.left(), place.top() - ABOVE, place.width(), ABOVE - 2)
        before = QRectF(place.left() - BEFORE, place.top(), BEFORE - 4, place.height())
        painter.setFont(self.font())
        painter.setPen(accent(self.palette()))
        if entry.column is not None:
            middle = cells.rect(entry).center().x()
            painter.drawText(QRectF(middle - 20, above.top(), 40, above.height()), CENTRED, str(entry.column))
        if entry.row is not None:
            middle = cells.rect(entry).center().y()
            painter.drawText(QRectF(before.left(), middle - 9, before.width(), 18), AT_RIGHT, str(entry.row))
        painter.setPen(self.palette().placeholderText().color())
        if entry.column is None:
            painter.drawText(above, CENTRED, f"{cells.columns} inputs")
        if entry.row is None:
            painter.save()
            painter.translate(before.center())
            painter.rotate(-90)
            painter.drawText(QRectF(-60, -9, 120, 18), CENTRED, f"{cells.rows} outputs")
            painter.restore()

    def _draw_outlines(self, painter: QPainter, cells: Cells) -> None:
        if self.pointed is None:
            return
        away = 0.0 if min(cells.size) >= SMALLEST_OUTLINED else 1.0  # else it would hide what it is about
        parts = [part for part in (Entry(row=self.pointed.row), Entry(column=self.pointed.column)) if part != Entry()]
        self._draw_rings(painter, [cells.rect(part) for part in parts], 1.0, away)
        if len(parts) == 2:
            self._draw_rings(painter, [cells.rect(self.pointed)], 2.0, away)

    def _draw_rings(self, painter: QPainter, places: list[QRectF], width: float, away: float) -> None:
        rings = [place.adjusted(-1 - away, -1 - away, away, away) for place in places]
        draw_rings(painter, rings, self.palette(), width, halo=ground(self._look, self.palette()))

    @override
    def _lay_out(self) -> None:
        assert self._matrix is not None
        self.cells = Cells.of(self._matrix.weights.shape, QRectF(self.rect()), self.devicePixelRatioF())

    @override
    def _holds(self, part: Entry) -> bool:
        cells = self.cells
        return cells is not None and (part.row or 0) < cells.rows and (part.column or 0) < cells.columns

    @override
    def _part_at(self, position: QPointF) -> Entry | None:
        return self.cells.entry_at(position) if self.cells else None

    @override
    def _first(self) -> Entry:
        """Return the first connection of the middle row."""
        assert self._matrix is not None
        row = len(self._matrix.weights) // 2
        return Entry(row, int(self._matrix.is_connected[row].argmax()))

    @override
    def _step(self, part: Entry, down: int, across: int) -> Entry:
        assert self.cells is not None
        row, column = (part.row or 0) + down, (part.column or 0) + across
        return Entry(min(max(row, 0), self.cells.rows - 1), min(max(column, 0), self.cells.columns - 1))

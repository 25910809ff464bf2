"""The kernel beside the connections: which colour is which of its weights."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.pictures.display import weight_scale
from convviz.lab.text.numbers import format_number
from convviz.ui.pictures.outlines import draw_rings
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.sparsity.connections_colours import Look
from convviz.ui.theme import SMALL, UNIT, accent

KEY_WIDTH = 13 * UNIT
MARK = 10  # pixels behind the kernel, for the mark of the row that is drawn
LARGEST_CELL = 30.0
CELL_FONTS = (SMALL, SMALL - 1, SMALL - 2)


class ConnectionsKey(QWidget):
    """Shows a kernel as it lies over the picture; its cells can be pointed at, and its rows be chosen.

    Signals
    -------
    cell_hovered(object)
        The (y, x) of the cell under the pointer, or None.
    row_chosen(int)
        A person wants to see the connections of this row.
    """

    cell_hovered = Signal(object)
    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights = np.zeros((1, 1), np.float32)
        self._look = Look([])
        self._row: int | None = None
        self._hovered: tuple[int, int] | None = None
        self._marked: tuple[tuple[int, int], ...] = ()
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setFixedWidth(KEY_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Row of the kernel whose connections are drawn")

    def show_kernel(self, weights: FloatArray, look: Look, row: int | None) -> None:
        """Show a kernel, (height, width), and mark the row whose connections are drawn, if one is."""
        self._weights, self._look, self._row = weights, look, row
        choosing = row is not None and len(weights) > 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choosing else Qt.FocusPolicy.NoFocus)
        self.setAccessibleDescription("" if row is None else f"Row {row}, of {len(weights)}")
        if self._hovered is not None and not all(map(int.__lt__, self._hovered, weights.shape)):
            self._point_at(None)
        self.updateGeometry()
        self.update()

    def show_cells(self, cells: tuple[tuple[int, int], ...]) -> None:
        """Ring these cells (y, x)."""
        if cells != self._marked:
            self._marked = cells
            self.update()

    def cell_rect(self, y: int, x: int) -> QRectF:
        """Return the place of a cell."""
        side = self._side
        return QRectF(x * side, 1 + y * side, side, side)

    @property
    def _side(self) -> float:
        return min(LARGEST_CELL, math.floor((KEY_WIDTH - MARK - 1) / max(self._weights.shape)))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        y, x = math.floor((point.y() - 1) / self._side), math.floor(point.x() / self._side)
        rows, columns = self._weights.shape
        return (y, x) if 0 <= y < rows and 0 <= x < columns else None

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.update()
            self.cell_hovered.emit(cell)

    def _choose(self, row: int) -> None:
        if self._row is not None and 0 <= row < len(self._weights) and row != self._row:
            self.row_chosen.emit(row)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale = weight_scale(self._weights, self._look.colour_map)
        by_weight, rows = scale.rgb(self._weights), self._weights.shape[0]
        numbers = [[format_number(float(value), 2) for value in row] for row in self._weights]
        font = self._fitting_font(numbers)
        for y, row in enumerate(numbers):
            for x, text in enumerate(row):
                rgb = self._look.cells[y * len(row) + x] if self._look.colouring == "cell" else by_weight[y, x].tolist()
                colour, cell = QColor.fromRgb(*rgb), self.cell_rect(y, x)
                painter.fillRect(cell.adjusted(0, 0, -1, -1), colour)
                if font:
                    self._write(painter, cell, text, ink_on(colour), font)
        if self._row is not None and rows > 1:
            self._mark_row(painter, self._row)
        rings = (*self._marked, *([self._hovered] if self._hovered else []))
        draw_rings(painter, [self.cell_rect(*ring).adjusted(0, 0, -1, -1) for ring in rings], self.palette())

    def _fitting_font(self, numbers: list[list[str]]) -> int:
        """Return the largest font in which every number fits into its cell; 0 if none does."""
        font = self.font()
        for size in CELL_FONTS:
            font.setPixelSize(size)
            painter_metrics = self.fontMetrics().__class__(font)
            widest = max(painter_metrics.horizontalAdvance(text) for row in numbers for text in row)
            if widest <= self._side - 4:
                return size
        return 0

    def _write(self, painter: QPainter, cell: QRectF, text: str, ink: QColor, size: int) -> None:
        font = self.font()
        font.setPixelSize(size)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(cell.adjusted(0, 0, -1, -1), Qt.AlignmentFlag.AlignCenter, text)

    def _mark_row(self, painter: QPainter, row: int) -> None:
        colour = accent(self.palette())
        first, last = self.cell_rect(row, 0), self.cell_rect(row, self._weights.shape[1] - 1)
        painter.fillRect(QRectF(last.right() + 3, last.top(), 3, last.height() - 1), colour)
        if self.hasFocus():
            painter.setPen(QPen(colour, 2))
            painter.drawRect(first.united(last).adjusted(1, 0, 0, -1))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._choose(cell[0])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self._row is not None and event.key() in steps and not event.modifiers():
            self._choose(self._row + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(KEY_WIDTH, math.ceil(self._side * len(self._weights)) + 2)

"""One cell of the kernel: drawn as its colour and its number, edited in place."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPolygonF, QRegion
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from convviz.ui.kernel.kernel_model import ANCHOR_ROLE, Index
from convviz.ui.pictures.pixel_values import fitting_number, ink_on
from convviz.ui.theme import BODY

LARGEST_CELL = 56
SMALLEST_ANCHOR_CELL = 12
SMALLEST_NUMBER_CELL = 26  # a narrower cell is a colour without a number
_ROWS_TO_MOVE = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 0, Qt.Key.Key_Enter: 0}


class CellDelegate(QStyledItemDelegate):
    """Draws a cell as its colour and number, and edits it in place.

    Signals
    -------
    typed(int)
        A person finished typing with a key that moves on by so many rows.
    """

    typed = Signal(int)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        colour = index.data(Qt.ItemDataRole.BackgroundRole) or option.palette.alternateBase().color()
        painter.save()
        painter.fillRect(cell, colour)
        if cell.width() >= SMALLEST_NUMBER_CELL:
            self._draw_number(painter, cell, index.data(), ink_on(colour))
        if cell.width() >= SMALLEST_ANCHOR_CELL and index.data(ANCHOR_ROLE):
            draw_anchor(painter, cell, ink_on(colour))
        painter.restore()

    def _draw_number(self, painter: QPainter, cell: QRectF, value: float | str, ink: QColor) -> None:
        font = painter.font()
        font.setPixelSize(BODY if cell.width() >= 36 else BODY - 3)
        painter.setFont(font)
        painter.setPen(ink)
        text = value if isinstance(value, str) else fitting_number(painter.fontMetrics(), value, cell.width() - 2)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setMinimumWidth(LARGEST_CELL)
        editor.setAccessibleName(f"weight, row {index.row() + 1}, column {index.column() + 1}")
        return editor

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Set what was typed; an editor that was opened and left again says nothing of the cells selected with it."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            super().setModelData(editor, model, index)

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep what is typed legible and inside the grid, however small the cell."""
        parent = editor.parentWidget()
        if parent is None:
            return
        place, whole = option.rect, parent.rect()
        place.setSize(place.size().expandedTo(editor.minimumSizeHint().expandedTo(editor.minimumSize())))
        place.moveRight(min(place.right(), whole.right()))
        place.moveBottom(min(place.bottom(), whole.bottom()))
        place.moveTopLeft(QPoint(max(place.left(), 0), max(place.top(), 0)))
        editor.setGeometry(place)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Up, Down and Enter finish the typing and move on, as in a spreadsheet."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ROWS_TO_MOVE:
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
            self.typed.emit(_ROWS_TO_MOVE[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)


def draw_ring(painter: QPainter, region: QRegion, colour: QColor, inner: QColor | None = None) -> None:
    """Draw a line along the inside of a region; with a second, of another colour, along its own inside."""
    if inner is not None:
        _draw_rim(painter, region, 3, inner)
    _draw_rim(painter, region, 2, colour)


def _draw_rim(painter: QPainter, region: QRegion, width: int, colour: QColor) -> None:
    core = region
    for dx, dy in ((width, 0), (-width, 0), (0, width), (0, -width)):
        core = core.intersected(region.translated(dx, dy))
    rim = QPainterPath()
    rim.addRegion(region.subtracted(core))
    painter.fillPath(rim, colour)


def draw_anchor(painter: QPainter, cell: QRectF, ink: QColor) -> None:
    """Mark the cell that lies over the output's own position by a small corner, inside the ring of a selection."""
    side = max(4.0, cell.width() / 7)
    inset = min(6.0, cell.width() / 8)
    corner = cell.topLeft() + QPointF(inset, inset)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([corner, corner + QPointF(side, 0), corner + QPointF(0, side)]))

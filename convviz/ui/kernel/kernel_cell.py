"""One cell of the kernel, edited in place."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from convviz.ui.kernel.kernel_model import Index

LARGEST_CELL = 56
_ROWS_TO_MOVE = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 0, Qt.Key.Key_Enter: 0}


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in place.

    Signals
    -------
    typed(int)
        A person finished typing with a key that moves on by so many rows.
    """

    typed = Signal(int)

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

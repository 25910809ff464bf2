"""The kernel as a grid of numbers: type into a cell, move with the arrow keys and Tab, drag to change."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.state import State
from convviz.ui.kernel_cell import LARGEST_CELL, CellDelegate
from convviz.ui.kernel_model import DIFFERENT, KernelModel
from convviz.ui.theme import PANEL_WIDTH, UNIT

LARGEST_SIDE = PANEL_WIDTH - 4 * UNIT  # of the whole grid, whatever its size
DRAG_STEP = 0.05
PIXELS_A_STEP = 4


@dataclass
class Drag:
    """A cell that is being dragged: from where, and how many steps it has gone."""

    cell: QPersistentModelIndex
    start: float
    pressed_at: float
    gesture: int
    steps: int = 0


class KernelGrid(QTableView):
    """The grid; it never outgrows its panel, and shows colours without numbers where cells get too small."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = KernelModel(document, self)
        self._drag: Drag | None = None
        self.setModel(self._model)
        delegate = CellDelegate(self)
        delegate.typed.connect(self.move_by)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Kernel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model.modelReset.connect(self._on_resized)
        self._on_resized()

    def show_state(self, state: State) -> None:
        """Show the edited kernel."""
        self._model.show_state(state)

    def move_by(self, rows: int) -> None:
        """Select the cell some rows further down."""
        index = self._model.index(self.currentIndex().row() + rows, self.currentIndex().column())
        if index.isValid():
            self.setCurrentIndex(index)

    def _on_resized(self) -> None:
        rows, columns = self._model.rowCount(), self._model.columnCount()
        side = min(LARGEST_CELL, LARGEST_SIDE // max(rows, columns))
        self.horizontalHeader().setDefaultSectionSize(side)
        self.verticalHeader().setDefaultSectionSize(side)
        self.setFixedSize(side * columns, side * rows)
        self.setCurrentIndex(self._model.index(rows // 2, columns // 2))

    @override
    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()  # here Ctrl+C copies the kernel; elsewhere the window's action has it
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._model.kernel_text)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self._model.setData(index, "0")
        elif event.key() == Qt.Key.Key_Tab and (control or self._is_at_end(True)):
            QWidget.focusNextPrevChild(self, True)  # Tab must not be a trap
        elif event.key() == Qt.Key.Key_Backtab and (control or self._is_at_end(False)):
            QWidget.focusNextPrevChild(self, False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(index)
        else:
            super().keyPressEvent(event)

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Leave the grid at its ends while a number is typed, too, in place of going round."""
        forward = hint == QAbstractItemDelegate.EndEditHint.EditNextItem
        leaves = (forward or hint == QAbstractItemDelegate.EndEditHint.EditPreviousItem) and self._is_at_end(forward)
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint if leaves else hint)
        if leaves:
            QWidget.focusNextPrevChild(self, forward)

    def _is_at_end(self, forward: bool) -> bool:
        last = self._model.rowCount() - 1, self._model.columnCount() - 1
        index = self.currentIndex()
        return (index.row(), index.column()) == (last if forward else (0, 0))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.data() != DIFFERENT:
            self._drag = Drag(
                QPersistentModelIndex(index), index.data(), event.position().y(), self._model.new_gesture()
            )

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        if drag is None or not drag.cell.isValid():  # an undo during the drag can take the cell away
            return
        steps = int((drag.pressed_at - event.position().y()) / PIXELS_A_STEP)
        if steps != drag.steps:
            drag.steps = steps
            value = round(drag.start + steps * DRAG_STEP, 6) if steps else drag.start
            self._model.set_by_drag(drag.cell, value, drag.gesture)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        super().mouseReleaseEvent(event)

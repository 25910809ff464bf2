"""The kernel as a grid of numbers: type, drag, paint, turn the wheel; move with the arrow keys and Tab."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.edits import Cell
from convviz.lab.state import State
from convviz.ui.kernel_cell import LARGEST_CELL, CellDelegate
from convviz.ui.kernel_gestures import KEY_STEP, Drag, Stroke, Wheel
from convviz.ui.kernel_model import KernelModel
from convviz.ui.theme import PANEL_WIDTH, UNIT

LARGEST_SIDE = PANEL_WIDTH - 4 * UNIT  # of the whole grid, whatever its size
_SHIFT = Qt.KeyboardModifier.ShiftModifier
SIGNS = {"-": -1, "\N{MINUS SIGN}": -1, "+": 1, "=": 1}


class KernelGrid(QTableView):
    """The grid; it never outgrows its panel, and shows colours without numbers where cells get too small.

    Signals
    -------
    cell_hovered(object)
        The (y, x) of the cell that the pointer came to rest on; None when it leaves, or when cells are changed.
    picked(float)
        The value that the brush shall take.
    """

    cell_hovered = Signal(object)
    picked = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = KernelModel(document, self)
        self._drag: Drag | None = None
        self._stroke: Stroke | None = None
        self._wheel = Wheel(self._model)
        self._brush: float | None = None
        self._hovered: Cell | None = None
        self._told: Cell | None = None
        self._sign, self._sign_gesture = "", 0
        self._signed_at: int | None = None  # the step of undo that a sign made which may begin a number
        self.setModel(self._model)
        delegate = CellDelegate(self)
        delegate.typed.connect(self.move_by)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Kernel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
        self.setMouseTracking(True)
        self._model.modelReset.connect(self._on_resized)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._on_resized()

    def show_state(self, state: State) -> None:
        """Show the edited kernel."""
        self._model.show_state(state)

    def set_brush(self, value: float | None) -> None:
        """Paint this value with the mouse; with None the mouse drags and selects again."""
        self._brush = value
        if value is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    def move_by(self, rows: int) -> None:
        """Select the cell some rows further down."""
        index = self._model.index(self.currentIndex().row() + rows, self.currentIndex().column())
        if index.isValid():
            self.setCurrentIndex(index)

    def _on_selection_changed(self) -> None:
        self._model.chosen = self._chosen()

    def _chosen(self) -> list[Cell]:
        """Return the selected cells, row by row; the current one if none is."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        return sorted((index.row(), index.column()) for index in indexes if index.isValid())

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
        self._tell_hovered(None)
        signed_at, self._signed_at = self._signed_at, None
        text, plain = event.text(), not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_B and plain:
            event.ignore()  # the page shows what the map is compared with while it is held
        elif text in SIGNS and plain:
            self._press_sign(text, event.isAutoRepeat())
        elif signed_at is not None and text and text in "0123456789.,/":
            self._begin_signed_number(signed_at, text)
        elif not self._press_command(event):
            super().keyPressEvent(event)

    def _press_command(self, event: QKeyEvent) -> bool:
        """Do what a key means here that it does not mean in every table; say whether it did."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._model.kernel_text)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self._model.put(self._chosen(), 0.0, "Clear weights" if len(self._chosen()) > 1 else "Set weight")
        elif event.key() == Qt.Key.Key_Space and self._brush is not None:
            self._model.put(self._chosen(), self._brush, "Paint weights")
        elif event.key() == Qt.Key.Key_Escape and len(self._chosen()) > 1:
            self._select(self.currentIndex())
        elif event.key() == Qt.Key.Key_Tab and (control or self._is_at_end(True)):
            QWidget.focusNextPrevChild(self, True)  # Tab must not be a trap
        elif event.key() == Qt.Key.Key_Backtab and (control or self._is_at_end(False)):
            QWidget.focusNextPrevChild(self, False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        else:
            return False
        return True

    def _press_sign(self, sign: str, repeats: bool) -> None:
        """Raise or lower the selected cells; a digit that follows at once makes it the sign of a number."""
        cells, stack = self._chosen(), self._model.undo_stack
        values = (self._model.values_of(cells) + SIGNS[sign] * KEY_STEP).round(6)
        if not repeats:
            self._sign_gesture = self._model.new_gesture()
        before = stack.index()
        self._model.put(cells, values, "Raise weight" if SIGNS[sign] > 0 else "Lower weight", self._sign_gesture)
        self._signed_at = stack.index() if stack.index() > before and sign != "=" else None
        self._sign = sign

    def _begin_signed_number(self, signed_at: int, text: str) -> None:
        """Take back what the sign did, and go on typing the number that it begins."""
        if self._model.undo_stack.index() == signed_at:
            self._model.undo_stack.undo()
        self.edit(self.currentIndex())
        editor = self.findChild(QLineEdit)
        if editor is not None:
            editor.setText(self._sign + text)

    def _select(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

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
        self._tell_hovered(None)
        self._signed_at = None
        index = self.indexAt(event.position().toPoint())
        cell = (index.row(), index.column())
        if not index.isValid():
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.RightButton:
            self.picked.emit(float(self._model.values_of([cell]).flat[0]))
        elif event.button() == Qt.MouseButton.LeftButton and self._brush is not None:
            self.setFocus()
            self._stroke = Stroke(self._model, self._brush)
            self._stroke.move(cell)
        else:
            together = len(self._chosen()) > 1 and cell in self._chosen() and not event.modifiers()
            if together:  # they are dragged together; a click alone selects this one when it ends
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            else:
                super().mousePressEvent(event)
            if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
                self._drag = Drag(self._model, self._chosen(), event.position().y())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._stroke is not None:
            if index.isValid():
                self._stroke.move((index.row(), index.column()))
        elif self._drag is not None:
            self._drag.move(event.position().y())
        elif not event.buttons():
            self._hover((index.row(), index.column()) if index.isValid() else None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag, self._stroke = self._drag, None, None
        if drag is not None and not drag.moved:
            self._select(self.currentIndex())
        super().mouseReleaseEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not (self.hasFocus() and index.isValid()):
            event.ignore()  # the panel scrolls
            return
        self._tell_hovered(None)
        cell = (index.row(), index.column())
        cells = self._chosen() if cell in self._chosen() else [cell]
        factors = {Qt.KeyboardModifier.ShiftModifier: 10.0, Qt.KeyboardModifier.ControlModifier: 0.1}
        delta = event.angleDelta().y() or event.angleDelta().x()  # Shift makes it sideways on some desktops
        self._wheel.turn(cells, delta / 120, KEY_STEP * factors.get(event.modifiers(), 1.0))
        event.accept()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, cell: Cell | None) -> None:
        """Tell when the pointer is on another cell; on the same one, what ended by a change does not begin again."""
        if cell != self._hovered:
            self._hovered = cell
            self._tell_hovered(cell)

    def _tell_hovered(self, cell: Cell | None) -> None:
        if cell != self._told:
            self._told = cell
            self.cell_hovered.emit(cell)

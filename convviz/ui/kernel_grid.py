"""The kernel as a grid of numbers: type into a cell, move with the arrow keys and Tab, drag to change."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.display import Scale, scale_of
from convviz.lab.edits import Changes, cell_set
from convviz.lab.numbers import exact_text, format_number, matrix_text, parse_number
from convviz.lab.state import State
from convviz.ui.pixel_values import ink_on
from convviz.ui.theme import BODY, PANEL_WIDTH, UNIT, accent

Index = QModelIndex | QPersistentModelIndex
LARGEST_CELL = 56
LARGEST_SIDE = PANEL_WIDTH - 4 * UNIT  # of the whole grid, whatever its size
SMALLEST_NUMBER_CELL = 22  # a narrower cell is a colour without a number
DRAG_STEP = 0.05
PIXELS_A_STEP = 4
DIFFERENT = "≠"  # the channels that are edited alike differ here


@dataclass
class Drag:
    """A cell that is being dragged: from where, and how many steps it has gone."""

    cell: QPersistentModelIndex
    start: float
    pressed_at: float
    gesture: int
    steps: int = 0


class KernelModel(QAbstractTableModel):
    """The edited kernel of the document as Qt's views read it."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown = document.state
        self.scale = scale_of(self._shown.kernel)

    def show_state(self, state: State) -> None:
        """Show the kernel of this state; the selection stays where the size does."""
        resized = state.layer.kernel_size != self._shown.layer.kernel_size
        if resized:
            self.beginResetModel()
        self._shown = state
        self.scale = _scale(state)
        if resized:
            self.endResetModel()
        else:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @property
    def kernel_text(self) -> str:
        """The kernel as text that can be pasted again."""
        return matrix_text(self._shown.kernel)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else self._shown.layer.kernel_size[0]

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._shown.layer.kernel_size[1]

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        y, x = index.row(), index.column()
        value = float(self._shown.kernel[y, x])
        differs = bool(self._shown.channels_differ[y, x])
        if role == Qt.ItemDataRole.EditRole:
            return "" if differs else exact_text(value)
        if role == Qt.ItemDataRole.DisplayRole:
            return DIFFERENT if differs else value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"row {y + 1}, column {x + 1}: {'different by channel' if differs else exact_text(value)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"Row {y + 1}, column {x + 1}: {'different by channel' if differs else exact_text(value)}"
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or value == self.data(index, role):
            return False
        return self._document.edit("Set weight", _typed_cell, index.row(), index.column(), str(value))

    def set_by_drag(self, index: Index, value: float, gesture: int) -> None:
        """Set a weight as part of a drag."""
        self._document.edit("Drag weight", cell_set, index.row(), index.column(), value, gesture=gesture)

    def new_gesture(self) -> int:
        """Begin a drag."""
        return self._document.new_gesture()


def _typed_cell(state: State, y: int, x: int, text: str) -> Changes:
    return cell_set(state, y, x, parse_number(text) if text.strip() else 0.0)


def _scale(state: State) -> Scale:
    """Return the scale behind the numbers: always centred on zero, as weights are signed."""
    reach = float(abs(state.layer.weight[state.selected_filter]).max()) or 1.0
    return Scale(-reach, reach, state.display.signed)


class CellDelegate(QStyledItemDelegate):
    """Draws a cell as its colour and number, and edits it in place."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, model = option.widget, index.model()
        assert isinstance(model, KernelModel)
        value = index.data()
        cell = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        colour = option.palette.base().color() if value == DIFFERENT else _colour(model.scale, value)
        painter.save()
        painter.fillRect(cell, colour)
        if cell.width() >= SMALLEST_NUMBER_CELL:
            self._draw_number(painter, cell, value, ink_on(colour))
        if option.state & QStyle.StateFlag.State_Selected:
            focused = view is not None and view.hasFocus()
            painter.setPen(QPen(accent(option.palette), 3 if focused else 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.restore()

    def _draw_number(self, painter: QPainter, cell: QRectF, value: float | str, ink: QColor) -> None:
        font = painter.font()
        font.setPixelSize(BODY if cell.width() >= 36 else BODY - 3)
        painter.setFont(font)
        painter.setPen(ink)
        text = str(value)
        if not isinstance(value, str):
            for significant in (4, 3, 2, 1):  # the tooltip and the editor have all digits
                text = format_number(value, significant)
                if painter.fontMetrics().horizontalAdvance(text) <= cell.width() - 2:
                    break
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
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Up, Down and Enter finish the typing and move on, as in a spreadsheet."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 0, Qt.Key.Key_Enter: 0}
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in moves:
            self.commitData.emit(watched)
            self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
            view = self.parent()
            if isinstance(view, KernelGrid):
                view.move_by(moves[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)


class KernelGrid(QTableView):
    """The grid; it never outgrows its panel, and shows colours without numbers where cells get too small."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = KernelModel(document, self)
        self._drag: Drag | None = None
        self.setModel(self._model)
        self.setItemDelegate(CellDelegate(self))
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
        last = self._model.rowCount() - 1, self._model.columnCount() - 1
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._model.kernel_text)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.setData(index, "0")
        elif event.key() == Qt.Key.Key_Tab and (index.row(), index.column()) == last:
            QWidget.focusNextPrevChild(self, True)  # Tab must not be a trap
        elif event.key() == Qt.Key.Key_Backtab and (index.row(), index.column()) == (0, 0):
            QWidget.focusNextPrevChild(self, False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(index)
        else:
            super().keyPressEvent(event)

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
        if drag is None:
            return
        steps = int((drag.pressed_at - event.position().y()) / PIXELS_A_STEP)
        if steps != drag.steps:
            drag.steps = steps
            self._model.set_by_drag(drag.cell, round(drag.start + steps * DRAG_STEP, 6), drag.gesture)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        super().mouseReleaseEvent(event)


def _colour(scale: Scale, value: float) -> QColor:
    code = round(min(max((value - scale.low) / (scale.high - scale.low), 0.0), 1.0) * 254)
    return QColor.fromRgb(*map(int, scale.colours()[code]))

"""The edited kernel as a table that Qt's views read and write."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoStack
from typing_extensions import override

from convviz.app.document import Document
from convviz.engine import FloatArray
from convviz.lab.edits.edits import Cell, cell_values, cells_raised, cells_set, cells_typed
from convviz.lab.pictures.display import Scale, weight_scale
from convviz.lab.state import State
from convviz.lab.text.numbers import exact_text, matrix_text
from convviz.ui.kernel.kernel_drawing import DIFFERENT, Cells

Index = QModelIndex | QPersistentModelIndex
ANCHOR = "the anchor: it lies over the output's own position"
TIP = """Type a number, drag up and down, turn the wheel, or press + and −
Shift makes the wheel's steps ten times larger, Ctrl ten times smaller
A click with Shift or Ctrl selects several, which change together"""
BRUSH_TIP = """Press and drag to paint; Space paints the selected cells
A right click, or a click with Alt, gives the brush this value"""


class KernelModel(QAbstractTableModel):
    """The edited kernel of the document as Qt's views read it."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.chosen: Sequence[Cell] = ()  # the selected cells, which are set together
        self.tip = TIP
        self._take(document.state)

    def show_state(self, state: State) -> None:
        """Show the kernel of this state; the selection stays where the size does."""
        if state.layer.kernel_size != self._shown.layer.kernel_size:
            self.beginResetModel()
            self._take(state)
            self.endResetModel()
            return
        kernel, differ, colours = self._shown.kernel, self._differ, self._colours
        self._take(state)
        same = (kernel == state.kernel) & (differ == self._differ) & (colours == self._colours).all(axis=-1)
        rows, columns = np.nonzero(~same)
        if len(rows):  # the smallest rectangle around what changed: large kernels are slow to draw
            first = self.index(int(rows.min()), int(columns.min()))
            self.dataChanged.emit(first, self.index(int(rows.max()), int(columns.max())))

    def _take(self, state: State) -> None:
        self._shown = state
        self._differ = state.channels_differ
        self._anchor = state.anchor
        scale = _scale(state)
        self._colours = scale.rgb(state.kernel)

    @property
    def cells(self) -> Cells:
        """What is drawn of it."""
        return Cells(self._shown.kernel, self._colours, self._differ, self._anchor)

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
        differs = bool(self._differ[y, x])
        if role == Qt.ItemDataRole.EditRole:
            return "" if differs else exact_text(value)
        if role == Qt.ItemDataRole.DisplayRole:
            return DIFFERENT if differs else value
        place = f"row {y + 1}, column {x + 1}: {'different by channel' if differs else exact_text(value)}"
        if (y, x) == self._anchor:
            place = f"{place}, {ANCHOR}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return place
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{place.capitalize()}\n{self.tip}"
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        cells = self.chosen if (index.row(), index.column()) in self.chosen else [(index.row(), index.column())]
        return self._document.edit("Set weights" if len(cells) > 1 else "Set weight", cells_typed, cells, str(value))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._shown.layer.kernel_size

    @property
    def edited(self) -> tuple[object, ...]:
        """Which kernel is edited; what a hand began on one is not for another, as an undo can bring."""
        state = self._shown
        return state.selected_filter, state.selected_channel, state.layer.weight.shape

    def values_of(self, cells: Sequence[Cell]) -> FloatArray:
        """Return the numbers of these cells, of all channels that are edited."""
        return cell_values(self._shown, cells).astype(np.float64)

    def put(self, cells: Sequence[Cell], values: float | FloatArray, text: str, gesture: int = 0) -> bool:
        """Set these cells; edits with the same gesture become one step of undo."""
        return self._document.edit(text, cells_set, cells, values, gesture=gesture)

    def raise_by(self, cells: Sequence[Cell], step: float, text: str, gesture: int) -> None:
        """Add a step to these cells, of each channel that is edited; as ``put`` does."""
        self._document.edit(text, cells_raised, cells, step, gesture=gesture)

    def new_gesture(self) -> int:
        """Return a number that no earlier gesture had."""
        return self._document.new_gesture()

    @property
    def state(self) -> State:
        """What the document holds."""
        return self._document.state

    @property
    def undo_stack(self) -> QUndoStack:
        """Where a step can be taken back."""
        return self._document.undo_stack


def _scale(state: State) -> Scale:
    """Return the scale behind the numbers: always centred on zero, as weights are signed."""
    return weight_scale(state.layer.weight[state.selected_filter], state.display.signed)

"""The kernel as a table: its cells laid out, moved in and selected as in a spreadsheet."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.lab.edits.edits import Cell
from convviz.lab.state import State
from convviz.ui.kernel.kernel_cell import LARGEST_CELL, CellDelegate
from convviz.ui.kernel.kernel_drawing import draw_cells, draw_ring
from convviz.ui.kernel.kernel_model import Index, KernelModel
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import PANEL_WIDTH, UNIT, accent

LARGEST_SIDE = PANEL_WIDTH - 4 * UNIT  # of the whole table, whatever the size of the kernel
SELECT, SELECT_ALONE, KEEP_SELECTED = (
    QItemSelectionModel.SelectionFlag.Select,
    QItemSelectionModel.SelectionFlag.ClearAndSelect,
    QItemSelectionModel.SelectionFlag.NoUpdate,
)


class KernelTable(QTableView):
    """The table; it never outgrows its panel, and shows colours without numbers where cells get too small.

    Its current cell is always among the selected ones.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kernel = KernelModel(document, self)
        self.setModel(self.kernel)
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
        self.kernel.modelReset.connect(self._on_resized)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._on_resized()

    def show_state(self, state: State) -> None:
        """Show the edited kernel."""
        self.kernel.show_state(state)

    def cells_with(self, index: QModelIndex) -> Sequence[Cell]:
        """Return the selected cells if this is one of them; else it alone."""
        return self.kernel.chosen if cell_of(index) in self.kernel.chosen else [cell_of(index)]

    @property
    def cells(self) -> Sequence[Cell]:
        """The selected cells, row by row: those that the keyboard acts on."""
        return self.cells_with(self.currentIndex())

    @property
    def cell_side(self) -> int:
        """Of a cell, in pixels."""
        return self.horizontalHeader().defaultSectionSize()

    def move_by(self, rows: int) -> None:
        """Select the cell some rows further down."""
        index = self.kernel.index(self.currentIndex().row() + rows, self.currentIndex().column())
        if rows and index.isValid():
            self.setCurrentIndex(index)

    def select_alone(self, index: QModelIndex) -> None:
        """Select this cell and no other."""
        self.selectionModel().setCurrentIndex(index, SELECT_ALONE)

    def keep_current_selected(self) -> None:
        """Go on among the selected cells when a click has just taken one out of them."""
        if not self.selectionModel().isSelected(self.currentIndex()):
            others = self.selectedIndexes()
            self.selectionModel().setCurrentIndex(others[-1] if others else self.currentIndex(), SELECT)

    def is_at_end(self, forward: bool) -> bool:
        """Say whether the current cell is the last one, or backwards the first."""
        last = self.kernel.rowCount() - 1, self.kernel.columnCount() - 1
        return cell_of(self.currentIndex()) == (last if forward else (0, 0))

    def _on_selection_changed(self) -> None:
        self.kernel.chosen = sorted(map(cell_of, self.selectedIndexes()))
        self.viewport().update(self.visualRegionForSelection(self.selectionModel().selection()))  # for the ring

    def _on_resized(self) -> None:
        rows, columns = self.kernel.size
        side = min(LARGEST_CELL, LARGEST_SIDE // max(rows, columns))
        self.horizontalHeader().setDefaultSectionSize(side)
        self.verticalHeader().setDefaultSectionSize(side)
        self.setFixedSize(side * columns, side * rows)
        self.setCurrentIndex(self.kernel.index(rows // 2, columns // 2))

    @override
    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Select the cell that the keyboard goes to, with Ctrl too."""
        command = super().selectionCommand(index, event)
        return SELECT_ALONE if isinstance(event, QKeyEvent) and command == KEEP_SELECTED else command

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Leave the table at its ends while a number is typed, too, in place of going round."""
        forward = hint == QAbstractItemDelegate.EndEditHint.EditNextItem
        leaves = (forward or hint == QAbstractItemDelegate.EndEditHint.EditPreviousItem) and self.is_at_end(forward)
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint if leaves else hint)
        if leaves:
            QWidget.focusNextPrevChild(self, forward)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colour = QPainter(self.viewport()), accent(self.palette())
        draw_cells(painter, self.kernel.cells, self.cell_side, event.rect(), self.palette().alternateBase().color())
        inner = ink_on(colour) if self.hasFocus() else None
        draw_ring(painter, self.visualRegionForSelection(self.selectionModel().selection()), colour, inner)
        draw_ring(painter, QRegion(self.visualRect(self.currentIndex())), colour, inner)
        painter.end()


def cell_of(index: QModelIndex) -> Cell:
    """Return (row, column)."""
    return index.row(), index.column()

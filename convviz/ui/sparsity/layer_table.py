"""The table of all layers; it is copied as Markdown or as CSV, and a row selects its layer."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from convviz.lab.sparsity.layer_table import HEADINGS, TableRow, table_rows
from convviz.lab.state import State
from convviz.lab.text.tables import as_csv, as_markdown
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import menu_button

Index = QModelIndex | QPersistentModelIndex
FIRST = QModelIndex()


class LayerTable(QWidget):
    """Shows one row a layer.

    Signals
    -------
    layer_chosen(int)
        A person selected this row.
    copied(str)
        The table is on the clipboard: a sentence that says so.
    """

    layer_chosen = Signal(int)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._shown: State | None = None
        self.model = _Model(self)
        self.view = _View()
        self.view.setModel(self.model)
        self.copy = menu_button("Copy")
        self.copy.setToolTip("Copy the whole table; Ctrl+C in it copies Markdown")
        menu = QMenu(self.copy)
        menu.addAction("Copy as Markdown", self.copy_markdown)
        menu.addAction("Copy as CSV", self.copy_csv)
        self.copy.setMenu(menu)
        self.view.copied.connect(self.copy_markdown)
        self.view.selectionModel().currentRowChanged.connect(lambda index: self.layer_chosen.emit(index.row()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.view)

    def show_state(self, state: State) -> None:
        """Show the layers of this state, and which is selected; it waits until somebody sees it."""
        self._state = state
        if self.isVisible():
            self._fill(state)

    def _fill(self, state: State) -> None:
        shown = self._shown
        if shown is None or shown.network is not state.network or shown.shapes != state.shapes:
            self.model.show_rows(table_rows(state))
        self._shown = state
        selection = self.view.selectionModel()
        with QSignalBlocker(selection):
            self.view.selectRow(state.selected_layer)
        self.view.viewport().update()
        self.view.scrollTo(self.model.index(state.selected_layer, 0))

    def copy_markdown(self) -> None:
        """Put the table on the clipboard as Markdown, numbers for reading."""
        first, *numbers = HEADINGS
        rows = [row.texts for row in self.model.rows]
        self._copy(as_markdown([first, *numbers], rows, at_right=numbers), "Markdown")

    def copy_csv(self) -> None:
        """Put the table on the clipboard as comma-separated values, numbers for computing."""
        self._copy(as_csv(list(HEADINGS), [row.cells for row in self.model.rows]), "CSV")

    def _copy(self, text: str, form: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(f"The table is copied as {form}.")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if self._state is not None:
            self._fill(self._state)


class _Model(QAbstractTableModel):
    """The rows, as Qt asks for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[TableRow, ...] = ()

    def show_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Take other rows; the view keeps its place if there are as many."""
        if len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADINGS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = FIRST) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = FIRST) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows[index.row()].texts[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return list(HEADINGS.values())[index.column()]
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return list(HEADINGS)[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return list(HEADINGS.values())[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


class _View(QTableView):
    """A quiet table of whole rows."""

    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Layers")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(3 * UNIT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setObjectName("columns")
        self.setItemDelegate(_Roomy(self))
        self.setCornerWidget(QWidget())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)


class _Roomy(QStyledItemDelegate):
    """Gives every cell some room beside its neighbours."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(UNIT, 0)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter

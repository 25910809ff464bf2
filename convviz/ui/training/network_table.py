"""The table of networks in training: one row each; a click chooses whose pictures are shown."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from convviz.lab.training.network_snapshot import RunSnapshot
from convviz.lab.training.network_words import HEADINGS, row_texts
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.training.network_colours import network_colour

_TERMS = ("trained network", "parameters", "epoch", "cost", "seen", "unseen", "gap", "same class")
LEAST_WIDTH_FOR_SPACE = 720  # in less, each column is as wide as it must be
SWATCH = 2 * UNIT


class NetworkTable(QTableWidget):
    """How far each network is, in its colour.

    Signals
    -------
    chosen(str)
        A person wants to look at this network.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADINGS), parent)
        self._runs: Sequence[RunSnapshot] = ()
        self._cells: list[list[QTableWidgetItem]] = []
        self.setAccessibleName("Networks")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(3 * UNIT)
        header = self.horizontalHeader()
        header.setObjectName("columns")
        header.setHighlightSections(False)
        for column, (heading, term) in enumerate(zip(HEADINGS, _TERMS, strict=True)):
            item = QTableWidgetItem(heading)
            item.setToolTip(TERMS[term])
            item.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, item)
        self.itemSelectionChanged.connect(self._on_selection_changed)

    def show_runs(self, runs: Sequence[RunSnapshot], chosen: str) -> None:
        """Show these networks, and which of them is looked at."""
        names = [run.name for run in runs]
        is_other = names != [run.name for run in self._runs]
        self._runs = runs
        with QSignalBlocker(self):
            if is_other:
                self._make_rows(len(runs))
            for row, run in enumerate(runs):
                for cell, text in zip(self._cells[row], row_texts(run), strict=True):
                    cell.setText(text)
                self._cells[row][0].setIcon(self._swatch(run.name))
            if chosen in names:
                self.selectRow(names.index(chosen))
        if is_other:
            self.updateGeometry()

    def _make_rows(self, count: int) -> None:
        self.setRowCount(count)
        self._cells = [[QTableWidgetItem() for _ in HEADINGS] for _ in range(count)]
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.setTextAlignment(_alignment(column))
                self.setItem(row, column, cell)

    def _swatch(self, name: str) -> QIcon:
        """Return the colour of a network in a frame, so that it is seen in a selected row as well."""
        pixmap, icon = QPixmap(SWATCH, SWATCH), QIcon()
        pixmap.fill(self.palette().highlightedText().color())
        with QPainter(pixmap) as painter:
            painter.fillRect(pixmap.rect().adjusted(2, 2, -2, -2), network_colour(name, self.palette()))
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
        return icon

    def _on_selection_changed(self) -> None:
        rows = {index.row() for index in self.selectedIndexes()}
        if rows:
            self.chosen.emit(self._runs[min(rows)].name)

    @override
    def sizeHint(self) -> QSize:
        rows = max(1, self.rowCount()) * self.verticalHeader().defaultSectionSize()
        return QSize(560, self.horizontalHeader().sizeHint().height() + rows + UNIT // 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        modes, header = QHeaderView.ResizeMode, self.horizontalHeader()
        header.setSectionResizeMode(modes.Stretch if self.width() >= LEAST_WIDTH_FOR_SPACE else modes.ResizeToContents)
        header.setSectionResizeMode(0, modes.ResizeToContents)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._runs:
            names = [run.name for run in self._runs]
            self.show_runs(self._runs, names[max(0, self.currentRow())])


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter

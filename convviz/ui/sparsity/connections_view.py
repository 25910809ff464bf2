"""The connections of a layer and its weight matrix, beside those of layers without sharing and without sparsity."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.compute import Frame
from convviz.lab.pictures.cell_colours import cell_colours
from convviz.lab.sparsity.connections import Highlight, channel_name, highlight_of, shown_channel
from convviz.lab.sparsity.weight_matrix import CroppedLayer, WeightMatrix, crop_layer, crop_row
from convviz.lab.state import State
from convviz.nn.equivalents import KINDS
from convviz.ui.sparsity.connections_bar import ConnectionsBar
from convviz.ui.sparsity.connections_colours import Look
from convviz.ui.sparsity.connections_column import ConnectionsColumn
from convviz.ui.sparsity.connections_key import KEY_WIDTH, ConnectionsKey
from convviz.ui.sparsity.connections_layout import Node
from convviz.ui.sparsity.connections_reading import ConnectionsReading
from convviz.ui.sparsity.weight_matrix_cells import Entry
from convviz.ui.theme import UNIT

TALL = 460  # pixels of height in which both drawings have room below each other
HINT = "Point at a circle or an entry to see what it is connected with; arrow keys move."


class Pointed(NamedTuple):
    """What a person points at: a row or a column of a matrix, or both, of one kind of layer.

    Parameters
    ----------
    kind : int
        Which of ``KINDS``.
    on_matrix : bool
        Whether on the weight matrix of the crop, or else on the connections of one row.
    row, column : int or None
    """

    kind: int
    on_matrix: bool
    row: int | None
    column: int | None


class Drawn(NamedTuple):
    """The layers that are drawn: one on a row of the input, as lines, and one on a crop, as a matrix."""

    row: CroppedLayer
    crop: CroppedLayer
    kernel_row: int


class ConnectionsView(QWidget):
    """Shows the convolution on a small crop of its input as connections and as a matrix, with two other layers.

    Signals
    -------
    highlighted(object)
        The ``Highlight`` of what a person points at, or None.
    """

    highlighted = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = document.state
        self._frame: Frame | None = None
        self._place: Pair | None = None
        self._kernel_row: int | None = None
        self.drawn: Drawn | None = None
        self._pointed: Pointed | None = None
        self.highlight: Highlight | None = None
        self.bar = ConnectionsBar()
        self.key = ConnectionsKey()
        self.key_title, self.key_note, self.message = QLabel("Kernel"), _quiet(), _quiet()
        self.reading = ConnectionsReading()
        self._pages = QStackedWidget()  # a stacked layout would show its first page as a window
        self._lay_out()
        self._connect()
        self._arrange()

    def show_state(self, state: State) -> None:
        """Show the shown convolution of this state, under the selected filter."""
        if state.layer.kernel_size != self._state.layer.kernel_size:
            self._kernel_row = None
        self._state = state
        self._draw()

    def show_frame(self, frame: Frame) -> None:
        """Show the pixels of this frame; without one they are zeros."""
        self._frame = frame
        self._draw()

    def show_place(self, y: int, x: int) -> None:
        """Take the crop around this pixel of the input of the convolution."""
        if (y, x) != self._place:
            self._place = y, x
            self._draw()

    def _lay_out(self) -> None:
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key_title.setProperty("role", "heading")
        self.key_title.setToolTip(
            "The weights of the kernel as they lie over the picture, in the colours of the connections. "
            "Point at one to see where it is used; click a row to see its connections as lines."
        )
        drawings = QWidget()
        self._grid = grid = QGridLayout()
        drawings.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * UNIT)
        grid.setVerticalSpacing(UNIT // 2)
        self.columns = [ConnectionsColumn(index, grid) for index in range(len(KINDS))]
        for index in range(len(KINDS)):
            grid.setColumnStretch(index, 1)
        key = QVBoxLayout()
        key.setSpacing(UNIT // 2)
        self.key_note.setFixedWidth(KEY_WIDTH)
        for widget in (self.key, self.key_note):
            key.addWidget(widget)
        key.addStretch(1)
        grid.addWidget(self.key_title, 0, len(KINDS))
        grid.addLayout(key, 1, len(KINDS), 4, 1)
        for page in (drawings, self.message):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.bar)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.reading)

    def _connect(self) -> None:
        self.bar.changed.connect(self._arrange)
        self.key.row_chosen.connect(self._on_row_chosen)
        self.key.cell_hovered.connect(self._on_cell_hovered)
        for column in self.columns:
            column.graph.hovered.connect(lambda node, index=column.index: self._on_node_hovered(index, node))
            column.view.hovered.connect(lambda entry, index=column.index: self._on_entry_hovered(index, entry))

    def _arrange(self) -> None:
        """Show both drawings where there is room, else the one that is chosen."""
        self.bar.show_both(self.height() >= TALL)
        for column in self.columns:
            column.show_parts(lines=self.bar.lines_shown, matrix=self.bar.matrix_shown)
        self._grid.setRowStretch(1, 4 if self.bar.lines_shown else 0)
        self._grid.setRowStretch(3, 5 if self.bar.matrix_shown else 0)
        self._draw()

    def _draw(self) -> None:
        """Cut the crop out anew, and show everything of it; it waits until somebody sees it."""
        if not self.isVisible():
            return
        why = ""
        try:
            self.drawn = self._cut()
        except ValueError as error:
            self.drawn, why = None, str(error)
        if self.drawn is None and self._kernel_row is not None:
            self._kernel_row = None  # it may lie on padding everywhere; not so the middle one
            self._draw()
            return
        self.message.setText(why)
        self._pages.setCurrentIndex(0 if self.drawn else 1)
        if self.drawn:
            self._show_layers(self.drawn)
        self._point_at(self._pointed)

    def _cut(self) -> Drawn:
        layer, pixels = self._state.applied_layer, self._pixels()
        out, channel, place = self._state.selected_filter, shown_channel(self._state), self._place
        row = (layer.kernel_size[0] - 1) // 2 if self._kernel_row is None else self._kernel_row
        return Drawn(
            crop_row(layer, pixels, out=out, channel=channel, kernel_row=row, place=place),
            crop_layer(layer, pixels, out=out, channel=channel, place=place, size=self.bar.crop_size),
            row,
        )

    def _pixels(self) -> FloatArray:
        """Return what the convolution gets, (C, H, W); zeros until it is computed."""
        shape = self._state.layer_input_shape
        if self._frame is not None and self._frame.input.shape == shape:
            return self._frame.input
        return np.broadcast_to(np.float32(0), shape)

    def _show_layers(self, drawn: Drawn) -> None:
        height, width = self._state.applied_layer.kernel_size
        cells, colour_map = cell_colours((height, width)), self._state.display.signed
        look = Look(cells, self.bar.colouring if self.bar.matrix_shown else "cell", colour_map)
        row_look = Look(cells[drawn.kernel_row * width :][:width], "cell", colour_map)
        for column in self.columns:
            column.show_layers(drawn.row, drawn.crop, row_look, look)
        lines = self.bar.lines_shown
        self.key.show_kernel(drawn.crop.layer.weight[0, 0], look, drawn.kernel_row if lines else None)
        notes = (channel_name(self._state), note_of_row(drawn.kernel_row) if lines and height > 1 else "")
        self.key_note.setText("\n".join(note for note in notes if note))

    def _point_at(self, pointed: Pointed | None) -> None:
        """Point at this in all drawings of its kind, read it, and tell those who outline it."""
        self._pointed = pointed if self._is_drawn(pointed) else None
        kind, on_matrix, row, column = self._pointed or (0, False, None, None)
        node = Node(True, row) if row is not None else Node(False, column) if column is not None else None
        for each in self.columns:
            each.view.show_pointed(Entry(row, column) if self._pointed and on_matrix else None)
            each.graph.show_pointed(None if on_matrix else node)
        highlight = None
        if self._pointed is None or self.drawn is None:
            self.reading.show_hint(HINT if self.drawn else "")
            self.key.show_cells(())
        else:
            cropped = self.drawn.crop if on_matrix else self.drawn.row
            self._read(cropped, cropped.matrices[kind], self._pointed)
            highlight = highlight_of(cropped, cropped.matrices[kind], row, column)
        if highlight != self.highlight:
            self.highlight = highlight
            self.highlighted.emit(highlight)

    def _is_drawn(self, pointed: Pointed | None) -> bool:
        """Say whether there still is what was pointed at."""
        if pointed is None or self.drawn is None:
            return False
        is_shown = self.bar.matrix_shown if pointed.on_matrix else self.bar.lines_shown
        cropped = self.drawn.crop if pointed.on_matrix else self.drawn.row
        rows, columns = cropped.matrices[0].weights.shape
        return is_shown and (pointed.row or 0) < rows and (pointed.column or 0) < columns

    def _read(self, cropped: CroppedLayer, matrix: WeightMatrix, pointed: Pointed) -> None:
        row, column = pointed.row, pointed.column
        cells: tuple[Pair, ...] = ()
        if pointed.on_matrix:
            current = self._frame is not None and self._frame.state is self._state
            self.reading.show_entry(cropped, matrix, row, column, self._frame if current else None)
        else:
            self.reading.show_node(cropped, matrix, row, column)
        column_of = self.columns[pointed.kind]
        (column_of.view if pointed.on_matrix else column_of.graph).setAccessibleDescription(self.reading.text)
        if row is not None and column is not None and matrix.kind != "fully connected":
            cells = cropped.cells_at(row, column)
        self.key.show_cells(cells)

    def _on_node_hovered(self, kind: int, node: Node | None) -> None:
        if node is None:
            self._point_at(None)
        else:
            row, column = (node.number, None) if node.is_output else (None, node.number)
            self._point_at(Pointed(kind, False, row, column))

    def _on_entry_hovered(self, kind: int, entry: Entry | None) -> None:
        self._point_at(None if entry is None else Pointed(kind, True, entry.row, entry.column))

    def _on_cell_hovered(self, cell: tuple[int, int] | None) -> None:
        """Let all but one weight fade: in the convolution it is everywhere the same."""
        width, row = self._state.applied_layer.kernel_size[1], self.drawn.kernel_row if self.drawn else None
        for column in self.columns:
            column.view.show_cell(None if cell is None else cell[0] * width + cell[1])
            column.graph.show_cell(None if cell is None or cell[0] != row else cell[1])

    def _on_row_chosen(self, row: int) -> None:
        self._kernel_row = row
        self._draw()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._draw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.bar.lines_shown + self.bar.matrix_shown != 1 + (self.height() >= TALL):
            self._arrange()


def note_of_row(row: int) -> str:
    """Say which row of the kernel the lines are."""
    return f"Drawn as lines: row {row} of the kernel; click another."


def _quiet() -> QLabel:
    label = QLabel()
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    return label

"""Draws a layer in one dimension as inputs and outputs with lines between them."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.display import ByteArray
from convviz.lab.weight_matrix import CroppedLayer, Kind, WeightMatrix, padded_row
from convviz.ui.connections_colours import Look, entry_colours, input_scale
from convviz.ui.connections_layout import Graph, Line, Node
from convviz.ui.theme import SMALL, accent

CAPTION = 18  # pixels above and below the nodes
THIN, PLAIN, BOLD = 1.0, 1.8, 2.6
FADED, FADED_NODE = 0.12, 0.3  # opacity
COPIED = 0.5  # opacity of a pixel that padding repeats
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class ConnectionsGraph(QWidget):
    """Shows one kind of layer, with the same inputs and outputs whatever its kind.

    Signals
    -------
    hovered(object)
        The ``Node`` that a person points at with the mouse or the keys, or None.
    """

    hovered = Signal(object)

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.graph: Graph | None = None
        self.node: Node | None = None
        self._cropped: CroppedLayer | None = None
        self._matrix: WeightMatrix | None = None
        self._look = Look([])
        self._cell: int | None = None
        font = self.font()
        font.setPixelSize(SMALL)
        self.setFont(font)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"Connections, {kind}")

    def show_layer(self, cropped: CroppedLayer, matrix: WeightMatrix, look: Look) -> None:
        """Show a layer on one row of its input, and its matrix of this kind."""
        self._cropped, self._matrix, self._look = cropped, matrix, look
        self._lay_out()

    def show_node(self, node: Node | None) -> None:
        """Emphasise the connections of a node, and let the others fade; all are alike with None."""
        if node != self.node:
            self.node = node
            self.update()

    def show_cell(self, cell: int | None) -> None:
        """Emphasise the connections through this column of the kernel."""
        if cell != self._cell:
            self._cell = cell
            self.update()

    def _lay_out(self) -> None:
        if self._cropped is not None:
            room = QRectF(self.rect()).adjusted(1, CAPTION, -1, -CAPTION)
            self.graph = Graph.of(self._cropped, self.kind, room)
            if self.node is not None and not self.graph.holds(self.node):
                self.node = None
        self.update()

    def _point_at(self, node: Node | None) -> None:
        if node != self.node:
            self.show_node(node)
            self.hovered.emit(node)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        graph, cropped, matrix = self.graph, self._cropped, self._matrix
        if graph is None or cropped is None or matrix is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_captions(painter, graph)
        self._draw_lines(painter, graph, matrix)
        self._draw_nodes(painter, graph, cropped)

    def _draw_captions(self, painter: QPainter, graph: Graph) -> None:
        painter.setPen(self.palette().placeholderText().color())
        top, bottom = graph.outputs[0].y() - graph.radius, graph.inputs[0].y() + graph.radius
        for text, y in ((_counted(len(graph.outputs), "output"), top - CAPTION), (self._below(graph), bottom)):
            painter.drawText(QRectF(0, y, self.width(), CAPTION), Qt.AlignmentFlag.AlignCenter, text)

    def _below(self, graph: Graph) -> str:
        padded = self.kind != "fully connected" and len(graph.inputs) > graph.input_count
        return f"{_counted(graph.input_count, 'input')}{' and padding' if padded else ''}"

    def _draw_lines(self, painter: QPainter, graph: Graph, matrix: WeightMatrix) -> None:
        colours = entry_colours(matrix, self._look, self.palette())
        for clear in (False, True):  # what is emphasised lies above
            for line in graph.lines:
                if self._is_clear(line) is clear:
                    painter.setPen(self._pen(line, colours, clear))
                    painter.drawLine(graph.outputs[line.row], graph.inputs[line.place])

    def _pen(self, line: Line, colours: ByteArray, clear: bool) -> QPen:
        if self.kind == "convolution":
            colour = QColor.fromRgb(*self._look.cells[line.cell])
        elif line.column is None:
            colour = self.palette().mid().color()
        else:
            colour = QColor.fromRgb(*colours[line.row, line.column].tolist())
        if not clear:
            colour.setAlphaF(FADED)
        emphasised = clear and (self.node is not None or self._cell is not None)
        if emphasised and self.kind != "convolution":
            colour = self.palette().placeholderText().color()
        plain = THIN if self.kind == "fully connected" else PLAIN
        style = Qt.PenStyle.DotLine if line.column is None else Qt.PenStyle.SolidLine
        return QPen(colour, BOLD if emphasised else plain, style)

    def _is_clear(self, line: Line) -> bool:
        if self.node is not None:
            return self.node.number == (line.row if self.node.is_output else line.column)
        return self._cell is None or line.cell == self._cell

    def _draw_nodes(self, painter: QPainter, graph: Graph, cropped: CroppedLayer) -> None:
        palette, clear = self.palette(), [line for line in graph.lines if self._is_clear(line)]
        rows, places = {line.row for line in clear}, {line.place for line in clear}
        colours = input_scale(cropped.values, self._look.colour_map).rgb(padded_row(cropped)[np.newaxis])[0]
        for row, middle in enumerate(graph.outputs):
            pen = QPen(palette.windowText().color(), 1.4)
            self._draw_node(painter, graph.radius, middle, palette.base().color(), pen, clear=row in rows)
        for place, middle in enumerate(graph.inputs):
            pen, fill = QPen(palette.placeholderText().color(), 1.2), QColor.fromRgb(*colours[place].tolist())
            if graph.is_padding(place):
                if self.kind == "fully connected":
                    continue
                pen.setStyle(Qt.PenStyle.DotLine)
                fill.setAlphaF(0.0 if cropped.layer.padding_mode == "zeros" else COPIED)
            self._draw_node(painter, graph.radius, middle, fill, pen, clear=place in places)
        if self.node is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent(palette), 2.5))
            painter.drawEllipse(graph.point(self.node), graph.radius + 1.5, graph.radius + 1.5)

    def _draw_node(
        self, painter: QPainter, radius: float, middle: QPointF, fill: QColor, pen: QPen, *, clear: bool
    ) -> None:
        painter.setBrush(self.palette().window())  # hides the ends of the lines
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(middle, radius, radius)
        painter.setOpacity(1.0 if clear else FADED_NODE)
        painter.setBrush(fill)
        painter.setPen(pen)
        painter.drawEllipse(middle, radius, radius)
        painter.setOpacity(1.0)

    def _step(self, key: int) -> Node | None:
        """Return the node to which an arrow key leads; None if it is no arrow key."""
        graph, node = self.graph, self.node
        if graph is None or key not in ARROWS:
            return None
        if node is None:
            return Node(True, len(graph.outputs) // 2)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            to = node._replace(number=node.number + (1 if key == Qt.Key.Key_Right else -1))
            return to if graph.holds(to) else node
        return node if node.is_output is (key == Qt.Key.Key_Up) else graph.opposite(node)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.graph.node_at(event.position()) if self.graph else None)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = None if event.modifiers() else self._step(event.key())
        if node is None:
            super().keyPressEvent(event)
        else:
            self._point_at(node)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._point_at(self.node or self._step(Qt.Key.Key_Up))
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 180)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"

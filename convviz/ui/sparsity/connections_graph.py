"""Draws a layer in one dimension as inputs and outputs with lines between them."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.lab.pictures.display import ByteArray
from convviz.lab.sparsity.weight_matrix import CroppedLayer, WeightMatrix, padded_row
from convviz.nn.equivalents import Kind
from convviz.ui.sparsity.connections_colours import entry_colours, input_scale
from convviz.ui.sparsity.connections_drawing import ConnectionsDrawing
from convviz.ui.sparsity.connections_layout import Graph, Line, Node
from convviz.ui.theme import accent

CAPTION = 18  # pixels above and below the nodes
THIN, PLAIN, BOLD = 1.0, 1.8, 2.6
FADED, FADED_NODE = 0.12, 0.3  # opacity
COPIED = 0.5  # opacity of a pixel that padding repeats


class ConnectionsGraph(ConnectionsDrawing[Node]):
    """Shows one kind of layer, with the same inputs and outputs whatever its kind; a part of it is a ``Node``."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, "Connections", parent)
        self.graph: Graph | None = None

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
        emphasised = clear and (self.pointed is not None or self._cell is not None)
        if emphasised and self.kind != "convolution":
            colour = self.palette().placeholderText().color()
        plain = THIN if self.kind == "fully connected" else PLAIN
        style = Qt.PenStyle.DotLine if line.column is None else Qt.PenStyle.SolidLine
        return QPen(colour, BOLD if emphasised else plain, style)

    def _is_clear(self, line: Line) -> bool:
        if self.pointed is not None:
            return self.pointed.number == (line.row if self.pointed.is_output else line.column)
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
        if self.pointed is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent(palette), 2.5))
            painter.drawEllipse(graph.point(self.pointed), graph.radius + 1.5, graph.radius + 1.5)

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

    @override
    def _lay_out(self) -> None:
        assert self._cropped is not None
        self.graph = Graph.of(self._cropped, self.kind, QRectF(self.rect()).adjusted(1, CAPTION, -1, -CAPTION))

    @override
    def _holds(self, part: Node) -> bool:
        return self.graph is not None and self.graph.holds(part)

    @override
    def _part_at(self, position: QPointF) -> Node | None:
        return self.graph.node_at(position) if self.graph else None

    @override
    def _first(self) -> Node:
        assert self.graph is not None
        return Node(True, len(self.graph.outputs) // 2)

    @override
    def _step(self, part: Node, down: int, across: int) -> Node:
        assert self.graph is not None
        if across:
            to = part._replace(number=part.number + across)
            return to if self.graph.holds(to) else part
        return part if part.is_output is (down < 0) else self.graph.opposite(part)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"

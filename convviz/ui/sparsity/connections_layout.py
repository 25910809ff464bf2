"""Where the nodes of a layer in one dimension stand, and which lines join them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from convviz.lab.sparsity.weight_matrix import CroppedLayer
from convviz.nn.equivalents import Kind

LARGEST_RADIUS, SMALLEST_RADIUS = 9.0, 3.0
REACH = 6.0  # pixels around a node that still belong to it
TALLEST = 260.0


class Node(NamedTuple):
    """An output, a row of the weight matrix; or an input, a column of it."""

    is_output: bool
    number: int


class Line(NamedTuple):
    """A connection.

    Parameters
    ----------
    row : int
        Of the output.
    column : int or None
        Of the input; None for padding.
    place : int
        Of the input among all circles of its row, those of the padding included.
    cell : int
        The column of the kernel, from 0; −1 where there is no kernel.
    """

    row: int
    column: int | None
    place: int
    cell: int


@dataclass(frozen=True)
class Graph:
    """The drawing of a layer as inputs, outputs and lines.

    Parameters
    ----------
    radius : float
        Of the circles.
    outputs : tuple of QPointF
        Their middles, above.
    inputs : tuple of QPointF
        Below, with the padding at both ends.
    first : int
        The first of them that is not padding.
    input_count : int
    lines : tuple of Line
    """

    radius: float
    outputs: tuple[QPointF, ...]
    inputs: tuple[QPointF, ...]
    first: int
    input_count: int
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, cropped: CroppedLayer, kind: Kind, room: QRectF) -> "Graph":
        """Lay a layer in one dimension out; every output stands over the middle of its window."""
        window, (_, inputs), (_, outputs) = cropped.layer.window(), cropped.values.shape, cropped.output_size
        count = window.sides.left + inputs + window.sides.right
        step = room.width() / count
        radius = min(max(0.36 * step, SMALLEST_RADIUS), LARGEST_RADIUS)
        away = min(room.height(), TALLEST) / 2 - radius - 1
        middles = [row * window.stride[1] + (window.span[1] - 1) / 2 for row in range(outputs)]
        above, below = (
            tuple(QPointF(room.left() + (place + 0.5) * step, room.center().y() + y) for place in places)
            for places, y in ((middles, -away), (range(count), away))
        )
        return cls(radius, above, below, window.sides.left, inputs, tuple(_lines(cropped, kind)))

    def is_padding(self, place: int) -> bool:
        """Say whether a circle below is padding."""
        return not self.first <= place < self.first + self.input_count

    def point(self, node: Node) -> QPointF:
        """Return the middle of a node."""
        return self.outputs[node.number] if node.is_output else self.inputs[self.first + node.number]

    def node_at(self, position: QPointF) -> Node | None:
        """Return the node under a point, or close to it."""
        outputs = [Node(True, index) for index in range(len(self.outputs))]
        nodes = outputs + [Node(False, index) for index in range(self.input_count)]
        nearest = min(nodes, key=lambda node: _distance(self.point(node), position))
        return nearest if _distance(self.point(nearest), position) <= self.radius + REACH else None

    def holds(self, node: Node) -> bool:
        """Say whether there is such a node."""
        return 0 <= node.number < (len(self.outputs) if node.is_output else self.input_count)

    def opposite(self, node: Node) -> Node:
        """Return the node of the other row that stands nearest above or below."""
        count = self.input_count if node.is_output else len(self.outputs)
        x = self.point(node).x()
        others = (Node(not node.is_output, index) for index in range(count))
        return min(others, key=lambda other: abs(self.point(other).x() - x))


def _lines(cropped: CroppedLayer, kind: Kind) -> Iterator[Line]:
    """Join every output with every input, or with what lies under the kernel."""
    window, (_, inputs), (_, outputs) = cropped.layer.window(), cropped.values.shape, cropped.output_size
    for row in range(outputs):
        if kind == "fully connected":
            yield from (Line(row, column, window.sides.left + column, -1) for column in range(inputs))
        else:
            for cell in range(window.kernel_size[1]):
                place = row * window.stride[1] + cell * window.dilation[1]
                column = place - window.sides.left
                yield Line(row, column if 0 <= column < inputs else None, place, cell)


def _distance(one: QPointF, other: QPointF) -> float:
    difference = one - other
    return float((difference.x() ** 2 + difference.y() ** 2) ** 0.5)

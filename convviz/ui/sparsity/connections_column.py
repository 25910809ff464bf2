"""One of three layers side by side: its name, its connections, its weight matrix, and the counts of both."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy
from typing_extensions import override

from convviz.lab.sparsity.connections import counts_text
from convviz.lab.sparsity.weight_matrix import CroppedLayer, WeightMatrix
from convviz.nn.equivalents import KINDS
from convviz.ui.sparsity.connections_colours import Look
from convviz.ui.sparsity.connections_graph import ConnectionsGraph
from convviz.ui.sparsity.weight_matrix_view import WeightMatrixView
from convviz.ui.terms import TERMS
from convviz.ui.widgets.controls import term_label

RANDOM = "Its weights are random here, drawn for the comparison: nobody trained it."
ITS_OWN = "Its weights are those of the kernel: the same colour is the same weight."

WIDE = 208  # pixels, for the longest of the long texts: three columns beside each other say it in the same words


class CountsLabel(QLabel):
    """Says how many connections and weights there are, in fewer words where there is less room."""

    def __init__(self) -> None:
        super().__init__()
        self._matrix: WeightMatrix | None = None
        self.setProperty("role", "quiet")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(TERMS["density"])

    def show_counts(self, matrix: WeightMatrix) -> None:
        """Count the connections and the weights of this matrix."""
        self._matrix = matrix
        self.setText(counts_text(matrix, short=self.width() < WIDE))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._matrix is not None:
            self.show_counts(self._matrix)


class ConnectionsColumn:
    """The widgets of one kind of layer; they stand in one column of a grid."""

    def __init__(self, index: int, grid: QGridLayout) -> None:
        self.index = index
        self.kind = KINDS[index]
        self.title = term_label(self.kind.capitalize(), f"{self.kind} layer", role="heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title.setToolTip(f"{self.title.toolTip()} {ITS_OWN if self.kind == 'convolution' else RANDOM}")
        self.graph = ConnectionsGraph(self.kind)
        self.graph_counts = CountsLabel()
        self.view = WeightMatrixView(self.kind)
        self.view_counts = CountsLabel()
        for row, widget in enumerate((self.title, self.graph, self.graph_counts, self.view, self.view_counts)):
            grid.addWidget(widget, row, index)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_layers(self, row: CroppedLayer, crop: CroppedLayer, row_look: Look, look: Look) -> None:
        """Show the connections on a row, and the matrix on a crop."""
        self.graph.show_layer(row, row.matrices[self.index], row_look)
        self.view.show_layer(crop, crop.matrices[self.index], look)
        self.graph_counts.show_counts(row.matrices[self.index])
        self.view_counts.show_counts(crop.matrices[self.index])

    def show_parts(self, *, lines: bool, matrix: bool) -> None:
        """Show one of the two drawings, or both."""
        self.graph.setVisible(lines)
        self.graph_counts.setVisible(lines)
        self.view.setVisible(matrix)
        self.view_counts.setVisible(matrix)

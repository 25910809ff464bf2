"""The lines under the connections: what is pointed at, and the sum that one output is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from convviz.lab.compute import Frame
from convviz.lab.sparsity.connections import comparison_text, entry_text, input_text, output_text, sum_text
from convviz.lab.sparsity.weight_matrix import CroppedLayer, WeightMatrix
from convviz.ui.widgets.elided_label import ElidedLabel

MOST_PRODUCTS, FEWEST_PRODUCTS = 25, 2


class ConnectionsReading(QWidget):
    """Two lines; the second writes out as many products as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.sum = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.sum.setProperty("role", "quiet")
        self._sums: list[str] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.what)
        layout.addWidget(self.sum)

    def show_hint(self, text: str) -> None:
        """Say what to do."""
        self._show(text, [""])

    def show_node(self, cropped: CroppedLayer, matrix: WeightMatrix, row: int | None, column: int | None) -> None:
        """Read an output or an input of the connections of one row."""
        if row is None:
            assert column is not None
            self._show(input_text(cropped, matrix, column), [""])
        else:
            self._show(output_text(cropped, matrix, row), _sums(cropped, matrix, row))

    def show_entry(
        self, cropped: CroppedLayer, matrix: WeightMatrix, row: int | None, column: int | None, frame: Frame | None
    ) -> None:
        """Read a row, a column or an entry of the weight matrix; `frame` is what the crop was cut out of."""
        sums = [""] if row is None else _sums(cropped, matrix, row)
        if row is not None and frame is not None and matrix.kind == "convolution":
            after = comparison_text(cropped, matrix, row, frame)
            sums = [text + after for text in sums]
        self._show(entry_text(cropped, matrix, row, column), sums)

    @property
    def text(self) -> str:
        """Both lines, for screen readers."""
        return f"{self.what.text()}. {self.sum.text()}".strip()

    def _show(self, text: str, sums: list[str]) -> None:
        self._sums = sums
        self.what.setText(text[:1].upper() + text[1:])
        self._fit()

    def _fit(self) -> None:
        width = self.sum.fontMetrics().horizontalAdvance
        fitting = (text for text in self._sums if width(text) <= self.width())
        self.sum.setText(next(fitting, self._sums[-1] if self._sums else ""))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()


def _sums(cropped: CroppedLayer, matrix: WeightMatrix, row: int) -> list[str]:
    return [sum_text(cropped, matrix, row, most) for most in range(MOST_PRODUCTS, FEWEST_PRODUCTS - 1, -1)]

"""What the curves are: their looks, their names, and their values at one shift."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.ui.charts.curve import Curve
from convviz.ui.theme import SMALL, UNIT
from convviz.ui.widgets.elided_label import ElidedLabel

VALUE_WIDTH = 6 * UNIT
LEAST_WIDTH = 32 * UNIT  # the names are read


class CurvesLegend(QScrollArea):
    """One row a curve; those that are compared can be taken away.

    Signals
    -------
    removed(int)
        A person wants this row away, counted from 0.
    """

    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self._shown: list[tuple[str, str, bool]] = []  # short and whole name, and whether it can be removed
        self.swatches: list[Swatch] = []
        self.names: list[QLabel] = []
        self.values: list[QLabel] = []
        self.buttons: dict[int, QToolButton] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Curves and their values")
        self.at = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.at.setProperty("role", "quiet")
        self._rows = QWidget()
        self._fill()

    def show_curves(self, curves: Sequence[Curve], names: Sequence[str], removable: Sequence[bool]) -> None:
        """Show these curves, each with a short name; some can be removed."""
        rows = [(name, curve.name, can_go) for name, curve, can_go in zip(names, curves, removable, strict=True)]
        if rows != self._shown:
            self._shown = rows
            self._fill()
        for swatch, curve in zip(self.swatches, curves, strict=True):
            swatch.show_look(curve)

    def show_values(self, where: str, values: Sequence[str]) -> None:
        """Show where the values are read, and one a curve."""
        self.at.setText(where)
        for label, name, value in zip(self.values, self.names, values, strict=True):
            label.setText(value)
            label.setAccessibleName(f"{name.text()}: {value}")

    def _fill(self) -> None:
        self.at.setParent(None)
        self._rows = QWidget()
        self.swatches, self.names, self.values, self.buttons = [], [], [], {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(UNIT // 2)
        grid.setColumnStretch(1, 1)
        for row, shown in enumerate(self._shown):
            self._add_row(grid, row, *shown)
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, UNIT, 0)
        column.setSpacing(UNIT // 2)
        column.addWidget(self.at)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(self._rows)

    def _add_row(self, grid: QGridLayout, row: int, name: str, whole_name: str, can_go: bool) -> None:
        swatch, label, value = Swatch(), QLabel(name, wordWrap=True), QLabel("–")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setMinimumWidth(VALUE_WIDTH)
        for part in (swatch, label, value):
            part.setToolTip(whole_name)
        for column, widget in enumerate((swatch, label, value)):
            grid.addWidget(widget, row, column)
        self.swatches.append(swatch)
        self.names.append(label)
        self.values.append(value)
        if can_go:
            button = QToolButton()
            button.setText("×")
            button.setProperty("role", "icon")
            button.setToolTip(f"Take “{whole_name}” out of the comparison")
            button.setAccessibleName(f"Remove {whole_name}")
            button.clicked.connect(partial(self.removed.emit, row))
            grid.addWidget(button, row, 3)
            self.buttons[row] = button

    @override
    def sizeHint(self) -> QSize:
        return QSize(28 * UNIT, 16 * UNIT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, 9 * UNIT)


class Swatch(QWidget):
    """A short piece of a curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self.setFixedSize(3 * UNIT, SMALL)

    def show_look(self, curve: Curve) -> None:
        """Look as this curve does."""
        self._curve = curve
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._curve.colour, 2, self._curve.style))
        middle = self.height() / 2
        painter.drawLine(QPointF(1, middle), QPointF(self.width() - 1, middle))

"""A line plot with two linear axes, and a marker that a person moves along them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.text.numbers import format_number
from convviz.lab.text.ticks import nice_ticks
from convviz.ui.charts.chart import Chart, Ticks
from convviz.ui.charts.curve import Curve
from convviz.ui.theme import accent

TICK_WIDTH, TICK_HEIGHT = 64, 32  # pixels that a label at least has for itself
FEW_POINTS = 70  # of fewer, each is a dot on its curve


class LineChart(Chart):
    """Curves over one axis, with a vertical marker.

    The left button, pressed or dragged, and the arrow keys choose a point.

    Signals
    -------
    grasped()
        The button is pressed: what is chosen until the next time is one gesture.
    chosen(int)
        The index of a point that a person chose.
    """

    grasped = Signal()
    chosen = Signal(int)
    few_points: ClassVar[int] = FEW_POINTS

    def __init__(self, name: str, x_name: str, y_name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, x_name, y_name, parent)
        self._ends = {"bottom": (0.0, 1.0), "left": (0.0, 1.0)}
        self._marker: float | None = None
        self._marker_is_exact = True
        self._line: Any = None  # the marker, where it is drawn
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._draw()

    def show_names(self, x_name: str, y_name: str) -> None:
        """Name the axes; it is seen with the next curves."""
        self._names = {"bottom": x_name, "left": y_name}

    def show_curves(
        self, x: FloatArray, curves: Sequence[Curve], x_ends: tuple[float, float], y_ends: tuple[float, float]
    ) -> None:
        """Show these curves.

        Parameters
        ----------
        x : (n,)
            Rising; there may be none yet.
        curves : sequence of Curve
            NaN leaves a gap.
        x_ends, y_ends : (float, float)
            What the axes span, low < high.
        """
        self._x, self._curves = x, curves
        self._ends = {"bottom": x_ends, "left": y_ends}
        self._draw()

    def show_marker(self, x: float | None, *, is_exact: bool = True) -> None:
        """Mark a place; None for none. Where it lies beside what the curves are of, the marker is dotted."""
        moves = self._line is not None and x is not None and is_exact == self._marker_is_exact
        self._marker, self._marker_is_exact = x, is_exact
        if moves:
            self._line.setValue(x)
        else:
            self._draw()

    @override
    def _draw(self) -> None:
        self._clear(self._ticks())
        self._line = None
        (left, right), (bottom, top) = self._ends["bottom"], self._ends["left"]
        room = 0.04 * (top - bottom)  # so that a curve at zero is seen
        self._show_range((left, right), (bottom - room, top + room))
        if self._marker is not None and left <= self._marker <= right:
            style = Qt.PenStyle.SolidLine if self._marker_is_exact else Qt.PenStyle.DotLine
            self._line = self._add_vertical(self._marker, accent(self.palette()), style, 2 if self.hasFocus() else 1)
        for curve in self._curves:
            self._add_line(self._x, curve.y, curve)
            there = np.isfinite(curve.y)
            if 0 < there.sum() <= self.few_points:
                self._add_dots(self._x[there], curve.y[there], curve.colour, 5)

    def _ticks(self) -> dict[str, Ticks]:
        most = {"bottom": self.width() // TICK_WIDTH, "left": self.height() // TICK_HEIGHT}
        return {
            side: [[(tick, format_number(tick)) for tick in nice_ticks(*ends, min(9, max(3, most[side])))], []]
            for side, ends in self._ends.items()
        }

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._x):
            self.chosen.emit(index)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if len(self._x) and isinstance(event, QMouseEvent):
            is_press = event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton
            is_drag = event.type() == QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton
            if is_press:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.grasped.emit()
            if is_press or is_drag:
                self._choose(self.nearest(event.position().x()))
        elif event.type() == QEvent.Type.Resize:
            self._draw()  # there is room for other ticks
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not len(self._x):
            super().keyPressEvent(event)
            return
        here = int(np.abs(self._x - (self._marker or 0)).argmin())
        self._choose(here + step)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._draw()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._draw()

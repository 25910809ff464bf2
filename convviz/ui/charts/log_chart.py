"""A line plot with two logarithmic axes."""

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.text.numbers import format_number
from convviz.lab.text.quantities import power_of_ten
from convviz.ui.charts.chart import Chart
from convviz.ui.charts.curve import Curve

MOST_TICKS = 8  # labelled ones on an axis
MOST_MINOR_DECADES = 4
LABEL_SPACE = 0.12  # above the highest curve, for its name, as a share of the height


class LogChart(Chart):
    """Curves with their names at their right ends, and a marker with a dot on each of them.

    Parameters
    ----------
    name, x_name, y_name : str
        Of the chart, for screen readers, and of its axes.
    """

    def __init__(self, name: str, x_name: str, y_name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, x_name, y_name, parent)
        self._marker = 0
        self._ends = {"bottom": (0.0, 1.0), "left": (0.0, 1.0)}  # logarithms
        self._draw()

    def show_curves(self, x: FloatArray, curves: Sequence[Curve], marker: int) -> None:
        """Show these curves.

        Parameters
        ----------
        x : (n,)
            Rising, above 0. Of one alone, the decade that begins with it is shown.
        curves : sequence of Curve
        marker : int
            The index of the point that is marked.
        """
        self._x, self._curves, self._marker = x, curves, marker
        if len(x):
            values = [curve.y for curve in curves]
            for side, arrays in (("bottom", [x]), ("left", values)):
                ends = min(float(array.min()) for array in arrays), max(float(array.max()) for array in arrays)
                self._ends[side] = float(np.log10(ends[0])), float(np.log10(ends[1]))
        if len(x) == 1:
            self._ends["bottom"] = self._ends["bottom"][0], self._ends["bottom"][0] + 1
        self._draw()

    @override
    def _scaled(self, values: FloatArray) -> FloatArray:
        return np.asarray(np.log10(values))

    @override
    def _draw(self) -> None:
        self._clear({side: _ticks(*ends, MOST_TICKS) for side, ends in self._ends.items()})
        if not len(self._x):
            return
        bottom, top = self._ends["left"]
        below, above = (share * (top - bottom or 1.0) for share in (0.05, LABEL_SPACE))
        self._show_range(self._ends["bottom"], (bottom - below, top + above))
        x, here = self._scaled(self._x), [self._marker]
        self._add_vertical(float(x[self._marker]), self.palette().windowText().color(), Qt.PenStyle.DotLine)
        for curve in self._curves:
            y = self._scaled(curve.y)
            self._add_line(x, y, curve)
            self._add_dots(x[here], y[here], curve.colour, 8)
            self._add_words(curve.name, float(x[-1]), float(y[-1]), curve.colour)


def _ticks(low: float, high: float, most: int) -> list[list[tuple[float, str]]]:
    """Return the powers of ten between two logarithms, and without labels what lies between few of them.

    Within one decade there may be no power of ten: each step is labelled.
    """
    first, last = floor(low), ceil(high)
    if high - low < 1:
        steps = [(power, part) for power in range(first, last + 1) for part in range(1, 10)]
        return [[(power + float(np.log10(part)), format_number(part * 10.0**power)) for power, part in steps]]
    step = max(1, ceil((last - first) / most))
    powers = [(float(power), power_of_ten(power)) for power in range(first, last + 1, step)]
    between = [(power + float(np.log10(part)), "") for power, _ in powers for part in range(2, 10)]
    return [powers, between if last - first <= MOST_MINOR_DECADES else []]

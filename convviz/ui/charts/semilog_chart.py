"""A line plot whose vertical axis is logarithmic, as for a cost J that falls by powers of ten."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.lab.text.numbers import format_number
from convviz.ui.charts.chart import Ticks
from convviz.ui.charts.curve import Curve
from convviz.ui.charts.line_chart import LineChart

FEW_DECADES = 2  # of up to so many, 2 and 5 are labelled as well


class SemilogChart(LineChart):
    """Curves of values above 0 over a linear axis."""

    few_points: ClassVar[int] = 1  # a noisy curve is no better to read with dots

    @override
    def show_curves(
        self, x: FloatArray, curves: Sequence[Curve], x_ends: tuple[float, float], y_ends: tuple[float, float]
    ) -> None:
        """Show these curves; all values and both ends are above 0, and NaN leaves a gap."""
        logarithms = [replace(curve, y=np.log10(curve.y)) for curve in curves]
        low, high = (float(np.log10(end)) for end in y_ends)
        super().show_curves(x, logarithms, x_ends, (low, high))

    @override
    def _ticks(self) -> dict[str, Ticks]:
        low, high = self._ends["left"]
        powers = range(int(np.floor(low)), int(np.ceil(high)) + 1)
        factors = (1, 2, 5) if high - low <= FEW_DECADES else (1,)
        labelled = [(power + float(np.log10(factor)), factor * 10.0**power) for power in powers for factor in factors]
        between = [(power + float(np.log10(part)), "") for power in powers for part in range(2, 10)]
        return super()._ticks() | {"left": [[(place, format_number(value)) for place, value in labelled], between]}

"""J over the steps, a curve for each racer, and the least J that there is."""

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from convviz.lab.training.cost_curve import Curves
from convviz.lab.training.filter_race import Snapshot
from convviz.lab.training.filter_run_words import cost_text, racer_names, steps_text
from convviz.ui.charts.curve import Curve
from convviz.ui.charts.log_chart import LogChart
from convviz.ui.training.racers import STYLES, racer_colours

LEAST_DRAWN = 1e-12  # of the target's variance: float32 cannot tell less from zero


class CostChart(QWidget):
    """Both axes are logarithmic: much happens in the first steps, and J falls by powers of ten.

    Signals
    -------
    read_out(str)
        The costs at the step under the pointer.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self.chart = LogChart("J over the steps", "step", "J")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self.chart.hovered.connect(self._on_hovered)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the curves until now; none with None."""
        self._snapshot = snapshot
        if snapshot is None:
            self.chart.show_curves(np.empty(0), (), 0)
            return
        steps, costs = _drawn(snapshot)
        squares = snapshot.problem.squares
        floor = LEAST_DRAWN * (squares.target_variance or 1.0)
        looks = zip(costs, racer_colours(self.palette()), STYLES, strict=False)
        curves = [Curve("", np.maximum(cost, floor), colour, style) for cost, colour, style in looks]
        if squares.least_cost > floor:
            quiet = self.palette().placeholderText().color()
            least = np.full(len(steps), squares.least_cost)
            curves.append(Curve("least J", least, quiet, Qt.PenStyle.DotLine, 1))
        self.chart.show_curves(steps, curves, len(steps) - 1)

    def _on_hovered(self, index: int | None) -> None:
        if self._snapshot is None or index is None:
            self.read_out.emit("")
            return
        steps, costs = _drawn(self._snapshot)
        said = zip(racer_names(self._snapshot), costs[:, index], strict=True)
        step = min(int(steps[index]), self._snapshot.step)
        self.read_out.emit("   ".join((steps_text(step), *(f"{name} J {cost_text(cost)}" for name, cost in said))))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_snapshot(self._snapshot)


def _drawn(snapshot: Snapshot) -> Curves:
    """Return the curves without step 0, which has no logarithm; before the first step it stands at 1."""
    steps, costs = snapshot.curves
    return Curves(steps[1:], costs[:, 1:]) if len(steps) > 1 else Curves(np.ones(1), costs)

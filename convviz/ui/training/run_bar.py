"""Run, step, reset and the speed: what a person does with a training."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, tool_button

RUN_WIDTH, SPEED_WIDTH = 13 * UNIT, 17 * UNIT
FASTEST = "as fast as it can"


class RunBar(QWidget):
    """One large button, two small ones, and the speed.

    Parameters
    ----------
    step : str
        What one step is, for the tooltip: "one step of gradient descent".
    speeds : sequence of (float or None)
        Steps a second that are offered; None is as fast as it can, and empty offers none.

    Signals
    -------
    toggled(), step_wanted(), reset_wanted()
        A person wants to run or pause, to make one step, or to begin anew.
    speed_chosen(object)
        A person chose one of the speeds.
    """

    toggled = Signal()
    step_wanted = Signal()
    reset_wanted = Signal()
    speed_chosen = Signal(object)

    def __init__(self, step: str, speeds: Sequence[float | None] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speeds = speeds
        self.run, self.step, self.reset = QPushButton("Run"), tool_button("Step"), tool_button("Reset")
        self.speed = Choice("speed, steps a second", [_speed_text(speed) for speed in speeds])
        self.run.setDefault(True)
        self.run.setFixedWidth(RUN_WIDTH)
        self.step.setToolTip(f"Make {step} and pause")
        self.reset.setToolTip("Go back to step 0: the same seed draws the same numbers again")
        self.speed.setFixedWidth(SPEED_WIDTH)
        self.speed.setToolTip("Steps a second; it can be changed while it runs, and changes nothing of the result")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        for part in (self.run, self.step, self.reset, self.speed):
            layout.addWidget(part)
        layout.addStretch(1)
        self.speed.setVisible(bool(speeds))
        self.run.clicked.connect(self.toggled)
        self.step.clicked.connect(self.step_wanted)
        self.reset.clicked.connect(self.reset_wanted)
        self.speed.activated.connect(lambda index: self.speed_chosen.emit(self._speeds[index]))
        self.show_running(False)

    def show_running(self, running: bool) -> None:
        """Show whether it runs."""
        self.run.setText("Pause" if running else "Run")
        self.run.setToolTip("Pause (Space)" if running else "Run (Space)")

    def allow(self, *, run: bool, steps: bool) -> None:
        """Enable the large button, and those for one step and for going back; what can do nothing is disabled."""
        self.run.setEnabled(run)
        for button in (self.step, self.reset):
            button.setEnabled(steps)

    def show_speed(self, speed: float | None) -> None:
        """Show how fast it runs."""
        self.speed.show_choice(_speed_text(speed))


def _speed_text(speed: float | None) -> str:
    return FASTEST if speed is None else f"{speed:,.0f}/s"

"""A learning rate: a slider on which the same way is the same factor, and a number."""

from math import log10

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from convviz.lab.training.optimiser_kinds import LARGEST_RATE, LEAST_RATE
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import NumberBox, show_number, yield_wheel_and_undo

STEPS_A_DECADE = 20
NUMBER_WIDTH = 10 * UNIT
DIGITS = 2


class RateControl(QWidget):
    """A slider and a number for the learning rate.

    Signals
    -------
    gripped()
        A person begins to drag the slider: what comes until it is let go is one gesture.
    released()
        It is let go.
    changed(float)
        A person set it.
    """

    gripped = Signal()
    released = Signal()
    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider, self.number = QSlider(Qt.Orientation.Horizontal), NumberBox(LARGEST_RATE)
        self.slider.setRange(round(STEPS_A_DECADE * log10(LEAST_RATE)), round(STEPS_A_DECADE * log10(LARGEST_RATE)))
        self.slider.setPageStep(STEPS_A_DECADE)
        self.number.setRange(LEAST_RATE, LARGEST_RATE)
        self.number.setDecimals(7)
        self.number.setKeyboardTracking(False)
        self.number.setStepType(NumberBox.StepType.AdaptiveDecimalStepType)
        self.number.setFixedWidth(NUMBER_WIDTH)
        for control in (self.slider, self.number):
            control.setAccessibleName("learning rate")
            control.setToolTip(TERMS["learning rate"])
            yield_wheel_and_undo(control)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.setFocusProxy(self.slider)
        self.slider.sliderPressed.connect(self.gripped)
        self.slider.sliderReleased.connect(self.released)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.number.valueChanged.connect(self.changed)

    def show_rate(self, rate: float) -> None:
        """Show a rate; the slider stands at the step that is nearest."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS_A_DECADE * log10(max(rate, LEAST_RATE))))
        show_number(self.number, rate)

    def _on_slider_moved(self, step: int) -> None:
        rate: float = 10 ** (step / STEPS_A_DECADE)
        self.changed.emit(float(f"{rate:.{DIGITS - 1}e}"))

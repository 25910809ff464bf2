"""The panel of the display: which colours, which values they span, and how often there are which."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convviz.app.document import Document
from convviz.lab.compute import Frame
from convviz.lab.edits.edits import display_set
from convviz.lab.pictures.display import LARGEST_END, UNSIGNED_COLOUR_MAPS
from convviz.lab.state import State
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, NumberBox, form, show_number, term_label, yield_wheel_and_undo
from convviz.ui.widgets.histogram_view import HistogramView

SIGNED = {
    "balance": "balance: blue, white, red",
    "vik": "vik: blue, beige, brown",
    "berlin": "berlin: blue, black, red",
}
RANGES = {
    "percentile": "most values (percentile)",
    "symmetric": "all, zero in the middle",
    "min-max": "least to greatest",
    "fixed": "fixed ends",
}


class DisplayPanel(QWidget):
    """Shows how values become colours and lets a person change it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.signed = Choice("signed colours", SIGNED)
        self.unsigned = Choice("colours", tuple(UNSIGNED_COLOUR_MAPS))
        self.range = Choice("range", RANGES)
        self.percentile = _number("percentile", 100.0, 0.1)
        self.percentile.setMinimum(50.0)
        self.low, self.high = (_number(f"range, {end} end", LARGEST_END, 0.1) for end in ("lower", "upper"))
        self.locked = QCheckBox("one scale for all maps")
        self.locked.setToolTip(TERMS["locked"])
        self.histogram = HistogramView()
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show the choices of this state."""
        display = state.display
        self.signed.show_choice(display.signed)
        self.unsigned.show_choice(display.unsigned)
        self.range.show_choice(display.value_range)
        for choice in (self.signed, self.unsigned):
            choice.setEnabled(state.planes == 1)  # a map in colour has its own
        numbers = zip((self.percentile, self.low, self.high), (display.percentile, *display.fixed), strict=True)
        for control, value in numbers:
            show_number(control, value)
        with QSignalBlocker(self.locked):
            self.locked.setChecked(display.locked)
        self._form.setRowVisible(self.percentile, display.value_range == "percentile")
        self._form.setRowVisible(self._fixed, display.value_range == "fixed")
        self._form.setRowVisible(self.locked, state.layer.out_channels > 1)

    def show_frame(self, frame: Frame) -> None:
        """Show how often the map has which values."""
        self.histogram.show_frame(frame)

    def _lay_out(self) -> None:
        self._fixed = QWidget()
        ends = QHBoxLayout(self._fixed)
        ends.setContentsMargins(0, 0, 0, 0)
        ends.setSpacing(UNIT)
        for widget in (self.low, QLabel("…"), self.high):
            ends.addWidget(widget, int(isinstance(widget, NumberBox)))
        self._form = form(
            (
                (term_label("Signed", "signed colours"), self.signed),
                (term_label("Unsigned", "colours"), self.unsigned),
                (term_label("Range"), self.range),
                (term_label("Percentile, %", "percentile"), self.percentile),
                (None, self._fixed),
                (None, self.locked),
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.histogram)
        layout.addLayout(self._form)

    def _connect(self) -> None:
        nudging, self._moving_ends = self._document.new_gesture(), self._document.new_gesture()
        self.signed.chosen.connect(lambda name: self._set("Set colours", signed=name))
        self.unsigned.chosen.connect(lambda name: self._set("Set colours", unsigned=name))
        self.range.chosen.connect(self._on_range_chosen)
        self.percentile.valueChanged.connect(
            lambda value: self._set("Set percentile", gesture=nudging, percentile=value)
        )
        for end in (self.low, self.high):
            end.valueChanged.connect(self._on_end_changed)
        self.locked.toggled.connect(
            lambda locked: self._set("Share one scale" if locked else "Scale each map alone", locked=locked)
        )

    def _set(self, text: str, gesture: int = 0, **choices: Any) -> None:
        self._document.edit(text, partial(display_set, **choices), gesture=gesture)

    def _on_range_chosen(self, name: str) -> None:
        """Begin a fixed range at the one that is on the screen, so that nothing jumps."""
        scale = self.histogram.scale
        if name == "fixed" and scale:
            self._set("Set range", value_range=name, fixed=(scale.low, scale.high))
        else:
            self._set("Set range", value_range=name)

    def _on_end_changed(self) -> None:
        """Set both ends; one that was moved past the other takes it along by the width there was."""
        low, high = self.low.value(), self.high.value()
        if low >= high:
            before = self._document.state.display.fixed
            width = before[1] - before[0]
            low, high = (low, low + width) if self.sender() is self.low else (high - width, high)
        self._set("Set range", gesture=self._moving_ends, fixed=(low, high))


def _number(name: str, largest: float, step: float) -> NumberBox:
    number = NumberBox(largest)
    number.setSingleStep(step)
    number.setKeyboardTracking(False)
    number.setAccessibleName(name)
    yield_wheel_and_undo(number)
    return number

"""A slider and a number for the shift along one axis."""

from math import floor

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QValidator, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QStyleOptionSlider, QWidget
from typing_extensions import override

from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT, accent
from convviz.ui.widgets.controls import NumberBox, yield_wheel_and_undo

PAGE = 10  # steps
CANNOT_MOVE = "What the network gets is one pixel long here: there is nowhere to move it."
NUMBER_WIDTH = 9 * UNIT
LABEL_WIDTH = 3 * UNIT
GROOVE, KNOB, TICK = 4.0, 14.0, 5.0


class ShiftSlider(QSlider):
    """Goes from minus to plus the reach, in steps.

    Signals
    -------
    gripped(object)
        A person begins to move it; with "wheel" what follows may be one with the turn before.
    chosen(float)
        A person set this number of pixels.
    """

    gripped = Signal(object)
    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._step = 1.0
        self.setPageStep(PAGE)
        self.valueChanged.connect(lambda steps: self.chosen.emit(round(steps * self._step, 6)))
        yield_wheel_and_undo(self)

    def show_shift(self, shift: float, reach: float, step: float) -> None:
        """Show a shift, of which it takes the nearest step."""
        most = floor(reach / step + 1e-9)
        self._step = step
        with QSignalBlocker(self):
            self.setRange(-most, most)
            self.setValue(round(shift / step))

    def _knob(self) -> QRectF:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return QRectF(self.style().subControlRect(control, option, part, self))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the way from zero, which is in the middle, to the knob; a style would fill all that is left of it."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        knob = self._knob().center()
        half, middle = knob.y(), self.width() / 2
        groove = QRectF(KNOB / 2, half - GROOVE / 2, self.width() - KNOB, GROOVE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.mid())
        painter.drawRoundedRect(groove, GROOVE / 2, GROOVE / 2)
        painter.drawRect(QRectF(middle - 0.5, half - TICK - GROOVE / 2, 1, 2 * TICK + GROOVE))
        painter.setBrush(accent(palette) if self.isEnabled() else palette.mid())
        painter.drawRect(QRectF(min(middle, knob.x()), groove.top(), abs(knob.x() - middle), GROOVE))
        painter.setPen(QPen(accent(palette) if self.hasFocus() else palette.placeholderText().color(), 2))
        painter.setBrush(palette.button())
        painter.drawEllipse(knob, KNOB / 2 - 1, KNOB / 2 - 1)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob; beside it, bring it there first."""
        self.gripped.emit(None)
        knob = self._knob()
        if event.button() == Qt.MouseButton.LeftButton and not knob.contains(event.position()):
            way, room = event.position().x() - knob.width() / 2, self.width() - knob.width()
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), round(way), round(room)))
        super().mousePressEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.gripped.emit(None)
        super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.gripped.emit("wheel")
        super().wheelEvent(event)


class ShiftNumber(NumberBox):
    """Takes whatever number is typed; one beyond the range becomes the largest or the smallest."""

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, text, position = super().validate(text, position)
        return QValidator.State.Acceptable if state == QValidator.State.Invalid else state, text, position


class ShiftControl(QWidget):
    """The shift along one axis.

    Parameters
    ----------
    sign, name : str
        What stands before it, and what it is called: "x →", "right".

    Signals
    -------
    gripped(object)
        As of ``ShiftSlider``.
    chosen(float)
        A person set this number of pixels.
    """

    gripped = Signal(object)
    chosen = Signal(float)

    def __init__(self, sign: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider, self.number = ShiftSlider(), ShiftNumber(0)
        self._name = name
        self.number.setKeyboardTracking(False)
        self.number.setFixedWidth(NUMBER_WIDTH)
        yield_wheel_and_undo(self.number)
        self._label = label = QLabel(sign)
        label.setFixedWidth(LABEL_WIDTH)
        for widget in (label, self.slider, self.number):
            widget.setAccessibleName(f"Shift {name}, pixels")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)
        self.slider.gripped.connect(self.gripped)
        self.slider.chosen.connect(self.chosen)
        self.number.valueChanged.connect(self._on_number_changed)

    def show_shift(self, shift: float, reach: float, step: float) -> None:
        """Show a shift, how far it may go either way, and the pixels of a step."""
        self.slider.show_shift(shift, reach, step)
        with QSignalBlocker(self.number):
            if self.number.maximum() != reach:  # else the layouts would be asked again while it moves
                self.number.setRange(-reach, reach)
            self.number.setSingleStep(step)
            self.number.setValue(shift)
        self.setEnabled(reach > 0)
        why = f"Pixels {self._name}. {TERMS['shift']}" if reach else CANNOT_MOVE
        for widget in (self._label, self.slider, self.number):
            widget.setToolTip(why)

    def _on_number_changed(self, value: float) -> None:
        self.gripped.emit("number")
        self.chosen.emit(value)

"""The controls of one parameter: a slider and a number, a number and a button for the next one, or a choice."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget
from typing_extensions import override

from convviz.lab.kernel.generators import Parameter
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, NumberBox, tool_button, yield_wheel_and_undo

NUMBER_WIDTH, UNIT_WIDTH = 9 * UNIT, 2 * UNIT
STEPS_A_PAGE = 10


class NumberControl(QWidget):
    """A number, with a slider beside it; or with a button, if it is one whose size means nothing.

    Signals
    -------
    changed(float)
        A person set it.
    """

    changed = Signal(float)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameter = parameter
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((parameter.greatest - parameter.least) / parameter.step))
        self.slider.setPageStep(STEPS_A_PAGE)
        self.number = NumberBox(parameter.greatest)
        self.number.setDecimals(parameter.decimals)
        self.number.setRange(parameter.least, parameter.greatest)
        self.number.setSingleStep(parameter.step)
        self.number.setKeyboardTracking(False)
        self.number.installEventFilter(self)
        self.another = tool_button(parameter.another)
        for control in (self.slider, self.number):
            control.setAccessibleName(parameter.name)
            control.setToolTip(parameter.hint)
            yield_wheel_and_undo(control)
        self._lay_out()
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.number.valueChanged.connect(self._on_number_changed)
        self.another.clicked.connect(self.number.stepUp)

    def show_value(self, value: float) -> None:
        """Show this value; the slider stands at the step that is nearest."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.number.setValue(value)
            self.slider.setValue(self._step_of(value))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        unit = QLabel(self._parameter.unit)
        unit.setFixedWidth(UNIT_WIDTH)
        unit.setProperty("role", "quiet")
        for part in (self.slider, self.number, unit, self.another):
            layout.addWidget(part, 0 if part is unit else 1)
        has_button = bool(self._parameter.another)
        self.slider.setVisible(not has_button)
        unit.setVisible(not has_button)
        self.another.setVisible(has_button)
        if not has_button:
            self.number.setFixedWidth(NUMBER_WIDTH)
        self.setFocusProxy(self.number if has_button else self.slider)

    def _step_of(self, value: float) -> int:
        return round((value - self._parameter.least) / self._parameter.step)

    def _on_slider_moved(self, step: int) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(self._parameter.least + step * self._parameter.step)
        self.changed.emit(self.number.value())

    def _on_number_changed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._step_of(value))
        self.changed.emit(value)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter take a number that is half typed; only the next one goes on to the dialog."""
        number = self.number
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if number.cleanText() == number.textFromValue(number.value()):
            return False
        number.interpretText()
        number.selectAll()
        return True


class ChoiceControl(Choice):
    """One of several things, which 0, 1, … stand for.

    Signals
    -------
    changed(float)
        A person chose another one.
    """

    changed = Signal(float)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parameter.name, parameter.choices, parent)
        self.setToolTip(parameter.hint)
        self.activated.connect(self.changed.emit)

    def show_value(self, value: float) -> None:
        """Show this one."""
        with QSignalBlocker(self):
            self.setCurrentIndex(int(value))


def parameter_control(parameter: Parameter) -> NumberControl | ChoiceControl:
    """Make the control that fits a parameter."""
    return ChoiceControl(parameter) if parameter.choices else NumberControl(parameter)

"""What the curves show: which read-out, in which direction, how far, and whether of layers or of switches."""

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from convviz.lab.state import State
from convviz.lab.translation.course import Axis, Course
from convviz.lab.translation.sweep import READ_OUTS, ReadOut, course_in
from convviz.lab.translation.sweep_text import TITLES
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.widgets.controls import Choice, tool_button

BUTTONS: dict[ReadOut, str] = {
    "equivariance": "Equivariance error",
    "change": "Pooled: change",
    "cosine": "Pooled: cosine",
}
AXIS_CHOICES = {"x": "along x", "y": "along y", "diagonal": "diagonal"}
REACHES = {"8": "± 8 px", "16": "± 16 px", "32": "± 32 px", "half": "± half"}
STEP_CHOICES = {"1": "step 1", "0.5": "step ½", "0.25": "step ¼"}
LEAST_WIDTH_FOR_ONE_ROW = 800


class CurvesBar(QWidget):
    """Chooses a read-out and a course.

    Signals
    -------
    read_out_chosen(), course_chosen()
        A person chose another one.
    """

    read_out_chosen = Signal()
    course_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read_outs = QButtonGroup(self)
        self.axis, self.reach, self.step = (
            _choice(f"{what} of the curves", words)
            for what, words in (("axis", AXIS_CHOICES), ("range", REACHES), ("step", STEP_CHOICES))
        )
        self.reach.show_choice("16")
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(UNIT)
        self._rows.addLayout(self._read_out_row())
        self._choices = _row((self.axis, self.reach, self.step))
        self._rows.addLayout(self._choices)
        self.read_outs.idClicked.connect(lambda _: self.read_out_chosen.emit())
        for choice in (self.axis, self.reach, self.step):
            choice.chosen.connect(lambda _: self.course_chosen.emit())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def read_out(self) -> ReadOut:
        """The chosen read-out."""
        return READ_OUTS[self.read_outs.checkedId()]

    def course(self, state: State) -> Course:
        """Return the chosen course, as far as the range of the shift goes."""
        reach = self.reach.currentData()
        axis = cast(Axis, self.axis.currentData())
        return course_in(state, axis, None if reach == "half" else int(reach), float(self.step.currentData()))

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self._choices.addWidget(widget)

    def _read_out_row(self) -> QHBoxLayout:
        buttons = []
        for index, read_out in enumerate(READ_OUTS):
            button = tool_button(BUTTONS[read_out], checkable=True)
            button.setToolTip(TERMS[TITLES[read_out].lower()])
            button.setProperty("tight", True)
            self.read_outs.addButton(button, index)
            buttons.append(button)
        buttons[0].setChecked(True)
        row = _row(buttons)
        row.setSpacing(UNIT // 2)
        row.addStretch(1)
        return row

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        one_row = self.width() >= LEAST_WIDTH_FOR_ONE_ROW
        direction = QBoxLayout.Direction.LeftToRight if one_row else QBoxLayout.Direction.TopToBottom
        if direction != self._rows.direction():
            self._rows.setDirection(direction)
            self.updateGeometry()


def _choice(term: str, words: dict[str, str]) -> Choice:
    choice = Choice(term, words)
    choice.setMinimumContentsLength(4)  # as long as the words
    choice.setToolTip(TERMS[term])
    return choice


def _row(widgets: Iterable[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(UNIT)
    for widget in widgets:
        row.addWidget(widget)
    return row

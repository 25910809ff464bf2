"""The controls of a parameter: they tell what a person sets, and never what they are made to show."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from convviz.lab.kernel.generators import Parameter
from convviz.ui.widgets.parameter_control import ChoiceControl, NumberControl, parameter_control
from tests.hands import CONTROL, Calls, Key, choose, click, drag, press, set_number, slider_handle, type_text, wheel

SIGMA = Parameter("sigma", "Width σ", "How wide.", 0.3, 10, 0.1, 1, decimals=2, unit="px")
SIZE = Parameter("size", "Size", "How many.", 1, 31, 1, 3)
SEED = Parameter("seed", "Seed", "Which.", 0, 99, 1, 0, another="Another")
KIND = Parameter("kind", "Kind", "Which.", 0, 2, 1, 0, choices=("a", "b", "c"))


@pytest.fixture
def control(request: pytest.FixtureRequest, qtbot: QtBot) -> NumberControl | ChoiceControl:
    control = parameter_control(getattr(request, "param", SIGMA))
    qtbot.addWidget(control)
    control.show_value(control_default(request))
    with qtbot.waitActive(control):
        control.show()
        control.activateWindow()
    return control


def control_default(request: pytest.FixtureRequest) -> float:
    return getattr(request, "param", SIGMA).default


def test_showing_a_value_tells_nothing(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    for value in (0.3, 1.23, 10):
        control.show_value(value)
        assert control.number.value() == value
    assert control.slider.value() == control.slider.maximum()
    assert told == []


def test_the_arrow_keys_take_small_steps_and_the_page_keys_larger_ones(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    control.setFocus()
    press(Key.Key_Right)
    press(Key.Key_PageUp)
    press(Key.Key_Left)
    press(Key.Key_Home)
    assert told == [(1.1,), (2.1,), (2.0,), (0.3,)]
    assert control.number.value() == 0.3


def test_a_drag_tells_what_it_passes(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    start = slider_handle(control.slider)
    drag(control.slider, start, start + QPoint(30, 0), steps=6)
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == (control.number.value(),)


def test_a_number_is_typed_exactly_and_the_slider_stands_near_it(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    set_number(control.number, "2.57")
    assert told == [(2.57,)]
    assert control.slider.value() == 23
    assert control.number.value() == 2.57


@pytest.mark.parametrize(("typed", "value"), [("1/4", 0.3), ("3/2", 1.5), ("2,5", 2.5), ("0.1", 0.3)])
def test_a_typed_number_is_read_as_the_kernel_does_and_kept_in_its_range(
    control: NumberControl, typed: str, value: float
) -> None:
    set_number(control.number, typed)
    assert control.number.value() == value


@pytest.mark.parametrize("control", [SIZE], indirect=True)
def test_a_whole_number_has_no_decimals(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    set_number(control.number, "31")
    press(Key.Key_Down)
    assert told == [(31,), (30,)]
    assert control.number.text() == "30"


@pytest.mark.parametrize("control", [SEED], indirect=True)
def test_the_button_takes_the_next_number(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    click(control.another)
    click(control.another)
    assert told == [(1,), (2,)]
    assert not control.slider.isVisible()


@pytest.mark.parametrize("control", [KIND], indirect=True)
def test_a_choice_tells_its_place(control: ChoiceControl) -> None:
    told = Calls(control.changed.connect)
    control.show_value(1)
    assert told == []
    assert control.currentText() == "b"
    choose(control, "c")
    assert told == [(2,)]


def test_the_wheel_changes_only_what_has_the_focus(control: NumberControl) -> None:
    told = Calls(control.changed.connect)
    control.number.setFocus()
    wheel(control.slider, notches=1)
    assert told == []
    wheel(control.number, notches=1)
    assert told == [(1.1,)]


def test_enter_takes_a_half_typed_number_and_only_the_next_one_goes_on(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    control = NumberControl(SIGMA, dialog)
    QPushButton("Keep", dialog).clicked.connect(dialog.accept)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    control.number.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("4.3")
    press(Key.Key_Return)
    assert control.number.value() == 4.3
    assert dialog.isVisible()
    press(Key.Key_Return)
    assert not dialog.isVisible()


@pytest.mark.parametrize("parameter", [SIGMA, SIZE, SEED, KIND])
def test_every_control_is_named_and_explained(qtbot: QtBot, parameter: Parameter) -> None:
    control = parameter_control(parameter)
    qtbot.addWidget(control)
    for part in [control] if isinstance(control, ChoiceControl) else [control.slider, control.number]:
        assert part.accessibleName() == parameter.name
        assert part.toolTip() == parameter.hint

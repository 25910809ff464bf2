"""The small controls: they tell what a person sets, and never what they are made to show."""

import pytest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convviz.ui.main_window import MainWindow
from convviz.ui.terms import TERMS
from convviz.ui.widgets.controls import Choice, NumberBox, PairControl, SidesControl, show_number, term_label
from tests.hands import CONTROL, Calls, Key, choose, click, press, set_number, steps, type_text, wheel


@pytest.fixture
def frame(qtbot: QtBot) -> QWidget:
    """A window that has the keyboard, with room for a control."""
    frame = QWidget()
    qtbot.addWidget(frame)
    QVBoxLayout(frame)
    with qtbot.waitActive(frame):
        frame.show()
        frame.activateWindow()
    return frame


@pytest.fixture
def pair(frame: QWidget) -> PairControl:
    pair = PairControl("stride", 9)
    frame.layout().addWidget(pair)
    pair.show()
    pair.show_values(1, 1)
    return pair


def test_linked_numbers_are_set_together(pair: PairControl) -> None:
    told = Calls(pair.changed.connect)
    set_number(pair.vertical, "3")
    assert told == [(3, 3)]


def test_unlinked_numbers_are_set_one_by_one(pair: PairControl) -> None:
    click(pair.link)
    told = Calls(pair.changed.connect)
    set_number(pair.horizontal, "3")
    assert told == [(1, 3)]


def test_unlike_numbers_undo_the_link_and_linking_makes_them_alike(pair: PairControl) -> None:
    told = Calls(pair.changed.connect)
    pair.show_values(2, 5)
    assert not pair.link.isChecked()
    assert told == []
    click(pair.link)
    assert told == [(2, 2)]


def test_a_number_out_of_range_cannot_be_typed(pair: PairControl) -> None:
    told = Calls(pair.changed.connect)
    set_number(pair.vertical, "95")
    assert told == [(9, 9)]


def test_showing_numbers_tells_nothing(pair: PairControl) -> None:
    told = Calls(pair.changed.connect)
    for values in ((1, 1), (2, 3), (9, 9)):
        pair.show_values(*values)
        assert (pair.vertical.value(), pair.horizontal.value()) == values
    assert told == []


def test_the_four_sides_are_told_together(frame: QWidget) -> None:
    sides = SidesControl()
    frame.layout().addWidget(sides)
    sides.show()
    told = Calls(sides.changed.connect)
    sides.show_values((1, 2, 3, 4))
    assert told == []
    set_number(sides.sides[2], "7")
    assert told == [(1, 2, 7, 4)]


def test_a_choice_tells_what_a_person_chose(frame: QWidget) -> None:
    choice = Choice("activation", ("a", "b", "c"))
    frame.layout().addWidget(choice)
    choice.show()
    told = Calls(choice.chosen.connect)
    choice.show_choice("b")
    assert told == []
    choose(choice, "c")
    choice.setFocus()
    press(Key.Key_Up)
    assert told == [("c",), ("b",)]


def test_a_label_explains_its_word() -> None:
    assert term_label("Stride").toolTip() == TERMS["stride"]
    assert term_label("Filled with", "padding mode").toolTip() == TERMS["padding mode"]


def test_every_term_is_a_sentence_or_two() -> None:
    for term, meaning in TERMS.items():
        assert meaning.endswith("."), term
        assert len(meaning) < 200, term


def wheeled(window: MainWindow) -> list[QWidget]:
    """Return every control that a wheel could change."""
    page = window.page
    return [
        page.kernel_panel.named,
        page.kernel_panel.kernel_size.vertical,
        page.kernel_panel.kernel_size.horizontal,
        page.layer_panel.stride.vertical,
        page.layer_panel.dilation.horizontal,
        page.layer_panel.padding,
        page.layer_panel.padding_mode,
        page.layer_panel.activation,
        page.layer_panel.bias.slider,
        page.layer_panel.bias.number,
        page.display_panel.signed,
        page.display_panel.range,
    ]


def test_the_wheel_over_a_control_scrolls_the_panels_and_changes_nothing(window: MainWindow) -> None:
    window.resize(window.minimumSize())
    area = next(area for area in window.findChildren(QScrollArea) if area.isAncestorOf(window.page.layer_panel))
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0, "the panels fit, so there is nothing to scroll"
    window.page.kernel_panel.grid.setFocus()
    for control in wheeled(window):
        area.ensureWidgetVisible(control)
        before = bar.value()
        notches = 1 if before > bar.maximum() // 2 else -1
        wheel(control, notches=notches)
        assert (bar.value() - before) * notches < 0, control.accessibleName()
    assert steps(window.document) == []


def test_the_wheel_changes_a_control_that_has_the_focus(window: MainWindow) -> None:
    stride = window.page.layer_panel.stride.vertical
    stride.setFocus()
    wheel(stride, notches=1)
    assert window.document.state.layer.stride == (2, 2)


def test_a_link_that_an_undo_loosened_is_there_again(pair: PairControl) -> None:
    pair.show_values(1, 2)
    pair.show_values(3, 3)
    assert pair.link.isChecked()


def test_a_link_that_a_person_loosened_stays_so(pair: PairControl) -> None:
    click(pair.link)
    pair.show_values(1, 2)
    pair.show_values(3, 3)
    assert not pair.link.isChecked()


@pytest.mark.parametrize(
    ("typed", "value"), [("1/4", 0.25), ("-0.5", -0.5), ("0,125", 0.125), ("1e-3", 0.001), ("7", 7.0)]
)
def test_a_number_box_takes_numbers_as_the_kernel_does(frame: QWidget, typed: str, value: float) -> None:
    box = NumberBox(100.0)
    box.setKeyboardTracking(False)
    frame.layout().addWidget(box)
    box.show()
    told = Calls(box.valueChanged.connect)
    set_number(box, typed)
    assert told == [(value,)]


@pytest.mark.parametrize("typed", ["abc", "", "1/0", "--"])
def test_a_number_box_goes_back_to_its_number_after_garbage(frame: QWidget, typed: str) -> None:
    box = NumberBox(100.0)
    box.setKeyboardTracking(False)
    box.setValue(2.5)
    frame.layout().addWidget(box)
    box.show()
    told = Calls(box.valueChanged.connect)
    box.setFocus()
    press(Key.Key_A, CONTROL)
    press(Key.Key_Delete)
    type_text(typed)
    press(Key.Key_Return)
    box.clearFocus()
    assert told == []
    assert (box.value(), box.text()) == (2.5, "2.5")


def test_a_number_that_is_shown_replaces_what_is_half_typed_and_tells_nothing(frame: QWidget) -> None:
    box = NumberBox(100.0)
    box.setKeyboardTracking(False)
    frame.layout().addWidget(box)
    box.show()
    told = Calls(box.valueChanged.connect)
    show_number(box, 2.5)
    box.setFocus()
    box.selectAll()
    type_text("7")
    show_number(box, 2.5)
    assert (box.value(), box.text()) == (2.5, "2.5")
    assert told == []

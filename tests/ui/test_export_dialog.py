"""The export dialog shows what comes of every choice, and hands over what was chosen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialogButtonBox, QSpinBox
from pytestqt.qtbot import QtBot

from convviz.app.export_choice import ExportChoice
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import filter_added
from convviz.lab.state import State
from convviz.ui.filters.export_dialog import AS, WHAT, ExportDialog
from tests.hands import CONTROL, Calls, Key, choose, click, press, type_text, wheel


@pytest.fixture
def frame(state: State) -> Frame:
    return compute(replace(state, **filter_added(state)))


def opened(frame: Frame, qtbot: QtBot, choice: ExportChoice | None = None) -> ExportDialog:
    dialog = ExportDialog(frame, choice or ExportChoice())
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    return dialog


def enter(spin: QSpinBox, text: str) -> None:
    """Type a number; Enter would press the button of the dialog."""
    spin.setFocus()
    press(Key.Key_A, CONTROL)
    type_text(text)


def enabled(dialog: ExportDialog) -> list[bool]:
    controls = (dialog.kind, dialog.zoom, dialog.colour_bar, dialog.columns, dialog.export)
    return [control.isEnabled() for control in controls]


def test_it_begins_with_what_was_chosen_last(frame: Frame, qtbot: QtBot) -> None:
    choice = ExportChoice("folder", "picture", 4, True, 2)
    dialog = opened(frame, qtbot, choice)
    shown = (dialog.what.currentData(), dialog.kind.currentData(), dialog.zoom.value(), dialog.colour_bar.isChecked())
    assert (*shown, dialog.columns.value()) == ("folder", "picture", 4, True, 2)
    assert dialog.choice == choice


@pytest.mark.parametrize(
    ("what", "kind", "usable"),
    [
        ("map", "picture", [True, True, True, False, True]),
        ("map", "values", [True, False, False, False, True]),
        ("folder", "picture", [True, True, True, False, True]),
        ("folder", "floats", [True, False, False, False, True]),
        ("sheet", "values", [False, False, False, True, True]),
        ("stack", "picture", [False, False, False, False, True]),
    ],
)
def test_only_what_matters_can_be_set(frame: Frame, qtbot: QtBot, what, kind, usable: list[bool]) -> None:
    assert enabled(opened(frame, qtbot, ExportChoice(what, kind))) == usable


def test_what_a_sheet_and_a_stack_are_is_shown_and_the_earlier_choice_comes_back(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot, ExportChoice(as_kind="values"))
    choose(dialog.what, WHAT["sheet"])
    assert dialog.kind.currentText() == AS["picture"]
    choose(dialog.what, WHAT["stack"])
    assert dialog.kind.currentText() == AS["floats"]
    choose(dialog.what, WHAT["folder"])
    assert dialog.kind.currentText() == AS["values"]


def test_size_and_name_follow_every_choice(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    assert dialog.size_label.text() == "64 × 48 pixels"
    assert dialog.name_label.text() == "noise map 2 Sobel x.png"
    enter(dialog.zoom, "10")
    assert dialog.size_label.text() == "640 × 480 pixels"
    choose(dialog.what, WHAT["folder"])
    assert dialog.size_label.text() == "2 files, each 640 × 480 pixels"
    assert dialog.name_label.text() == "noise map 1 Sobel x.png … noise map 2 Sobel x.png"
    choose(dialog.kind, AS["floats"])
    assert dialog.size_label.text() == "2 files, each 48 × 64 numbers, float32"


def test_the_colour_bar_makes_the_picture_wider(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    click(dialog.colour_bar, QPoint(8, dialog.colour_bar.height() // 2))
    assert dialog.choice == ExportChoice(colour_bar=True)
    assert dialog.size_label.text() == ExportChoice(colour_bar=True).size(frame) != "64 × 48 pixels"


def test_the_columns_of_a_sheet_are_automatic_or_a_number(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot, ExportChoice("sheet"))
    assert dialog.columns.text() == "automatic"
    sizes = []
    for number in ("1", "2"):
        enter(dialog.columns, number)
        sizes.append(dialog.size_label.text())
    assert sizes == [ExportChoice("sheet", columns=columns).size(frame) for columns in (1, 2)]
    assert sizes[0] != sizes[1]


def test_columns_from_a_larger_layer_are_as_many_as_there_are_maps(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot, ExportChoice("sheet", columns=40))
    assert dialog.columns.value() == 2
    assert dialog.size_label.text() == ExportChoice("sheet", columns=2).size(frame)


def test_what_cannot_be_is_told_and_cannot_be_exported(state: State, qtbot: QtBot) -> None:
    dialog = opened(compute(replace(state, channel_mode="each")), qtbot, ExportChoice(as_kind="values"))
    assert dialog.size_label.text().startswith("A 16-bit PNG holds one plane")
    assert dialog.name_label.text() == ""
    assert not dialog.export.isEnabled()
    choose(dialog.kind, AS["floats"])
    assert dialog.export.isEnabled()
    assert dialog.size_label.text() == "3 × 48 × 64 numbers, float32"


def test_its_button_hands_the_choice_over_once(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    chosen = Calls(dialog.chosen.connect)
    enter(dialog.zoom, "3")
    chosen.clear()
    click(dialog.export)
    assert chosen == [(ExportChoice(zoom=3),)]


def test_enter_after_a_number_exports_with_it(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    chosen = Calls(dialog.chosen.connect)
    enter(dialog.zoom, "12")
    press(Key.Key_Return)
    assert chosen == [(ExportChoice(zoom=12),)]


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_cancelling_hands_nothing_over(frame: Frame, qtbot: QtBot, by: str) -> None:
    dialog = opened(frame, qtbot)
    chosen = Calls(dialog.chosen.connect)
    if by == "button":
        click(dialog.buttons.buttons()[-1])
    else:
        press(Key.Key_Escape)
    assert not dialog.isVisible()
    assert chosen == []


def test_the_wheel_over_a_control_that_was_not_clicked_changes_nothing(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    dialog.what.setFocus()
    wheel(dialog.zoom)
    assert dialog.choice == ExportChoice()


def test_every_control_has_a_name_and_a_hint(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    for control in (dialog.what, dialog.kind, dialog.zoom, dialog.colour_bar, dialog.columns):
        assert control.accessibleName()
    assert dialog.export.toolTip()
    assert len(dialog.findChildren(QDialogButtonBox)) == 1

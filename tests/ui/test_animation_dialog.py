"""The dialog of an animation shows what comes of every choice, and hands over what was chosen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from convviz.app.animations import AnimationChoice
from convviz.lab.compute import compute
from convviz.lab.state import State
from convviz.lab.translation.shifted import Shifted, compute_shifted
from convviz.lab.translation.translation_path import STEPS, WAYS
from convviz.ui.translation.animation_dialog import KINDS, AnimationDialog
from tests.hands import CONTROL, Calls, Key, choose, click, press, type_text, wheel

SMALL = AnimationChoice(longest=480)


@pytest.fixture
def shifted(state: State) -> Shifted:
    return compute_shifted(state, compute(state))


def opened(shifted: Shifted, qtbot: QtBot, choice: AnimationChoice | None = None) -> AnimationDialog:
    dialog = AnimationDialog(shifted, choice or AnimationChoice())
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


def test_it_begins_with_what_was_chosen_last(shifted: Shifted, qtbot: QtBot) -> None:
    choice = AnimationChoice("webp", "diagonal", 7, 0.25, 20, 1200, False)
    dialog = opened(shifted, qtbot, choice)
    choices = (dialog.kind.currentData(), dialog.way.currentData(), dialog.step.currentData())
    numbers = (dialog.reach.value(), dialog.speed.value(), dialog.longest.value(), dialog.loop.isChecked())
    assert (*choices, *numbers) == ("webp", "diagonal", "0.25", 7, 20, 1200, False)
    assert dialog.choice == choice


def test_frames_size_and_name_follow_every_choice(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    width, height = AnimationChoice().size(shifted.experiment)
    assert dialog.size_label.text() == f"40 frames of {width:,} × {height:,} pixels, 3.3 s"
    assert dialog.name_label.text() == "noise shifted along x.gif"
    choose(dialog.kind, KINDS["webp"])
    choose(dialog.way, WAYS["diagonal"])
    choose(dialog.step, STEPS["0.5"])
    enter(dialog.reach, "5")
    enter(dialog.speed, "20")
    enter(dialog.longest, "480")
    width, height = SMALL.size(shifted.experiment)
    assert dialog.size_label.text() == f"40 frames of {width:,} × {height:,} pixels, 2 s"
    assert dialog.name_label.text() == "noise shifted diagonally.webp"


def test_the_range_is_as_far_as_the_image_may_go_that_way(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    assert dialog.reach.maximum() == 32
    enter(dialog.reach, "30")
    choose(dialog.way, WAYS["y"])
    assert (dialog.reach.maximum(), dialog.choice.reach) == (24, 24)
    assert dialog.size_label.text().startswith("96 frames ")


def test_too_many_frames_are_told_and_cannot_be_exported(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot, replace(SMALL, reach=32))
    choose(dialog.step, STEPS["0.1"])
    assert dialog.size_label.text().startswith("An animation may have up to 1,000 frames")
    assert dialog.name_label.text() == ""
    assert not dialog.export.isEnabled()
    enter(dialog.reach, "2")
    assert dialog.export.isEnabled()


def test_it_says_that_large_pictures_are_reduced(shifted: Shifted, qtbot: QtBot) -> None:
    assert "mean" in opened(shifted, qtbot).reduced.text()


def test_its_button_hands_the_choice_over_once(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    chosen = Calls(dialog.chosen.connect)
    click(dialog.loop, QPoint(8, dialog.loop.height() // 2))
    enter(dialog.reach, "3")
    click(dialog.export)
    assert chosen == [(AnimationChoice(reach=3, loop=False),)]


def test_enter_after_a_number_exports_with_it(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    chosen = Calls(dialog.chosen.connect)
    enter(dialog.speed, "25")
    press(Key.Key_Return)
    assert chosen == [(AnimationChoice(frames_per_second=25),)]


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_cancelling_hands_nothing_over(shifted: Shifted, qtbot: QtBot, by: str) -> None:
    dialog = opened(shifted, qtbot)
    chosen = Calls(dialog.chosen.connect)
    if by == "button":
        click(dialog.buttons.buttons()[-1])
    else:
        press(Key.Key_Escape)
    assert not dialog.isVisible()
    assert chosen == []


def test_the_wheel_over_a_control_that_was_not_clicked_changes_nothing(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    dialog.kind.setFocus()
    for control in (dialog.reach, dialog.speed, dialog.longest, dialog.way, dialog.step):
        wheel(control)
    assert dialog.choice == AnimationChoice()


def test_every_control_has_a_name(shifted: Shifted, qtbot: QtBot) -> None:
    dialog = opened(shifted, qtbot)
    numbers = (dialog.reach, dialog.speed, dialog.longest)
    for control in (dialog.kind, dialog.way, dialog.step, *numbers, dialog.loop):
        assert control.accessibleName()
    assert dialog.export.toolTip()

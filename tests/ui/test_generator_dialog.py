"""A kernel is made from parameters while the map follows; kept, it is one step of undo, and cancelled none."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from convviz.lab.compute import compute
from convviz.lab.edits.edits import cells_set, filter_added, kernel_set
from convviz.lab.kernel.generators import GENERATORS
from convviz.lab.kernel.kernel_formulas import gabor, gaussian
from convviz.ui.kernel.generator_dialog import CHANGED_ELSEWHERE, GeneratorDialog, open_generator
from convviz.ui.main_window import MainWindow
from tests.hands import (
    CONTROL,
    Key,
    activate,
    choose,
    click,
    drag,
    focused,
    press,
    set_number,
    settle,
    slider_handle,
    steps,
    type_text,
)

Open = Callable[[str], GeneratorDialog]


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Open:
    """Opens a dialog above the window, which has the keyboard then."""

    def open_one(name: str) -> GeneratorDialog:
        dialog = open_generator(name, window.document, window)
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        return dialog

    return open_one


def same(kernel: np.ndarray, weights: np.ndarray) -> bool:
    return np.array_equal(kernel, weights.astype(np.float32))


@pytest.mark.parametrize("name", list(GENERATORS))
def test_it_opens_with_its_kernel_and_cancel_brings_back_the_one_before(
    window: MainWindow, opened: Open, name: str
) -> None:
    before = window.document.state
    opened(name)
    assert steps(window.document) == ([] if name == "Scale" else [f"{name} (kernel)"])
    press(Key.Key_Escape)
    assert np.array_equal(window.document.state.layer.weight, before.layer.weight)
    assert steps(window.document) == []


def test_from_opening_to_keeping_all_is_one_step(window: MainWindow, opened: Open) -> None:
    before = window.document.state
    dialog = opened("Gabor")
    dialog.controls["theta"].setFocus()
    press(Key.Key_PageUp, times=3)
    set_number(dialog.controls["wavelength"].number, "7.25")
    choose(dialog.controls["zero_sum"], "as it comes")
    slider = dialog.controls["size"].slider
    start = slider_handle(slider)
    drag(slider, start, start + QPoint(20, 0))
    size = dialog.controls["size"].number.value()
    assert size > 15
    click(dialog.keep)
    assert same(window.document.state.kernel, gabor(size, 2.5, 7.25, 30, 0, 1, 0))
    assert steps(window.document) == ["Gabor (kernel)"]
    assert not dialog.isVisible()
    activate(window)
    press(Key.Key_Z, CONTROL)
    assert window.document.state is before


def test_the_map_follows_at_once(window: MainWindow, opened: Open, qtbot: QtBot) -> None:
    dialog = opened("Gaussian")
    dialog.controls["sigma"].setFocus()
    press(Key.Key_Right)
    settle(qtbot, window)
    frames = []
    window.compute.when_settled(frames.append)
    assert np.array_equal(frames[0].feature_map, compute(window.document.state).feature_map)
    assert same(window.document.state.kernel, gaussian(7, 1.1))


def test_enter_keeps(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    press(Key.Key_Return)
    assert not dialog.isVisible()
    assert same(window.document.state.kernel, gaussian(7, 1))


def test_enter_after_a_typed_number_takes_the_number_first(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    set_number(dialog.controls["sigma"].number, "2.5")
    assert dialog.isVisible()
    assert same(window.document.state.kernel, gaussian(7, 2.5))
    press(Key.Key_Return)
    assert not dialog.isVisible()


def test_a_number_that_is_half_typed_is_kept(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    dialog.controls["sigma"].number.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("2.5")
    dialog.accept()
    assert same(window.document.state.kernel, gaussian(7, 2.5))
    assert steps(window.document) == ["Gaussian (kernel)"]


def test_a_number_that_is_half_typed_is_cancelled(window: MainWindow, opened: Open) -> None:
    before = window.document.state.kernel
    dialog = opened("Gaussian")
    dialog.controls["sigma"].number.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("2.5")
    press(Key.Key_Escape)
    assert not dialog.isVisible()
    assert np.array_equal(window.document.state.kernel, before)
    assert steps(window.document) == []


def test_closing_it_is_cancelling(window: MainWindow, opened: Open) -> None:
    opened("Gaussian").close()
    assert steps(window.document) == []


def test_undo_works_while_it_is_open_and_the_next_move_makes_the_kernel_anew(window: MainWindow, opened: Open) -> None:
    before = window.document.state
    dialog = opened("Gaussian")
    press(Key.Key_Z, CONTROL)
    assert window.document.state is before
    assert dialog.note.text() == CHANGED_ELSEWHERE
    press(Key.Key_Right)
    assert same(window.document.state.kernel, gaussian(8, 1))
    assert steps(window.document) == ["Gaussian (kernel)"]
    press(Key.Key_Escape)
    assert np.array_equal(window.document.state.kernel, before.kernel)


def test_cancel_after_an_undo_changes_nothing(window: MainWindow, opened: Open) -> None:
    before = window.document.state
    opened("Gaussian")
    press(Key.Key_Z, CONTROL)
    press(Key.Key_Escape)
    assert window.document.state is before
    assert window.document.undo_stack.canRedo()


def test_a_weight_that_is_set_meanwhile_survives_cancel(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    window.document.edit("Set weight", cells_set, [(0, 0)], 5.0)
    assert dialog.note.text() == CHANGED_ELSEWHERE
    dialog.reject()
    assert window.document.state.kernel[0, 0] == 5
    assert steps(window.document) == ["Gaussian (kernel)", "Set weight"]


def test_a_filter_that_is_selected_meanwhile_is_made_next(window: MainWindow, opened: Open) -> None:
    window.document.edit("Add filter", filter_added)
    opened("Gaussian")
    window.document.edit("Select filter", selected_filter=0)
    press(Key.Key_Right)
    weight = window.document.state.layer.weight
    assert same(weight[0, 0], gaussian(8, 1))
    assert np.count_nonzero(weight[1, 0]) == 49


def test_scale_multiplies_the_kernel_that_there_was(window: MainWindow, opened: Open) -> None:
    before = window.document.state.kernel
    dialog = opened("Scale")
    for factor in ("3", "-2", "0.5"):
        set_number(dialog.controls["factor"].number, factor)
        assert np.array_equal(window.document.state.kernel, np.float32(factor) * before)
    press(Key.Key_Return)
    assert steps(window.document) == ["Scale (kernel)"]


def test_scale_keeps_channels_that_differ(window: MainWindow, opened: Open) -> None:
    window.document.edit("Select channel", selected_channel=1)
    window.document.edit("Set weight", cells_set, [(0, 0)], 7.0)
    window.document.edit("Select channel", selected_channel=None)
    before = window.document.state.layer.weight
    assert window.document.state.channels_differ.any()
    dialog = opened("Scale")
    set_number(dialog.controls["factor"].number, "-1")
    assert np.array_equal(window.document.state.layer.weight, -before)


def test_after_another_edit_the_factor_is_1_again(window: MainWindow, opened: Open) -> None:
    dialog = opened("Scale")
    set_number(dialog.controls["factor"].number, "3")
    window.document.edit("Choose", kernel_set, np.ones((3, 3), np.float32))
    assert dialog.controls["factor"].number.value() == 1
    set_number(dialog.controls["factor"].number, "2")
    assert window.document.state.kernel.tolist() == [[2.0] * 3] * 3
    dialog.reject()
    assert window.document.state.kernel.tolist() == [[1.0] * 3] * 3


def test_another_random_kernel_has_the_next_seed(window: MainWindow, opened: Open) -> None:
    dialog = opened("Random")
    first = window.document.state.kernel
    click(dialog.controls["seed"].another)
    assert dialog.controls["seed"].number.value() == 1
    assert not np.isclose(window.document.state.kernel, first).any()
    set_number(dialog.controls["seed"].number, "0")
    assert np.array_equal(window.document.state.kernel, first)
    assert steps(window.document) == ["Random (kernel)"]


def test_what_is_refused_goes_back_to_what_there_was(window: MainWindow, opened: Open) -> None:
    window.document.edit("Choose", kernel_set, np.full((3, 3), 9e5, np.float32))
    dialog = opened("Scale")
    set_number(dialog.controls["factor"].number, "0.5")
    set_number(dialog.controls["factor"].number, "9")
    assert "from −1,000,000 to 1,000,000" in window.message_bar.text
    assert dialog.controls["factor"].number.value() == 0.5
    assert window.document.state.kernel[0, 0] == 4.5e5
    press(Key.Key_Escape)
    assert window.document.state.kernel[0, 0] == 9e5
    assert steps(window.document) == ["Choose"]


def test_a_size_that_cuts_off_the_bell_is_told(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    assert dialog.note.text() == ""
    set_number(dialog.controls["sigma"].number, "3")
    assert "of the bell is cut off" in dialog.note.text()


def test_only_one_is_open_and_the_other_is_kept(window: MainWindow, opened: Open) -> None:
    opened("Gaussian")
    second = opened("Scale")
    assert [each for each in window.findChildren(GeneratorDialog) if each.isVisible()] == [second]
    second.reject()
    assert same(window.document.state.kernel, gaussian(7, 1))


def test_opened_again_it_is_the_same(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    set_number(dialog.controls["sigma"].number, "3")
    assert opened("Gaussian") is dialog
    assert same(window.document.state.kernel, gaussian(7, 3))
    dialog.reject()


def test_it_closes_with_the_window_and_keeps_what_is_seen(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    window.close()
    assert not dialog.isVisible()
    assert same(window.document.state.kernel, gaussian(7, 1))


def test_once_closed_it_is_gone(window: MainWindow, opened: Open) -> None:
    opened("Gaussian").reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChild(GeneratorDialog) is None
    window.document.edit("Choose", kernel_set, np.ones((3, 3), np.float32))


def test_tab_reaches_every_control_and_both_buttons(window: MainWindow, opened: Open) -> None:
    dialog = opened("Gaussian")
    reached = set()
    for _ in range(12):
        reached.add(focused())
        press(Key.Key_Tab)
    numbers = [dialog.controls[key] for key in ("size", "sigma")]
    assert {part for each in numbers for part in (each.slider, each.number)} | {dialog.keep, dialog.cancel} <= reached


@pytest.mark.parametrize("name", list(GENERATORS))
def test_it_says_what_it_makes_and_what_each_word_means(opened: Open, name: str) -> None:
    dialog = opened(name)
    labels = {label.text(): label.toolTip() for label in dialog.findChildren(QLabel)}
    assert GENERATORS[name].hint in labels
    for parameter in GENERATORS[name].parameters:
        assert labels[parameter.name] == parameter.hint
    dialog.reject()

"""The panel of the layer: each control sets what it says, and what does not fit is refused."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from convviz.engine.geometry import PADDING_MODES
from convviz.lab.edits.edits import bias_set, filter_added, greyscale_set, kernel_set, kernel_size_set
from convviz.lab.kernel.kernels import named_kernel
from convviz.lab.state import ACTIVATIONS
from convviz.ui.filters.display_panel import RANGES
from convviz.ui.filters.layer_panel import CHANNEL_MODE_NAMES, CUSTOM, SLIDER_REACH, SLIDER_STEPS, LayerPanel
from convviz.ui.filters.operation_switch import AS_WRITTEN, NOT_NOTICED, TURNED
from convviz.ui.main_window import MainWindow
from tests.hands import (
    CONTROL,
    SHIFT,
    Calls,
    Key,
    choose,
    click,
    colours_of,
    drag,
    focused,
    press,
    set_number,
    settle,
    slider_handle,
    steps,
    type_text,
)
from tests.lab_states import random_states


@pytest.fixture
def panel(window: MainWindow) -> LayerPanel:
    return window.page.layer_panel


def test_a_drag_of_the_bias_slider_is_one_step_of_undo(window: MainWindow, panel: LayerPanel) -> None:
    before, slider = window.document.state, panel.bias.slider
    start = slider_handle(slider)
    drag(slider, start, start + QPoint(30, 0), steps=15)
    bias = window.document.state.layer.bias[0]
    assert bias > 0.1
    assert bias == np.float32(slider.value() * SLIDER_REACH / SLIDER_STEPS)
    assert panel.bias.number.value() == pytest.approx(bias)
    assert steps(window.document) == ["Set bias"]
    press(Key.Key_Z, CONTROL)
    assert window.document.state is before
    assert slider.value() == 0
    press(Key.Key_Y, CONTROL)
    assert window.document.state.layer.bias[0] == bias


def test_two_drags_of_the_slider_are_two_steps(window: MainWindow, panel: LayerPanel) -> None:
    for _ in range(2):
        start = slider_handle(panel.bias.slider)
        drag(panel.bias.slider, start, start + QPoint(20, 0))
    assert steps(window.document) == ["Set bias", "Set bias"]


def test_the_arrow_keys_move_the_slider(window: MainWindow, panel: LayerPanel) -> None:
    panel.bias.slider.setFocus()
    press(Key.Key_Right, times=3)
    assert window.document.state.layer.bias[0] == np.float32(0.03)


def test_the_number_goes_further_than_the_slider(window: MainWindow, panel: LayerPanel) -> None:
    set_number(panel.bias.number, "-12.5")
    assert window.document.state.layer.bias[0] == -12.5
    assert steps(window.document) == ["Set bias"]
    assert panel.bias.slider.value() == -SLIDER_STEPS


def test_the_bias_is_that_of_the_selected_filter(window: MainWindow, panel: LayerPanel) -> None:
    press(Key.Key_D, CONTROL)
    set_number(panel.bias.number, "0.5")
    assert window.document.state.layer.bias.tolist() == [0, 0.5]
    press(Key.Key_PageUp, CONTROL)
    assert panel.bias.number.value() == 0


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "Identity"])
def test_every_activation_is_chosen_with_the_keyboard(window: MainWindow, panel: LayerPanel, name: str) -> None:
    choose(panel.activation, name)
    assert window.document.state.activation == name
    assert steps(window.document) == [f"Set activation to {name}"]


def test_the_stride_is_typed(window: MainWindow, panel: LayerPanel) -> None:
    set_number(panel.stride.vertical, "2")
    assert window.document.state.layer.stride == (2, 2)
    assert window.document.state.map_shape == (24, 32)
    assert steps(window.document) == ["Set stride"]


def test_a_stride_with_padding_same_keeps_the_padding_in_numbers(window: MainWindow, panel: LayerPanel) -> None:
    assert panel.padding.currentText() == "same"
    assert not panel.sides.isVisible()
    set_number(panel.stride.vertical, "3")
    assert panel.padding.currentText() == CUSTOM
    assert panel.sides.isVisible()
    assert [side.value() for side in panel.sides.sides] == [1, 1, 1, 1]


def test_unlinked_the_stride_differs_down_and_across(window: MainWindow, panel: LayerPanel) -> None:
    click(panel.stride.link)
    set_number(panel.stride.horizontal, "3")
    assert window.document.state.layer.stride == (1, 3)
    click(panel.stride.link)
    assert window.document.state.layer.stride == (1, 1)


def test_the_dilation_is_typed(window: MainWindow, panel: LayerPanel) -> None:
    set_number(panel.dilation.horizontal, "4")
    assert window.document.state.layer.dilation == (4, 4)
    assert steps(window.document) == ["Set dilation"]


def test_the_padding_is_chosen_and_typed(window: MainWindow, panel: LayerPanel) -> None:
    choose(panel.padding, "valid")
    assert window.document.state.map_shape == (46, 62)
    choose(panel.padding, CUSTOM)
    for side, pixels in zip(panel.sides.sides, "1234", strict=True):
        set_number(side, pixels)
    assert window.document.state.layer.padding == (1, 2, 3, 4)
    choose(panel.padding, "same")
    assert window.document.state.layer.padding == "same"
    assert not panel.sides.isVisible()


@pytest.mark.parametrize("mode", [mode for mode in PADDING_MODES if mode != "replicate"])
def test_every_padding_mode_is_chosen_with_the_keyboard(window: MainWindow, panel: LayerPanel, mode: str) -> None:
    choose(panel.padding_mode, mode)
    assert window.document.state.layer.padding_mode == mode


def test_without_padding_there_is_nothing_to_fill(window: MainWindow, panel: LayerPanel) -> None:
    choose(panel.padding, "valid")
    assert not panel.padding_mode.isEnabled()


def test_a_padding_that_does_not_fit_is_refused_and_the_control_goes_back(
    window: MainWindow, panel: LayerPanel
) -> None:
    set_number(panel.stride.vertical, "2")
    before, done = window.document.state, steps(window.document)
    choose(panel.padding, "same")
    assert window.message_bar.text.endswith(".")
    assert window.document.state is before
    assert panel.padding.currentText() == CUSTOM
    assert steps(window.document) == done


def test_a_dilation_that_does_not_fit_is_refused_and_the_control_goes_back(
    window: MainWindow, panel: LayerPanel
) -> None:
    choose(panel.padding, "valid")
    before, done = window.document.state, steps(window.document)
    set_number(panel.dilation.vertical, "99")
    assert window.message_bar.text.endswith(".")
    assert window.document.state is before
    assert (panel.dilation.vertical.value(), panel.dilation.horizontal.value()) == (1, 1)
    assert steps(window.document) == done


def test_showing_a_state_never_edits_it(window: MainWindow, panel: LayerPanel) -> None:
    for state in random_states(100):
        panel.show_state(state)
        assert (panel.stride.vertical.value(), panel.stride.horizontal.value()) == state.layer.stride
        assert (panel.dilation.vertical.value(), panel.dilation.horizontal.value()) == state.layer.dilation
        assert [side.value() for side in panel.sides.sides] == list(state.layer.sides)
        assert panel.activation.currentText() == state.activation
    assert steps(window.document) == []


def test_a_shown_bias_with_more_digits_is_not_rounded_by_looking_at_it(window: MainWindow, panel: LayerPanel) -> None:
    window.document.edit("Set bias", bias_set, 0.12345)
    panel.bias.number.setFocus()
    press(Key.Key_Return)
    panel.bias.slider.setFocus()
    assert window.document.state.layer.bias[0] == np.float32(0.12345)


def test_every_word_of_the_field_is_explained(panel: LayerPanel) -> None:
    labels = [label for label in panel.findChildren(QLabel) if label.text() not in ("×", "")]
    assert {label.text() for label in labels} >= {"Bias", "Activation", "Stride", "Padding", "Dilation"}
    assert all(label.toolTip() for label in labels)
    assert all(combo.accessibleName() for combo in panel.findChildren(QComboBox))


@pytest.mark.parametrize("keys", [(Key.Key_Y, CONTROL), (Key.Key_Z, CONTROL | SHIFT)])
def test_after_a_number_was_typed_undo_and_redo_are_those_of_the_document(
    window: MainWindow, panel: LayerPanel, keys
) -> None:
    set_number(panel.stride.vertical, "2")
    set_number(panel.bias.number, "0.5")
    assert focused() is panel.bias.number
    press(Key.Key_Z, CONTROL)
    assert window.document.state.layer.bias[0] == 0
    press(Key.Key_Z, CONTROL)
    assert window.document.state.layer.stride == (1, 1)
    press(*keys)
    press(*keys)
    assert window.document.state.layer.stride == (2, 2)
    assert window.document.state.layer.bias[0] == 0.5


def test_while_a_number_is_half_typed_undo_takes_the_typing_back(window: MainWindow, panel: LayerPanel) -> None:
    set_number(panel.stride.vertical, "2")
    before = window.document.state
    type_text("5")
    press(Key.Key_Z, CONTROL)
    assert window.document.state is before


def test_the_size_of_the_map_is_told_with_its_formula(window: MainWindow, panel: LayerPanel) -> None:
    assert panel.sizes.text() == "rows ⌊(48 + 2·1 − 3)/1⌋ + 1 = 48\ncolumns ⌊(64 + 2·1 − 3)/1⌋ + 1 = 64"
    choose(panel.padding, "valid")
    set_number(panel.stride.vertical, "2")
    assert panel.sizes.text().splitlines() == [
        "rows ⌊(48 − 3)/2⌋ + 1 = 23",
        "columns ⌊(64 − 3)/2⌋ + 1 = 31",
        "No output looks at 1 row and 1 column of the input.",
    ]


def test_a_click_applies_convolution_and_the_map_follows(window: MainWindow, panel: LayerPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    settle(qtbot, window)
    click(panel.operation.group.button(1))
    settle(qtbot, window)
    assert window.document.state.operation == "convolution"
    assert steps(window.document) == ["Apply convolution"]
    turned = frames[-1][0].feature_map
    click(panel.operation.group.button(0))
    settle(qtbot, window)
    assert np.array_equal(turned, -frames[-1][0].feature_map)  # Sobel turned by half a turn is its negative


def test_what_is_applied_is_told_and_symmetric_kernels_do_not_notice(window: MainWindow, panel: LayerPanel) -> None:
    sentence = panel.operation.sentence
    assert sentence.text() == AS_WRITTEN
    panel.operation.group.button(1).setFocus()
    press(Key.Key_Space)
    assert sentence.text() == TURNED
    window.document.edit("Choose", kernel_set, named_kernel("gaussian-blur").weights)
    assert sentence.text() == f"{TURNED} {NOT_NOTICED}"


def test_the_kernel_is_drawn_as_it_is_applied(window: MainWindow, panel: LayerPanel) -> None:
    def drawn() -> np.ndarray:
        middles = [7, 22, 36]
        return colours_of(panel.operation.applied.grab().toImage())[np.ix_(middles, middles)]

    as_written = drawn()
    click(panel.operation.group.button(1))
    assert np.array_equal(drawn(), as_written[::-1, ::-1])
    assert not np.array_equal(drawn(), as_written)


def test_the_same_kernel_on_each_channel_gives_a_map_in_colour(
    window: MainWindow, panel: LayerPanel, qtbot: QtBot
) -> None:
    frames = Calls(window.compute.finished.connect)
    choose(panel.channel_mode, CHANNEL_MODE_NAMES["each"])
    settle(qtbot, window)
    assert window.document.state.channel_mode == "each"
    assert steps(window.document) == ["Filter the same kernel on each"]
    assert frames[-1][0].feature_map.shape == (3, 48, 64)
    choose(panel.channel_mode, CHANNEL_MODE_NAMES["across"])
    settle(qtbot, window)
    assert frames[-1][0].feature_map.shape == (48, 64)


def test_a_grey_input_has_no_channels_to_choose(window: MainWindow, panel: LayerPanel) -> None:
    assert panel.channel_mode.isVisible()
    window.document.edit("Grey", greyscale_set, True)
    assert not panel.channel_mode.isVisible()


def test_with_every_row_shown_the_panels_fit_their_width_and_numbers_can_be_read(
    window: MainWindow, panel: LayerPanel, qtbot: QtBot
) -> None:
    choose(panel.padding, CUSTOM)
    choose(window.page.display_panel.range, RANGES["fixed"])
    window.document.edit("Add filter", filter_added)
    window.document.edit("Set size", kernel_size_set, 4, 4)
    settle(qtbot, window)
    area = next(area for area in window.findChildren(QScrollArea) if area.isAncestorOf(panel))
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    for spin in area.findChildren(QAbstractSpinBox):
        edit = spin.findChild(QLineEdit)
        if spin.isVisible():
            assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.text()), spin.accessibleName()

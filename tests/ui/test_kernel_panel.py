"""The panel of the kernel: a named one, its size, its channel."""

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from convviz.lab.edits.edits import cells_set
from convviz.lab.kernel.kernel_changes import KERNEL_CHANGES
from convviz.lab.kernel.kernels import KERNELS
from convviz.ui.kernel.kernel_choice import OWN_KERNEL, OWN_KERNEL_HINT
from convviz.ui.kernel.kernel_panel import KernelPanel
from convviz.ui.main_window import MainWindow
from tests.hands import CONTROL, Key, choose_kernel, click, library, press, set_number, steps, type_text
from tests.lab_states import random_states


@pytest.fixture
def panel(window: MainWindow) -> KernelPanel:
    return window.page.kernel_panel


def button(panel: KernelPanel, name: str) -> QAbstractButton:
    return next(button for button in panel.channels.group.buttons() if button.text() == name)


@pytest.mark.parametrize("name", [kernel.name for kernel in KERNELS.values() if kernel.key != "sobel-x"])
def test_every_named_kernel_is_chosen_with_the_keyboard(window: MainWindow, panel: KernelPanel, name: str) -> None:
    choose_kernel(panel, name)
    wanted = next(kernel.weights for kernel in KERNELS.values() if kernel.name == name)
    assert np.array_equal(window.document.state.kernel, wanted)
    assert panel.named.currentText() == name
    assert steps(window.document) == [f"Choose {name}"]


def test_a_kernel_is_found_by_typing_its_name(window: MainWindow, panel: KernelPanel) -> None:
    panel.named.setFocus()
    type_text("lap")
    press(Key.Key_Return)
    assert np.array_equal(window.document.state.kernel, KERNELS["laplacian"].weights)


def test_choosing_the_kernel_that_is_there_is_no_step(window: MainWindow, panel: KernelPanel) -> None:
    choose_kernel(panel, "Sobel x")
    assert steps(window.document) == []


def test_an_edited_kernel_is_called_ones_own_until_it_is_a_named_one_again(
    window: MainWindow, panel: KernelPanel
) -> None:
    window.document.edit("Set weight", cells_set, [(0, 0)], 9.0)
    assert panel.named.currentText() == OWN_KERNEL
    window.document.edit("Set weight", cells_set, [(0, 0)], -1.0)
    assert panel.named.currentText() == "Sobel x"


def test_the_field_says_what_its_kernel_shows(window: MainWindow, panel: KernelPanel) -> None:
    assert panel.named.toolTip() == f"{KERNELS['sobel-x'].hint} (3×3)"
    window.document.edit("Set weight", cells_set, [(0, 0)], 9.0)
    assert panel.named.toolTip() == OWN_KERNEL_HINT


def test_the_library_opens_however_far_the_panel_is_scrolled(window: MainWindow, panel: KernelPanel) -> None:
    window.resize(window.minimumSize())
    area = window.page.layer_panel.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert panel.named.visibleRegion().isEmpty(), "the panel is not scrolled far enough"
    panel.open_library()
    assert library().isVisible()
    assert not panel.named.visibleRegion().isEmpty()


def test_the_size_is_typed_and_both_sides_follow(window: MainWindow, panel: KernelPanel) -> None:
    set_number(panel.kernel_size.vertical, "5")
    assert window.document.state.layer.kernel_size == (5, 5)
    assert window.document.state.kernel[1:4, 1:4].tolist() == KERNELS["sobel-x"].weights.tolist()
    assert steps(window.document) == ["Set kernel size"]


def test_a_size_of_two_digits_is_one_step(window: MainWindow, panel: KernelPanel) -> None:
    set_number(panel.kernel_size.horizontal, "31")
    assert window.document.state.layer.kernel_size == (31, 31)
    assert steps(window.document) == ["Set kernel size"]


def test_unlinked_the_sides_are_set_one_by_one(window: MainWindow, panel: KernelPanel) -> None:
    click(panel.kernel_size.link)
    set_number(panel.kernel_size.vertical, "1")
    set_number(panel.kernel_size.horizontal, "4")
    assert window.document.state.layer.kernel_size == (1, 4)


def test_the_arrow_keys_change_the_size(window: MainWindow, panel: KernelPanel) -> None:
    panel.kernel_size.vertical.setFocus()
    press(Key.Key_Up)
    assert window.document.state.layer.kernel_size == (4, 4)
    press(Key.Key_Down, times=2)
    assert window.document.state.layer.kernel_size == (2, 2)


def test_a_channel_is_chosen_and_only_it_is_edited(window: MainWindow, panel: KernelPanel) -> None:
    click(button(panel, "Green"))
    assert window.document.state.selected_channel == 1
    panel.grid.setFocus()
    type_text("7")
    press(Key.Key_Return)
    assert window.document.state.layer.weight[0, :, 1, 1].tolist() == [0, 7, 0]
    click(button(panel, "All"))
    assert window.document.state.selected_channel is None
    assert panel.named.currentText() == OWN_KERNEL


def test_a_channel_is_chosen_with_the_space_bar(window: MainWindow, panel: KernelPanel) -> None:
    button(panel, "Blue").setFocus()
    press(Key.Key_Space)
    assert window.document.state.selected_channel == 2


def test_choosing_the_channel_that_is_chosen_is_no_step(window: MainWindow, panel: KernelPanel) -> None:
    click(button(panel, "All"))
    assert steps(window.document) == []


def test_a_grey_input_has_no_channels_to_choose(window: MainWindow, panel: KernelPanel) -> None:
    assert panel.channels.isVisible()
    press(Key.Key_G, CONTROL)
    assert not panel.channels.isVisible()


def test_showing_a_state_never_edits_it(window: MainWindow, panel: KernelPanel) -> None:
    for state in random_states(100):
        panel.show_state(state)
        shown = panel.kernel_size.vertical.value(), panel.kernel_size.horizontal.value()
        assert shown == state.layer.kernel_size
    assert steps(window.document) == []


@pytest.mark.parametrize("name", list(KERNEL_CHANGES))
def test_the_kernel_is_changed_from_the_menu_of_its_button(window: MainWindow, panel: KernelPanel, name: str) -> None:
    panel.grid.setFocus()
    panel.grid.setCurrentIndex(panel.grid.model().index(0, 0))
    type_text("5")  # no change of this kernel gives the same again, nor does its sum forbid one
    press(Key.Key_Return)
    before, change = window.document.state.layer.weight[0], KERNEL_CHANGES[name]
    action = next(action for action in panel.change.menu().actions() if action.text() == name)
    action.trigger()
    wanted = change.apply(before) if change.of_filter else np.stack([change.apply(kernel) for kernel in before])
    assert np.array_equal(window.document.state.layer.weight[0], wanted)
    assert steps(window.document)[-1] == f"{name} (kernel)"


def test_a_change_that_makes_no_sense_is_refused_with_its_reason(window: MainWindow, panel: KernelPanel) -> None:
    action = next(action for action in panel.change.menu().actions() if action.text() == "Sum to 1")
    action.trigger()
    assert "sums to 0, as one that looks for edges does" in window.message_bar.text
    assert steps(window.document) == []

"""The panel of the display: it changes how the map looks and never its values."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.edits.edits import filter_added, kernel_set
from convviz.lab.pictures.display import SIGNED_COLOUR_MAPS, UNSIGNED_COLOUR_MAPS, Scale
from convviz.ui.filters.display_panel import RANGES, SIGNED, DisplayPanel
from convviz.ui.main_window import MainWindow
from tests.hands import Calls, Key, choose, click, press, set_number, settle, steps
from tests.lab_states import random_states


@pytest.fixture
def panel(window: MainWindow) -> DisplayPanel:
    return window.page.display_panel


@pytest.mark.parametrize("name", list(SIGNED_COLOUR_MAPS)[1:])
def test_signed_colours_are_chosen_with_the_keyboard(
    window: MainWindow, panel: DisplayPanel, qtbot: QtBot, name: str
) -> None:
    frames = Calls(window.compute.finished.connect)
    choose(panel.signed, SIGNED[name])
    settle(qtbot, window)
    assert window.document.state.display.signed == name
    assert frames[-1][0].scale.colour_map == name
    assert steps(window.document) == ["Set colours"]


@pytest.mark.parametrize("name", list(UNSIGNED_COLOUR_MAPS)[1:])
def test_unsigned_colours_are_chosen_with_the_keyboard(
    window: MainWindow, panel: DisplayPanel, qtbot: QtBot, name: str
) -> None:
    choose(window.page.layer_panel.activation, "ReLU")
    frames = Calls(window.compute.finished.connect)
    choose(panel.unsigned, name)
    settle(qtbot, window)
    assert window.document.state.display.unsigned == name
    assert frames[-1][0].scale.colour_map == name


def test_the_range_is_chosen_with_the_keyboard(window: MainWindow, panel: DisplayPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    choose(panel.range, RANGES["symmetric"])
    settle(qtbot, window)
    assert window.document.state.display.value_range == "symmetric"
    assert frames[-1][0].shares_beyond == (0, 0)


def test_what_is_shown_otherwise_has_the_same_values(window: MainWindow, panel: DisplayPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    choose(panel.signed, SIGNED["vik"])
    settle(qtbot, window)
    choose(panel.range, RANGES["symmetric"])
    settle(qtbot, window)
    (first,), (last,) = frames[0], frames[-1]
    assert last.feature_map is first.feature_map


def test_showing_a_state_never_edits_it(window: MainWindow, panel: DisplayPanel) -> None:
    for state in random_states(100):
        panel.show_state(state)
        shown = panel.signed.currentText(), panel.unsigned.currentText(), panel.range.currentText()
        display = state.display
        assert shown == (SIGNED[display.signed], display.unsigned, RANGES[display.value_range])
    assert steps(window.document) == []


def test_the_percentile_is_typed(window: MainWindow, panel: DisplayPanel, qtbot: QtBot) -> None:
    set_number(panel.percentile, "90")
    settle(qtbot, window)
    assert window.document.state.display.percentile == 90
    frames = Calls(window.compute.finished.connect)
    set_number(panel.percentile, "80")
    settle(qtbot, window)
    assert sum(frames[-1][0].shares_beyond) == pytest.approx(0.2, abs=0.01)
    assert steps(window.document) == ["Set percentile"]


def test_a_fixed_range_begins_at_what_is_on_the_screen(window: MainWindow, panel: DisplayPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    choose(panel.range, RANGES["symmetric"])
    settle(qtbot, window)
    before = frames[-1][0].scale
    choose(panel.range, RANGES["fixed"])
    settle(qtbot, window)
    assert frames[-1][0].scale == before
    assert (panel.low.value(), panel.high.value()) == pytest.approx((before.low, before.high), abs=1e-6)


def test_the_ends_of_the_range_are_typed(window: MainWindow, panel: DisplayPanel, qtbot: QtBot) -> None:
    choose(panel.range, RANGES["fixed"])
    frames = Calls(window.compute.finished.connect)
    set_number(panel.low, "-2")
    set_number(panel.high, "3")
    settle(qtbot, window)
    assert frames[-1][0].scale == Scale(-2.0, 3.0, "grey")


def test_an_end_that_passes_the_other_takes_it_along(window: MainWindow, panel: DisplayPanel) -> None:
    choose(panel.range, RANGES["fixed"])
    set_number(panel.low, "-1")
    set_number(panel.high, "1")
    set_number(panel.low, "4")
    assert window.document.state.display.fixed == (4, 6)
    set_number(panel.high, "1")
    assert window.document.state.display.fixed == (-1, 1)


def test_only_the_numbers_of_the_chosen_range_are_shown(window: MainWindow, panel: DisplayPanel) -> None:
    assert panel.percentile.isVisible()
    assert not panel.low.isVisible()
    choose(panel.range, RANGES["fixed"])
    assert not panel.percentile.isVisible()
    assert panel.low.isVisible()
    assert panel.high.isVisible()


def test_one_scale_for_all_maps_is_a_tick_where_there_are_several(
    window: MainWindow, panel: DisplayPanel, qtbot: QtBot
) -> None:
    assert not panel.locked.isVisible()
    window.document.edit("Add filter", filter_added)
    window.document.edit("Choose", kernel_set, 9 * window.document.state.kernel)
    frames = Calls(window.compute.finished.connect)
    panel.locked.setFocus()
    press(Key.Key_Space)
    settle(qtbot, window)
    assert window.document.state.display.locked
    strong = frames[-1][0].scale
    window.document.edit("Select filter", selected_filter=0)
    settle(qtbot, window)
    assert frames[-1][0].scale == strong
    press(Key.Key_Space)
    settle(qtbot, window)
    assert frames[-1][0].scale.high < strong.high / 2


@pytest.mark.parametrize("folded", [False, True])
def test_a_click_on_the_colour_bar_brings_the_display_into_view(
    window: MainWindow, panel: DisplayPanel, qtbot: QtBot, folded: bool
) -> None:
    window.resize(1024, 640)
    panel.parentWidget().set_open(not folded)
    QApplication.processEvents()
    assert panel.visibleRegion().isEmpty()
    click(window.page.colour_bar)
    qtbot.waitUntil(lambda: panel.range.visibleRegion().boundingRect().height() == panel.range.height())
    assert panel.range.hasFocus()
    assert steps(window.document) == []

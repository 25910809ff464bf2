"""The panel of the display: it changes how the map looks and never its values."""

import pytest
from pytestqt.qtbot import QtBot

from convviz.lab.display import SIGNED_COLOUR_MAPS, UNSIGNED_COLOUR_MAPS
from convviz.ui.display_panel import RANGES, SIGNED, DisplayPanel
from convviz.ui.main_window import MainWindow
from tests.hands import Calls, choose, settle, steps
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

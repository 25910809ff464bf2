"""The lens under the pictures: it spells out what is pointed at, and keeps it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convviz.lab.compute import compute
from convviz.lab.kernel.lens import Lens, look
from convviz.lab.state import State
from convviz.ui.filters.lens_layout import Layout
from convviz.ui.filters.lens_panel import HINT, LINE_HEIGHT, SPELT_OUT_HEIGHT, LensPanel
from convviz.ui.main_window import FIRST_SIZE, SMALLEST_SIZE, MainWindow
from tests.hands import CONTROL, Calls, Key, choose, click, colours_of, press, set_number, settle, wheel
from tests.lab.states import changed
from tests.lab_states import random_states


@pytest.fixture
def lens(window: MainWindow) -> LensPanel:
    return window.page.lens


def point_at(window: MainWindow, y: int, x: int) -> None:
    view = window.page.map_view
    QTest.mouseMove(view, QPoint(1, 1))  # so that the mouse really moves
    QTest.mouseMove(view, view.position_of(y, x))


def test_without_a_value_it_says_what_to_do(window: MainWindow, lens: LensPanel) -> None:
    lens.show_lens(None, window.document.state)
    assert lens.accessibleDescription() == HINT


def test_it_spells_out_the_value_under_the_pointer_and_keeps_it(window: MainWindow, lens: LensPanel) -> None:
    frames = Calls(window.compute.finished.connect)
    point_at(window, 20, 30)
    told = lens.accessibleDescription()
    assert told.startswith("red ")
    QTest.mouseMove(window.page.kernel_panel.facts)
    assert lens.accessibleDescription() == told
    assert frames == []


def test_it_follows_the_arrow_keys(window: MainWindow, lens: LensPanel) -> None:
    window.page.map_view.setFocus()
    told = set()
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Right):
        press(key)
        told.add(lens.accessibleDescription())
    assert len(told) == 3


def test_an_edit_is_seen_in_the_arithmetic(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    point_at(window, 20, 30)
    set_number(window.page.layer_panel.bias.number, "0.25")
    settle(qtbot, window)
    assert "+ bias 0.25 = " in lens.accessibleDescription()
    assert lens.accessibleDescription() == look(frames[-1][0], 20, 30).sentence()


def test_a_map_that_has_no_such_value_any_more_shows_where_it_answers_most(
    window: MainWindow, lens: LensPanel, qtbot: QtBot
) -> None:
    point_at(window, 40, 60)
    QTest.mouseMove(window.page.kernel_panel.facts)
    QApplication.sendEvent(window.page.map_view, QEvent(QEvent.Type.Leave))
    set_number(window.page.layer_panel.stride.vertical, "9")
    settle(qtbot, window)
    feature_map = compute(window.document.state).feature_map
    y, x = np.unravel_index(np.abs(feature_map).argmax(), feature_map.shape)
    assert lens.title.text() == f"Value at y {y}, x {x}"


def test_a_grey_input_has_one_sum(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    press(Key.Key_G, CONTROL)
    settle(qtbot, window)
    point_at(window, 20, 30)
    assert lens.accessibleDescription().startswith("Σ ")


def test_in_a_small_window_it_is_one_line(window: MainWindow, lens: LensPanel, qtbot: QtBot) -> None:
    assert lens.height() == SPELT_OUT_HEIGHT
    window.resize(*SMALLEST_SIZE)
    qtbot.waitUntil(lambda: lens.height() == LINE_HEIGHT)
    window.resize(*FIRST_SIZE)
    qtbot.waitUntil(lambda: lens.height() == SPELT_OUT_HEIGHT)


@pytest.mark.parametrize("size", [1, 3, 7, 8, 31])
def test_it_is_drawn_for_kernels_of_every_size(window: MainWindow, lens: LensPanel, qtbot: QtBot, size: int) -> None:
    lens.show_lens(None, window.document.state)
    empty = colours_of(lens.grab().toImage())
    set_number(window.page.kernel_panel.kernel_size.vertical, str(size))
    settle(qtbot, window)
    point_at(window, 1, 1)
    assert np.any(colours_of(lens.grab().toImage()) != empty)


@pytest.fixture
def panel(state: State, styled: QApplication, qtbot: QtBot) -> Iterator[LensPanel]:
    """A panel of its own, on the first value of the map."""
    panel = LensPanel()
    qtbot.addWidget(panel)
    panel.resize(1064, SPELT_OUT_HEIGHT)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    panel.show_lens(lens_at(state), state)
    yield panel
    panel.player.pause()


def lens_at(state: State, y: int = 0, x: int = 0) -> Lens:
    return look(compute(state), y, x)


def drawn(panel: LensPanel) -> Layout:
    layout = panel.view.layout_of_lens
    assert layout is not None
    return layout


def channel_shown(panel: LensPanel) -> int:
    """Return the channel whose patch is drawn."""
    patch, lens = drawn(panel).grids[0].values, panel.view.lens
    return next(index for index, values in enumerate(lens.patch) if np.array_equal(values, patch))


def over_channel(panel: LensPanel, channel: int) -> QPoint:
    return drawn(panel).channels[channel].center().toPoint()


def with_channels(lens: Lens, count: int) -> Lens:
    """Return a lens as a deeper layer has it, with so many channels."""
    patch, kernel = np.random.default_rng(count).normal(size=(2, count, *lens.is_pixel.shape))
    sums = (patch * kernel).sum(axis=(1, 2))
    total = sums.sum(keepdims=True) + lens.bias
    products = patch * kernel
    return replace(lens, patch=patch, kernel=kernel, products=products, sums=sums, totals=total, values=total)


def test_it_draws_the_lens_of_any_state(panel: LensPanel) -> None:
    for state in random_states(40, seed=7):
        lens = lens_at(state)
        panel.show_lens(lens, state)
        layout, channel = drawn(panel), channel_shown(panel)
        for grid, values in zip(layout.grids, (lens.patch, lens.kernel, lens.products), strict=True):
            assert np.array_equal(grid.values, values[channel])
        assert panel.accessibleDescription() == lens.sentence()
        assert ("turned" in layout.titles[1].text) == (state.operation == "convolution")
        panel.grab()


def test_a_click_on_the_sum_of_a_channel_shows_its_numbers(panel: LensPanel) -> None:
    for channel in (2, 0, 1):
        click(panel.view, over_channel(panel, channel))
        assert channel_shown(panel) == channel
        assert drawn(panel).titles[0].text == f"Patch, {('red', 'green', 'blue')[channel]}"


def test_a_click_on_a_column_of_a_map_in_colour_shows_its_channel(panel: LensPanel, state: State) -> None:
    each = replace(state, channel_mode="each")
    panel.show_lens(lens_at(each), each)
    click(panel.view, over_channel(panel, 2))
    assert channel_shown(panel) == 2
    assert len([text for text in drawn(panel).texts if text.bold]) == 3


def test_arrow_keys_go_from_channel_to_channel_and_stop_at_the_last(panel: LensPanel) -> None:
    panel.view.setFocus()
    shown = []
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Down, Key.Key_Up, Key.Key_Left, Key.Key_Up):
        press(key)
        shown.append(channel_shown(panel))
    assert shown == [1, 2, 2, 1, 0, 0]


def test_a_grey_input_has_no_channels_to_choose(panel: LensPanel, state: State) -> None:
    grey = changed(state, greyscale=True, layer=replace(state.layer, weight=state.layer.weight[:, :1]))
    click(panel.view, over_channel(panel, 2))
    panel.show_lens(lens_at(grey), grey)
    assert drawn(panel).channels == {}
    assert not panel.view.focusPolicy()
    assert drawn(panel).titles[0].text == "Patch"


def test_the_edited_channel_is_shown_at_first_and_when_it_changes(panel: LensPanel, state: State) -> None:
    def show(edited: int | None, x: int = 0) -> int:
        panel.show_lens(lens_at(state, 0, x), replace(state, selected_channel=edited))
        return channel_shown(panel)

    assert show(2) == 2
    click(panel.view, over_channel(panel, 0))
    assert show(2, x=5) == 0  # what a person chose stays while the value changes
    assert show(1) == 1
    assert show(None) == 1
    assert show(2) == 2


def test_the_panel_says_how_many_pixels_are_real(panel: LensPanel, state: State) -> None:
    assert panel.details.text() == "4 of 9 pixels are real; the dotted ones are padding"
    panel.show_lens(lens_at(state, 5, 5), state)
    assert panel.details.text() == ""
    assert panel.title.text() == "Value at y 5, x 5"


def test_in_one_line_there_is_the_sentence_and_the_controls(panel: LensPanel, state: State) -> None:
    panel.spell_out(False)
    assert panel.details.text() == lens_at(state).sentence()
    assert not panel.view.isVisible()
    assert panel.sizeHint().height() == LINE_HEIGHT
    wanted = Calls(panel.step_wanted.connect)
    click(panel.controls.forward)
    assert wanted == [(1,)]
    panel.spell_out(True)
    assert panel.view.isVisible()


def test_the_cell_under_the_pointer_is_told_and_read_in_all_three_grids(panel: LensPanel) -> None:
    told, before = Calls(panel.tap_hovered.connect), colours_of(panel.grab().toImage())
    for grid in drawn(panel).grids:
        QTest.mouseMove(panel.view, grid.cell(1, 2).center().toPoint())
        QTest.mouseMove(panel.view, grid.cell(2, 0).center().toPoint())
    assert told == [((1, 2),), ((2, 0),)] * 3
    assert np.any(colours_of(panel.grab().toImage()) != before)
    QApplication.sendEvent(panel.view, QEvent(QEvent.Type.Leave))
    assert told[-1] == (None,)
    assert np.array_equal(colours_of(panel.grab().toImage()), before)


def test_beside_the_grids_there_is_no_cell(panel: LensPanel) -> None:
    QTest.mouseMove(panel.view, drawn(panel).grids[0].cell(0, 0).center().toPoint())
    told = Calls(panel.tap_hovered.connect)
    QTest.mouseMove(panel.view, drawn(panel).titles[0].place.center().toPoint())
    QTest.mouseMove(panel.view, over_channel(panel, 1))
    assert told == [(None,)]


def test_a_cell_is_told_again_when_another_value_is_shown(panel: LensPanel, state: State) -> None:
    QTest.mouseMove(panel.view, drawn(panel).grids[1].cell(2, 2).center().toPoint())
    told = Calls(panel.tap_hovered.connect)
    panel.show_lens(lens_at(state, 3, 4), state)
    assert told == [((2, 2),)]
    small = changed(state, layer=replace(state.layer, weight=state.layer.weight[:, :, :2, :2]))
    panel.show_lens(lens_at(small), small)
    assert told == [((2, 2),), (None,)]
    panel.show_lens(None, state)
    assert len(told) == 2


def test_a_cell_can_be_marked_from_outside(panel: LensPanel, state: State) -> None:
    told, before = Calls(panel.tap_hovered.connect), colours_of(panel.grab().toImage())
    panel.show_tap((0, 1))
    marked = colours_of(panel.grab().toImage())
    for grid in drawn(panel).grids:
        place = grid.cell(0, 1).translated(0, panel.view.y()).toAlignedRect()
        rows, columns = slice(place.top(), place.bottom()), slice(place.left(), place.right())
        assert np.any(marked[rows, columns] != before[rows, columns])
    panel.show_lens(lens_at(state), state)
    assert np.array_equal(colours_of(panel.grab().toImage()), marked)
    panel.show_tap(None)
    assert np.array_equal(colours_of(panel.grab().toImage()), before)
    panel.show_tap((6, 0))  # of a larger kernel, whose value is still to come
    assert np.array_equal(colours_of(panel.grab().toImage()), before)
    assert told == []


@pytest.mark.parametrize("width", [1064, 648])
def test_hundreds_of_channels_have_room(panel: LensPanel, state: State, width: int) -> None:
    panel.resize(width, SPELT_OUT_HEIGHT)
    panel.show_lens(with_channels(lens_at(state), 300), state)
    panel.view.setFocus()
    press(Key.Key_Down, times=5)
    assert channel_shown(panel) == 5
    assert 5 in drawn(panel).channels
    assert drawn(panel).titles[0].text == "Patch, channel 6"
    wheel(panel.view, over_channel(panel, 5), notches=-2)
    assert channel_shown(panel) == 7
    wheel(panel.view, QPoint(1, 1), notches=-2)
    assert channel_shown(panel) == 7
    panel.show_channel(299)
    assert channel_shown(panel) == 299
    panel.show_lens(lens_at(state), state)
    assert channel_shown(panel) == 0


def test_the_buttons_step_and_pause_what_plays(panel: LensPanel, qtbot: QtBot) -> None:
    wanted = Calls(panel.step_wanted.connect)
    click(panel.controls.forward)
    click(panel.controls.back)
    assert wanted == [(1,), (-1,)]
    choose(panel.controls.speed, "100/s")
    assert panel.player.speed == 100
    click(panel.controls.play)
    qtbot.waitUntil(lambda: len(wanted) >= 5)
    assert panel.player.playing
    click(panel.controls.back)
    assert not panel.player.playing
    assert wanted[2:] == [(1,)] * (len(wanted) - 3) + [(-1,)]


def test_the_play_button_says_what_it_will_do(panel: LensPanel) -> None:
    play = panel.controls.play
    names = []
    for _ in range(3):
        names.append((play.accessibleName(), play.toolTip()))
        panel.player.toggle()
    assert [name for name, _ in names] == ["Play", "Pause", "Play"]
    assert all(tip.endswith("(Ctrl+Space)") for _, tip in names)


def test_out_of_sight_it_does_not_play(panel: LensPanel) -> None:
    panel.player.play()
    panel.hide()
    assert not panel.player.playing


def test_every_control_has_a_name_a_tooltip_and_a_picture_or_words(panel: LensPanel) -> None:
    controls = panel.controls
    for button in (controls.back, controls.play, controls.forward):
        assert button.accessibleName()
        assert "Ctrl+" in button.toolTip()
        assert not button.icon().pixmap(16).isNull()
    assert controls.speed.accessibleName()
    assert controls.speed.toolTip()
    assert controls.speed.currentText() == "5/s"


def test_words_have_tooltips(panel: LensPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        "convviz.ui.filters.lens_view.QToolTip.showText", lambda _place, text, _widget: shown.append(text)
    )
    for text in (*drawn(panel).titles, *drawn(panel).texts):
        ask_for_tooltip(panel.view, text.place.center().toPoint())
        assert shown[-1] == text.tip
    ask_for_tooltip(panel.view, QPoint(1060, 130))
    assert shown[-1] == ""


def ask_for_tooltip(widget: QWidget, place: QPoint) -> None:
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))

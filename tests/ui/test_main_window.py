"""The window holds all together: what is edited is computed and shown, what is refused is said."""

import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication
from pytestqt.qtbot import QtBot

from convviz.app import compute as compute_module
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.edits.edits import bias_set, channel_mode_set, filter_added, kernel_size_set, layer_set
from convviz.lab.limits import MOST_FILTERS
from convviz.ui.application import make_window
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.pointing import IDLE
from tests.hands import (
    SHIFT,
    Calls,
    Key,
    click,
    focusable,
    focused,
    nameless,
    press,
    set_number,
    settle,
    steps,
    type_text,
)
from tests.lab_fixtures import image, pixels, saved
from tests.lab_states import random_states


def test_it_starts_with_the_kernel_ready_to_be_typed_into(window: MainWindow) -> None:
    assert focused() is window.page.kernel_panel.grid
    assert window.message_bar.text == ""
    assert window.read_out.text() == IDLE


def test_it_starts_with_a_sample_when_no_picture_is_given(settings: Settings, qtbot: QtBot) -> None:
    window = make_window(settings)
    qtbot.addWidget(window)
    settle(qtbot, window)
    assert window.document.state.image_name == "Astronaut"
    assert steps(window.document) == []


def test_it_starts_with_the_picture_that_is_given(settings: Settings, tmp_path: Path, qtbot: QtBot) -> None:
    path = saved(tmp_path / "new.png", pixels(20, 30))
    window = make_window(settings, path)
    qtbot.addWidget(window)
    settle(qtbot, window)
    assert window.windowTitle() == "new.png – convviz"
    assert settings.recent_files == [path]


def test_a_picture_that_cannot_be_opened_is_told_above_a_sample(
    settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    window = make_window(settings, tmp_path / "gone.png")
    qtbot.addWidget(window)
    settle(qtbot, window)
    assert window.message_bar.text.startswith("gone.png is not there")
    assert window.document.state.image_name == "Astronaut"


def test_an_edit_is_computed_and_shown(window: MainWindow, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    type_text("5")
    press(Key.Key_Return)
    settle(qtbot, window)
    ((frame,),) = frames
    assert frame.state is window.document.state
    assert (frame.feature_map == compute(window.document.state).feature_map).all()


def test_the_shapes_and_the_parameters_are_told(window: MainWindow, qtbot: QtBot) -> None:
    assert window.shapes.text() == "cross-correlation   48×64×3 → 48×64×1   28 parameters"
    window.document.edit("Duplicate filter", filter_added)
    set_number(window.page.layer_panel.stride.vertical, "2")
    settle(qtbot, window)
    assert window.shapes.text() == "cross-correlation   48×64×3 → 24×32×2   56 parameters"
    assert window.page.pictures.map_heading.details.text() == "2/2  24×32"
    assert window.page.pictures.input_heading.details.text() == "noise.png   48×64×3"


def test_a_refused_edit_is_told_and_every_control_shows_what_is(window: MainWindow) -> None:
    set_number(window.page.layer_panel.stride.vertical, "2")
    before, done = window.document.state, steps(window.document)
    window.page.layer_panel.padding.setFocus()
    press(Key.Key_Home)  # "same", which a stride does not allow
    assert window.message_bar.text.count(".") >= 1
    assert window.document.state is before
    assert window.page.layer_panel.padding.currentText() != "same"
    assert steps(window.document) == done


def test_more_filters_than_there_may_be_are_refused(window: MainWindow, qtbot: QtBot) -> None:
    layer = window.document.state.layer
    most = {"weight": np.repeat(layer.weight, MOST_FILTERS, axis=0), "bias": np.zeros(MOST_FILTERS)}
    assert window.document.edit("Most filters", partial(layer_set, **most))
    window.document.edit("Duplicate filter", filter_added)
    assert window.document.state.layer.out_channels == MOST_FILTERS
    assert window.message_bar.text.startswith(f"A layer may have up to {MOST_FILTERS} filters")
    settle(qtbot, window)


def test_a_state_that_cannot_be_computed_is_told_and_the_last_frame_stays(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(compute_module, "compute", fail)
        window.document.edit("Set bias", bias_set, 1.0)
        settle(qtbot, window)
    assert window.message_bar.text.startswith("There is not enough memory")
    assert window.all_actions.export_picture.isEnabled()


def test_showing_any_state_never_edits_it(window: MainWindow, qtbot: QtBot) -> None:
    told = Calls(window.document.changed.connect)
    for state in random_states(100, seed=1):
        window._show_state(state)
        QApplication.processEvents()
    assert told == []
    assert steps(window.document) == []
    window._show_state(window.document.state)
    settle(qtbot, window)


def test_showing_the_frame_of_any_state_never_edits_it(window: MainWindow, qtbot: QtBot) -> None:
    told = Calls(window.document.changed.connect)
    for state in random_states(25, seed=2):
        window._show_state(state)
        window._on_frame(compute(state))
        window.grab()
    assert told == []
    assert steps(window.document) == []


def test_going_back_and_forth_through_all_steps_shows_every_state_again(window: MainWindow, qtbot: QtBot) -> None:
    window.document.edit("Duplicate filter", filter_added)
    window.document.edit("Set kernel size", kernel_size_set, 5, 2)
    set_number(window.page.layer_panel.stride.vertical, "3")
    stack, seen = window.document.undo_stack, []
    for index in (0, 1, 2, 3, 2, 1, 0, 3):
        stack.setIndex(index)
        panel = window.page.layer_panel
        size = window.page.kernel_panel.kernel_size
        shown = (size.vertical.value(), size.horizontal.value()), panel.stride.vertical.value()
        layer = window.document.state.layer
        assert shown == (layer.kernel_size, layer.stride[0])
        seen.append(layer.stride[0])
    assert seen == [1, 1, 1, 3, 1, 1, 1, 3]
    settle(qtbot, window)


def test_while_it_computes_for_long_it_says_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(*arguments: object) -> object:
        go.wait(10)
        return compute(*arguments)

    monkeypatch.setattr(compute_module, "compute", slow)
    window.document.edit("Set bias", bias_set, 1.0)
    qtbot.waitUntil(lambda: window.busy.text == "Computing…")
    go.set()
    qtbot.waitUntil(lambda: window.busy.text == "")


def test_closing_while_busy_ends_the_work(window: MainWindow, qtbot: QtBot) -> None:
    window.opener.open_sample("Astronaut")
    window.document.edit("Set kernel size", kernel_size_set, 31, 31)
    assert window.close()
    # Nothing runs any more, so what comes yet was done before the window was closed.
    for worker in (window.compute, window.opener, window.exporter):
        assert worker.jobs.findChild(QThreadPool).activeThreadCount() == 0
    settle(qtbot, window)
    window.document.edit("Set bias", bias_set, 1.0)
    assert not window.compute.busy


def test_closing_while_a_number_is_typed_begins_no_work(window: MainWindow, qtbot: QtBot) -> None:
    type_text("5")
    told = Calls(window.compute.jobs.busy_changed.connect)
    assert window.close()
    QApplication.processEvents()
    assert told == []


def test_its_size_is_remembered(window: MainWindow, settings: Settings, qtbot: QtBot) -> None:
    smallest = window.minimumSize()
    window.resize(smallest)
    window.close()
    again = MainWindow(window.document.state, settings)
    qtbot.addWidget(again)
    assert again.size() == smallest


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900), (3840, 2160)])
def test_everything_is_within_the_window_at_every_size(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    for _ in range(3):
        window.document.edit("Duplicate filter", filter_added)
    settle(qtbot, window)
    window.resize(*size)
    page = window.page
    qtbot.waitUntil(lambda: page.input_view.size() == page.map_view.size())
    assert (window.width(), window.height()) == size
    for widget in (page.input_view, page.map_view, page.colour_bar, page.strip, window.read_out, window.shapes):
        place = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
        assert window.rect().contains(place), widget.accessibleName()
        assert widget.width() > 0


def test_the_pictures_get_the_space(window: MainWindow) -> None:
    page = window.page
    pictures = page.input_view.width() * page.input_view.height() + page.map_view.width() * page.map_view.height()
    assert pictures > window.width() * window.height() * 0.33


def test_everything_that_takes_the_keyboard_has_a_name_for_screen_readers(window: MainWindow, qtbot: QtBot) -> None:
    window.document.edit("Duplicate filter", filter_added)
    settle(qtbot, window)
    window.message_bar.show_error("It is too large.")
    widgets = focusable(window)
    assert len(widgets) > 15
    assert nameless(widgets) == []


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_Tab, None), (Key.Key_Backtab, SHIFT)])
def test_tab_goes_round_through_every_control_and_is_no_trap(window: MainWindow, key, modifiers) -> None:
    page = window.page
    wanted = {
        page.input_view,
        page.map_view,
        page.kernel_panel.grid,
        page.kernel_panel.named,
        page.kernel_panel.kernel_size.vertical,
        page.layer_panel.bias.slider,
        page.layer_panel.activation,
        page.layer_panel.padding,
        page.display_panel.signed,
        page.display_panel.range,
    }
    met = set()
    for _ in range(80):
        press(key, *([modifiers] if modifiers else []))
        met.add(focused())
    assert wanted <= met
    assert steps(window.document) == []


def test_every_button_says_what_it_is_for(window: MainWindow) -> None:
    buttons = [button for button in window.findChildren(QAbstractButton) if button.isVisibleTo(window)]
    names = [button.text() or button.accessibleName() or button.objectName() for button in buttons]
    assert all(names)


def test_what_scrolls_is_only_the_panels(window: MainWindow) -> None:
    areas = [area for area in window.findChildren(QAbstractScrollArea) if area.isVisibleTo(window)]
    window.resize(1440, 1200)
    QApplication.processEvents()
    for area in areas:
        assert area.horizontalScrollBar().maximum() == 0, type(area).__name__


def test_a_click_into_a_view_and_a_key_keep_the_grid_as_it_was(window: MainWindow) -> None:
    click(window.page.map_view)
    type_text("5")
    assert steps(window.document) == []


def test_a_refusal_goes_when_the_next_edit_is_accepted(window: MainWindow, qtbot: QtBot) -> None:
    type_text("x")
    press(Key.Key_Return)
    assert window.message_bar.text
    type_text("5")
    press(Key.Key_Return)
    assert window.message_bar.text == ""
    settle(qtbot, window)


def test_the_window_stays_when_the_last_export_could_not_be_written(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    frame = compute(window.document.state)
    window.exporter.export(frame, tmp_path / "no such folder" / "map.png", "seen")
    assert not window.close()
    assert window.isVisible()
    assert window.message_bar.text.startswith("map.png cannot be saved in ")
    assert window.close()


def test_a_last_export_is_written_before_the_window_closes(window: MainWindow, tmp_path: Path) -> None:
    window.exporter.export(compute(window.document.state), tmp_path / "map.npy", "data")
    assert window.close()
    assert (tmp_path / "map.npy").exists()


@pytest.mark.parametrize("name", ["a" * 200 + ".png", "<b>bold</b> & more.png"])
def test_a_long_or_odd_file_name_neither_widens_the_window_nor_is_read_as_markup(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    size = window.page.input_view.size()
    window.document.edit("Open", image=image(seed=3), image_name=name)
    settle(qtbot, window)
    QApplication.processEvents()
    assert window.page.input_view.size() == size
    assert name in window.page.pictures.input_heading.details.text()


def test_the_heading_says_what_is_applied_and_how_many_planes_the_map_has(window: MainWindow, qtbot: QtBot) -> None:
    window.document.edit("Apply convolution", operation="convolution")
    window.document.edit("Each", channel_mode_set, "each")
    settle(qtbot, window)
    assert window.page.pictures.map_heading.details.text() == "48×64×3   convolution"
    assert window.shapes.text() == "convolution   48×64×3 → 48×64×3   10 parameters"

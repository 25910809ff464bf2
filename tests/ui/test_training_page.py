"""The page Training in the window: run, pause, step, reset, race, the target, and the learnt kernel in the lab."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.training.filter_run_words import FIRST
from convviz.lab.training.optimiser_kinds import LEAST_RATE
from convviz.nn.optimisers import SGD, Adam
from convviz.ui.main_window import MainWindow
from convviz.ui.theme import apply_theme
from convviz.ui.training.crop_section import NONE, UNKNOWN
from convviz.ui.training.filter_target import OPEN, OWN_MAP
from convviz.ui.training.filter_view import FilterView
from convviz.ui.training.training_page import TrainingPage
from tests.hands import (
    ALT,
    CONTROL,
    Button,
    Key,
    choose,
    choose_in_menu,
    click,
    drag,
    enter_file,
    is_busy,
    press,
    set_number,
    settle,
    slider_handle,
    steps,
    urls_of,
)
from tests.lab_fixtures import pixels, saved


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> Iterator[FilterView]:
    press(Key.Key_5, ALT)
    page = window.pages.page
    assert isinstance(page, TrainingPage)
    view = page.view
    assert isinstance(view, FilterView)
    rest(qtbot, view)
    yield view
    view.finish()


def rest(qtbot: QtBot, view: FilterView) -> None:
    """Wait until nothing is computed, learnt or read any more."""
    window = view.window()
    qtbot.waitUntil(lambda: not (is_busy(window) or view.learning.busy or view.target.opener.busy), timeout=20_000)


def set_slow(window: MainWindow, qtbot: QtBot, view: FilterView) -> None:
    """Learn so slowly that a run does not end by itself."""
    set_number(view.options.optimiser.rate.number, "0.00001")
    rest(qtbot, view)


def step_of(view: FilterView) -> int:
    return int(view.readings.facts[0].text().replace(",", ""))


def until_step(qtbot: QtBot, view: FilterView, step: int) -> None:
    qtbot.waitUntil(lambda: step_of(view) >= step, timeout=20_000)


def kernel(state: State) -> np.ndarray:
    return state.layer.weight[state.selected_filter]


def test_at_first_it_says_what_to_press_and_the_keyboard_is_there(window: MainWindow, view: FilterView) -> None:
    assert FIRST in view.headline.text()
    assert QApplication.focusWidget() is view.bar.run
    assert step_of(view) == 0
    assert not view.use.isEnabled()
    assert steps(window.document) == []


def test_run_and_pause_with_the_button(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    set_slow(window, qtbot, view)
    click(view.bar.run)
    assert view.bar.run.text() == "Pause"
    until_step(qtbot, view, 3)
    click(view.bar.run)
    rest(qtbot, view)
    assert view.bar.run.text() == "Run"
    assert "from the true one" in view.headline.accessibleName()


def test_space_runs_and_pauses_from_the_pictures_too(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    set_slow(window, qtbot, view)
    view.bar.run.setFocus()
    press(Key.Key_Space)
    assert view.learning.running
    until_step(qtbot, view, 1)
    view.pictures.views[1].setFocus()
    press(Key.Key_Space)
    assert not view.learning.running
    window.pages.page.tasks.setFocus()
    press(Key.Key_Space, times=2)
    assert not view.learning.running
    rest(qtbot, view)


def test_step_and_reset(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    for expected in (1, 2):
        click(view.bar.step)
        rest(qtbot, view)
        assert step_of(view) == expected
    click(view.bar.reset)
    rest(qtbot, view)
    assert step_of(view) == 0
    assert not view.use.isEnabled()


def test_the_speed_is_chosen_and_is_no_edit(window: MainWindow, view: FilterView) -> None:
    choose(view.bar.speed, "10/s")
    assert view.learning.speed == 10
    choose(view.bar.speed, "as fast as it can")
    assert view.learning.speed is None
    assert steps(window.document) == []


def learn(qtbot: QtBot, view: FilterView) -> None:
    """Run until it has arrived."""
    view.learning.speed = None
    set_number(view.options.optimiser.rate.number, "0.1")
    choose(view.options.optimiser.kind, "Momentum")
    rest(qtbot, view)
    click(view.bar.run)
    qtbot.waitUntil(lambda: not view.learning.running, timeout=30_000)
    rest(qtbot, view)


def test_the_filter_is_found_and_the_words_and_numbers_say_so(
    window: MainWindow, view: FilterView, qtbot: QtBot
) -> None:
    learn(qtbot, view)
    assert "The kernel is found again" in view.headline.text()
    assert view.readings.figures[0][1].text().endswith("%")
    assert np.abs(view.pictures._shown[2].values).max() < 1e-2


def test_use_this_kernel_is_one_step_of_undo(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    click(view.bar.step)
    rest(qtbot, view)
    learnt = view.learning._race.snapshot(view.learning._at).standings[0]
    before = kernel(window.document.state)
    click(view.use)
    assert steps(window.document) == ["Use learnt kernel"]
    assert np.array_equal(kernel(window.document.state), learnt.weight[0])
    assert window.document.state.layer.bias[0] == np.float32(learnt.bias)
    rest(qtbot, view)
    assert "It begins anew" in view.headline.accessibleName()
    press(Key.Key_Z, CONTROL)
    assert np.array_equal(kernel(window.document.state), before)
    rest(qtbot, view)


def test_a_race_is_begun_and_ended_and_says_who_is_ahead(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    click(view.options.race, QPoint(8, view.options.race.height() // 2))
    rest(qtbot, view)
    choice = window.document.state.learning.filter
    assert choice.rival == SGD(lr=0.05, momentum=0.9)
    assert steps(window.document) == ["Race two optimisers"]
    for _ in range(2):
        click(view.bar.step)
    rest(qtbot, view)
    assert any(said in view.headline.accessibleName() for said in ("is ahead", "They are level"))
    assert view.readings.names[1].isVisible()
    assert len(view.kernels._kernels) == 3
    assert "the rival is another" not in view.headline.accessibleName()
    click(view.options.race, QPoint(8, view.options.race.height() // 2))
    assert window.document.state.learning.filter.rival is None
    rest(qtbot, view)
    assert not view.readings.names[1].isVisible()


def test_of_two_the_kernel_of_the_one_ahead_is_used(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    set_slow(window, qtbot, view)
    click(view.options.race, QPoint(8, view.options.race.height() // 2))
    rest(qtbot, view)
    click(view.bar.step)
    rest(qtbot, view)
    first, rival = view._snapshot.standings
    assert rival.cost < first.cost
    click(view.use)
    assert np.array_equal(kernel(window.document.state), rival.weight[0])
    rest(qtbot, view)


def test_a_drag_of_the_learning_rate_is_one_undo_step(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    slider = view.options.optimiser.rate.slider
    drag(slider, slider_handle(slider), slider_handle(slider) + QPoint(30, 0))
    assert window.document.state.learning.filter.optimiser.lr > 0.03
    assert steps(window.document) == ["Set optimiser"]
    press(Key.Key_Z, CONTROL)
    assert window.document.state.learning.filter.optimiser == Adam(lr=0.03)
    rest(qtbot, view)


def test_a_learning_rate_changes_while_it_runs_and_a_seed_begins_anew(
    window: MainWindow, view: FilterView, qtbot: QtBot
) -> None:
    set_slow(window, qtbot, view)
    click(view.bar.run)
    until_step(qtbot, view, 2)
    set_number(view.options.optimiser.rate.number, "0.00002")
    settle(qtbot, window)
    assert view.learning.running
    click(view.options.another)
    settle(qtbot, window)
    rest(qtbot, view)
    assert not view.learning.running
    assert window.document.state.learning.filter.seed == 1
    assert "It begins anew, as the seed is another." in view.headline.accessibleName()
    assert step_of(view) == 0


def test_the_settings_of_an_optimiser_are_those_that_it_has(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    panel = view.options.optimiser

    def shown() -> list[str]:
        return [setting.name for setting, box in panel.numbers.items() if box.isVisible()]

    assert shown() == ["Weight decay", "Beta 1", "Beta 2"]
    choose(panel.kind, "Nesterov")
    assert window.document.state.learning.filter.optimiser == SGD(lr=0.05, momentum=0.9, nesterov=True)
    assert shown() == ["Weight decay", "Momentum"]
    momentum = next(box for setting, box in panel.numbers.items() if setting.name == "Momentum")
    set_number(momentum, "0.5")
    assert window.document.state.learning.filter.optimiser.momentum == 0.5
    rest(qtbot, view)


def test_size_start_and_batch_are_set(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    options, document = view.options, window.document
    set_number(options.kernel_size.vertical, "5")
    choose(options.start, "zeros")
    choose(options.batch, "random patches")
    set_number(options.patches, "16")
    choice = document.state.learning.filter
    assert (choice.kernel_size, choice.initialisation, choice.batch_size) == ((5, 5), "zeros", 16)
    rest(qtbot, view)
    assert view.kernels._kernels[1].weights.shape == (3, 5, 5)
    assert not view.kernels._kernels[1].weights.any()
    click(options.own_size, QPoint(8, options.own_size.height() // 2))
    choose(options.batch, "whole picture")
    choice = document.state.learning.filter
    assert (choice.kernel_size, choice.batch_size) == (None, None)
    assert len(steps(document)) == 6
    rest(qtbot, view)


def drop_on_target(view: FilterView, data: QMimeData) -> bool:
    """Drag something over the target and let it go; return whether it was wanted."""
    target = view.pictures.target_view
    place = target.rect().center()
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, copy, data, Button.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    assert target.hint.isVisible()
    event = QDropEvent(QPointF(place), copy, data, Button.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    assert not target.hint.isVisible()
    return True


def test_a_picture_that_is_dropped_on_the_target_becomes_it(
    window: MainWindow, view: FilterView, qtbot: QtBot, tmp_path: Path
) -> None:
    before = window.document.state.image
    assert drop_on_target(view, urls_of(saved(tmp_path / "after.png", pixels(seed=3))))
    rest(qtbot, view)
    assert window.document.state.image is before
    assert window.document.state.learning.filter.target_name == "after.png"
    assert view.pictures.headings[0].details.text() == "after.png"
    assert view.kernels._kernels[0].title == "Best kernel"
    assert view.readings.figures[0][1].text() == "–"
    assert view.crops.sentence.text() == UNKNOWN
    assert not view.crops.train.isEnabled()
    choose_in_menu(view.pictures.choose_target, OWN_MAP)
    rest(qtbot, view)
    assert window.document.state.learning.filter.target is None
    assert view.kernels._kernels[0].title == "True kernel"


def test_a_target_of_another_size_is_refused_in_the_window(
    window: MainWindow, view: FilterView, qtbot: QtBot, tmp_path: Path
) -> None:
    assert drop_on_target(view, urls_of(saved(tmp_path / "small.png", pixels(10, 20))))
    rest(qtbot, view)
    assert "small.png has 20×10 pixels" in window.message_bar.text
    assert window.document.state.learning.filter.target is None
    assert steps(window.document) == []


def test_text_is_not_wanted_as_a_target(view: FilterView) -> None:
    data = QMimeData()
    data.setText("no picture")
    assert not drop_on_target(view, data)


@pytest.mark.usefixtures("own_dialogs")
def test_a_target_is_opened_from_a_file(window: MainWindow, view: FilterView, qtbot: QtBot, tmp_path: Path) -> None:
    path = saved(tmp_path / "after.png", pixels(seed=3))
    choose_in_menu(view.pictures.choose_target, OPEN)
    assert window.findChild(QFileDialog).windowTitle() == "Open target"
    enter_file(window, str(path))
    rest(qtbot, view)
    assert window.document.state.learning.filter.target_name == "after.png"


def test_a_target_that_no_longer_fits_is_told_and_undone(
    window: MainWindow, view: FilterView, qtbot: QtBot, tmp_path: Path
) -> None:
    drop_on_target(view, urls_of(saved(tmp_path / "after.png", pixels(seed=3))))
    rest(qtbot, view)
    set_number(window.pages.network.list.form.stride.vertical, "2")
    rest(qtbot, view)
    assert "The target must be as large as the feature map" in view.headline.accessibleName()
    assert not any(strip.isVisible() for strip in view.pictures.strips), "there are no values"
    press(Key.Key_Z, CONTROL)
    rest(qtbot, view)
    assert FIRST in view.headline.accessibleName()
    assert all(strip.isVisible() for strip in view.pictures.strips)


def test_where_nothing_can_be_learnt_the_buttons_that_could_do_nothing_are_disabled(
    window: MainWindow, view: FilterView, qtbot: QtBot
) -> None:
    buttons = view.bar.run, view.bar.step, view.bar.reset
    set_number(view.options.kernel_size.vertical, "31")
    set_number(view.options.kernel_size.horizontal, "31")
    rest(qtbot, view)
    assert "This filter has 2,883 weights" in view.headline.text()
    assert view.pictures.headings[1].details.text() == ""
    assert not any(button.isEnabled() for button in buttons)
    press(Key.Key_Z, CONTROL, times=2)
    rest(qtbot, view)
    assert all(button.isEnabled() for button in buttons)


def test_the_sentences_have_the_room_they_need_when_the_window_changes_while_nothing_runs(
    window: MainWindow, view: FilterView
) -> None:
    for size in ((1024, 640), (1440, 900), (1100, 700)):
        window.resize(*size)
        QApplication.processEvents()
        label = view.headline
        assert label.text()
        assert label.height() == label.heightForWidth(label.width()) > 0


def test_an_error_goes_when_a_target_was_opened_well(
    window: MainWindow, view: FilterView, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    drop_on_target(view, urls_of(broken))
    rest(qtbot, view)
    assert "broken.png" in window.message_bar.text
    drop_on_target(view, urls_of(saved(tmp_path / "after.png", pixels(seed=3))))
    rest(qtbot, view)
    assert "broken.png" not in window.message_bar.text


@pytest.mark.parametrize("text", ["0", "-1", "nan", "1e999"])
def test_a_learning_rate_that_learns_nothing_is_not_taken(
    window: MainWindow, view: FilterView, qtbot: QtBot, text: str
) -> None:
    set_number(view.options.optimiser.rate.number, text)
    rest(qtbot, view)
    assert window.document.state.learning.filter.optimiser.lr >= LEAST_RATE


def test_an_edit_of_the_filter_is_another_problem(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    click(view.bar.step)
    rest(qtbot, view)
    press(Key.Key_1, ALT)
    window.page.kernel_panel.grid.setFocus()
    press(Key.Key_7)
    press(Key.Key_Return)
    settle(qtbot, window)
    press(Key.Key_5, ALT)
    rest(qtbot, view)
    assert step_of(view) == 0
    assert (view.kernels._kernels[0].weights == 7).sum() == 3


def test_a_run_goes_on_while_another_page_is_looked_at(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    set_slow(window, qtbot, view)
    click(view.bar.run)
    press(Key.Key_1, ALT)
    before = step_of(view)
    until_step(qtbot, view, before + 3)
    press(Key.Key_5, ALT)
    assert view.learning.running


def test_closing_the_window_stops_a_run(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    set_slow(window, qtbot, view)
    click(view.bar.run)
    until_step(qtbot, view, 1)
    assert window.close()
    assert not view.learning.busy


def test_the_layer_without_sharing_is_measured_on_a_sample_that_it_has_not_seen(
    window: MainWindow, view: FilterView, qtbot: QtBot
) -> None:
    click(view.crops.train)
    qtbot.waitUntil(lambda: view.crops.figures[0][0].text() != NONE, timeout=20_000)
    numbers = [figures[0].text() for figures in view.crops.figures]
    assert numbers == ["28", "19,264"]
    assert "on Astronaut" in view.crops.sentence.text()
    assert steps(window.document) == []
    press(Key.Key_D, CONTROL)  # a copy: the problem is the same
    rest(qtbot, view)
    assert view.crops.figures[0][0].text() == "28"


def test_all_three_values_are_read_under_the_pointer_and_j_in_the_chart(
    window: MainWindow, view: FilterView, qtbot: QtBot
) -> None:
    click(view.bar.step)
    rest(qtbot, view)
    QTest.mouseMove(view.pictures.views[1], view.pictures.views[1].position_of(20, 30))
    target = view.learning._race.problem.task.target[20, 30]
    said = window.read_out.text()
    assert said.startswith("y 20  x 30   target ")
    assert format_number(float(target)) in said
    assert "prediction" in said
    assert "error" in said
    view.chart.chart.hovered.emit(0)
    assert window.read_out.text().startswith("1 step   Adam J ")


def test_magnify_spreads_the_colours_over_the_error(window: MainWindow, view: FilterView, qtbot: QtBot) -> None:
    learn(qtbot, view)
    wide = view.pictures.strips[2].accessibleDescription()
    assert wide == view.pictures.strips[0].accessibleDescription().partition(";")[0]
    click(view.pictures.magnify)
    assert view.pictures.strips[2].accessibleDescription() != wide


def test_in_a_low_window_pictures_and_kernels_take_turns(window: MainWindow, view: FilterView) -> None:
    window.resize(1024, 640)
    QApplication.processEvents()
    assert view.tabs.isVisible()
    assert view.pictures.isVisible()
    assert not view.kernels.isVisible()
    view.tabs.setCurrentIndex(1)
    assert view.kernels.isVisible()
    assert not view.pictures.isVisible()
    window.resize(1440, 900)
    QApplication.processEvents()
    assert view.pictures.isVisible()
    assert view.kernels.isVisible()


def test_a_photo_in_dark_is_drawn_anew(view: FilterView, styled: QApplication, qtbot: QtBot) -> None:
    light = view.readings.names[0].text()
    apply_theme(styled, "dark")
    QApplication.processEvents()
    assert view.readings.names[0].text() != light
    apply_theme(styled, "light")


def test_the_other_task_is_chosen_and_undone(window: MainWindow, view: FilterView) -> None:
    page = window.pages.page
    page.tasks.setCurrentIndex(1)
    assert window.document.state.learning.task == "network"
    assert page.view is not view
    assert view.isHidden()
    press(Key.Key_Z, CONTROL)
    assert page.tasks.currentIndex() == 0
    assert view.isVisible()
    assert steps(window.document) == ["Choose “Train a network”"]

"""The task “Train a network” on the page “Training”: what runs, what is shown of it, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.files.weights import load_weights, save_weights
from convviz.lab.edits.edits import kernel_set
from convviz.lab.state import State
from convviz.lab.training.network_choice import OWN
from convviz.lab.training.network_learning import network_choice_set
from convviz.lab.training.network_snapshot import Snapshot
from convviz.lab.training.network_task import own_network
from convviz.nn.digit_networks import digit_network
from convviz.nn.digit_training import OPTIMISERS
from convviz.ui.main_window import MainWindow
from convviz.ui.theme import apply_theme
from convviz.ui.training.network_pictures import FIRST_LAYER, GAP, MISTAKES, MOVED
from convviz.ui.training.networks_view import NetworksView
from tests.hands import Calls, Key, choose, click, focusable, nameless, press, set_number, steps, urls_of, wheel
from tests.lab_fixtures import pixels, saved

SMALL = {"networks": ("conv", "full"), "canvas": 12, "seen": 48, "batch_size": 16, "epochs": 2}


@pytest.fixture
def state(state: State) -> State:
    """A lab whose task takes a moment."""
    return replace(state, **network_choice_set(state, **SMALL))


@pytest.fixture
def view(document: Document, settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[NetworksView]:
    view = NetworksView(document, settings)
    qtbot.addWidget(view)
    document.changed.connect(lambda _old, new: view.show_state(new))
    view.resize(1180, 780)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.show_state(document.state)
    ready(view, qtbot)
    yield view
    view.finish()


def ready(view: NetworksView, qtbot: QtBot) -> None:
    """Wait until the networks are there."""
    qtbot.waitUntil(lambda: view.training.snapshot is not None and not view.training.jobs.busy, timeout=30_000)


def shown(view: NetworksView) -> Snapshot:
    assert view.training.snapshot is not None
    return view.training.snapshot


def train(view: NetworksView, qtbot: QtBot) -> Snapshot:
    with qtbot.waitSignal(view.training.finished, timeout=30_000):
        click(view.bar.run)
    return shown(view)


def choice(document: Document) -> Any:
    return document.state.learning.network


def tick(box: QWidget) -> None:
    """Click on a check box itself: beside its words nothing happens."""
    click(box, QPoint(8, box.height() // 2))


def cells(view: NetworksView, row: int) -> list[str]:
    return [view.table.item(row, column).text() for column in range(view.table.columnCount())]


def test_before_the_first_step_it_is_said_what_to_do(view: NetworksView) -> None:
    assert view.headline.text() == "Press Run: two networks will learn to tell digits apart."
    assert cells(view, 0)[:3] == ["Convolutional", f"{shown(view).runs[0].parameters:,}", "–"]
    assert view.progress.value() == 0
    assert not view.results.use.isEnabled()


def test_one_click_trains_the_networks_to_the_end(view: NetworksView, qtbot: QtBot) -> None:
    snapshot = train(view, qtbot)
    assert snapshot.is_done
    assert view.bar.run.text() == "Run"
    assert view.progress.value() == view.progress.maximum()
    assert view.headline.text().startswith("Unseen digits right: convolutional")
    assert cells(view, 0)[5].endswith(" %")
    assert "1,749 unseen, measured on 400 of them" in view.details.text()


def test_run_becomes_pause_and_space_does_the_same(view: NetworksView, document: Document, qtbot: QtBot) -> None:
    document.edit("Set epochs", partial(network_choice_set, epochs=900))
    click(view.bar.run)
    assert view.bar.run.text() == "Pause"
    view.setFocus()
    press(Key.Key_Space)
    assert not view.training.is_running
    assert view.bar.run.text() == "Run"
    view.bar.run.setFocus()
    press(Key.Key_Space)
    assert view.training.is_running
    click(view.bar.run)
    assert not view.training.is_running
    assert view.left.text() == ""


def test_step_makes_one_step_and_reset_goes_back(view: NetworksView, qtbot: QtBot) -> None:
    click(view.bar.step)
    qtbot.waitUntil(lambda: not view.training.jobs.busy)
    assert [run.steps for run in shown(view).runs] == [1, 1]
    assert view.headline.text().startswith("Learning from 48 digits")
    click(view.bar.reset)
    ready(view, qtbot)
    assert [run.steps for run in shown(view).runs] == [0, 0]
    assert view.headline.text().startswith("Press Run")


def test_to_run_is_no_step_of_undo(view: NetworksView, document: Document, qtbot: QtBot) -> None:
    before = document.state
    train(view, qtbot)
    view.pictures.tabs.setCurrentIndex(MISTAKES)
    click(view.table.viewport(), view.table.visualItemRect(view.table.item(1, 0)).center())
    assert document.state is before
    assert steps(document) == []


def test_each_control_is_one_step_of_undo(view: NetworksView, document: Document, qtbot: QtBot) -> None:
    options = view.options
    choose(options.placement, "anywhere")
    choose(options.canvas, "16×16 pixels")
    for spin, text in (
        (options.seen, "64"),
        (options.batch, "8"),
        (options.epochs, "3"),
        (options.patience, "2"),
        (options.seed, "7"),
    ):
        set_number(spin, text)
    click(options.another)
    tick(options.networks["local"])
    found = choice(document)
    assert (found.anywhere, found.canvas, found.seen, found.batch_size) == (True, 16, 64, 8)
    assert (found.epochs, found.patience, found.seed) == (3, 2, 8)
    assert found.networks == ("conv", "local", "full")
    assert len(steps(document)) == 9
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert choice(document).networks == ("conv", "full")
    assert options.seen.value() == 48
    assert options.patience.text() == "never"
    ready(view, qtbot)


def test_another_optimiser_begins_with_the_rate_that_suits_these_networks(
    view: NetworksView, document: Document, qtbot: QtBot
) -> None:
    choose(view.options.optimiser.kind, "Momentum")
    assert choice(document).optimiser == OPTIMISERS["momentum"]
    ready(view, qtbot)


def test_the_last_network_cannot_be_left_out(view: NetworksView, document: Document, qtbot: QtBot) -> None:
    refused = Calls(document.refused.connect)
    tick(view.options.networks["conv"])
    ready(view, qtbot)
    tick(view.options.networks["full"])
    assert len(refused) == 1
    assert view.options.networks["full"].isChecked()
    assert choice(document).networks == ("full",)


def test_a_setting_that_cannot_be_changed_on_the_way_begins_again_and_says_so(
    view: NetworksView, document: Document, qtbot: QtBot
) -> None:
    said = Calls(view.read_out.connect)
    click(view.bar.step)
    qtbot.waitUntil(lambda: not view.training.jobs.busy)
    set_number(view.options.epochs, "4")
    assert shown(view).has_begun
    set_number(view.options.seed, "4")
    ready(view, qtbot)
    assert not shown(view).has_begun
    assert any("begins again" in str(text) for (text,) in said)


def test_the_wheel_over_a_number_without_focus_changes_nothing(view: NetworksView, document: Document) -> None:
    view.setFocus()
    wheel(view.options.seen)
    assert steps(document) == []


def test_a_click_on_a_row_shows_the_pictures_of_that_network(view: NetworksView, qtbot: QtBot) -> None:
    tiles = view.pictures.filters.tiles
    assert [tile.caption for tile in tiles[1:7]] == [f"filter {number}" for number in range(1, 7)]
    assert [tile.caption for tile in tiles[8:]] == [f"map {number}" for number in range(1, 7)]
    click(view.table.viewport(), view.table.visualItemRect(view.table.item(1, 0)).center())
    assert "a weight for every pixel" in view.pictures.first_words.text()
    assert not any("map" in tile.caption for tile in view.pictures.filters.tiles)
    train(view, qtbot)
    assert view.table.currentRow() == 1
    assert view.results.kept.text().startswith("Fully connected: kept from epoch")


def test_the_mistakes_are_those_of_the_network_and_a_click_shows_the_maps(view: NetworksView, qtbot: QtBot) -> None:
    run = train(view, qtbot).runs[0]
    assert run.result is not None
    view.pictures.tabs.setCurrentIndex(MISTAKES)
    wrong, tiles = run.result.unseen.wrong, view.pictures.mistakes.tiles
    assert len(tiles) == min(60, len(wrong))
    right, said = run.result.unseen.labels[wrong[1]], run.result.unseen.predictions[wrong[1]]
    assert tiles[1].caption == f"{right} → {said}"
    assert view.pictures.mistake_words.text().startswith(f"Convolutional: {len(wrong)} of 400 unseen digits wrong.")
    np.testing.assert_array_equal(view.pictures.confusion.counts, run.result.unseen.confusion)
    click(view.pictures.mistakes, view.pictures.mistakes.places()[1].center().toPoint())
    assert view.pictures.tabs.currentIndex() == FIRST_LAYER
    assert view.pictures.picture.value() == wrong[1] + 1
    assert f"“{right}”" in [tile.caption for tile in view.pictures.filters.tiles]


def test_a_picture_is_chosen_by_its_number_with_the_keyboard(view: NetworksView) -> None:
    labels = shown(view).task.tested.labels
    set_number(view.pictures.picture, "5")
    assert view.pictures.filters.tiles[7].tip == f"unseen picture 5: “{labels[4]}”"


def test_the_confusion_is_told_under_the_pointer(view: NetworksView, qtbot: QtBot) -> None:
    train(view, qtbot)
    view.pictures.tabs.setCurrentIndex(MISTAKES)
    confusion, said = view.pictures.confusion, Calls(view.read_out.connect)
    qtbot.mouseMove(confusion, confusion.cell(3, 3).center().toPoint())
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1] == (f"“3” known: {confusion.counts[3, 3]} times",)
    assert confusion.words(3, 5).startswith("“3” taken for “5”:")
    qtbot.mouseMove(confusion, QPoint(0, 0))


def test_moved_pictures_and_the_gap_are_shown_once_it_is_known(view: NetworksView, qtbot: QtBot) -> None:
    view.pictures.tabs.setCurrentIndex(MOVED)
    assert "Once a training is done" in view.pictures.moved.sentence.text()
    view.pictures.tabs.setCurrentIndex(GAP)
    assert "Each finished training puts a point here" in view.pictures.gap.sentence.text()
    train(view, qtbot)
    assert view.pictures.gap.sentence.text().startswith("Known from 48 pictures.")
    set_number(view.options.seen, "96")
    ready(view, qtbot)
    train(view, qtbot)
    assert view.pictures.gap.sentence.text().startswith("Gap from 48 → 96 seen pictures: convolutional")
    said = Calls(view.read_out.connect)
    view.pictures.gap.chart.setFocus()
    press(Key.Key_Right)
    assert str(said[-1][0]).startswith("gap from 96 seen pictures, in points: Convolutional")
    view.pictures.tabs.setCurrentIndex(MOVED)
    assert view.pictures.moved.sentence.text().startswith("Moved by 1 pixel left or right, still right:")
    view.pictures.moved.chart.setFocus()
    press(Key.Key_Left)
    assert str(said[-1][0]).startswith("moved by −1 pixels: Convolutional")


def test_trained_weights_go_into_the_lab_as_one_step_and_come_back(
    view: NetworksView, document: Document, qtbot: QtBot
) -> None:
    before = document.state
    run = train(view, qtbot).runs[0]
    click(view.results.use)
    assert steps(document) == ["Use trained weights"]
    assert run.best_network is not None
    np.testing.assert_array_equal(document.state.layer.weight, run.best_network[0].weight)
    assert document.state.input_size == (12, 12)
    assert document.state.greyscale
    document.undo_stack.undo()
    assert document.state is before
    assert shown(view).is_done  # what was trained stays


def test_weights_without_a_convolution_do_not_go_into_the_lab(
    view: NetworksView, document: Document, qtbot: QtBot
) -> None:
    train(view, qtbot)
    refused = Calls(document.refused.connect)
    click(view.table.viewport(), view.table.visualItemRect(view.table.item(1, 0)).center())
    click(view.results.use)
    assert "its weights can be saved to a file" in str(refused[0][0])
    assert steps(document) == []


def test_weights_are_saved_and_loaded_again(
    view: NetworksView, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    run, file = train(view, qtbot).runs[0], tmp_path / "conv.npz"
    with qtbot.waitSignal(view.results.succeeded) as said:
        view.results.save_to(file)
    assert said.args[0].startswith("Exported to")
    assert run.best_network is not None
    saved = load_weights(file, digit_network("conv", 12))
    np.testing.assert_array_equal(saved[0].weight, run.best_network[0].weight)
    with qtbot.waitSignal(document.changed):
        view.results.load_from(file)
    assert steps(document) == ["Load conv.npz"]
    np.testing.assert_array_equal(document.state.layer.weight, run.best_network[0].weight)


def test_weights_of_an_own_network_fit_the_one_in_the_lab(
    view: NetworksView, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    click(view.options.use_digit_network)
    ready(view, qtbot)
    train(view, qtbot)
    view.table.selectRow(2)
    own, file = shown(view).runs[2], tmp_path / "own.npz"
    with qtbot.waitSignal(view.results.succeeded):
        view.results.save_to(file)
    with qtbot.waitSignal(document.changed):
        view.results.load_from(file)
    assert own.best_network is not None
    np.testing.assert_array_equal(own_network(document.state)[0].weight, own.best_network[0].weight)
    ready(view, qtbot)


def test_a_file_that_is_no_weights_is_refused_in_a_sentence(view: NetworksView, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "words.npz"
    file.write_text("words")
    with qtbot.waitSignal(view.failed) as failed:
        view.results.load_from(file)
    assert failed.args[0] == "words.npz is not a file of weights. Choose an .npz that convviz saved."


def test_weights_of_an_own_network_do_not_fit_another_one_and_it_is_said_why(
    view: NetworksView, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "own.npz"
    save_weights(file, digit_network("full", 12), {"network": OWN})
    with qtbot.waitSignal(view.failed) as failed:
        view.results.load_from(file)
    assert failed.args[0].startswith("own.npz does not fit this network")
    assert steps(document) == []


def test_save_and_load_ask_for_a_file(view: NetworksView, qtbot: QtBot, own_dialogs: None) -> None:
    train(view, qtbot)
    for button, accept in (
        (view.results.save, QFileDialog.AcceptMode.AcceptSave),
        (view.results.load, QFileDialog.AcceptMode.AcceptOpen),
    ):
        click(button)
        dialog = view.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.acceptMode() == accept
        dialog.reject()
        qtbot.waitUntil(lambda: view.findChild(QFileDialog) is None)


def test_a_folder_is_chosen_in_a_dialog_and_left_again(
    view: NetworksView, document: Document, qtbot: QtBot, own_dialogs: None, tmp_path: Path
) -> None:
    click(view.options.folder)
    dialog = view.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    assert choice(document).folder == str(tmp_path)
    assert view.options.data.text() == tmp_path.name
    assert view.headline.text() == "The pictures of the folder are being read."
    qtbot.waitUntil(lambda: not view.training.jobs.busy)
    assert "has no folders in it" in view.headline.text()
    assert [button.isEnabled() for button in (view.bar.run, view.bar.step, view.bar.reset)] == [True, False, False]
    click(view.options.digits)
    ready(view, qtbot)
    assert choice(document).folder == ""
    assert view.headline.text().startswith("Press Run")
    assert view.bar.step.isEnabled()
    assert view.bar.reset.isEnabled()


def drag_in(view: NetworksView, data: QMimeData) -> bool:
    """Drag something over the page and let it go; return whether it was wanted."""
    place, copy, none = view.rect().center(), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, data, Qt.MouseButton.LeftButton, none)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    assert view.hint.isVisible() == enter.isAccepted()
    if enter.isAccepted():
        QApplication.sendEvent(view, QDropEvent(QPointF(place), copy, data, Qt.MouseButton.LeftButton, none))
        assert not view.hint.isVisible()
    return enter.isAccepted()


def test_a_folder_that_is_dropped_is_learnt_from(
    view: NetworksView, document: Document, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("bright", "dark"):
        (tmp_path / "set" / name).mkdir(parents=True)
        for index in range(4):
            saved(tmp_path / "set" / name / f"{index}.png", pixels(12, 12, 1, index) // (1 + 3 * (name == "dark")))
    with qtbot.waitSignal(view.succeeded, timeout=20_000):
        assert drag_in(view, urls_of(tmp_path / "set"))
    assert steps(document) == ["Learn from set"]
    assert shown(view).task.seen.classes == ("bright", "dark")
    assert view.options.data.text() == "set"
    assert settings.folder("open") == tmp_path / "set"


def test_a_picture_is_left_to_the_window(view: NetworksView, document: Document, tmp_path: Path) -> None:
    assert not drag_in(view, urls_of(saved(tmp_path / "picture.png", pixels())))
    assert steps(document) == []


def test_of_a_folder_that_cannot_be_learnt_from_it_says_why_and_shows_nothing_of_before(
    view: NetworksView, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    view.training.run()
    qtbot.waitUntil(lambda: not view.training.is_running and not view.training.jobs.busy, timeout=30_000)
    assert view.table.rowCount() == 2
    document.edit("Choose folder", partial(network_choice_set, folder=str(tmp_path)))
    qtbot.waitUntil(lambda: not view.training.jobs.busy)
    why = view.headline.text()
    assert "has no folders in it" in why
    assert (view.details.text(), view.progress.value(), view.table.rowCount()) == ("", 0, 0)
    for chart in (view.charts.loss, view.charts.accuracy):
        assert chart.accessibleDescription() == "No curves yet"
    assert not view.results.save.isEnabled()
    for tab, content in ((MISTAKES, view.pictures.confusion), (FIRST_LAYER, view.pictures.filters)):
        view.pictures.tabs.setCurrentIndex(tab)
        assert not content.isVisible()
    document.edit("Set kernel", kernel_set, np.ones((3, 3), np.float32))
    assert view.headline.text() == why, "nothing is being read"
    click(view.options.digits)
    ready(view, qtbot)
    assert view.table.rowCount() == 2
    assert view.pictures.filters.isVisible()
    assert not view.options.digits.isVisible()


def test_a_network_that_does_not_fit_is_told_what_it_lacks_and_one_click_helps(
    view: NetworksView, document: Document, qtbot: QtBot
) -> None:
    assert "this task needs 12×12×1 in and 10 scores out" in view.options.misfit.text()
    assert not view.options.networks[OWN].isEnabled()
    click(view.options.use_digit_network)
    assert steps(document) == ["Use the digit network"]
    ready(view, qtbot)
    assert not view.options.misfit.isVisible()
    assert [run.name for run in shown(view).runs] == ["conv", "full", OWN]
    document.undo_stack.undo()
    ready(view, qtbot)
    assert view.options.misfit.isVisible()


def test_every_control_has_a_name_and_is_reached_by_tab(view: NetworksView) -> None:
    reached = set()
    view.bar.run.setFocus()
    for _ in range(80):
        press(Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    controls: list[QWidget] = [
        *(box for name, box in view.options.networks.items() if name != OWN),
        view.bar.step,
        view.table,
        view.pictures.tabs,
        view.pictures.picture,
        view.results.load,
        view.options.folder,
        view.options.seed,
    ]
    assert [control for control in controls if control not in reached] == []
    window: Any = view
    assert nameless(focusable(window)) == []


def test_in_a_low_window_curves_and_pictures_take_turns(view: NetworksView) -> None:
    assert not view.tabs.isVisible()
    assert view.charts.isVisible()
    assert view.pictures.isVisible()
    view.resize(900, 520)
    assert view.charts.isVisible()
    assert not view.pictures.isVisible()
    view.tabs.setCurrentIndex(1)
    assert not view.charts.isVisible()
    assert view.pictures.isVisible()


def test_the_charts_tell_their_numbers_under_the_pointer(view: NetworksView, qtbot: QtBot) -> None:
    train(view, qtbot)
    said = Calls(view.read_out.connect)
    view.charts.accuracy.hovered.emit(1)
    run = shown(view).runs[0]
    assert f"Convolutional {100 * run.results[1].seen.accuracy:.3g} seen" in str(said[-1][0])
    view.charts.accuracy.setFocus()
    press(Key.Key_Right)
    press(Key.Key_Right)
    assert str(said[-1][0]).startswith("% right, epoch 2:")
    view.charts.loss.hovered.emit(0)
    assert str(said[-1][0]).startswith("J, epoch ")
    view.charts.loss.hovered.emit(None)
    assert said[-1] == ("",)


def test_what_is_learnt_while_nobody_looks_is_shown_afterwards(view: NetworksView, qtbot: QtBot) -> None:
    view.hide()
    with qtbot.waitSignal(view.training.finished, timeout=30_000):
        view.training.run()
    assert view.progress.value() == 0
    view.show()
    assert view.progress.value() == view.progress.maximum()
    assert view.headline.text().startswith("Unseen digits right")


def test_another_theme_gives_the_curves_its_colours(view: NetworksView, styled: QApplication, qtbot: QtBot) -> None:
    train(view, qtbot)
    apply_theme(styled, "light")
    light = [curve.colour.name() for curve in view.charts.accuracy._curves]
    apply_theme(styled, "dark")
    dark = [curve.colour.name() for curve in view.charts.accuracy._curves]
    apply_theme(styled, "light")
    assert len(light) == 4
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_closing_the_window_stops_a_training(window: MainWindow, qtbot: QtBot) -> None:
    window.pages.show_page(4)
    learning = replace(window.document.state.learning, task="network")
    window.document.edit("Choose", learning=learning)
    view = window.pages.page.view
    assert isinstance(view, NetworksView)
    ready(view, qtbot)
    click(view.bar.run)
    assert view.training.is_running
    window.close()
    assert not view.training.is_running
    assert not view.training.jobs.busy

"""Files are chosen in dialogs, which do not block the window."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from convviz.app.export_choice import ExportChoice
from convviz.files.feature_maps import load_feature_map
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import bias_set, filter_added
from convviz.ui.filters.export_dialog import ExportDialog
from convviz.ui.main_window import MainWindow
from tests.hands import (
    CONTROL,
    Key,
    choose,
    click,
    enter_file,
    file_dialog,
    press,
    set_number,
    settle,
    steps,
    type_text,
)
from tests.lab_fixtures import opened, pixels, saved

pytestmark = pytest.mark.usefixtures("own_dialogs")


def export(window: MainWindow, qtbot: QtBot, action: QAction, name: str) -> None:
    action.trigger()
    enter_file(window, name)
    settle(qtbot, window)


def frame_of(window: MainWindow) -> Frame:
    return compute(window.document.state)


def test_a_typed_path_is_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = saved(tmp_path / "new.png", pixels(20, 30, seed=1))
    press(Key.Key_O, CONTROL)
    enter_file(window, str(path))
    settle(qtbot, window)
    assert np.array_equal(np.rint(window.document.state.image * 255), pixels(20, 30, seed=1))
    assert window.settings.folder("open") == tmp_path


def test_several_chosen_files_are_all_at_hand(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    for name in "ab":
        saved(tmp_path / f"{name}.png", pixels(20, 30))
    window.settings.set_folder("open", tmp_path)
    press(Key.Key_O, CONTROL)
    enter_file(window, '"a.png" "b.png"')
    settle(qtbot, window)
    assert window.document.state.image_name == "a.png"
    assert window.settings.recent_files == [tmp_path / "a.png", tmp_path / "b.png"]


def test_a_cancelled_dialog_changes_nothing(window: MainWindow) -> None:
    before = window.document.state
    press(Key.Key_O, CONTROL)
    file_dialog(window).reject()
    assert window.document.state is before
    assert not window.opener.busy


def test_the_open_dialog_lists_pictures_and_starts_where_the_last_one_was(window: MainWindow, tmp_path: Path) -> None:
    window.settings.set_folder("open", tmp_path)
    press(Key.Key_O, CONTROL)
    dialog = file_dialog(window)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    assert all(suffix in dialog.nameFilters()[0] for suffix in ("*.png", "*.jpg", "*.tif"))
    dialog.reject()


def test_the_map_is_exported_as_it_is_seen(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(window, qtbot, window.all_actions.export_picture, str(tmp_path / "map.png"))
    frame = frame_of(window)
    wanted = frame.scale.colours()[frame.scale.indices(frame.feature_map)]
    assert np.array_equal(opened(tmp_path / "map.png"), wanted)
    assert window.message_bar.text == f"Exported to {tmp_path / 'map.png'}"


def test_the_map_is_exported_as_values_of_16_bits(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(window, qtbot, window.all_actions.export_values, str(tmp_path / "map.png"))
    wanted = frame_of(window).feature_map
    half_a_step = float(np.ptp(wanted)) / 65535 / 2 + np.spacing(np.abs(wanted).max())
    assert np.abs(load_feature_map(tmp_path / "map.png").astype(float) - wanted).max() <= half_a_step


def test_the_map_is_exported_as_numpy_floats(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(window, qtbot, window.all_actions.export_floats, str(tmp_path / "map.npy"))
    assert np.array_equal(np.load(tmp_path / "map.npy"), frame_of(window).feature_map)


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("export_picture", "noise map 1 Sobel x.png"),
        ("export_values", "noise map 1 Sobel x values.png"),
        ("export_floats", "noise map 1 Sobel x values.npy"),
    ],
)
def test_a_name_is_suggested_and_a_forgotten_ending_is_added(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, name: str, suggested: str
) -> None:
    action = getattr(window.all_actions, name)
    action.trigger()
    dialog = file_dialog(window)
    assert dialog.findChild(QLineEdit, "fileNameEdit").text() == suggested
    enter_file(window, str(tmp_path / "map"))
    settle(qtbot, window)
    assert [path.name for path in tmp_path.iterdir()] == [f"map{Path(suggested).suffix}"]


def test_the_next_export_starts_in_the_folder_of_the_last(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(window, qtbot, window.all_actions.export_picture, str(tmp_path / "map.png"))
    window.all_actions.export_picture.trigger()
    dialog = file_dialog(window)
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.reject()


@pytest.mark.parametrize("answer", ["&Yes", "&No"])
def test_an_existing_file_is_asked_about(window: MainWindow, tmp_path: Path, qtbot: QtBot, answer: str) -> None:
    path = tmp_path / "map.npy"
    path.write_bytes(b"precious")
    asked = []

    def reply() -> None:
        box = window.findChild(QFileDialog).findChild(QMessageBox)
        asked.append(box.text())
        button = next(button for button in box.findChildren(QPushButton) if button.text() == answer)
        click(button)

    window.all_actions.export_floats.trigger()
    dialog = file_dialog(window)
    QTimer.singleShot(0, reply)
    enter_file(window, str(path))
    settle(qtbot, window)
    assert len(asked) == 1
    assert "map.npy already exists" in asked[0]
    assert (path.read_bytes() == b"precious") == (answer == "&No")
    if answer == "&No":
        dialog.reject()


def test_another_ending_is_refused_in_a_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    export(window, qtbot, window.all_actions.export_picture, str(tmp_path / "map.bmp"))
    assert window.message_bar.text.startswith("map.bmp has “.bmp”; end its name in .png")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    export(window, qtbot, window.all_actions.export_picture, str(tmp_path / "map.png"))
    assert window.message_bar.text.startswith("map.png cannot be saved in ")
    assert window.message_bar.text.endswith(".")
    assert steps(window.document) == []


def test_what_is_exported_is_what_was_seen_when_it_was_asked_for(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    wanted = frame_of(window).feature_map
    window.all_actions.export_floats.trigger()
    window.document.edit("Set bias", bias_set, 5.0)
    settle(qtbot, window)
    enter_file(window, str(tmp_path / "map.npy"))
    settle(qtbot, window)
    assert np.array_equal(np.load(tmp_path / "map.npy"), wanted)


def test_the_window_stays_alive_while_a_dialog_is_open(window: MainWindow, qtbot: QtBot) -> None:
    press(Key.Key_O, CONTROL)
    window.document.edit("Set bias", bias_set, 5.0)
    settle(qtbot, window)
    assert file_dialog(window).isVisible()
    file_dialog(window).reject()


@pytest.mark.parametrize("where", ["kernel", "bias"])
def test_a_number_that_is_half_typed_is_in_what_is_exported(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, where: str
) -> None:
    if where == "bias":
        window.page.layer_panel.bias.number.setFocus()
        press(Key.Key_A, CONTROL)
    type_text("3")
    press(Key.Key_E, CONTROL)
    settle(qtbot, window)
    enter_file(window, str(tmp_path / "map.png"))
    settle(qtbot, window)
    state = window.document.state
    assert (state.kernel[1, 1] if where == "kernel" else state.layer.bias[0]) == 3
    frame = frame_of(window)
    wanted = frame.scale.colours()[frame.scale.indices(frame.feature_map)]
    assert np.array_equal(opened(tmp_path / "map.png"), wanted)


def test_an_export_asked_for_right_after_an_edit_waits_for_its_frame(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.document.edit("Set bias", bias_set, 5.0)
    window.all_actions.export_floats.trigger()
    settle(qtbot, window)
    enter_file(window, str(tmp_path / "map.npy"))
    settle(qtbot, window)
    assert np.array_equal(np.load(tmp_path / "map.npy"), frame_of(window).feature_map)


@pytest.fixture
def bank(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with two filters."""
    window.document.edit("Add filter", filter_added)
    settle(qtbot, window)
    return window


def settled(window: MainWindow) -> list[Frame]:
    """Return the very frame that is shown."""
    frames: list[Frame] = []
    window.compute.when_settled(frames.append)
    return frames


def take_keys(qtbot: QtBot, dialog: QDialog) -> None:
    """Wait until a dialog that was just opened gets the keys."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)


def export_as(window: MainWindow, choice: ExportChoice) -> None:
    """Open the export dialog with this choice and press its button."""
    window.settings.export_choice = choice.text
    window.compute.when_settled(window.dialogs.export_all)
    click(window.findChild(ExportDialog).export)


def choose_folder(window: MainWindow, folder: Path) -> None:
    """Accept a folder in the dialog that is open."""
    dialog = file_dialog(window)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.setDirectory(str(folder.parent))
    enter_file(window, folder.name)


def question(window: MainWindow) -> QMessageBox:
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.isVisible()
    return box


def answer(window: MainWindow, text: str) -> None:
    click(next(button for button in question(window).findChildren(QPushButton) if button.text() == text))


def test_what_was_chosen_is_exported_and_remembered(bank: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    bank.compute.when_settled(bank.dialogs.export_all)
    dialog = bank.findChild(ExportDialog)
    take_keys(qtbot, dialog)
    set_number(dialog.zoom, "3")  # and Enter, which is the button
    enter_file(bank, str(tmp_path / "map.png"))
    settle(qtbot, bank)
    assert opened(tmp_path / "map.png").shape == (3 * 48, 3 * 64, 3)
    assert ExportChoice.from_text(bank.settings.export_choice) == ExportChoice(zoom=3)
    bank.compute.when_settled(bank.dialogs.export_all)
    again = bank.findChild(ExportDialog)
    assert again.choice == ExportChoice(zoom=3)
    again.reject()


def test_the_window_stays_alive_while_the_export_is_chosen(bank: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    wanted = settled(bank)[0].feature_map
    bank.compute.when_settled(bank.dialogs.export_all)
    dialog = bank.findChild(ExportDialog)
    bank.document.edit("Set bias", bias_set, 5.0)
    settle(qtbot, bank)
    take_keys(qtbot, dialog)
    choose(dialog.kind, "Values (NumPy)")
    click(dialog.export)
    enter_file(bank, str(tmp_path / "map.npy"))
    settle(qtbot, bank)
    assert np.array_equal(np.load(tmp_path / "map.npy"), wanted)


def test_all_maps_go_into_a_folder(bank: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    export_as(bank, ExportChoice("folder"))
    choose_folder(bank, folder)
    settle(qtbot, bank)
    names = ["noise map 1 Sobel x.png", "noise map 2 Sobel x.png"]
    assert sorted(os.listdir(folder)) == names
    assert bank.message_bar.text == f"Exported to {folder}, 2 files"
    assert bank.settings.folder("export") == folder


@pytest.mark.parametrize(
    ("choice", "name"),
    [(ExportChoice("sheet"), "noise contact sheet.png"), (ExportChoice("stack"), "noise maps.npy")],
    ids=["sheet", "stack"],
)
def test_all_maps_go_into_one_file(
    bank: MainWindow, tmp_path: Path, qtbot: QtBot, choice: ExportChoice, name: str
) -> None:
    export_as(bank, choice)
    assert file_dialog(bank).findChild(QLineEdit, "fileNameEdit").text() == name
    enter_file(bank, str(tmp_path / "all"))
    settle(qtbot, bank)
    assert os.listdir(tmp_path) == [f"all{Path(name).suffix}"]


@pytest.fixture
def folder(bank: MainWindow, tmp_path: Path) -> Path:
    """A folder in which one of the two files is already, chosen in the dialog: the question is open."""
    folder = tmp_path / "maps"
    folder.mkdir()
    (folder / "noise map 2 Sobel x values.npy").write_bytes(b"precious")
    export_as(bank, ExportChoice("folder", "floats"))
    choose_folder(bank, folder)
    return folder


def test_files_that_are_there_are_asked_about_once_and_by_number(bank: MainWindow, folder: Path) -> None:
    wanted = "1 of the 2 files that convviz would write to “maps” is there already."
    assert question(bank).text() == wanted
    question(bank).reject()


def test_they_are_replaced_if_a_person_says_so(bank: MainWindow, folder: Path, qtbot: QtBot) -> None:
    (frame,) = settled(bank)
    answer(bank, "&Replace")
    settle(qtbot, bank)
    assert sorted(os.listdir(folder)) == [f"noise map {number} Sobel x values.npy" for number in (1, 2)]
    assert np.array_equal(np.load(folder / "noise map 2 Sobel x values.npy"), frame.feature_maps[1])


def test_both_are_kept_if_a_person_says_so(bank: MainWindow, folder: Path, qtbot: QtBot) -> None:
    answer(bank, "&Keep both")
    settle(qtbot, bank)
    assert (folder / "noise map 2 Sobel x values.npy").read_bytes() == b"precious"
    names = ["noise map 1 Sobel x values.npy", "noise map 2 Sobel x values (2).npy", "noise map 2 Sobel x values.npy"]
    assert sorted(os.listdir(folder)) == names


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_nothing_is_written_if_a_person_cancels(bank: MainWindow, folder: Path, qtbot: QtBot, how: str) -> None:
    if how == "button":
        answer(bank, "Cancel")
    else:
        take_keys(qtbot, question(bank))
        press(Key.Key_Escape)
    settle(qtbot, bank)
    assert bank.findChild(QMessageBox) is None or not bank.findChild(QMessageBox).isVisible()
    assert (folder / "noise map 2 Sobel x values.npy").read_bytes() == b"precious"
    assert len(os.listdir(folder)) == 1

"""Files are chosen in dialogs, which do not block the window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from convviz.files.feature_maps import load_feature_map
from convviz.lab.compute import Frame, compute
from convviz.lab.edits import bias_set
from convviz.ui.main_window import MainWindow
from tests.hands import CONTROL, Key, click, enter_file, file_dialog, press, settle, steps, type_text
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
        ("export_picture", "noise map 1.png"),
        ("export_values", "noise map 1 values.png"),
        ("export_floats", "noise map 1 values.npy"),
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

    monkeypatch.setattr(Path, "write_bytes", refuse)
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

"""What menus and keys do: undo, copy, paste, filters, samples, recent files."""

import html
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from convviz.files.assets import samples
from convviz.lab.compute import compute
from convviz.lab.edits.edits import bias_set
from convviz.lab.kernel.kernels import KERNELS
from convviz.ui.main_window import MainWindow
from tests.hands import CONTROL, SHIFT, Calls, Key, colours_of, copy, press, settle, steps, type_text, urls_of
from tests.lab_fixtures import pixels, saved


def all_menus(window: MainWindow) -> list[QMenu]:
    return [menu for menu in window.findChildren(QMenu) if menu.actions()]


def action_called(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == text.replace("&", ""))


def paste(window: MainWindow, qtbot: QtBot, content: QMimeData | QImage | str) -> None:
    copy(content)
    press(Key.Key_V, CONTROL)
    settle(qtbot, window)


def test_undo_and_redo_say_what_they_would_do(window: MainWindow) -> None:
    assert not window.all_actions.undo.isEnabled()
    type_text("5")
    press(Key.Key_Return)
    assert window.all_actions.undo.text() == "&Undo Set weight"
    press(Key.Key_Z, CONTROL)
    assert not window.all_actions.undo.isEnabled()
    assert window.all_actions.redo.text() == "&Redo Set weight"


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_Y, CONTROL), (Key.Key_Z, CONTROL | SHIFT)])
def test_redo_has_the_keys_of_both_traditions(window: MainWindow, key, modifiers) -> None:
    type_text("5")
    press(Key.Key_Return)
    press(Key.Key_Z, CONTROL)
    press(key, modifiers)
    assert window.document.state.kernel[1, 1] == 5


def test_every_shortcut_is_there_once(window: MainWindow) -> None:
    actions = {action for action in window.findChildren(QAction) if action.shortcuts()}
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) > 15
    assert sorted(keys) == sorted(set(keys))


def test_every_action_of_the_window_is_in_a_menu(window: MainWindow) -> None:
    listed = {action for menu in all_menus(window) for action in menu.actions()}
    assert set(window.actions()) <= listed


def test_no_two_entries_of_a_menu_have_the_same_mnemonic(window: MainWindow) -> None:
    menus = [action.menu() for action in window.menuBar().actions()]
    for menu in menus:
        texts = [action.text() for action in menu.actions() if "&" in action.text()]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert sorted(letters) == sorted(set(letters)), menu.title()


def test_the_copied_map_has_the_colours_of_the_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.page.map_view.setFocus()
    press(Key.Key_C, CONTROL)
    settle(qtbot, window)
    frame = compute(window.document.state)
    wanted = frame.scale.colours()[frame.scale.indices(frame.feature_map)]
    assert np.array_equal(colours_of(QGuiApplication.clipboard().image()), wanted)
    assert window.message_bar.text == "Copied the feature map as a picture"


def test_the_copied_map_can_be_pasted_as_the_next_input(window: MainWindow, qtbot: QtBot) -> None:
    window.page.map_view.setFocus()
    press(Key.Key_C, CONTROL)
    settle(qtbot, window)
    shown = colours_of(QGuiApplication.clipboard().image())
    press(Key.Key_V, CONTROL)
    settle(qtbot, window)
    assert np.array_equal(np.rint(window.document.state.image * 255), shown.transpose(2, 0, 1))


def test_a_pasted_picture_is_opened(window: MainWindow, qtbot: QtBot) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 51, 0))
    paste(window, qtbot, image)
    assert window.document.state.image.shape == (3, 20, 30)
    assert window.document.state.image_name == "Pasted image"
    assert steps(window.document) == ["Open Pasted image"]


def test_pasted_files_are_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    paste(window, qtbot, urls_of(saved(tmp_path / "new.png", pixels(20, 30))))
    assert window.document.state.image_name == "new.png"


def test_a_pasted_kernel_is_set(window: MainWindow, qtbot: QtBot) -> None:
    window.page.map_view.setFocus()
    paste(window, qtbot, "0 1 0; 1 -4 1; 0 1 0")
    assert np.array_equal(window.document.state.kernel, KERNELS["laplacian"].weights)
    assert window.page.kernel_panel.named.currentText() == "Laplacian"


@pytest.mark.parametrize("garbage", ["Dear diary", "", "   ", "1 2; 3", "1 nan", "1e99", " ".join(["1"] * 32), "\0"])
def test_pasted_garbage_is_told_in_one_sentence_and_nothing_changes(
    window: MainWindow, qtbot: QtBot, garbage: str
) -> None:
    before = window.document.state
    paste(window, qtbot, garbage)
    assert window.message_bar.text.endswith(".")
    assert window.document.state is before
    assert steps(window.document) == []


def test_pasting_an_empty_clipboard_is_told(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    press(Key.Key_V, CONTROL)
    assert window.message_bar.text.endswith(".")
    assert steps(window.document) == []


def test_greyscale_is_switched_and_undone(window: MainWindow, qtbot: QtBot) -> None:
    press(Key.Key_G, CONTROL)
    settle(qtbot, window)
    assert window.document.state.greyscale
    assert window.all_actions.greyscale.isChecked()
    assert "×1 →" in window.shapes.text()
    press(Key.Key_Z, CONTROL)
    assert not window.document.state.greyscale
    assert not window.all_actions.greyscale.isChecked()


def test_a_grey_picture_cannot_be_made_grey(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    paste(window, qtbot, urls_of(saved(tmp_path / "grey.png", pixels(20, 30, 1))))
    assert not window.all_actions.greyscale.isEnabled()


def test_filters_are_duplicated_chosen_and_removed(window: MainWindow) -> None:
    assert not window.all_actions.remove_filter.isEnabled()
    press(Key.Key_D, CONTROL)
    press(Key.Key_D, CONTROL)
    assert (window.document.state.layer.out_channels, window.document.state.selected_filter) == (3, 2)
    seen = []
    for key in (Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp):
        press(key, CONTROL)
        seen.append(window.document.state.selected_filter)
    assert seen == [0, 1, 0]
    press(Key.Key_D, CONTROL | SHIFT)
    press(Key.Key_D, CONTROL | SHIFT)
    assert window.document.state.layer.out_channels == 1
    assert not window.all_actions.remove_filter.isEnabled()


@pytest.mark.parametrize("name", [sample.name for sample in samples()])
def test_every_sample_is_opened_from_the_menu(window: MainWindow, qtbot: QtBot, name: str) -> None:
    action_called(window.all_actions.sample_menu, name).trigger()
    settle(qtbot, window)
    assert window.document.state.image_name == name
    assert window.windowTitle() == f"{name} – convviz"
    assert window.message_bar.text == ""


def test_every_sample_says_what_it_shows(window: MainWindow) -> None:
    for sample in samples():
        assert action_called(window.all_actions.sample_menu, sample.name).toolTip() == sample.shows
    assert window.all_actions.sample_menu.toolTipsVisible()


def test_a_recent_file_is_opened_again(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    menu = window.all_actions.recent_menu
    assert not menu.isEnabled()
    for name in ("a", "b"):
        paste(window, qtbot, urls_of(saved(tmp_path / f"{name}.png", pixels(20, 30))))
    assert [action.text() for action in menu.actions()][:2] == ["b.png", "a.png"]
    action_called(menu, "a.png").trigger()
    settle(qtbot, window)
    assert window.document.state.image_name == "a.png"
    assert [action.text() for action in menu.actions()][:2] == ["a.png", "b.png"]


def test_a_recent_file_that_is_gone_is_told(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = saved(tmp_path / "a.png", pixels(20, 30))
    paste(window, qtbot, urls_of(path))
    before = window.document.state
    path.unlink()
    action_called(window.all_actions.recent_menu, "a.png").trigger()
    settle(qtbot, window)
    assert window.message_bar.text.startswith("a.png is not there")
    assert window.document.state is before


def test_recent_files_are_forgotten(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    paste(window, qtbot, urls_of(saved(tmp_path / "a.png", pixels(20, 30))))
    action_called(window.all_actions.recent_menu, "Forget these").trigger()
    assert not window.all_actions.recent_menu.isEnabled()
    assert window.settings.recent_files == []


def test_a_file_name_with_an_ampersand_is_shown_as_it_is(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    paste(window, qtbot, urls_of(saved(tmp_path / "Tom & Jerry.png", pixels(20, 30))))
    action = window.all_actions.recent_menu.actions()[0]
    assert action.text() == "Tom && Jerry.png"  # one is a mnemonic, two are shown as one
    assert action.toolTip() == str(tmp_path / "Tom & Jerry.png")
    assert window.all_actions.recent_menu.toolTipsVisible()


def test_every_kernel_is_chosen_from_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    menu = next(menu for menu in all_menus(window) if menu.title() == "&Choose")
    for kernel in KERNELS.values():
        action_called(action_called(menu, kernel.group).menu(), kernel.name).trigger()
        assert np.array_equal(window.document.state.kernel, kernel.weights)
    settle(qtbot, window)


def test_the_keys_are_listed(window: MainWindow) -> None:
    press(Key.Key_F1)
    sheet = window.findChild(QDialog)
    assert sheet.isVisible()
    text = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for action in window.actions():
        for key in action.shortcuts():
            assert f"<b>{html.escape(key.toString())}" in text or f", {html.escape(key.toString())}" in text
    assert "Export picture as seen (PNG)" in text
    assert "In the kernel" in text
    QTest.keyClick(sheet, Key.Key_Escape)
    assert not sheet.isVisible()


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_the_sheet_of_keys_fits_into_the_window(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.all_actions.keys.trigger()
    sheet = window.findChild(QDialog)
    assert sheet.height() <= size[1]
    assert sheet.width() <= size[0]
    sheet.close()


def test_the_about_box_says_what_it_is(window: MainWindow) -> None:
    window.all_actions.about.trigger()
    box = window.findChild(QMessageBox)
    assert "cross-correlation" in box.text()
    box.close()


def test_the_window_is_closed_with_a_key(window: MainWindow) -> None:
    press(Key.Key_Q, CONTROL)
    assert not window.isVisible()


def test_while_there_is_no_frame_nothing_can_be_exported(window: MainWindow, settings, qtbot: QtBot) -> None:
    fresh = MainWindow(window.document.state, settings)
    qtbot.addWidget(fresh)
    actions = fresh.all_actions
    exports = (actions.export_picture, actions.export_values, actions.export_floats, actions.copy)
    assert not any(action.isEnabled() for action in exports)
    settle(qtbot, fresh)
    assert all(action.isEnabled() for action in exports)


def test_an_edit_while_nothing_else_happens_is_computed_once(window: MainWindow, qtbot: QtBot) -> None:
    frames = Calls(window.compute.finished.connect)
    window.document.edit("Set bias", bias_set, 1.0)
    settle(qtbot, window)
    assert len(frames) == 1


def test_cells_of_a_spreadsheet_are_pasted_as_numbers_and_not_as_their_picture(
    window: MainWindow, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setText("1\t2\n3\t4\n")
    data.setImageData(QImage(30, 20, QImage.Format.Format_RGB32))
    paste(window, qtbot, data)
    assert window.document.state.kernel.tolist() == [[1, 2], [3, 4]]


def test_a_picture_with_words_about_it_is_pasted_as_a_picture(window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("a cat")
    data.setImageData(QImage(30, 20, QImage.Format.Format_RGB32))
    paste(window, qtbot, data)
    assert window.document.state.image.shape == (3, 20, 30)

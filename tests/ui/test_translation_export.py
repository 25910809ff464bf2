"""The menu of the page exports its pictures and their animation, through dialogs that do not block the window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convviz.app.animations import AnimationChoice
from convviz.app.file_writer import CANCELLED, FileWriter
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.state import State
from convviz.lab.translation.shifted import Shifted, compute_shifted
from convviz.lab.translation.translation import Translation
from convviz.ui.translation.animation_dialog import AnimationDialog
from convviz.ui.translation.translation_export import TranslationExport
from tests.hands import Calls, click, set_number

pytestmark = pytest.mark.usefixtures("own_dialogs")


@pytest.fixture
def shifted(state: State) -> Shifted:
    state = replace(state, translation=Translation(dx=3.0))
    return compute_shifted(state, compute(state))


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture
def export(page: QWidget, settings: Settings, shifted: Shifted, tmp_path: Path) -> TranslationExport:
    settings.set_folder("export", tmp_path)
    export = TranslationExport(FileWriter(settings, page), settings, page)
    export.show_shifted(shifted)
    return export


def enter_file(page: QWidget, name: str | None = None) -> str:
    """Press the button of the file dialog, with another name in it if one is given; return the suggested name."""
    (dialog,) = page.findChildren(QFileDialog)
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    suggested = edit.text()
    if name is not None:
        edit.selectAll()
        edit.insert(name)
    box = dialog.findChild(QDialogButtonBox)
    role = QDialogButtonBox.ButtonRole.AcceptRole
    click(next(button for button in box.buttons() if box.buttonRole(button) == role))
    return suggested


def choose_animation(page: QWidget, qtbot: QtBot) -> None:
    """Choose a small animation in its dialog."""
    (dialog,) = page.findChildren(AnimationDialog)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    set_number(dialog.longest, "480")  # Enter in it presses the button
    assert dialog.choice == AnimationChoice(longest=480)
    assert not dialog.isVisible()


def exporter_of(export: TranslationExport) -> FileWriter:
    (exporter,) = export.parent().findChildren(FileWriter)
    return exporter


def wait(export: TranslationExport, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not exporter_of(export).busy, timeout=20_000)


def test_there_is_nothing_to_export_before_something_is_shown(page: QWidget, settings: Settings) -> None:
    export = TranslationExport(FileWriter(settings, page), settings, page)
    assert [action.isEnabled() for action in export.menu.actions()] == [False, False]
    export.export_picture()
    export.export_animation()
    assert page.findChildren(QFileDialog) == page.findChildren(AnimationDialog) == []


def test_it_can_be_exported_while_it_is_shown(export: TranslationExport) -> None:
    assert [action.isEnabled() for action in export.menu.actions()] == [True, True]
    export.show_shifted(None)
    assert [action.isEnabled() for action in export.menu.actions()] == [False, False]


def test_the_pictures_are_written_under_the_suggested_name(
    export: TranslationExport, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    said = Calls(exporter_of(export).exported.connect)
    export.picture.trigger()
    assert enter_file(page) == "noise shifted x 3 y 0.png"
    wait(export, qtbot)
    assert said == [(f"Exported to {tmp_path / 'noise shifted x 3 y 0.png'}",)]
    with Image.open(tmp_path / "noise shifted x 3 y 0.png") as picture:
        assert '"dx": 3.0' in picture.text["convviz:translation"]


def test_the_animation_is_written_as_it_was_chosen(
    export: TranslationExport, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    export.animation.trigger()
    choose_animation(page, qtbot)
    assert enter_file(page) == "noise shifted along x.gif"
    wait(export, qtbot)
    with Image.open(tmp_path / "noise shifted along x.gif") as animation:
        assert animation.n_frames == 40
        assert animation.info["duration"] == 80


def test_what_was_chosen_is_there_the_next_time(export: TranslationExport, page: QWidget, qtbot: QtBot) -> None:
    export.animation.trigger()
    choose_animation(page, qtbot)
    page.findChild(QFileDialog).reject()
    qtbot.waitUntil(lambda: not page.findChildren(QFileDialog) and not page.findChildren(AnimationDialog))
    export.animation.trigger()
    (dialog,) = page.findChildren(AnimationDialog)
    assert dialog.choice == AnimationChoice(longest=480)


def test_the_folder_is_remembered(
    export: TranslationExport, page: QWidget, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "deeper").mkdir()
    export.picture.trigger()
    enter_file(page, str(tmp_path / "deeper" / "a"))
    wait(export, qtbot)
    assert settings.folder("export") == tmp_path / "deeper"
    assert (tmp_path / "deeper" / "a.png").exists()


def test_what_cannot_be_written_is_told_in_a_sentence(
    export: TranslationExport, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    said = Calls(exporter_of(export).failed.connect)
    export.picture.trigger()
    enter_file(page, str(tmp_path / "a.jpg"))
    wait(export, qtbot)
    assert said == [("a.jpg has “.jpg”; end its name in .png for a picture.",)]
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_leaves_no_file_and_says_so(
    export: TranslationExport, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    said = Calls(exporter_of(export).exported.connect)
    export.animation.trigger()
    choose_animation(page, qtbot)
    enter_file(page)
    exporter_of(export).jobs.cancel()
    wait(export, qtbot)
    assert said == [(CANCELLED,)]
    assert list(tmp_path.iterdir()) == []


def test_what_is_shown_later_does_not_change_what_is_exported(
    export: TranslationExport, page: QWidget, shifted: Shifted, tmp_path: Path, qtbot: QtBot
) -> None:
    export.picture.trigger()
    later = replace(shifted.state, translation=Translation(dx=9.0))
    export.show_shifted(compute_shifted(later, compute(later)))
    assert enter_file(page) == "noise shifted x 3 y 0.png"
    wait(export, qtbot)
    with Image.open(tmp_path / "noise shifted x 3 y 0.png") as picture:
        assert '"dx": 3.0' in picture.text["convviz:translation"]

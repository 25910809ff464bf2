"""The menus of what can be opened: a small picture beside every name, and every name as it is."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from convviz.files.assets import load_sample, samples
from convviz.files.thumbnails import SIDE, thumbnail
from convviz.ui.main_window import MainWindow
from convviz.ui.open_menu import WIDEST_NAME
from tests.hands import CONTROL, Key, colours_of, copy, press, settle, urls_of
from tests.lab_fixtures import image, pixels, saved

FRAME = 3


def shown(menu: QMenu) -> QMenu:
    """Open and close a menu, as a person does who only looks."""
    menu.popup(QPoint())
    menu.close()
    return menu


def picture_of(action: QAction) -> np.ndarray:
    """Return the picture beside a name, without its frame."""
    return colours_of(action.icon().pixmap(SIDE, SIDE).toImage())[FRAME:-FRAME, FRAME:-FRAME]


def inside(picture: np.ndarray) -> np.ndarray:
    return picture[FRAME:-FRAME, FRAME:-FRAME]


def open_file(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    copy(urls_of(path))
    press(Key.Key_V, CONTROL)
    settle(qtbot, window)


@pytest.fixture
def recent(window: MainWindow) -> QMenu:
    return window.all_actions.recent_menu


@pytest.fixture(params=["in the menu File", "behind the button"])
def gallery(window: MainWindow, request: pytest.FixtureRequest) -> QMenu:
    in_file = request.param == "in the menu File"
    return window.all_actions.sample_menu if in_file else window.page.pictures.open.menu()


def test_every_sample_has_its_picture_beside_its_name(gallery: QMenu) -> None:
    named = {action.text(): action for action in shown(gallery).actions()}
    for sample in samples():
        assert np.array_equal(picture_of(named[sample.name]), inside(thumbnail(load_sample(sample.name).pixels)))
        assert gallery.actionGeometry(named[sample.name]).height() > SIDE // 2


def test_the_pictures_of_the_samples_are_made_when_the_menu_is_shown(gallery: QMenu) -> None:
    assert all(action.icon().isNull() for action in gallery.actions())


def test_a_line_divides_photographs_from_drawings(gallery: QMenu) -> None:
    names = [action.text() for action in gallery.actions()]
    of_samples = names[names.index(samples()[0].name) :]
    photographs, drawings = of_samples[: of_samples.index("")], of_samples[of_samples.index("") + 1 :]
    assert photographs == [sample.name for sample in samples() if not sample.is_drawn]
    assert drawings == [sample.name for sample in samples() if sample.is_drawn]


def test_the_button_open_tells_what_a_sample_shows(window: MainWindow) -> None:
    menu = window.page.pictures.open.menu()
    tips = {action.text(): action.toolTip() for action in menu.actions()}
    assert menu.toolTipsVisible()
    assert all(tips[sample.name] == sample.shows for sample in samples())


def test_a_file_that_was_opened_has_its_picture(
    window: MainWindow, recent: QMenu, tmp_path: Path, qtbot: QtBot
) -> None:
    open_file(window, qtbot, saved(tmp_path / "a.png", pixels(seed=1)))
    assert np.array_equal(picture_of(shown(recent).actions()[0]), inside(thumbnail(image(seed=1))))
    assert not window.opener.thumbnails.busy


def test_a_file_without_one_has_an_empty_frame_until_it_is_made(
    window: MainWindow, recent: QMenu, tmp_path: Path, qtbot: QtBot
) -> None:
    window.settings.add_recent_file(saved(tmp_path / "a.png", pixels(seed=1)))
    (action, *_) = shown(recent).actions()
    assert np.ptp(picture_of(action).reshape(-1, 3), axis=0).tolist() == [0, 0, 0]
    qtbot.waitUntil(lambda: not window.opener.thumbnails.busy)
    assert np.array_equal(picture_of(action), inside(thumbnail(image(seed=1))))


def test_a_thumbnail_that_comes_after_its_file_was_forgotten_does_no_harm(
    window: MainWindow, recent: QMenu, tmp_path: Path, qtbot: QtBot
) -> None:
    window.settings.add_recent_file(saved(tmp_path / "a.png", pixels()))
    shown(recent)
    next(action for action in recent.actions() if action.text() == "Forget these").trigger()
    qtbot.waitUntil(lambda: not window.opener.thumbnails.busy)
    assert [action.text() for action in recent.actions()] == ["", "Forget these"]
    assert not recent.isEnabled()


def test_a_long_name_is_cut_in_its_middle_and_the_tool_tip_has_it_all(
    window: MainWindow, recent: QMenu, tmp_path: Path
) -> None:
    path = saved(tmp_path / f"begin {'& very ' * 20} end.png", pixels())
    window.settings.add_recent_file(path)
    (action, *_) = recent.actions()
    assert action.text().startswith("begin && very")
    assert action.text().endswith("end.png")
    assert recent.sizeHint().width() < WIDEST_NAME + 2 * SIDE
    assert action.toolTip() == str(path)


def test_the_window_is_closed_while_thumbnails_are_made(window: MainWindow, recent: QMenu, tmp_path: Path) -> None:
    for name in "abc":
        window.settings.add_recent_file(saved(tmp_path / f"{name}.png", pixels()))
    shown(recent)
    window.close()
    assert not window.opener.thumbnails.busy


@pytest.mark.parametrize(
    ("name", "in_the_menu"),
    [("Tom & Jerry.png", "Tom && Jerry.png"), ("a&b&&c.png", "a&&b&&&&c.png"), ("plain.png", "plain.png")],
)
def test_undo_names_a_file_as_it_is(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, name: str, in_the_menu: str
) -> None:
    open_file(window, qtbot, saved(tmp_path / name, pixels(seed=1)))
    assert window.document.undo_stack.text(0) == f"Open {name}"
    assert window.all_actions.undo.text() == f"&Undo Open {in_the_menu}"  # one is a mnemonic, two are shown as one
    window.all_actions.undo.trigger()
    assert window.all_actions.redo.text() == f"&Redo Open {in_the_menu}"
    assert window.all_actions.recent_menu.actions()[0].text() == in_the_menu


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no tabs in file names")
def test_a_tab_in_a_name_does_not_begin_a_shortcut(
    window: MainWindow, recent: QMenu, tmp_path: Path, qtbot: QtBot
) -> None:
    open_file(window, qtbot, saved(tmp_path / "a\tb.png", pixels(seed=1)))
    assert recent.actions()[0].text() == "a b.png"
    assert window.all_actions.undo.text() == "&Undo Open a b.png"


def test_undo_names_a_file_with_a_line_break_in_one_line(window: MainWindow) -> None:
    window.document.edit("Open a\nb.png", image_name="a\nb.png")
    assert window.document.undo_stack.text(0) == "Open a b.png"
    assert window.all_actions.undo.text() == "&Undo Open a b.png"

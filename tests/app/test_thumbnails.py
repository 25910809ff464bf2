"""Every recent file has its thumbnail: at hand, or made off the UI thread; none outlives the list."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QStandardPaths
from pytestqt.qtbot import QtBot

from convviz.app.settings import MOST_RECENT_FILES, Settings
from convviz.app.thumbnails import Thumbnails
from convviz.files.images import LoadedImage
from convviz.files.thumbnails import thumbnail, thumbnail_name
from tests.hands import Calls
from tests.lab_fixtures import image, pixels, saved


@pytest.fixture
def thumbnails(settings: Settings) -> Iterator[Thumbnails]:
    settings.clear_recent_files()
    thumbnails = Thumbnails(settings)
    yield thumbnails
    settings.clear_recent_files()  # the folder is the same for every test
    thumbnails.close()


def folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation), "thumbnails")


def kept() -> set[str]:
    return {file.name for file in folder().iterdir()} if folder().is_dir() else set()


def recent(settings: Settings, path: Path, seed: int = 0) -> Path:
    """Make a picture file that was opened in former times, before there were thumbnails."""
    settings.add_recent_file(saved(path, pixels(seed=seed)))
    return path


def wait(qtbot: QtBot, thumbnails: Thumbnails) -> None:
    qtbot.waitUntil(lambda: not thumbnails.busy)


def test_the_tests_have_a_cache_of_their_own(thumbnails: Thumbnails) -> None:
    assert "convviz-tests-" in str(folder()) or "qttest" in str(folder())


def test_what_was_opened_has_its_thumbnail_at_once_and_at_the_next_start(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path
) -> None:
    path = saved(tmp_path / "a.png", pixels())
    thumbnails.keep(path, image())
    settings.add_recent_file(path)
    for each in (thumbnails, Thumbnails(settings)):
        assert np.array_equal(each.of(path), thumbnail(image()))
        assert not each.busy


def test_what_has_none_gets_it_off_the_ui_thread(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = recent(settings, tmp_path / "a.png")
    with qtbot.waitSignal(thumbnails.made) as signal:
        assert thumbnails.of(path) is None
        assert thumbnails.busy
    assert signal.args == [path]
    assert np.array_equal(thumbnails.of(path), thumbnail(image()))
    assert kept() == {thumbnail_name(path)}


def test_asking_again_does_not_make_it_twice(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path, made = recent(settings, tmp_path / "a.png"), Calls(thumbnails.made.connect)
    for _ in range(3):
        thumbnails.of(path)
    wait(qtbot, thumbnails)
    assert made == [(path,)]


def test_a_damaged_thumbnail_is_made_again(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = saved(tmp_path / "a.png", pixels())
    thumbnails.keep(path, image())
    settings.add_recent_file(path)
    (folder() / thumbnail_name(path)).write_bytes(b"nonsense")
    another = Thumbnails(settings)
    with qtbot.waitSignal(another.made):
        assert another.of(path) is None
    assert np.array_equal(Thumbnails(settings).of(path), thumbnail(image()))


def test_a_file_that_was_changed_is_shown_as_it_is_now(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = saved(tmp_path / "a.png", pixels())
    thumbnails.keep(path, image())
    settings.add_recent_file(path)
    saved(path, pixels(seed=1)[:, :-1])
    with qtbot.waitSignal(thumbnails.made):
        assert thumbnails.of(path) is None
    assert np.array_equal(thumbnails.of(path), thumbnail(image(seed=1)[:, :-1]))


def test_a_file_that_is_no_picture_is_tried_once_and_nobody_is_told(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    path, made = tmp_path / "a.png", Calls(thumbnails.made.connect)
    path.write_bytes(b"nonsense")
    settings.add_recent_file(path)
    thumbnails.of(path)
    wait(qtbot, thumbnails)
    assert thumbnails.of(path) is None
    assert not thumbnails.busy
    assert made == []
    assert capsys.readouterr().err == ""


def test_a_file_that_is_gone_has_none(thumbnails: Thumbnails, tmp_path: Path) -> None:
    assert thumbnails.of(tmp_path / "gone.png") is None
    thumbnails.keep(tmp_path / "gone.png", image())
    assert not thumbnails.busy
    assert kept() == set()


def test_forgetting_the_files_forgets_their_thumbnails(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = recent(settings, tmp_path / "a.png")
    with qtbot.waitSignal(thumbnails.made):
        thumbnails.of(path)
    settings.clear_recent_files()
    assert kept() == set()


def test_what_cannot_be_deleted_does_not_keep_the_other_thumbnails(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path
) -> None:
    in_the_way = [folder() / name for name in "abcdefgh"]  # the order in which a folder is listed is anyone's guess
    for path in (tmp_path / "1.png", tmp_path / "2.png"):
        thumbnails.keep(saved(path, pixels()), image())
        settings.add_recent_file(path)
    for each in in_the_way:
        each.mkdir()
    try:
        assert len(kept()) == 10
        settings.clear_recent_files()
        assert kept() == {each.name for each in in_the_way}
    finally:
        for each in in_the_way:
            each.rmdir()


def test_what_is_forgotten_while_it_is_made_is_not_kept(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    made = Calls(thumbnails.made.connect)
    thumbnails.of(recent(settings, tmp_path / "a.png"))
    settings.clear_recent_files()
    wait(qtbot, thumbnails)
    assert made == []
    assert kept() == set()


def test_a_file_that_falls_off_the_end_of_the_list_loses_its_thumbnail(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path
) -> None:
    paths = [saved(tmp_path / f"{number}.png", pixels()) for number in range(MOST_RECENT_FILES + 1)]
    for path in paths:
        thumbnails.keep(path, image())
        settings.add_recent_file(path)
    assert kept() == {thumbnail_name(path) for path in paths[1:]}


def test_without_a_folder_for_caches_the_thumbnails_last_until_the_end(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path
) -> None:
    folder().parent.mkdir(parents=True, exist_ok=True)
    if folder().is_dir():
        folder().rmdir()
    folder().touch()
    try:
        path = saved(tmp_path / "a.png", pixels())
        thumbnails.keep(path, image())
        settings.add_recent_file(path)
        assert np.array_equal(thumbnails.of(path), thumbnail(image()))
    finally:
        folder().unlink()


def test_closing_gives_up_what_is_being_made(
    thumbnails: Thumbnails, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def read_until_closed(path: Path) -> LoadedImage:
        read.append(path)
        assert thumbnails.jobs.current.cancelled.wait(timeout=20)
        return LoadedImage(image(), path.name)

    monkeypatch.setattr("convviz.app.thumbnails.read_image", read_until_closed)
    made = Calls(thumbnails.made.connect)
    paths = [recent(settings, tmp_path / f"{name}.png") for name in "abc"]
    for path in paths:
        thumbnails.of(path)
    thumbnails.close()
    assert not thumbnails.busy
    assert made == []
    assert read in ([], paths[:1])

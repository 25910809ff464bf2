"""What the program remembers is there at the next start."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QSettings

from convviz.app.settings import MOST_RECENT_FILES, Settings
from convviz.lab.kernel.shelf import Shelf
from tests.hands import Calls


def files(folder: Path, count: int) -> list[Path]:
    made = [folder / f"{number}.png" for number in range(count)]
    for path in made:
        path.touch()
    return made


def test_at_the_first_start_there_is_nothing_to_remember(settings: Settings) -> None:
    assert settings.theme == "system"
    assert settings.recent_files == []
    assert settings.geometry is None
    assert settings.folder("open") == settings.folder("export") == Path.home()


def test_all_is_remembered_at_the_next_start(settings: Settings, tmp_path: Path) -> None:
    (path,) = files(tmp_path, 1)
    settings.theme = "dark"
    settings.geometry = QByteArray(b"here")
    settings.add_recent_file(path)
    settings.set_folder("export", tmp_path)
    again = Settings()
    assert again.theme == "dark"
    assert again.geometry == QByteArray(b"here")
    assert again.recent_files == [path]
    assert again.folder("export") == tmp_path
    assert again.folder("open") == Path.home()


def test_the_latest_file_comes_first_and_each_only_once(settings: Settings, tmp_path: Path) -> None:
    one, two, three = files(tmp_path, 3)
    for path in (one, two, three, one):
        settings.add_recent_file(path)
    assert settings.recent_files == [one, three, two]


def test_the_oldest_files_are_forgotten(settings: Settings, tmp_path: Path) -> None:
    made = files(tmp_path, MOST_RECENT_FILES + 2)
    for path in made:
        settings.add_recent_file(path)
    assert settings.recent_files == made[:1:-1]


def test_files_that_are_gone_are_left_out(settings: Settings, tmp_path: Path) -> None:
    gone, stays = files(tmp_path, 2)
    for path in (gone, stays):
        settings.add_recent_file(path)
    gone.unlink()
    assert settings.recent_files == [stays]


def test_a_folder_that_may_not_be_entered_any_more_stops_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = files(tmp_path, 1)
    settings.add_recent_file(path)
    settings.set_folder("open", tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refuse)
        recent, folder = settings.recent_files, settings.folder("open")
    assert recent == []
    assert folder == Path.home()


def test_a_file_named_from_here_is_found_from_elsewhere(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = files(tmp_path, 1)
    monkeypatch.chdir(tmp_path)
    settings.add_recent_file(Path("0.png"))
    assert settings.recent_files == [path]


def test_all_files_can_be_forgotten(settings: Settings, tmp_path: Path) -> None:
    settings.add_recent_file(files(tmp_path, 1)[0])
    told = Calls(settings.recent_files_changed.connect)
    settings.clear_recent_files()
    assert settings.recent_files == []
    assert told == [()]


def test_a_folder_that_is_gone_gives_the_home_folder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    settings.set_folder("open", tmp_path / "photos")
    (tmp_path / "photos").rmdir()
    assert settings.folder("open") == Path.home()


def test_a_spoilt_store_is_a_first_start(settings: Settings) -> None:
    store = QSettings("convviz", "convviz")
    for key in ("theme", "recent_files", "open_folder", "geometry"):
        store.setValue(key, 7)
    store.sync()
    again = Settings()
    assert again.theme == "system"
    assert again.recent_files == []
    assert again.folder("open") == Path.home()
    assert again.geometry is None


def test_a_new_theme_is_told(settings: Settings) -> None:
    told = Calls(settings.theme_changed.connect)
    settings.theme = "light"
    assert told == [("light",)]


def test_the_last_export_is_remembered(settings: Settings) -> None:
    assert settings.export_choice == ""
    settings.export_choice = '{"what": "sheet"}'
    assert Settings().export_choice == '{"what": "sheet"}'


def test_own_kernels_and_favourites_are_remembered_at_the_next_start(settings: Settings) -> None:
    weights = np.random.default_rng(0).normal(size=(2, 3)).astype(np.float32)
    settings.change_shelf(Shelf.saved, "Mine, “too”", weights)
    settings.change_shelf(Shelf.starred, "Sobel x")
    again = Settings().shelf
    assert [kernel.name for kernel in again.own] == ["Mine, “too”"]
    assert np.array_equal(again.own[0].weights, weights)
    assert again.favourites == ("sobel-x",)


def test_own_kernels_stand_in_the_file_itself(settings: Settings) -> None:
    settings.change_shelf(Shelf.saved, "Mine", np.ones((1, 2), np.float32))
    store = QSettings("convviz", "convviz")
    store.sync()
    assert "Mine" in Path(store.fileName()).read_text()


def test_a_change_of_the_shelf_is_told_and_a_refused_one_is_none(settings: Settings) -> None:
    told = Calls(settings.shelf_changed.connect)
    settings.change_shelf(Shelf.starred, "Sobel x")
    assert told == [()]
    before = settings.shelf
    with pytest.raises(ValueError, match="is a kernel of the library"):
        settings.change_shelf(Shelf.saved, "Sobel y", np.ones((3, 3), np.float32))
    assert told == [()]
    assert settings.shelf is before


def test_what_another_window_has_saved_meanwhile_stays(settings: Settings) -> None:
    other = Settings()
    other.change_shelf(Shelf.starred, "Emboss")
    settings.change_shelf(Shelf.starred, "Sobel x")
    assert settings.shelf.favourites == ("emboss", "sobel-x")


def test_a_spoilt_shelf_is_an_empty_one_and_can_be_filled_again(settings: Settings) -> None:
    QSettings("convviz", "convviz").setValue("shelf", ["no", "shelf"])
    again = Settings()
    assert again.shelf.own == ()
    again.change_shelf(Shelf.saved, "Mine", np.ones((1, 2), np.float32))
    assert [kernel.name for kernel in Settings().shelf.own] == ["Mine"]

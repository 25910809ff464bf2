"""A file is written whole or not at all."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from convviz.files.writing import ExportError, check_place, ending_of, new_file, write_file
from convviz.lab.progress import CancelledError


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "map.bin"
    write_file(path, b"old")
    write_file(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["map.bin"]


def write_and(path: Path, then: Callable[[object], object]) -> None:
    with new_file(path) as file:
        file.write(b"n")
        then(file)


@pytest.mark.parametrize("step", ["write", "replace"])
def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.bin"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "replace":
        monkeypatch.setattr(os, step, fail)
    with pytest.raises(ExportError) as caught:
        write_and(path, fail if step == "write" else id)  # the disk is full after the first byte
    monkeypatch.undo()
    reason = "no space left on device. Choose another place or name."
    assert str(caught.value) == f"map.bin cannot be saved in {tmp_path.resolve()}: {reason}"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["map.bin"]


@pytest.mark.parametrize("error", [CancelledError(), ExportError("No."), KeyError("gone"), ValueError("odd")])
def test_what_is_raised_while_it_is_written_comes_out_as_it_is_and_leaves_nothing(
    error: Exception, tmp_path: Path
) -> None:
    path = tmp_path / "map.bin"
    path.write_bytes(b"old")

    def fail(_: object) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        write_and(path, fail)
    assert caught.value is error
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["map.bin"]


def test_until_it_is_complete_the_old_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "map.bin"
    path.write_bytes(b"old")
    with new_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("map.bmp", "map.bmp has “.bmp”; end its name in .png for a picture or .npy for numbers."),
        ("map", "map has no ending; end its name in .png for a picture or .npy for numbers."),
    ],
)
def test_an_ending_that_is_not_allowed_is_refused_with_those_that_are(name: str, sentence: str) -> None:
    with pytest.raises(ExportError) as caught:
        ending_of(name, {".png": "a picture", ".npy": "numbers"})
    assert str(caught.value) == sentence


def test_an_ending_may_be_in_capitals() -> None:
    assert ending_of("MAP.PNG", {".png": "a picture"}) == ".png"


@pytest.mark.parametrize("name", ["a\0b", "loop/map.bin"])
def test_a_name_that_leads_nowhere_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(ExportError, match="cannot be saved"):
        write_file(tmp_path / name, b"new")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"map\.bin cannot be saved in .*gone: no such file or directory\."):
        write_file(tmp_path / "gone" / "map.bin", b"new")


def test_a_folder_of_that_name_stays(tmp_path: Path) -> None:
    (tmp_path / "map.bin").mkdir()
    with pytest.raises(ExportError, match=r"map\.bin cannot be saved"):
        write_file(tmp_path / "map.bin", b"new")
    assert os.listdir(tmp_path) == ["map.bin"]
    assert not os.listdir(tmp_path / "map.bin")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for a privilege to make links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_file(tmp_path / "map.bin", b"new")
    assert (tmp_path / "map.bin").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_place_is_tried_before_the_work_and_nothing_is_left_there(tmp_path: Path) -> None:
    (tmp_path / "map.bin").write_bytes(b"old")
    check_place(tmp_path / "map.bin")
    check_place(tmp_path / "new.bin")
    assert os.listdir(tmp_path) == ["map.bin"]
    assert (tmp_path / "map.bin").read_bytes() == b"old"
    with pytest.raises(ExportError, match=r"cannot be saved in .*: is a directory"):
        check_place(tmp_path)
    with pytest.raises(ExportError, match=r"map\.bin cannot be saved in .*nowhere: "):
        check_place(tmp_path / "nowhere" / "map.bin")

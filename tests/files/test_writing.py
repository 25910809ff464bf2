"""A file is written whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from convviz.files.writing import ExportError, write_file


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "map.bin"
    write_file(path, b"old")
    write_file(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["map.bin"]


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.bin"
    path.write_bytes(b"old")
    write_bytes = Path.write_bytes

    def fail(target: Path, content: bytes) -> None:
        if step == "write_bytes":
            write_bytes(target, content[:1])  # the disk is full after the first byte
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if step == "write_bytes" else os, step, fail)
    with pytest.raises(ExportError) as caught:
        write_file(path, b"new")
    monkeypatch.undo()
    reason = "no space left on device. Choose another place or name."
    assert str(caught.value) == f"map.bin cannot be saved in {tmp_path.resolve()}: {reason}"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["map.bin"]


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

"""A folder that is dragged in: one of this machine, and nothing else."""

from pathlib import Path

from PySide6.QtCore import QMimeData

from convviz.app.dropped_folder import folder_in
from tests.hands import urls_of


def test_one_folder_is_found(tmp_path: Path) -> None:
    assert folder_in(urls_of(tmp_path)) == tmp_path


def test_files_links_and_several_folders_are_none(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"")
    other = tmp_path / "other"
    other.mkdir()
    text = QMimeData()
    text.setText(str(tmp_path))
    for data in (
        urls_of(file),
        urls_of(other, tmp_path),
        urls_of("https://example.org/"),
        urls_of(tmp_path / "gone"),
        text,
    ):
        assert folder_in(data) is None

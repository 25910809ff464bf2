"""A folder that is dragged in from another program."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def folder_in(data: QMimeData) -> Path | None:
    """Return the one folder that this brings; None if it brings anything else."""
    urls = data.urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.is_dir() else None

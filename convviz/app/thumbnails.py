"""Small pictures of the recent files: kept, made off the UI thread where there are none, and forgotten with them."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.app.settings import Settings
from convviz.engine import FloatArray
from convviz.files.images import read_image
from convviz.files.thumbnails import read_thumbnail, thumbnail, thumbnail_name, write_thumbnail
from convviz.files.writing import ExportError
from convviz.lab.pictures.display import ByteArray


class Thumbnails(QObject):
    """Keeps a small picture of every recent file, in the memory and in the folder for caches, and of no other file.

    Without that folder, or with a damaged one, it makes the pictures again.

    Parameters
    ----------
    settings : Settings
        Whose recent files they are.

    Signals
    -------
    made(Path)
        There is one of this file now.
    """

    made = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
        self._folder = Path(cache, "thumbnails")
        self._pictures: dict[str, ByteArray | None] = {}  # None while it is being made, and where that failed
        self.jobs = Jobs(self)
        settings.recent_files_changed.connect(self._forget_others)

    @property
    def busy(self) -> bool:
        """Whether one is being made."""
        return self.jobs.busy

    def of(self, path: Path) -> ByteArray | None:
        """Return the thumbnail of a recent file, (SIDE, SIDE, 3), uint8; if there is none yet, it is being made."""
        try:
            name = thumbnail_name(path)
        except OSError:
            return None
        if name not in self._pictures:
            self._pictures[name] = read_thumbnail(self._folder / name)
            if self._pictures[name] is None:
                make = partial(_read_and_shrink, path)
                self.jobs.run(make, partial(self._on_made, path), _on_failed)
        return self._pictures[name]

    def keep(self, path: Path, pixels: FloatArray) -> None:
        """Make the thumbnail of a file from its pixels, (C, H, W) in [0, 1]; call it before the file becomes recent."""
        self._keep(path.absolute(), thumbnail(pixels))

    def close(self) -> None:
        """Give up what is being made."""
        self.jobs.cancel()
        self.jobs.wait()

    def _keep(self, path: Path, picture: ByteArray) -> None:
        with suppress(OSError, ExportError):  # no such file any more, or no room for its thumbnail
            name = thumbnail_name(path)
            self._pictures[name] = picture
            write_thumbnail(self._folder / name, picture)

    def _on_made(self, path: Path, picture: ByteArray) -> None:
        if path in self._settings.recent_files:  # it may have been forgotten meanwhile
            self._keep(path, picture)
            self.made.emit(path)

    def _forget_others(self) -> None:
        wanted = set()
        for path in self._settings.recent_files:
            with suppress(OSError):
                wanted.add(thumbnail_name(path))
        self._pictures = {name: picture for name, picture in self._pictures.items() if name in wanted}
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in wanted:
                    with suppress(OSError):  # one that cannot be deleted must not keep the others
                        file.unlink(missing_ok=True)


def _on_failed(error: BaseException) -> None:
    sentence(error)  # nobody asked for the picture, so nobody is told; an error of ours is printed


def _read_and_shrink(path: Path) -> ByteArray:
    return thumbnail(read_image(path).pixels)

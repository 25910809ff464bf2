"""Pictures in: from files, from samples, from the clipboard or a drop; read off the UI thread."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from convviz.app.document import Document
from convviz.app.exporter import OWN_MAP
from convviz.app.jobs import Jobs, sentence
from convviz.app.settings import MOST_RECENT_FILES, Settings
from convviz.app.thumbnails import Thumbnails
from convviz.files.assets import load_sample
from convviz.files.images import LoadedImage, read_image
from convviz.lab.edits.edits import image_opened
from convviz.lab.progress import CancelledError


class Opener(QObject):
    """Reads pictures and puts them into the document; what is open stays until the new one is read.

    Signals
    -------
    opened(str)
        A picture is in the document; the sentences about it, empty if there is nothing to say.
    failed(str)
        A picture could not be opened, and why.
    """

    opened = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self.thumbnails = Thumbnails(settings, self)
        self.jobs = Jobs(self)
        self._latest = 0

    @property
    def busy(self) -> bool:
        """Whether a picture is being read."""
        return self.jobs.busy

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open the first of these files; others go to the recent files, where they are a click away."""
        first, *rest = paths
        others = [path for path in rest if path.is_file()][: MOST_RECENT_FILES - 1]
        for other in reversed(others):
            self._settings.add_recent_file(other)
        several = f"The other {len(others)} are" if len(others) > 1 else "The other one is"
        also = f"{several} under File, Open recent." if others else ""
        self._read(partial(read_image, first), first, also)

    def open_sample(self, name: str) -> None:
        """Open one of the samples that come with the program."""
        self._read(partial(load_sample, name))

    def open_data(self, data: QMimeData, name: str) -> bool:
        """Open what was dropped or pasted: files, else a picture.

        Returns
        -------
        bool
            Whether there was anything of that kind.
        """
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if data.hasFormat(OWN_MAP):
            return False
        if paths:
            self.open_files(paths)
        elif picture := _picture_in(data):
            self._read(partial(_decode, picture, name))
        elif data.urls():
            self.failed.emit("That is a link and not a file; save the picture first, then drop its file here.")
        elif holds_picture(data):
            self.failed.emit("That picture is of a kind that convviz cannot read; save it as PNG and open the file.")
        else:
            return False
        return True

    def close(self) -> None:
        """Wait for the reading under way, and give up the thumbnails."""
        self.thumbnails.close()
        self.jobs.wait()

    def _read(self, read: Callable[[], LoadedImage], path: Path | None = None, also: str = "") -> None:
        self._latest += 1
        self.jobs.run(read, partial(self._on_read, self._latest, path, also), partial(self._on_failed, self._latest))

    def _on_read(self, request: int, path: Path | None, also: str, loaded: LoadedImage) -> None:
        if request != self._latest:
            return
        if not self._document.edit(f"Open {loaded.name}", image_opened, loaded.pixels, loaded.name):
            return
        if path:
            self.thumbnails.keep(path, loaded.pixels)
            self._settings.add_recent_file(path)
            self._settings.set_folder("open", path.parent)
        self.opened.emit(" ".join((*loaded.notes, also)).strip())

    def _on_failed(self, request: int, error: BaseException) -> None:
        if request != self._latest:
            return
        if isinstance(error, CancelledError):
            self.opened.emit("Reading was cancelled; the picture before is still open.")
        else:
            self.failed.emit(sentence(error))


def holds_picture(data: QMimeData) -> bool:
    """Say whether ``Opener.open_data`` would take this: links count, so that a drop of one is answered."""
    is_own = data.hasFormat(OWN_MAP)  # our own map, dragged a little and let go again
    return not is_own and (
        data.hasUrls() or data.hasImage() or any(name.startswith("image/") for name in data.formats())
    )


def _picture_in(data: QMimeData) -> bytes | QImage | None:
    """Return the picture in this data: a file's bytes, else what Qt makes of it."""
    for name in ("image/png", "image/tiff", "image/jpeg", "image/webp", "image/bmp", "image/gif"):
        if data.hasFormat(name):
            return bytes(data.data(name).data())
    image = data.imageData() if data.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def _decode(picture: bytes | QImage, name: str) -> LoadedImage:
    """Read such a picture as a file is read, so that depth, alpha and mode are treated alike."""
    if isinstance(picture, QImage):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "BMP" if picture.depth() <= 32 and not picture.hasAlphaChannel() else "PNG")  # type: ignore[call-overload]
        picture = bytes(buffer.data().data())
    return read_image(picture, name)

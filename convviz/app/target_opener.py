"""Targets in: a picture that a filter shall make of the one that is open; read off the UI thread."""

from pathlib import Path

from typing_extensions import override

from convviz.app.opener import Opener
from convviz.files.images import LoadedImage
from convviz.lab.edits.learning_edits import target_opened


class TargetOpener(Opener):
    """Reads pictures and makes them the target of the filter that is learnt; the picture that is open stays open.

    Signals
    -------
    opened(str), failed(str)
        As of ``Opener``; a picture of another size is refused by the document.
    """

    @override
    def _on_read(self, request: int, path: Path | None, also: str, loaded: LoadedImage) -> None:
        if request != self._latest:
            return
        if not self._document.edit(f"Learn from {loaded.name}", target_opened, loaded.pixels, loaded.name):
            return
        if path:
            self._settings.set_folder("open", path.parent)
        self.opened.emit(" ".join((*loaded.notes, also)).strip())

"""Files written off the UI thread, and what is said of them afterwards."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.app.settings import Settings
from convviz.lab.progress import CancelledError, Progress

CANCELLED = "The export was cancelled; nothing was written."


class FileWriter(QObject):
    """Calls what writes files, one after another, and remembers their folder.

    Signals
    -------
    exported(str)
        It is written, and where; or somebody cancelled it.
    failed(str)
        It could not be written, and why.
    """

    exported = Signal(str)
    failed = Signal(str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.jobs = Jobs(self)
        self._went_well = True

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self.jobs.busy

    def write(self, work: Callable[[Progress], object], paths: Sequence[Path]) -> None:
        """Call what writes these files, at least one, off the UI thread."""
        self.jobs.run_watched(work, lambda _: self._on_written(paths), self._on_failed)

    def close(self) -> bool:
        """Wait for the writing under way, and say whether it went well."""
        self._went_well = True
        self.jobs.wait()
        return self._went_well

    def _on_written(self, paths: Sequence[Path]) -> None:
        self._settings.set_folder("export", paths[0].parent)
        where = paths[0] if len(paths) == 1 else f"{paths[0].parent}, {len(paths)} files"
        self.exported.emit(f"Exported to {where}")

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            self.exported.emit(CANCELLED)
            return
        self._went_well = False
        self.failed.emit(sentence(error))

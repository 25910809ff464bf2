"""Work off the UI thread: plain functions in a thread pool, their results back on the thread that asked."""

import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from convviz.files.reading import ImageError
from convviz.files.writing import ExportError


class Outcome(NamedTuple):
    """How a job ended, and who wants to know."""

    on_done: Callable[[Any], None]
    on_error: Callable[[BaseException], None]
    result: Any
    error: BaseException | None


class Jobs(QObject):
    """Runs functions one after another in a thread of its own.

    The signal belongs to this long-lived object; a job itself is nothing that Qt knows.

    Parameters
    ----------
    parent : QObject, optional

    Signals
    -------
    busy_changed(bool)
        There is work under way now, or none.
    """

    busy_changed = Signal(bool)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._ended.connect(self._on_ended)

    def run(
        self,
        function: Callable[[], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        """Call ``function`` in the thread; then, on this thread, ``on_done(result)`` or ``on_error(error)``."""

        def work() -> None:
            try:
                outcome = Outcome(on_done, on_error, function(), None)
            except BaseException as error:  # noqa: BLE001  it is handed to the one who asked
                outcome = Outcome(on_done, on_error, None, error)
            self._ended.emit(outcome)

        self.running += 1
        self.busy_changed.emit(True)
        self._pool.start(work)

    @property
    def busy(self) -> bool:
        """Whether there is work under way."""
        return self.running > 0

    def wait(self) -> None:
        """Wait for the work under way and deliver what it gave; call it before the program ends."""
        self._pool.waitForDone()
        QCoreApplication.sendPostedEvents(self)

    def _on_ended(self, outcome: Outcome) -> None:
        self.running -= 1
        try:
            if outcome.error is None:
                outcome.on_done(outcome.result)
            else:
                outcome.on_error(outcome.error)
        finally:
            self.busy_changed.emit(self.busy)


def sentence(error: BaseException) -> str:
    """Turn an error into the sentence that the window shows; one that is our own fault is printed as well."""
    if isinstance(error, ImageError | ExportError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for that; use a smaller picture or fewer filters."
    traceback.print_exception(error)
    return unforeseen(error)


def unforeseen(error: BaseException) -> str:
    """Return the sentence for an error that is the program's own fault."""
    return f"Something went wrong inside convviz ({type(error).__name__}: {error}). What you made is still here."

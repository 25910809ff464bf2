"""Work off the UI thread: plain functions in a thread pool, their results back on the thread that asked."""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from convviz.files.reading import ImageError
from convviz.files.writing import ExportError
from convviz.lab.progress import CancelledError, Progress
from convviz.nn.parameters import TooManyNumbersError

Watched = Callable[[Progress], Any]


@dataclass(eq=False)
class Job:
    """One function to call, who wants to know how it ends, and how far it is.

    Parameters
    ----------
    function : callable
        Called with a ``Progress``.
    on_done, on_error : callable
        Called with what it returned, or raised.
    stops_by_itself : bool
        Whether it asks its ``Progress`` if it shall go on; if not, a result that comes after all is dropped.
    cancelled : Event
        Set when the result is no longer wanted.
    began : float
        When its turn came, on the clock ``time.monotonic``; infinity until then.
    share : float or None
        How much of it is done, 0 … 1; None as long as it has not said.
    """

    function: Watched
    on_done: Callable[[Any], None]
    on_error: Callable[[BaseException], None]
    stops_by_itself: bool = True
    cancelled: threading.Event = field(default_factory=threading.Event)
    began: float = float("inf")
    share: float | None = None
    result: Any = None
    error: BaseException | None = None

    def work(self) -> None:
        """Call the function and keep what comes of it; this is what the thread does."""
        self.began = monotonic()
        try:
            self._stop_if_cancelled()
            self.result = self.function(self._on_progress)
            if not self.stops_by_itself:
                self._stop_if_cancelled()
        except BaseException as error:  # noqa: BLE001  it is handed to the one who asked
            self.error = error

    def deliver(self) -> None:
        """Tell the one who asked."""
        error, self.error = self.error, None  # its traceback holds this job: a cycle, with all that the job holds
        if error is None:
            self.on_done(self.result)
        else:
            self.on_error(error)

    def _on_progress(self, done: float) -> None:
        self._stop_if_cancelled()
        self.share = done

    def _stop_if_cancelled(self) -> None:
        if self.cancelled.is_set():
            raise CancelledError


class Jobs(QObject):
    """Runs functions one after another in a thread of its own.

    The signal belongs to this long-lived object; a job itself is nothing that Qt knows. How far the work is, is not
    signalled: whoever shows it looks at ``current`` as often as a person can see.

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
        self._jobs: list[Job] = []
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._ended.connect(self._on_ended)

    def run(
        self,
        function: Callable[[], Any],
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
    ) -> Job:
        """Call ``function`` in the thread; then, on this thread, ``on_done(result)`` or ``on_error(error)``.

        It cannot be stopped on its way; if it is cancelled, its result is dropped.
        """
        return self._start(Job(lambda _progress: function(), on_done, on_error, stops_by_itself=False))

    def run_watched(
        self, function: Watched, on_done: Callable[[Any], None], on_error: Callable[[BaseException], None]
    ) -> Job:
        """Do the same with a function that takes a ``Progress`` and calls it now and then with the share done, 0 … 1.

        After ``cancel`` that call raises ``CancelledError``, which comes back through ``on_error``.
        """
        return self._start(Job(function, on_done, on_error))

    @property
    def busy(self) -> bool:
        """Whether there is work under way."""
        return bool(self._jobs)

    @property
    def current(self) -> Job | None:
        """The job under way, else None."""
        return self._jobs[0] if self._jobs else None

    def cancel(self) -> None:
        """Give up the work under way and all that waits; each ``on_error`` gets a ``CancelledError``."""
        for job in self._jobs:
            job.cancelled.set()

    def wait(self) -> None:
        """Wait for the work under way and deliver what it gave; call it before the program ends."""
        self._pool.waitForDone()
        QCoreApplication.sendPostedEvents(self)

    def _start(self, job: Job) -> Job:
        def work() -> None:
            job.work()
            self._ended.emit(job)

        self._jobs.append(job)
        self.busy_changed.emit(True)
        self._pool.start(work)
        return job

    def _on_ended(self, job: Job) -> None:
        self._jobs.remove(job)
        try:
            job.deliver()
        finally:
            self.busy_changed.emit(self.busy)


def until_overtaken(report: Progress, overtaken: threading.Event, patience: float) -> Progress:
    """Return a progress that gives the work up once something newer waits, so that a long drag shows what it passes.

    Parameters
    ----------
    report : callable
        Told what the progress is told.
    overtaken : Event
        Set when something newer waits.
    patience : float
        Seconds from now for which the work goes on even so.
    """
    patient_until = monotonic() + patience

    def progress(done: float) -> None:
        report(done)
        if overtaken.is_set() and monotonic() >= patient_until:
            raise CancelledError

    return progress


def sentence(error: BaseException) -> str:
    """Turn an error into the sentence that the window shows; one that is our own fault is printed as well."""
    if isinstance(error, ImageError | ExportError | TooManyNumbersError):
        return str(error)
    if isinstance(error, CancelledError):
        return "That was cancelled; what you made is as it was."
    if isinstance(error, MemoryError):
        return "There is not enough memory for that; use a smaller picture or fewer filters."
    traceback.print_exception(error)
    return unforeseen(error)


def unforeseen(error: BaseException) -> str:
    """Return the sentence for an error that is the program's own fault."""
    return f"Something went wrong inside convviz ({type(error).__name__}: {error}). What you made is still here."

"""From an edit to its frame, off the UI thread: the latest state wins, and nothing queues up."""

import math
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from convviz.app.jobs import Job, Jobs, sentence, until_overtaken
from convviz.lab.compute import Frame, compute
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State

PATIENCE = 0.3  # seconds that a frame may take although a later state waits: a drag shows what it passes
CANCELLED = "The map was not computed; it is still that of the settings before. Undo, or change anything, to go on."
Deliver = Callable[[Frame], None]


class Compute(QObject):
    """Computes the frame of the state that was submitted last.

    Signals
    -------
    finished(Frame)
        A frame; the last one is that of the latest state.
    failed(str)
        Why the latest state has no frame.
    cancelled(str)
        A person gave up its frame: what is on the screen now.
    """

    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._job: Job | None = None
        self._previous: Frame | None = None
        self._waiting: State | None = None
        self._latest: State | None = None
        self._wanted_anyway = False  # it was submitted after the work under way had been cancelled
        self._overtaken: threading.Event | None = None
        self._patience = PATIENCE
        self._wanted_settled: list[Deliver] = []
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a frame is still to come."""
        return self._overtaken is not None

    def submit(self, state: State) -> None:
        """Ask for the frame of this state; what was asked for before is no longer wanted."""
        if self._closed:  # a window that closes while a number is typed takes the number first
            return
        self._waiting = self._latest = state
        self._wanted_anyway = self._job is not None and self._job.cancelled.is_set()
        if self._overtaken:
            self._overtaken.set()
        else:
            self._start()

    def when_settled(self, deliver: Deliver) -> None:
        """Call with the frame of the latest state, now or as soon as it is there; not at all if it cannot be."""
        if self._previous and self._previous.state is self._latest and not self.busy:
            deliver(self._previous)
            return
        self._wanted_settled.append(deliver)
        if self._latest and not self.busy:  # it was cancelled or failed; it is wanted now
            self.submit(self._latest)

    def close(self) -> None:
        """Stop the work and wait for it; nothing is begun after it."""
        self._closed = True
        self._waiting = None
        self.jobs.cancel()
        self.jobs.wait()

    def _start(self) -> None:
        state, self._waiting = self._waiting, None
        if state is None:
            self._overtaken = None
            return
        self._overtaken = overtaken = threading.Event()
        previous, patience = self._previous, self._patience

        def work(report: Progress) -> Frame:
            return compute(state, previous, until_overtaken(report, overtaken, patience))

        self._job = self.jobs.run_watched(work, self._on_done, self._on_error)

    def _on_done(self, frame: Frame) -> None:
        self._previous = frame
        self._patience = PATIENCE
        self._start()
        self.finished.emit(frame)
        if not self.busy:
            settled, self._wanted_settled = self._wanted_settled, []
            for deliver in settled:
                deliver(frame)

    def _on_error(self, error: BaseException) -> None:
        cancelled = isinstance(error, CancelledError)
        given_up = cancelled and self._job is not None and self._job.cancelled.is_set()
        overtaken = cancelled and not given_up
        if overtaken:
            self._patience = math.inf  # never two in a row, or a long drag over a slow map would show nothing
        if given_up and not self._wanted_anyway:
            self._waiting = None
        self._start()
        if self.busy or overtaken or self._closed:
            return
        self._wanted_settled.clear()
        if given_up:
            self.cancelled.emit(CANCELLED)
        else:
            self.failed.emit(sentence(error))

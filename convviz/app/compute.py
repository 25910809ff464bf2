"""From an edit to its frame, off the UI thread: the latest state wins, and nothing queues up."""

import math
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.glimpses import Glimpses
from convviz.app.jobs import Job, Jobs, sentence, until_overtaken
from convviz.lab.compute import Frame, compute
from convviz.lab.glimpse import Glimpse, Look, question
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State

PATIENCE = 0.3  # seconds that a frame may take although a later state waits: a drag shows what it passes
REST = 80  # milliseconds without an edit after which the whole map is made of what a glimpse has shown
CANCELLED = "The map was not computed; it is still that of the settings before. Undo, or change anything, to go on."
Deliver = Callable[[Frame], None]


class Compute(QObject):
    """Computes the frame of the state that was submitted last.

    Where a frame takes long, what is on the screen comes first, as a glimpse, and the frame when the hand rests.

    Signals
    -------
    glimpsed(Glimpse)
        What is seen of the latest state, or of one that was passed; its frame is still to come.
    finished(Frame)
        A frame; the last one is that of the latest state.
    failed(str)
        Why the latest state has no frame.
    cancelled(str)
        A person gave up its frame: what is on the screen now.
    """

    glimpsed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._glimpses = Glimpses(self)
        self._glimpses.made.connect(self._on_glimpse)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._on_rest)
        self._look: Look | None = None
        self._seen = False  # the latest state has a glimpse, or will have one
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
        return self._overtaken is not None or self._waiting is not None

    def submit(self, state: State) -> None:
        """Ask for the frame of this state; what was asked for before is no longer wanted."""
        if self._closed:  # a window that closes while a number is typed takes the number first
            return
        self._waiting = self._latest = state
        self._wanted_anyway = self._job is not None and self._job.cancelled.is_set()
        self._seen = self._glimpse()
        if self._overtaken:
            self._overtaken.set()
        elif not self._seen:
            self._start()

    def look_at(self, look: Look | None) -> None:
        """Tell where a person looks; None if no map is on the screen."""
        self._look = look
        if self.busy and self._seen:
            self._seen = self._glimpse()
            self._on_rest()

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
        self._rest.stop()
        self._glimpses.close()
        self.jobs.cancel()
        self.jobs.wait()

    def _glimpse(self) -> bool:
        """Ask for a glimpse of the latest state, if it makes sense; its frame has time until the hand rests."""
        asked = question(self._latest, self._previous, self._look) if self._latest else None
        if asked is None:
            self._glimpses.forget()
            self._rest.stop()
            return False
        self._glimpses.ask(asked)
        if self._waiting:
            self._rest.start()
        return True

    def _start(self) -> None:
        """Compute the frame of the state that waits, unless its time has not come."""
        if self._rest.isActive() or self._waiting is None:
            self._overtaken = None
            return
        state, self._waiting = self._waiting, None
        self._overtaken = overtaken = threading.Event()
        previous, patience = self._previous, 0.0 if self._seen else self._patience

        def work(report: Progress) -> Frame:
            return compute(state, previous, until_overtaken(report, overtaken, patience))

        self._job = self.jobs.run_watched(work, self._on_done, self._on_error)

    def _on_rest(self) -> None:
        if self._overtaken is None:
            self._start()

    def _on_glimpse(self, glimpse: Glimpse) -> None:
        if self.busy:
            self.glimpsed.emit(glimpse)

    def _on_done(self, frame: Frame) -> None:
        self._previous, self._job = frame, None  # its work would keep the frame before
        self._patience = PATIENCE
        self._start()
        if self.busy and self._seen:
            return  # a glimpse has shown what is newer
        self._glimpses.forget()
        self.finished.emit(frame)
        if not self.busy:
            settled, self._wanted_settled = self._wanted_settled, []
            for deliver in settled:
                deliver(frame)

    def _on_error(self, error: BaseException) -> None:
        cancelled = isinstance(error, CancelledError)
        given_up = cancelled and self._job is not None and self._job.cancelled.is_set()
        overtaken = cancelled and not given_up
        if overtaken and not self._seen:
            self._patience = math.inf  # never two in a row, or a long drag over a slow map would show nothing
        if given_up and not self._wanted_anyway:
            self._waiting = None
            self._rest.stop()
        self._start()
        if self.busy or overtaken or self._closed:
            return
        self._wanted_settled.clear()
        if given_up:
            self.cancelled.emit(CANCELLED)
        else:
            self.failed.emit(sentence(error))

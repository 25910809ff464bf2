"""What is shown while the image moves, computed off the UI thread: a sample at once, all of it at rest."""

import math
import threading
from functools import partial
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence, until_overtaken
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Look
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State
from convviz.lab.translation.shifted import Pictures, Sample, Shifted, first_seen

REST_MILLISECONDS = 120  # without a newer shift: then the whole map follows the sample
PAINT_MILLISECONDS = 8  # for the pictures of a sample to be painted, before anything else takes time
READ_SECONDS = 0.1  # after which the numbers are read off, though the hand is faster
PATIENCE = 0.3  # seconds that something quick may take although a newer shift waits


class _Wish(NamedTuple):
    state: State
    frame: Frame
    quick: bool


class Translations(QObject):
    """Computes what is shown of the shift that was asked for last; nothing queues up.

    Something quick that is under way is finished although a newer shift waits, so that a long drag shows what it
    passes, unless it takes long; never are two in a row given up. At rest the whole is given up at once.

    The pictures of a sample come first. Its numbers are read off when these are painted, or else would be kept waiting:
    a hand that moves faster passes some, but sees new ones several times a second.

    Signals
    -------
    sampled(Sample)
        What is seen at once of a quick wish, without its numbers.
    computed(Shifted)
        What is shown: all of such a sample, and the whole when nothing newer came.
    failed(str)
        Why there is nothing to show.
    """

    sampled = Signal(object)
    computed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._waiting: _Wish | None = None
        self._latest: _Wish | None = None
        self._previous: Pictures | None = None
        self._unread: tuple[_Wish, Sample] | None = None  # its numbers are still to be read off
        self._read_at = 0.0  # when some were the last time
        self._painted = QTimer(self, singleShot=True, interval=PAINT_MILLISECONDS)
        self._painted.timeout.connect(self._read)
        self._look: Look | None = None
        self._patience = PATIENCE
        self._overtaken = threading.Event()
        self._rest = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.jobs.busy or self._waiting is not None or self._painted.isActive() or self._rest.isActive()

    def ask(self, state: State, frame: Frame, quick: bool = False, look: Look | None = None) -> None:
        """Ask for what is shown of a state; what was asked for before is no longer wanted.

        Parameters
        ----------
        state : State
        frame : Frame
            Of this state, or of one that differs in its translation alone.
        quick : bool
            Whether something moves: a sample comes at once, and all the rest when it stands still.
        look : Look, optional
            Where a person looks: what of a sample is on the screen. None for values from all over.
        """
        self._rest.stop()
        self._look = look
        self._waiting = self._latest = _Wish(state, frame, quick)
        self._overtaken.set()
        if not self.jobs.busy:
            self._next()

    def look_at(self, look: Look) -> None:
        """Tell where a person looks now: until the whole is there, a sample that is shown is made anew of that."""
        if look == self._look:
            return
        self._look, latest, shown = look, self._latest, self._previous
        if latest and self.busy and shown and shown.is_sample and shown.state is latest.state:
            self.ask(latest.state, latest.frame, True, look)

    def cancel(self) -> None:
        """Give up what is under way and what waits; what is shown stays."""
        self._rest.stop()
        self._painted.stop()
        self._waiting = self._latest = self._unread = None
        self.jobs.cancel()

    def finish(self) -> None:
        """Stop the work and wait for it; call it before the window closes."""
        self.cancel()
        self.jobs.wait()

    def _next(self) -> None:
        """Begin with what waits; but with the numbers of what is shown, if there were none for long."""
        if self._unread and monotonic() - self._read_at > READ_SECONDS:
            self._read()
        else:
            self._start()

    def _read(self) -> None:
        """Read off the numbers of what is shown."""
        self._painted.stop()
        unread, self._unread = self._unread, None
        if unread and not self.jobs.busy:
            wish, sample = unread
            self.jobs.run(sample.complete, partial(self._on_read, wish), partial(self._on_error, wish))

    def _start(self) -> None:
        self._painted.stop()
        wish, self._waiting = self._waiting, None
        if wish is None:
            return
        self._overtaken = overtaken = threading.Event()
        previous, patience, look = self._previous, self._patience if wish.quick else 0, self._look

        def work(report: Progress) -> Shifted | Sample:
            progress = until_overtaken(report, overtaken, patience)
            return first_seen(wish.state, wish.frame, previous, wish.quick, progress, look)

        self.jobs.run_watched(work, partial(self._on_done, wish, look), partial(self._on_error, wish))

    def _on_done(self, wish: _Wish, look: Look | None, seen: Shifted | Sample) -> None:
        self._previous, self._patience, self._unread = seen, PATIENCE, None
        if self._latest is None:  # it was cancelled too late
            return
        if isinstance(seen, Shifted):
            self._start()
            self._tell(wish, seen)
            return
        self._unread = wish, seen
        if wish is self._latest and look != self._look:  # a person looked elsewhere meanwhile
            self._waiting = wish
        if self._waiting:
            self._next()
        else:
            self._painted.start()
        self.sampled.emit(seen)

    def _on_read(self, wish: _Wish, shifted: Shifted) -> None:
        self._read_at = monotonic()
        self._start()
        if self._latest is not None:
            self._tell(wish, shifted)

    def _tell(self, wish: _Wish, shifted: Shifted) -> None:
        self.computed.emit(shifted)
        if wish is self._latest and shifted.is_sample:
            self._rest.start()

    def _on_error(self, wish: _Wish, error: BaseException) -> None:
        if wish.quick and wish is not self._latest and isinstance(error, CancelledError):
            self._patience = math.inf
        self._start()
        if wish is not self._latest or isinstance(error, CancelledError):
            return
        self.failed.emit(str(error) if isinstance(error, ValueError) else sentence(error))

    def _on_rest(self) -> None:
        if self._latest and not self.jobs.busy:
            self._waiting = self._latest = self._latest._replace(quick=False)
            self._start()

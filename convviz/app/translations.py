"""What is shown while the image moves, computed off the UI thread: a sample at once, all of it at rest."""

import math
import threading
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence, until_overtaken
from convviz.lab.compute import Frame
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State
from convviz.lab.translation.shifted import Shifted, compute_shifted

REST_MILLISECONDS = 120  # without a newer shift: then the whole map follows the sample
PATIENCE = 0.3  # seconds that something quick may take although a newer shift waits


class _Wish(NamedTuple):
    state: State
    frame: Frame
    quick: bool


class Translations(QObject):
    """Computes what is shown of the shift that was asked for last; nothing queues up.

    Something quick that is under way is finished although a newer shift waits, so that a long drag shows what it
    passes, unless it takes long; never are two in a row given up. At rest the whole is given up at once.

    Signals
    -------
    computed(Shifted)
        What is shown; of a quick wish a sample first, ``step`` above 1, and the whole when nothing newer came.
    failed(str)
        Why there is nothing to show.
    """

    computed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._waiting: _Wish | None = None
        self._latest: _Wish | None = None
        self._previous: Shifted | None = None
        self._patience = PATIENCE
        self._overtaken = threading.Event()
        self._rest = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.jobs.busy or self._waiting is not None or self._rest.isActive()

    def ask(self, state: State, frame: Frame, quick: bool = False) -> None:
        """Ask for what is shown of a state; what was asked for before is no longer wanted.

        Parameters
        ----------
        state : State
        frame : Frame
            Of this state, or of one that differs in its translation alone.
        quick : bool
            Whether something moves: a sample comes at once, and all the rest when it stands still.
        """
        self._rest.stop()
        self._waiting = self._latest = _Wish(state, frame, quick)
        self._overtaken.set()
        if not self.jobs.busy:
            self._start()

    def cancel(self) -> None:
        """Give up what is under way and what waits; what is shown stays."""
        self._rest.stop()
        self._waiting = self._latest = None
        self.jobs.cancel()

    def finish(self) -> None:
        """Stop the work and wait for it; call it before the window closes."""
        self.cancel()
        self.jobs.wait()

    def _start(self) -> None:
        wish, self._waiting = self._waiting, None
        if wish is None:
            return
        self._overtaken = overtaken = threading.Event()
        previous, patience = self._previous, self._patience if wish.quick else 0

        def work(report: Progress) -> Shifted:
            progress = until_overtaken(report, overtaken, patience)
            return compute_shifted(wish.state, wish.frame, previous, wish.quick, progress)

        self.jobs.run_watched(work, partial(self._on_done, wish), partial(self._on_error, wish))

    def _on_done(self, wish: _Wish, shifted: Shifted) -> None:
        self._previous, self._patience = shifted, PATIENCE
        self._start()
        if self._latest is None:  # it was cancelled too late
            return
        self.computed.emit(shifted)
        if wish is self._latest and (shifted.step, shifted.input_step) != (1, 1):
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

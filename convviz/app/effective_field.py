"""Effective receptive fields, computed off the UI thread: the one that was asked for last."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.lab.compute import Frame
from convviz.lab.effective_field import EffectiveField, effective_field
from convviz.lab.layer_fields import Position
from convviz.lab.progress import CancelledError, Progress

PATIENCE_MILLISECONDS = 120  # a key that is held down passes many values


class Question(NamedTuple):
    """Whose effective field is asked for.

    Parameters
    ----------
    frame : Frame
    layer, channel : int
    places : sequence of (y, x)
        One value, or those over which the mean is taken.
    """

    frame: Frame
    layer: int
    channel: int
    places: Sequence[Position]


class EffectiveFields(QObject):
    """Computes the field of the question that was asked last; what was under way before is given up.

    Signals
    -------
    computed(object)
        The ``EffectiveField`` of that question; None when nothing is asked for any more.
    failed(str)
        Why there is none.
    """

    computed = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._wanted: Question | None = None
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._start)

    def ask(self, question: Question | None) -> None:
        """Ask for the effective field of a value, or the mean of several; for none with None."""
        self._wanted = question
        self.jobs.cancel()
        if question:
            self._timer.start()
        else:
            self._timer.stop()
            self.computed.emit(None)

    def close(self) -> None:
        """Stop the work and wait for it."""
        self._timer.stop()
        self._wanted = None
        self.jobs.cancel()
        self.jobs.wait()

    def _start(self) -> None:
        wanted = self._wanted
        if wanted:
            work = partial(_field, wanted)
            self.jobs.run_watched(work, partial(self._on_done, wanted), partial(self._on_error, wanted))

    def _on_done(self, question: Question, field: EffectiveField) -> None:
        if question is self._wanted:
            self.computed.emit(field)

    def _on_error(self, question: Question, error: BaseException) -> None:
        if question is self._wanted and not isinstance(error, CancelledError):
            self.failed.emit(sentence(error))


def _field(question: Question, progress: Progress) -> EffectiveField:
    frame, layer, channel, places = question
    return effective_field(frame.state, frame.network_input, layer, channel, places, progress)

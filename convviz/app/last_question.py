"""Questions asked in passing, as by a pointer or a held key, and answered off the UI thread: the last one alone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.lab.progress import CancelledError, Progress


class LastQuestion(QObject):
    """Answers the question that was asked last, a while after it; what was under way before is given up.

    Parameters
    ----------
    answer : callable
        Called off the UI thread with a question and a ``Progress``.
    patience : int
        Milliseconds from a question to its turn: those that are passed in them cost nothing.

    Signals
    -------
    computed(object)
        The answer to that question; None when nothing is asked for any more.
    failed(str)
        Why there is none.
    """

    computed = Signal(object)
    failed = Signal(str)

    def __init__(self, answer: Callable[[Any, Progress], Any], patience: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._answer = answer
        self._wanted: Any = None
        self._timer = QTimer(self, singleShot=True, interval=patience)
        self._timer.timeout.connect(self._start)

    def ask(self, question: Any) -> None:
        """Ask this; with None nothing any more."""
        self._wanted = question
        self.jobs.cancel()
        if question is not None:
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
        self.jobs.run_watched(
            partial(self._answer, wanted), partial(self._on_done, wanted), partial(self._on_error, wanted)
        )

    def _on_done(self, question: Any, answer: Any) -> None:
        if question is self._wanted:
            self.computed.emit(answer)

    def _on_error(self, question: Any, error: BaseException) -> None:
        if question is self._wanted and not isinstance(error, CancelledError):
            self.failed.emit(sentence(error))

"""Glimpses, made off the UI thread beside the whole maps: one at a time, and next the one that was asked for last."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.lab.glimpse import Glimpse, Question, glimpse


class Glimpses(QObject):
    """Makes the glimpse that was asked for last, as soon as the one under way is done.

    Signals
    -------
    made(Glimpse)
        One that is still wanted; of many in a row all that could be made in time.
    """

    made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self)
        self._waiting: Question | None = None

    def ask(self, question: Question) -> None:
        """Ask for a glimpse."""
        self._waiting = question
        if not self._jobs.busy:
            self._start()

    def forget(self) -> None:
        """Want none any more."""
        self._waiting = None
        self._jobs.cancel()

    def close(self) -> None:
        """Stop the work and wait for it."""
        self.forget()
        self._jobs.wait()

    def _start(self) -> None:
        if self._waiting is not None:
            question, self._waiting = self._waiting, None
            self._jobs.run(partial(glimpse, question), self._on_done, self._on_error)

    def _on_done(self, made: Glimpse) -> None:
        self._start()
        self.made.emit(made)

    def _on_error(self, error: BaseException) -> None:
        """Go on; what is wrong is told with the whole map, but for a fault of our own."""
        sentence(error)
        self._start()

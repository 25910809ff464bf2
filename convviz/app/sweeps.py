"""Sweeps of the shift, measured off the UI thread, one after another, and kept while what they depend on stays."""

import weakref
from collections.abc import Sequence
from time import monotonic
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Job, Jobs, sentence
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.translation.sweep import Question, Sweep, sweep

QUICK_SECONDS = 2.0  # what takes no longer is measured without being asked for
PATIENCE_MILLISECONDS = 150  # a slider that is dragged passes many values
TELL_SECONDS = 0.1  # between two looks at a sweep that grows
MOST_KEPT, MOST_KEPT_BYTES = 64, 64 << 20
_SLOWEST, _QUICKEST = 20.0, 0.2  # how far a measured pace is believed


class Kept(NamedTuple):
    """An answer, and what it is of, which is not kept alive by it."""

    sweep: Sweep
    held: tuple[weakref.ref[Any], ...]

    def is_of(self, question: Question) -> bool:
        """Say whether it is still the answer to this question, whose key is the same."""
        return all(ref() is thing for ref, thing in zip(self.held, question.held, strict=True))


class Sweeps(QObject):
    """Measures what is looked at, the quick ones by themselves, and keeps what was measured.

    A sweep that was given up goes on where it was when it is asked for again.

    Signals
    -------
    changed()
        A sweep has grown, is complete, or was given up.
    failed(str)
        One cannot be measured: why.
    """

    changed = Signal()
    failed = Signal(str)
    _grown = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._questions: list[Question] = []
        self._kept: dict[tuple[Any, ...], Kept] = {}  # the one used last at the end
        self._asked: set[tuple[Any, ...]] = set()  # by a person
        self._given_up: set[tuple[Any, ...]] = set()  # by a person, or as it failed
        self._running: Question | None = None
        self._job: Job | None = None
        self._overtaken = False  # nobody looks any more at what is running
        self._expected = 0.0  # seconds, of what is running
        self._pace = 1.0  # seconds for each that was estimated
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._start)
        self._grown.connect(self._on_grown)

    @property
    def busy(self) -> bool:
        """Whether something is being measured, or will be in a moment."""
        return self._running is not None or self._timer.isActive()

    def look_at(self, questions: Sequence[Question]) -> None:
        """Say what is looked at now; what is quick is measured, and what nobody looks at any more is left."""
        self._questions = list(questions)
        keys = {question.key for question in questions}
        self._asked &= keys
        self._given_up &= keys
        if self._running and not self._is_looked_at(self._running):
            self._overtaken = True
            self.jobs.cancel()
        self._timer.start()

    def measure(self) -> None:
        """Measure all that is looked at, however long it takes."""
        keys = {question.key for question in self._questions}
        self._asked |= keys
        self._given_up -= keys
        self._start()

    def of(self, question: Question) -> Sweep | None:
        """Return what was measured of it until now."""
        key = question.key
        if key not in self._kept or not self._kept[key].is_of(question):
            return None
        self._kept[key] = kept = self._kept.pop(key)
        return kept.sweep

    def seconds(self, question: Question) -> float:
        """Return about how long the rest of it takes, at the pace of what was measured before."""
        found = self.of(question)
        return question.seconds * self._pace * (1 - (found.share if found else 0))

    def whole_seconds(self, question: Question) -> float:
        """Return about how long all of it takes."""
        return question.seconds * self._pace

    def waits(self, question: Question) -> bool:
        """Say whether it is measured only when a person asks for it."""
        return not question.refusal and not self._is_complete(question) and not self._may_start(question)

    def close(self) -> None:
        """Stop the work and wait for it."""
        self._questions = []
        self._timer.stop()
        self._overtaken = True
        self.jobs.cancel()
        self.jobs.wait()

    def _is_looked_at(self, question: Question) -> bool:
        return any(question.key == other.key for other in self._questions)

    def _is_complete(self, question: Question) -> bool:
        found = self.of(question)
        return found is not None and found.is_complete

    def _may_start(self, question: Question) -> bool:
        if question.key in self._given_up:
            return False
        return question.key in self._asked or self.whole_seconds(question) <= QUICK_SECONDS

    def _start(self) -> None:
        """Begin the next of what is looked at, if nothing is under way."""
        if self._running:
            return
        for question in self._questions:
            if not question.refusal and not self._is_complete(question) and self._may_start(question):
                self._running, self._overtaken = question, False
                self._expected = self.seconds(question) / self._pace
                self._job = self.jobs.run_watched(self._work(question), self._on_done, self._on_error)
                return

    def _work(self, question: Question) -> Any:
        known = self.of(question)

        def work(progress: Progress) -> Sweep | None:
            last, told = None, monotonic()
            for last in sweep(question, known, progress):
                if monotonic() - told > TELL_SECONDS:
                    self._grown.emit(question, last)
                    told = monotonic()
            return last

        return work

    def _keep(self, question: Question, found: Sweep) -> None:
        self._kept.pop(question.key, None)
        self._kept[question.key] = Kept(found, tuple(map(weakref.ref, question.held)))
        while len(self._kept) > 1 and (len(self._kept) > MOST_KEPT or self._bytes > MOST_KEPT_BYTES):
            self._kept.pop(next(iter(self._kept)))

    @property
    def _bytes(self) -> int:
        return sum(kept.sweep.values.nbytes for kept in self._kept.values())

    def _on_grown(self, question: Question, found: Sweep) -> None:
        if question is self._running:
            self._keep(question, found)
            self.changed.emit()

    def _on_done(self, found: Sweep | None) -> None:
        question, job = self._end()
        if found:
            self._learn_pace(monotonic() - job.began)
            self._keep(question, found)
        self._start()
        self.changed.emit()

    def _on_error(self, error: BaseException) -> None:
        question, _ = self._end()
        if not self._overtaken:
            self._given_up.add(question.key)
        self._start()
        self.changed.emit()
        if not isinstance(error, CancelledError):
            self.failed.emit(sentence(error))

    def _end(self) -> tuple[Question, Job]:
        assert self._running is not None
        assert self._job is not None
        question, self._running = self._running, None
        return question, self._job

    def _learn_pace(self, took: float) -> None:
        if self._expected > TELL_SECONDS:
            self._pace = min(max(took / self._expected, _QUICKEST), _SLOWEST)

"""Trained networks that look at a digit while it moves: read, asked and measured off the UI thread."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.engine import FloatArray
from convviz.files.digits import load_digits
from convviz.files.trained import TrainedNetwork, shipped_network
from convviz.lab.progress import CancelledError, Progress, part
from convviz.lab.state import State
from convviz.lab.translation.classified import (
    CANVAS,
    FREE,
    PLACES,
    Classified,
    Digit,
    NetworkScores,
    canvas_edge,
    digit_shift,
    moved,
    picture_as_digit,
)
from convviz.lab.translation.classified_words import DIGITS_TRIED
from convviz.lab.translation.translation import Edge, Interpolation, ScoresChoice
from convviz.nn.dataset import Dataset
from convviz.nn.placement import on_canvas
from convviz.nn.shifted_scores import ScorePlane, class_scores, score_plane, shift_consistency

MOST_PLANES = 64  # that are kept, some 25 kB each
_SHIFTS = [(dy, dx) for dy in FREE for dx in FREE]


class Subject(NamedTuple):
    """Which digit is moved; of the picture of the lab, which picture."""

    digit: int | None
    number: int
    picture: int | None  # its id


class Wish(NamedTuple):
    """What is to be measured of one network: its plane of a subject, or without one its consistency."""

    kind: str
    placement: str
    subject: Subject | None = None
    edge: Edge = "zeros"


class _Question(NamedTuple):
    """What the networks see at one shift."""

    choice: ScoresChoice
    subject: Subject
    image: FloatArray
    shift: tuple[float, float]
    edge: Edge
    interpolation: Interpolation

    @property
    def sees(self) -> tuple[object, ...]:
        """All that the scores depend on; the picture is known by its subject."""
        return self.choice, self.subject, self.shift, self.edge, self.interpolation


class Classifications(QObject):
    """Answers for the state that was asked about last; planes are measured once, and kept for all its shifts.

    Parameters
    ----------
    read : callable
        Called with the kind of a network and a placement, off the UI thread; gives the trained network.

    Signals
    -------
    changed(Classified)
        What is known now; the scores where the digit is come first, the planes one after another.
    failed(str)
        Why there is nothing.
    """

    changed = Signal(object)
    failed = Signal(str)
    _found = Signal(object, object)

    def __init__(
        self, read: Callable[[str, str], TrainedNetwork] = shipped_network, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.jobs, self._here = Jobs(self), Jobs(self)
        self._trained, self._unseen = cache(read), cache(self._read_unseen)
        self._digits: dict[Subject, Digit] = {}  # the last one alone
        self._planes: dict[Wish, ScorePlane] = {}  # the one used last at the end
        self._consistencies: dict[Wish, float] = {}
        self._question: _Question | None = None
        self._image: FloatArray | None = None  # of whose picture something is kept
        self._scores: tuple[_Question, list[FloatArray]] | None = None  # those that were asked for last
        self._measured: list[Wish] = []  # what is under way
        self._overtaken = False  # what is under way is no longer what is looked at
        self._given_up = False
        self._found.connect(self._on_found)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.jobs.busy or self._here.busy

    @property
    def waits(self) -> bool:
        """Whether something is measured only when a person asks for it, as it was given up."""
        return self._given_up and bool(self._missing())

    def ask(self, state: State) -> None:
        """Ask about a state; what was asked before is no longer wanted."""
        translation, choice = state.translation, state.translation.scores
        picture = id(state.image) if choice.digit is None else None
        self._forget_pictures_but(state.image)
        edge = canvas_edge(translation.edge)
        subject = Subject(choice.digit, choice.number, picture)
        asked = _Question(choice, subject, state.image, digit_shift(state), edge, translation.interpolation)
        old, self._question = self._question, asked
        if old is None or (old.choice, old.subject, old.edge) != (choice, subject, edge):
            self._given_up = False
            if self.jobs.busy and not set(self._missing()) <= set(self._measured):
                self._overtaken = True
                self.jobs.cancel()
        self._tell()
        self._measure()

    def measure(self) -> None:
        """Measure what was given up."""
        self._given_up = False
        self._measure()

    def finish(self) -> None:
        """Stop the work and wait for it."""
        self._question = None
        for jobs in (self.jobs, self._here):
            jobs.cancel()
            jobs.wait()

    def _tell(self) -> None:
        """Tell what is known; first ask for the scores where the digit is, if no plane has them."""
        asked = self._question
        if asked is None:
            return
        digit, scores = self._digits.get(asked.subject), self._scores_of(asked)
        if digit is not None and scores is not None:
            self._show(asked, digit, scores)
        elif not self._here.busy:
            self._here.run(lambda: self._look(asked), self._on_looked, self._say_why)

    def _show(self, asked: _Question, digit: Digit, scores: list[FloatArray]) -> None:
        networks = tuple(
            NetworkScores(
                kind,
                here,
                self._planes.get(self._plane_wish(asked, kind)),
                self._consistencies.get(Wish(kind, asked.choice.placement)),
            )
            for kind, here in zip(asked.choice.networks, scores, strict=True)
        )
        canvas = moved(digit, asked.shift, asked.edge, asked.interpolation)
        self.changed.emit(Classified(asked.choice, digit, asked.shift, canvas, networks, asked.edge))

    def _scores_of(self, asked: _Question) -> list[FloatArray] | None:
        """Return a network's scores each, from the planes at a shift by whole pixels; None if they are not known."""
        if self._scores and self._scores[0].sees == asked.sees:
            return self._scores[1]
        planes = [self._planes.get(self._plane_wish(asked, kind)) for kind in asked.choice.networks]
        dy, dx = asked.shift
        if None in planes or not (dy.is_integer() and dx.is_integer()):
            return None
        row, column = PLACES.index(int(dy)), PLACES.index(int(dx))
        return [plane.scores[row, column] for plane in planes if plane is not None]

    def _missing(self) -> list[Wish]:
        """Return what is not measured yet of what is looked at: planes first, in each case the slow one last."""
        if self._question is None:
            return []
        choice = self._question.choice
        kinds = sorted(choice.networks, key=lambda kind: kind == "local")
        planes = [self._plane_wish(self._question, kind) for kind in kinds]
        consistencies = [Wish(kind, choice.placement) for kind in kinds]
        known = self._planes.keys() | self._consistencies.keys()
        return [wish for wish in (*planes, *consistencies) if wish not in known]

    def _plane_wish(self, asked: _Question, kind: str) -> Wish:
        return Wish(kind, asked.choice.placement, asked.subject, asked.edge)

    def _measure(self) -> None:
        """Begin to measure what is missing, unless something is under way or was given up."""
        asked, missing = self._question, self._missing()
        if asked is None or not missing or self.jobs.busy or self._given_up:
            return
        self._measured = missing

        def work(progress: Progress) -> None:
            digit = self._digit(asked)
            for index, wish in enumerate(missing):
                self._found.emit(wish, self._value(wish, digit, part(progress, index, len(missing))))

        self.jobs.run_watched(work, lambda _: self._on_measured(), self._on_stopped)

    def _value(self, wish: Wish, digit: Digit, progress: Progress) -> ScorePlane | float:
        network = self._trained(wish.kind, wish.placement).network
        if wish.subject is not None:
            return score_plane(network, digit.canvas, PLACES, PLACES, edge=wish.edge, progress=progress)
        tried = on_canvas(self._unseen(wish.kind, wish.placement).sample(DIGITS_TRIED).images, digit.canvas.shape[-1])
        return shift_consistency(network, tried, _SHIFTS, progress=progress)

    def _look(self, asked: _Question) -> tuple[_Question, Digit, list[FloatArray]]:
        digit = self._digit(asked)
        canvas = moved(digit, asked.shift, asked.edge, asked.interpolation)
        choice = asked.choice
        scores = [class_scores(self._trained(kind, choice.placement).network, canvas) for kind in choice.networks]
        return asked, digit, scores

    def _digit(self, asked: _Question) -> Digit:
        label, number, _ = asked.subject
        if label is None:
            return Digit(on_canvas(picture_as_digit(asked.image), CANVAS))
        unseen = self._unseen(asked.choice.networks[0], asked.choice.placement)
        members = unseen.take((unseen.labels == label).nonzero()[0])
        return Digit(on_canvas(members.images[min(number, len(members) - 1)], CANVAS), label, len(members))

    def _read_unseen(self, kind: str, placement: str) -> Dataset:
        """Read the digits that a network has not learnt from."""
        record = self._trained(kind, placement).record
        return load_digits().split(record["seen"], record["seed"]).unseen

    def _forget_pictures_but(self, image: FloatArray) -> None:
        if self._image is not image:
            self._digits = {each: digit for each, digit in self._digits.items() if each.picture is None}
            self._planes = {
                wish: plane for wish, plane in self._planes.items() if wish.subject and wish.subject.picture is None
            }
            self._scores, self._image = None, image

    def _on_looked(self, answer: tuple[_Question, Digit, list[FloatArray]]) -> None:
        asked, digit, scores = answer
        self._digits, self._scores, now = {asked.subject: digit}, (asked, scores), self._question
        is_passed = now is not None and now is not asked and (now.choice, now.subject) == (asked.choice, asked.subject)
        if now is not None and is_passed and self._scores_of(now) is None:
            self._show(asked, digit, scores)  # a long drag shows what it passes
        self._tell()

    def _on_found(self, wish: Wish, value: ScorePlane | float) -> None:
        if isinstance(value, ScorePlane):
            if wish.subject is None or wish.subject.picture not in (None, id(self._image)):
                return
            self._planes[wish] = value
            while len(self._planes) > MOST_PLANES:
                self._planes.pop(next(iter(self._planes)))
        else:
            self._consistencies[wish] = value
        self._tell()

    def _on_measured(self) -> None:
        self._overtaken, self._measured = False, []
        self._measure()

    def _on_stopped(self, error: BaseException) -> None:
        self._given_up, self._overtaken, self._measured = not self._overtaken, False, []
        self._say_why(error)
        self._measure()
        self._tell()

    def _say_why(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError):
            self.failed.emit(str(error) if isinstance(error, ValueError | FileNotFoundError) else sentence(error))

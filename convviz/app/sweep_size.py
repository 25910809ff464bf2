"""Whether a sweep is measured on the whole picture, or on a reduced one where that takes long."""

from collections.abc import Callable, Sequence

from convviz.app.sweeps import Sweeps
from convviz.engine import FloatArray
from convviz.lab.state import State
from convviz.lab.translation.course import Course
from convviz.lab.translation.sweep import Question, reduced
from convviz.lab.translation.sweep_text import duration

SLOW_SECONDS = 10.0  # what takes longer is measured on the reduced picture, unless a person wants the whole one


class SweepSize:
    """Puts questions to the whole picture, or to the reduced one, which it makes once.

    Parameters
    ----------
    sweeps : Sweeps
        Knows how long they take.
    """

    def __init__(self, sweeps: Sweeps) -> None:
        self._sweeps = sweeps
        self._known: tuple[FloatArray, FloatArray] | None = None  # a picture, and the same one reduced
        self._can_reduce = False
        self._is_slow = False
        self.wants_whole: bool | None = None  # None: a person has not said

    def chosen(self, whole: Sequence[Question], course_in: Callable[[State], Course]) -> list[Question]:
        """Return questions as they are, or the same ones for the reduced picture.

        Parameters
        ----------
        whole : sequence of Question
            All of one state.
        course_in : callable
            Gives the course within the range of a state: a smaller picture has a smaller one.
        """
        state = whole[0].state
        if self._known and self._known[0] is not state.image:
            self._known = None
        known = self._known[1] if self._known else None
        self._is_slow = sum(map(self._sweeps.whole_seconds, whole)) >= SLOW_SECONDS
        small = reduced(state, known) if self._is_slow or self.wants_whole is not None else None
        self._can_reduce = small is not None
        if small is not None and state.input_size is None:
            self._known = (state.image, small.image)
        if small is None or self.wants_whole or not (self._is_slow or self.wants_whole is False):
            return list(whole)
        return [Question(small, question.switches, course_in(small), True) for question in whole]

    def choice(self, questions: Sequence[Question]) -> bool | None:
        """Return whether these are of the reduced picture; None if there is no choice."""
        return questions[0].is_reduced if self._can_reduce else None

    def sentence(self, questions: Sequence[Question]) -> str:
        """Say that the picture was reduced, and why there is no answer or how long one takes; else empty."""
        parts = [f"{each.switches.title}: {each.refusal}" for each in questions if each.refusal][:1]
        if waiting := [question for question in questions if self._sweeps.waits(question)]:
            count = sum(len(question.course.shifts) for question in waiting)
            parts.append(f"{count:,} shifts, {duration(sum(map(self._sweeps.seconds, waiting)))}.")
        if questions[0].is_reduced:
            _, height, width = questions[0].state.input_shape
            parts.append(f"Measured on the picture reduced to {width} × {height}, in its pixels.")
        return " ".join(parts)

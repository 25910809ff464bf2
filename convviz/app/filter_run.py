"""A filter that is learnt off the UI thread: run, pause, step and reset, as fast as a person wants to watch."""

import sys
import threading
from collections.abc import Callable
from functools import partial
from time import monotonic, sleep

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.lab.glimpse import Look, sampling_of
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.filter_problem import FilterProblem, filter_problem, is_same_problem
from convviz.lab.training.filter_race import FilterRace, Snapshot
from convviz.lab.training.optimiser_kinds import kind_of

SPEEDS: tuple[float | None, ...] = (1, 10, 50, 200, 1000, None)  # steps a second; None is as many as it can
FIRST_SPEED = 200.0
BETWEEN = 1 / 30  # seconds, at least, from one snapshot to the next
SLICE = 0.02  # seconds that are slept or waited for at a time: it stops that soon
LATE = 0.25  # seconds that steps may be behind their time and be made up for
BREATH = 4  # milliseconds after a snapshot was shown in which the window has the interpreter for itself
SWITCH = 5e-4  # seconds after which a thread that computes hands the interpreter on; Python has 5 milliseconds
ANOTHER = "It begins anew, as the picture, the target or the kernel is another."
LARGEST_WHOLE = 1 << 24  # values of a map that is made whole at rest; of a larger one, what is on the screen


class FilterRun(QObject):
    """Learns the filter of the state that it was shown last.

    One seed gives one result, whatever the speed, and whenever it was paused. A setting of an optimiser is taken over
    on the way; any other begins anew.

    Signals
    -------
    preparing()
        The picture is being looked at; what was shown is of an earlier problem.
    updated(Snapshot)
        Where it is; while it runs no more than 30 a second.
    running_changed(bool)
        It runs now, or it does not any more.
    began_anew(str)
        What is learnt begins at step 0 again, and why; empty if a person said so.
    failed(str)
        Why there is nothing to learn.
    """

    preparing = Signal()
    updated = Signal(object)
    running_changed = Signal(bool)
    began_anew = Signal(str)
    failed = Signal(str)
    _made = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed: float | None = FIRST_SPEED
        self.jobs, self._preparation = Jobs(self), Jobs(self)
        self._state: State | None = None
        self._input: FloatArray | None = None
        self._race: FilterRace | None = None
        self._look: Look | None = None
        self._at = Sampling(range(1), range(1))
        self._running = False
        self._why = ""
        self._asked: object = None  # of the problem that is being prepared
        self._looked_elsewhere = False  # while what is on the screen was made
        self._taken = threading.Event()
        self._made.connect(self._on_made)

    @property
    def running(self) -> bool:
        """Whether it runs, or will as soon as it is prepared."""
        return self._running

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self.jobs.busy or self._preparation.busy

    def show_frame(self, frame: Frame) -> None:
        """Learn what this frame asks for."""
        state, old, old_input = frame.state, self._state, self._input
        self._state, self._input = state, frame.input
        self._choose_places()
        if old is None or frame.input is not old_input or not is_same_problem(state, old):
            self._prepare("" if old is None else ANOTHER)
        else:
            self._adopt(old.learning.filter, state.learning.filter)

    def look_at(self, look: Look) -> None:
        """Tell where a person looks, in pixels of what the shown convolution gets."""
        self._look = look
        self._choose_places()
        if self._race and not self._running and self._race.problem.task.target.size > LARGEST_WHOLE:
            self._looked_elsewhere = self.jobs.busy
            if not self.jobs.busy:
                self._rest()

    def toggle(self) -> None:
        """Run, or pause."""
        if self._running:
            self.pause()
        else:
            self.run()

    def run(self) -> None:
        """Make steps from now on, or as soon as it is prepared; what is over begins again."""
        if self._race and self._race.is_over:
            self.reset()
        if self._race or self._preparation.busy:
            self._set_running(True)
            self._start()

    def pause(self) -> None:
        """Make no more steps."""
        if self._running:
            self._set_running(False)
            self.jobs.cancel()

    def step(self) -> None:
        """Make one step, and no more."""
        self.pause()
        if self._race:
            self.jobs.run(partial(self._one_step, self._race), partial(self._on_rested, self._race), self._on_error)

    def reset(self) -> None:
        """Go back to step 0."""
        self.pause()
        if self._race:
            self._begin(self._race.problem, "")

    def finish(self) -> None:
        """Stop the work and wait for it."""
        self._running, self._race, self._asked = False, None, None
        for jobs in (self.jobs, self._preparation):
            jobs.cancel()
            jobs.wait()

    def _choose_places(self) -> None:
        """Choose which values of the map are made while it runs: those that the screen has room for."""
        if self._state is None:
            return
        _, height, width = self._state.layer_input_shape
        look = self._look or Look(0, 0, height, width, 1.0)
        at = sampling_of(self._state, look)
        self._at = at if at.size else Sampling(range(1), range(1))

    def _prepare(self, why: str) -> None:
        self.pause()
        self.jobs.cancel()
        self._race = None
        self._preparation.cancel()
        self._why = why
        self.preparing.emit()
        assert self._state is not None
        assert self._input is not None
        self._asked = asked = object()
        work = partial(filter_problem, self._state, self._input)
        self._preparation.run_watched(work, partial(self._on_prepared, asked), self._on_not_prepared)

    def _on_prepared(self, asked: object, problem: FilterProblem) -> None:
        if asked is self._asked:  # it may have come too late to be stopped
            self._begin(problem, self._why)
            self._start()

    def _on_not_prepared(self, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            return
        self._set_running(False)
        self.failed.emit(str(error) if isinstance(error, ValueError) else sentence(error))

    def _adopt(self, old: FilterChoice, new: FilterChoice) -> None:
        """Go on with what can be changed on the way, or begin anew."""
        if self._race is None:
            return
        if why := reason_to_begin_anew(old, new):
            self.pause()
            self._begin(self._race.problem, why)
            return
        for index, optimiser in enumerate((new.optimiser, new.rival)):
            if optimiser is not None and optimiser != (old.optimiser, old.rival)[index]:
                self._race.go_on_with(index, optimiser)

    def _begin(self, problem: FilterProblem, why: str) -> None:
        assert self._state is not None
        self._race = FilterRace(problem, self._state.learning.filter)
        self.began_anew.emit(why)
        self._rest()

    def _start(self) -> None:
        if self._running and self._race:
            race = self._race
            self.jobs.run_watched(
                partial(self._steps, race), partial(self._on_over, race), partial(self._on_stopped, race)
            )

    def _rest(self) -> None:
        """Show where it is, with the whole map where that is not too large."""
        race = self._race
        if race:
            self.jobs.run(partial(race.snapshot, self._at_rest(race)), partial(self._on_rested, race), self._on_error)

    def _at_rest(self, race: FilterRace) -> Sampling:
        height, width = race.problem.task.target.shape
        return Sampling(range(height), range(width)) if height * width <= LARGEST_WHOLE else self._at

    def _one_step(self, race: FilterRace) -> Snapshot:
        race.step()
        return race.snapshot(self._at_rest(race))

    def _steps(self, race: FilterRace, go_on: Progress) -> None:
        """Make steps until it is cancelled or over; this is what the thread does. The window keeps moving meanwhile."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        try:
            self._steps_at_speed(race, go_on)
        finally:
            sys.setswitchinterval(before)

    def _steps_at_speed(self, race: FilterRace, go_on: Progress) -> None:
        made = shown = 0.0
        while not race.is_over:
            go_on(0)
            now = monotonic()
            if self.speed and (left := made + 1 / self.speed - now) > 0:
                sleep(min(left, SLICE))
                continue
            made = max(now - LATE, made + 1 / self.speed) if self.speed else now
            race.step()
            if now >= shown + BETWEEN:
                self._show(race, partial(go_on, 0))
                shown = monotonic()

    def _show(self, race: FilterRace, go_on: Callable[[], None]) -> None:
        """Hand a snapshot over, and leave the interpreter to the window until it is drawn."""
        self._taken.clear()
        self._made.emit(race, race.snapshot(self._at))
        while not self._taken.wait(SLICE):
            go_on()

    def _set_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self.running_changed.emit(running)

    def _on_made(self, race: FilterRace, snapshot: Snapshot) -> None:
        if race is self._race and self._running:
            self.updated.emit(snapshot)
        QTimer.singleShot(BREATH, self, self._taken.set)

    def _on_rested(self, race: FilterRace, snapshot: Snapshot) -> None:
        if race is self._race and not self._running:
            self.updated.emit(snapshot)
            if self._looked_elsewhere:
                self._looked_elsewhere = False
                self._rest()

    def _on_over(self, race: FilterRace, _nothing: None) -> None:
        if race is self._race:
            self._set_running(False)
            self._rest()

    def _on_stopped(self, race: FilterRace, error: BaseException) -> None:
        if race is self._race and not self._running:
            self._rest()
        self._on_error(error)

    def _on_error(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError):
            self._set_running(False)
            self.failed.emit(sentence(error))


def reason_to_begin_anew(old: FilterChoice, new: FilterChoice) -> str:
    """Say why a run cannot go on with another choice; empty if it can."""
    for what, before, after in (
        ("the start is another", old.initialisation, new.initialisation),
        ("the seed is another", old.seed, new.seed),
        ("the batch is another", old.batch_size, new.batch_size),
        ("the optimiser is another", kind_of(old.optimiser), kind_of(new.optimiser)),
        ("the rival is another", old.rival and kind_of(old.rival), new.rival and kind_of(new.rival)),
    ):
        if before != after:
            return f"It begins anew, as {what}."
    return ""

"""Networks trained off the UI thread: run, pause, step, begin again, and what came of it so far."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from convviz.app.jobs import Jobs, sentence
from convviz.files.digits import load_digits
from convviz.files.image_folder import LoadedDataset, read_image_folder
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State
from convviz.lab.training.network_choice import OWN, NetworkChoice
from convviz.lab.training.network_runs import NetworkRuns, can_go_on
from convviz.lab.training.network_snapshot import Snapshot
from convviz.lab.training.network_task import network_task, own_network
from convviz.nn.network import Network

TELL_SECONDS = 0.2  # between two snapshots: pictures of weights change slowly, and the window has other work
SLICE = 0.02  # seconds that are waited for at a time: it stops that soon
BREATH = 10  # milliseconds that the window has for itself once a snapshot is drawn


@dataclass(frozen=True)
class GapPoint:
    """One finished training: of which network, from how many pictures, and its gap as a share.

    Parameters
    ----------
    choice : NetworkChoice
        How it was trained, without the number of pictures; points that differ in it cannot be compared.
    name : str
    seen : int
    gap : float
    """

    choice: NetworkChoice
    name: str
    seen: int
    gap: float

    def is_comparable(self, choice: NetworkChoice) -> bool:
        """Say whether it was trained as this choice says, but for the number of pictures and the other networks."""
        return self.choice == _without_count(choice)


class _Attempt:
    """One training from its start on; what it has made is lost with it."""

    def __init__(self, state: State) -> None:
        self.choice, self.own = state.learning.network, _own(state)
        self._network = own_network(state) if self.own else None
        self.runs: NetworkRuns | None = None
        self.notes = ""  # about the pictures
        self.seconds = 0.0  # that it has run in all

    def begin(self, progress: Progress) -> NetworkRuns:
        """Read the pictures and make the networks, the first time."""
        if self.runs is None:
            loaded = read_pictures(self.choice, progress)
            self.notes = " ".join(loaded.notes)
            self.runs = NetworkRuns(network_task(self.choice, loaded.dataset, self._network))
            self.runs.set(self.choice)  # what of it was changed while they were made
        return self.runs


class NetworkTraining(QObject):
    """Trains what a state asks for.

    Signals
    -------
    updated(Snapshot)
        What there is now, up to 5 times a second.
    running_changed(bool)
        It runs now, or not any more.
    finished()
        All networks are trained.
    began_anew(str)
        It began again by itself, and why.
    folder_read(str)
        The pictures of a folder were read, and what there is to say of them.
    failed(str)
        It cannot go on, and why.
    """

    updated = Signal(object)
    running_changed = Signal(bool)
    finished = Signal()
    began_anew = Signal(str)
    folder_read = Signal(str)
    failed = Signal(str)
    _grown = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self.snapshot: Snapshot | None = None
        self.points: list[GapPoint] = []
        self._state: State | None = None
        self._attempt: _Attempt | None = None
        self._is_running = False
        self._taken = threading.Event()
        self._grown.connect(self._on_grown)

    @property
    def is_running(self) -> bool:
        """Whether it learns until it is paused."""
        return self._is_running

    @property
    def seconds(self) -> float:
        """How long this training has learnt in all."""
        attempt, job = self._attempt, self.jobs.current
        return (attempt.seconds if attempt else 0.0) + (monotonic() - job.began if job and self._is_running else 0.0)

    def set_up(self, state: State) -> None:
        """Train as this state asks for; a training under way goes on if it can, else all begins anew."""
        choice, attempt = state.learning.network, self._attempt
        self._state = state
        if attempt is not None and attempt.own == _own(state):
            if attempt.choice == choice:
                return
            if can_go_on(attempt.choice, choice):
                self._go_on(attempt, choice)
                return
        if self.snapshot is not None and self.snapshot.has_begun:
            self.began_anew.emit("What is learnt from has changed, so the training begins again.")
        self._begin()

    def run(self) -> None:
        """Learn until all is done, or ``pause``; what is done begins again."""
        if self.snapshot is not None and self.snapshot.is_done:
            self.reset()
        self._start(goes_on=True)

    def step(self) -> None:
        """Let each network learn from one batch."""
        if self._is_running:
            self.pause()
        else:
            self._start(goes_on=False)

    def pause(self) -> None:
        """Stop after the batch under way; ``run`` goes on from there."""
        self.jobs.cancel()
        self._set_running(False)

    def reset(self) -> None:
        """Begin again, with the same settings."""
        if self._state is not None:
            self._begin()

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.pause()
        self.jobs.wait()

    def _begin(self) -> None:
        assert self._state is not None
        self.pause()
        self.snapshot = None
        attempt = self._attempt = _Attempt(self._state)
        self.jobs.run_watched(
            lambda progress: attempt.begin(progress).snapshot(),
            partial(self._on_prepared, attempt),
            partial(self._on_error, attempt),
        )

    def _go_on(self, attempt: _Attempt, choice: NetworkChoice) -> None:
        attempt.choice = choice
        if attempt.runs is not None:
            attempt.runs.set(choice)
            if not self.jobs.busy:
                self._on_grown(attempt, attempt.runs.snapshot())

    def _start(self, *, goes_on: bool) -> None:
        attempt = self._attempt
        if attempt is None or self._is_running or (self.snapshot is not None and self.snapshot.is_done):
            return
        self._set_running(goes_on)

        def work(progress: Progress) -> Snapshot:
            runs = attempt.begin(progress)
            began, goal = monotonic(), None if goes_on else runs.steps + 1
            try:
                self._learn(attempt, runs, goal, progress)
            finally:
                attempt.seconds += monotonic() - began
                self._grown.emit(attempt, runs.snapshot())
            return runs.snapshot()

        self.jobs.run_watched(work, partial(self._on_ended, attempt), partial(self._on_error, attempt))

    def _learn(self, attempt: _Attempt, runs: NetworkRuns, goal: int | None, progress: Progress) -> None:
        told = monotonic() - TELL_SECONDS

        def go_on(_done: float = 0.0) -> None:
            progress(runs.share)

        while not (runs.is_done or (goal is not None and runs.steps >= goal and runs.is_measured)):
            go_on()
            runs.advance(go_on)
            if monotonic() - told > TELL_SECONDS:
                self._tell(attempt, runs, go_on)
                told = monotonic()

    def _tell(self, attempt: _Attempt, runs: NetworkRuns, go_on: Callable[[], None]) -> None:
        """Hand a snapshot over, and leave the interpreter to the window until it is drawn."""
        self._taken.clear()
        self._grown.emit(attempt, runs.snapshot())
        while not self._taken.wait(SLICE):
            go_on()

    def _keep(self, snapshot: Snapshot) -> None:
        """Add what this training has shown to the points of the gap; the same training again replaces its point."""
        choice, seen = _without_count(snapshot.task.choice), len(snapshot.task.seen)
        new = [GapPoint(choice, run.name, seen, run.result.gap) for run in snapshot.runs if run.result]
        keys = {(point.choice, point.name, point.seen) for point in new}
        self.points = [point for point in self.points if (point.choice, point.name, point.seen) not in keys] + new

    def _set_running(self, running: bool) -> None:
        if running != self._is_running:
            self._is_running = running
            self.running_changed.emit(running)

    def _on_grown(self, attempt: _Attempt, snapshot: Snapshot) -> None:
        if attempt is self._attempt:
            self.snapshot = snapshot
            self.updated.emit(snapshot)
        QTimer.singleShot(BREATH, self, self._taken.set)

    def _on_prepared(self, attempt: _Attempt, snapshot: Snapshot) -> None:
        self._on_grown(attempt, snapshot)
        if attempt is self._attempt and attempt.choice.folder:
            self.folder_read.emit(attempt.notes)

    def _on_ended(self, attempt: _Attempt, snapshot: Snapshot) -> None:
        if attempt is not self._attempt:
            return
        self._set_running(False)
        if snapshot.is_done:
            self._keep(snapshot)
            self.finished.emit()

    def _on_error(self, attempt: _Attempt, error: BaseException) -> None:
        if isinstance(error, CancelledError) or attempt is not self._attempt:
            return
        self._set_running(False)
        self.failed.emit(str(error) if isinstance(error, ValueError) else sentence(error))


def _without_count(choice: NetworkChoice) -> NetworkChoice:
    """Put one value in place of what may differ between two points of a curve."""
    return replace(choice, seen=1, networks=("conv",))


def read_pictures(choice: NetworkChoice, progress: Progress) -> LoadedDataset:
    """Read what is learnt from: the digits, or the pictures of the folder, half as large where they lie anywhere.

    Raises
    ------
    ImageError
        If the folder holds no data set.
    """
    if not choice.folder:
        return LoadedDataset(load_digits(), "digits")
    size = choice.canvas // 2 if choice.anywhere else choice.canvas
    return read_image_folder(Path(choice.folder), size, progress)


def _own(state: State) -> tuple[Network, str] | None:
    """Return what decides the network of the lab, if it is trained; equal ones share their layers."""
    return (state.network, state.operation) if OWN in state.learning.network.networks else None

"""Several networks trained side by side: a batch each in turn, and after an epoch how good they are.

It goes on one piece of work at a time, and stops between any two; how often it is stopped makes no difference.
"""

from dataclasses import replace
from typing import Any, cast

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.progress import Progress, unwatched
from convviz.lab.training.network_choice import NetworkChoice
from convviz.lab.training.network_snapshot import EpochResult, RunSnapshot, Snapshot
from convviz.lab.training.network_task import NetworkTask
from convviz.lab.training.under_shift import UnderShift, under_shift
from convviz.nn.counts import parameter_count
from convviz.nn.early_stopping import Checkpoint, EarlyStopping
from convviz.nn.evaluation import evaluate
from convviz.nn.training import DivergedError, Training

POINTS = 120  # of a curve of losses: each is the mean over a few batches
BATCH = 64  # pictures that are measured at a time, so that measuring can be stopped soon


class NetworkRun:
    """The training of one network, with what is measured of it.

    Parameters
    ----------
    name : str
    task : NetworkTask

    Raises
    ------
    ValueError
        If network and pictures do not fit.
    """

    def __init__(self, name: str, task: NetworkTask) -> None:
        choice, seen = task.choice, task.seen
        self.name, self._task = name, task
        self._epochs = choice.epochs
        self.training = Training(
            task.networks[name],
            seen.images,
            seen.labels,
            optimiser=choice.optimiser,
            batch_size=choice.batch_size,
            seed=choice.seed,
        )
        self.losses: list[float] = []
        self._results: list[EpochResult] = []
        self._stopping = EarlyStopping(choice.patience)
        self._under_shift: UnderShift | None = None
        self._why = ""
        self.is_measured = True  # since the end of the last epoch

    @property
    def is_trained(self) -> bool:
        """Whether it makes no more steps."""
        steps = self._epochs * self.training.steps_per_epoch
        return bool(self._why) or (len(self.losses) >= steps and self.is_measured)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.is_trained and (self._under_shift is not None or self._stopping.best is None)

    @property
    def share(self) -> float:
        """How much is done, 0 … 1."""
        return 1.0 if self.is_trained else len(self.losses) / (self._epochs * self.training.steps_per_epoch)

    def set(self, choice: NetworkChoice) -> None:
        """Go on with another learning rate, weight decay, number of epochs or patience."""
        changes = {"lr": choice.optimiser.lr, "weight_decay": choice.optimiser.weight_decay}
        self.training.optimiser = replace(self.training.optimiser, **cast(Any, changes))
        self._epochs, self._stopping.patience = choice.epochs, choice.patience

    def advance(self, progress: Progress = unwatched) -> None:
        """Do the next piece: learn from a batch, or measure; what `progress` stops is begun again the next time.

        Parameters
        ----------
        progress : callable
            Called often while it measures, with the share of this piece that is done; it may raise, to stop it.
        """
        if not self.is_measured:
            self._measure(progress)
        elif self.is_trained:
            self._move(progress)
        else:
            self._step()

    def snapshot(self) -> RunSnapshot:
        """Return how far it is."""
        best = self._best
        network = best.network if self.is_done and best else self.training.network
        per_epoch = self.training.steps_per_epoch
        ends, losses = _in_parts(np.array(self.losses), -(-self._epochs * per_epoch // POINTS))
        return RunSnapshot(
            self.name,
            network,
            parameter_count(network),
            len(self.losses),
            per_epoch,
            ends / per_epoch,
            losses,
            tuple(self._results),
            self._results[best.epoch - 1] if best else None,
            best.network if best else None,
            self._under_shift,
            self.is_done,
            self._why,
        )

    @property
    def _best(self) -> Checkpoint | None:
        return self._stopping.best

    def _step(self) -> None:
        try:
            step = self.training.step()
        except DivergedError as error:
            self._why = str(error)
            return
        self.losses.append(step.loss)
        self._under_shift = None  # of an earlier end
        self.is_measured = not step.ends_epoch

    def _measure(self, progress: Progress) -> None:
        network, task = self.training.network, self._task
        seen, unseen = (
            evaluate(network, part.images, part.labels, batch_size=BATCH, progress=progress)
            for part in (task.watched, task.tested)
        )
        result = EpochResult(len(self._results) + 1, seen, unseen)
        self._results.append(result)
        self._stopping.note(result.epoch, network, unseen)
        self.is_measured = True
        if self._stopping.is_due:
            self._why = f"No better epoch for {self._stopping.patience}, so it stopped after epoch {result.epoch}."

    def _move(self, progress: Progress) -> None:
        if self._best is not None:
            self._under_shift = under_shift(self._best.network, self._task.middle, progress)


class NetworkRuns:
    """All networks of a task, a piece of work each in turn.

    Parameters
    ----------
    task : NetworkTask

    Raises
    ------
    ValueError
        If a network and the pictures do not fit.
    """

    def __init__(self, task: NetworkTask) -> None:
        self.task = task
        self._runs = [NetworkRun(name, task) for name in task.networks]

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return all(run.is_done for run in self._runs)

    @property
    def share(self) -> float:
        """How much is done, 0 … 1."""
        return sum(run.share for run in self._runs) / len(self._runs)

    @property
    def steps(self) -> int:
        """Steps that each network has made which still learns; of all, if none does."""
        open_runs = [run for run in self._runs if not run.is_trained] or self._runs
        return min(len(run.losses) for run in open_runs)

    @property
    def is_measured(self) -> bool:
        """Whether all that ended an epoch are measured."""
        return all(run.is_measured for run in self._runs)

    def set(self, choice: NetworkChoice) -> None:
        """Go on with what can be changed on the way; see ``can_go_on``."""
        self.task = replace(self.task, choice=replace(choice, seen=self.task.choice.seen))
        for run in self._runs:
            run.set(choice)

    def advance(self, progress: Progress = unwatched) -> None:
        """Do one piece of the network that is behind the others."""
        open_runs = [run for run in self._runs if not run.is_done]
        if open_runs:
            min(open_runs, key=lambda run: (run.is_trained, len(run.losses))).advance(progress)

    def snapshot(self) -> Snapshot:
        """Return how far they are."""
        return Snapshot(self.task, tuple(run.snapshot() for run in self._runs), self.share)


def can_go_on(old: NetworkChoice, new: NetworkChoice) -> bool:
    """Say whether a training that began with one choice goes on with another, and need not begin again."""
    if type(old.optimiser) is not type(new.optimiser):
        return False
    alike = cast(Any, replace)(new.optimiser, lr=old.optimiser.lr, weight_decay=old.optimiser.weight_decay)
    return replace(new, optimiser=alike, epochs=old.epochs, patience=old.patience) == old


def _in_parts(values: FloatArray, length: int) -> tuple[FloatArray, FloatArray]:
    """Return after how many values the middle of each whole part of so many lies, and its mean."""
    length = max(1, min(length, len(values)))
    parts = values[: len(values) // length * length].reshape(-1, length)
    return (np.arange(len(parts)) + 0.5) * length, parts.mean(axis=1)

"""How far networks that are trained side by side are: values that nothing changes any more, to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from convviz.engine import FloatArray
from convviz.lab.training.network_choice import NETWORK_TITLES
from convviz.lab.training.network_task import NetworkTask
from convviz.lab.training.under_shift import UnderShift
from convviz.nn.evaluation import Evaluation
from convviz.nn.network import Network


@dataclass(frozen=True, eq=False)
class EpochResult:
    """How good a network was after an epoch, on the seen pictures and on the unseen ones that it is measured on."""

    epoch: int
    seen: Evaluation
    unseen: Evaluation

    @property
    def gap(self) -> float:
        """How much more of the seen pictures than of the unseen ones is right, as a share: the overfitting."""
        return self.seen.accuracy - self.unseen.accuracy


@dataclass(frozen=True, eq=False)
class RunSnapshot:
    """How far one network is.

    Parameters
    ----------
    name : str
        As in ``NetworkChoice.networks``.
    network : Network
        As it is now; once it is done, as it was at its best.
    steps, steps_per_epoch : int
        Batches learnt from.
    losses : (n,)
        Mean J of each part of the steps, about 120 parts in all; `loss_epochs` says where they are, in epochs.
    results : sequence of EpochResult
        One an epoch.
    best : EpochResult, optional
        That of the network that is kept: the best on unseen pictures.
    best_network : Network, optional
        The one that is kept.
    under_shift : UnderShift, optional
        What a shift does to it; once it is done.
    is_done : bool
    why : str
        Why it ended before its last epoch; empty if it did not.
    """

    name: str
    network: Network
    parameters: int
    steps: int
    steps_per_epoch: int
    loss_epochs: FloatArray
    losses: FloatArray
    results: Sequence[EpochResult] = ()
    best: EpochResult | None = None
    best_network: Network | None = None
    under_shift: UnderShift | None = None
    is_done: bool = False
    why: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return NETWORK_TITLES[self.name]

    @property
    def result(self) -> EpochResult | None:
        """What holds of ``network``: of its last whole epoch, or once it is done of its best."""
        return self.best if self.is_done else self.results[-1] if self.results else None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """How far all networks are.

    Parameters
    ----------
    task : NetworkTask
    runs : sequence of RunSnapshot
    share : float
        How much is done, 0 … 1.
    """

    task: NetworkTask
    runs: Sequence[RunSnapshot]
    share: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return all(run.is_done for run in self.runs)

    @property
    def has_begun(self) -> bool:
        """Whether a step was made."""
        return any(run.steps for run in self.runs)

    def run(self, name: str) -> RunSnapshot | None:
        """Return the run of a network."""
        return next((run for run in self.runs if run.name == name), None)

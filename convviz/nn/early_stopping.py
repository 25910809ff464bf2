"""When to stop training: once the network no longer gets better on images that it does not learn from."""

from dataclasses import dataclass

from convviz.nn.evaluation import Evaluation
from convviz.nn.network import Network

MEASURES = ("accuracy", "loss")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A network as it was after an epoch, and how well it did on unseen images."""

    epoch: int
    network: Network
    evaluation: Evaluation


class EarlyStopping:
    """Keeps the best network of a training, and says when it has not got better for a while.

    Parameters
    ----------
    patience : int, optional
        Epochs without a better network after which :attr:`is_due`; never without it. At least 1.
    measure : {"accuracy", "loss"}
        What is better: a higher accuracy on the unseen images (of equal ones, the lower loss), or a lower loss.

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    def __init__(self, patience: int | None = None, measure: str = "accuracy") -> None:
        if patience is not None and patience < 1:
            raise ValueError(f"patience must be at least 1 epoch; got {patience}. Leave it out to never stop early.")
        if measure not in MEASURES:
            raise ValueError(f"measure must be one of {', '.join(MEASURES)}; got {measure!r}.")
        self.patience = patience
        self.measure = measure
        self.best: Checkpoint | None = None
        self.epoch = 0  # the last one that was noted

    def note(self, epoch: int, network: Network, evaluation: Evaluation) -> bool:
        """Keep the network if it is the best so far, and return whether it is."""
        self.epoch = epoch
        if self.best is not None and not self._score(evaluation) > self._score(self.best.evaluation):
            return False
        self.best = Checkpoint(epoch, network, evaluation)
        return True

    @property
    def is_due(self) -> bool:
        """Whether the patience has run out."""
        return self.best is not None and self.patience is not None and self.epoch - self.best.epoch >= self.patience

    def _score(self, evaluation: Evaluation) -> tuple[float, ...]:
        by_loss = (-evaluation.loss,)
        return (evaluation.accuracy, *by_loss) if self.measure == "accuracy" else by_loss

"""How a network for digits is trained, as one value: the same recipe gives the same network."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from convviz.nn.dataset import Dataset, Split
from convviz.nn.digit_networks import digit_network
from convviz.nn.optimisers import SGD, Adam, Optimiser, RMSprop
from convviz.nn.placement import Placement, place
from convviz.nn.training import Training

OPTIMISERS: Mapping[str, Optimiser] = MappingProxyType(
    {
        "adam": Adam(0.003),
        "rmsprop": RMSprop(0.001),
        "sgd": SGD(0.1),
        "momentum": SGD(0.05, momentum=0.9),
        "nesterov": SGD(0.05, momentum=0.9, nesterov=True),
    }
)
"""Optimisers by name, each with a learning rate that suits the networks for digits."""


@dataclass(frozen=True)
class TrainingRecipe:
    """What decides the outcome of a training, but for the data.

    Parameters
    ----------
    network : str
        The kind, as :func:`convviz.nn.digit_networks.digit_network` takes it.
    placement : {"centred", "anywhere"}
    canvas : int
        Height and width of the canvas that the images are put on, in pixels.
    copies : int
        At how many places of its own each seen image is learnt, at least 1.
    seen : int
        Images to learn from; the others are unseen.
    batch_size : int
    optimiser : Optimiser
    seed : int
        Of the split, the places, the first weights and the order of the batches.
    """

    network: str = "conv"
    placement: Placement = "centred"
    canvas: int = 16
    copies: int = 1
    seen: int = 1400
    batch_size: int = 32
    optimiser: Optimiser = field(default_factory=lambda: OPTIMISERS["adam"])
    seed: int = 0

    def split(self, dataset: Dataset) -> Split:
        """Part a data set into seen and unseen images, each on its canvas; an unseen one at one place.

        Raises
        ------
        ValueError
            If the split or the canvas does not fit the data.
        """
        seen, unseen = dataset.split(self.seen, self.seed)
        return Split(
            place(seen, self.canvas, self.placement, seed=2 * self.seed, copies=self.copies),
            place(unseen, self.canvas, self.placement, seed=2 * self.seed + 1),
        )

    def training(self, seen: Dataset) -> Training:
        """Start the training of a new network on images that :meth:`split` gave.

        Raises
        ------
        ValueError
            If there is no such network, or a number does not fit.
        """
        channels, classes = seen.images.shape[1], len(seen.classes)
        network = digit_network(self.network, self.canvas, classes, channels=channels, seed=self.seed)
        return Training(
            network,
            seen.images,
            seen.labels,
            optimiser=self.optimiser,
            batch_size=self.batch_size,
            seed=self.seed,
        )


def named_optimiser(name: str, lr: float | None = None, weight_decay: float = 0.0) -> Optimiser:
    """Return an optimiser by its name, with its own learning rate unless another is given.

    Raises
    ------
    ValueError
        If there is none of this name, or a number is out of range.

    Examples
    --------
    >>> named_optimiser("sgd", 0.5)
    SGD(lr=0.5, momentum=0.0, nesterov=False, weight_decay=0.0)
    """
    if name not in OPTIMISERS:
        raise ValueError(f"There is no optimiser “{name}”; choose one of {', '.join(OPTIMISERS)}.")
    found = OPTIMISERS[name]
    return replace(found, lr=found.lr if lr is None else lr, weight_decay=weight_decay)  # type: ignore[call-arg]

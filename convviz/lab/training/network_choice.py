"""How networks are trained to tell pictures apart: what a person set."""

from dataclasses import dataclass, field

from convviz.nn.digit_networks import DIGIT_NETWORKS
from convviz.nn.digit_training import OPTIMISERS
from convviz.nn.optimisers import Optimiser
from convviz.nn.placement import Placement

OWN = "own"  # the network of the lab
NETWORK_TITLES = {**DIGIT_NETWORKS, OWN: "Your network"}
CANVASES = (12, 16, 24, 32)
LARGEST_BATCH, MOST_EPOCHS, MOST_SEEN = 128, 1000, 100_000  # a step cannot be stopped on its way


@dataclass(frozen=True)
class NetworkChoice:
    """Which networks are trained side by side, on what, and how.

    Parameters
    ----------
    networks : tuple of str
        Keys of ``NETWORK_TITLES``, each once and at least one; "own" is the network of the lab.
    folder : str
        That holds a folder of pictures a class; empty for the digits that ship with convviz.
    canvas : int
        Height and width of the pictures in pixels, one of ``CANVASES``.
    anywhere : bool
        Whether each picture lies somewhere on the canvas, or all in its middle.
    seen : int
        How many pictures are learnt from, or fewer where there are not so many; the others are unseen.
    optimiser : Optimiser
        Its settings, of all networks alike.
    batch_size, epochs : int
    patience : int, optional
        Epochs without a better result on unseen pictures, after which training stops; None for never.
    seed : int
        Of the split, the places, the weights and the order, at least 0.

    Raises
    ------
    ValueError
        If a choice is out of range.
    """

    networks: tuple[str, ...] = ("conv", "local", "full")
    folder: str = ""
    canvas: int = 16
    anywhere: bool = False
    seen: int = 1400
    optimiser: Optimiser = field(default_factory=lambda: OPTIMISERS["adam"])
    batch_size: int = 32
    epochs: int = 10
    patience: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.networks or not set(self.networks) <= set(NETWORK_TITLES):
            raise ValueError(f"Choose at least one of the networks {', '.join(NETWORK_TITLES)}; got {self.networks}.")
        if len(set(self.networks)) < len(self.networks):
            raise ValueError(f"Each network can be chosen once; got {', '.join(self.networks)}.")
        if self.canvas not in CANVASES:
            raise ValueError(f"The canvas has {', '.join(map(str, CANVASES))} pixels a side; got {self.canvas}.")
        if not 1 <= self.batch_size <= LARGEST_BATCH or not 1 <= self.epochs <= MOST_EPOCHS:
            raise ValueError(
                f"A batch has from 1 to {LARGEST_BATCH} pictures, and training from 1 to {MOST_EPOCHS} epochs; "
                f"got {self.batch_size} and {self.epochs}."
            )
        if not 1 <= self.seen <= MOST_SEEN or self.seed < 0 or (self.patience is not None and self.patience < 1):
            raise ValueError(
                f"From 1 to {MOST_SEEN:,} pictures are seen, a seed starts at 0, and patience at 1 epoch; "
                f"got {self.seen}, {self.seed} and {self.patience}."
            )

    @property
    def placement(self) -> Placement:
        """Where the pictures lie, as :func:`convviz.nn.placement.place` takes it."""
        return "anywhere" if self.anywhere else "centred"

    @property
    def noun(self) -> str:
        """What the pictures are called."""
        return "pictures" if self.folder else "digits"

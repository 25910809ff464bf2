"""How a filter is learnt from its result: what a person set."""

from dataclasses import dataclass, field

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.nn.filter_learning import INITIALISATIONS
from convviz.nn.optimisers import Adam, Optimiser

LARGEST_BATCH = 4096  # patches
LARGEST_KERNEL = 31


@dataclass(frozen=True, eq=False)
class FilterChoice:
    """What a filter is learnt from, and how.

    Parameters
    ----------
    target : (H, W), float32, optional
        A picture as large as the map, read-only; None for the map of the selected filter, so that the answer is known.
    target_name : str
        What it is called.
    kernel_size : (height, width), optional
        Of the filter that is learnt, up to 31; None for that of the selected filter.
    optimiser, rival : Optimiser
        Their settings. The rival starts at the same weights and goes down the same J; None for a race of one.
    batch_size : int, optional
        Patches a step; None for the whole image.
    initialisation : str
        One of ``INITIALISATIONS``.
    seed : int
        Of the start and of the batches, at least 0.

    Raises
    ------
    ValueError
        If a choice is out of range.
    """

    target: FloatArray | None = None
    target_name: str = ""
    kernel_size: Pair | None = None
    optimiser: Optimiser = field(default_factory=lambda: Adam(lr=0.03))
    rival: Optimiser | None = None
    batch_size: int | None = None
    initialisation: str = "uniform"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.initialisation not in INITIALISATIONS:
            names = ", ".join(INITIALISATIONS)
            raise ValueError(f"There is no start “{self.initialisation}”; there are {names}.")
        if self.batch_size is not None and not 1 <= self.batch_size <= LARGEST_BATCH:
            raise ValueError(f"A batch has from 1 to {LARGEST_BATCH} patches; got {self.batch_size}.")
        if self.kernel_size and not all(1 <= side <= LARGEST_KERNEL for side in self.kernel_size):
            raise ValueError(f"A kernel has from 1 to {LARGEST_KERNEL} rows and columns; got {self.kernel_size}.")
        if self.seed < 0:
            raise ValueError(f"A seed is a whole number from 0; got {self.seed}.")

"""What is known of a shift: what the sentences on it are made of."""

from typing import NamedTuple

from convviz.lab.translation.experiment import Experiment
from convviz.lab.translation.shifted_axes import Flags, ShiftedAxis
from convviz.lab.translation.translation import Translation
from convviz.nn.layer import Layer
from convviz.nn.network import Network


class Facts(NamedTuple):
    """What is known of a shift.

    Parameters
    ----------
    experiment : Experiment
    translation : Translation
        Its dy and dx within their range.
    reach : (dy, dx)
        How far the image may be moved.
    axes : (ShiftedAxis, ShiftedAxis)
        The rows and columns of the shown map.
    differing : (Flags, Flags) or None
        The rows and the columns in which the map is in truth not the moved map, by more than rounding; None if that was
        not looked at.
    rounded : bool
        Whether values elsewhere differ by rounding.
    agrees : bool
        Whether the map is the moved map, but for rounding, wherever neither the border nor the shift's edge is seen.
    zero_share : float
        The share of values that are at their places what they were, 0 … 1.
    cancelling : int
        How many means the pooled features are, if positive and negative values nearly cancel out in them, else 0.
    """

    experiment: Experiment
    translation: Translation
    reach: tuple[int, int]
    axes: tuple[ShiftedAxis, ShiftedAxis]
    differing: tuple[Flags, Flags] | None
    rounded: bool
    agrees: bool
    zero_share: float
    cancelling: int

    @property
    def network(self) -> Network:
        """The layers up to the shown one."""
        return self.experiment.network[: self.experiment.shown + 1]

    @property
    def distances(self) -> tuple[float, float]:
        """The shift, down and right."""
        return float(self.translation.dy), float(self.translation.dx)

    @property
    def named(self) -> list[tuple[Layer, str]]:
        """These layers, and what they are called."""
        return list(zip(self.network, self.experiment.names, strict=False))

    @property
    def is_crop(self) -> bool:
        """Whether the picture itself comes in, so that the interior alone can be compared."""
        return self.translation.edge == "crop"

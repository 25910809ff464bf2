"""How the image is moved, and what of the network is changed to see what that breaks and what helps."""

from dataclasses import dataclass, fields
from math import isfinite
from typing import Literal, get_args

from convviz.engine.geometry import PADDING_MODES
from convviz.nn.placement import PLACEMENTS, Placement

Edge = Literal["zeros", "replicate", "reflect", "circular", "crop"]
EDGES: tuple[Edge, ...] = get_args(Edge)
Interpolation = Literal["bilinear", "fourier"]
INTERPOLATIONS: tuple[Interpolation, ...] = get_args(Interpolation)
Difference = Literal["change", "error"]
DIFFERENCES: tuple[Difference, ...] = get_args(Difference)
LAST_DIGIT = 9
SIDE_BY_SIDE = ("conv", "blur", "local", "full")  # networks for digits: with and without blur, then with less shared
CHOICES: dict[str, tuple[object, ...]] = {
    "padding_mode": PADDING_MODES,
    "stride": (1, 2, 4),
    "activation": ("Identity", "ReLU"),
    "pooling": ("none", "max", "average", "blur", "max-blur"),
    "head": ("none", "global average", "fully connected"),
}
_BLURS = {"blur": "blur, then subsample", "max-blur": "max, then blur"}


@dataclass(frozen=True)
class Switches:
    """What is changed of the network; None leaves it as it is there.

    Parameters
    ----------
    padding_mode : str, optional
        Of all layers that pad: one of ``PADDING_MODES``.
    stride : int, optional
        Of the shown convolution: 1, 2 or 4.
    activation : str, optional
        Behind the shown convolution: "Identity" (none) or "ReLU".
    pooling : str, optional
        Behind what is looked at: "none", "max", "average", "blur" (blur, then subsample) or "max-blur" (the largest at
        every place, then blur and subsample), all by 2.
    head : str, optional
        Behind all that: "none", "global average" or "fully connected", with random weights.

    Raises
    ------
    ValueError
        If there is no such choice.
    """

    padding_mode: str | None = None
    stride: int | None = None
    activation: str | None = None
    pooling: str | None = None
    head: str | None = None

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if (given := getattr(self, name)) is not None and given not in allowed:
                raise ValueError(f"There is no {name} “{given}”; there are {', '.join(map(str, allowed))}.")

    @property
    def title(self) -> str:
        """What is changed, in a few words, for example "zeros, stride 2, max pooling"."""
        words = {
            "padding_mode": f"{self.padding_mode} padding",
            "stride": f"stride {self.stride}",
            "activation": "no activation" if self.activation == "Identity" else str(self.activation),
            "pooling": _BLURS.get(str(self.pooling), f"{_no(self.pooling)} pooling"),
            "head": f"{_no(self.head)}{' head' if self.head == 'none' else ''}",
        }
        changed = [words[field.name] for field in fields(self) if getattr(self, field.name) is not None]
        return ", ".join(changed) or "your network"


def _no(choice: str | None) -> str:
    return "no" if choice == "none" else str(choice)


@dataclass(frozen=True)
class ScoresChoice:
    """Which digit is moved, and which trained networks look at it.

    Parameters
    ----------
    digit : int, optional
        Its class, 0 … 9; None for the picture of the lab, brought to the size of a digit.
    number : int
        Which of the unseen digits of this class, from 0; beyond the last it is the last.
    networks : tuple of str
        Keys of ``DIGIT_NETWORKS``, each at most once; at least one. ``SIDE_BY_SIDE`` are all of them.
    placement : {"centred", "anywhere"}
        Where the digits stood that these networks learnt from.

    Raises
    ------
    ValueError
        If there is no such digit, network or placement.
    """

    digit: int | None = 3
    number: int = 1  # what is shipped differs more about it than about the first
    networks: tuple[str, ...] = SIDE_BY_SIDE
    placement: Placement = "anywhere"

    def __post_init__(self) -> None:
        if (self.digit is not None and not 0 <= self.digit <= LAST_DIGIT) or self.number < 0:
            raise ValueError(
                f"Digits go from 0 to {LAST_DIGIT}, and those of one class are counted from 0; got {self.digit}, "
                f"number {self.number}."
            )
        if not self.networks:
            raise ValueError("At least one network must look at the digit; choose another before you take this away.")
        if not set(self.networks) <= set(SIDE_BY_SIDE) or len(set(self.networks)) < len(self.networks):
            raise ValueError(f"Networks for digits are {', '.join(SIDE_BY_SIDE)}, each once; got {self.networks}.")
        if self.placement not in PLACEMENTS:
            raise ValueError(f"There is no placement “{self.placement}”; there are {', '.join(PLACEMENTS)}.")


@dataclass(frozen=True)
class Translation:
    """How the image is moved, and how what that changes is shown.

    Parameters
    ----------
    dy, dx : float
        Down and right, in pixels of what the network gets; ``State.shift`` has them within its range.
    edge : {"zeros", "replicate", "reflect", "circular", "crop"}
        What comes in where the image has left: as in ``convviz.shift``, or with "crop" the picture itself, of which
        only the middle half is shown then.
    interpolation : {"bilinear", "fourier"}
        How a fraction of a pixel is moved.
    difference : {"change", "error"}
        The map after the shift − the map before it; or the map of the shifted image − the shifted map.
    switches : Switches
    scores : ScoresChoice
        What trained networks look at while it is moved.

    Raises
    ------
    ValueError
        If there is no such choice, or a shift is no number.
    """

    dy: float = 0.0
    dx: float = 0.0
    edge: Edge = "zeros"
    interpolation: Interpolation = "bilinear"
    difference: Difference = "change"
    switches: Switches = Switches()
    scores: ScoresChoice = ScoresChoice()

    def __post_init__(self) -> None:
        for name, given, allowed in (
            ("edge", self.edge, EDGES),
            ("interpolation", self.interpolation, INTERPOLATIONS),
            ("difference", self.difference, DIFFERENCES),
        ):
            if given not in allowed:
                raise ValueError(f"There is no {name} “{given}”; there are {', '.join(allowed)}.")
        if not (isfinite(self.dy) and isfinite(self.dx)):
            raise ValueError(f"A shift must be a number of pixels; got {self.dy} and {self.dx}.")

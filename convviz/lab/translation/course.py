"""Which shifts are measured: along an axis, along the diagonal, or over a square of both."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Axis = Literal["x", "y", "diagonal", "plane"]
AXES: tuple[Axis, ...] = get_args(Axis)
STEPS = (1.0, 0.5, 0.25)
Shifts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """The shifts of a sweep, in pixels of what the network gets.

    Parameters
    ----------
    axis : {"x", "y", "diagonal", "plane"}
        To the right; down; as far down as to the right; all pairs of both.
    reach : int
        From −reach to reach, at least 0.
    step : float
        1, ½ or ¼.

    Raises
    ------
    ValueError
        If one is out of range.
    """

    axis: Axis = "x"
    reach: int = 16
    step: float = 1.0

    def __post_init__(self) -> None:
        if self.axis not in AXES:
            raise ValueError(f"There is no axis “{self.axis}”; there are {', '.join(AXES)}.")
        if self.reach < 0:
            raise ValueError(f"A range reaches from −n to n pixels, n at least 0; got {self.reach}.")
        if self.step not in STEPS:
            raise ValueError(f"The step may be {', '.join(f'{step:g}' for step in STEPS)} pixels; got {self.step:g}.")

    @cached_property
    def places(self) -> Shifts:
        """The shifts along one axis, (n,), rising."""
        count = round(self.reach / self.step)
        return np.arange(-count, count + 1, dtype=np.float64) * np.float64(self.step)

    @cached_property
    def shifts(self) -> Shifts:
        """All shifts, (n, 2), dy and dx: rising; those of a plane row by row."""
        places = self.places
        if self.axis == "plane":
            down, right = np.meshgrid(places, places, indexing="ij")
            return np.stack([down.ravel(), right.ravel()], axis=1)
        still = np.zeros_like(places)
        pairs = {"x": (still, places), "y": (places, still), "diagonal": (places, places)}
        return np.stack(pairs[self.axis], axis=1)

    @cached_property
    def rings(self) -> tuple[npt.NDArray[np.intp], ...]:
        """The numbers of the shifts, the nearest first: those that are equally far along the farther axis together."""
        distances = np.abs(self.shifts).max(axis=1)
        order = np.argsort(distances, kind="stable")
        return tuple(np.split(order, np.flatnonzero(np.diff(distances[order])) + 1))

    def place_of(self, dy: float, dx: float) -> tuple[float, bool]:
        """Return where along the course a shift is shown, and whether it lies on it."""
        along, beside = (dy, dx) if self.axis == "y" else (dx, dy)
        return along, beside == (along if self.axis == "diagonal" else 0)

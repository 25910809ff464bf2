"""Costs, step by step, of which so many are kept as a chart has room for."""

from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray

KEPT_OF_AN_OCTAVE = 128  # steps, from one to the double of it


class Curves(NamedTuple):
    """What a chart draws.

    Parameters
    ----------
    steps : (n,)
        Rising.
    costs : (curves, n)
    """

    steps: FloatArray
    costs: FloatArray


class CostCurve:
    """Keeps every step at first, and the later the fewer: as many as a logarithmic axis has room for.

    Parameters
    ----------
    count : int
        How many costs there are at each step.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._steps: list[int] = []
        self._costs: list[tuple[float, ...]] = []

    def wants(self, step: int) -> bool:
        """Say whether the costs of this step are kept: in each octave every so many, a power of two."""
        octaves = (step // (2 * KEPT_OF_AN_OCTAVE)).bit_length()
        return step % (1 << octaves) == 0

    def add(self, step: int, costs: tuple[float, ...]) -> None:
        """Keep the costs at a step, which is later than those before."""
        self._steps.append(step)
        self._costs.append(costs)

    def curves(self, step: int, costs: tuple[float, ...]) -> Curves:
        """Return what is kept, and behind it the costs of the latest step, if they are not in it."""
        steps, kept = self._steps, self._costs
        if not steps or steps[-1] != step:
            steps, kept = [*steps, step], [*kept, costs]
        return Curves(np.array(steps, np.float64), np.array(kept, np.float64).reshape(-1, self._count).T)

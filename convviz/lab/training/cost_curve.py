"""Costs, step by step, of which so many are kept as a chart has room for."""

from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray

MOST_POINTS = 1024


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
    """Keeps every step at first; whenever there are too many, every other, and from then on half as many.

    Parameters
    ----------
    count : int
        How many costs there are at each step.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._every = 1
        self._steps: list[int] = []
        self._costs: list[tuple[float, ...]] = []

    def wants(self, step: int) -> bool:
        """Say whether the costs of this step are kept."""
        return step % self._every == 0

    def add(self, step: int, costs: tuple[float, ...]) -> None:
        """Keep the costs at a step, which is later than those before."""
        self._steps.append(step)
        self._costs.append(costs)
        if len(self._steps) > MOST_POINTS:
            self._steps, self._costs = self._steps[::2], self._costs[::2]
            self._every *= 2

    def curves(self, step: int, costs: tuple[float, ...]) -> Curves:
        """Return what is kept, and behind it the costs of the latest step, if they are not in it."""
        steps, kept = self._steps, self._costs
        if not steps or steps[-1] != step:
            steps, kept = [*steps, step], [*kept, costs]
        return Curves(np.array(steps, np.float64), np.array(kept, np.float64).reshape(-1, self._count).T)

"""Costs over the steps, thinned for drawing."""

import numpy as np

from convviz.lab.training.cost_curve import MOST_POINTS, CostCurve


def filled(steps: int) -> CostCurve:
    curve = CostCurve(2)
    for step in range(steps + 1):
        if curve.wants(step):
            curve.add(step, (float(step), -float(step)))
    return curve


def test_few_steps_are_all_kept() -> None:
    steps, costs = filled(5).curves(5, (5.0, -5.0))
    assert steps.tolist() == [0, 1, 2, 3, 4, 5]
    assert costs.tolist() == [[0, 1, 2, 3, 4, 5], [0, -1, -2, -3, -4, -5]]


def test_many_steps_are_thinned_evenly_and_never_too_many() -> None:
    for count in (MOST_POINTS, 5000, 100_003):
        steps, costs = filled(count).curves(count, (float(count), -float(count)))
        assert MOST_POINTS / 2 <= len(steps) <= MOST_POINTS + 1
        assert len(set(np.diff(steps[:-1]))) == 1
        assert (steps[0], steps[-1]) == (0, count)
        assert np.array_equal(costs, [steps, -steps])

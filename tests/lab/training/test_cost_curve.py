"""Costs over the steps, thinned for drawing."""

import numpy as np

from convviz.lab.training.cost_curve import KEPT_OF_AN_OCTAVE, CostCurve


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


def test_the_first_steps_stay_whatever_comes_later() -> None:
    steps, costs = filled(100_003).curves(100_003, (100_003.0, -100_003.0))
    first = 2 * KEPT_OF_AN_OCTAVE
    assert steps[: first + 1].tolist() == list(range(first + 1))
    assert steps[-1] == 100_003
    assert np.array_equal(costs, [steps, -steps])


def test_each_octave_after_them_has_as_many_steps() -> None:
    steps, _ = filled(2**17).curves(2**17, (0.0, 0.0))
    for octave in range(8, 17):
        assert ((steps >= 2**octave) & (steps < 2**octave * 2)).sum() == KEPT_OF_AN_OCTAVE

"""One optimiser, or two that race on the same cost: all of a run but its clock."""

from dataclasses import replace
from typing import NamedTuple

from convviz.engine import FloatArray
from convviz.lab.sampled_map import Sampling, sampled_map
from convviz.lab.training.cost_curve import CostCurve, Curves
from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.filter_problem import FilterProblem
from convviz.nn.conv import Conv2d
from convviz.nn.filter_learning import FilterLearning
from convviz.nn.least_squares import Distance
from convviz.nn.optimisers import Optimiser
from convviz.nn.training import DivergedError

ARRIVED = 1e-10  # of the target's variance (of 1, where it has none), above the least cost: float32 knows no better
GROWN = 1e4  # times where it began, or what the target varies: a cost that is higher does not come back
RAN_AWAY = "J has grown ten thousand times: the steps were too large. Reset, and take a smaller learning rate."


class Standing(NamedTuple):
    """How far one of the racers is.

    Parameters
    ----------
    optimiser : Optimiser
        Its settings.
    layer : Conv2d
        The filter as it has learnt it, in the form of the task.
    cost : float
        J over the whole image.
    distance : Distance, optional
        From the true kernel, where that is known.
    why_out : str
        Why it makes no more steps; empty while it does.
    """

    optimiser: Optimiser
    layer: Conv2d
    cost: float
    distance: Distance | None
    why_out: str

    @property
    def weight(self) -> FloatArray:
        """The kernel, (1, C, height, width)."""
        return self.layer.weight

    @property
    def bias(self) -> float:
        """The bias."""
        return float(self.layer.bias[0])


class Snapshot(NamedTuple):
    """What is shown of a race at one step.

    Parameters
    ----------
    problem : FilterProblem
    step : int
    standings : tuple of Standing
        One a racer.
    curves : Curves
        J over the steps until now.
    at, prediction : Sampling, (n, m)
        Values of the map that the first racer's filter makes.
    """

    problem: FilterProblem
    step: int
    standings: tuple[Standing, ...]
    curves: Curves
    at: Sampling
    prediction: FloatArray

    @property
    def target(self) -> FloatArray:
        """The same values of the target, (n, m)."""
        return self.at.of(self.problem.task.target)

    @property
    def error(self) -> FloatArray:
        """Prediction less target, (n, m)."""
        error: FloatArray = self.prediction - self.target
        return error

    @property
    def is_at_goal(self) -> bool:
        """Whether all racers have the least J that there is."""
        return all(is_least(standing.cost, self.problem) for standing in self.standings)


class FilterRace:
    """Makes steps with all racers; one seed gives one result, bit for bit.

    Parameters
    ----------
    problem : FilterProblem
    choice : FilterChoice
        Start, batches, and the optimisers.

    Raises
    ------
    ValueError
        If the choice does not fit the problem.
    """

    def __init__(self, problem: FilterProblem, choice: FilterChoice) -> None:
        self.problem = problem
        self.step_number = 0
        self.is_over = False
        optimisers = [choice.optimiser] if choice.rival is None else [choice.optimiser, choice.rival]
        self._racers = [
            FilterLearning(
                problem.task,
                optimiser,
                batch_size=choice.batch_size,
                initialisation=choice.initialisation,
                seed=choice.seed,
                problem=problem.squares,
            )
            for optimiser in optimisers
        ]
        self._why_out = [""] * len(optimisers)
        self._highest = GROWN * max(self._racers[0].cost, problem.squares.target_variance)
        self._curve = CostCurve(len(optimisers))
        self._note()

    def go_on_with(self, index: int, optimiser: Optimiser) -> None:
        """Give a racer other settings of the optimiser that it has, on its way."""
        racer = self._racers[index]
        racer.optimiser = replace(optimiser, memory=racer.optimiser.memory)

    def step(self) -> None:
        """Make one step with every racer that is not out; at the goal, or with nobody left, the race is over."""
        if self.is_over:
            return
        for index, racer in enumerate(self._racers):
            if not self._why_out[index]:
                self._why_out[index] = self._stepped(racer)
        self.step_number += 1
        if self._curve.wants(self.step_number):
            self._note()

    def snapshot(self, at: Sampling) -> Snapshot:
        """Return where the race is, with some values of the first racer's map."""
        standings = tuple(map(self._standing, range(len(self._racers))))
        prediction = sampled_map(standings[0].layer, self.problem.task.image, 0, at)
        costs = tuple(standing.cost for standing in standings)
        curves = self._curve.curves(self.step_number, costs)
        return Snapshot(self.problem, self.step_number, standings, curves, at, prediction)

    def _stepped(self, racer: FilterLearning) -> str:
        """Make a step, and say why there shall be no more; nothing if there may be."""
        try:
            cost = racer.step().cost
        except DivergedError as error:
            return str(error)
        return RAN_AWAY if cost > self._highest else ""

    def _standing(self, index: int) -> Standing:
        racer = self._racers[index]
        layer = racer.layer
        return Standing(racer.optimiser, layer, racer.cost, self.problem.distance(layer.weight), self._why_out[index])

    def _note(self) -> None:
        """Keep the costs, and see who is at the goal."""
        costs = tuple(racer.cost for racer in self._racers)
        self._curve.add(self.step_number, costs)
        self.is_over = all(why or is_least(cost, self.problem) for why, cost in zip(self._why_out, costs, strict=True))


def is_least(cost: float, problem: FilterProblem) -> bool:
    """Say whether a cost is the least one, as near as float32 can tell."""
    return cost <= problem.squares.least_cost + ARRIVED * (problem.squares.target_variance or 1.0)

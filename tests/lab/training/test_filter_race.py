"""A race: steps, snapshots, who is out, and when it is over."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import first_state
from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.filter_problem import FilterProblem, filter_problem
from convviz.lab.training.filter_race import RAN_AWAY, FilterRace, Snapshot
from convviz.nn.optimisers import SGD, Adam
from tests.lab_fixtures import image

WHOLE = Sampling(range(48), range(64))
RACE = FilterChoice(optimiser=Adam(lr=0.05), rival=SGD(lr=0.05, momentum=0.9))


@pytest.fixture(scope="module")
def problem() -> FilterProblem:
    state = first_state(image(), "noise.png")
    return filter_problem(state, compute(state).input)


def run(problem: FilterProblem, choice: FilterChoice, steps: int) -> Snapshot:
    race = FilterRace(problem, choice)
    for _ in range(steps):
        race.step()
    return race.snapshot(WHOLE)


def weights(snapshot: Snapshot) -> list[list[float]]:
    return [standing.weight.ravel().tolist() for standing in snapshot.standings]


@pytest.mark.parametrize("batch_size", [None, 16])
def test_one_seed_gives_one_result_and_another_another(problem: FilterProblem, batch_size: int | None) -> None:
    choice = replace(RACE, batch_size=batch_size, seed=3)
    assert weights(run(problem, choice, 20)) == weights(run(problem, choice, 20))
    assert weights(run(problem, choice, 20)) != weights(run(problem, replace(choice, seed=4), 20))


def test_looking_changes_nothing(problem: FilterProblem) -> None:
    watched = FilterRace(problem, replace(RACE, batch_size=8))
    for _ in range(10):
        watched.step()
        watched.snapshot(Sampling(range(3), range(4)))
    assert weights(watched.snapshot(WHOLE)) == weights(run(problem, replace(RACE, batch_size=8), 10))


def test_both_begin_at_the_same_weights(problem: FilterProblem) -> None:
    first, second = weights(run(problem, RACE, 0))
    assert first == second


def test_the_filter_of_a_photo_is_found_and_the_race_ends_at_the_goal(problem: FilterProblem) -> None:
    race = FilterRace(problem, FilterChoice(optimiser=SGD(lr=0.1, momentum=0.9)))
    for _ in range(20_000):
        race.step()
    snapshot = race.snapshot(WHOLE)
    assert race.is_over
    assert snapshot.step < 20_000
    assert snapshot.standings[0].distance.whole < 1e-3
    assert np.abs(snapshot.error).max() < 1e-2


def test_prediction_and_error_are_of_the_first_at_the_places_asked_for(problem: FilterProblem) -> None:
    race = FilterRace(problem, RACE)
    race.step()
    few, whole = race.snapshot(Sampling(range(3, 40, 5), range(1, 60, 7))), race.snapshot(WHOLE)
    np.testing.assert_allclose(few.prediction, whole.prediction[3:40:5, 1:60:7], atol=1e-5)
    np.testing.assert_allclose(few.error, few.prediction - problem.task.target[3:40:5, 1:60:7])
    expected = whole.standings[0].layer.forward(problem.task.image)[0]
    np.testing.assert_allclose(whole.prediction, expected, atol=1e-5)
    assert float(np.square(whole.error).mean()) == pytest.approx(whole.standings[0].cost, rel=1e-4)


def test_curves_hold_the_costs_of_both_from_step_0(problem: FilterProblem) -> None:
    snapshot = run(problem, RACE, 30)
    assert snapshot.curves.steps.tolist() == list(range(31))
    assert snapshot.curves.costs.shape == (2, 31)
    assert [curve[-1] for curve in snapshot.curves.costs] == [standing.cost for standing in snapshot.standings]
    assert snapshot.curves.costs[0, -1] < snapshot.curves.costs[0, 0]


def test_one_that_runs_away_is_out_with_the_reason_and_the_other_goes_on(problem: FilterProblem) -> None:
    snapshot = run(problem, replace(RACE, rival=SGD(lr=10.0)), 200)
    first, rival = snapshot.standings
    assert first.why_out == ""
    assert rival.why_out == RAN_AWAY
    assert snapshot.curves.costs[1, :-1].max() > 1e3 * snapshot.curves.costs[1, 0]
    assert np.isfinite(rival.weight).all()
    assert first.cost < snapshot.curves.costs[0, 0]


def test_with_nobody_left_it_is_over(problem: FilterProblem) -> None:
    race = FilterRace(problem, FilterChoice(optimiser=SGD(lr=10.0)))
    for _ in range(500):
        race.step()
    assert race.is_over
    assert race.step_number < 500


def test_a_setting_can_change_on_the_way_and_the_memory_of_the_run_stays(problem: FilterProblem) -> None:
    race = FilterRace(problem, FilterChoice(optimiser=Adam(lr=0.05)))
    for _ in range(5):
        race.step()
    race.go_on_with(0, Adam(lr=0.0))
    before = weights(race.snapshot(WHOLE))
    race.step()
    assert weights(race.snapshot(WHOLE)) == before
    assert race.snapshot(WHOLE).standings[0].optimiser.memory.steps == 6


def test_a_step_that_leaves_all_numbers_behind_is_taken_back_and_the_racer_is_out(problem: FilterProblem) -> None:
    snapshot = run(problem, FilterChoice(optimiser=SGD(lr=1e38)), 2)
    assert "no longer a finite number" in snapshot.standings[0].why_out
    assert np.isfinite(snapshot.standings[0].weight).all()


def test_it_ends_where_the_target_does_not_vary() -> None:
    state = first_state(image(1, 1), "pixel.png")
    pixel = filter_problem(state, compute(state).input)
    race = FilterRace(pixel, FilterChoice(optimiser=Adam(lr=0.05)))
    for _ in range(2000):
        race.step()
    assert race.is_over
    assert race.snapshot(Sampling(range(1), range(1))).is_at_goal

"""What is said of a filter that is learnt; each sentence follows from numbers."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.edits.learning_edits import filter_choice_set, target_opened
from convviz.lab.network_input import network_input
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import first_state
from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.filter_problem import FilterProblem, filter_problem
from convviz.lab.training.filter_race import FilterRace, Snapshot
from convviz.lab.training.filter_run_words import (
    FIRST,
    NOTHING_LEFT,
    ahead,
    cautions,
    condition_text,
    cost_text,
    headline,
    racer_names,
    rate_caution,
    steps_text,
)
from convviz.nn.least_squares import Distance
from convviz.nn.optimisers import SGD, Adam
from tests.lab_fixtures import image

HERE = Sampling(range(1), range(1))
FAST = SGD(lr=0.1, momentum=0.9)


def problem_of(pixels: np.ndarray, **choices) -> FilterProblem:
    pixels = np.array(pixels, np.float32)
    pixels.flags.writeable = False
    state = first_state(pixels, "picture")
    state = replace(state, **filter_choice_set(state, **choices))
    return filter_problem(state, network_input(state))


def after(problem: FilterProblem, steps: int, **choices) -> Snapshot:
    race = FilterRace(problem, FilterChoice(**({"optimiser": FAST} | choices)))
    for _ in range(steps):
        race.step()
    return race.snapshot(HERE)


def away(snapshot: Snapshot, whole: float, recoverable: float) -> Snapshot:
    """Return it with the first racer so far from the true kernel."""
    first = snapshot.standings[0]._replace(distance=Distance(whole, recoverable))
    return snapshot._replace(standings=(first, *snapshot.standings[1:]))


@pytest.fixture(scope="module")
def noise() -> FilterProblem:
    return problem_of(image())


def stripes() -> np.ndarray:
    """A picture whose rows are all alike, and whose channels differ."""
    rows = image(1, 64, 3, seed=5)
    return np.repeat(rows, 48, axis=1)


def test_before_the_first_step_it_says_what_to_press(noise: FilterProblem) -> None:
    assert headline(after(noise, 0)) == FIRST


def test_where_it_begins_at_the_least_cost_it_says_that_there_is_nothing_to_learn() -> None:
    black = problem_of(np.zeros((1, 8, 8), np.float32))
    assert headline(after(black, 0)) == NOTHING_LEFT


@pytest.mark.parametrize(
    ("whole", "recoverable", "said"),
    [
        (0.5, 0.5, "After 7 steps the kernel is 50 % from the true one."),
        (209.0, 209.0, "After 7 steps the kernel is > 1,000 % from the true one."),
        (0.05, 0.05, "Nearly found: after 7 steps the kernel is 5 % from the true one."),
        (0.004, 0.004, "The kernel is found again: after 7 steps it is 0.4 % from the true one."),
        (0.5, 0.001, "It makes the map of the true kernel, and is 50 % from it: what this picture cannot tell"),
    ],
)
def test_how_near_it_is_follows_from_the_distance(
    noise: FilterProblem, whole: float, recoverable: float, said: str
) -> None:
    assert headline(away(after(noise, 7), whole, recoverable)).startswith(said)


def test_without_a_known_answer_it_is_measured_against_the_least_cost() -> None:
    state = first_state(image(), "before")
    state = replace(state, **target_opened(state, image(seed=9), "after"))
    problem = filter_problem(state, network_input(state))
    assert "a kernel of 3×3 can reach" in headline(after(problem, 1))
    assert headline(after(problem, 3000)).startswith("As near to the target as a kernel of 3×3 gets")
    assert any("No kernel of 3×3 makes this target" in said for said in cautions(problem))


def test_a_racer_that_is_out_says_why(noise: FilterProblem) -> None:
    assert "smaller learning rate" in headline(after(noise, 400, optimiser=SGD(lr=10.0)))


def test_noise_hides_nothing(noise: FilterProblem) -> None:
    assert cautions(noise) == []


def test_a_flat_picture_tells_only_the_sum() -> None:
    (said,) = cautions(problem_of(np.full((1, 20, 20), 0.5, np.float32)))
    assert said.startswith("All patches of this picture are alike")


def test_it_names_what_is_alike_and_how_many_numbers_are_told() -> None:
    (said,) = cautions(problem_of(stripes()))
    assert said.startswith("This picture tells 9 of the 27 numbers of a kernel: its rows are alike.")
    grey = np.repeat(image(channels=1), 3, axis=0)
    (said,) = cautions(problem_of(grey))
    assert "9 of the 27 numbers of a kernel: its channels are alike" in said
    (said,) = cautions(problem_of(image(4, 5)))
    assert "19 of the 27 numbers of a kernel: its map has 20 values" in said


def test_what_is_told_least_clearly_is_named_where_it_is_much_less() -> None:
    nearly_grey = np.repeat(image(channels=1), 3, axis=0) + 0.001 * image(seed=3)
    (said,) = cautions(problem_of(nearly_grey.clip(0, 1)))
    assert "least clearly how its channels differ" in said


def test_who_is_ahead_and_by_how_much(noise: FilterProblem) -> None:
    race = {"optimiser": Adam(lr=0.001), "rival": FAST}
    assert ahead(after(noise, 0, **race)) == ""
    assert ahead(after(noise, 5)) == ""
    said = ahead(after(noise, 60, **race))
    assert said.startswith("Momentum is ahead: its J is")
    assert said.endswith("times lower.")
    assert ahead(after(noise, 5, optimiser=FAST, rival=replace(FAST, lr=0.1001))) == "They are level."
    assert ahead(after(noise, 400, optimiser=FAST, rival=SGD(lr=10.0))) == "SGD has left the race."


def test_two_of_one_kind_are_told_apart_by_their_rates(noise: FilterProblem) -> None:
    assert racer_names(after(noise, 1, optimiser=Adam(lr=0.1), rival=Adam(lr=0.01))) == ["Adam, 0.1", "Adam, 0.01"]
    assert racer_names(after(noise, 1)) == ["Momentum"]


def test_a_rate_at_which_plain_descent_grows_is_warned_of_and_it_does(noise: FilterProblem) -> None:
    largest = noise.squares.largest_learning_rate
    for factor, grows in ((0.95, False), (1.1, True)):
        snapshot = after(noise, 50, optimiser=SGD(lr=factor * largest))
        assert bool(rate_caution(noise, snapshot.standings[0])) is grows
        assert (snapshot.curves.costs[0, -1] > snapshot.curves.costs[0, -2]) is np.bool_(grows)
    assert rate_caution(noise, after(noise, 1, optimiser=Adam(lr=10.0)).standings[0]) == ""


def test_numbers_are_written_for_reading(noise: FilterProblem) -> None:
    assert (steps_text(1), steps_text(1234)) == ("1 step", "1,234 steps")
    assert (cost_text(1e-15), cost_text(0.01234)) == ("0", "0.0123")
    assert condition_text(problem_of(stripes()).squares) == "∞"
    assert float(condition_text(noise.squares)) == pytest.approx(noise.squares.condition_number, rel=0.05)

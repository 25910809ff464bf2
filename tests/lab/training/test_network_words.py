"""The sentences about networks in training: computed from the numbers, and careful with small differences."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.training.network_choice import NetworkChoice
from convviz.lab.training.network_runs import NetworkRuns
from convviz.lab.training.network_snapshot import EpochResult, RunSnapshot, Snapshot
from convviz.lab.training.network_words import (
    HEADINGS,
    comparison,
    confused_sentence,
    details,
    gap_sentence,
    headline,
    kept_sentence,
    row_texts,
    shift_row,
    shift_sentence,
    wrong_sentence,
)
from convviz.lab.training.under_shift import UnderShift
from convviz.nn.evaluation import Evaluation
from tests.lab.classroom import CHOICE, task, trained


def evaluation(right: int, count: int, classes: int = 3) -> Evaluation:
    """Return one with so many right; all mistakes take class 0 for class 1."""
    labels = np.zeros(count, int)
    return Evaluation(0.5, labels, np.where(np.arange(count) < right, 0, 1), classes)


def run(name: str, right: int, count: int = 400, **changes: object) -> RunSnapshot:
    result = EpochResult(1, evaluation(count, count), evaluation(right, count))
    made = RunSnapshot(
        name, task().networks["conv"], {"conv": 1000, "full": 20000}.get(name, 500), 5, 5, np.ones(1), np.ones(1)
    )
    return replace(made, results=(result,), best=result, is_done=True, **changes)


def snapshot(*runs: RunSnapshot, choice: NetworkChoice = CHOICE) -> Snapshot:
    return Snapshot(replace(task(), choice=choice), runs, 1.0)


def test_before_it_runs_the_headline_says_what_to_do() -> None:
    expected = "Press Run: two networks will learn to tell digits apart."
    assert headline(None, CHOICE) == expected
    assert headline(NetworkRuns(task()).snapshot(), CHOICE) == expected
    assert "one network will" in headline(None, replace(CHOICE, networks=("conv",), folder="/x"))


def test_while_it_runs_the_headline_says_who_is_ahead_after_the_same_epoch() -> None:
    runs = NetworkRuns(task())
    runs.advance()
    assert headline(runs.snapshot(), CHOICE).startswith("Learning from 40 digits")
    one = replace(run("conv", 300), is_done=False)
    two = replace(run("full", 200), is_done=False)
    two = replace(two, results=(*two.results, EpochResult(2, evaluation(400, 400), evaluation(400, 400))))
    said = headline(snapshot(one, two), CHOICE)
    assert said == "Ahead after epoch 1: convolutional, with 75.0 % of 20 unseen digits right."


@pytest.mark.parametrize(
    ("mine", "theirs", "verdict"),
    [
        (380, 200, "convolutional 95.0 % against fully connected 50.0 %, 45.0 points more."),
        (200, 380, "45.0 points fewer."),
        (390, 389, "too close to tell from 400."),
        (400, 400, "too close to tell from 400."),
    ],
)
def test_networks_are_compared_with_what_so_few_pictures_can_tell(mine: int, theirs: int, verdict: str) -> None:
    both = snapshot(run("conv", mine), run("full", theirs))
    assert comparison(both).endswith(verdict)
    assert headline(both, CHOICE) == comparison(both)


def test_the_points_are_the_difference_of_the_numbers_that_are_shown() -> None:
    assert "84.6 % against fully connected 60.5 %, 24.1 points" in comparison(
        snapshot(run("conv", 336, 397), run("full", 240, 397))
    )


def test_one_network_alone_is_told_by_itself() -> None:
    alone = snapshot(run("local", 200))
    assert comparison(alone) == ""
    assert headline(alone, CHOICE) == "Locally connected tells 50.0 % of 20 unseen digits apart."


def test_the_details_say_what_is_measured_and_what_flatters() -> None:
    both = details(snapshot(run("conv", 300), run("full", 200)))
    assert both.startswith("40 seen, 20 unseen.")
    assert "flatters" in both
    assert "20 times fewer parameters" in both
    assert "13 people" in both
    assert "13 people" not in details(snapshot(run("conv", 1), choice=replace(CHOICE, folder="/x")))
    assert "no more to learn from" in details(snapshot(run("conv", 1), choice=replace(CHOICE, seen=4000)))


def test_a_row_has_a_cell_for_each_heading() -> None:
    begun = NetworkRuns(task()).snapshot().runs[0]
    assert row_texts(begun)[2:] == ("–",) * 6
    cells = row_texts(run("conv", 300))
    assert len(cells) == len(HEADINGS)
    assert cells[4:7] == ("100.0 %", "75.0 %", "25.0")
    assert row_texts(trained().snapshot().runs[0])[7].endswith(" %")


def test_it_is_said_which_weights_are_kept_and_why_it_stopped() -> None:
    said = kept_sentence(run("conv", 300, why="It stopped."))
    assert said == "Convolutional: kept from epoch 1, 75.0 % of the unseen right. It stopped."
    assert kept_sentence(NetworkRuns(task()).snapshot().runs[0]) == ""


def test_mistakes_are_counted_and_the_most_common_one_is_named() -> None:
    classes = ("a", "b", "c")
    assert wrong_sentence(run("conv", 398), "digits") == "Convolutional: 2 of 400 unseen digits wrong."
    assert confused_sentence(run("conv", 398), classes) == "Most often “a” is taken for “b”: 2 times."
    assert confused_sentence(run("conv", 400), classes) == ""
    begun = NetworkRuns(task()).snapshot().runs[0]
    assert "After the first epoch" in wrong_sentence(begun, "digits")
    assert confused_sentence(begun, classes) == ""


def test_who_still_knows_moved_pictures_is_said_with_a_caveat() -> None:
    dx = np.arange(-4.0, 5)
    knows = UnderShift(dx, np.where(abs(dx) == 2, 0.5, 1.0), 0.9, 0.01, 0.2)
    forgets = replace(knows, accuracy=np.where(abs(dx) == 2, 0.25, 1.0), equivariance=float("nan"))
    both = [run("full", 300, under_shift=forgets), run("conv", 300, under_shift=knows)]
    said = shift_sentence(snapshot(*both))
    assert said.startswith(
        "Moved by 2 pixels left or right, still right: convolutional 50.0 %, fully connected 25.0 %."
    )
    assert "Try “anywhere”" in said
    assert "neither makes it exact" in shift_sentence(snapshot(*both, choice=replace(CHOICE, anywhere=True)))
    assert "Once a training is done" in shift_sentence(snapshot(run("conv", 300)))
    assert shift_row(both[0]) == ("Fully connected", "no map", "20.0 %", "90.0 %")
    assert shift_row(run("conv", 300)) == ("Convolutional", "–", "–", "–")


def test_the_gap_is_told_from_the_fewest_to_the_most_pictures() -> None:
    assert "Each finished training puts a point here" in gap_sentence([])
    assert gap_sentence([("conv", 100, 0.2)]).startswith("Known from 100 pictures.")
    points = [("conv", 100, 0.2), ("conv", 1400, 0.05), ("full", 1400, 0.1)]
    assert gap_sentence(points) == "Gap from 100 → 1,400 seen pictures: convolutional 20.0 → 5.0 points."

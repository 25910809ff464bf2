"""Networks trained side by side: fair turns, the same result however it is interrupted, and what is kept."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.progress import CancelledError
from convviz.lab.training.network_runs import NetworkRuns, can_go_on
from convviz.lab.training.network_snapshot import Snapshot
from convviz.nn.evaluation import evaluate
from convviz.nn.network import Network
from convviz.nn.optimisers import SGD, Adam
from convviz.nn.training import Training
from tests.lab.classroom import CHOICE, task, trained


def numbers(network: Network) -> np.ndarray:
    return np.concatenate([array.ravel() for layer in network for array in layer.parameters.values()])


def run_of(snapshot: Snapshot, name: str = "conv"):
    found = snapshot.run(name)
    assert found is not None
    return found


def test_the_networks_take_turns() -> None:
    runs = NetworkRuns(task())
    for expected in ([1, 0], [1, 1], [2, 1], [2, 2]):
        runs.advance()
        assert [run.steps for run in runs.snapshot().runs] == expected
    assert runs.steps == 2


def test_each_network_learns_as_it_would_alone() -> None:
    work = task()
    alone = Training(
        work.networks["full"], work.seen.images, work.seen.labels, optimiser=CHOICE.optimiser, batch_size=8, seed=0
    )
    losses = [step.loss for step in alone.steps(2)]
    runs = NetworkRuns(work)
    while not runs.is_done:
        runs.advance()
    run = run_of(runs.snapshot(), "full")
    np.testing.assert_array_equal(run.losses, losses)
    best = run.best
    assert best is not None
    if best.epoch == 2:
        np.testing.assert_array_equal(numbers(run.network), numbers(alone.network))


def test_how_often_it_is_interrupted_makes_no_difference() -> None:
    times_left = iter([True, False] * 8)  # in every second piece of a measurement, for a while

    def interrupt(_done: float) -> None:
        if next(times_left, False):
            raise CancelledError

    runs = NetworkRuns(task())
    while not runs.is_done:
        with suppress(CancelledError):
            runs.advance(interrupt)
    assert next(times_left, None) is None
    for one, other in zip(runs.snapshot().runs, trained().snapshot().runs, strict=True):
        np.testing.assert_array_equal(numbers(one.network), numbers(other.network))
        np.testing.assert_array_equal(one.losses, other.losses)
        assert [each.unseen.accuracy for each in one.results] == [each.unseen.accuracy for each in other.results]


def test_another_seed_gives_another_result() -> None:
    one, other = (run_of(trained(replace(CHOICE, seed=seed)).snapshot()) for seed in (0, 1))
    assert one.losses[0] != other.losses[0]


def test_after_each_epoch_it_is_measured_on_seen_and_unseen_pictures() -> None:
    runs = trained(replace(CHOICE, epochs=1))
    run, work = run_of(runs.snapshot()), runs.task
    assert run.result is run.results[0]
    for part, found in ((work.watched, run.results[0].seen), (work.tested, run.results[0].unseen)):
        expected = evaluate(run.network, part.images, part.labels)
        assert found.accuracy == expected.accuracy
        assert found.loss == pytest.approx(expected.loss)
    assert run.results[0].gap == run.results[0].seen.accuracy - run.results[0].unseen.accuracy


def test_the_best_network_is_kept_and_shown_once_all_is_done() -> None:
    run = run_of(trained(replace(CHOICE, epochs=6)).snapshot())
    assert run.is_done
    assert run.best is not None
    assert run.best.unseen.accuracy == max(result.unseen.accuracy for result in run.results)
    assert run.result is run.best
    assert run.best_network is run.network


def test_a_network_that_gets_no_better_stops_early() -> None:
    run = run_of(trained(replace(CHOICE, epochs=60, patience=1, optimiser=SGD(lr=0.0))).snapshot())
    assert len(run.results) == 2
    assert run.why.startswith("No better epoch for 1, so it stopped after epoch 2")


def test_a_network_that_diverges_ends_without_the_others() -> None:
    runs = trained(replace(CHOICE, optimiser=SGD(lr=1e30)))
    assert all("smaller learning rate" in run.why for run in runs.snapshot().runs)
    assert runs.is_done


def test_the_share_grows_from_nothing_to_all() -> None:
    runs, shares = NetworkRuns(task()), [0.0]
    assert runs.share == 0
    while not runs.is_done:
        runs.advance()
        shares.append(runs.share)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert runs.snapshot().is_done


def test_more_epochs_go_on_where_it_ended() -> None:
    runs = trained(replace(CHOICE, epochs=1))
    before = run_of(runs.snapshot()).steps
    runs.set(replace(CHOICE, epochs=2))
    assert not runs.is_done
    while not runs.is_done:
        runs.advance()
    run = run_of(runs.snapshot())
    assert run.steps == 2 * before
    np.testing.assert_array_equal(run.losses, run_of(trained().snapshot()).losses)


def test_the_learning_rate_changes_on_the_way_and_the_memory_of_the_optimiser_stays() -> None:
    runs = NetworkRuns(task(replace(CHOICE, networks=("conv",))))
    runs.advance()
    runs.set(replace(CHOICE, networks=("conv",), optimiser=Adam(lr=0.0)))
    frozen = numbers(run_of(runs.snapshot()).network)
    runs.advance()
    np.testing.assert_array_equal(numbers(run_of(runs.snapshot()).network), frozen)
    assert runs._runs[0].training.optimiser.memory.steps == 2


@pytest.mark.parametrize(
    ("changes", "goes_on"),
    [
        ({"epochs": 9}, True),
        ({"patience": 3}, True),
        ({"optimiser": Adam(0.5, weight_decay=0.1)}, True),
        ({"optimiser": Adam(0.01, betas=(0.5, 0.999))}, False),
        ({"optimiser": SGD(0.01)}, False),
        ({"seen": 30}, False),
        ({"seed": 1}, False),
        ({"networks": ("conv",)}, False),
    ],
)
def test_what_can_be_changed_on_the_way(changes: dict[str, object], goes_on: bool) -> None:
    assert can_go_on(CHOICE, replace(CHOICE, **changes)) == goes_on


def test_a_long_curve_is_thinned_to_means() -> None:
    run = run_of(trained(replace(CHOICE, networks=("conv",), epochs=60)).snapshot())
    assert run.steps == 300
    assert len(run.losses) == 100
    assert run.loss_epochs[0] == pytest.approx(1.5 / 5)
    assert run.loss_epochs[-1] <= 60


def test_once_trained_it_is_seen_what_a_shift_does() -> None:
    run = run_of(trained().snapshot())
    assert run.under_shift is not None
    assert list(run.under_shift.dx) == [-3, -2, -1, 0, 1, 2, 3]


def test_a_shift_is_measured_again_after_epochs_that_were_asked_for_meanwhile() -> None:
    choice = replace(CHOICE, networks=("conv",), epochs=1)
    runs = NetworkRuns(task(choice))

    def ask_for_more(_done: float) -> None:
        if runs._runs[0].is_trained:
            runs.set(replace(choice, epochs=2))

    while not runs.is_done:
        runs.advance(ask_for_more)
    found, once, twice = (
        run_of(each.snapshot()).under_shift for each in (runs, trained(choice), trained(replace(choice, epochs=2)))
    )
    assert found is not None
    assert once is not None
    assert twice is not None
    assert not np.array_equal(once.change, twice.change)
    np.testing.assert_array_equal(found.change, twice.change)

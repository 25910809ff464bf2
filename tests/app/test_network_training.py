"""Networks trained off the UI thread: run, pause, step, reset, and one result whatever happens on the way."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from convviz.app import network_training as module
from convviz.app.network_training import NetworkTraining
from convviz.lab.state import State
from convviz.lab.training.network_choice import OWN
from convviz.lab.training.network_learning import digit_network_used, network_choice_set
from convviz.lab.training.network_snapshot import Snapshot
from convviz.lab.training.network_task import NetworkTask
from convviz.nn.optimisers import SGD
from tests.hands import Calls

SMALL = {"networks": ("conv", "full"), "canvas": 12, "seen": 48, "batch_size": 16, "epochs": 3}


def choosing(state: State, **choices: Any) -> State:
    return replace(state, **network_choice_set(state, **choices))


@pytest.fixture
def small(state: State) -> State:
    """A lab whose task takes a moment."""
    return choosing(state, **SMALL)


@pytest.fixture
def training(small: State, qtbot: QtBot) -> Iterator[NetworkTraining]:
    training = NetworkTraining()
    training.set_up(small)
    qtbot.waitUntil(lambda: training.snapshot is not None)
    yield training
    training.finish()


def run_to_the_end(training: NetworkTraining, qtbot: QtBot) -> Snapshot:
    with qtbot.waitSignal(training.finished, timeout=30_000):
        training.run()
    assert training.snapshot is not None
    return training.snapshot


def steps_of(training: NetworkTraining) -> list[int]:
    assert training.snapshot is not None
    return [run.steps for run in training.snapshot.runs]


def step(training: NetworkTraining, qtbot: QtBot) -> None:
    training.step()
    qtbot.waitUntil(lambda: not training.jobs.busy)


def numbers(snapshot: Snapshot) -> np.ndarray:
    networks = [run.network for run in snapshot.runs]
    return np.concatenate([a.ravel() for net in networks for layer in net for a in layer.parameters.values()])


def test_the_networks_are_there_before_anything_is_learnt(training: NetworkTraining) -> None:
    assert training.snapshot is not None
    assert not training.snapshot.has_begun
    assert [run.name for run in training.snapshot.runs] == ["conv", "full"]
    assert len(training.snapshot.task.seen) == 48
    assert not training.is_running


def test_it_runs_to_the_end_and_says_so(training: NetworkTraining, qtbot: QtBot) -> None:
    running = Calls(training.running_changed.connect)
    snapshot = run_to_the_end(training, qtbot)
    assert snapshot.is_done
    assert steps_of(training) == [9, 9]
    assert running == [(True,), (False,)]
    assert training.seconds > 0


def test_what_is_done_begins_again(training: NetworkTraining, qtbot: QtBot) -> None:
    expected = numbers(run_to_the_end(training, qtbot))
    np.testing.assert_array_equal(numbers(run_to_the_end(training, qtbot)), expected)
    assert steps_of(training) == [9, 9]


def test_one_step_is_a_batch_of_each_network(training: NetworkTraining, qtbot: QtBot) -> None:
    step(training, qtbot)
    assert steps_of(training) == [1, 1]
    step(training, qtbot)
    assert steps_of(training) == [2, 2]
    step(training, qtbot)
    assert training.snapshot is not None
    assert [len(run.results) for run in training.snapshot.runs] == [1, 1]  # the epoch is over, and measured


def test_a_pause_stops_it_and_a_run_goes_on(training: NetworkTraining, qtbot: QtBot) -> None:
    with qtbot.waitSignal(training.updated, timeout=10_000):
        training.run()
    training.pause()
    assert not training.is_running
    qtbot.waitUntil(lambda: not training.jobs.busy)
    assert training.snapshot is not None
    assert not training.snapshot.is_done
    here = steps_of(training)
    step(training, qtbot)
    assert min(steps_of(training)) == min(here) + 1
    assert run_to_the_end(training, qtbot).is_done


def test_one_seed_gives_one_result_however_it_is_paused(training: NetworkTraining, small: State, qtbot: QtBot) -> None:
    expected = numbers(run_to_the_end(training, qtbot))
    training.reset()
    qtbot.waitUntil(lambda: training.snapshot is not None)
    step(training, qtbot)
    for _ in range(3):
        training.run()
        training.pause()
        qtbot.waitUntil(lambda: not training.jobs.busy)
    np.testing.assert_array_equal(numbers(run_to_the_end(training, qtbot)), expected)


def test_reset_goes_back_to_the_first_weights(training: NetworkTraining, qtbot: QtBot) -> None:
    assert training.snapshot is not None
    before = numbers(training.snapshot)
    step(training, qtbot)
    training.reset()
    qtbot.waitUntil(lambda: training.snapshot is not None)
    assert steps_of(training) == [0, 0]
    np.testing.assert_array_equal(numbers(training.snapshot), before)


def test_what_can_be_changed_on_the_way_goes_on(training: NetworkTraining, small: State, qtbot: QtBot) -> None:
    said = Calls(training.began_anew.connect)
    step(training, qtbot)
    training.set_up(choosing(small, epochs=5, patience=2))
    assert steps_of(training) == [1, 1]
    assert training.snapshot is not None
    assert training.snapshot.task.choice.epochs == 5
    assert said == []


def test_what_is_changed_while_the_networks_are_made_is_not_lost(
    training: NetworkTraining, small: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, is_making, is_changed = module.network_task, threading.Event(), threading.Event()

    def make_slowly(*arguments: Any) -> NetworkTask:
        task = make(*arguments)
        is_making.set()
        assert is_changed.wait(10)
        return task

    monkeypatch.setattr(module, "network_task", make_slowly)
    training.reset()
    assert is_making.wait(10)
    training.set_up(choosing(small, epochs=5))
    is_changed.set()
    qtbot.waitUntil(lambda: training.snapshot is not None)
    assert training.snapshot is not None
    assert training.snapshot.task.choice.epochs == 5
    assert run_to_the_end(training, qtbot).runs[0].steps == 5 * 3


@pytest.mark.parametrize("changes", [{"seed": 1}, {"seen": 32}, {"anywhere": True}, {"optimiser": SGD(0.1)}])
def test_what_cannot_begins_again_and_says_so(
    training: NetworkTraining, small: State, qtbot: QtBot, changes: dict[str, Any]
) -> None:
    said = Calls(training.began_anew.connect)
    step(training, qtbot)
    training.set_up(choosing(small, **changes))
    qtbot.waitUntil(lambda: training.snapshot is not None)
    assert steps_of(training) == [0, 0]
    assert len(said) == 1


def test_another_state_with_the_same_task_changes_nothing(
    training: NetworkTraining, small: State, qtbot: QtBot
) -> None:
    step(training, qtbot)
    training.set_up(replace(small, greyscale=False, image_name="other"))
    assert steps_of(training) == [1, 1]


def test_the_network_of_the_lab_is_trained_anew_when_it_is_edited(small: State, qtbot: QtBot) -> None:
    training = NetworkTraining()
    own = replace(small, **digit_network_used(choosing(small, networks=("conv",)), 10, 1))
    training.set_up(own)
    qtbot.waitUntil(lambda: training.snapshot is not None)
    step(training, qtbot)
    assert training.snapshot is not None
    assert [run.name for run in training.snapshot.runs] == ["conv", OWN]
    turned = replace(own, operation="convolution")
    training.set_up(turned)
    qtbot.waitUntil(lambda: training.snapshot is not None)
    assert steps_of(training) == [0, 0]
    step(training, qtbot)
    training.set_up(turned)
    assert steps_of(training) == [1, 1]
    training.finish()


def test_a_network_that_does_not_fit_is_refused_in_a_sentence(small: State, qtbot: QtBot) -> None:
    training = NetworkTraining()
    with qtbot.waitSignal(training.failed) as failed:
        training.set_up(choosing(small, networks=(OWN,)))
    assert "this task needs 12×12×1 in and 10 scores out" in failed.args[0]
    training.finish()


def test_a_folder_of_classes_is_learnt_from(small: State, tmp_path: Path, qtbot: QtBot) -> None:
    random = np.random.default_rng(0)
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for index in range(10):
            pixels = random.integers(0, 256, (20, 20, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{index}.png")
    (tmp_path / "cats" / "broken.png").write_text("no picture")
    training = NetworkTraining()
    said = Calls(training.folder_read.connect)
    training.set_up(choosing(small, folder=str(tmp_path), anywhere=True))
    qtbot.waitUntil(lambda: training.snapshot is not None)
    assert "20 pictures were brought to 6×6 pixels" in str(said[0][0])
    assert "1 picture was left out" in str(said[0][0])
    assert training.snapshot is not None
    task = training.snapshot.task
    assert task.seen.classes == ("cats", "dogs")
    assert task.seen.images.shape == (18, 3, 12, 12)
    assert len(task.unseen) == 2
    training.finish()


def test_a_folder_that_is_no_data_set_is_refused_in_a_sentence(small: State, tmp_path: Path, qtbot: QtBot) -> None:
    training = NetworkTraining()
    with qtbot.waitSignal(training.failed) as failed:
        training.set_up(choosing(small, folder=str(tmp_path)))
    assert "has no folders in it" in failed.args[0]
    training.finish()


def test_an_error_of_the_program_is_told_and_ends_the_run(
    training: NetworkTraining, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(module.NetworkRuns, "advance", fail)
    with qtbot.waitSignal(training.failed) as failed:
        training.run()
    assert "inside convviz" in failed.args[0]
    assert not training.is_running
    assert "broken" in capsys.readouterr().err


def test_each_finished_training_adds_a_point_of_the_gap(training: NetworkTraining, small: State, qtbot: QtBot) -> None:
    run_to_the_end(training, qtbot)
    training.set_up(choosing(small, seen=64))
    qtbot.waitUntil(lambda: training.snapshot is not None)
    run_to_the_end(training, qtbot)
    assert [(point.name, point.seen) for point in training.points] == [
        ("conv", 48), ("full", 48), ("conv", 64), ("full", 64)
    ]  # fmt: skip
    choice = small.learning.network
    assert all(point.is_comparable(choice) for point in training.points)
    assert not training.points[0].is_comparable(replace(choice, anywhere=True))
    training.reset()
    qtbot.waitUntil(lambda: training.snapshot is not None)
    run_to_the_end(training, qtbot)
    assert len(training.points) == 4  # the same training again is no further point


def test_to_finish_stops_it_and_waits(training: NetworkTraining) -> None:
    training.run()
    training.finish()
    assert not training.is_running
    assert not training.jobs.busy

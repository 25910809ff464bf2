"""A filter that is learnt off the UI thread: run, pause, step, reset, speed, and what a changed setting does."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import convviz.app.filter_run as module
from convviz.app.filter_run import ANOTHER, FilterRun, reason_to_begin_anew
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import kernel_set
from convviz.lab.edits.learning_edits import filter_choice_set, target_opened
from convviz.lab.glimpse import Look
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.lab.training.filter_choice import FilterChoice
from convviz.lab.training.filter_race import FilterRace, Snapshot
from convviz.nn.optimisers import SGD, Adam
from tests.hands import Calls
from tests.lab_fixtures import image

SLOW = {"optimiser": Adam(lr=1e-5)}  # it does not arrive while a test looks


def frame_of(state: State, **choices) -> Frame:
    return compute(replace(state, **filter_choice_set(state, **choices)))


def settle(qtbot: QtBot, run: FilterRun) -> None:
    qtbot.waitUntil(lambda: not run.busy, timeout=20_000)


@pytest.fixture
def run(state: State, qtbot: QtBot) -> Iterator[FilterRun]:
    run = FilterRun()
    run.show_frame(frame_of(state, **SLOW))
    settle(qtbot, run)
    yield run
    run.finish()


@pytest.fixture
def seen(run: FilterRun) -> list[Snapshot]:
    snapshots: list[Snapshot] = []
    run.updated.connect(snapshots.append)
    return snapshots


def until_step(qtbot: QtBot, seen: list[Snapshot], step: int) -> None:
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].step >= step, timeout=20_000)


def test_at_first_it_shows_step_0_with_the_whole_map(state: State, qtbot: QtBot) -> None:
    run = FilterRun()
    calls, seen = Calls(run.preparing.connect), Calls(run.updated.connect)
    run.show_frame(frame_of(state))
    settle(qtbot, run)
    assert len(calls) == 1
    ((snapshot,),) = seen
    assert snapshot.step == 0
    assert snapshot.prediction.shape == (48, 64)
    assert not run.running
    run.finish()


def test_it_runs_until_it_is_paused_and_goes_on_from_there(run: FilterRun, seen: list[Snapshot], qtbot: QtBot) -> None:
    calls = Calls(run.running_changed.connect)
    run.run()
    until_step(qtbot, seen, 3)
    run.pause()
    settle(qtbot, run)
    paused = seen[-1].step
    assert paused >= 3
    run.toggle()
    until_step(qtbot, seen, paused + 1)
    run.toggle()
    settle(qtbot, run)
    assert calls == [(True,), (False,), (True,), (False,)]
    assert [snapshot.step for snapshot in seen] == sorted(snapshot.step for snapshot in seen)


def test_a_step_is_one_step_and_pauses(run: FilterRun, seen: list[Snapshot], qtbot: QtBot) -> None:
    run.step()
    run.step()
    settle(qtbot, run)
    assert [snapshot.step for snapshot in seen] == [1, 2]
    run.run()
    until_step(qtbot, seen, 4)
    run.step()
    settle(qtbot, run)
    assert not run.running
    paused = seen[-1].step
    run.step()
    settle(qtbot, run)
    assert seen[-1].step == paused + 1


def test_one_seed_gives_one_result_whatever_speed_and_pauses(
    run: FilterRun, seen: list[Snapshot], qtbot: QtBot
) -> None:
    run.speed = None
    for target in (20, 45):
        run.run()
        until_step(qtbot, seen, target)
        run.pause()
        settle(qtbot, run)
        run.speed = 1000
    last = seen[-1]
    alone = FilterRace(last.problem, FilterChoice(**SLOW))
    for _ in range(last.step):
        alone.step()
    expected = alone.snapshot(Sampling(range(1), range(1))).standings[0]
    assert np.array_equal(last.standings[0].weight, expected.weight)
    assert last.standings[0].cost == expected.cost


def test_a_reset_begins_again_with_the_same_numbers(run: FilterRun, seen: list[Snapshot], qtbot: QtBot) -> None:
    why = Calls(run.began_anew.connect)
    run.reset()
    settle(qtbot, run)
    first = seen[-1].standings[0].weight
    run.run()
    until_step(qtbot, seen, 5)
    run.reset()
    settle(qtbot, run)
    assert not run.running
    assert seen[-1].step == 0
    assert np.array_equal(seen[-1].standings[0].weight, first)
    assert why == [("",), ("",)]


def test_a_slow_run_waits_between_its_steps_and_a_faster_one_does_not(
    run: FilterRun, seen: list[Snapshot], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()
    monkeypatch.setattr(module, "sleep", lambda _seconds: waits.set())
    run.speed = 0.01
    run.run()
    until_step(qtbot, seen, 1)
    qtbot.waitUntil(waits.is_set)
    assert seen[-1].step == 1  # the next one is due in a hundred seconds
    run.speed = None
    until_step(qtbot, seen, 50)
    run.pause()
    settle(qtbot, run)


def test_run_before_it_is_prepared_runs_as_soon_as_it_is(state: State, qtbot: QtBot) -> None:
    run = FilterRun()
    seen: list[Snapshot] = []
    run.updated.connect(seen.append)
    run.show_frame(frame_of(state, **SLOW))
    run.run()
    assert run.running
    until_step(qtbot, seen, 3)
    run.finish()


def test_a_learning_rate_is_taken_over_on_the_way(
    run: FilterRun, seen: list[Snapshot], state: State, qtbot: QtBot
) -> None:
    run.run()
    until_step(qtbot, seen, 3)
    why = Calls(run.began_anew.connect)
    run.show_frame(frame_of(state, optimiser=Adam(lr=0.05)))
    assert run.running
    before = seen[-1].step
    until_step(qtbot, seen, before + 3)
    assert seen[-1].standings[0].optimiser.lr == 0.05
    assert why == []
    run.pause()
    settle(qtbot, run)


@pytest.mark.parametrize(
    ("choices", "what"),
    [
        ({"initialisation": "zeros"}, "start"),
        ({"seed": 1}, "seed"),
        ({"batch_size": 8}, "batch"),
        ({"optimiser": SGD(lr=0.01)}, "optimiser"),
        ({"rival": SGD(lr=0.01)}, "rival"),
    ],
)
def test_what_cannot_change_on_the_way_begins_anew_and_says_why(
    run: FilterRun, seen: list[Snapshot], state: State, qtbot: QtBot, choices: dict, what: str
) -> None:
    run.run()
    until_step(qtbot, seen, 2)
    why = Calls(run.began_anew.connect)
    run.show_frame(frame_of(state, **(SLOW | choices)))
    assert why == [(f"It begins anew, as the {what} is another.",)]
    settle(qtbot, run)
    assert not run.running
    assert seen[-1].step == 0


def test_settings_that_go_on_are_no_reason(state: State) -> None:
    old = FilterChoice(rival=SGD(lr=0.1, momentum=0.5))
    assert reason_to_begin_anew(old, replace(old, optimiser=Adam(lr=1, betas=(0.5, 0.5)))) == ""
    assert reason_to_begin_anew(old, replace(old, rival=SGD(lr=0.1, momentum=0.9, weight_decay=0.1))) == ""


def test_another_kernel_or_target_is_another_problem(
    run: FilterRun, seen: list[Snapshot], state: State, qtbot: QtBot
) -> None:
    why = Calls(run.began_anew.connect)
    other = replace(state, **kernel_set(state, np.ones((3, 3), np.float32)))
    run.show_frame(frame_of(other, **SLOW))
    settle(qtbot, run)
    assert (seen[-1].problem.true == 1).all()
    run.show_frame(compute(replace(other, **target_opened(other, image(seed=2), "after"))))
    settle(qtbot, run)
    assert seen[-1].problem.true is None
    assert why == [(ANOTHER,), (ANOTHER,)]


def test_what_does_not_fit_is_told_and_nothing_runs(run: FilterRun, state: State, qtbot: QtBot) -> None:
    failed = Calls(run.failed.connect)
    state = replace(state, **target_opened(state, image(seed=2), "after"))
    smaller = replace(state, network=state.network.with_layer(0, replace(state.layer, padding="valid")))
    run.show_frame(compute(smaller))
    run.run()
    settle(qtbot, run)
    assert not run.running
    ((why,),) = failed
    assert "The target must be as large as the feature map, 62×46 pixels; it has 64×48." in why
    run.run()
    assert not run.running, "there is nothing to pause"


def test_while_it_runs_only_what_is_on_the_screen_is_predicted(
    run: FilterRun, seen: list[Snapshot], qtbot: QtBot
) -> None:
    run.look_at(Look(0, 0, 48, 64, 0.25))
    run.run()
    until_step(qtbot, seen, 2)
    assert seen[-1].prediction.shape == (12, 16)
    run.pause()
    settle(qtbot, run)
    assert seen[-1].prediction.shape == (48, 64)


def test_a_large_map_is_looked_at_in_part_at_rest_too(
    run: FilterRun, seen: list[Snapshot], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_WHOLE", 100)
    run.look_at(Look(10, 10, 20, 20, 4.0))
    settle(qtbot, run)
    assert 100 <= seen[-1].prediction.size < 400


def test_of_many_looks_in_a_row_the_last_is_answered_and_they_do_not_queue_up(
    run: FilterRun, seen: list[Snapshot], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_WHOLE", 100)
    for left in range(20):
        run.look_at(Look(10, left, 20, left + 10, 4.0))
    settle(qtbot, run)
    assert len(seen) == 2
    assert seen[-1].at == run._at
    assert seen[0].at != seen[1].at


def test_it_stops_by_itself_when_it_has_arrived(
    run: FilterRun, seen: list[Snapshot], state: State, qtbot: QtBot
) -> None:
    run.show_frame(frame_of(state, optimiser=SGD(lr=0.1, momentum=0.9)))
    run.speed = None
    run.run()
    qtbot.waitUntil(lambda: not run.running, timeout=20_000)
    settle(qtbot, run)
    assert seen[-1].standings[0].distance.whole < 1e-3


def test_finish_waits_for_a_run_and_leaves_nothing_behind(run: FilterRun, qtbot: QtBot) -> None:
    run.run()
    qtbot.waitUntil(lambda: run.jobs.busy)
    run.finish()
    assert not run.busy
    assert not run.running


def test_nobody_has_to_take_what_it_shows_for_it_to_stop(run: FilterRun, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()
    monkeypatch.setattr(run, "_on_made", lambda *_: None)
    shown = run._show

    def show(*arguments) -> None:
        waits.set()
        shown(*arguments)

    monkeypatch.setattr(run, "_show", show)
    run.run()
    assert waits.wait(10)
    run.finish()  # no event loop ran in between
    assert not run.busy


def test_what_is_over_begins_again_when_it_is_run(
    state: State, seen: list[Snapshot], run: FilterRun, qtbot: QtBot
) -> None:
    run.show_frame(frame_of(state, optimiser=SGD(lr=10.0)))
    settle(qtbot, run)
    run.run()
    qtbot.waitUntil(lambda: not run.running, timeout=20_000)
    settle(qtbot, run)
    assert seen[-1].standings[0].why_out
    run.show_frame(frame_of(state, optimiser=SGD(lr=0.001)))
    seen.clear()
    run.run()
    assert run.running
    until_step(qtbot, seen, 3)
    assert not seen[-1].standings[0].why_out

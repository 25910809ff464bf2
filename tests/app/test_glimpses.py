"""What an edit changes on the screen comes at once; the whole map follows when the hand rests."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.app import compute as module
from convviz.app import glimpses
from convviz.app.compute import Compute
from convviz.lab import glimpse as lab
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import bias_set
from convviz.lab.glimpse import Look
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State
from tests.hands import Calls
from tests.lab import states

ALL = Look(-9, -9, 99, 99, zoom=1.0)


@pytest.fixture
def worker(state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compute]:
    """Return one whose every map is large, with the frame of the first state."""
    monkeypatch.setattr(lab, "LEAST_WORK", 0)
    worker = Compute()
    worker.look_at(ALL)
    worker.submit(state)
    qtbot.waitUntil(lambda: not worker.busy)
    yield worker
    worker.close()


def biased(state: State, bias: float) -> State:
    return replace(state, **bias_set(state, bias))


def test_the_glimpse_of_an_edit_comes_before_its_frame(worker: Compute, state: State, qtbot: QtBot) -> None:
    told: list[tuple[str, State]] = []
    worker.glimpsed.connect(lambda glimpse: told.append(("glimpse", glimpse.state)))
    worker.finished.connect(lambda frame: told.append(("frame", frame.state)))
    edited = biased(state, 1.0)
    worker.submit(edited)
    qtbot.waitUntil(lambda: not worker.busy)
    assert told == [("glimpse", edited), ("frame", edited)]


def test_a_drag_begins_no_frame_until_it_rests(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[State] = []

    def watched(wanted: State, *rest: object) -> Frame:
        begun.append(wanted)
        return compute(wanted, *rest)

    monkeypatch.setattr(module, "compute", watched)
    worker._rest.setInterval(60_000)  # nobody is so slow
    seen = Calls(worker.glimpsed.connect)
    drag = [biased(state, number) for number in range(1, 6)]
    for each in drag:
        worker.submit(each)
        qtbot.waitUntil(lambda each=each: bool(seen) and seen[-1][0].state is each)
    assert (begun, worker.busy) == ([], True)
    worker._rest.setInterval(0)
    qtbot.waitUntil(lambda: not worker.busy)
    assert begun == drag[-1:]


def test_of_edits_that_come_too_fast_the_last_is_seen(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, make = threading.Event(), glimpses.glimpse

    def slow(asked: lab.Question) -> lab.Glimpse:
        go.wait(10)
        return make(asked)

    monkeypatch.setattr(glimpses, "glimpse", slow)
    seen = Calls(worker.glimpsed.connect)
    worker._rest.setInterval(60_000)
    burst = [biased(state, number) for number in range(1, 30)]
    for each in burst:
        worker.submit(each)
    go.set()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1][0].state is burst[-1])
    assert [made.state for (made,) in seen] == [burst[0], burst[-1]]


def test_a_frame_that_a_glimpse_has_overtaken_is_given_up_at_once(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, given_up, first = threading.Event(), threading.Event(), biased(state, 1.0)

    def slow(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        if wanted is first:
            begun.set()
            try:
                while True:
                    progress(0.5)
            except CancelledError:
                given_up.set()
                raise
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", slow)
    monkeypatch.setattr(module, "PATIENCE", 1e9)
    frames, errors = Calls(worker.finished.connect), Calls(worker.failed.connect)
    worker.submit(first)
    qtbot.waitUntil(begun.is_set)
    last = biased(state, 2.0)
    worker.submit(last)
    qtbot.waitUntil(lambda: not worker.busy)
    assert given_up.is_set()
    assert ([frame.state for (frame,) in frames], errors) == ([last], [])


def test_an_older_frame_never_takes_the_place_of_a_newer_glimpse(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, first, last = threading.Event(), threading.Event(), biased(state, 1.0), biased(state, 2.0)

    def slow(wanted: State, previous: Frame | None, _: Progress) -> Frame:
        if wanted is first:
            begun.set()
            go.wait(10)
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", slow)
    frames, seen = Calls(worker.finished.connect), Calls(worker.glimpsed.connect)
    worker.submit(first)
    qtbot.waitUntil(begun.is_set)
    worker.submit(last)
    qtbot.waitUntil(lambda: seen[-1][0].state is last)
    go.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert [frame.state for (frame,) in frames] == [last]


def test_another_part_is_glimpsed_when_a_person_looks_there_before_the_frame_is_made(
    worker: Compute, state: State, qtbot: QtBot
) -> None:
    worker._rest.setInterval(60_000)
    seen, edited = Calls(worker.glimpsed.connect), biased(state, 1.0)
    worker.submit(edited)
    worker.look_at(Look(0.0, 0.0, 3.0, 3.0, zoom=50.0))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1][0].at.size < 30)
    assert seen[-1][0].state is edited
    assert np.isfinite(seen[-1][0].planes).all()


def test_when_nobody_looks_any_more_the_frame_comes_at_once(worker: Compute, state: State, qtbot: QtBot) -> None:
    worker._rest.setInterval(60_000)
    edited = biased(state, 1.0)
    worker.submit(edited)
    with qtbot.waitSignal(worker.finished) as signal:
        worker.look_at(None)
    assert signal.args[0].state is edited


def test_what_cannot_be_glimpsed_is_computed_as_ever(worker: Compute, state: State, qtbot: QtBot) -> None:
    worker._rest.setInterval(60_000)
    seen = Calls(worker.glimpsed.connect)
    worker.submit(biased(state, 1.0))
    other = replace(state, image=states.image(len(state.image), *state.image.shape[1:], seed=8))
    with qtbot.waitSignal(worker.finished) as signal:
        worker.submit(other)
    assert signal.args[0].state is other
    qtbot.waitUntil(lambda: not worker.busy)
    assert all(made.state is not other for (made,) in seen)


def test_closing_while_the_hand_rests_begins_nothing(worker: Compute, state: State) -> None:
    worker.submit(biased(state, 1.0))
    worker.close()
    assert not worker.busy


def test_a_fault_in_a_glimpse_is_printed_and_the_frame_comes_all_the_same(
    worker: Compute,
    state: State,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_: lab.Question) -> lab.Glimpse:
        raise RuntimeError("a fault")

    monkeypatch.setattr(glimpses, "glimpse", fail)
    edited = biased(state, 1.0)
    with qtbot.waitSignal(worker.finished) as signal:
        worker.submit(edited)
    assert signal.args[0].state is edited
    assert "a fault" in capsys.readouterr().err

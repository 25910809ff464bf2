"""Frames are computed off the UI thread, and the latest state wins."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from convviz.app import compute as module
from convviz.app.compute import Compute
from convviz.files.reading import ImageError
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import bias_set
from convviz.lab.progress import CancelledError, Progress
from convviz.lab.state import State
from tests.hands import Calls


@pytest.fixture
def worker() -> Iterator[Compute]:
    worker = Compute()
    yield worker
    worker.close()


def go_on_until_stopped(progress: Progress) -> NoReturn:
    while True:
        progress(0.5)


def biased(state: State, bias: float) -> State:
    return replace(state, **bias_set(state, bias))


def test_a_state_gets_its_frame(worker: Compute, state: State, qtbot: QtBot) -> None:
    with qtbot.waitSignal(worker.finished) as signal:
        worker.submit(state)
    (frame,) = signal.args
    assert frame.state is state
    assert np.array_equal(frame.feature_map, compute(state).feature_map)
    assert not worker.busy


def test_it_computes_elsewhere_and_tells_here(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def watched(*arguments: object) -> Frame:
        threads.append(QThread.currentThread())
        return compute(*arguments)

    monkeypatch.setattr(module, "compute", watched)
    worker.finished.connect(lambda _: threads.append(QThread.currentThread()))
    with qtbot.waitSignal(worker.finished):
        worker.submit(state)
    there, here = threads
    assert there is not here
    assert here is worker.thread()


def test_in_a_burst_the_last_state_wins_and_few_others_run(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, go = [], threading.Event()

    def watched(*arguments: object) -> Frame:
        go.wait(10)
        ran.append(arguments[0])
        return compute(*arguments)

    monkeypatch.setattr(module, "compute", watched)
    frames = Calls(worker.finished.connect)
    burst = [biased(state, number) for number in range(50)]
    for each in burst:
        worker.submit(each)
    go.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert ran == [burst[0], burst[-1]]
    assert [frame.state for (frame,) in frames] == ran
    assert frames[-1][0].feature_map[0, 0] == compute(burst[-1]).feature_map[0, 0]


def test_what_is_overtaken_for_long_is_given_up(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up, begun = [], threading.Event()

    def slow(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        if wanted is state:
            begun.set()
            with pytest.raises(CancelledError):
                go_on_until_stopped(progress)
            given_up.append(wanted)
            raise CancelledError
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", slow)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    frames, errors = Calls(worker.finished.connect), Calls(worker.failed.connect)
    worker.submit(state)
    begun.wait(10)
    last = biased(state, 1.0)
    worker.submit(last)
    qtbot.waitUntil(lambda: not worker.busy)
    assert given_up == [state]
    assert [frame.state for (frame,) in frames] == [last]
    assert errors == []


def test_while_nobody_waits_nothing_is_given_up(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def watched(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        asked.append(progress(0.5))
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", watched)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    with qtbot.waitSignal(worker.finished):
        worker.submit(state)
    assert asked == [None]


@pytest.mark.parametrize(
    ("error", "told"),
    [(ImageError("No."), "No."), (MemoryError(), "There is not enough memory for that")],
    ids=["a refusal", "no memory"],
)
def test_an_error_is_told_and_the_next_state_has_its_frame(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(*_: object) -> Frame:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, "compute", fail)
        with qtbot.waitSignal(worker.failed) as signal:
            worker.submit(state)
    assert signal.args[0].startswith(told)
    assert not worker.busy
    with qtbot.waitSignal(worker.finished):
        worker.submit(state)


def test_an_error_of_a_state_that_nobody_wants_any_more_is_not_told(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def fail_first(wanted: State, *rest: object) -> Frame:
        if wanted is state:
            go.wait(10)
            raise ValueError("No.")
        return compute(wanted, *rest)

    monkeypatch.setattr(module, "compute", fail_first)
    errors = Calls(worker.failed.connect)
    worker.submit(state)
    with qtbot.waitSignal(worker.finished):
        worker.submit(biased(state, 1.0))
        go.set()
    assert errors == []


def test_closing_while_busy_stops_the_work_and_waits_for_it(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_state: State, _previous: Frame | None, progress: Progress) -> Frame:
        begun.set()
        try:
            go_on_until_stopped(progress)
        finally:
            ended.set()

    monkeypatch.setattr(module, "compute", endless)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    worker = Compute()
    worker.submit(state)
    worker.submit(biased(state, 1.0))
    assert begun.wait(10)
    worker.close()
    assert ended.is_set()


def test_after_closing_nothing_new_is_begun(state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def watched(wanted: State, *rest: object) -> Frame:
        ran.append(wanted)
        return compute(wanted, *rest)

    monkeypatch.setattr(module, "compute", watched)
    worker = Compute()
    worker.submit(state)
    worker.submit(biased(state, 1.0))
    worker.close()
    qtbot.waitUntil(lambda: not worker.busy)
    assert ran in ([], [state])


def test_what_an_edit_did_not_touch_is_taken_from_the_frame_before(worker: Compute, state: State, qtbot: QtBot) -> None:
    frames = Calls(worker.finished.connect)
    worker.submit(state)
    qtbot.waitUntil(lambda: not worker.busy)
    worker.submit(biased(state, 1.0))
    qtbot.waitUntil(lambda: not worker.busy)
    first, second = (frame for (frame,) in frames)
    assert second.input_picture is first.input_picture


def test_whoever_waits_for_the_latest_frame_gets_it_and_no_other(worker: Compute, state: State, qtbot: QtBot) -> None:
    got: list[Frame] = []
    worker.submit(state)
    worker.when_settled(got.append)
    last = biased(state, 1.0)
    worker.submit(last)
    qtbot.waitUntil(lambda: not worker.busy)
    assert [frame.state for frame in got] == [last]
    worker.when_settled(got.append)
    assert got[1] is got[0]


def test_whoever_waits_for_a_frame_that_cannot_be_gets_none(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Frame:
        raise MemoryError

    got: list[Frame] = []
    with monkeypatch.context() as patch:
        patch.setattr(module, "compute", fail)
        with qtbot.waitSignal(worker.failed):
            worker.submit(state)
            worker.when_settled(got.append)
    worker.submit(state)
    qtbot.waitUntil(lambda: not worker.busy)
    assert got == []


def test_however_slow_the_frames_every_second_one_is_shown_during_a_drag(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Semaphore(0), threading.Semaphore(0)

    def slow(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        begun.release()
        go.acquire()
        progress(0.5)
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", slow)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    worker._patience = 0.0
    frames, errors = Calls(worker.finished.connect), Calls(worker.failed.connect)
    drag = [biased(state, number) for number in range(6)]
    worker.submit(drag[0])
    for each in drag[1:]:
        assert begun.acquire(timeout=10)
        worker.submit(each)
        go.release()
        qtbot.waitUntil(lambda each=each: worker._waiting is not each)
    go.release()
    qtbot.waitUntil(lambda: not worker.busy)
    assert [frame.state for (frame,) in frames] == drag[1::2]
    assert errors == []


def test_closing_is_no_error(state: State, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    begun = threading.Event()

    def endless(_state: State, _previous: Frame | None, progress: Progress) -> Frame:
        begun.set()
        go_on_until_stopped(progress)

    monkeypatch.setattr(module, "compute", endless)
    worker = Compute()
    worker._patience = 0.0
    errors = Calls(worker.failed.connect)
    worker.submit(state)
    assert begun.wait(10)
    worker.close()
    assert errors == []
    assert capsys.readouterr().err == ""


@pytest.fixture
def endless_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], threading.Semaphore]:
    """Make the frames with this bias never come; return what counts how often one was begun."""

    def replace_compute(bias: float) -> threading.Semaphore:
        begun = threading.Semaphore(0)

        def endless(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
            if wanted.layer.bias[0] == bias:
                begun.release()
                go_on_until_stopped(progress)
            return compute(wanted, previous, progress)

        monkeypatch.setattr(module, "compute", endless)
        return begun

    return replace_compute


def test_a_person_gives_a_frame_up_and_the_one_before_stays(
    worker: Compute, state: State, qtbot: QtBot, endless_with: Callable[[float], threading.Semaphore]
) -> None:
    begun = endless_with(1.0)
    frames, told = Calls(worker.finished.connect), Calls(worker.cancelled.connect)
    errors = Calls(worker.failed.connect)
    worker.submit(state)
    qtbot.waitUntil(lambda: not worker.busy)
    worker.submit(biased(state, 1.0))
    assert begun.acquire(timeout=10)
    worker.jobs.cancel()
    qtbot.waitUntil(lambda: not worker.busy)
    assert told == [(module.CANCELLED,)]
    assert [frame.state for (frame,) in frames] == [state]
    assert errors == []
    worker.submit(biased(state, 2.0))
    qtbot.waitUntil(lambda: not worker.busy)
    assert frames[-1][0].state.layer.bias[0] == 2
    assert np.array_equal(frames[-1][0].feature_map, compute(biased(state, 2.0)).feature_map)


def test_what_waited_behind_a_frame_that_was_given_up_is_given_up_too(
    worker: Compute, state: State, qtbot: QtBot, endless_with: Callable[[float], threading.Semaphore]
) -> None:
    begun = endless_with(1.0)
    frames, told = Calls(worker.finished.connect), Calls(worker.cancelled.connect)
    got: list[Frame] = []
    worker._patience = 1e9
    worker.submit(biased(state, 1.0))
    assert begun.acquire(timeout=10)
    worker.submit(biased(state, 2.0))
    worker.when_settled(got.append)
    worker.jobs.cancel()
    qtbot.waitUntil(lambda: not worker.busy)
    assert len(told) == 1
    assert frames == []
    assert got == []


def test_closing_does_not_wait_out_the_patience(
    state: State, endless_with: Callable[[float], threading.Semaphore]
) -> None:
    begun = endless_with(1.0)
    worker = Compute()
    worker._patience = 1e9
    told = Calls(worker.cancelled.connect)
    worker.submit(biased(state, 1.0))
    assert begun.acquire(timeout=10)
    worker.close()
    assert told == []
    assert not worker.busy


def test_it_tells_how_far_a_frame_is(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def halfway(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        progress(0.5)
        begun.set()
        go.wait(10)
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", halfway)
    worker.submit(state)
    assert begun.wait(10)
    assert worker.jobs.current.share == 0.5
    go.set()
    qtbot.waitUntil(lambda: not worker.busy)


def test_what_is_changed_after_a_cancel_is_computed(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(wanted: State, previous: Frame | None, progress: Progress) -> Frame:
        if wanted is state:
            begun.set()
            go.wait(10)
            progress(0.5)
        return compute(wanted, previous)

    monkeypatch.setattr(module, "compute", slow)
    frames, told = Calls(worker.finished.connect), Calls(worker.cancelled.connect)
    worker.submit(state)
    assert begun.wait(10)
    worker.jobs.cancel()
    last = biased(state, 1.0)
    worker.submit(last)
    go.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert [frame.state for (frame,) in frames] == [last]
    assert told == []


def test_whoever_wants_a_frame_after_a_cancel_gets_that_of_the_latest_state(
    worker: Compute, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.submit(state)
    qtbot.waitUntil(lambda: not worker.busy)
    begun, last = threading.Event(), biased(state, 1.0)

    def endless(_state: State, _previous: Frame | None, progress: Progress) -> Frame:
        begun.set()
        go_on_until_stopped(progress)

    with monkeypatch.context() as patch:
        patch.setattr(module, "compute", endless)
        worker.submit(last)
        assert begun.wait(10)
        worker.jobs.cancel()
        qtbot.waitUntil(lambda: not worker.busy)
    got: list[Frame] = []
    worker.when_settled(got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert [frame.state for frame in got] == [last]

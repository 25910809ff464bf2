"""Work is done in another thread, one job after another, and its outcome comes back to this one."""

import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from convviz.app.jobs import Jobs, sentence, unforeseen
from convviz.files.reading import ImageError
from convviz.lab.progress import CancelledError, Progress
from convviz.nn.parameters import TooManyNumbersError
from tests.hands import Calls


def test_the_work_is_elsewhere_and_its_result_is_here(qtbot: QtBot) -> None:
    jobs, done = Jobs(), []
    jobs.run(QThread.currentThread, lambda there: done.append((there, QThread.currentThread())), pytest.fail)
    qtbot.waitUntil(lambda: bool(done))
    ((there, here),) = done
    assert here is jobs.thread()
    assert there is not here


def test_jobs_end_in_the_order_in_which_they_were_asked_for(qtbot: QtBot) -> None:
    jobs, order = Jobs(), []
    for number in range(10):
        jobs.run(lambda number=number: number, order.append, pytest.fail)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == list(range(10))


def test_an_error_comes_back_as_it_was_raised(qtbot: QtBot) -> None:
    jobs, errors = Jobs(), []
    error = KeyError("gone")

    def fail() -> None:
        raise error

    jobs.run(fail, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors == [error]
    assert not jobs.busy


def test_it_is_busy_until_the_last_job_has_ended(qtbot: QtBot) -> None:
    jobs, told, go = Jobs(), [], threading.Event()
    told = Calls(jobs.busy_changed.connect)
    jobs.run(go.wait, lambda _: None, pytest.fail)
    jobs.run(int, lambda _: None, pytest.fail)
    assert jobs.busy
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == [(True,), (True,), (True,), (False,)]


def test_waiting_lets_the_work_finish() -> None:
    jobs, done = Jobs(), []
    for number in range(3):
        jobs.run(lambda number=number: done.append(number), lambda _: None, pytest.fail)
    jobs.wait()
    assert done == [0, 1, 2]


def test_what_is_meant_for_people_is_said_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence(ImageError("There is no file.")) == "There is no file."
    assert sentence(TooManyNumbersError("Too many.")) == "Too many."
    assert sentence(MemoryError()).startswith("There is not enough memory")
    assert capsys.readouterr().err == ""


def test_what_is_not_meant_for_people_is_printed_for_those_who_mend_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence(KeyError("gone")) == unforeseen(KeyError("gone"))
    assert "KeyError: 'gone'" in capsys.readouterr().err


def test_a_job_tells_how_far_it_is(qtbot: QtBot) -> None:
    jobs, begun, go = Jobs(), threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        progress(0.25)
        begun.set()
        go.wait(10)
        return "done"

    done: list[str] = []
    assert jobs.current is None
    jobs.run_watched(work, done.append, pytest.fail)
    assert begun.wait(10)
    assert jobs.current is not None
    assert jobs.current.share == 0.25
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert done == ["done"]
    assert jobs.current is None


def test_a_job_that_says_nothing_has_no_share(qtbot: QtBot) -> None:
    jobs, begun, go = Jobs(), threading.Event(), threading.Event()
    jobs.run(lambda: begun.set() or go.wait(10), lambda _: None, pytest.fail)
    assert begun.wait(10)
    assert jobs.current.share is None
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)


def test_it_can_be_cancelled_in_the_middle(qtbot: QtBot) -> None:
    jobs, begun = Jobs(), threading.Event()

    def endless(progress: Progress) -> None:
        while True:
            progress(0.5)
            begun.set()

    errors: list[BaseException] = []
    jobs.run_watched(endless, pytest.fail, errors.append)
    assert begun.wait(10)
    jobs.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [type(error) for error in errors] == [CancelledError]


def test_what_waits_is_cancelled_as_well_and_what_comes_later_is_not(qtbot: QtBot) -> None:
    jobs, go, ran = Jobs(), threading.Event(), []
    errors: list[BaseException] = []
    jobs.run(lambda: go.wait(10), pytest.fail, errors.append)
    jobs.run(lambda: ran.append("second"), pytest.fail, errors.append)
    jobs.run_watched(lambda _: ran.append("third"), pytest.fail, errors.append)
    jobs.cancel()
    jobs.run(lambda: ran.append("fourth"), lambda _: None, pytest.fail)
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [type(error) for error in errors] == [CancelledError] * 3
    assert ran == ["fourth"]


def test_work_that_was_complete_before_it_heard_of_the_cancelling_stands(qtbot: QtBot) -> None:
    jobs, begun, go, done = Jobs(), threading.Event(), threading.Event(), []
    jobs.run_watched(lambda _: begun.set() or go.wait(10), done.append, pytest.fail)
    assert begun.wait(10)
    jobs.cancel()
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert done == [True]


def test_cancelling_is_no_fault_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence(CancelledError()) == "That was cancelled; what you made is as it was."
    assert capsys.readouterr().err == ""

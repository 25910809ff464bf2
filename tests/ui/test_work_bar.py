"""The bar of work says what goes on, how far it is and for how long, and stops it; short work it does not mention."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convviz.app.jobs import Jobs
from convviz.lab.progress import CancelledError, Progress
from convviz.ui.widgets import work_bar as module
from convviz.ui.widgets.work_bar import WorkBar
from tests.hands import Key, click, press


class Work:
    """A job that goes on until it is told to end."""

    def __init__(self, jobs: Jobs) -> None:
        self.share: float | None = None
        self.errors: list[BaseException] = []
        self._jobs, self._go = jobs, threading.Event()
        self._told = threading.Semaphore(0)
        jobs.run_watched(self._work, lambda _: None, self.errors.append)

    def tell(self, share: float) -> None:
        """Let the job say how far it is."""
        self.share = share
        assert self._told.acquire(timeout=10)
        assert self._told.acquire(timeout=10)

    def end(self) -> None:
        """Let the job end."""
        self._go.set()

    def _work(self, progress: Progress) -> None:
        until = time.monotonic() + 20  # a test that fails must not wait for ever
        while not self._go.wait(0.001) and time.monotonic() < until:
            if self.share is not None:
                progress(self.share)
                self._told.release()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let a moment be so many seconds after the work began."""
    real = module.monotonic

    def pass_seconds(seconds: float) -> None:
        now = real() + seconds
        monkeypatch.setattr(module, "monotonic", lambda: now)

    return pass_seconds


@pytest.fixture
def jobs() -> Iterator[list[Jobs]]:
    both = [Jobs(), Jobs()]
    yield both
    for each in both:
        each.cancel()
        each.wait()


@pytest.fixture
def bar(jobs: list[Jobs], qtbot: QtBot) -> Iterator[WorkBar]:
    parent = QWidget()
    qtbot.addWidget(parent)
    layout = QHBoxLayout(parent)
    layout.addWidget(QLineEdit())
    bar = WorkBar({"Reading…": jobs[0], "Writing…": jobs[1]})
    layout.addWidget(bar)
    with qtbot.waitActive(parent):
        parent.show()
        parent.activateWindow()
    yield bar  # noqa: PT022  the window lives as long as its name here does


@pytest.fixture
def work(jobs: list[Jobs], qtbot: QtBot) -> Iterator[Work]:
    work = Work(jobs[1])
    qtbot.waitUntil(lambda: jobs[1].current.began < float("inf"))
    yield work
    work.end()


def test_while_nothing_goes_on_it_is_not_there(bar: WorkBar) -> None:
    bar.look()
    assert bar.isHidden()
    assert bar.text == ""


def test_short_work_is_not_mentioned(bar: WorkBar, work: Work, clock: Callable[[float], None]) -> None:
    clock(0.2)
    bar.look()
    assert bar.isHidden()
    clock(2.0)
    bar.look()
    assert bar.text == "Writing…"


def test_many_short_jobs_in_a_row_are_not_mentioned(bar: WorkBar, jobs: list[Jobs], qtbot: QtBot) -> None:
    for _ in range(5):
        work = Work(jobs[0])
        bar.look()
        assert bar.isHidden()
        work.end()
        qtbot.waitUntil(lambda: not jobs[0].busy)


def test_it_looks_by_itself_and_goes_with_the_work(
    bar: WorkBar, jobs: list[Jobs], work: Work, clock: Callable[[float], None], qtbot: QtBot
) -> None:
    clock(2.0)
    qtbot.waitUntil(lambda: bar.text == "Writing…")
    work.end()
    qtbot.waitUntil(lambda: not jobs[1].busy)
    assert bar.isHidden()
    assert bar.text == ""


def test_it_shows_how_far_the_work_is_and_how_long_it_goes_on(
    bar: WorkBar, work: Work, clock: Callable[[float], None]
) -> None:
    work.tell(0.25)
    clock(9.9)
    bar.look()
    assert bar.progress.value() == bar.progress.maximum() / 4
    assert bar._time_left.text() == "about 30 s left"
    work.tell(0.75)
    bar.look()
    assert bar.progress.value() == bar.progress.maximum() * 3 / 4
    assert bar._time_left.text() == "about 4 s left"


def test_of_work_that_does_not_say_how_far_it_is_it_shows_no_share(
    bar: WorkBar, work: Work, clock: Callable[[float], None]
) -> None:
    clock(9.9)
    bar.look()
    assert (bar.progress.minimum(), bar.progress.maximum()) == (0, 0)
    assert bar._time_left.text() == ""


def test_its_button_stops_the_work(
    bar: WorkBar, jobs: list[Jobs], work: Work, clock: Callable[[float], None], qtbot: QtBot
) -> None:
    clock(2.0)
    bar.look()
    click(bar.cancel)
    assert bar.text == "Cancelling…"
    work.share = 0.5
    qtbot.waitUntil(lambda: not jobs[1].busy)
    assert [type(error) for error in work.errors] == [CancelledError]
    assert bar.isHidden()


def test_the_button_is_reached_with_the_keyboard_and_gives_the_focus_back(
    bar: WorkBar, jobs: list[Jobs], work: Work, clock: Callable[[float], None], qtbot: QtBot
) -> None:
    edit = bar.parentWidget().findChild(QLineEdit)
    edit.setFocus()
    clock(2.0)
    bar.look()
    assert edit.hasFocus()
    press(Key.Key_Tab)
    assert bar.cancel.hasFocus()
    assert bar.cancel.accessibleName() == "Cancel: Writing"
    press(Key.Key_Space)
    work.share = 0.5
    qtbot.waitUntil(lambda: not jobs[1].busy)
    assert edit.hasFocus()


def test_its_parts_keep_their_places_when_the_words_change(
    bar: WorkBar, work: Work, clock: Callable[[float], None], qtbot: QtBot
) -> None:
    def places() -> list[int]:
        return [widget.x() for widget in (bar._label, bar.progress, bar._time_left, bar.cancel)]

    clock(0.7)
    bar.look()
    qtbot.waitUntil(lambda: bar.cancel.width() > 0 and bar.cancel.isVisible())
    before, size = places(), bar.sizeHint()
    for share, seconds in ((0.02, 50.0), (0.5, 9.0), (0.999, 2.0)):
        work.tell(share)
        clock(seconds)
        bar.look()
        assert bar.sizeHint() == size
        assert places() == before


def test_it_names_what_is_shown_until_that_is_over(
    bar: WorkBar, jobs: list[Jobs], work: Work, clock: Callable[[float], None], qtbot: QtBot
) -> None:
    clock(2.0)
    bar.look()
    other = Work(jobs[1])
    work.end()
    qtbot.waitUntil(lambda: bool(jobs[1].current) and jobs[1].current.function == other._work)
    bar.look()
    assert bar.text == "Writing…"
    other.end()
    qtbot.waitUntil(lambda: not jobs[1].busy)
    assert bar.isHidden()

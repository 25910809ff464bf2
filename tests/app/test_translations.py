"""A drag shows samples of what it passes; when it rests, the whole follows."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.translations as module
import convviz.lab.translation.shifted as lab
from convviz.app.translations import REST_MILLISECONDS, Translations
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.progress import CancelledError
from convviz.lab.state import State
from convviz.lab.translation.shifted import Shifted, compute_shifted
from tests.hands import Calls


@pytest.fixture
def translations(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Translations]:
    monkeypatch.setattr(lab, "QUICK_VALUES", 300)
    worker = Translations()
    yield worker
    worker.finish()


@pytest.fixture
def frame(state: State) -> Frame:
    return compute(state)


class Slow:
    """A computation that waits for leave, each time that it is called, and asks whether it is still wanted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.asked: list[tuple[float, bool]] = []
        monkeypatch.setattr(module, "compute_shifted", self)

    def __call__(self, state, frame, previous, quick, progress) -> Shifted:
        self.asked.append((state.translation.dx, quick))
        self.begun.release()
        assert self.go_on.acquire(timeout=10)
        progress(0.5)
        return compute_shifted(state, frame, previous, quick, progress)


def moved(state: State, dx: float) -> State:
    return replace(state, **translation_set(state, dx=dx))


def idle(qtbot: QtBot, translations: Translations) -> None:
    qtbot.waitUntil(lambda: not translations.busy)


def test_what_is_asked_is_computed(translations: Translations, state: State, frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(translations.computed) as signal:
        translations.ask(moved(state, 3), frame)
    assert not translations.busy
    (made,) = signal.args
    assert made.step == 1
    np.testing.assert_array_equal(made.map_values, compute_shifted(moved(state, 3), frame).map_values)


def test_a_sample_comes_at_once_and_the_whole_at_rest(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    told = Calls(translations.computed.connect)
    translations.ask(moved(state, 3), frame, quick=True)
    assert translations.busy
    idle(qtbot, translations)
    assert [made.step for (made,) in told] == [4, 1]
    assert told[1][0].before is told[0][0].before


def test_while_it_moves_on_the_whole_does_not_come(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    told = Calls(translations.computed.connect)
    for dx in range(4):
        with qtbot.waitSignal(translations.computed):
            translations.ask(moved(state, dx), frame, quick=True)
    idle(qtbot, translations)
    assert [(made.state.translation.dx, made.step) for (made,) in told] == [(0, 4), (1, 4), (2, 4), (3, 4), (3, 1)]


def test_what_is_whole_already_is_not_computed_again(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "QUICK_VALUES", 1_000_000)
    told = Calls(translations.computed.connect)
    with qtbot.waitSignal(translations.computed):
        translations.ask(moved(state, 3), frame, quick=True)
    assert not translations.busy
    assert len(told) == 1


def test_of_many_shifts_that_wait_only_the_last_is_computed(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    for dx in range(6):
        translations.ask(moved(state, dx), frame, quick=True)
    for _ in range(3):
        slow.go_on.release()
    idle(qtbot, translations)
    assert slow.asked == [(0, True), (5, True), (5, False)]
    assert [made.state.translation.dx for (made,) in told] == [0, 5, 5], "a sample that is begun is shown"


def test_a_newer_shift_gives_up_the_whole(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    translations.ask(moved(state, 1), frame)
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.ask(moved(state, 2), frame)
    slow.go_on.release()
    slow.go_on.release()
    idle(qtbot, translations)
    assert [made.state.translation.dx for (made,) in told] == [2]


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0)


def test_something_quick_that_takes_long_is_given_up_but_never_two_in_a_row(
    no_patience: None,
    translations: Translations,
    state: State,
    frame: Frame,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    translations.ask(moved(state, 1), frame, quick=True)
    for dx in (2, 3):
        qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
        translations.ask(moved(state, dx), frame, quick=True)
        slow.go_on.release()
    for _ in range(2):
        slow.go_on.release()
    idle(qtbot, translations)
    assert slow.asked == [(1, True), (2, True), (3, True), (3, False)]
    assert [made.state.translation.dx for (made,) in told] == [2, 3, 3]


def test_what_a_person_gave_up_is_none_of_the_two_in_a_row(
    no_patience: None,
    translations: Translations,
    state: State,
    frame: Frame,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    translations.ask(moved(state, 1), frame, quick=True)
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.jobs.cancel()
    slow.go_on.release()
    idle(qtbot, translations)
    translations.ask(moved(state, 2), frame, quick=True)
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.ask(moved(state, 3), frame, quick=True)
    for _ in range(3):
        slow.go_on.release()
    idle(qtbot, translations)
    assert [made.state.translation.dx for (made,) in told] == [3, 3]


@pytest.mark.parametrize("quick", [True, False])
def test_a_person_may_give_it_up_without_an_error(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, quick: bool
) -> None:
    slow = Slow(monkeypatch)
    told, failed = Calls(translations.computed.connect), Calls(translations.failed.connect)
    translations.ask(moved(state, 1), frame, quick)
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.ask(moved(state, 2), frame, quick)
    translations.cancel()
    slow.go_on.release()
    idle(qtbot, translations)
    assert (told, failed) == ([], [])
    assert len(slow.asked) == 1


def test_after_it_was_given_up_it_can_be_asked_again(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    translations.ask(moved(state, 1), frame)
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.cancel()
    translations.ask(moved(state, 2), frame)
    slow.go_on.release()
    slow.go_on.release()
    idle(qtbot, translations)
    assert [made.state.translation.dx for (made,) in told] == [2]


def test_nothing_comes_after_the_end(translations: Translations, state: State, frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(translations.computed):
        translations.ask(moved(state, 3), frame, quick=True)
    translations.finish()
    assert not translations.busy
    with qtbot.assertNotEmitted(translations.computed, wait=2 * REST_MILLISECONDS):
        pass


def test_what_cannot_be_computed_is_said(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = [ValueError("It does not fit."), MemoryError()]

    def refuse(*_: object) -> Shifted:
        raise errors.pop(0)

    monkeypatch.setattr(module, "compute_shifted", refuse)
    told = Calls(translations.failed.connect)
    for _ in range(2):
        with qtbot.waitSignal(translations.failed):
            translations.ask(state, frame)
    assert told[0] == ("It does not fit.",)
    assert told[1][0].startswith("There is not enough memory")


def test_giving_up_is_no_error_of_a_newer_shift(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Shifted:
        raise CancelledError

    monkeypatch.setattr(module, "compute_shifted", refuse)
    told = Calls(translations.failed.connect)
    translations.ask(state, frame)
    idle(qtbot, translations)
    assert told == []

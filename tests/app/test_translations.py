"""A drag shows samples of what it passes; when it rests, the whole follows."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.translations as module
import convviz.lab.translation.shifted as lab
from convviz.app.translations import REST_MILLISECONDS, Translations
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.glimpse import Look
from convviz.lab.progress import CancelledError
from convviz.lab.state import State
from convviz.lab.translation.shifted import Sample, Shifted, compute_shifted, first_seen
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
        self.compute: Callable[..., Sample | Shifted] = compute_shifted
        monkeypatch.setattr(module, "first_seen", self)

    def __call__(self, state, frame, previous, quick, progress, look) -> Sample | Shifted:
        self.asked.append((state.translation.dx, quick))
        self.begun.release()
        assert self.go_on.acquire(timeout=10)
        progress(0.5)
        return self.compute(state, frame, previous, quick, progress, look)


def moved(state: State, dx: float) -> State:
    return replace(state, **translation_set(state, dx=dx))


def idle(qtbot: QtBot, translations: Translations) -> None:
    qtbot.waitUntil(lambda: not translations.busy)


def test_what_is_asked_is_computed(translations: Translations, state: State, frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(translations.computed) as signal:
        translations.ask(moved(state, 3), frame)
    assert not translations.busy
    (made,) = signal.args
    assert made.at.rows.step == 1
    np.testing.assert_array_equal(made.map_values, compute_shifted(moved(state, 3), frame).map_values)


def test_a_sample_comes_at_once_and_the_whole_at_rest(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    told = Calls(translations.computed.connect)
    translations.ask(moved(state, 3), frame, quick=True)
    assert translations.busy
    idle(qtbot, translations)
    assert [made.at.rows.step for (made,) in told] == [5, 1]
    assert told[1][0].before is told[0][0].before


def test_the_pictures_of_a_sample_come_before_its_numbers(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    told: list[tuple[str, object]] = []
    translations.sampled.connect(lambda seen: told.append(("seen", seen.map_picture)))
    translations.computed.connect(lambda made: told.append(("read", made.map_picture)))
    translations.ask(moved(state, 3), frame, quick=True)
    idle(qtbot, translations)
    assert [what for what, _ in told] == ["seen", "read", "read"]
    assert told[0][1] is told[1][1] is not told[2][1]


@pytest.mark.parametrize(("seconds", "read"), [(0.0, [0, 1, 2]), (60.0, [2])])
def test_a_hand_that_is_faster_passes_numbers_but_not_for_long(
    translations: Translations,
    state: State,
    frame: Frame,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    read: list[int],
) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", seconds)
    translations._read_at = monotonic()
    told = Calls(translations.computed.connect)
    for dx in range(3):
        with qtbot.waitSignal(translations.sampled):
            translations.ask(moved(state, dx), frame, quick=True)
    idle(qtbot, translations)
    assert [made.state.translation.dx for (made,) in told if made.is_sample] == read
    assert not told[-1][0].is_sample


def test_a_sample_has_what_is_on_the_screen_and_is_made_anew_where_a_person_looks_elsewhere(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    seen, told = Calls(translations.sampled.connect), Calls(translations.computed.connect)
    here, there = Look(0, 0, 5, 5, 4), Look(10, 10, 15, 15, 4)
    with qtbot.waitSignal(translations.sampled):
        translations.ask(moved(state, 3), frame, True, here)
    with qtbot.waitSignal(translations.sampled):
        translations.look_at(there)
    idle(qtbot, translations)
    assert [(made.at.rows.start, made.at.rows.step) for (made,) in seen] == [(0, 1), (10, 1)]
    assert not told[-1][0].is_sample
    translations.look_at(here)
    assert not translations.busy, "the whole is there"


def test_where_a_person_looks_elsewhere_before_a_sample_is_there_another_follows(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    slow.compute = first_seen
    seen, told = Calls(translations.sampled.connect), Calls(translations.computed.connect)
    translations.ask(moved(state, 3), frame, True, Look(0, 0, 5, 5, 4))
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    translations.look_at(Look(10, 10, 15, 15, 4))
    for _ in range(3):
        slow.go_on.release()
    idle(qtbot, translations)
    assert slow.asked == [(3, True), (3, True), (3, False)]
    assert [made.at.rows.start for (made,) in seen] == [0, 10]
    assert not told[-1][0].is_sample


def test_what_has_no_samples_is_not_begun_again_where_a_person_looks_elsewhere(
    no_patience: None,
    translations: Translations,
    state: State,
    frame: Frame,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lab, "QUICK_VALUES", 1_000_000)
    slow, told = Slow(monkeypatch), Calls(translations.computed.connect)
    translations.ask(moved(state, 3), frame, True, Look(0, 0, 5, 5, 4))
    qtbot.waitUntil(lambda: slow.begun.acquire(blocking=False))
    for top in range(5):
        translations.look_at(Look(top, 10, 15, 15, 4))
    slow.go_on.release()
    idle(qtbot, translations)
    assert len(slow.asked) == len(told) == 1


def test_while_it_moves_on_the_whole_does_not_come(
    translations: Translations, state: State, frame: Frame, qtbot: QtBot
) -> None:
    told = Calls(translations.computed.connect)
    for dx in range(4):
        with qtbot.waitSignal(translations.computed):
            translations.ask(moved(state, dx), frame, quick=True)
    idle(qtbot, translations)
    assert [(made.state.translation.dx, made.at.rows.step) for (made,) in told] == [
        (0, 5),
        (1, 5),
        (2, 5),
        (3, 5),
        (3, 1),
    ]


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

    monkeypatch.setattr(module, "first_seen", refuse)
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

    monkeypatch.setattr(module, "first_seen", refuse)
    told = Calls(translations.failed.connect)
    translations.ask(state, frame)
    idle(qtbot, translations)
    assert told == []

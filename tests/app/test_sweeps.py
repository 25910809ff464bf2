"""Sweeps in the background: the quick ones by themselves, the others when asked for, each measured once."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.sweeps as module
from convviz.app.sweep_size import SweepSize
from convviz.app.sweeps import Sweeps
from convviz.lab.state import State, first_state
from convviz.lab.translation.course import Course
from convviz.lab.translation.sweep import Question, Sweep, course_in, reduced, sweep
from convviz.lab.translation.translation import Switches, Translation
from tests.hands import Calls
from tests.lab_fixtures import image


@pytest.fixture
def sweeps(qapp: QApplication) -> Iterator[Sweeps]:
    worker = Sweeps()
    yield worker
    worker.close()


@pytest.fixture
def question(state: State) -> Question:
    return Question(state, Switches(), Course("x", 3))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Every question that was really measured, from where."""
    asked = []

    def watched(question: Question, *arguments: object) -> Iterator[Sweep]:
        asked.append(question)
        return sweep(question, *arguments)

    monkeypatch.setattr(module, "sweep", watched)
    return asked


def wait(qtbot: QtBot, sweeps: Sweeps) -> None:
    qtbot.waitUntil(lambda: not sweeps.busy)


def test_a_quick_sweep_is_measured_by_itself(sweeps: Sweeps, question: Question, qtbot: QtBot) -> None:
    assert sweeps.of(question) is None
    sweeps.look_at([question])
    wait(qtbot, sweeps)
    found = sweeps.of(question)
    assert found is not None
    np.testing.assert_array_equal(found.values, list(sweep(question))[-1].values)
    assert not sweeps.waits(question)
    assert sweeps.seconds(question) == 0


def test_a_slow_one_waits_until_a_person_asks(
    sweeps: Sweeps, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK_SECONDS", 0.0)
    sweeps.look_at([question])
    wait(qtbot, sweeps)
    assert sweeps.of(question) is None
    assert sweeps.waits(question)
    sweeps.measure()
    wait(qtbot, sweeps)
    assert not sweeps.waits(question)
    assert sweeps.of(question).is_complete


def test_nothing_is_measured_twice_while_what_it_depends_on_stays(
    sweeps: Sweeps, state: State, measured: list[Question], qtbot: QtBot
) -> None:
    for changes in ({}, {"selected_filter": 0}, {"translation": Translation(dx=4.0)}, {"image_name": "other"}):
        sweeps.look_at([Question(replace(state, **changes), Switches(), Course("x", 3))])
        wait(qtbot, sweeps)
    assert len(measured) == 1
    sweeps.look_at([Question(replace(state, translation=Translation(edge="circular")), Switches(), Course("x", 3))])
    wait(qtbot, sweeps)
    assert len(measured) == 2


def test_several_are_measured_one_after_another(sweeps: Sweeps, state: State, qtbot: QtBot) -> None:
    questions = [Question(state, each, Course("x", 2)) for each in (Switches(), Switches(stride=2))]
    sweeps.look_at(questions)
    wait(qtbot, sweeps)
    assert all(sweeps.of(each).is_complete for each in questions)


def test_what_grows_is_told_and_goes_on_after_it_was_cancelled(
    sweeps: Sweeps, question: Question, measured: list[Question], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(question: Question, known: Sweep | None, progress) -> Iterator[Sweep]:
        for number, found in enumerate(sweep(question, known, progress)):
            yield found
            if number == 1 and known is None:
                go_on.wait(10)

    monkeypatch.setattr(module, "sweep", slow)
    monkeypatch.setattr(module, "TELL_SECONDS", 0.0)
    failed, changed = Calls(sweeps.failed.connect), Calls(sweeps.changed.connect)
    sweeps.look_at([question])
    qtbot.waitUntil(lambda: len(changed) == 2)
    assert sweeps.of(question).rings == 2
    sweeps.jobs.cancel()
    go_on.set()
    wait(qtbot, sweeps)
    assert failed == []
    assert sweeps.of(question).rings == 2
    assert sweeps.waits(question)
    sweeps.measure()
    wait(qtbot, sweeps)
    found = sweeps.of(question)
    np.testing.assert_array_equal(found.values, list(sweep(question))[-1].values)


def test_what_nobody_looks_at_any_more_is_left(
    sweeps: Sweeps, question: Question, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(asked: Question, known: Sweep | None, progress) -> Iterator[Sweep]:
        if asked is question:
            begun.set()
            go_on.wait(10)
        yield from sweep(asked, known, progress)

    monkeypatch.setattr(module, "sweep", slow)
    sweeps.look_at([question])
    qtbot.waitUntil(begun.is_set)
    other = Question(state, Switches(stride=2), Course("x", 3))
    sweeps.look_at([other])
    go_on.set()
    wait(qtbot, sweeps)
    assert sweeps.of(question) is None
    assert sweeps.of(other).is_complete


def test_an_answer_is_not_taken_for_that_of_another_picture(
    sweeps: Sweeps, question: Question, state: State, qtbot: QtBot
) -> None:
    sweeps.look_at([question])
    wait(qtbot, sweeps)
    other = Question(replace(state, image=image(seed=9)), Switches(), question.course)
    object.__setattr__(other, "key", question.key)  # as if the picture lay where the other one was in the memory
    assert sweeps.of(other) is None


def test_old_answers_are_forgotten_when_there_are_many(
    sweeps: Sweeps, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    questions = [Question(state, Switches(), Course("x", reach)) for reach in (1, 2, 3, 4)]
    for number, question in enumerate(questions):
        sweeps.look_at([question])
        wait(qtbot, sweeps)
        if number == 2:
            assert sweeps.of(questions[1])  # it was used later than the third
    assert [sweeps.of(question) is None for question in questions] == [True, False, True, False]


def test_answers_that_are_kept_fill_no_more_than_the_memory_for_them(
    sweeps: Sweeps, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT_BYTES", 3 * 8 * 10)
    questions = [Question(state, Switches(), Course("x", reach)) for reach in (1, 2, 3)]
    for question in questions:
        sweeps.look_at([question])
        wait(qtbot, sweeps)
    assert [sweeps.of(question) is None for question in questions] == [True, True, False]


def test_what_cannot_be_measured_is_said_once(
    sweeps: Sweeps, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> Iterator[Sweep]:
        raise MemoryError

    monkeypatch.setattr(module, "sweep", refuse)
    with qtbot.waitSignal(sweeps.failed) as signal:
        sweeps.look_at([question])
    assert signal.args[0].startswith("There is not enough memory")
    sweeps.look_at([question])
    with qtbot.assertNotEmitted(sweeps.failed, wait=2 * module.PATIENCE_MILLISECONDS):
        pass


@pytest.mark.parametrize("wants_whole", [None, True])
def test_a_picture_is_reduced_once(sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, wants_whole: bool | None) -> None:
    known, large = [], image(600, 800)

    def watched(state: State, small: np.ndarray | None) -> State | None:
        known.append(small)
        return reduced(state, small)

    monkeypatch.setattr("convviz.app.sweep_size.reduced", watched)
    sizing = SweepSize(sweeps)
    sizing.wants_whole = wants_whole
    for name in ("one", "two"):
        state = replace(first_state(large, "large.png"), image_name=name)
        sizing.chosen([Question(state, Switches(), Course("x", 400, 0.25))], lambda of: course_in(of, "x", None))
    other = first_state(image(600, 800, seed=1), "other.png")
    sizing.chosen([Question(other, Switches(), Course("x", 400, 0.25))], lambda of: course_in(of, "x", None))
    assert [small is None for small in known] == [True, False, True]


def test_a_slow_sweep_is_of_the_reduced_picture_unless_a_person_wants_the_whole(qapp: QApplication) -> None:
    state = first_state(image(600, 800), "large.png")
    sweeps = Sweeps()
    sizing = SweepSize(sweeps)

    def course(state: State) -> Course:
        return course_in(state, "x", None)

    slow = [Question(state, Switches(), Course("x", 400, 0.25))]
    (small,) = sizing.chosen(slow, course)
    assert small.is_reduced
    assert small.state.input_shape == (3, 384, 512)
    assert small.course.reach == 256
    assert sizing.choice([small]) is True
    assert "reduced to 512 × 384" in sizing.sentence([small])
    assert sizing.chosen(slow, course)[0].key == small.key
    sizing.wants_whole = True
    assert sizing.chosen(slow, course) == slow
    assert sizing.choice(slow) is False
    sizing.wants_whole = None
    quick = [Question(state, Switches(), Course("x", 1))]
    assert sizing.chosen(quick, course) == quick
    assert sizing.choice(quick) is None
    sweeps.close()

"""Effective fields are computed for what was asked last, and for nothing else."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.effective_field as module
from convviz.app.effective_field import EffectiveFields, Question
from convviz.lab.compute import compute
from convviz.lab.sparsity.effective_field import EffectiveField, effective_field
from convviz.lab.state import State
from tests.hands import Calls


@pytest.fixture
def fields(qapp: QApplication) -> Iterator[EffectiveFields]:
    worker = EffectiveFields()
    yield worker
    worker.close()


@pytest.fixture
def question(state: State) -> Question:
    return Question(compute(state), 0, 0, [(5, 6)])


def test_what_is_asked_is_computed(fields: EffectiveFields, question: Question, qtbot: QtBot) -> None:
    with qtbot.waitSignal(fields.computed) as signal:
        fields.ask(question)
    (field,) = signal.args
    wanted = effective_field(question.frame.state, question.frame.network_input, 0, 0, [(5, 6)])
    assert field.region == wanted.region
    np.testing.assert_array_equal(field.values, wanted.values)


def test_only_the_last_of_many_questions_is_computed(
    fields: EffectiveFields, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def watched(*arguments: object) -> EffectiveField:
        asked.append(arguments[4])
        return effective_field(*arguments)

    monkeypatch.setattr(module, "effective_field", watched)
    with qtbot.waitSignal(fields.computed):
        for x in range(10):
            fields.ask(question._replace(places=[(3, x)]))
    assert asked == [[(3, 9)]]


def test_a_later_question_gives_up_the_work_under_way(
    fields: EffectiveFields, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, told = threading.Event(), threading.Event(), Calls(fields.computed.connect)

    def slow(*arguments: object) -> EffectiveField:
        if arguments[4] == [(1, 1)]:
            begun.set()
            assert go_on.wait(10)
            return effective_field(*arguments[:5])  # it does not notice that nobody wants it any more
        return effective_field(*arguments)

    monkeypatch.setattr(module, "effective_field", slow)
    fields.ask(question._replace(places=[(1, 1)]))
    qtbot.waitUntil(begun.is_set)
    fields.ask(question._replace(places=[(2, 2)]))
    go_on.set()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0][0].region.top == 1


def test_asking_for_nothing_stops_the_work(fields: EffectiveFields, question: Question, qtbot: QtBot) -> None:
    told = Calls(fields.computed.connect)
    fields.ask(question)
    fields.ask(None)
    assert told == [(None,)]
    assert not fields.jobs.busy
    with qtbot.assertNotEmitted(fields.computed, wait=2 * module.PATIENCE_MILLISECONDS):
        fields.close()


def test_a_person_may_give_it_up_without_an_error(
    fields: EffectiveFields, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*arguments: object) -> EffectiveField:
        begun.set()
        assert go_on.wait(10)
        return effective_field(*arguments)

    monkeypatch.setattr(module, "effective_field", slow)
    told, failed = Calls(fields.computed.connect), Calls(fields.failed.connect)
    fields.ask(question)
    qtbot.waitUntil(begun.is_set)
    fields.jobs.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not fields.jobs.busy)
    assert (told, failed) == ([], [])


def test_what_cannot_be_computed_is_said(
    fields: EffectiveFields, question: Question, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> EffectiveField:
        raise MemoryError

    monkeypatch.setattr(module, "effective_field", refuse)
    with qtbot.waitSignal(fields.failed) as signal:
        fields.ask(question)
    assert signal.args[0].startswith("There is not enough memory")

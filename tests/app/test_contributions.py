"""What a cell contributes is computed for the cell that is pointed at, and for no other."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.contributions as module
from convviz.app.contributions import Contributions
from convviz.lab.compute import compute
from convviz.lab.kernel.contribution import contribution
from convviz.lab.state import State
from tests.hands import Calls
from tests.lab.states import changed


@pytest.fixture
def contributions(qapp: QApplication) -> Iterator[Contributions]:
    worker = Contributions()
    yield worker
    worker.close()


def test_a_cell_that_is_pointed_at_gives_its_picture_in_the_colours_of_the_map(
    contributions: Contributions, state: State, qtbot: QtBot
) -> None:
    frame = compute(state)
    with qtbot.waitSignal(contributions.computed) as signal:
        contributions.ask((frame, (1, 0)))
    ((picture, scale),) = signal.args
    wanted = frame.scale.indices(contribution(state, frame.input, 1, 0))
    assert scale == frame.scale
    assert np.array_equal(picture.pixels(), wanted)


def test_negative_contributions_are_seen_where_the_map_has_no_negative_values(
    contributions: Contributions, state: State, qtbot: QtBot
) -> None:
    frame = compute(changed(state, activation="ReLU"))
    assert frame.scale.low == 0
    with qtbot.waitSignal(contributions.computed) as signal:
        contributions.ask((frame, (1, 0)))
    ((picture, scale),) = signal.args
    assert scale.low == -scale.high < 0
    assert scale.colour_map == state.display.signed
    assert len(np.unique(picture.pixels())) > 50


def test_only_the_last_cell_of_a_moving_pointer_is_computed(
    contributions: Contributions, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def watched(state: State, layer_input: np.ndarray, y: int, x: int) -> np.ndarray:
        asked.append((y, x))
        return contribution(state, layer_input, y, x)

    monkeypatch.setattr(module, "contribution", watched)
    frame = compute(state)
    with qtbot.waitSignal(contributions.computed):
        for x in range(3):
            contributions.ask((frame, (2, x)))
    assert asked == [(2, 2)]


def test_a_pointer_that_leaves_takes_the_picture_away(contributions: Contributions, state: State, qtbot: QtBot) -> None:
    told = Calls(contributions.computed.connect)
    contributions.ask((compute(state), (0, 0)))
    contributions.ask(None)
    assert told == [(None,)]
    assert not contributions.jobs.busy


def test_what_comes_too_late_is_not_shown(
    contributions: Contributions, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(*arguments: Any) -> np.ndarray:
        go.wait(10)
        return contribution(*arguments)

    monkeypatch.setattr(module, "contribution", slow)
    frame = compute(state)
    told = Calls(contributions.computed.connect)
    contributions.ask((frame, (0, 0)))
    qtbot.waitUntil(lambda: contributions.jobs.busy)
    contributions.ask(None)
    go.set()
    qtbot.waitUntil(lambda: not contributions.jobs.busy)
    assert told == [(None,)]


def test_what_cannot_be_computed_is_told(
    contributions: Contributions, state: State, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> np.ndarray:
        raise MemoryError

    monkeypatch.setattr(module, "contribution", fail)
    with qtbot.waitSignal(contributions.failed) as signal:
        contributions.ask((compute(replace(state)), (0, 0)))
    assert signal.args[0].startswith("There is not enough memory")

"""Targets in: read, made grey, and refused if they do not fit."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.app.target_opener import TargetOpener
from tests.hands import Calls, steps, urls_of
from tests.lab_fixtures import pixels, saved


@pytest.fixture
def opener(document: Document, settings: Settings) -> TargetOpener:
    return TargetOpener(document, settings)


def settle(qtbot: QtBot, opener: TargetOpener) -> None:
    qtbot.waitUntil(lambda: not opener.busy, timeout=20_000)


def test_a_picture_of_the_size_of_the_map_becomes_the_target_and_the_picture_stays(
    opener: TargetOpener, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    before = document.state.image
    opener.open_files([saved(tmp_path / "after.png", pixels(seed=3))])
    settle(qtbot, opener)
    choice = document.state.learning.filter
    assert choice.target.shape == (48, 64)
    assert choice.target_name == "after.png"
    assert document.state.image is before
    assert steps(document) == ["Learn from after.png"]
    document.undo_stack.undo()
    assert document.state.learning.filter.target is None


def test_another_size_is_refused_in_a_sentence(
    opener: TargetOpener, document: Document, qtbot: QtBot, tmp_path: Path
) -> None:
    refused = Calls(document.refused.connect)
    opener.open_data(urls_of(saved(tmp_path / "small.png", pixels(10, 20))), "Dropped")
    settle(qtbot, opener)
    ((why,),) = refused
    assert why.startswith("small.png has 20×10 pixels, and the feature map has 64×48")
    assert steps(document) == []


def test_a_file_that_is_no_picture_is_told(opener: TargetOpener, qtbot: QtBot, tmp_path: Path) -> None:
    failed = Calls(opener.failed.connect)
    broken = tmp_path / "broken.png"
    broken.write_text("no picture")
    opener.open_files([broken])
    settle(qtbot, opener)
    assert len(failed) == 1


def test_only_the_last_of_two_counts(opener: TargetOpener, document: Document, qtbot: QtBot, tmp_path: Path) -> None:
    for seed in (1, 2):
        opener.open_files([saved(tmp_path / f"{seed}.png", pixels(seed=seed))])
    settle(qtbot, opener)
    assert steps(document) == ["Learn from 2.png"]

"""Cycles with objects of Qt in them: they are destroyed on the UI thread, whichever thread allocates."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from convviz.app.garbage import GarbageCollection, collect_what_is_due


class InACycle(QObject):
    """An object of Qt that only the garbage collection ends."""

    def __init__(self, ended_in: list[int]) -> None:
        super().__init__()
        self._cycle = self
        self.destroyed.connect(lambda: ended_in.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)


@pytest.fixture
def collects_often() -> Iterator[None]:
    thresholds = gc.get_threshold()
    gc.set_threshold(50, 1, 1)
    yield
    gc.set_threshold(*thresholds)


def allocate() -> None:
    """Make as many objects as a collection by Python itself would need several times over."""
    kept = [[] for _ in range(1000)]
    del kept


@pytest.mark.usefixtures("collects_often")
def test_a_cycle_ends_on_the_ui_thread_though_another_one_allocates(qtbot: QtBot) -> None:
    collection = GarbageCollection(parent := QObject())
    ended_in: list[int] = []
    InACycle(ended_in)
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert ended_in == []
    kept = [[] for _ in range(1000)]
    qtbot.waitUntil(lambda: bool(ended_in))
    assert ended_in == [threading.get_ident()]
    assert collection.parent() is parent
    del kept


@pytest.mark.usefixtures("collects_often")
def test_without_it_python_ends_the_cycle_in_the_thread_that_allocates(qapp: object) -> None:
    """This is the reason for it: should it fail one day, Python or PySide has become safe."""
    gc.collect()
    ended_in: list[int] = []
    InACycle(ended_in)
    gc.enable()
    try:
        thread = threading.Thread(target=allocate)
        thread.start()
        thread.join()
    finally:
        gc.disable()
    assert len(ended_in) == 1
    assert ended_in != [threading.get_ident()]


@pytest.mark.usefixtures("collects_often")
def test_nothing_is_collected_before_its_turn() -> None:
    gc.collect()
    seen: list[str] = []
    gc.callbacks.append(note := lambda phase, _info: seen.append(phase))
    try:
        collect_what_is_due()
        assert seen == []
        kept = [[] for _ in range(100)]
        collect_what_is_due()
        assert seen == ["start", "stop"]
        del kept
    finally:
        gc.callbacks.remove(note)

"""The player: play, pause, speed, and ticks that do not pile up."""

import pytest
from PySide6.QtCore import QEventLoop
from pytestqt.qtbot import QtBot

from convviz.app.player import SPEEDS, Player
from tests.hands import Calls


def let_pass(qtbot: QtBot, ticks: int) -> None:
    """Wait as long as another player needs for so many ticks."""
    clock = Player(100)
    passed = Calls(clock.stepped.connect)
    clock.play()
    qtbot.waitUntil(lambda: len(passed) >= ticks)
    clock.pause()


def test_it_steps_until_it_is_paused(qtbot: QtBot) -> None:
    player = Player(1000)
    steps, played = Calls(player.stepped.connect), Calls(player.playing_changed.connect)
    player.play()
    assert player.playing
    qtbot.waitUntil(lambda: len(steps) >= 3)
    player.pause()
    counted = len(steps)
    let_pass(qtbot, 5)
    assert len(steps) == counted
    assert played == [(True,), (False,)]


def test_it_steps_at_once_however_slow_it_is(qtbot: QtBot) -> None:
    player = Player(0.001)
    with qtbot.waitSignal(player.stepped):
        player.play()
    player.pause()


def test_playing_twice_and_pausing_twice_tell_once() -> None:
    player = Player()
    played = Calls(player.playing_changed.connect)
    for act in (player.pause, player.play, player.play, player.pause, player.pause):
        act()
    assert played == [(True,), (False,)]


def test_toggle_plays_and_pauses() -> None:
    player = Player()
    player.toggle()
    assert player.playing
    player.toggle()
    assert not player.playing


def test_it_may_be_paused_by_its_own_step(qtbot: QtBot) -> None:
    player = Player(1000)
    steps = Calls(player.stepped.connect)
    player.stepped.connect(player.pause)
    player.play()
    qtbot.waitUntil(lambda: not player.playing)
    let_pass(qtbot, 5)
    assert len(steps) == 1


def test_another_speed_takes_effect_while_it_plays(qtbot: QtBot) -> None:
    player = Player(0.001)
    steps = Calls(player.stepped.connect)
    player.play()
    qtbot.waitUntil(lambda: len(steps) == 1)
    player.speed = 1000
    qtbot.waitUntil(lambda: len(steps) > 3)
    player.pause()


def test_another_speed_does_not_make_a_paused_one_play(qtbot: QtBot) -> None:
    player = Player()
    steps = Calls(player.stepped.connect)
    player.speed = 1000
    let_pass(qtbot, 3)
    assert steps == []


def test_ticks_that_come_late_do_not_pile_up(qtbot: QtBot) -> None:
    """A step that takes many times its time, and lets events pass meanwhile, is never stepped into again."""
    player = Player(1000)
    under_way, nested, steps = [], [], []

    def step_slowly() -> None:
        nested.extend(under_way)
        under_way.append(True)
        loop, clock = QEventLoop(), Player(200)
        passed = Calls(clock.stepped.connect)
        clock.stepped.connect(lambda: len(passed) > 4 and loop.quit())
        clock.play()
        loop.exec()
        clock.pause()
        under_way.clear()
        steps.append(True)

    player.stepped.connect(step_slowly)
    player.play()
    qtbot.waitUntil(lambda: len(steps) >= 3)
    player.pause()
    assert nested == []


@pytest.mark.parametrize("speed", [0, -1, 1001, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused(speed: float) -> None:
    player = Player(10)
    with pytest.raises(ValueError, match="There is no speed"):
        player.speed = speed
    with pytest.raises(ValueError, match="There is no speed"):
        Player(speed)
    assert player.speed == 10


def test_the_speeds_that_are_offered_can_be_taken() -> None:
    player = Player()
    for speed in SPEEDS:
        player.speed = speed
        assert player.speed == speed

"""Work tells how far it is, and how long it goes on is told in words that stand still."""

import pytest

from convviz.lab.progress import CancelledError, part, time_left


def test_parts_in_a_row_make_the_whole() -> None:
    told: list[float] = []
    for index in range(4):
        for done in (0.0, 0.5):
            part(told.append, index, 4)(done)
    assert told == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]


def test_a_part_hears_that_the_whole_is_cancelled() -> None:
    def cancelled(_done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        part(cancelled, 0, 2)(0.5)


@pytest.mark.parametrize(
    ("share", "seconds", "words"),
    [
        (0.5, 0.4, ""),
        (0.0, 20, ""),
        (0.001, 20, ""),
        (0.5, 0.6, "almost done"),
        (1.0, 5, "almost done"),
        (0.25, 1, "about 3 s left"),
        (0.5, 9.5, "about 10 s left"),
        (0.5, 12, "about 15 s left"),
        (0.5, 59, "about 60 s left"),
        (0.5, 61, "about 2 min left"),
        (0.01, 60, "about 99 min left"),
    ],
)
def test_the_time_left_is_told_in_coarse_words(share: float, seconds: float, words: str) -> None:
    assert time_left(share, seconds) == words


def test_at_a_steady_pace_the_words_change_seldom_and_only_downwards() -> None:
    total = 40.0
    words = [time_left(step / 400, total * step / 400) for step in range(20, 401)]
    changes = [word for word, before in zip(words[1:], words, strict=False) if word != before]
    numbers = [int(word.split()[1]) for word in changes if word != "almost done"]
    assert numbers == sorted(numbers, reverse=True)
    assert len(changes) <= 17

"""How it is measured: in turns, warm, with Python's garbage collection off."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

import numpy as np

FEWEST_ROUNDS, MOST_ROUNDS = 3, 50
SLOW = 0.25  # seconds of a call from which it needs no warm-up before every turn
REST = 0.005  # seconds before a turn, in which the threads of the one before give up waiting for more work


def in_turns(calls: dict[str, Callable[[], Any]], estimates: dict[str, float], budget: float) -> dict[str, list[float]]:
    """Time calls beside each other: in each round every one once, in an order that moves on by one.

    A turn is a short rest, a call that is not timed (unless it is slow) and one that is. A result is freed outside
    of the time, its allocation is within.

    Parameters
    ----------
    calls : dict
        The first is compared with all others, and has a turn in every round.
    estimates : dict of float
        About how many seconds each takes.
    budget : float
        Seconds for each in all; at least ``FEWEST_ROUNDS`` are measured all the same.

    Returns
    -------
    dict of list of float
        Seconds by round; those of slow calls end earlier.
    """
    rounds = {name: min(max(ceil(budget / estimates[name]), FEWEST_ROUNDS), MOST_ROUNDS) for name in calls}
    first = next(iter(calls))
    rounds[first] = max(rounds.values())
    measured: dict[str, list[float]] = {name: [] for name in calls}
    with no_garbage_collection():
        for number in range(rounds[first]):
            names = [name for name in calls if number < rounds[name]]
            start = number % len(names)
            for name in names[start:] + names[:start]:
                measured[name].append(_turn(calls[name], estimates[name] < SLOW))
    return measured


def _turn(call: Callable[[], Any], warm_up: bool) -> float:
    time.sleep(REST)
    if warm_up:
        call()
    return seconds_of(call)


def seconds_of(call: Callable[[], Any]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    result = call()
    took = time.perf_counter() - begun
    del result
    return took


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Keep Python from looking for cycles meanwhile."""
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def ratio(others: list[float], ours: list[float]) -> float:
    """Return the median over the rounds of another's time / ours: above 1 ours is the quicker."""
    return float(np.median([theirs / own for theirs, own in zip(others, ours, strict=False)]))

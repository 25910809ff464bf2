"""Measures the start, from the process to its first painted window, beside an empty window of Qt."""

import time

from tests.bench.processes import run

WINDOWS = ("convviz", "empty")


def start_times(rounds: int, threads: int) -> dict[str, list[float]]:
    """Start both in turns; return the seconds by window. The first start of each only fills the disk's cache."""
    times: dict[str, list[float]] = {which: [] for which in WINDOWS}
    for number in range(rounds + 1):
        for which in WINDOWS if number % 2 else WINDOWS[::-1]:
            begun = time.monotonic_ns()  # the same clock in all processes
            painted = int(run("first_paint", which, threads))
            if number:
                times[which].append((painted - begun) / 1e9)
    return times

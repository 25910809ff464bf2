"""Measures the start, from the process to its first painted window and map, beside an empty window of Qt."""

import tempfile
import time

from tests.bench.processes import run

EMPTY, WINDOW, MAP = "empty window of Qt", "convviz, window", "convviz, feature map"
_TOLD = {"convviz": (WINDOW, MAP), "empty": (EMPTY,)}  # by argument of first_paint.py: what it says the times of


def start_times(rounds: int, threads: int) -> dict[str, list[float]]:
    """Start both in turns; return the seconds by what was painted.

    The first start of each is not counted: it fills the disk's cache, and writes the bytecode that a program has which
    is installed.
    """
    times: dict[str, list[float]] = {name: [] for names in _TOLD.values() for name in names}
    with tempfile.TemporaryDirectory(prefix="convviz-bench-") as bytecode:
        environment = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        for number in range(rounds + 1):
            for which in list(_TOLD)[:: -1 if number % 2 else 1]:
                begun = time.monotonic_ns()  # the same clock in all processes
                painted = map(int, run("first_paint", which, threads, environment).split())
                if number:
                    for name, when in zip(_TOLD[which], painted, strict=True):
                        times[name].append((when - begun) / 1e9)
    return times

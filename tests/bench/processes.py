"""Runs modules of this package as processes of their own: on so many cores, without a screen or anybody's settings."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREAD_VARIABLES = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"
# OpenBLAS's threads wait for more work, running, for 2**26 ticks of the clock, and so take a core from whose turn is
# next; after 2**20, half a millisecond, they sleep.
PATIENCE = {"OPENBLAS_THREAD_TIMEOUT": "20"}


def run(module: str, argument: str, threads: int, environment: Mapping[str, str] | None = None) -> str:
    """Run a module with one argument, and these variables besides, and return what it writes.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails; it has told why.
    """
    command = [sys.executable, "-m", f"tests.bench.{module}", argument]
    with tempfile.TemporaryDirectory(prefix="convviz-bench-") as settings, _on_cores(threads):
        own = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": settings, **PATIENCE}
        limits = dict.fromkeys(THREAD_VARIABLES, str(threads))
        env = {**os.environ, **own, **limits, **(environment or {})}
        return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout


@contextmanager
def _on_cores(count: int) -> Iterator[None]:
    """Keep the processes that are started meanwhile on so many cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)

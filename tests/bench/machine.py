"""What it was measured on, in words."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tests.bench.peers import PEERS

GIBIBYTE = 1 << 30
VECTORS = "avx512f", "avx2", "asimd"  # instruction sets, the widest first


def machine() -> str:
    """Name processor, cores, memory and system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def versions(peers: list[str]) -> str:
    """Name the versions of all that was measured, and what in the environment changes their speed."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    found = {
        "Python": platform.python_version(),
        "NumPy": f"{np.__version__} ({blas['name']} {blas['version']})",
        "PySide6": version("PySide6-Essentials"),
    }
    found |= {peer.distribution: peer.version for peer in PEERS if peer.name in peers and peer.package != "numpy"}
    settings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("OPENBLAS_")]
    return ", ".join([*(f"{name} {number}" for name, number in found.items()), *settings])


def missing(peers: list[str]) -> str:
    """Name the peers that were wanted and are not installed."""
    return ", ".join(peer.name for peer in PEERS if peer.name in peers and not peer.is_installed)


def load() -> str:
    """Return how many programs were waiting for a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    """Return the name of the processor; where it says little, with its family and model, and its vector registers."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()

    def entry(name: str) -> str:
        found = re.search(rf"^{name}\s*:\s*(.*)$", text, re.MULTILINE)
        return found[1] if found else ""

    flags = entry("flags").split() + entry("Features").split()
    vectors = next((name.upper() for name in VECTORS if name in flags), "")
    which = f"family {entry('cpu family')} model {entry('model')}" if entry("cpu family") else ""
    return ", ".join(filter(None, (entry("model name") or platform.machine(), which, vectors)))

"""Measures convviz beside the peers, in a process of its own: the number of threads is set before NumPy is imported."""

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

import convviz
from tests.bench.clock import in_turns, seconds_of
from tests.bench.contestants import convviz_contestant
from tests.bench.peers import PEERS, Peer
from tests.bench.workloads import Workload, all_workloads, quick_workloads

OURS = "convviz"
LONGEST_CALL = 1.0  # seconds; a peer that takes longer, or would, judged by a smaller workload, is left out
COLD = 5.0  # seconds; a first call that takes as long does so not because a library has to begin
TOO_LONG = f"over {LONGEST_CALL:g} s"
BUDGET, QUICK_BUDGET = 0.3, 0.02  # seconds a contestant and workload
TOLERANCE = 1e-5  # of the largest value of a result
DIFFERS = "other result"
LEVEL = 1  # what Pillow's bytes may differ by

Record = dict[str, Any]


class PeerError(RuntimeError):
    """A peer computes something else than convviz, so that their times cannot be compared."""


def measure(workload: Workload, peers: Sequence[Peer], budget: float, pace: "Pace") -> Record:
    """Check the peers against convviz, then time all of them in turns.

    Returns
    -------
    dict
        ``seconds`` by name and round, and ``left_out`` by name: why; ``DIFFERS`` if a peer computes something else.
    """
    x, weight = workload.arrays()
    ours = convviz_contestant(workload, x, weight)
    expected = ours.read(ours.call())
    calls, estimates, left_out = {OURS: ours.call}, {OURS: seconds_of(ours.call)}, {}
    for peer in peers:
        if not peer.is_threaded and pace.expects(peer, workload) > LONGEST_CALL:  # those may change their way
            left_out[peer.name] = TOO_LONG
            continue
        contestant = peer.prepare(workload, x, weight)
        if contestant is None:
            continue
        begun = time.perf_counter()
        result = contestant.call()
        took = time.perf_counter() - begun
        try:
            check(peer, workload, contestant.read(result), expected)
        except PeerError as error:
            sys.stderr.write(f"bench: {error}\n")
            left_out[peer.name] = DIFFERS
            continue
        took = took if took > COLD else seconds_of(contestant.call)
        pace.learn(peer, workload, took)
        if took > LONGEST_CALL:
            left_out[peer.name] = TOO_LONG
            continue
        calls[peer.name], estimates[peer.name] = contestant.call, took
    seconds = in_turns(calls, estimates, budget)
    return {"kind": workload.kind, "title": workload.title, "seconds": seconds, "left_out": left_out}


def check(peer: Peer, workload: Workload, results: tuple[np.ndarray, ...], expected: tuple[np.ndarray, ...]) -> None:
    """Compare a peer's results with those of convviz.

    Raises
    ------
    PeerError
        If they differ by more than the tolerance, or are of another shape or type.
    """
    for ours, theirs in zip(expected, results, strict=True):
        if ours.shape != theirs.shape:
            raise PeerError(f"{peer.name}, {workload.title}: a result of {theirs.shape}, not {ours.shape}.")
        allowed = TOLERANCE * float(np.abs(ours).max())
        if theirs.dtype == np.uint8:  # of Pillow, which leaves the border alone
            edge = workload.kernel_size // 2
            ours, theirs, allowed = ours[:, edge:-edge, edge:-edge], theirs[:, edge:-edge, edge:-edge], LEVEL
        elif theirs.dtype != ours.dtype:
            raise PeerError(f"{peer.name}, {workload.title}: a result of {theirs.dtype}, not {ours.dtype}.")
        difference = float(np.abs(ours - theirs).max())
        if not difference <= allowed:
            raise PeerError(f"{peer.name}, {workload.title}: differs by {difference:.3g}, allowed are {allowed:.3g}.")


class Pace:
    """What each peer took for a product, by kind and the last workload: so it is known what would take too long."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], float] = {}

    def learn(self, peer: Peer, workload: Workload, seconds: float) -> None:
        """Remember how long a call took."""
        self._of[peer.name, workload.kind] = seconds / _work(peer, workload)

    def expects(self, peer: Peer, workload: Workload) -> float:
        """Guess the seconds of a call; 0 before any is known."""
        return self._of.get((peer.name, workload.kind), 0.0) * _work(peer, workload)


def _work(peer: Peer, workload: Workload) -> int:
    """Return what its time grows with: products, or of a Fourier transform values."""
    if peer.is_transform:
        return workload.multiply_adds // workload.kernel_size**2
    return workload.multiply_adds // (workload.kernel_size if workload.kind == "separable" else 1)


def set_threads(threads: int) -> None:
    """Tell convviz, and those libraries that do not read it from the environment."""
    convviz.set_num_threads(threads)
    for package, function in (("cv2", "setNumThreads"), ("torch", "set_num_threads")):
        if any(peer.package == package and peer.is_installed for peer in PEERS):
            getattr(__import__(package), function)(threads)


def main(choice: dict[str, Any]) -> None:
    """Measure what was chosen, and write a line of JSON a workload."""
    threads, names = choice["threads"], choice["peers"]
    peers = [peer for peer in PEERS if peer.name in names and peer.is_installed]
    if threads == 1:  # the others take the same time as with two
        peers = [peer for peer in peers if peer.is_threaded]
    set_threads(threads)
    pace, quick = Pace(), choice["quick"]
    for workload in quick_workloads() if quick else all_workloads():
        if workload.kind in choice["kinds"]:
            sys.stderr.write(f"  {threads} thread(s): {workload.kind}, {workload.title}\n")
            record = measure(workload, peers, QUICK_BUDGET if quick else BUDGET, pace)
            sys.stdout.write(json.dumps({**record, "threads": threads}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

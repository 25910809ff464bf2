"""The measuring is fair: peers are checked before they are timed, take turns, and are judged by where they do best."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import pytest

from tests.bench.aims import AIMS, COLUMNS, least_ratios
from tests.bench.clock import FEWEST_ROUNDS, in_turns, ratio
from tests.bench.contestants import Contestant, convviz_contestant
from tests.bench.peers import PEERS
from tests.bench.report import Results, _number, report
from tests.bench.run import LONGEST_CALL, OURS, Pace, PeerError, check, measure
from tests.bench.training import KIND as TRAINING
from tests.bench.workloads import KINDS, Workload, all_workloads, quick_workloads

BY_NAME = {peer.name: peer for peer in PEERS}
DENSE = quick_workloads()[0]


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.is_installed], ids=lambda peer: peer.name)
def test_an_installed_peer_computes_what_convviz_does(peer: Any) -> None:
    taken = 0
    for workload in quick_workloads():
        x, weight = workload.arrays()
        ours = convviz_contestant(workload, x, weight)
        theirs = peer.prepare(workload, x, weight)
        if theirs is not None:
            check(peer, workload, theirs.read(theirs.call()), ours.read(ours.call()))
            taken += 1
    assert taken


def doctored(change: Callable[[np.ndarray], np.ndarray]) -> Any:
    """Return a peer whose results are those of convviz, changed."""

    def prepare(workload: Workload, x: np.ndarray, weight: np.ndarray) -> Contestant:
        ours = convviz_contestant(workload, x, weight)
        return Contestant(ours.call, lambda y: (change(y),))

    return replace(BY_NAME["windows + tensordot"], prepare=prepare, is_threaded=False)


CHANGES = {
    "differs by": lambda y: y * np.float32(1.001),
    "differs by nan": lambda y: np.where(y == y.max(), np.nan, y),
    r"a result of \(1, 127, 128\)": lambda y: y[:, 1:],
    "a result of float64": lambda y: y.astype(np.float64),
}


@pytest.mark.parametrize("complaint", CHANGES)
def test_a_peer_that_computes_something_else_is_refused(complaint: str) -> None:
    ours = convviz_contestant(DENSE, *DENSE.arrays()).call()
    with pytest.raises(PeerError, match=complaint):
        check(doctored(np.copy), DENSE, (CHANGES[complaint](ours),), (ours,))


def test_a_peer_that_computes_something_else_is_not_timed_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    peer = doctored(CHANGES["differs by"])
    record = measure(DENSE, [peer], 0.0, Pace())
    assert list(record["seconds"]) == [OURS]
    assert "differs by" in capsys.readouterr().err
    results = Results("", "", "", "", True, engine=[{**record, "threads": 2}])
    assert results.differing == [f"{peer.name} (dense, {DENSE.title})"]
    assert results.differing[0] in report(results)


def test_a_peer_with_the_same_results_is_timed() -> None:
    measured = measure(DENSE, [doctored(np.copy)], 0.0, Pace())["seconds"]
    assert list(measured) == [OURS, "windows + tensordot"]
    assert all(seconds > 0 for times in measured.values() for seconds in times)


def test_a_peer_that_would_take_too_long_is_left_out_and_said_to_be() -> None:
    peer, pace = doctored(np.copy), Pace()
    pace.learn(peer, DENSE, 2 * LONGEST_CALL)
    measured = measure(DENSE, [peer], 0.0, pace)
    assert peer.name not in measured["seconds"]
    assert peer.name in measured["left_out"]


def test_calls_take_turns_and_the_first_has_one_in_every_round() -> None:
    called: list[str] = []
    names = ("ours", "quick", "slow")
    calls = {name: lambda name=name: called.append(name) for name in names}
    measured = in_turns(calls, {"ours": 1.0, "quick": 0.1, "slow": 9.0}, budget=1.0)
    assert [len(measured[name]) for name in names] == [10, 10, FEWEST_ROUNDS]
    turns = [name for name, _ in groupby(called)]  # a warm-up and a timed call are one turn
    assert turns[:6] == ["ours", "quick", "slow", "quick", "slow", "ours"]


def test_a_ratio_is_the_median_over_the_rounds_that_both_have() -> None:
    assert ratio([2.0, 6.0, 4.0], [1.0, 2.0, 1.0, 50.0]) == 3.0


def test_a_column_shows_where_convviz_does_worst_with_so_many_threads() -> None:
    def record(title: str, theirs: float, threads: int = 2) -> dict[str, Any]:
        seconds = {OURS: [1.0], "OpenCV": [theirs], "torch": [theirs]}
        return {"kind": "dense", "title": title, "threads": threads, "seconds": seconds}

    records = [record("512², 15×15", 0.5), record("1080p, 11×11", 3), record("1080p, 31×31", 2)]
    least = least_ratios([*records, record("1080p, 11×11", 0.1, threads=1)], threads=2)
    assert least["torch"] == {"11×11 and more": 0.5}
    assert least["OpenCV"] == {"11×11 and more": 2}  # its aim is one at 1080p


def test_every_peer_has_an_aim_or_none_for_every_column() -> None:
    assert set(AIMS) == set(BY_NAME)
    assert all(len(aims) == len(COLUMNS) for aims in AIMS.values())


def test_there_are_workloads_of_every_kind_and_no_two_with_one_name() -> None:
    for workloads in (quick_workloads(), all_workloads()):
        assert {workload.kind for workload in workloads} == set(KINDS) - {TRAINING}
        names = [(workload.kind, workload.title) for workload in workloads]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("value", "text"), [(0.6499, "0.64"), (0.65, "0.65"), (0.0123, "0.012"), (4.999, "4.9"), (5, "5"), (123.9, "123")]
)
def test_a_ratio_is_cut_and_never_rounded_up_to_its_aim(value: float, text: str) -> None:
    assert _number(value) == text

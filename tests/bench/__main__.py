"""``make bench``, or ``python -m tests.bench``: measures convviz beside the peers and writes the report."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.machine import load, machine, missing, versions
from tests.bench.peers import PEERS
from tests.bench.processes import run
from tests.bench.report import Results, block, put_in, report
from tests.bench.start import start_times
from tests.bench.training import KIND as TRAINING
from tests.bench.workloads import KINDS

SECTIONS = (*KINDS, "editor", "start", "memory")
STARTS, QUICK_STARTS = 9, 1
BIG, QUICK_BIG = ((1, 3000, 4000), (1, 10000, 10000)), ((1, 256, 256),)
NAMES = [peer.name for peer in PEERS]
BUSY = 0.5  # programs at work besides, from which on measurements suffer


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report to its file and to the output, and put its block into README.md.

    Returns
    -------
    int
        1 if a part failed or a peer had another result, which the report says, too; 2 for a wrong option.
    """
    chosen = _parser().parse_args(arguments)
    unknown = [*(set(chosen.only) - set(SECTIONS)), *(set(chosen.peers) - {*NAMES, "none"})]
    if unknown:
        sys.stderr.write(f"bench: there is no {', '.join(unknown)}; there are {', '.join((*SECTIONS, *NAMES))}.\n")
        return 2
    if chosen.readme:
        put_in(chosen.readme.read_text(), "")  # it must have the place, or all was measured in vain
    if os.getloadavg()[0] > BUSY and not chosen.quick:
        sys.stderr.write("bench: other programs are at work on this machine; what uses two threads suffers most.\n")
    results = measure(chosen.quick, chosen.only, [name for name in chosen.peers if name != "none"])
    text = report(results)
    if chosen.out:
        chosen.out.write_text(text)
    if chosen.readme:
        chosen.readme.write_text(put_in(chosen.readme.read_text(), block(results)))
    sys.stdout.write(text)
    return 1 if results.failed or results.differing else 0


def measure(quick: bool, sections: Sequence[str], peers: Sequence[str]) -> Results:
    """Measure these sections, each in processes of their own."""
    results = Results(machine(), versions(list(peers)), missing(list(peers)), load(), quick)
    kinds = [kind for kind in KINDS if kind in sections]
    most = min(2, os.cpu_count() or 1)
    for threads in range(1, most + 1) if kinds else ():
        choice = {"threads": threads, "quick": quick, "kinds": kinds, "peers": list(peers)}
        for module in [*["run"] * (kinds != [TRAINING]), *["training"] * (TRAINING in kinds)]:
            results.engine += _run(results, module, choice, threads)
    if "editor" in sections:
        results.editor += _run(results, "editor", {"quick": quick, "opencv": "OpenCV" in peers}, most)
    if "start" in sections:
        results.start = start_times(QUICK_STARTS if quick else STARTS, most)
    if "memory" in sections:
        for shape in QUICK_BIG if quick else BIG:
            results.memory += _run(results, "memory", {"shape": shape}, most)
    return results


def _run(results: Results, module: str, choice: dict[str, Any], threads: int) -> list[dict[str, Any]]:
    """Run a module of this package and read the lines that it writes; if it fails, those that it had written."""
    try:
        lines = run(module, json.dumps(choice), threads)
    except subprocess.CalledProcessError as error:
        results.failed.append(f"{module} ({threads} threads)")
        lines = error.stdout
    return [json.loads(line) for line in lines.splitlines()]


def _parser() -> argparse.ArgumentParser:
    def listed(text: str) -> list[str]:
        return [name.strip() for name in text.split(",")]

    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and few rounds: a smoke, no measurement")
    parser.add_argument(
        "--only",
        type=listed,
        default=list(SECTIONS),
        metavar="PARTS",
        help=f"separated by commas: {', '.join(SECTIONS)}",
    )
    parser.add_argument(
        "--peers", type=listed, default=NAMES, metavar="NAMES", help=f"separated by commas: none, {', '.join(NAMES)}"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report there, too")
    parser.add_argument(
        "--readme", type=Path, metavar="FILE", help="put the short table between the marks of this file"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

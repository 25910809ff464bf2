"""The measurements as Markdown; no number is written by hand."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.bench import aims
from tests.bench.clock import ratio
from tests.bench.peers import MOST_WINDOW_BYTES, PEERS
from tests.bench.run import DIFFERS, LEVEL, OURS, TOLERANCE, TOO_LONG
from tests.bench.start import EMPTY, MAP, WINDOW
from tests.bench.training import TOLERANCE as LOSS_TOLERANCE
from tests.bench.workloads import KINDS

Record = dict[str, Any]
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"

_HOW = f"""\
Measured by `make bench`. All take the same arrays (float32 unless a table says otherwise) and give a map of the same
values, with zeros around the image. That is checked before anything is timed: results may differ by
1/{round(1 / TOLERANCE):,} of the largest value, Pillow's by {LEVEL} level of its bytes, border aside. A time is that
of one call, with the allocation of its result and without conversions to a library's own types and layouts. The calls
of a row take turns in one process, which is kept on as many cores as there are threads; each turn is a short rest, a
call to warm up and the one that is timed, with Python's garbage collection off and threads of OpenBLAS put to sleep
when idle. Trainings take the same samples in the same order; compared is the mean loss of their first epoch, which may
differ by 1/{round(1 / LOSS_TOLERANCE):,}.

A time is the median, and behind ± half of the range of the middle half of the times. A ratio (×) is the median over
the rounds of the other's time / the time of convviz: above 1 convviz is the quicker. With one thread there are only
libraries that could use a second one. “–”: the library has no function for it, or needs more memory than
{MOST_WINDOW_BYTES >> 30} GiB for it. “{TOO_LONG}”: left out, as a call took so long, or (of a library with one thread)
would have, judged by a smaller one of its kind. “{DIFFERS}”: what it computes is something else, so it was not timed.

In the editor an act begins with the call that a key or the mouse makes, and ends when the view has painted what came
of it, and all other views with it; at rest, when nothing is computed any more. The longest silence is the time in which
the window answers nothing, from the act until it is at rest. What is computed alone is what is painted first: of a
large picture the values for which the screen has pixels. All without a screen (Qt's platform “offscreen”).
The memory is the most that the process held at once, above what it had held with a tiny picture."""


@dataclass
class Results:
    """All that was measured.

    Parameters
    ----------
    machine, versions, missing : str
        In words; `missing` names the peers that are not installed.
    load : str
        Programs that waited for a core before it began.
    quick : bool
        Whether it was but a smoke.
    engine, editor, memory : list of dict
        Of ``run.measure``, ``editor.measure_image`` and ``memory.main``.
    start : dict of list of float
        Seconds by what was painted, of ``start.start_times``.
    failed : list of str
        What broke off.
    """

    machine: str
    versions: str
    missing: str
    load: str
    quick: bool
    engine: list[Record] = field(default_factory=list)
    editor: list[Record] = field(default_factory=list)
    memory: list[Record] = field(default_factory=list)
    start: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def differing(self) -> list[str]:
        """The peers whose result was another than that of convviz, and with which workload."""
        return [
            f"{peer} ({record['kind']}, {record['title']})"
            for record in self.engine
            for peer, why in record["left_out"].items()
            if why == DIFFERS
        ]


def report(results: Results) -> str:
    """Write all of it: the block for README.md, how it was measured, and every table."""
    title = "# Speed: a smoke, whose numbers mean nothing" if results.quick else "# Speed"
    parts = [title, block(results), "## How", _HOW, f"Versions: {results.versions}."]
    if results.missing:
        parts.append(f"Not installed, and so left out: {results.missing}.")
    if results.differing:
        parts.append(f"**Another result than convviz, and so not timed:** {', '.join(results.differing)}.")
    if results.failed:
        parts.append(f"**Broke off, so that rows are missing:** {', '.join(results.failed)}.")
    for threads in sorted({record["threads"] for record in results.engine}, reverse=True):
        parts += _engine_tables([record for record in results.engine if record["threads"] == threads], threads)
    parts += _editor_tables(results)
    return "\n\n".join(parts) + "\n"


def block(results: Results) -> str:
    """Write the part that README.md shows, between its marks: on what, what is reached, and what is not."""
    parts = [
        f"Measured on {results.machine} (load before: {results.load}); {_main_versions(results.versions)}. "
        "In brackets what is aimed at; what is not reached is bold."
    ]
    threads = max((record["threads"] for record in results.engine), default=0)
    least = aims.least_ratios(results.engine, threads)
    if least:
        parts += [
            f"Time of the other / time of convviz with {threads} threads, where it is worst for convviz "
            "(OpenCV, dense: at 1080p; Pillow: bytes):",
            _table(("", *aims.COLUMNS), (_aims_row(peer.name, least) for peer in PEERS if peer.name in least)),
        ]
    parts += _edits_in_short(results.editor)
    if results.start:
        parts.append(_start_in_short(results.start))
    return "\n\n".join((BEGIN, *parts, END))


def _start_in_short(start: dict[str, list[float]]) -> str:
    window, map_, empty = (start[name] for name in (WINDOW, MAP, EMPTY))
    reached = _against(ratio(window, empty), aims.START_AIM, at_most=True)
    return (
        f"Start to first painted window: {_time(float(np.median(window)))}, {reached} times an empty window of Qt; "
        f"to the first painted feature map: {_time(float(np.median(map_)))}, {_number(ratio(map_, empty))} times."
    )


def put_in(text: str, new: str) -> str:
    """Replace the block between the marks in a text.

    Raises
    ------
    ValueError
        If it has not one such block.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"There must be one {BEGIN} and one {END} for the table to go between.")
    before, rest = text.split(BEGIN)
    return before + new + rest.split(END)[1]


def _main_versions(versions: str) -> str:
    return ", ".join(part for part in versions.split(", ") if not part.startswith(("PySide6", "pillow")))


def _aims_row(peer: str, least: dict[str, dict[str, float]]) -> list[str]:
    cells = []
    for column, aim in zip(aims.COLUMNS, aims.AIMS[peer], strict=True):
        reached = least[peer].get(column)
        cells.append("–" if reached is None else _number(reached) if aim is None else _against(reached, aim))
    return [peer, *cells]


def _edits_in_short(records: list[Record]) -> list[str]:
    """Write a row an act and a picture: by kernel, when it is painted, and the ratio to OpenCV's whole convolution."""
    sizes = sorted({record["kernel"] for record in records})
    rows: dict[str, dict[int, str]] = {}
    for record in records:
        rows.setdefault(f"{record['act']}, {record['image']}", {})[record["kernel"]] = _edit_cell(record)
    if not rows:
        return []
    return [
        "From an edit to the painted map, through the worker and the whole window: within this time in 95 of 100 "
        f"(aim: {_time(aims.PIXELS_AIM)}); × the time of OpenCV's filter2D on the whole picture / that of computing "
        f"what is shown at once (aim: {aims.EDITOR_AIM}, from {aims.EDITOR_FROM}×{aims.EDITOR_FROM} on, on 12 "
        "megapixels):",
        _table(
            ("", *(f"{size}×{size}" for size in sizes)),
            ([title, *(cells.get(size, "–") for size in sizes)] for title, cells in rows.items()),
        ),
    ]


def _edit_cell(record: Record) -> str:
    pixels = record["pixels"]
    late = _late(pixels)
    cell = _bold(_time(late), late > aims.PIXELS_AIM)
    if not record["opencv"] or not record["computed"]:
        return cell
    reached = ratio(record["opencv"], record["computed"])
    return f"{cell}, {_bold(_number(reached), aims.has_editor_aim(record) and reached < aims.EDITOR_AIM)}×"


def _late(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95))


def _engine_tables(records: list[Record], threads: int) -> list[str]:
    parts = [f"## Convolution and training, {threads} {'thread' if threads == 1 else 'threads'}"]
    for kind, meaning in KINDS.items():
        rows = [record for record in records if record["kind"] == kind]
        peers = [peer.name for peer in PEERS if any(peer.name in {**r["seconds"], **r["left_out"]} for r in rows)]
        if rows:
            parts += [f"### {kind}", f"{meaning}.", _table(("", OURS, *peers), (_cells(row, peers) for row in rows))]
    return parts


def _cells(record: Record, peers: Sequence[str]) -> list[str]:
    ours = record["seconds"][OURS]
    cells = [record["title"], _spread(ours)]
    for peer in peers:
        theirs = record["seconds"].get(peer)
        left_out = record["left_out"].get(peer, "–")
        cells.append(f"{_spread(theirs)}, {_number(ratio(theirs, ours))}×" if theirs else left_out)
    return cells


def _editor_tables(results: Results) -> list[str]:
    parts = []
    if results.editor:
        titles = (
            "",
            "picture",
            "kernel",
            "to pixels",
            "95 of 100",
            "until at rest",
            "window silent for at most",
            "computing alone",
            "OpenCV filter2D",
        )
        parts += ["## Editor", _table(titles, map(_edit_row, results.editor))]
    if results.start:
        empty = results.start[EMPTY]
        rows = ([what, _spread(times), _number(ratio(times, empty))] for what, times in results.start.items())
        parts += ["## Start", _table(("", "from the process to its first paint", "× an empty window"), rows)]
    if results.memory:
        titles = ("MiB of the image", "of the map", "most added by opening", "by opening and an edit", "aim")
        parts += ["## Memory", _table(titles, map(_memory_row, results.memory))]
    return parts


def _edit_row(record: Record) -> list[str]:
    late = _late(record["pixels"])
    return [
        record["act"],
        record["image"],
        f"{record['kernel']}×{record['kernel']}",
        _spread(record["pixels"]),
        _bold(_time(late), late > aims.PIXELS_AIM),
        _spread(record["rest"]),
        _bold(_time(record["gap"]), record["gap"] > aims.GAP_AIM),
        *(_spread(record[name]) if record[name] else "–" for name in ("computed", "opencv")),
    ]


def _memory_row(record: Record) -> list[str]:
    aim = record["image"] + record["map"] + aims.MEMORY_AIM
    sizes = (f"{record[name]:.0f}" for name in ("image", "map", "opened"))
    return [*sizes, _bold(f"{record['edited']:.0f}", record["edited"] > aim), f"{aim:.0f}"]


def _against(reached: float, aim: float, at_most: bool = False) -> str:
    """Write a ratio beside its aim; bold if it is not reached."""
    return f"{_bold(_number(reached), reached > aim if at_most else reached < aim)} ({aim:g})"


def _bold(text: str, is_bold: bool) -> str:
    return f"**{text}**" if is_bold else text


def _number(value: float) -> str:
    """Write two digits, or all before the point; cut and not rounded, so that no aim is reached by rounding."""
    step = 10.0 ** min(math.floor(math.log10(value)) - 1, 0)
    return f"{math.floor(value / step + 1e-9) * step:.12g}"


def _spread(seconds: list[float]) -> str:
    low, middle, high = np.percentile(seconds, (25, 50, 75)).tolist()
    return f"{_time(middle)} ±{(high - low) / 2 / middle:.0%}"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_three_digits(seconds / size)} {unit}"
    return f"{_three_digits(seconds / 1e-6)} µs"


def _three_digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""Sweeps in words and as tables."""

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.text.tables import Cell, as_csv, as_markdown
from convviz.lab.translation.course import Axis
from convviz.lab.translation.sweep import READ_OUTS, Question, ReadOut, Sweep
from convviz.lab.translation.translation import Switches

TITLES: dict[ReadOut, str] = {
    "equivariance": "Equivariance error",
    "change": "Change of the pooled features",
    "cosine": "Cosine of the pooled features",
}
AXIS_NAMES: dict[Axis, str] = {
    "x": "shift to the right, dx in pixels",
    "y": "shift down, dy in pixels",
    "diagonal": "shift right and down, dx = dy in pixels",
    "plane": "shift to the right, dx in pixels",
}
_LONGEST_NAME = 40  # in a title
_SHORT = {"x": "dx", "y": "dy", "diagonal": "dx = dy"}
_BESIDE = {"x": ", dy = 0", "y": ", dx = 0", "diagonal": ""}


class Answer(NamedTuple):
    """A question, and what was measured for it."""

    question: Question
    sweep: Sweep


def value_text(value: float) -> str:
    """Write a read-out in three digits, a cosine just below 1 in eight; "–" where there is none."""
    digits = 8 if 0.999 < abs(value) < 1 else 3
    return "–" if math.isnan(value) else format_number(value, digits)


def place_text(axis: Axis, place: float, *, is_exact: bool = True) -> str:
    """Say where a value is read, for example "at dx = −3"; if it is not exact, that no nearer one was measured.

    Examples
    --------
    >>> place_text("x", -3), place_text("x", 16, is_exact=False)
    ('at dx = −3', 'nearest measured: dx = 16, dy = 0')
    """
    here = f"{_SHORT[axis]} = {format_number(place)}"
    return f"at {here}" if is_exact else f"nearest measured: {here}{_BESIDE[axis]}"


def told_apart(compared: Sequence[Switches]) -> list[str]:
    """Say of each set of switches what not all of them share; of a single one, all.

    Examples
    --------
    >>> circular = Switches(padding_mode="circular")
    >>> told_apart([replace(circular, stride=1), replace(circular, stride=2), circular])
    ['stride 1', 'stride 2', 'nothing else']
    >>> told_apart([circular, Switches()])
    ['circular padding', 'your network']
    """
    if len(compared) < 2:
        return [each.title for each in compared]
    shared = [field.name for field in fields(Switches) if len({getattr(each, field.name) for each in compared}) == 1]
    rests = [replace(each, **dict.fromkeys(shared)) for each in compared]
    return [
        "nothing else" if rest == Switches() and each != rest else rest.title
        for each, rest in zip(compared, rests, strict=True)
    ]


def duration(seconds: float) -> str:
    """Say about how long something takes.

    Examples
    --------
    >>> duration(0.4), duration(7.2), duration(43), duration(150)
    ('about a second', 'about 7 s', 'about 45 s', 'about 3 min')
    """
    if seconds < 1.5:
        return "about a second"
    if seconds < 60:
        return f"about {round(seconds) if seconds < 10 else 5 * math.ceil(seconds / 5)} s"
    return f"about {math.ceil(seconds / 60)} min"


def wide_table(answers: Sequence[Answer], read_out: ReadOut) -> tuple[list[str], list[list[Cell]]]:
    """Return one read-out as a table for reading: a row a shift, a column a layer of each answer.

    Parameters
    ----------
    answers : sequence of Answer
        At least one; all of one course.
    read_out : str
        One of ``READ_OUTS``.
    """
    first = answers[0].sweep
    several = len(answers) > 1
    titles = [
        f"{question.switches.title}: {name}" if several else name for question, sweep in answers for name in sweep.names
    ]
    rows: list[list[Cell]] = []
    for index in first.done.tolist():
        values = [value for _, sweep in answers for value in sweep.of(read_out)[index].tolist()]
        rows.append([*first.course.shifts[index].tolist(), *values])
    return ["dy", "dx", *titles], rows


def markdown(answers: Sequence[Answer], read_out: ReadOut) -> str:
    """Write one read-out as a table in Markdown, under a line that says what it is."""
    return f"{TITLES[read_out]}. {'; '.join(about(answers))}\n\n{as_markdown(*wide_table(answers, read_out))}"


def csv_text(answers: Sequence[Answer]) -> str:
    """Write everything that was measured as CSV: a row a shift and layer, with both read-outs.

    Lines that begin with # say before what picture, network, edge and interpolation it is of;
    ``pandas.read_csv(…, comment="#")`` leaves them out.

    Parameters
    ----------
    answers : sequence of Answer
        At least one.
    """
    headings = ["network", "dy", "dx", "layer", "equivariance error", "change", "cosine"]
    rows: list[list[Cell]] = []
    for question, sweep in answers:
        for index in sweep.done.tolist():
            for layer, name in enumerate(sweep.names):
                values = [_bare(float(sweep.of(read_out)[index, layer])) for read_out in READ_OUTS]
                rows.append([question.switches.title, *sweep.course.shifts[index].tolist(), name, *values])
    return "".join(f"# {line}\r\n" for line in about(answers)) + as_csv(headings, rows)


def title_of(state: State) -> str:
    """Return a title for a picture of the curves: what is moved, and how."""
    return _as_line(
        f"{state.image_name[:_LONGEST_NAME]}, edge: {state.translation.edge}, {state.translation.interpolation}"
    )


def about(answers: Sequence[Answer]) -> list[str]:
    """Say what answers are of: picture, networks, edge, interpolation; a line each."""
    question, sweep = answers[0]
    state, moved = question.state, question.state.translation
    height, width = sweep.input_size
    size = f"{width} × {height} pixels{', reduced' if question.is_reduced else ''}"
    networks = [f"network {each.switches.title}: {' → '.join(found.names)}" for each, found in answers]
    moving = [f"edge: {moved.edge}", f"interpolation: {moved.interpolation}", f"operation: {state.operation}"]
    return list(map(_as_line, [f"image: {state.image_name}, {size}", *networks, *moving]))


def _bare(value: float) -> Cell:
    """Leave a cell empty where there is nothing to measure."""
    return "" if math.isnan(value) else value


def _as_line(text: str) -> str:
    """Keep what is no text, as a file name may hold, from ending the line or breaking the file."""
    return " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")

"""What the chart shows: a curve a layer, or a curve for each set of switches that is compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from convviz.engine import FloatArray
from convviz.lab.translation.course import Course
from convviz.lab.translation.sweep import Question, ReadOut, Sweep, ends_of
from convviz.lab.translation.sweep_text import AXIS_NAMES, TITLES, Answer, title_of, told_apart
from convviz.ui.charts.curve import Curve
from convviz.ui.translation.curves_colours import compared_look, layer_colours

Y_NAMES: dict[ReadOut, str] = {"equivariance": "equivariance error", "change": "relative change", "cosine": "cosine"}


class Line(NamedTuple):
    """One curve: of which layer of which network, and how it looks."""

    name: str
    question: Question
    layer: int
    colour: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True, eq=False)
class ChartContent:
    """All that is drawn, and what it was drawn from.

    Parameters
    ----------
    read_out : str
    course : Course
    answers : sequence of Answer
        Each network once.
    curves : sequence of Curve
        Over all places of the course.
    names : sequence of str
        Short ones of the curves, for a legend.
    title, x_name, y_name : str
    x_ends, y_ends : (float, float)
    """

    read_out: ReadOut
    course: Course
    answers: Sequence[Answer]
    curves: Sequence[Curve]
    names: Sequence[str]
    title: str
    x_name: str
    y_name: str
    x_ends: tuple[float, float]
    y_ends: tuple[float, float]

    @property
    def x(self) -> FloatArray:
        """Where the curves have values."""
        return self.course.places


def lines_of_layers(question: Question, read_out: ReadOut, *, dark: bool) -> list[Line]:
    """Return a line for each layer that has this read-out."""
    looked = question.experiment
    count = looked.shown + 1 if read_out == "equivariance" else len(looked.names)
    colours = layer_colours(count, dark=dark)
    return [Line(looked.names[index], question, index, colour) for index, colour in enumerate(colours)]


def lines_of_switches(questions: Sequence[Question], read_out: ReadOut, *, dark: bool) -> list[Line]:
    """Return a line for each network: of the last layer that has this read-out. The one of the state is called so."""
    lines = []
    for index, question in enumerate(questions):
        looked = question.experiment
        layer = looked.shown if read_out == "equivariance" else len(looked.names) - 1
        lines.append(Line(question.switches.title + _now(question), question, layer, *compared_look(index, dark=dark)))
    return lines


def short_names(lines: Sequence[Line]) -> list[str]:
    """Return names for a legend: of networks that are compared what tells them apart."""
    if len({line.question for line in lines}) < 2:
        return [line.name for line in lines]
    names = told_apart([line.question.switches for line in lines])
    return [name + _now(line.question) for name, line in zip(names, lines, strict=True)]


def content_of(
    lines: Sequence[Line], read_out: ReadOut, course: Course, known: Callable[[Question], Sweep | None]
) -> ChartContent:
    """Return what is drawn of lines, as far as it was measured."""
    sweeps = {line.question: known(line.question) for line in lines}
    measured = [_values(line, read_out, course, sweeps[line.question]) for line in lines]
    reach = max(float(course.reach), 0.5)
    return ChartContent(
        read_out=read_out,
        course=course,
        answers=[Answer(question, found) for question, found in sweeps.items() if found],
        curves=[Curve(line.name, y, line.colour, line.style) for line, y in zip(lines, measured, strict=True)],
        names=short_names(lines),
        title=f"{TITLES[read_out]}, {title_of(lines[0].question.state)}" if lines else "",
        x_name=AXIS_NAMES[course.axis],
        y_name=Y_NAMES[read_out],
        x_ends=(-reach, reach),
        y_ends=ends_of(read_out, np.concatenate([np.empty(0), *measured])),
    )


def _now(question: Question) -> str:
    return " (now)" if question.switches == question.state.translation.switches else ""


def _values(line: Line, read_out: ReadOut, course: Course, found: Sweep | None) -> FloatArray:
    """Return the values of a line; NaN where it was not measured."""
    return np.full(len(course.places), np.nan) if found is None else found.of(read_out)[:, line.layer]

"""Curves as a picture for people: on white, with axes, and a legend below, so that it prints well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np
from PIL import Image, ImageDraw

from convviz.engine import FloatArray
from convviz.files.figures import BLACK, GREY, PALE, WHITE, font
from convviz.files.png import save_png
from convviz.lab.progress import Progress, unwatched
from convviz.lab.text.numbers import format_number
from convviz.lab.text.ticks import nice_ticks

SIZE = 1600, 900  # of the plot and what is around it; the legend comes below
_FINE = 2  # it is drawn so many times as large, and reduced: Pillow draws lines without smoothing
_TEXT, _TITLE = 24, 30
_LEFT, _TOP, _RIGHT, _BOTTOM = 130, 80, 40, 110
_DASH, _GAP = 18.0, 12.0
_COLUMNS = 2  # of the legend
_LINE = 36
_ROOM = 0.04  # above the highest value, as a share of the height


@dataclass(frozen=True, eq=False)
class FigureCurve:
    """One line of the figure.

    Parameters
    ----------
    name : str
    y : (n,)
        NaN leaves a gap.
    colour : (int, int, int)
        Red, green, blue, 0 … 255.
    dash : (float, float)
        Lengths of the strokes and of the gaps, in units of a stroke; (1, 0) for a whole line.
    """

    name: str
    y: FloatArray
    colour: tuple[int, int, int]
    dash: tuple[float, float] = (1, 0)


@dataclass(frozen=True, eq=False)
class CurvesFigure:
    """Curves over one axis.

    Parameters
    ----------
    title, x_name : str
    x : (n,)
        Rising.
    curves : sequence of FigureCurve
    x_ends, y_ends : (float, float)
        What the axes span, low < high.
    """

    title: str
    x_name: str
    x: FloatArray
    curves: Sequence[FigureCurve]
    x_ends: tuple[float, float]
    y_ends: tuple[float, float]


def save_curves(
    path: str | PathLike[str], figure: CurvesFigure, text: Mapping[str, str], progress: Progress = unwatched
) -> None:
    """Write curves as PNG.

    Parameters
    ----------
    path : str or path
    figure : CurvesFigure
    text : mapping of str to str
        Text chunks of the file: how it was made.
    progress : callable, optional

    Raises
    ------
    ExportError
        If the file cannot be written; then none is left behind.
    """
    save_png(path, draw_curves(figure), text, progress)


def draw_curves(figure: CurvesFigure) -> Image.Image:
    """Draw curves with their axes and a legend, 1600 pixels wide."""
    rows = -(-len(figure.curves) // _COLUMNS)
    width, height = SIZE[0], SIZE[1] + rows * _LINE
    image = Image.new("RGB", (_FINE * width, _FINE * height), WHITE)
    pen = _Pen(ImageDraw.Draw(image))
    place = _Place(figure)
    pen.text((_LEFT, _TOP / 2), figure.title, BLACK, "lm", _TITLE)
    _draw_axes(pen, place, figure)
    for curve in figure.curves:
        pen.curve(place.x(figure.x), place.y(curve.y), curve)
    for number, curve in enumerate(figure.curves):
        left = _LEFT + number % _COLUMNS * (width - _LEFT) / _COLUMNS
        top = SIZE[1] + (number // _COLUMNS) * _LINE
        pen.curve(np.array([left, left + 60]), np.array([top, top], float), curve)
        pen.text((left + 76, top), curve.name, BLACK, "lm")
    return image.resize((width, height), Image.Resampling.BOX)


class _Place:
    """Where values lie in the figure."""

    def __init__(self, figure: CurvesFigure) -> None:
        self._figure = figure

    def x(self, values: FloatArray) -> FloatArray:
        low, high = self._figure.x_ends
        return np.asarray(_LEFT + (values - low) / (high - low) * (SIZE[0] - _LEFT - _RIGHT))

    def y(self, values: FloatArray) -> FloatArray:
        low, high = self._figure.y_ends
        high += _ROOM * (high - low)
        return np.asarray(SIZE[1] - _BOTTOM - (values - low) / (high - low) * (SIZE[1] - _TOP - _BOTTOM))


class _Pen:
    """Draws in pixels of the finished figure."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def line(self, points: Sequence[tuple[float, float]], colour: tuple[int, int, int], width: float) -> None:
        fine = [(_FINE * x, _FINE * y) for x, y in points]
        self._draw.line(fine, colour, round(_FINE * width), joint="curve")

    def text(
        self, place: tuple[float, float], words: str, colour: tuple[int, int, int], anchor: str, size: int = _TEXT
    ) -> None:
        self._draw.text((_FINE * place[0], _FINE * place[1]), words, colour, font(_FINE * size), anchor=anchor)

    def curve(self, x: FloatArray, y: FloatArray, curve: FigureCurve) -> None:
        there = np.flatnonzero(np.isfinite(y))
        for run in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
            for points in _strokes(x[run], y[run], curve.dash):
                self.line(points, curve.colour, 3)


def _draw_axes(pen: _Pen, place: _Place, figure: CurvesFigure) -> None:
    bottom, right = SIZE[1] - _BOTTOM, SIZE[0] - _RIGHT
    for value in nice_ticks(*figure.y_ends):
        y = float(place.y(np.array(value)))
        pen.line([(_LEFT, y), (right, y)], PALE, 1)
        pen.text((_LEFT - 14, y), format_number(value), GREY, "rm")
    for value in nice_ticks(*figure.x_ends, 12):
        x = float(place.x(np.array(value)))
        pen.line([(x, _TOP), (x, bottom)], PALE, 1)
        pen.text((x, bottom + 14), format_number(value), GREY, "mt")
    pen.line([(_LEFT, _TOP), (_LEFT, bottom), (right, bottom)], GREY, 2)
    pen.text(((_LEFT + right) / 2, bottom + 64), figure.x_name, BLACK, "mm")


def _strokes(x: FloatArray, y: FloatArray, dash: tuple[float, float]) -> list[list[tuple[float, float]]]:
    """Cut a line into strokes."""
    if len(x) < 2:
        return [
            [(float(at_x) - 3, float(at_y)), (float(at_x) + 3, float(at_y))] for at_x, at_y in zip(x, y, strict=True)
        ]
    if not dash[1]:
        return [list(zip(x.tolist(), y.tolist(), strict=True))]
    along = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    on, off = _DASH * dash[0], _GAP * dash[1]
    strokes = []
    for start in np.arange(0, along[-1], on + off):
        stop = min(start + on, along[-1])
        inner = along[(along > start) & (along < stop)]
        at = np.concatenate([[start], inner, [stop]])
        strokes.append(list(zip(np.interp(at, along, x).tolist(), np.interp(at, along, y).tolist(), strict=True)))
    return strokes

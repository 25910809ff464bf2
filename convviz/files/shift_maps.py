"""A map over both shifts as a picture for people: on white, with axes and a colour bar, so that it prints well."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike

import numpy as np
from PIL import Image, ImageDraw

from convviz.engine import FloatArray
from convviz.files.figures import BLACK, GREY, PALE, bar_image, font, write_line
from convviz.files.png import save_png
from convviz.lab.pictures.display import Scale
from convviz.lab.progress import Progress, unwatched
from convviz.lab.text.numbers import format_number
from convviz.lab.text.ticks import nice_ticks

SIDE = 1000  # pixels, of the map
_TEXT, _TITLE = 24, 30
_LEFT, _TOP, _BOTTOM = 130, 120, 110
_RIGHT = 40  # between the map and its colour bar


@dataclass(frozen=True, eq=False)
class ShiftMapFigure:
    """Values over two shifts.

    Parameters
    ----------
    title, quantity : str
        What is shown of what, and what the colours stand for.
    places : (n,)
        The shifts along either axis, rising, at equal distances.
    values : (n, n)
        Shifts down along the rows, to the right along the columns; NaN where nothing was measured.
    scale : Scale
    """

    title: str
    quantity: str
    places: FloatArray
    values: FloatArray
    scale: Scale


def save_shift_map(
    path: str | PathLike[str], figure: ShiftMapFigure, text: Mapping[str, str], progress: Progress = unwatched
) -> None:
    """Write a map over both shifts as PNG.

    Parameters
    ----------
    path : str or path
    figure : ShiftMapFigure
    text : mapping of str to str
        Text chunks of the file: how it was made.
    progress : callable, optional

    Raises
    ------
    ExportError
        If the file cannot be written; then none is left behind.
    """
    save_png(path, draw_shift_map(figure), text, progress)


def draw_shift_map(figure: ShiftMapFigure) -> Image.Image:
    """Draw the map with its axes, and its colour bar at the right."""
    bar = bar_image(SIDE, figure.scale, (0.0, 0.0), _TEXT)
    right = _LEFT + SIDE + _RIGHT
    width = max(right + bar.width, round(right + font(_TEXT).getlength(figure.quantity))) + _TEXT
    image = Image.new("RGB", (width, _TOP + SIDE + _BOTTOM), (255, 255, 255))
    write_line(image, (_LEFT, 30), figure.title, width - _LEFT, _TITLE)
    write_line(image, (right, _TOP - 2 * _TEXT), figure.quantity, width - right, _TEXT)
    cells = figure.scale.rgb(np.nan_to_num(figure.values, posinf=figure.scale.high))
    cells[np.isnan(figure.values)] = PALE
    image.paste(Image.fromarray(cells).resize((SIDE, SIDE), Image.Resampling.NEAREST), (_LEFT, _TOP))
    image.paste(bar, (right, _TOP))
    _draw_axes(ImageDraw.Draw(image), figure)
    return image


def _draw_axes(draw: ImageDraw.ImageDraw, figure: ShiftMapFigure) -> None:
    draw.rectangle((_LEFT, _TOP, _LEFT + SIDE, _TOP + SIDE), outline=GREY, width=2)
    low, high = float(figure.places[0]), float(figure.places[-1])
    cell = SIDE / len(figure.places)
    for tick in nice_ticks(min(low, -1.0), max(high, 1.0), 9):
        if low <= tick <= high:
            along = cell / 2 + (SIDE - cell) * (tick - low) / ((high - low) or 1)
            draw.text((_LEFT - 14, _TOP + along), format_number(tick), GREY, font(_TEXT), anchor="rm")
            draw.text((_LEFT + along, _TOP + SIDE + 14), format_number(tick), GREY, font(_TEXT), anchor="mt")
    below = _LEFT + SIDE / 2, _TOP + SIDE + 72
    draw.text(below, "→ shift to the right dx,  ↓ shift down dy, in pixels", BLACK, font(_TEXT), anchor="mm")

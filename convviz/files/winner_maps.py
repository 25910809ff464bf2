"""Which class wins where, as a picture for people: the maps of several networks side by side, on white."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np
from PIL import Image, ImageDraw

from convviz.files.figures import BLACK, GREY, WHITE, font, write_line
from convviz.files.png import save_png
from convviz.lab.pictures.class_colours import class_colour, ink_on
from convviz.lab.progress import Progress, unwatched
from convviz.lab.text.numbers import format_number
from convviz.lab.translation.classified import FREE, PLACES, labels_of
from convviz.nn.shifted_scores import Classes

CELL = 24  # pixels
SIDE = CELL * len(PLACES)
_TEXT, _TITLE = 24, 30
_LEFT, _TOP, _GAP, _BOTTOM = 70, 150, 70, 150
_SWATCH = 28


@dataclass(frozen=True, eq=False)
class WinnerMapFigure:
    """Winners over two shifts.

    Parameters
    ----------
    title : str
    names, details : sequence of str
        What is written above and below each map.
    winners : sequence of (17, 17) int
        The class of each cell: shifts down along the rows, to the right along the columns.
    """

    title: str
    names: Sequence[str]
    details: Sequence[str]
    winners: Sequence[Classes]


def save_winner_maps(
    path: str | PathLike[str], figure: WinnerMapFigure, text: Mapping[str, str], progress: Progress = unwatched
) -> None:
    """Write maps of winners as PNG.

    Parameters
    ----------
    path : str or path
    figure : WinnerMapFigure
    text : mapping of str to str
        Text chunks of the file: how it was made.
    progress : callable, optional

    Raises
    ------
    ExportError
        If the file cannot be written; then none is left behind.
    """
    save_png(path, draw_winner_maps(figure), text, progress)


def draw_winner_maps(figure: WinnerMapFigure) -> Image.Image:
    """Draw the maps beside one another, each with its axes, and a legend of the classes below."""
    width = _LEFT + max(2, len(figure.winners)) * (SIDE + _GAP)
    image = Image.new("RGB", (width, _TOP + SIDE + _BOTTOM), WHITE)
    write_line(image, (_LEFT, 30), figure.title, width - _LEFT, _TITLE)
    draw = ImageDraw.Draw(image)
    for number, (name, detail, winners) in enumerate(zip(figure.names, figure.details, figure.winners, strict=True)):
        left = _LEFT + number * (SIDE + _GAP)
        write_line(image, (left, _TOP - 70), name, SIDE, _TEXT)
        write_line(image, (left, _TOP - 36), detail, SIDE + _GAP // 2, _TEXT - 4)
        cells = np.array([class_colour(label) for label in range(10)], np.uint8)[winners]
        image.paste(Image.fromarray(cells).resize((SIDE, SIDE), Image.Resampling.NEAREST), (left, _TOP))
        _draw_labels(draw, left, winners)
        _draw_axes(draw, left)
    _draw_legend(draw, sorted({int(label) for winners in figure.winners for label in np.unique(winners)}))
    return image


def _draw_labels(draw: ImageDraw.ImageDraw, left: int, winners: Classes) -> None:
    for label, (row, column) in labels_of(winners).items():
        middle = left + (column + 0.5) * CELL, _TOP + (row + 0.5) * CELL
        draw.text(middle, str(label), ink_on(class_colour(label)), font(_TEXT), anchor="mm")


def _draw_axes(draw: ImageDraw.ImageDraw, left: int) -> None:
    draw.rectangle((left, _TOP, left + SIDE, _TOP + SIDE), outline=GREY, width=2)
    inner = [CELL * (FREE[0] - PLACES[0]), CELL * (FREE[-1] + 1 - PLACES[0])]
    for colour, width in ((WHITE, 5), (BLACK, 2)):
        draw.rectangle(
            (left + inner[0], _TOP + inner[0], left + inner[1], _TOP + inner[1]), outline=colour, width=width
        )
    for tick in (PLACES[0], 0, PLACES[-1]):
        along, text = (tick - PLACES[0] + 0.5) * CELL, format_number(tick)
        draw.text((left - 8, _TOP + along), text, GREY, font(_TEXT), anchor="rm")
        draw.text((left + along, _TOP + SIDE + 8), text, GREY, font(_TEXT), anchor="mt")


def _draw_legend(draw: ImageDraw.ImageDraw, labels: Sequence[int]) -> None:
    top, left = _TOP + SIDE + 64, float(_LEFT)
    draw.text((left, top), "Wins:", BLACK, font(_TEXT), anchor="lm")
    for number, label in enumerate(labels):
        x = left + 90 + number * 80
        draw.rectangle((x, top - _SWATCH / 2, x + _SWATCH, top + _SWATCH / 2), fill=class_colour(label))
        draw.text((x + _SWATCH + 10, top), str(label), BLACK, font(_TEXT), anchor="lm")
    said = "→ dx, ↓ dy in pixels; inside the line all of the digit is on the canvas"
    draw.text((left, top + 48), said, BLACK, font(_TEXT), anchor="lm")

"""The contact sheet: all feature maps of a layer on one page, each with its name, its values and its colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log
from os import PathLike
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from convviz.engine import FloatArray
from convviz.files.figures import GREY, PALE, WHITE, bar_image, bar_width, least_bar_height, write_line
from convviz.files.png import write_png
from convviz.files.writing import ending_of, new_file
from convviz.lab.pictures.display import Scale, shares_beyond
from convviz.lab.pictures.summary import ends_of
from convviz.lab.progress import Progress, part, unwatched
from convviz.lab.text.numbers import format_number

_SIDE = 640  # of a map, in pixels: larger ones are reduced to it, smaller ones zoomed as far as they stay below
_TEXT, _HEADING = 20, 28
_MARGIN, _GAP = 40, 32
_LINE = round(1.5 * _TEXT)
_LABEL = 2 * _LINE  # the height of what stands above a map
_GRID_TOP = _MARGIN + round(1.4 * _HEADING) + _GAP // 2
_BAND = 256  # rows that are written at a time
_PLEASANT = 1.4  # width : height of a page on its side


@dataclass(frozen=True, eq=False)
class Entry:
    """One map of a contact sheet.

    Parameters
    ----------
    feature_map : (H, W) or (3, H, W)
        Of the same shape in all entries.
    title : str
        What it is called.
    scale : Scale
        Its colours.
    """

    feature_map: FloatArray
    title: str
    scale: Scale


@dataclass(frozen=True)
class Layout:
    """Where everything on the sheet is, in pixels.

    Parameters
    ----------
    columns, rows : int
        Of the grid.
    map_height, map_width : int
        Of a map as it is drawn.
    cell_height, cell_width : int
        Of a map with its label, and with its colour bar if each has its own.
    height, width : int
        Of the sheet.
    """

    columns: int
    rows: int
    map_height: int
    map_width: int
    cell_height: int
    cell_width: int
    height: int
    width: int


def save_contact_sheet(
    path: str | PathLike[str],
    entries: Sequence[Entry],
    heading: str,
    *,
    columns: int = 0,
    one_scale: bool = False,
    recipe: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> None:
    """Write a contact sheet as PNG, which is replaced in one step or stays as it was.

    Parameters
    ----------
    path : str or path
    entries, heading, columns, one_scale
        As in ``contact_sheet``.
    recipe : mapping of str to str, optional
        How the maps were made: text chunks of the PNG.
    progress : callable, optional
        Told how much is drawn and written, 0 … 1.

    Raises
    ------
    ExportError
        If the suffix is another, or the file cannot be written.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    ending_of(Path(path).name, {".png": "a picture"})
    with new_file(path) as file:
        sheet = contact_sheet(entries, heading, columns=columns, one_scale=one_scale, progress=part(progress, 0, 2))
        bands = (
            np.asarray(sheet.crop((0, top, sheet.width, min(top + _BAND, sheet.height))))
            for top in range(0, sheet.height, _BAND)
        )
        write_png(file, sheet.height, sheet.width, bands, recipe or {}, part(progress, 1, 2))


def contact_sheet(
    entries: Sequence[Entry],
    heading: str,
    *,
    columns: int = 0,
    one_scale: bool = False,
    progress: Progress = unwatched,
) -> Image.Image:
    """Draw all maps in a grid, black on white.

    Parameters
    ----------
    entries : sequence of Entry
        At least one.
    heading : str
        What they are of, in one line.
    columns : int
        How many stand beside one another; 0 for as many as give the sheet a pleasant shape.
    one_scale : bool
        Whether all have the same scale: one colour bar stands for all then, else each has its own.
    progress : callable, optional
        Told the share of the maps that are drawn.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it.
    """
    height, width = map(int, entries[0].feature_map.shape[-2:])
    layout = layout_of((height, width), len(entries), columns=columns, one_scale=one_scale)
    sheet = Image.new("RGB", (layout.width, layout.height), WHITE)
    write_line(sheet, (_MARGIN, _MARGIN), heading, layout.width - 2 * _MARGIN, _HEADING, heavy=True)
    beyond = []
    for index, entry in enumerate(entries):
        progress(index / len(entries))
        row, column = divmod(index, layout.columns)
        left = _MARGIN + column * (layout.cell_width + _GAP)
        top = _GRID_TOP + row * (layout.cell_height + _GAP)
        _draw_entry(sheet, entry, index + 1, (left, top), layout)
        beyond.append(shares_beyond(entry.feature_map, entry.scale))
        if not one_scale:
            height = max(layout.map_height, least_bar_height(_TEXT))
            bar = bar_image(height, entry.scale, beyond[-1], _TEXT)
            sheet.paste(bar, (left + layout.map_width, top + _LABEL))
    if one_scale:
        below, above = (max(shares) for shares in zip(*beyond, strict=True))
        height = layout.height - _MARGIN - _GRID_TOP - _LABEL
        bar = bar_image(height, entries[0].scale, (below, above), _TEXT)
        sheet.paste(bar, (layout.width - _MARGIN - _bar_width(), _GRID_TOP + _LABEL))
    return sheet


def layout_of(map_shape: tuple[int, int], count: int, *, columns: int = 0, one_scale: bool = False) -> Layout:
    """Find the place of everything on the sheet.

    Parameters
    ----------
    map_shape : (int, int)
        Rows and columns of every map.
    count : int
        How many there are.
    columns, one_scale
        As in ``contact_sheet``.
    """
    map_height, map_width = _drawn_size(map_shape)
    cell_height = _LABEL + max(map_height, least_bar_height(_TEXT))
    cell_width = map_width if one_scale else map_width + _bar_width()

    def sized(columns: int) -> Layout:
        rows = ceil(count / columns)
        height = _GRID_TOP + rows * (cell_height + _GAP) - _GAP + _MARGIN
        width = 2 * _MARGIN + columns * (cell_width + _GAP) - _GAP
        width += _bar_width() if one_scale else 0
        return Layout(columns, rows, map_height, map_width, cell_height, cell_width, height, width)

    if columns:
        return sized(min(columns, count))
    return min(map(sized, range(1, count + 1)), key=lambda layout: _unpleasantness(layout, count))


def _bar_width() -> int:
    """Return the room for a colour bar, the same whatever its numbers: a longer one goes into the gap beside it."""
    return bar_width("−0.00123", _TEXT)


def _unpleasantness(layout: Layout, count: int) -> float:
    empty = layout.columns * layout.rows - count
    return abs(log(layout.width / layout.height / _PLEASANT)) + empty / count


def _zoom_and_reduction(map_shape: tuple[int, int]) -> tuple[int, int]:
    longest = max(map_shape)
    return max(1, _SIDE // longest), ceil(longest / _SIDE)


def _drawn_size(map_shape: tuple[int, int]) -> tuple[int, int]:
    zoom, reduction = _zoom_and_reduction(map_shape)
    height, width = (ceil(side / reduction) * zoom for side in map_shape)
    return height, width


def _drawn(entry: Entry) -> Image.Image:
    """Return the map as it is seen, larger by a whole number or smaller by one, every pixel then a mean."""
    image = Image.fromarray(np.ascontiguousarray(entry.scale.rgb(entry.feature_map)))
    shape = image.height, image.width
    _, reduction = _zoom_and_reduction(shape)
    height, width = _drawn_size(shape)
    return image.reduce(reduction).resize((width, height), Image.Resampling.NEAREST)


def _draw_entry(sheet: Image.Image, entry: Entry, number: int, corner: tuple[int, int], layout: Layout) -> None:
    """Draw a map with its label above it."""
    left, top = corner
    low, high = ends_of([entry.feature_map])
    write_line(sheet, (left, top), f"{number}  {entry.title}", layout.map_width, _TEXT, heavy=True)
    values = f"{format_number(low, 3)} … {format_number(high, 3)}"
    write_line(sheet, (left, top + _LINE), values, layout.map_width, _TEXT, colour=GREY)
    top += _LABEL
    sheet.paste(_drawn(entry), (left, top))
    edges = (left - 1, top - 1, left + layout.map_width, top + layout.map_height)
    ImageDraw.Draw(sheet).rectangle(edges, outline=PALE)  # a pale map ends somewhere, too

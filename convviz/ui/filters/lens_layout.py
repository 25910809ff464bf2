"""Where everything of the lens stands: a pure layout of patch × kernel = products and of the sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSizeF

from convviz.engine import FloatArray
from convviz.lab.kernel.lens import Lens, SumLine
from convviz.lab.text.numbers import MINUS, format_number
from convviz.ui.filters.lens_grid import (
    Grid,
    WidthOf,
    cell_size,
    holds_number,
    numbers_in,
    scale_of_channels,
    with_exponent,
)
from convviz.ui.terms import TERMS
from convviz.ui.theme import BODY, SMALL, UNIT

TITLE_HEIGHT = 16.0
SIGN_WIDTH = 2.0 * UNIT
LARGEST_PITCH, SMALLEST_PITCH = 22.0, 18.0  # from one line of the sum to the next
NUMBER_WIDTH, PLANE_WIDTH = 11.0 * UNIT, 7.5 * UNIT

PATCH_TIP = "The pixels of the input that the kernel lies over for this value."
PRODUCTS_TIP = "Each pixel of the patch times the weight that lies over it."
SUM_TIP = "The products of a channel added up. Click it to see the patch, kernel and products of that channel."
OTHERS_TIP = "The channels that have no room here, added up. The wheel or the arrow keys bring them."


class View(NamedTuple):
    """What of a lens is shown: a channel, in these colours."""

    channel: int
    signed: str
    turned: bool


class Part(NamedTuple):
    """One of the three matrices, of all channels, and what is written before and above it."""

    sign: str
    name: str
    title: str
    tip: str
    values: FloatArray
    dotted: npt.NDArray[np.bool_]


class Text(NamedTuple):
    """Words or a number, and where they stand."""

    text: str
    place: QRectF
    tip: str = ""
    quiet: bool = False
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, eq=False)
class Layout:
    """What is drawn of a lens.

    Parameters
    ----------
    grids : tuple of Grid
        Patch, kernel and products.
    titles : tuple of Text
        What is written above them.
    texts : tuple of Text
        The signs between them, and the sum.
    channels : dict of int to QRectF
        Where a click shows which channel.
    """

    grids: tuple[Grid, ...]
    titles: tuple[Text, ...]
    texts: tuple[Text, ...]
    channels: dict[int, QRectF]


def lay_out(lens: Lens, view: View, size: QSizeF, width_of: WidthOf) -> Layout:
    """Place everything that is drawn of a lens.

    Parameters
    ----------
    lens : Lens
    view : View
    size : QSizeF
        What room there is, in logical pixels.
    width_of : callable
        Measures a text, in a font of a given size.
    """
    planes = len(lens.totals)
    lines = lens.sum_lines(view.channel, int((size.height() - TITLE_HEIGHT) / SMALLEST_PITCH))
    label_width = max(width_of(line.label, SMALL) for line in lines) + (UNIT if planes == 1 else 2 * UNIT)
    sum_width = label_width + (planes * PLANE_WIDTH if planes > 1 else NUMBER_WIDTH)
    room = QSizeF((size.width() - sum_width - 2 * SIGN_WIDTH - 2 * UNIT) / 3, size.height() - TITLE_HEIGHT)
    cell = cell_size(lens.is_pixel.shape, room)
    grids, titles, texts, left = [], [], [], 0.0
    for part in _parts(lens, view):
        if part.sign:
            sign = QRectF(left, TITLE_HEIGHT, SIGN_WIDTH, cell.height() * len(lens.rows))
            texts.append(Text(part.sign, sign, centred=True))
            left += SIGN_WIDTH
        grids.append(_grid(part, view, left, cell, width_of))
        longest = max(width_of(part.title, SMALL), width_of(f"{part.name} {MINUS}0.00000", SMALL)) + UNIT
        width = max(grids[-1].place.width(), min(longest, room.width()))
        titles.append(Text(part.title, QRectF(left, 0, width, TITLE_HEIGHT), part.tip, quiet=True))
        left += width
    labels = QRectF(left + 2 * UNIT, 0, label_width, size.height())
    sum_texts, channels = _sum(lens, lines, labels, width_of)
    return Layout(tuple(grids), tuple(titles), (*texts, *sum_texts), channels)


def _parts(lens: Lens, view: View) -> Iterator[Part]:
    name = lens.channel_names[view.channel]
    channel = f", {name}" if name else ""
    weights_of = channel if len(lens.totals) == 1 else ""  # else all channels have the same
    turned = ", turned by half a turn" if view.turned else ""
    nowhere = np.zeros_like(lens.is_pixel)
    yield Part("", "Patch", f"Patch{channel}", PATCH_TIP, lens.patch, ~lens.is_pixel)
    yield Part("×", "Kernel", f"Kernel{weights_of}{turned}", TERMS["kernel"], lens.kernel, nowhere)
    yield Part("=", "Products", "Products", PRODUCTS_TIP, lens.products, nowhere)


def _grid(part: Part, view: View, left: float, cell: QSizeF, width_of: WidthOf) -> Grid:
    values = part.values[view.channel]
    rows, columns = values.shape
    readable = holds_number((rows, columns), cell)
    is_picture = part.name == "Patch" and part.values.min() >= 0
    return Grid(
        name=part.name,
        place=QRectF(left, TITLE_HEIGHT, columns * cell.width(), rows * cell.height()),
        values=values,
        scale=scale_of_channels(part.values, "grey" if is_picture else view.signed),
        numbers=numbers_in(values, cell.width() - 2, width_of) if readable else [],
        dotted=part.dotted,
    )


def _sum(lens: Lens, lines: list[SumLine], labels: QRectF, width_of: WidthOf) -> tuple[list[Text], dict[int, QRectF]]:
    """Place the lines of the sum; ``labels`` is the column of what is written before the numbers."""
    planes = len(lens.totals)
    pitch = min(LARGEST_PITCH, (labels.height() - TITLE_HEIGHT) / len(lines))
    width = PLANE_WIDTH if planes > 1 else NUMBER_WIDTH
    columns = [QRectF(labels.right() + plane * width, 0, width, TITLE_HEIGHT) for plane in range(planes)]
    texts, channels = [], {}
    if planes > 1:
        texts = [
            Text(name, column, SUM_TIP, quiet=True) for name, column in zip(lens.channel_names, columns, strict=True)
        ]
        height = TITLE_HEIGHT + pitch * len(lines)
        channels = {plane: QRectF(column.left() - UNIT, 0, width, height) for plane, column in enumerate(columns)}
    else:
        texts = [Text("Sum", QRectF(labels.left(), 0, labels.width(), TITLE_HEIGHT), SUM_TIP, quiet=True)]
    for index, line in enumerate(lines):
        top, tip = TITLE_HEIGHT + index * pitch, _tip(line)
        texts.append(Text(line.label, QRectF(labels.left(), top, labels.width(), pitch), tip, quiet=True))
        for value, column in zip(line.values, columns, strict=True):
            place = QRectF(column.left(), top, width, pitch)
            text = _total(value, width - UNIT, width_of)
            texts.append(Text(text, place, tip, bold=index == len(lines) - 1))
        if line.channel is not None and len(lens.sums) > 1:
            channels[line.channel] = QRectF(labels.left() - UNIT, top, UNIT + labels.width() + width, pitch)
    return texts, channels


def _total(value: float, width: float, width_of: WidthOf) -> str:
    texts = [*(format_number(value, digits) for digits in (4, 3, 2, 1)), with_exponent(value)]
    return next((text for text in texts if width_of(text, BODY) <= width), "…")


def _tip(line: SumLine) -> str:
    tips = {"Σ": SUM_TIP, "+": TERMS["bias"], "→": TERMS["activation"], "=": TERMS["feature map"]}
    return OTHERS_TIP if line.label.endswith("others") else tips[line.label[0]]

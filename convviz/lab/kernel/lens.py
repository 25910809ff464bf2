"""The lens: the arithmetic of one value of a feature map, spelt out."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.engine.padding import read, source_index
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.nn.receptive_field import field_of

CHANNEL_NAMES = {1: ("",), 3: ("red", "green", "blue")}
MOST_TERMS = 4  # channels that a sentence names one by one


class SumLine(NamedTuple):
    """One line of the sum under the products.

    Parameters
    ----------
    label : str
        What is written before the numbers.
    values : tuple of float
        One number, or one a plane where each channel has an answer of its own.
    channel : int or None
        The channel whose products it is the sum of, if it is one channel's.
    """

    label: str
    values: tuple[float, ...]
    channel: int | None = None


@dataclass(frozen=True, eq=False)
class Lens:
    """One value of the selected feature map, and what it is the sum of.

    Parameters
    ----------
    y, x : int
        Its row and column.
    rows, columns : (kernel_height,) and (kernel_width,)
        Rows and columns of the input that the kernel lies over; of padding they are below 0 or beyond its end.
    patch, kernel, products : (C, kernel_height, kernel_width)
        The input under the kernel, padding filled in; the weights as they lie over it; the one times the other.
    is_pixel : (kernel_height, kernel_width), bool
        Where the patch is the picture's, and not padding.
    sums : (C,)
        The sum of the products of each channel.
    bias : float
    totals, values : (P,)
        All sums and the bias; the value of the map, which is what the activation makes of the total. One of each, or
        one a channel where the same kernel answers on each channel for itself. Where there is no activation the total
        is the map's own value, rounded to float32 as the engine does.
    activation : str
        Its name.
    """

    y: int
    x: int
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    patch: FloatArray
    kernel: FloatArray
    products: FloatArray
    is_pixel: npt.NDArray[np.bool_]
    sums: FloatArray
    bias: float
    totals: FloatArray
    values: FloatArray
    activation: str

    @property
    def channel_names(self) -> tuple[str, ...]:
        """What the channels are called: nothing if it is one, their colours if they are three, else by number."""
        count = len(self.sums)
        return CHANNEL_NAMES.get(count) or tuple(f"channel {index + 1}" for index in range(count))

    def sentence(self) -> str:
        """Write the sum in one line, for example ``red −0.1 + green 0.2 + blue 0.1 + bias 0 = 0.2 → ReLU 0.2``."""
        named = zip(self.channel_names, self.sums.tolist(), strict=True)
        terms = [f"{name or 'Σ'} {format_number(each)}" for name, each in named]
        if len(self.totals) > 1:
            sums = terms
        elif len(terms) > MOST_TERMS:
            sums = [f"Σ of {len(terms)} channels {format_number(float(self.sums.sum()))}"]
        else:
            sums = [" + ".join(terms)]
        lines = (self._line(*each) for each in zip(sums, self.totals.tolist(), self.values.tolist(), strict=True))
        return "; ".join(lines)

    def sum_lines(self, channel: int = 0, most: int = 99) -> list[SumLine]:
        """Write the sum line by line, from the sums of the channels to the value of the map, which is the last.

        Parameters
        ----------
        channel : int
            The channel that is never left out.
        most : int
            So many lines there may be; where there are more channels, one line sums up those that are left out.
            There are never less than five.
        """
        bias, identity = (self.bias,) * len(self.totals), self.activation == "Identity"
        last = [SumLine("= value" if identity else "= sum", tuple(self.totals.tolist()))]
        if not identity:
            last.append(SumLine(f"→ {self.activation}", tuple(self.values.tolist())))
        last.insert(0, SumLine("+ bias", bias))
        if len(self.totals) > 1:
            return [SumLine("Σ", tuple(self.sums.tolist())), *last]
        return [*self._channel_lines(channel, max(2, most - len(last))), *last]

    def _channel_lines(self, channel: int, most: int) -> list[SumLine]:
        count = len(self.sums)
        named = count if count <= most else most - 1
        first = min(max(channel - named // 2, 0), count - named)
        shown = range(first, first + named)
        lines = [
            SumLine(f"Σ {self.channel_names[index]}".strip(), (float(self.sums[index]),), index) for index in shown
        ]
        if named < count:
            others = float(self.sums.sum() - self.sums[first : first + named].sum())
            lines.append(SumLine(f"Σ {count - named} others", (others,)))
        return lines

    def _line(self, terms: str, total: float, value: float) -> str:
        line = f"{terms} + bias {format_number(self.bias)} = {format_number(total)}"
        return line if self.activation == "Identity" else f"{line} → {self.activation} {format_number(value)}"


class Shown(Protocol):
    """A frame, or a glimpse of one."""

    @property
    def state(self) -> State:
        """What it shows."""

    @property
    def input(self) -> FloatArray:
        """What the shown convolution gets, (C, H, W)."""

    def values_at(self, y: int, x: int) -> FloatArray:
        """Return the values of the selected map at one position, (1 or 3,)."""


def look(shown: Shown, y: int, x: int) -> Lens:
    """Spell out the value at row y, column x of the selected feature map.

    Parameters
    ----------
    shown : Frame or Glimpse
    y, x : int
        A position of its map.
    """
    state, given = shown.state, shown.input
    layer, index = state.applied_layer, state.selected_filter
    region = field_of(layer).region(y, x)
    height, width = given.shape[1:]
    rows = np.arange(region.top, region.bottom, layer.dilation[0])
    columns = np.arange(region.left, region.right, layer.dilation[1])
    sources = (source_index(rows, height, layer.padding_mode), source_index(columns, width, layer.padding_mode))
    patch = np.array(read(given, *sources), np.float32)
    kernel = layer.weight[index]
    products = patch * kernel
    sums = products.sum(axis=(1, 2), dtype=np.float64)
    bias, values = float(layer.bias[index]), shown.values_at(y, x).astype(np.float64)
    added = sums if state.planes > 1 else sums.sum(keepdims=True)
    return Lens(
        y=y,
        x=x,
        rows=rows,
        columns=columns,
        patch=patch,
        kernel=kernel,
        products=products,
        is_pixel=np.logical_and.outer(_inside(rows, height), _inside(columns, width)),
        sums=sums,
        bias=bias,
        totals=values if state.activation == "Identity" else added + bias,
        values=values,
        activation=state.activation,
    )


def next_position(y: int, x: int, shape: tuple[int, int], step: int = 1) -> tuple[int, int]:
    """Walk over a map row by row: after the end of a row comes the next one, after the last value the first.

    Parameters
    ----------
    y, x : int
        A position of the map.
    shape : (int, int)
        Its height and width.
    step : int, optional
        How many values to go on; below 0, back.

    Raises
    ------
    ValueError
        If the map has no such position.

    Examples
    --------
    >>> next_position(0, 4, (3, 5)), next_position(0, 0, (3, 5), -1)
    ((1, 0), (2, 4))
    """
    height, width = shape
    if not (0 <= y < height and 0 <= x < width):
        raise ValueError(f"A map of {height}×{width} values has none at y {y}, x {x}; begin within it.")
    return divmod((y * width + x + step) % (height * width), width)


def _inside(positions: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    return np.asarray((positions >= 0) & (positions < size))

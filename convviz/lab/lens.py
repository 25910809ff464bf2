"""The lens: the arithmetic of one value of a feature map, spelt out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.engine.padding import read, source_index
from convviz.lab.compute import Frame
from convviz.lab.numbers import format_number
from convviz.nn.receptive_field import receptive_field

CHANNEL_NAMES = {1: ("",), 3: ("red", "green", "blue")}


@dataclass(frozen=True, eq=False)
class Lens:
    """One value of the selected feature map, and what it is the sum of.

    Parameters
    ----------
    y, x : int
        Its row and column.
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
    patch: FloatArray
    kernel: FloatArray
    products: FloatArray
    is_pixel: npt.NDArray[np.bool_]
    sums: FloatArray
    bias: float
    totals: FloatArray
    values: FloatArray
    activation: str

    def sentence(self) -> str:
        """Write the sum in one line, for example ``red −0.1 + green 0.2 + blue 0.1 + bias 0 = 0.2 → ReLU 0.2``."""
        names = CHANNEL_NAMES[len(self.sums)]
        terms = [f"{name or 'Σ'} {format_number(float(each))}" for name, each in zip(names, self.sums, strict=True)]
        sums = terms if len(self.totals) > 1 else [" + ".join(terms)]
        lines = (self._line(*each) for each in zip(sums, self.totals.tolist(), self.values.tolist(), strict=True))
        return "; ".join(lines)

    def _line(self, terms: str, total: float, value: float) -> str:
        line = f"{terms} + bias {format_number(self.bias)} = {format_number(total)}"
        return line if self.activation == "Identity" else f"{line} → {self.activation} {format_number(value)}"


def look(frame: Frame, y: int, x: int) -> Lens:
    """Spell out the value at row y, column x of the selected feature map.

    Parameters
    ----------
    frame : Frame
    y, x : int
        A position of ``frame.feature_map``.
    """
    state = frame.state
    layer, index = state.applied_layer, state.selected_filter
    region = receptive_field(layer).region(y, x)
    height, width = frame.input.shape[1:]
    rows = source_index(np.arange(region.top, region.bottom, layer.dilation[0]), height, layer.padding_mode)
    columns = source_index(np.arange(region.left, region.right, layer.dilation[1]), width, layer.padding_mode)
    patch = np.array(read(frame.input, rows, columns), np.float32)
    kernel = layer.weight[index]
    products = patch * kernel
    sums = products.sum(axis=(1, 2), dtype=np.float64)
    bias, values = float(layer.bias[index]), frame.planes[:, y, x].astype(np.float64)
    added = sums if state.planes > 1 else sums.sum(keepdims=True)
    return Lens(
        y=y,
        x=x,
        patch=patch,
        kernel=kernel,
        products=products,
        is_pixel=np.logical_and.outer(
            _inside(region.top, region.bottom, layer.dilation[0], height),
            _inside(region.left, region.right, layer.dilation[1], width),
        ),
        sums=sums,
        bias=bias,
        totals=values if state.activation == "Identity" else added + bias,
        values=values,
        activation=state.activation,
    )


def _inside(start: int, stop: int, step: int, size: int) -> npt.NDArray[np.bool_]:
    positions = np.arange(start, stop, step)
    return np.asarray((positions >= 0) & (positions < size))

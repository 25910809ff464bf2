"""Single values of a feature map, at equal steps: what they are, and how they change with a few weights."""

from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray, conv2d
from convviz.engine.padding import read, source_index
from convviz.lab.translation.shifted_input import read_places
from convviz.nn.conv import Conv2d
from convviz.nn.window import Window

MOST_CHANGED = 8  # weights; of more, the sums are as quickly made anew
MOST_LOST = 8  # times the size of the new weights that the old ones may have


class Sampling(NamedTuple):
    """Which rows and columns of a map."""

    rows: range
    columns: range

    @property
    def size(self) -> int:
        """Number of values."""
        return len(self.rows) * len(self.columns)

    def of(self, feature_map: FloatArray) -> FloatArray:
        """View these values of a map (..., H, W)."""
        rows, columns = (slice(axis.start, axis.stop, axis.step) for axis in self)
        return feature_map[..., rows, columns]


def sampled_map(layer: Conv2d, x: FloatArray, index: int, at: Sampling) -> FloatArray:
    """Compute values of the map of one filter: a convolution with a larger stride.

    Parameters
    ----------
    layer : Conv2d
    x : (in_channels, H, W)
    index : int
        The filter.
    at : Sampling
        Not empty.

    Returns
    -------
    (n, m)
        What the whole map has there, within rounding.
    """
    window = layer.window()
    down, across = (_Seen.of(window, axis, x.shape[axis - 2], at[axis]) for axis in (0, 1))
    if down.fits and across.fits:
        block = x[:, down.crop, across.crop]
        sides = down.before, down.after, across.before, across.after
    else:
        block, sides = read(x, down.pixels(), across.pixels()), (0, 0, 0, 0)
    values: FloatArray = conv2d(
        block,
        layer.weight[[index]],
        layer.bias[[index]],
        stride=(at.rows.step * layer.stride[0], at.columns.step * layer.stride[1]),
        padding=sides,
        dilation=layer.dilation,
        padding_mode=layer.padding_mode,
    )[0]
    return values


def is_small_change(layer: Conv2d, before: Conv2d, index: int) -> bool:
    """Say whether :func:`sampled_change` is quick and exact: few weights of a filter differ, and none was far larger.

    The rounding of a map goes with the size of its weights, and stays when a large one is taken away.

    Parameters
    ----------
    layer, before : Conv2d
        Alike but for their weights and biases.
    index : int
        The filter.
    """
    weights, old = layer.weight[index], before.weight[index]
    few = np.count_nonzero(weights != old) <= MOST_CHANGED
    return bool(few and np.abs(old).sum() <= MOST_LOST * np.abs(weights).sum())


def sampled_change(layer: Conv2d, before: Conv2d, x: FloatArray, index: int, at: Sampling) -> FloatArray:
    """Compute what other weights of one filter change in its map: it is linear in each of them.

    A weight that is greater by δ adds δ times the input, as it lies under that weight at each position.

    Parameters
    ----------
    layer, before : Conv2d
        Alike but for their weights and biases.
    x, index, at
        As in :func:`sampled_map`.

    Returns
    -------
    (n, m)
        To be added to the values before.
    """
    window = layer.window()
    change = np.full((len(at.rows), len(at.columns)), layer.bias[index] - before.bias[index])
    weights, old = layer.weight[index], before.weight[index]
    for channel, *tap in np.argwhere(weights != old).tolist():
        pixels = [_under(window, axis, tap[axis], x.shape[axis - 2], at[axis]) for axis in (0, 1)]
        step = weights[channel, *tap] - old[channel, *tap]
        change += step * read_places(x[channel], *pixels)
    return change


def _under(window: Window, axis: int, tap: int, size: int, places: range) -> np.ndarray:
    """Say which pixel lies under one row or column of the kernel at each place."""
    first = tap * window.dilation[axis] - window.sides[2 * axis]
    return source_index(np.asarray(places) * window.stride[axis] + first, size, window.padding_mode)


class _Seen(NamedTuple):
    """The pixels along an axis that the windows of some places see: from `first` on, before `stop`."""

    first: int
    stop: int
    size: int
    mode: str

    @classmethod
    def of(cls, window: Window, axis: int, size: int, places: range) -> "_Seen":
        first, last = (place * window.stride[axis] - window.sides[2 * axis] for place in (places[0], places[-1]))
        return cls(first, last + window.span[axis], size, window.padding_mode)

    @property
    def before(self) -> int:
        return max(0, -self.first)

    @property
    def after(self) -> int:
        return max(0, self.stop - self.size)

    @property
    def crop(self) -> slice:
        return slice(max(0, self.first), min(self.stop, self.size))

    @property
    def length(self) -> int:
        return min(self.stop, self.size) - max(0, self.first)

    @property
    def fits(self) -> bool:
        """Whether padding around this part of the image gives the same as padding around all of it."""
        padded = max(self.before, self.after)
        if self.mode == "circular" and padded:
            return self.length == self.size
        return self.length > padded

    def pixels(self) -> np.ndarray:
        return source_index(np.arange(self.first, self.stop), self.size, self.mode)

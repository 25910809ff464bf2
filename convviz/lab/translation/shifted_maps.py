"""The map of the moved image: what must be as it was is taken from the map before, and only the rest is computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod, sqrt

import numpy as np

from convviz.engine import FloatArray, conv2d
from convviz.engine.padding import OUTSIDE, source_index
from convviz.lab.progress import Progress, part, unwatched
from convviz.lab.sampled_map import Sampling
from convviz.lab.translation.few_values import few_values
from convviz.lab.translation.shifted_axes import Flags, ShiftedAxis
from convviz.lab.translation.shifted_input import Moved, read_places
from convviz.nn.activations import Activation, Softmax
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.similarity import sum_of_squares
from convviz.nn.window import Indices

Axes = tuple[ShiftedAxis, ShiftedAxis]
Filters = Sequence[int] | slice
_BAND_VALUES = 1 << 20  # of an input that are read at once
_MOST_ACROSS, _MOST_ALONG, _FEWEST_ALONG = 64, 512, 32  # positions of a border that are looked at
_BORDER_WORK = 1 << 20  # multiply-adds for one side of it, about


@dataclass(frozen=True, eq=False)
class OneConvolution:
    """A convolution and an activation, of whose map any rows and columns can be computed without all others.

    Parameters
    ----------
    layer : Conv2d
    activation : Activation, optional
        One that takes each value for itself.
    """

    layer: Conv2d
    activation: Activation | None = None

    @classmethod
    def of(cls, network: Network, shown: int) -> "OneConvolution | None":
        """Return what a network is up to the shown layer, if it is no more, and if only its mean comes behind it."""
        first, behind, rest = network[0], network.layers[1 : shown + 1], network.layers[shown + 1 :]
        simple = all(isinstance(layer, Activation) and not isinstance(layer, Softmax) for layer in behind)
        if not isinstance(first, Conv2d) or not simple or len(behind) > 1:
            return None
        if not all(isinstance(layer, GlobalAvgPool2d) for layer in rest):
            return None
        return cls(first, *(layer for layer in behind if isinstance(layer, Activation)))

    def values(
        self, given: Moved, size: tuple[int, int], filters: list[int], rows: Indices, columns: Indices
    ) -> FloatArray:
        """Compute values of the map of an input that is moved.

        Parameters
        ----------
        given : Moved
        size : (height, width)
            Of the input.
        filters : list of int
        rows, columns : (n,), (m,) int
            Of the map, at equal steps.

        Returns
        -------
        (filters, n, m)
        """
        layer = self.layer
        (down, y), (across, x) = (self._pixels(axis, (rows, columns)[axis], size[axis]) for axis in (0, 1))
        block = given.at(y, x)
        weight, bias = layer.weight[filters], layer.bias[filters]
        result = few_values(block, weight, (down, across), layer.dilation)
        if result is None:
            result = conv2d(block, weight, bias, stride=(down, across), dilation=layer.dilation)
        else:
            result += bias[:, np.newaxis, np.newaxis]
        return result if self.activation is None else self.activation.forward(result)

    def of_nothing(self, filters: list[int]) -> FloatArray:
        """Return what filters answer where they see zeros only, (filters, 1, 1)."""
        bias = self.layer.bias[filters][:, np.newaxis, np.newaxis]
        return bias if self.activation is None else self.activation.forward(bias)

    def sees_nothing(self, given: Moved, axis: int, places: Indices, size: int) -> Flags:
        """Say at which of these rows or columns of the map nothing but zeros is seen."""
        window = self.layer.window()
        starts = places * window.stride[axis] - window.sides[2 * axis]
        taps = np.arange(window.kernel_size[axis]) * window.dilation[axis]
        pixels = source_index(np.add.outer(starts, taps), size, window.padding_mode)
        shares = [sources == OUTSIDE for _, sources in given.sources(axis, pixels)]
        empty: Flags = np.logical_and.reduce(shares).all(axis=1)
        return empty

    def _pixels(self, axis: int, places: Indices, size: int) -> tuple[int, Indices]:
        """Say which pixels of the input windows touch, padding resolved, and how far apart the windows are.

        Where windows leave many pixels between them, these are left out.
        """
        window = self.layer.window()
        step, span = _pitch(places) * window.stride[axis], window.span[axis]
        starts = places * window.stride[axis] - window.sides[2 * axis]
        if step > 2 * span:
            touched, step = np.add.outer(starts, np.arange(span)).ravel(), span
        else:
            touched = np.arange(int(starts[0]), int(starts[-1]) + span)
        return step, source_index(touched, size, window.padding_mode)


def moved_maps(
    convolution: OneConvolution,
    given: Moved,
    size: tuple[int, int],
    before: Sequence[FloatArray],
    axes: Axes,
    filters: list[int],
    at: Sampling,
    progress: Progress = unwatched,
) -> FloatArray:
    """Return maps of the moved image: what must be as before is copied, the rest computed.

    The copies are those of the map before, bit for bit; a computation would give them within rounding, as the order in
    which the engine adds up depends on where in its tiles a value lies.

    Parameters
    ----------
    convolution : OneConvolution
    given : Moved
        Its input.
    size : (height, width)
        Of the input.
    before : sequence of (h, w)
        The maps of all filters where nothing is moved.
    axes : (ShiftedAxis, ShiftedAxis)
        The rows and columns of the map.
    filters : list of int
    at : Sampling
        The rows and columns that are wanted.
    progress : callable, optional
        Told between bands of rows.

    Returns
    -------
    (filters, rows, columns)
    """
    rows, columns = map(np.asarray, at)
    kept = [axis.same[places] for axis, places in zip(axes, (rows, columns), strict=True)]
    empty = [convolution.sees_nothing(given, axis, (rows, columns)[axis], size[axis]) for axis in (0, 1)]
    out = np.empty((len(filters), len(rows), len(columns)), np.float32)
    out[:, empty[0]] = out[..., empty[1]] = convolution.of_nothing(filters)
    copy_kept(out, [before[index] for index in filters], axes, at)
    blocks = [
        *product(_runs(~kept[0] & ~empty[0]), _runs(~empty[1])),
        *product(_runs(kept[0] & ~empty[0]), _runs(~kept[1] & ~empty[1])),
    ]
    whole = sum(_length(down) * _length(across) for down, across in blocks)
    done = 0
    for down, across in blocks:
        for band in _bands(convolution, given, down, _length(across), at):
            progress(done / whole)
            out[:, band, across] = convolution.values(given, size, filters, rows[band], columns[across])
            done += _length(band) * _length(across)
    return out


def border_error(
    convolution: OneConvolution,
    given: Moved,
    size: tuple[int, int],
    before: Sequence[FloatArray],
    axes: Axes,
    edge: str,
    filters: list[int],
) -> float:
    """Estimate ‖f(Tx) − T'f(x)‖₂ of a map that moves by whole positions: nothing but the border takes part in it.

    Across the border all positions are looked at where they are few, along it some: a sample of the whole map would
    miss most of a border of some columns.

    Parameters
    ----------
    convolution, given, size, before, axes, filters
        As in :func:`moved_maps`.
    edge : str
        Of the moved map.
    """
    taps = len(filters) * prod(convolution.layer.weight.shape[1:])
    across = [[_thinned(run, _MOST_ACROSS) for run in _runs(~axis.same)] for axis in axes]
    blocks = [
        *((down, _along(slice(0, axes[1].size), len(down) * taps)) for down in across[0]),
        *((_along(run, len(right) * taps), right) for run, right in product(_runs(axes[0].same), across[1])),
    ]
    total = 0.0
    for down, right in blocks:
        share = _pitch(down) * _pitch(right)
        made = convolution.values(given, size, filters, down, right)
        for values, index in zip(made, filters, strict=True):
            values -= Moved(before[index], axes[0].distance, axes[1].distance, edge).at(down, right)
            total += share * sum_of_squares(values)
    return sqrt(total)


def copy_kept(out: FloatArray, before: Sequence[FloatArray], axes: Axes, at: Sampling) -> None:
    """Put into maps (n, rows, columns) what must be as it was before, from where it was."""
    places = [np.asarray(each) for each in at]
    if not all(axis.is_whole and axis.same.any() for axis in axes):
        return
    for down, across in product(*(_runs(axis.same[where]) for axis, where in zip(axes, places, strict=True))):
        rows, columns = (
            _source(axis, where[run]) for axis, where, run in zip(axes, places, (down, across), strict=True)
        )
        for plane, values in zip(out, before, strict=True):
            plane[down, across] = read_places(values, rows, columns)


def forward(
    network: Network, x: FloatArray, keep: int, progress: Progress = unwatched
) -> tuple[FloatArray, FloatArray]:
    """Compute the map of one layer, and the output of the last.

    Parameters
    ----------
    network : Network
    x : array
        Its input.
    keep : int
        The layer; −1 for the input itself.
    progress : callable, optional
        Told between layers, and within convolutions between bands of rows.
    """
    kept = x
    for index, layer in enumerate(network):
        tell = part(progress, index, len(network))
        tell(0)
        if isinstance(layer, Conv2d) and x.ndim == 3:
            out = np.empty(layer.forward_shape(x.shape), np.float32)
            for rows in layer.forward_bands(x, list(range(layer.out_channels)), out):
                tell(rows.stop / out.shape[1])
            x = out
        else:
            x = layer.forward(x)
        if index == keep:
            kept = x
    return kept, x


def _source(axis: ShiftedAxis, places: Indices) -> Indices:
    assert axis.sources is not None  # some of its values are as they were
    return axis.sources[places]


def _bands(convolution: OneConvolution, given: Moved, down: slice, across: int, at: Sampling) -> Iterator[slice]:
    """Cut rows of the map into bands whose input is not too large."""
    window = convolution.layer.window()
    read = prod(min(axis.step * window.stride[index], 2 * window.span[index]) for index, axis in enumerate(at))
    rows = max(1, _BAND_VALUES // (prod(given.pixels.shape[:-2]) * across * read))
    for start in range(down.start, down.stop, rows):
        yield slice(start, min(start + rows, down.stop))


def _thinned(run: slice, most: int) -> Indices:
    """Return the positions of a run, or some of them at equal steps, fewer than twice as many as `most`."""
    return np.arange(run.start, run.stop, max(1, _length(run) // most))


def _along(run: slice, work: int) -> Indices:
    """Return some positions along a border, of which each takes so many multiply-adds."""
    return _thinned(run, min(max(_BORDER_WORK // work, _FEWEST_ALONG), _MOST_ALONG))


def _pitch(places: Indices) -> int:
    return int(places[1] - places[0]) if len(places) > 1 else 1


def _runs(flags: Flags) -> list[slice]:
    """Cut out the runs of what is true."""
    ends = np.flatnonzero(np.diff(flags, prepend=False, append=False)).tolist()
    return [slice(start, stop) for start, stop in zip(ends[::2], ends[1::2], strict=True)]


def _length(run: slice) -> int:
    return int(run.stop - run.start)

"""The effective receptive field: how much each pixel matters to a value, and how wide that is beside the theory."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.network.layer_changes import with_channels
from convviz.lab.progress import Progress, unwatched
from convviz.lab.sparsity.layer_fields import Position, grid_of, receptive_cone
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.counts import multiply_adds
from convviz.nn.fields import receptive_field
from convviz.nn.layer import Layer, Shape
from convviz.nn.receptive_field import Region

MOST_ROWS = 8  # and columns of values, over which the mean is taken
BACKWARD = 2  # times as much work as forward: a gradient for the input, one for the weights
MOST_MULTIPLY_ADDS = 10**8  # of a forward pass that is made without being asked for


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """The size of the gradient of one value by each pixel of its receptive field, or the mean of that over values.

    Luo, Li, Urtasun and Zemel, *Understanding the effective receptive field in deep convolutional neural networks*,
    2016.

    Parameters
    ----------
    values : (height, width), float64
        |gradient|, summed over the input's channels; zero in the padding. Of several values the mean over those that
        have a real pixel in this place of their field.
    region : Region
        Where it lies on the input: the field in theory of the first value.
    count : int
        Of how many values it is the mean.
    """

    values: FloatArray
    region: Region
    count: int

    @property
    def spread(self) -> tuple[float, float] | None:
        """Standard deviation σ of where the gradient lies, (vertical, horizontal), in pixels; None if it is zero.

        For n layers of uniform k×k kernels at stride 1 it is √(n(k² − 1)/12), exactly (Luo et al. 2016).
        """
        total = float(self.values.sum())
        if not (np.isfinite(total) and total > 0):
            return None
        vertical, horizontal = (_deviation(self.values.sum(axis=axis) / total) for axis in (1, 0))
        return vertical, horizontal

    @property
    def width(self) -> tuple[float, float] | None:
        """Height and width of the even field of the same σ, √(12σ² + 1) pixels; None if the gradient is zero.

        One layer of a uniform kernel gives its own size: so it compares with the field in theory.
        """
        if self.spread is None:
            return None
        vertical, horizontal = (float(np.sqrt(12 * sigma**2 + 1)) for sigma in self.spread)
        return vertical, horizontal


def effective_field(
    state: State,
    network_input: FloatArray,
    layer: int,
    channel: int,
    places: Sequence[Position],
    progress: Progress = unwatched,
) -> EffectiveField:
    """Compute the effective field of values of one map, on this picture.

    Parameters
    ----------
    state : State
    network_input : (C, H, W)
        What the network gets.
    layer, channel : int
        Whose map, and which of its channels; in a vector the channel is that of the place.
    places : sequence of (y, x)
        The values, at least one; fields are laid over the first one's.
    progress : callable, optional
        Told between layers how much is done.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it.
    """
    layers, samples = _layers(state, layer, network_input)
    shapes = (state.input_shape, *state.shapes)
    costs = [_cost(each, shape) for each, shape in zip(state.network[: layer + 1], shapes, strict=False)]
    whole, done = sum(costs) * (1 + BACKWARD * len(places)), 0
    inputs = [samples]
    for each, cost in zip(layers, costs, strict=True):
        progress(done / whole)
        inputs.append(each.forward(inputs[-1]))
        done += cost
    regions = [receptive_cone(state, layer, y, x)[0].region for y, x in places]
    total, real = _frame(regions[0]), _frame(regions[0])
    for place, region in zip(places, regions, strict=True):
        sent = _alone(inputs[-1], channel, place)
        for each, seen, cost in zip(reversed(layers), reversed(inputs[:-1]), reversed(costs), strict=True):
            progress(done / whole)
            sent, _ = each.backward(seen, sent)
            done += BACKWARD * cost
        _add(total, real, np.abs(sent).sum(axis=(0, 1), dtype=np.float64), region)
    return EffectiveField(total / np.maximum(real, 1), regions[0], len(places))


def even_places(state: State, layer: int) -> list[Position]:
    """Choose values from all over a map, at most 8×8: of those whose field touches no padding, if there are any."""
    shape = state.shapes[layer]
    if len(shape) == 1:
        return [(0, 0)]
    field = receptive_field(state.network[: layer + 1], state.input_shape)[-1]
    sizes, axes = grid_of(state.input_shape), []
    for axis, count in enumerate(grid_of(shape)):
        starts = field.start[axis] + field.jump[axis] * np.arange(count)
        free = np.flatnonzero((starts >= 0) & (starts + field.size[axis] <= sizes[axis]))
        free = free if len(free) else np.arange(count)
        chosen = free[np.linspace(0, len(free) - 1, min(MOST_ROWS, len(free))).round().astype(int)]
        axes.append([int(each) for each in chosen])
    return [(y, x) for y in axes[0] for x in axes[1]]


def is_quick(state: State, layer: int) -> bool:
    """Say whether the field of one value is computed fast enough to do so at each click."""
    return multiply_adds(state.network[: layer + 1], state.input_shape) <= MOST_MULTIPLY_ADDS


def bending_kinds(state: State, layer: int) -> tuple[str, ...]:
    """Return the kinds of layers that are not linear, up to this one, which fits: the gradient depends on the picture.

    Examples
    --------
    Of VGG-16: ``("ReLU", "MaxPool2d")``.
    """
    return tuple(dict.fromkeys(type(each).__name__ for each in state.network[: layer + 1] if not each.is_linear))


def _cost(layer: Layer, shape: Shape) -> int:
    """Return about how much work a layer is, in multiply-adds."""
    return layer.multiply_adds(shape) + prod(layer.forward_shape(shape))


def _layers(state: State, layer: int, network_input: FloatArray) -> tuple[list[Layer], FloatArray]:
    """Return the layers as they are applied, and what they get: one sample, or one for each channel by itself."""
    layers = [state.applied(index) for index in range(layer + 1)]
    if state.channel_mode == "across":
        return layers, network_input[np.newaxis]
    one_channel = [with_channels(each, 1) if isinstance(each, Conv2d) else each for each in layers]
    return one_channel, network_input[:, np.newaxis]


def _alone(maps: FloatArray, channel: int, place: Position) -> FloatArray:
    """Return zeros with a one for a single value of each sample."""
    alone = np.zeros_like(maps)
    alone[(slice(None), place[1]) if maps.ndim == 2 else (slice(None), channel, *place)] = 1
    return alone


def _frame(region: Region) -> FloatArray:
    return np.zeros((region.bottom - region.top, region.right - region.left))


def _add(total: FloatArray, real: FloatArray, gradient: FloatArray, region: Region) -> None:
    """Add what of a gradient, (H, W), lies in a region, and count where it has pixels."""
    rows, columns = (
        slice(max(first, 0), max(0, min(end, size)))
        for first, end, size in zip(region[::2], region[1::2], gradient.shape, strict=True)
    )
    place = (
        slice(rows.start - region.top, max(rows.start, rows.stop) - region.top),
        slice(columns.start - region.left, max(columns.start, columns.stop) - region.left),
    )
    total[place] += gradient[rows, columns]
    real[place] += 1


def _deviation(shares: FloatArray) -> float:
    """Return the standard deviation of positions that have these shares."""
    places = np.arange(len(shares))
    mean = float(shares @ places)
    return float(np.sqrt(max(0.0, float(shares @ (places - mean) ** 2))))

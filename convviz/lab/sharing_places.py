"""One filter, everywhere: the same patch at several places, seen by a convolution and by an unshared layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, prod, sqrt

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.parameters import LazyArray
from convviz.nn.receptive_field import ReceptiveField, Region, field_of

LONGEST_SIDE, SIDES_OF_PATCH = 64, 8  # of the copy: so many pixels, or so many patches side by side
MOST_WEIGHTS = 2_000_000  # of the layer that shares nothing
SAMPLES = 4  # of each pixel of the copy, down and across
SEED = 1


@dataclass(frozen=True, eq=False)
class Ground:
    """A reduced copy of what a convolution gets, one of its filters, and the same filter without sharing.

    Parameters
    ----------
    image : (C, H, W)
        The copy: each pixel the mean of ``reduction`` × ``reduction``; of large squares, of a grid of their pixels.
    reduction : int
        1 for the input itself.
    layer : Conv2d
        Of one filter, with no more padding than leaves each value a pixel to see.
    """

    image: FloatArray
    reduction: int
    layer: Conv2d

    @property
    def size(self) -> Pair:
        """Height and width of the copy."""
        return self.image.shape[1], self.image.shape[2]

    @property
    def map_size(self) -> Pair:
        """Height and width of the maps."""
        return self.layer.output_shape(*self.size)

    @cached_property
    def field(self) -> ReceptiveField:
        """What one value sees: its size is that of a patch."""
        return field_of(self.layer)

    @cached_property
    def limits(self) -> tuple[Pair, Pair]:
        """First and last row, and first and last column, of the values that see no padding; last < first if none."""
        rows, columns = (
            (
                max(0, ceil(-self.field.start[axis] / self.field.jump[axis])),
                min(
                    self.map_size[axis] - 1,
                    floor((self.size[axis] - self.field.size[axis] - self.field.start[axis]) / self.field.jump[axis]),
                ),
            )
            for axis in (0, 1)
        )
        return rows, columns

    @property
    def has_places(self) -> bool:
        """Whether any value sees no padding."""
        return all(first <= last for first, last in self.limits)

    @cached_property
    def local_layer(self) -> LocallyConnected2d:
        """The same layer with random weights of its own at each position, as large on average as the filter's."""
        height, width = self.map_size
        shape = 1, height, width, *self.layer.weight.shape[1:]
        weight = LazyArray(shape, lambda: _random_weights(shape, self.layer.weight))
        bias = np.broadcast_to(self.layer.bias[:, np.newaxis, np.newaxis], (1, height, width))
        layer = self.layer
        return LocallyConnected2d(weight, bias, layer.stride, layer.padding, layer.dilation, layer.padding_mode)

    @cached_property
    def strongest(self) -> Pair:
        """The value that is farthest from zero, of those that see no padding."""
        (top, bottom), (left, right) = self.limits
        values = np.abs(self.layer.forward(self.image)[0, top : bottom + 1, left : right + 1])
        y, x = divmod(int(values.argmax()), values.shape[1])
        return top + y, left + x

    def region(self, place: Pair) -> Region:
        """Return the rows and columns of the copy that a value sees."""
        return self.field.region(*place)

    def nearest(self, y: float, x: float) -> Pair:
        """Return the value in the middle of whose region a point of the copy is, or the nearest one."""
        found = []
        for axis, point in enumerate((y, x)):
            middle = self.field.start[axis] + self.field.size[axis] / 2
            first, last = self.limits[axis]
            found.append(min(max(round((point - middle) / self.field.jump[axis]), first), last))
        return found[0], found[1]

    def overlap(self, first: Pair, second: Pair) -> bool:
        """Say whether the regions of two values have pixels in common."""
        return all(
            abs(a - b) * jump < size
            for a, b, jump, size in zip(first, second, self.field.jump, self.field.size, strict=True)
        )


def ground_of(state: State, layer_input: FloatArray) -> Ground:
    """Reduce what the shown convolution gets, so that a patch can be seen and each position can have its weights.

    Parameters
    ----------
    state : State
    layer_input : (C, H, W)
        ``Frame.input``.
    """
    layer = state.applied_layer
    chosen = slice(state.selected_filter, state.selected_filter + 1)
    rows, columns = (side - 1 for side in layer.window().span)  # more padding than that is seen alone, and is left out
    sides = tuple(map(min, layer.sides, (rows, rows, columns, columns)))
    one = Conv2d(layer.weight[chosen], layer.bias[chosen], layer.stride, sides, layer.dilation, layer.padding_mode)
    span = max(one.window().span)
    height, width = layer_input.shape[1:]
    positions = MOST_WEIGHTS / prod(one.weight.shape[1:])
    affordable = int(sqrt(positions * max(height, width) / min(height, width)) * min(one.stride))
    side = max(min(max(LONGEST_SIDE, SIDES_OF_PATCH * span), affordable), 3 * span)
    reduction = max(1, ceil(max(height, width) / side))
    while reduction > 1 and min(height, width) // reduction < span:
        reduction -= 1
    return Ground(_reduced(layer_input, reduction), reduction, one)


def toggled(ground: Ground, places: Sequence[Pair], source: Pair, place: Pair) -> tuple[Pair, ...]:
    """Paste a patch here, and take away those that it would cover; or take away the one that is here.

    The patch that is copied is never covered: a place on it is left alone.
    """
    if ground.overlap(place, source):
        return tuple(places)
    others = tuple(each for each in places if not ground.overlap(each, place))
    top, bottom, left, right = ground.region(place)
    middle = (top + bottom) / 2, (left + right) / 2
    return others if any(_holds(ground.region(each), middle) for each in places) else (*others, place)


def first_places(ground: Ground) -> tuple[Pair, ...]:
    """Return four places, in the middles of the quarters, without those that would overlap."""
    (top, bottom), (left, right) = ground.limits
    found: list[Pair] = []
    for down, across in ((0.2, 0.25), (0.25, 0.8), (0.8, 0.2), (0.75, 0.7)):
        place = round(top + down * (bottom - top)), round(left + across * (right - left))
        if not any(ground.overlap(place, other) for other in found):
            found.append(place)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Everywhere:
    """What both layers answer to a picture with one patch at several places.

    Parameters
    ----------
    image : (C, H, W)
        The copy with the patches.
    shared_map, local_map : (H_out, W_out)
        Of the convolution and of the locally connected layer, before any activation.
    places : tuple of (y, x)
        The values in the middle of the patches; the first is where the patch is from.
    shared, local : tuple of float
        Their responses, each computed from the pixels at its place.
    """

    image: FloatArray
    shared_map: FloatArray
    local_map: FloatArray
    places: tuple[Pair, ...]
    shared: tuple[float, ...]
    local: tuple[float, ...]

    @property
    def alike(self) -> bool:
        """Whether the convolution answers the same at all places, to the last digit."""
        return len(set(self.shared)) == 1


def everywhere(ground: Ground, source: Pair, places: Sequence[Pair]) -> Everywhere:
    """Paste the patch that one value sees at other places, and let both layers answer.

    Parameters
    ----------
    ground : Ground
        One that has places.
    source : (y, x)
        The value whose patch is copied.
    places : sequence of (y, x)
        Where it is pasted; those that overlap the source are left out.
    """
    pasted = (source, *(place for place in places if not ground.overlap(place, source)))
    image, patch = ground.image.copy(), _cut(ground.image, ground.region(source))
    for place in pasted[1:]:
        _cut(image, ground.region(place))[...] = patch
    cut = [_cut(image, ground.region(place)) for place in pasted]
    layer, local = ground.layer, ground.local_layer
    return Everywhere(
        image,
        layer.forward(image)[0],
        local.forward(image)[0],
        pasted,
        tuple(_response(layer, each, layer.weight[0], layer.bias[0]) for each in cut),
        tuple(
            _response(layer, each, local.weight[0, y, x], local.bias[0, y, x])
            for each, (y, x) in zip(cut, pasted, strict=True)
        ),
    )


def _response(layer: Conv2d, patch: FloatArray, weight: FloatArray, bias: float) -> float:
    """Sum the products of a patch and the weights that lie over it: one value of a map."""
    down, across = layer.dilation
    return float((patch[:, ::down, ::across].astype(np.float64) * weight).sum() + bias)


def _cut(image: FloatArray, region: Region) -> FloatArray:
    return image[:, region.top : region.bottom, region.left : region.right]


def _holds(region: Region, point: tuple[float, float]) -> bool:
    return region.top <= point[0] < region.bottom and region.left <= point[1] < region.right


def _random_weights(shape: tuple[int, ...], like: FloatArray) -> FloatArray:
    """Draw evenly from as far around zero as gives the mean square of the filter's; one tap after the other in memory.

    The engine takes the weights of all positions tap by tap.
    """
    filters, height, width, channels, *kernel = shape
    values = np.random.default_rng(SEED).random((*kernel, filters, height, width, channels), np.float32)
    values *= 2
    values -= 1
    values *= np.float32(sqrt(3 * float(np.square(like, dtype=np.float64).mean())))
    return values.transpose(2, 3, 4, 5, 0, 1)


def _reduced(image: FloatArray, factor: int) -> FloatArray:
    """Average squares of so many pixels; of large ones a grid of a few pixels each."""
    if factor == 1:
        return image
    height, width = (side // factor for side in image.shape[1:])
    step = max(1, factor // SAMPLES)
    count = factor // step
    starts = step // 2 + step * np.arange(count)
    rows, columns = (np.add.outer(factor * np.arange(side), starts).ravel() for side in (height, width))
    samples = image[:, rows[:, np.newaxis], columns]
    means: FloatArray = samples.reshape(len(image), height, count, width, count).mean(axis=(2, 4), dtype=np.float32)
    return means

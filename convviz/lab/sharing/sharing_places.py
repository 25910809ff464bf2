"""One filter, everywhere: the same patch at several places, seen by a convolution and by an unshared layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, hypot, prod, sqrt

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.parameters import LazyArray
from convviz.nn.receptive_field import ReceptiveField, Region, field_of

LONGEST_SIDE, SIDES_OF_PATCH = 64, 8  # of the copy: so many pixels, or so many patches side by side
ROOM = 3  # patches side by side that the padding makes place for
MOST_WEIGHTS = 2_500_000  # of the layer that shares nothing: more take long to draw and to multiply
GRID = 16  # steps of the places that are tried first, down and across
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
        Of one filter, with no more padding than leaves each value a pixel to see, or with none.
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
        """The value that is farthest from zero, of those that see no padding and leave room for another patch."""
        (top, bottom), (left, right) = self.limits
        values = np.abs(self.layer.forward(self.image)[0, top : bottom + 1, left : right + 1])
        has_room = np.logical_or.outer(*(self._has_room(axis) for axis in (0, 1)))
        if has_room.any():
            values = np.where(has_room, values, -1)
        y, x = divmod(int(values.argmax()), values.shape[1])
        return top + y, left + x

    def _has_room(self, axis: int) -> NDArray[np.bool_]:
        """Say for each place along an axis whether a patch before or behind it has none of its pixels."""
        first, last = self.limits[axis]
        index, needed = np.arange(last - first + 1), ceil(self.field.size[axis] / self.field.jump[axis])
        return (index >= needed) | (index <= last - first - needed)

    def region(self, place: Pair) -> Region:
        """Return the rows and columns of the copy that a value sees."""
        return self.field.region(*place)

    def nearest(self, y: float, x: float) -> Pair:
        """Return the value in the middle of whose region a point of the copy is, or the nearest one."""
        (row, column), ((top, bottom), (left, right)) = self.field.over(y, x), self.limits
        return min(max(row, top), bottom), min(max(column, left), right)

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
    one, reduction = _affordable(one, (layer_input.shape[1], layer_input.shape[2]))
    return Ground(_middle(_reduced(layer_input, reduction), one), reduction, one)


def _affordable(layer: Conv2d, size: Pair) -> tuple[Conv2d, int]:
    """Return the layer, without padding if that alone leaves room for a few patches, and how much to reduce its input.

    A large kernel has so many weights at each position that only few positions can have their own.
    """
    span = layer.window().span
    furthest = max(1, min(side // covered for side, covered in zip(size, span, strict=True)))
    first = min(furthest, ceil(max(size) / max(LONGEST_SIDE, SIDES_OF_PATCH * max(span))))

    def reduction_for(one: Conv2d) -> int:
        fits = (each for each in range(first, furthest) if _weights(one, _divided(size, each)) <= MOST_WEIGHTS)
        return next(fits, furthest)

    reduction = reduction_for(layer)
    roomy = reduction <= max(1, max(size) // (ROOM * max(span)))
    if not any(layer.sides) or any(side < covered for side, covered in zip(size, span, strict=True)):
        return layer, reduction
    if roomy and _weights(layer, _divided(size, reduction)) <= MOST_WEIGHTS:
        return layer, reduction
    bare = Conv2d(layer.weight, layer.bias, layer.stride, 0, layer.dilation)
    return bare, reduction_for(bare)


def _weights(layer: Conv2d, size: Pair) -> int:
    """Count the weights of the layer that shares nothing."""
    return prod(layer.output_shape(*size)) * layer.weight.size


def _divided(size: Pair, factor: int) -> Pair:
    return size[0] // factor, size[1] // factor


def _middle(image: FloatArray, layer: Conv2d) -> FloatArray:
    """Cut the ends of a picture that is still too long, as a strip into which the kernel only just fits."""
    size = image.shape[1], image.shape[2]
    if any(layer.sides) or _weights(layer, size) <= MOST_WEIGHTS:
        return image
    positions = layer.output_shape(*size)
    axis = int(positions[1] > positions[0])
    kept = max(1, MOST_WEIGHTS // (layer.weight.size * positions[1 - axis]))
    length = layer.window().span[axis] + (kept - 1) * layer.stride[axis]
    start = (size[axis] - length) // 2
    return image[:, start : start + length] if axis == 0 else image[:, :, start : start + length]


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


def first_places(ground: Ground, source: Pair, letter: tuple[float, float] = (0, 0)) -> tuple[Pair, ...]:
    """Return up to four places, near the middles of the quarters, that lie apart from the source and each other.

    Parameters
    ----------
    ground : Ground
        One that has places.
    source : (y, x)
        The value whose patch is copied.
    letter : (height, width)
        Pixels of the copy that the letter beside a patch takes: neither do the letters lie over anything, if possible.
    """
    (top, bottom), (left, right) = ground.limits
    rows, columns = (np.linspace(*ends, GRID + 1).round().astype(int) for ends in ((top, bottom), (left, right)))
    tried = [(int(y), int(x)) for y in rows for x in columns]
    found = [source]
    for down, across in ((0.2, 0.25), (0.25, 0.8), (0.8, 0.2), (0.75, 0.7)):
        y, x = top + down * (bottom - top), left + across * (right - left)
        free = (place for place in tried if not any(_collide(ground, place, other, letter) for other in found))
        if nearest := min(free, key=lambda place: hypot(place[0] - y, place[1] - x), default=None):
            found.append(nearest)
    if len(found) == 1 and letter != (0, 0):
        return first_places(ground, source)
    return tuple(found[1:])


def _collide(ground: Ground, first: Pair, second: Pair, letter: tuple[float, float]) -> bool:
    """Say whether two patches overlap, or one of them the letter of the other, or the letters each other."""
    if ground.overlap(first, second):
        return True
    a, b = (_with_letter(ground, place, letter) for place in (first, second))
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _with_letter(ground: Ground, place: Pair, letter: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the top, bottom, left and right of a patch with its letter, at either side of it near the edge."""
    region, (height, width) = ground.region(place), letter
    over = region.right + width > ground.size[1]
    top = min(region.top, ground.size[0] - height)
    return top, max(region.bottom, region.top + height), region.left - over * width, region.right + width


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

    The engine takes the weights of all positions tap by tap. 16 bits each are drawn faster than a float.
    """
    filters, height, width, channels, *kernel = shape
    drawn = np.frombuffer(np.random.default_rng(SEED).bytes(2 * prod(shape)), "<i2")
    largest = sqrt(3 * float(np.square(like, dtype=np.float64).mean()))
    values: FloatArray = np.multiply(drawn, np.float32(largest / 2**15), dtype=np.float32)
    return values.reshape(*kernel, filters, height, width, channels).transpose(2, 3, 4, 5, 0, 1)


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

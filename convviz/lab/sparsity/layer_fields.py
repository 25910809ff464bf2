"""What a picked value sees, layer by layer down to the input, and what a pixel reaches, layer by layer up.

Everything here follows from the shapes alone: no map is computed for it.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from convviz.engine.geometry import Pair
from convviz.engine.padding import OUTSIDE
from convviz.lab.state import State
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Flatten
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.receptive_field import ReceptiveField, Region
from convviz.nn.window import Indices, Window

Position = tuple[int, int]
SEES_ALL = Flatten, GlobalAvgPool2d


@dataclass(frozen=True, eq=False)
class Seen:
    """The part of one map, or of the input, that a picked value depends on.

    Parameters
    ----------
    shape : (C, H, W) or (features,)
        Of that map.
    rows, columns : (n,) and (m,), int
        It depends on all pairs of these, holes left out; rising. A vector counts as one row.
    region : Region
        The extent in theory: holes included, and it runs on where it reaches into padding.
    """

    shape: Shape
    rows: Indices
    columns: Indices
    region: Region


@dataclass(frozen=True, eq=False)
class Reached:
    """The values of one map that a picked pixel reaches.

    Parameters
    ----------
    shape : (C, H, W) or (features,)
        Of that map.
    rows, columns : (n,) and (m,), int
        All pairs of these, in each channel; rising, and empty where a stride steps over the pixel. A vector counts as
        one row.
    without_border : (rows, columns), optional
        How many it would reach if the maps went on at all sides; None behind a layer that sees all positions.
    """

    shape: Shape
    rows: Indices
    columns: Indices
    without_border: Pair | None


def grid_of(shape: Shape) -> Pair:
    """Return the rows and columns in which a map's values are picked; a vector is one row."""
    return (shape[1], shape[2]) if len(shape) == 3 else (1, shape[0])


def holds(shape: Shape, place: Position) -> bool:
    """Say whether a map has such a row and column."""
    return all(0 <= here < size for here, size in zip(place, grid_of(shape), strict=True))


def receptive_cone(state: State, layer: int, y: int, x: int) -> tuple[Seen, ...]:
    """Return what a value sees of the input and of each map, up to its own.

    A value of a vector is followed by itself as far as it depends on a single one: what Flatten gives sees one
    position, and what Linear gives sees all.

    Parameters
    ----------
    state : State
    layer : int
        Whose map holds the value; it fits.
    y, x : int
        Its row and column; in a vector 0 and its number.

    Returns
    -------
    tuple of Seen
        The input's first, the value itself last.

    Raises
    ------
    ValueError
        If there is no such value.
    """
    shapes = (state.input_shape, *state.shapes)
    _check_place(y, x, shapes[1:], layer)
    cone = [Seen(shapes[layer + 1], np.array([y]), np.array([x]), Region(y, y + 1, x, x + 1))]
    for number in range(layer, -1, -1):
        cone.append(_seen(state.network[number], shapes[number], cone[-1]))
    return tuple(reversed(cone))


def reached_values(state: State, y: int, x: int) -> tuple[Reached, ...]:
    """Return which values of each map depend on a pixel of the input.

    Parameters
    ----------
    state : State
    y, x : int
        The pixel's row and column.

    Returns
    -------
    tuple of Reached
        The pixel itself first, then one for each layer that fits.

    Raises
    ------
    ValueError
        If there is no such pixel.
    """
    shapes = (state.input_shape, *state.shapes)
    _check_place(y, x, shapes, 0)
    rows, columns = np.array([y]), np.array([x])
    free: tuple[Indices, Indices] | None = (rows, columns)
    reached = [Reached(shapes[0], rows, columns, (1, 1))]
    for layer, (before, behind) in zip(state.network, pairwise(shapes), strict=False):
        window = layer.window(before)
        whole = isinstance(layer, SEES_ALL) or len(before) == 1
        free = None if free is None or whole else (_free(window, 0, free[0]), _free(window, 1, free[1]))
        rows, columns = _reached(layer, before, behind, reached[-1])
        reached.append(Reached(behind, rows, columns, free and (len(free[0]), len(free[1]))))
    return tuple(reached)


def takes_values_alone(layer: Layer, before: Shape) -> bool:
    """Say whether each value of a vector that a layer gives depends on a single one of what it gets.

    Parameters
    ----------
    layer : Layer
    before : (C, H, W) or (features,)
        What it gets, which fits; False for a layer that gives a map.
    """
    if len(before) > 1:
        return isinstance(layer, Flatten)
    return layer.forward_shape(before) == before and layer.channel_pairs(before[0]) == before[0]


def together(indices: Indices) -> list[tuple[int, int]]:
    """Return the first and the last of each run of neighbours in a rising list.

    Examples
    --------
    >>> together(np.array([0, 1, 2, 5]))
    [(0, 2), (5, 5)]
    """
    runs = np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1)
    return [(int(run[0]), int(run[-1])) for run in runs if len(run)]


def on_network_input(state: State, fields: list[ReceptiveField], region: Region) -> Region:
    """Return the extent of what a part of the shown convolution's input sees of the network's input.

    Parameters
    ----------
    state : State
    fields : list of ReceptiveField
        Of its layers, as ``receptive_field`` gives them.
    region : Region
        In rows and columns of the shown convolution's input.
    """
    if state.convolution == 0:
        return region
    field = fields[state.convolution - 1]
    first, last = field.region(region.top, region.left), field.region(region.bottom - 1, region.right - 1)
    return Region(first.top, last.bottom, first.left, last.right)


def inside(region: Region, shape: Shape) -> Region:
    """Return the part of a region that lies on the map; it may have no row or no column."""
    height, width = grid_of(shape)
    top, left = min(max(region.top, 0), height), min(max(region.left, 0), width)
    return Region(top, max(top, min(region.bottom, height)), left, max(left, min(region.right, width)))


def value_over(field: ReceptiveField, shape: Shape, y: float, x: float) -> Position:
    """Return the row and column of the value whose field has its middle next to a place of the input; 0, 0 in a vector.

    Parameters
    ----------
    field : ReceptiveField
        Of the map's layer, on the input.
    shape : (C, H, W) or (features,)
        Of the map.
    y, x : float
        The place, in input pixels; 0 is the upper edge of the first row.
    """
    if len(shape) == 1:
        return 0, 0
    (row, column), (height, width) = field.over(y, x), grid_of(shape)
    return min(max(row, 0), height - 1), min(max(column, 0), width - 1)


def _check_place(y: int, x: int, shapes: tuple[Shape, ...], number: int) -> None:
    if not 0 <= number < len(shapes):
        raise ValueError(f"Layer {number + 1} has no map to pick a value of; there are {len(shapes)}.")
    if not holds(shapes[number], (y, x)):
        height, width = grid_of(shapes[number])
        raise ValueError(f"Row {y}, column {x} is not there: there are {height} × {width} positions.")


def _seen(layer: Layer, before: Shape, part: Seen) -> Seen:
    """Follow what is seen of a map to what is seen of the map before."""
    if len(part.shape) == 1:
        return _seen_by_vector(layer, before, part)
    window, sizes, outputs = layer.window(before), grid_of(before), grid_of(part.shape)
    axes = []
    for axis, picked in enumerate((part.rows, part.columns)):
        found = np.unique(window.sources(axis, sizes[axis], outputs[axis])[picked])
        axes.append(found[found != OUTSIDE])
    top, bottom = _span(window, 0, part.region.top, part.region.bottom)
    left, right = _span(window, 1, part.region.left, part.region.right)
    return Seen(before, axes[0], axes[1], Region(top, bottom, left, right))


def _seen_by_vector(layer: Layer, before: Shape, part: Seen) -> Seen:
    if len(before) == 1 and takes_values_alone(layer, before):
        return replace(part, shape=before)
    if isinstance(layer, Flatten) and len(part.columns) == 1:
        _, y, x = map(int, np.unravel_index(int(part.columns[0]), before))
        return Seen(before, np.array([y]), np.array([x]), Region(y, y + 1, x, x + 1))
    height, width = grid_of(before)
    return Seen(before, np.arange(height), np.arange(width), Region(0, height, 0, width))


def _span(window: Window, axis: int, first: int, end: int) -> tuple[int, int]:
    start = first * window.stride[axis] - window.sides[2 * axis]
    return start, start + (end - first - 1) * window.stride[axis] + window.span[axis]


def _reached(layer: Layer, before: Shape, behind: Shape, part: Reached) -> tuple[Indices, Indices]:
    """Follow what is reached in a map to what is reached in the map behind."""
    if len(before) == 1:
        alone = takes_values_alone(layer, before) or not len(part.columns)
        return part.rows, part.columns if alone else np.arange(behind[0])
    if isinstance(layer, Flatten):
        places = np.add.outer(part.rows * before[2], part.columns).ravel()
        return np.array([0]), np.sort(np.add.outer(np.arange(before[0]) * before[1] * before[2], places).ravel())
    window, sizes, outputs = layer.window(before), grid_of(before), grid_of(behind)
    axes = []
    for axis, held in enumerate((part.rows, part.columns)):
        sees = np.isin(window.sources(axis, sizes[axis], outputs[axis]), held)
        axes.append(np.flatnonzero(sees.any(axis=1)))
    return axes[0], axes[1]


def _free(window: Window, axis: int, held: Indices) -> Indices:
    """Return the outputs that see one of these positions, on an axis without ends."""
    taps = np.arange(window.kernel_size[axis]) * window.dilation[axis]
    first = np.subtract.outer(held + window.sides[2 * axis], taps).ravel()
    fitting = first[first % window.stride[axis] == 0]
    return np.unique(fitting // window.stride[axis])

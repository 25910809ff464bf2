"""What the network gets when the image is moved: all of it, or single rows and columns."""

from dataclasses import dataclass, replace
from math import floor

import numpy as np

from convviz.engine import FloatArray, shift
from convviz.engine.arrays import RealArray
from convviz.engine.padding import OUTSIDE, source_index
from convviz.lab.network_input import network_input
from convviz.lab.state import State
from convviz.lab.translation.shift_range import moved_shape
from convviz.nn.window import Indices

_MOST_RUNS = 64  # blocks that are still copied one by one


@dataclass(frozen=True, eq=False)
class Moved:
    """Pixels that are moved, of which any rows and columns can be read without moving all others.

    Parameters
    ----------
    pixels : (..., H, W), real
    dy, dx : float
        Down and right, in pixels; a fraction is interpolated bilinearly.
    edge : {"zeros", "replicate", "reflect", "circular"}
        What comes in.
    origin : (y, x)
        The row and column of `pixels` that is read as 0, 0 where nothing is moved.
    """

    pixels: RealArray
    dy: float
    dx: float
    edge: str
    origin: tuple[int, int] = (0, 0)

    @property
    def is_whole(self) -> bool:
        """Whether both distances are whole pixels, so that what is read is a copy."""
        return is_whole(self.dy, self.dx)

    def at(self, rows: Indices, columns: Indices) -> RealArray:
        """Read these rows and columns, any whole numbers or ``OUTSIDE``, which reads as zero: (..., n, m).

        It may be a view of the pixels; do not write to it.
        """
        downs, acrosses = self.sources(0, rows), self.sources(1, columns)
        if self.is_whole:
            return read_places(self.pixels, downs[0][1], acrosses[0][1])
        total = np.zeros((*self.pixels.shape[:-2], len(rows), len(columns)), self.pixels.dtype)
        for down, y in downs:
            for across, x in acrosses:
                total += self.pixels.dtype.type(down * across) * read_places(self.pixels, y, x)
        return total

    def sources(self, axis: int, places: Indices) -> list[tuple[float, Indices]]:
        """Say which pixels along an axis make up each place, and with what share; ``OUTSIDE`` for zero."""
        distance, size = (self.dy, self.dx)[axis], self.pixels.shape[axis - 2]
        whole = floor(distance)
        part = distance - whole
        return [
            (share, np.where(places == OUTSIDE, OUTSIDE, source_index(self.origin[axis] + places - d, size, self.edge)))
            for share, d in ((1 - part, whole), (part, whole + 1))
            if share
        ]


def is_whole(dy: float, dx: float) -> bool:
    """Say whether both distances are whole pixels."""
    return float(dy).is_integer() and float(dx).is_integer()


def moved_input(state: State, dy: float, dx: float, source: RealArray | None = None) -> Moved:
    """Return what the network gets when the image is moved, to be read by rows and columns.

    Parameters
    ----------
    state : State
        Its edge and its picture count, its own shift does not.
    dy, dx : float
        Down and right, in pixels of what the network gets.
    source : (..., H, W), optional
        What :func:`source_picture` returns, or other pixels in its place.
    """
    pixels = source_picture(state) if source is None else source
    if state.translation.edge != "crop":
        return Moved(pixels, dy, dx, state.translation.edge)
    _, rows, columns = moved_shape(state)
    height, width = pixels.shape[-2:]
    return Moved(pixels, dy, dx, "replicate", ((height - rows) // 2, (width - columns) // 2))


def shifted_input(state: State, dy: float, dx: float, source: FloatArray | None = None) -> FloatArray:
    """Return what the network gets when the image is moved.

    Whole pixels are copies, bit for bit. With the edge "crop" a window of the shape ``moved_shape`` moves over the
    picture, and nothing is invented.

    Parameters
    ----------
    state : State
        Its edge, interpolation and picture count, its own shift does not.
    dy, dx : float
        Down and right, in pixels of what the network gets; within ``shift_range``.
    source : (C, H, W), optional
        What :func:`source_picture` returns, if it is at hand.

    Returns
    -------
    (C, H, W), float32, read-only
    """
    pixels = source_picture(state) if source is None else source
    edge, interpolation = state.translation.edge, state.translation.interpolation
    values = pixels if dy == dx == 0 and edge != "crop" else None
    if values is None and edge == "crop":
        down, right = floor(dy), floor(dx)  # the fraction first, so that the picture's own border stays far away
        moved = shift(pixels, dy - down, dx - right, "replicate", interpolation)
        _, height, width = moved_shape(state)
        values = moved_input(state, down, right, moved).at(np.arange(height), np.arange(width))
    elif values is None:
        values = shift(pixels, dy, dx, edge, interpolation)
    values.flags.writeable = False
    return values


def source_picture(state: State) -> FloatArray:
    """Return what the image is moved over, (C, H, W), float32: what the network gets, with "crop" more of it.

    Where the picture is brought to a size, it has twice that size then: the window is seen twice as near, and whole
    pixels stay copies.
    """
    if state.translation.edge == "crop" and state.input_size:
        height, width = state.input_size
        return network_input(replace(state, input_size=(2 * height, 2 * width)))
    return network_input(state)


def read_places(pixels: RealArray, rows: Indices, columns: Indices) -> RealArray:
    """Read rows and columns of (..., H, W), zero where ``OUTSIDE``.

    Where they lie at equal steps, slices do the work of indexing: of one run along each axis it is a view.
    """
    row_runs, column_runs = _runs(rows), _runs(columns)
    if len(row_runs) * len(column_runs) > _MOST_RUNS:
        block = pixels[..., np.maximum(rows, 0)[:, np.newaxis], np.maximum(columns, 0)]
        block[..., rows == OUTSIDE, :] = 0
        block[..., columns == OUTSIDE] = 0
        return block
    if len(row_runs) == len(column_runs) == 1:
        (at_y, y), (at_x, x) = row_runs[0], column_runs[0]
        if (at_y.stop - at_y.start, at_x.stop - at_x.start) == (len(rows), len(columns)) == _lengths(pixels, y, x):
            return pixels[..., y, x]
    block = np.zeros((*pixels.shape[:-2], len(rows), len(columns)), pixels.dtype)
    for at_y, y in row_runs:
        for at_x, x in column_runs:
            block[..., at_y, at_x] = pixels[..., y, x]
    return block


def _lengths(pixels: RealArray, rows: slice, columns: slice) -> tuple[int, int]:
    height, width = pixels.shape[-2:]
    return len(range(*rows.indices(height))), len(range(*columns.indices(width)))


def _runs(places: Indices) -> list[tuple[slice, slice]]:
    """Cut places into runs at equal steps: where they stand, and what they read; one pixel again and again is one."""
    runs, start, steps = [], 0, np.diff(places)
    inside = places != OUTSIDE
    breaks = inside[1:] != inside[:-1]
    while start < len(places):
        if start + 1 < len(places) and not breaks[start]:
            step = int(steps[start])
            ends = np.flatnonzero((steps[start:] != step) | breaks[start:])
            stop = start + 1 + int(ends[0]) if len(ends) else len(places)
        else:
            step, stop = 1, start + 1
        if inside[start]:
            first = int(places[start])
            last = first + step * (stop - start - 1)
            end = last + (1 if step >= 0 else -1)
            runs.append((slice(start, stop), slice(first, end if end >= 0 else None, step or 1)))
        start = stop
        if len(runs) > _MOST_RUNS:
            break
    return runs

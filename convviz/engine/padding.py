"""What lies outside an image, said once as a map from positions to pixels, for padding and for shifting."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.geometry import PADDING_MODES

Sources = NDArray[np.signedinteger[Any]]

OUTSIDE = -2  # -1 would look like one step before pixel 0


def check_mode(mode: str, name: str) -> None:
    """Refuse what is no rule for the outside of an image.

    Raises
    ------
    ValueError
        If the mode is none of `PADDING_MODES`.
    """
    if mode not in PADDING_MODES:
        raise ValueError(f"{name} must be one of {', '.join(PADDING_MODES)}; got {mode!r}.")


def source_index(positions: Sources, size: int, mode: str) -> Sources:
    """Say from which pixel of an axis each position takes its value, inside the image or beyond it.

    Parameters
    ----------
    positions : (n,) int
        Any whole numbers; 0 is the first pixel.
    size : int
        Number of pixels; at least 1.
    mode : {"zeros", "reflect", "replicate", "circular"}
        As ``padding_mode`` of ``torch.nn.Conv2d``; "reflect" does not repeat the border pixel.

    Returns
    -------
    (n,) int
        From 0 to `size` - 1, or `OUTSIDE` where "zeros" has no pixel.

    Examples
    --------
    >>> source_index(np.arange(-2, 6), 4, "reflect")
    array([2, 1, 0, 1, 2, 3, 2, 1])
    """
    if mode == "zeros":
        return np.where((positions >= 0) & (positions < size), positions, OUTSIDE)
    if mode == "replicate":
        return np.clip(positions, 0, size - 1)
    if mode == "circular":
        return positions % size
    there = max(size - 1, 1)  # reflect: there and back again
    return (there - np.abs(there - positions % (2 * there))) % size


class _Run(NamedTuple):
    """Neighbouring positions whose pixels lie one apart (forwards or backwards) or are all the same one."""

    positions: slice
    pixels: slice
    repeated: bool


class Runs(NamedTuple):
    """An index map cut into runs, so that slices do the work of indexing."""

    inside: tuple[_Run, ...]
    outside: tuple[slice, ...]
    length: int


@lru_cache(maxsize=512)  # the images and the channels of a batch ask for the same ones again and again
def runs_between(start: int, count: int, size: int, mode: str) -> Runs:
    """Cut the positions from `start` on into runs: what :func:`source_index` says, at once for the inside."""
    if 0 <= start <= size - count:
        return Runs((_Run(slice(0, count), slice(start, start + count), repeated=False),), (), count)
    return runs_of(source_index(np.arange(start, start + count), size, mode))


def runs_of(sources: Sources) -> Runs:
    """Cut an index map into runs of neighbours, and runs of positions that have no pixel."""
    edges = np.flatnonzero(np.diff(sources == OUTSIDE, prepend=False, append=False)).tolist()
    return Runs(tuple(_runs(sources)), tuple(map(slice, edges[::2], edges[1::2])), len(sources))


def _runs(sources: Sources) -> Iterator[_Run]:
    """Cut an index map into runs, so that slices do the work of indexing; positions outside have no run."""
    steps, start = np.diff(sources), 0
    while start < len(sources):
        first, step = int(sources[start]), int(steps[start]) if start < len(steps) else 1
        if abs(step) > 1:
            stop, step = start + 1, 1
        else:
            changes = np.flatnonzero(steps[start:] != step)
            stop = start + 1 + int(changes[0]) if len(changes) else len(sources)
        last = first + step * (stop - start - 1)
        if first != OUTSIDE:
            pixels = slice(first, last + 1) if step >= 0 else slice(first, last - 1 if last else None, -1)
            yield _Run(slice(start, stop), pixels, step == 0)
        start = stop


def read(x: RealArray, rows: Sources, columns: Sources) -> RealArray:
    """Read a block of a padded image: the pixel (rows[i], columns[j]) at (i, j), zero outside.

    The result is a view of `x` (..., H, W) where the block touches no padding; do not write to it.
    """
    return read_runs(x, runs_of(rows), runs_of(columns))


def read_runs(x: RealArray, rows: Runs, columns: Runs) -> RealArray:
    """Read as :func:`read` from index maps that are already cut into runs."""
    if _is_plain(rows) and _is_plain(columns):
        return x[..., rows.inside[0].pixels, columns.inside[0].pixels]
    block = np.empty((*x.shape[:-2], rows.length, columns.length), x.dtype)
    read_into(block, x, rows, columns)
    return block


def read_into(block: RealArray, x: RealArray, rows: Runs, columns: Runs) -> None:
    """Write a block of a padded image: all of its values, zero where there is no pixel."""
    for row in rows.inside:
        for column in columns.inside:
            block[..., row.positions, column.positions] = x[..., row.pixels, column.pixels]
    for outside in rows.outside:
        block[..., outside, :] = 0
    for outside in columns.outside:
        block[..., outside] = 0


def add_back(target: FloatArray, block: FloatArray, rows: Sources, columns: Sources) -> None:
    """Add each value of a block to the pixel that :func:`read` takes it from: the adjoint of `read`."""
    column_runs = list(_runs(columns))
    for row in _runs(rows):
        for column in column_runs:
            values = block[..., row.positions, column.positions]
            if row.repeated:
                values = values.sum(axis=-2, keepdims=True)
            if column.repeated:
                values = values.sum(axis=-1, keepdims=True)
            target[..., row.pixels, column.pixels] += values


def _is_plain(runs: Runs) -> bool:
    """Tell whether one slice, forwards, says it all."""
    plain = len(runs.inside) == 1 and not runs.outside
    return plain and not runs.inside[0].repeated and runs.inside[0].pixels.step is None

"""Which values of a map, and pixels of the input, are looked at while the image moves.

Steps are 1 or prime: pictures are full of stripes, tiles and enlarged pixels that repeat every 4, 8 or 10 pixels, and a
step that goes evenly into such a period would see the same of each.
"""

from math import ceil, floor, isqrt, sqrt

from convviz.engine.geometry import Pair
from convviz.lab.glimpse import Look
from convviz.lab.sampled_map import Sampling
from convviz.nn.receptive_field import ReceptiveField


def all_of(size: Pair) -> Sampling:
    """Take all rows and columns of something of this size."""
    return Sampling(range(size[0]), range(size[1]))


def all_over(size: Pair, most: int) -> Sampling:
    """Take rows and columns at equal steps from the first on, so that there are about `most` values at most."""
    step = ceil(sqrt(size[0] * size[1] / most))
    while not _is_prime(step):
        step += 1
    return Sampling(range(0, size[0], step), range(0, size[1], step))


def on_screen(look: Look, field: ReceptiveField, size: Pair) -> Sampling:
    """Take what lies where a person looks: a value or some for each pixel of the screen, at most all.

    Parameters
    ----------
    look : Look
    field : ReceptiveField
        Of the map on the input; of the input itself ``ITSELF``.
    size : (height, width)
        Of the map.

    Returns
    -------
    Sampling
        At least one value; at multiples of the step, so that looking a little elsewhere takes the same ones.
    """
    sides = (look.top, look.bottom), (look.left, look.right)
    rows, columns = (
        _positions(field.start[axis] + (field.size[axis] - field.jump[axis]) / 2, field.jump[axis], *sides[axis], look)
        for axis in (0, 1)
    )
    return Sampling(_within(rows, size[0]), _within(columns, size[1]))


def thinned(at: Sampling, every: int) -> Sampling:
    """Take every so manieth of these rows and columns."""
    return Sampling(at.rows[::every], at.columns[::every])


def is_from_all_over(at: Sampling, size: Pair) -> bool:
    """Say whether a sample begins at the first row and column, and ends at the last that its step reaches."""
    return all(axis.start == 0 and axis[-1] + axis.step >= length for axis, length in zip(at, size, strict=True))


def inside(run: slice, places: range) -> slice:
    """Return which of these places, at equal steps, lie in a run."""
    first, last = (-(-(end - places.start) // places.step) for end in (run.start, run.stop))
    return slice(max(first, 0), min(max(first, last, 0), len(places)))


def _positions(origin: float, jump: int, start: float, stop: float, look: Look) -> range:
    """Say which positions of an axis lie between two places of the input, one for each pixel of the screen."""
    step = max(1, floor(1 / (look.zoom * jump)))
    while not _is_prime(step):
        step -= 1
    first = floor((start - origin) / jump) // step * step
    return range(first, ceil((stop - origin) / jump) + step, step)


def _is_prime(number: int) -> bool:
    """Say whether nothing but 1 and itself goes evenly into it; so it is with 1 here."""
    return all(number % divisor for divisor in range(2, isqrt(number) + 1))


def _within(places: range, size: int) -> range:
    """Keep the positions that the map has; at least the one next to them."""
    last = (size - 1) // places.step * places.step
    first = min(max(places.start, 0), last)
    return range(first, max(first + 1, min(places.stop, size)), places.step)

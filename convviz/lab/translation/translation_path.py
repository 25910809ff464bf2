"""The ways along which a shift is played, and along which it is exported: positions (dy, dx) that close."""

from math import floor, hypot, pi
from types import MappingProxyType
from typing import Literal

import numpy as np

from convviz.engine import FloatArray

Way = Literal["x", "y", "diagonal", "circle"]
WAYS: MappingProxyType[Way, str] = MappingProxyType(
    {"x": "Left and right", "y": "Up and down", "diagonal": "Diagonally", "circle": "Round a circle"}
)
STEPS: MappingProxyType[str, str] = MappingProxyType(
    {"1": "1 pixel", "0.5": "½ pixel", "0.25": "¼ pixel", "0.1": "⅒ pixel"}
)
FEWEST = 8  # positions on a circle


def path(way: Way, start: tuple[float, float], reach: tuple[float, float], step: float) -> FloatArray:
    """Return the positions of one round.

    A line goes from the start to one end of the range, through zero to the other end, and back. A circle goes round
    zero through the start; where the start is too near to zero for that, or too far, it begins there all the same, has
    half of the range as its radius and lies beside zero.

    Parameters
    ----------
    way : {"x", "y", "diagonal", "circle"}
        Along x, dy stays what it is at the start, and the other way round.
    start : (dy, dx)
        Where it begins.
    reach : (dy, dx)
        How far it may go, at least 0.
    step : float
        Pixels from one position to the next, above 0; all positions but those of the start are multiples of it.

    Returns
    -------
    (n, 2), float64
        At least one position (dy, dx); after the last comes the first, which is the nearest to the start.

    Examples
    --------
    >>> path("x", (1, 0), (2, 2), 1).tolist()
    [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 1.0], [1.0, 0.0], [1.0, -1.0], [1.0, -2.0], [1.0, -1.0]]
    """
    if way == "circle":
        return _circle(start, reach, step)
    along = {"x": (0.0, 1.0), "y": (1.0, 0.0), "diagonal": (1.0, 1.0)}[way]
    longest = min(most for most, share in zip(reach, along, strict=True) if share)
    there_and_back = _there_and_back(floor(longest / step + 1e-9)) * step
    first = int(np.abs(there_and_back - (start[0] if way == "y" else start[1])).argmin())
    amounts = np.roll(there_and_back, -first)
    across = (0.0, 0.0) if way == "diagonal" else (start[0] * along[1], start[1] * along[0])
    return np.round(amounts[:, np.newaxis] * along + across, 6) + 0.0  # + 0.0: no −0


def _there_and_back(most: int) -> FloatArray:
    """Count up to the most, down to its negative, and up again to −1."""
    return np.concatenate([np.arange(most), np.arange(most, -most, -1), np.arange(-most, 0)]) if most else np.zeros(1)


def _circle(start: tuple[float, float], reach: tuple[float, float], step: float) -> FloatArray:
    radius = hypot(*start)
    middle = np.zeros(2)
    most = min(reach)
    if not step <= radius <= most:
        way = np.array(start) / radius if radius > most else np.array([0.0, -1.0])
        radius = most / 2
        middle = np.array(start) - radius * way
    count = max(FEWEST, round(2 * pi * radius / step))
    first = np.arctan2(*(np.array(start) - middle))
    angles = first + np.arange(count) * (2 * pi / count)
    places = np.stack([np.sin(angles), np.cos(angles)], axis=1) * radius + middle
    places = np.clip(places, np.negative(reach), reach)
    places = np.round(np.round(places / step) * step, 6) + 0.0
    is_new = (places != np.roll(places, 1, axis=0)).any(axis=1)
    return places[is_new] if is_new.any() else places[:1]

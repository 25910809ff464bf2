"""How long work tells how far it is, and learns that nobody wants it any more."""

import math
from collections.abc import Callable

from convviz.nn.network import unwatched as unwatched

Progress = Callable[[float], None]
"""Called between parts of the work with the share that is done, 0 … 1; it raises ``CancelledError`` to stop it."""

_LEAST_SECONDS, _LEAST_SHARE = 0.5, 0.01  # of work that is done, before the rest can be told


class CancelledError(Exception):
    """The result is no longer wanted."""


def part(progress: Progress, index: int, count: int) -> Progress:
    """Return the progress of one of several equal parts, for what does that part.

    Examples
    --------
    >>> part(print, 1, 4)(0.5)
    0.375
    """
    return lambda done: progress((index + done) / count)


def time_left(share: float, seconds: float) -> str:
    """Say how long work goes on, if it keeps the pace that it had on average.

    Parameters
    ----------
    share : float
        How much is done, 0 … 1.
    seconds : float
        How long that took.

    Returns
    -------
    str
        In coarse words, which stand still for a while; empty while it is too early to tell.

    Examples
    --------
    >>> time_left(0.25, 1.2), time_left(0.1, 300), time_left(0.9, 1), time_left(0.5, 0.1)
    ('about 4 s left', 'about 45 min left', 'almost done', '')
    """
    if seconds < _LEAST_SECONDS or share < _LEAST_SHARE:
        return ""
    left = seconds * (1 - share) / share
    if left < 1:
        return "almost done"
    if left > 60:
        return f"about {math.ceil(left / 60)} min left"
    return f"about {math.ceil(left) if left < 10 else 5 * math.ceil(left / 5)} s left"

"""How long work tells how far it is, and learns that nobody wants it any more."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called between parts of the work with the share that is done, 0 … 1; it raises ``CancelledError`` to stop it."""


class CancelledError(Exception):
    """The result is no longer wanted."""


def unwatched(_done: float) -> None:
    """Take note of nothing, and let the work go on."""

"""How far long work is, in one line of a terminal; elsewhere, such as in a file, nothing."""

from time import monotonic
from typing import TextIO

from convviz.lab.progress import time_left

_WIDTH = 24  # characters
_SECONDS = 0.1  # between two pictures of it


class ProgressBar:
    """A line that is written over and over; :meth:`clear` it before another line is printed.

    Parameters
    ----------
    stream : text stream
        If it is no terminal, nothing is ever written.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._is_shown = stream, stream.isatty()
        self._start, self._next, self._length = monotonic(), 0.0, 0

    def show(self, share: float) -> None:
        """Show that a share of the work is done, 0 … 1, unless it was shown a moment ago."""
        now = monotonic()
        if not self._is_shown or now < self._next:
            return
        self._next = now + _SECONDS
        filled = int(share * _WIDTH)
        left = time_left(share, now - self._start)
        self._write(f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {int(100 * share)} %  {left}".rstrip())

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._write("")
            self._stream.write("\r")

    close = clear

    def _write(self, line: str) -> None:
        """Write over what is there, with spaces over what is longer."""
        self._stream.write(f"\r{line.ljust(self._length)}")
        self._stream.flush()
        self._length = len(line)

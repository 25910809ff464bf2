"""Edits of the shift: a drag, a held key and a play are one step of undo each."""

from functools import partial
from typing import Any

from convviz.app.document import Document
from convviz.lab.edits.edits import translation_set
from convviz.lab.state import State
from convviz.lab.translation.shift_range import shift_range

STEPPING = "stepping"


class Shifting:
    """Moves the image; the edits between two calls of ``begin`` are one step of undo.

    Parameters
    ----------
    document : Document

    Attributes
    ----------
    reach : int or None
        Pixels that it may be moved either way; None for half of it.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.reach: int | None = None
        self._gesture = 0
        self._kind: object = None

    @property
    def state(self) -> State:
        """What is set."""
        return self._document.state

    @property
    def shift(self) -> tuple[float, float]:
        """How far the image is moved, (dy, dx), within the range."""
        wanted = self.state.translation
        dy, dx = map(_within, (wanted.dy, wanted.dx), self.range_in(self.state))
        return dy, dx

    def range_in(self, state: State) -> tuple[int, int]:
        """Return how far the image may be moved in a state, down or up and right or left."""
        return shift_range(state) if self.reach is None else (self.reach, self.reach)

    def begin(self, kind: object = None) -> None:
        """Begin another step of undo, unless the last one was of the same kind: turns of the wheel in a row are one."""
        if kind is None or kind != self._kind:
            self._gesture = self._document.new_gesture()
        self._kind = kind

    def move_to(self, **shift: float) -> None:
        """Move the image to so many pixels down, ``dy``, and right, ``dx``; as far as it goes."""
        most = dict(zip(("dy", "dx"), self.range_in(self.state), strict=True))
        self._set("Shift the image", **{name: _within(amount, most[name]) for name, amount in shift.items()})

    def move_by(self, dy: float, dx: float) -> None:
        """Move it on by so many pixels."""
        y, x = self.shift
        self.move_to(dy=round(y + dy, 6), dx=round(x + dx, 6))

    def reset(self) -> None:
        """Put the image back where it was."""
        self.begin()
        self._set("Reset the shift", dy=0.0, dx=0.0)

    def _set(self, text: str, **choices: Any) -> None:
        self._document.edit(text, partial(translation_set, **choices), gesture=self._gesture)


def _within(amount: float, most: float) -> float:
    return float(min(max(amount, -most), most))

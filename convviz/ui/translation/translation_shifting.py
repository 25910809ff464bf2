"""Edits of the shift: a drag, a held key and a play are one step of undo each."""

from functools import partial
from typing import Any

from convviz.app.document import Document
from convviz.lab.edits import translation_set
from convviz.lab.shift_range import shift_of
from convviz.lab.state import State

STEPPING = "stepping"


class Shifting:
    """Moves the image; the edits between two calls of ``begin`` are one step of undo.

    Parameters
    ----------
    document : Document
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._gesture = 0
        self._kind: object = None

    @property
    def state(self) -> State:
        """What is set."""
        return self._document.state

    @property
    def shift(self) -> tuple[float, float]:
        """How far the image is moved, (dy, dx)."""
        return shift_of(self._document.state)

    def begin(self, kind: object = None) -> None:
        """Begin another step of undo, unless the last one was of the same kind: turns of the wheel in a row are one."""
        if kind is None or kind != self._kind:
            self._gesture = self._document.new_gesture()
        self._kind = kind

    def move_to(self, **shift: float) -> None:
        """Move the image to so many pixels down, ``dy``, and right, ``dx``; as far as it goes."""
        self._set("Shift the image", **shift)

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

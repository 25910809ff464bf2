"""Changes of the kernel that a person tries out, and keeps or takes back."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from convviz.app.document import Document
from convviz.engine import FloatArray
from convviz.lab.edits.edits import kernel_changed, layer_set
from convviz.lab.kernel.kernel_changes import Change
from convviz.lab.state import State


class Trial:
    """All that is tried is one step of undo, or none once it is taken back.

    Each change starts from the weights that there were at first. A trial begins anew, with a step of its own, when
    somebody else has changed the weights or selected another kernel: what others did is never undone.

    Parameters
    ----------
    document : Document
    text : str
        What the step does, for the menu.
    """

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text
        self._weight_at_first: FloatArray
        self._weight: FloatArray
        self._gesture: int
        self._begin()

    @property
    def is_current(self) -> bool:
        """Whether the weights are those that were tried last, or those at first, and their kernel is selected."""
        return self._made_the_weights and self._selected == _selection(self._document.state)

    def change(self, change: Change) -> bool:
        """Try this change of the kernel instead of the one before; return whether the document took it."""
        if not self.is_current:
            self._begin()
        weight = self._weight
        taken = self._document.edit(self._text, self._changed, change, gesture=self._gesture)
        if not taken:
            self._weight = weight
        return taken

    def take_back(self) -> None:
        """Bring back the weights that there were at first, unless they have been changed by others since."""
        if self._made_the_weights:
            weight = self._weight_at_first
            self._document.edit(self._text, partial(layer_set, weight=weight), gesture=self._gesture)

    def _begin(self) -> None:
        state = self._document.state
        self._weight_at_first = self._weight = state.layer.weight
        self._selected = _selection(state)
        self._gesture = self._document.new_gesture()

    @property
    def _made_the_weights(self) -> bool:
        return np.array_equal(self._document.state.layer.weight, self._weight)

    def _changed(self, state: State, change: Change) -> dict[str, Any]:
        at_first = replace(state, **layer_set(state, weight=self._weight_at_first))
        changes = kernel_changed(at_first, change)
        self._weight = replace(at_first, **changes).layer.weight  # before the document says that it has changed
        return changes


def _selection(state: State) -> tuple[int, int | None]:
    return state.selected_filter, state.selected_channel

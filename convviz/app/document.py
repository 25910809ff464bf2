"""The document: the state of the lab, the one way to change it, and the way back."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from convviz.lab.state import State

MakeChanges = Callable[..., dict[str, Any]]
SELECTING = -1  # the gesture of every selection in a row
UNDO_LIMIT = 500
MOST_UNDO_BYTES = 2 << 30  # of the pictures in all steps together; one of 12 megapixels has 144 MB


class Document(QObject):
    """Holds the state; every change is an edit that can be undone.

    Signals
    -------
    changed(State, State)
        The old and the new state, after an edit, an undo or a redo.
    refused(str)
        An edit would have made an invalid state: why. Nothing has changed.
    forgot(str)
        The steps until now cannot be undone any more: why.
    """

    changed = Signal(object, object)
    refused = Signal(str)
    forgot = Signal(str)

    def __init__(self, state: State, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._last_gesture = 0

    def edit(
        self, text: str, make: MakeChanges | None = None, *arguments: Any, gesture: int = 0, **changes: Any
    ) -> bool:
        """Replace fields of the state, as one step of undo; what changes nothing is no step.

        Parameters
        ----------
        text : str
            What the edit does, for the menu: "Set stride".
        make : callable, optional
            One of ``convviz.lab.edits.edits``: called as ``make(state, *arguments)`` it returns the changes.
        gesture : int
            Edits in a row with the same number other than 0 become one step: a drag is one. See ``new_gesture``.
        **changes
            Fields of ``State`` and their new values.

        Returns
        -------
        bool
            Whether the state is as asked for now; if not, ``refused`` has said why.
        """
        try:
            made = make(self.state, *arguments) if make else {}
            new = replace(self.state, **made, **changes)
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        if not _alike(self.state, new):
            self._forget_what_is_too_large(new)
            self.undo_stack.push(Edit(self, text, self.state, new, gesture))
        return True

    def new_gesture(self) -> int:
        """Return a number that no earlier gesture had."""
        self._last_gesture += 1
        return self._last_gesture

    def _forget_what_is_too_large(self, new: State) -> None:
        """Give up undo, rather than the memory, when its steps hold too many large pictures."""
        if new.image is self.state.image:
            return
        stack = self.undo_stack
        edits = [edit for edit in map(stack.command, range(stack.count())) if isinstance(edit, Edit)]
        states = [state for edit in edits for state in (edit.old, edit.new)]
        held = {id(state.image): state.image.nbytes for state in (*states, self.state, new)}
        if stack.count() and sum(held.values()) > MOST_UNDO_BYTES:
            stack.clear()
            self.forgot.emit("Earlier steps can no longer be undone: their pictures filled the memory kept for that.")

    def _become(self, state: State) -> None:
        old, self.state = self.state, state
        self.changed.emit(old, state)


class Edit(QUndoCommand):
    """From one state to another; the only command there is."""

    def __init__(self, document: Document, text: str, old: State, new: State, gesture: int) -> None:
        super().__init__(_command_text(text))
        self.new = new
        self.gesture = gesture
        self.old = old
        self._document = document

    @override
    def redo(self) -> None:
        self._document._become(self.new)

    @override
    def undo(self) -> None:
        self._document._become(self.old)

    @override
    def id(self) -> int:
        return 1 if self.gesture else -1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Edit) or other.gesture != self.gesture:
            return False
        self.new = other.new
        self.setObsolete(_alike(self.old, self.new))  # dragged back to where it began: the stack drops it
        return True


def _command_text(text: str) -> str:
    """Put below the text what the menu shows: there a single & would be a mnemonic, and a tab begin a shortcut."""
    text = " ".join(text.expandtabs(1).splitlines())
    return f"{text}\n{text.replace('&', '&&')}"


def _alike(old: Any, new: Any) -> bool:
    """Say whether two parts of a state are the same; arrays are compared by their numbers."""
    if old is new:
        return True
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        return type(old) is type(new) and np.array_equal(old, new)
    if isinstance(old, tuple) and type(old) is type(new):
        return len(old) == len(new) and all(map(_alike, old, new))
    if is_dataclass(old) and type(old) is type(new):
        # Not getattr, which would draw weights that nobody has needed yet.
        return all(_alike(vars(old)[field.name], vars(new)[field.name]) for field in fields(old))
    return bool(old == new)

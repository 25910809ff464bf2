"""Edits of the network through the document: every one is undone and done again."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from convviz.app.document import Document
from convviz.lab.state import State
from tests.lab.networks import random_edit, small_network


@pytest.mark.parametrize("seed", range(3))
def test_all_edits_are_undone_back_to_the_first_state_and_done_again(seed: int, qapp: QApplication) -> None:
    rng, first = np.random.default_rng(seed), small_network()
    document = Document(first)
    states: list[State] = [first]
    for _ in range(150):
        document.edit("Edit", random_edit(rng, document.state))
        if document.state is not states[-1]:
            states.append(document.state)
    assert document.undo_stack.count() == len(states) - 1 > 50
    for state in reversed(states[:-1]):
        document.undo_stack.undo()
        assert document.state is state
    for state in states[1:]:
        document.undo_stack.redo()
        assert document.state is state

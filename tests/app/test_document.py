"""Every change of the document is an edit that can be undone, and an invalid one changes nothing."""

import numpy as np
import pytest

from convviz.app import document as module
from convviz.app.document import UNDO_LIMIT, Document
from convviz.lab.edits.edits import bias_set, cells_set, filter_removed, image_opened, stride_set
from convviz.lab.edits.layer_edits import activation_set
from tests.hands import Calls, steps
from tests.lab_fixtures import image


def test_an_edit_makes_a_new_state_and_says_so(document: Document) -> None:
    old, told = document.state, Calls(document.changed.connect)
    assert document.edit("Set activation", activation_set, "ReLU")
    assert document.state.activation == "ReLU"
    assert old.activation == "Identity"
    assert told == [(old, document.state)]


def test_undo_and_redo_bring_back_the_very_states(document: Document) -> None:
    first = document.state
    document.edit("Set weight", cells_set, [(0, 0)], 5.0)
    second = document.state
    document.edit("Set bias", bias_set, 0.5)
    third = document.state
    seen = []
    for go in (document.undo_stack.undo,) * 2 + (document.undo_stack.redo,) * 2:
        go()
        seen.append(document.state)
    assert seen == [second, first, second, third]


def test_undo_and_redo_tell_the_old_and_the_new_state(document: Document) -> None:
    first = document.state
    document.edit("Set bias", bias_set, 0.5)
    second, told = document.state, Calls(document.changed.connect)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert told == [(second, first), (first, second)]


def test_an_edit_after_an_undo_takes_the_place_of_what_was_undone(document: Document) -> None:
    document.edit("Set bias", bias_set, 0.5)
    document.undo_stack.undo()
    document.edit("Set activation", activation_set, "Tanh")
    assert steps(document) == ["Set activation"]
    assert not document.undo_stack.canRedo()


def test_the_edits_of_a_gesture_are_one_step(document: Document) -> None:
    first, gesture = document.state, document.new_gesture()
    for value in (0.1, 0.2, 0.3):
        document.edit("Set bias", bias_set, value, gesture=gesture)
    assert steps(document) == ["Set bias"]
    assert document.state.layer.bias[0] == np.float32(0.3)
    document.undo_stack.undo()
    assert document.state is first
    document.undo_stack.redo()
    assert document.state.layer.bias[0] == np.float32(0.3)


def test_two_gestures_are_two_steps(document: Document) -> None:
    for values in ((0.1, 0.2), (0.3, 0.4)):
        gesture = document.new_gesture()
        for value in values:
            document.edit("Set bias", bias_set, value, gesture=gesture)
    assert steps(document) == ["Set bias", "Set bias"]


def test_edits_without_a_gesture_never_become_one(document: Document) -> None:
    for value in (0.1, 0.2):
        document.edit("Set bias", bias_set, value)
    assert len(steps(document)) == 2


@pytest.mark.parametrize(
    ("make", "arguments", "changes"),
    [
        (activation_set, ("Softmax",), {}),
        (None, (), {"selected_filter": 7}),
        (filter_removed, (), {}),
        (cells_set, ([(0, 0)], float("nan")), {}),
        (cells_set, ([(0, 0)], 2e6), {}),
    ],
    ids=["no such activation", "no such filter", "the last filter", "not finite", "too large"],
)
def test_an_invalid_edit_is_refused_with_one_sentence(document: Document, make, arguments, changes) -> None:
    before = document.state
    told, why = Calls(document.changed.connect), Calls(document.refused.connect)
    assert not document.edit("Break it", make, *arguments, **changes)
    assert document.state is before
    assert steps(document) == []
    assert told == []
    ((sentence,),) = why
    assert sentence.endswith(".")


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    before, told = document.state, Calls(document.changed.connect)
    assert document.edit("Choose all channels", selected_channel=None)
    assert document.edit("Set weight", cells_set, [(0, 0)], -1.0)
    assert document.edit("Set stride", stride_set, 1, 1)
    assert document.state is before
    assert steps(document) == []
    assert told == []


def test_a_drag_back_to_where_it_began_is_no_step_and_the_drag_goes_on(document: Document) -> None:
    gesture = document.new_gesture()
    for value in (0.1, 0.0):
        document.edit("Set bias", bias_set, value, gesture=gesture)
    assert document.state.layer.bias[0] == 0
    assert steps(document) == []
    for value in (0.1, 0.2):
        document.edit("Set bias", bias_set, value, gesture=gesture)
    assert steps(document) == ["Set bias"]
    document.undo_stack.undo()
    assert document.state.layer.bias[0] == 0


def test_the_undo_stack_does_not_grow_for_ever(document: Document) -> None:
    for number in range(UNDO_LIMIT + 10):
        document.edit("Set bias", bias_set, number + 1.0)
    assert document.undo_stack.count() == UNDO_LIMIT


def opened(document: Document, seed: int) -> None:
    document.edit("Open", image_opened, image(seed=seed), f"{seed}.png")


def test_steps_with_too_many_large_pictures_are_given_up_and_that_is_said(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Calls(document.forgot.connect)
    monkeypatch.setattr(module, "MOST_UNDO_BYTES", 3 * document.state.image.nbytes)
    for seed in (1, 2):
        opened(document, seed)
    assert steps(document) == ["Open", "Open"]
    assert told == []
    opened(document, 3)
    assert steps(document) == ["Open"]
    ((why,),) = told
    assert why.endswith(".")
    document.undo_stack.undo()
    assert document.state.image_name == "2.png"


def test_many_steps_with_one_picture_are_kept(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_UNDO_BYTES", document.state.image.nbytes)
    for value in range(1, 20):
        document.edit("Set bias", bias_set, float(value))
    assert len(steps(document)) == 19

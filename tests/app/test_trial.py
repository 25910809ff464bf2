"""A trial of the kernel is one step of undo, or none, and never touches what others did."""

import numpy as np
import pytest

from convviz.app.document import Document
from convviz.app.trial import Trial
from convviz.engine import FloatArray
from convviz.lab.edits.edits import cells_set, filter_added, greyscale_set, kernel_set, kernel_size_set
from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.state import State
from tests.hands import steps


def filled(value: float, size: int = 3):
    """Return the change that makes a kernel of this value everywhere."""
    return lambda _kernel: np.full((size, size), value, np.float32)


def doubled(kernel: FloatArray) -> FloatArray:
    return kernel * np.float32(2)


@pytest.fixture
def trial(document: Document) -> Trial:
    return Trial(document, "Try")


def kernel_of(document: Document, index: int = 0) -> list[list[float]]:
    return document.state.layer.weight[index, 0].tolist()


def test_all_that_is_tried_is_one_step(document: Document, trial: Trial) -> None:
    before = document.state
    for value in range(5):
        assert trial.change(filled(value))
    assert kernel_of(document) == [[4.0] * 3] * 3
    assert steps(document) == ["Try"]
    document.undo_stack.undo()
    assert document.state is before


def test_every_change_starts_from_the_weights_at_first(document: Document, trial: Trial) -> None:
    before = document.state.kernel
    for _ in range(3):
        trial.change(doubled)
    assert np.array_equal(document.state.kernel, 2 * before)


def test_taken_back_it_leaves_no_step(document: Document, trial: Trial) -> None:
    before = document.state.layer.weight
    trial.change(filled(1, size=7))
    trial.change(filled(2, size=5))
    trial.take_back()
    assert np.array_equal(document.state.layer.weight, before)
    assert steps(document) == []


def test_without_a_change_there_is_nothing_to_take_back(document: Document, trial: Trial) -> None:
    before = document.state
    trial.take_back()
    assert document.state is before
    assert steps(document) == []


def test_what_others_edit_elsewhere_stays_when_it_is_taken_back(document: Document, trial: Trial) -> None:
    before = document.state.layer.weight
    trial.change(filled(1))
    document.edit("Set activation", activation_set, "ReLU")
    trial.take_back()
    assert np.array_equal(document.state.layer.weight, before)
    assert document.state.activation == "ReLU"
    assert steps(document) == ["Try", "Set activation", "Try"]


def test_a_weight_that_others_set_is_not_taken_back(document: Document, trial: Trial) -> None:
    trial.change(filled(1))
    document.edit("Set weight", cells_set, [(0, 0)], 9.0)
    trial.take_back()
    assert kernel_of(document) == [[9, 1, 1], [1, 1, 1], [1, 1, 1]]
    assert steps(document) == ["Try", "Set weight"]


def test_after_a_weight_of_others_it_is_a_step_of_its_own_and_takes_back_only_that(
    document: Document, trial: Trial
) -> None:
    trial.change(filled(1))
    document.edit("Set weight", cells_set, [(0, 0)], 9.0)
    trial.change(doubled)
    assert kernel_of(document)[0] == [18, 2, 2]
    trial.take_back()
    assert kernel_of(document)[0] == [9, 1, 1]
    assert steps(document) == ["Try", "Set weight"]


def test_after_an_undo_it_is_a_step_of_its_own(document: Document, trial: Trial) -> None:
    before = document.state
    document.edit("Set weight", cells_set, [(0, 0)], 9.0)
    trial.change(filled(1))  # begins anew, too
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert not trial.is_current
    trial.change(filled(2))
    assert steps(document) == ["Try"]
    trial.take_back()
    assert np.array_equal(document.state.kernel, before.kernel)


def test_undone_and_done_again_it_is_as_if_nothing_had_been(document: Document, trial: Trial) -> None:
    before = document.state.kernel
    trial.change(filled(1))
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert trial.is_current
    trial.change(filled(2))
    assert steps(document) == ["Try"]
    trial.take_back()
    assert np.array_equal(document.state.kernel, before)


def test_another_filter_that_is_selected_is_tried_in_a_step_of_its_own(document: Document) -> None:
    document.edit("Add filter", filter_added)
    trial = Trial(document, "Try")
    trial.change(filled(1))
    document.edit("Select filter", selected_filter=0)
    assert not trial.is_current
    trial.change(filled(2))
    assert (kernel_of(document, 0)[0][0], kernel_of(document, 1)[0][0]) == (2, 1)
    trial.take_back()
    assert (kernel_of(document, 0)[0][0], kernel_of(document, 1)[0][0]) == (-1, 1)
    assert steps(document) == ["Add filter", "Try", "Select filter"]


def test_a_channel_that_is_selected_is_tried_alone(document: Document, trial: Trial) -> None:
    document.edit("Select channel", selected_channel=1)
    trial.change(filled(1))
    assert document.state.layer.weight[0, :, 0, 0].tolist() == [-1, 1, -1]


def test_the_others_keep_their_weights_however_the_size_goes(document: Document) -> None:
    document.edit("Add filter", filter_added)
    trial = Trial(document, "Try")
    before = document.state.layer.weight[0]
    for size in (31, 1, 4, 3):
        trial.change(filled(1, size))
    assert np.array_equal(document.state.layer.weight[0], before)


def test_what_is_refused_changes_nothing_and_the_next_goes_on(document: Document, trial: Trial) -> None:
    before = document.state.kernel
    trial.change(filled(1))
    assert not trial.change(filled(1e9))
    assert trial.is_current
    assert kernel_of(document)[0][0] == 1
    trial.change(filled(2))
    assert steps(document) == ["Try"]
    trial.take_back()
    assert np.array_equal(document.state.kernel, before)


def test_weights_that_were_fitted_to_another_number_of_channels_are_kept(document: Document, trial: Trial) -> None:
    trial.change(filled(1))
    document.edit("Greyscale", greyscale_set, True)
    trial.take_back()
    assert kernel_of(document) == [[1.0] * 3] * 3
    assert steps(document) == ["Try", "Greyscale"]


def test_another_size_is_a_change_of_others(document: Document, trial: Trial) -> None:
    trial.change(filled(1))
    document.edit("Set kernel size", kernel_size_set, 5, 5)
    trial.take_back()
    assert document.state.layer.kernel_size == (5, 5)
    assert steps(document) == ["Try", "Set kernel size"]


def test_it_knows_its_own_change_while_the_document_tells_of_it(document: Document, trial: Trial) -> None:
    told = []

    def tell(_old: State, _new: State) -> None:
        told.append(trial.is_current)

    document.changed.connect(tell)
    trial.change(filled(1))
    document.edit("Choose", kernel_set, np.ones((2, 2), np.float32))
    assert told == [True, False]

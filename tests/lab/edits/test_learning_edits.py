"""The edits of the page Training."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.edits.learning_edits import filter_choice_set, target_opened, task_chosen
from convviz.lab.state import State, first_state
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    return first_state(image(), "noise.png")


def test_the_task_is_chosen_and_the_rest_stays(state: State) -> None:
    other = replace(state, **task_chosen(state, "network"))
    assert other.learning.task == "network"
    assert other.learning.filter is state.learning.filter


def test_a_choice_that_cannot_be_is_refused(state: State) -> None:
    with pytest.raises(ValueError, match="seed"):
        filter_choice_set(state, seed=-1)


def test_a_target_is_its_grey_and_cannot_be_written_to(state: State) -> None:
    after = replace(state, **target_opened(state, image(channels=1, seed=2), "after.png"))
    choice = after.learning.filter
    assert choice.target_name == "after.png"
    assert np.array_equal(choice.target, image(channels=1, seed=2)[0])
    assert not choice.target.flags.writeable


def test_a_target_of_another_size_is_refused_with_both_sizes(state: State) -> None:
    with pytest.raises(ValueError, match=r"after.png has 20×10 pixels, and the feature map has 64×48"):
        target_opened(state, image(10, 20), "after.png")

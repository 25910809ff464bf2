"""The edits of the task “Train a network”."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.network_input import network_input
from convviz.lab.state import State, first_state
from convviz.lab.training.network_choice import OWN
from convviz.lab.training.network_learning import (
    digit_network_used,
    network_choice_set,
    network_taken_part,
    own_weights_used,
    trained_network_used,
)
from convviz.lab.training.network_task import own_misfit, own_network
from convviz.nn.digit_networks import digit_network
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    return first_state(image(), "noise.png")


def test_a_choice_is_set_and_nothing_else(state: State) -> None:
    new = replace(state, **network_choice_set(state, canvas=24, seen=7))
    assert (new.learning.network.canvas, new.learning.network.seen) == (24, 7)
    assert new.learning.filter is state.learning.filter


def test_networks_take_part_in_one_order(state: State) -> None:
    new = replace(state, **network_taken_part(state, "blur", True))
    assert new.learning.network.networks == ("conv", "local", "full", "blur")
    new = replace(new, **network_taken_part(new, "conv", False))
    new = replace(new, **network_taken_part(new, "conv", True))
    assert new.learning.network.networks == ("conv", "local", "full", "blur")


def test_one_network_at_least_is_trained(state: State) -> None:
    alone = replace(state, **network_choice_set(state, networks=("conv",)))
    with pytest.raises(ValueError, match="One network at least"):
        network_taken_part(alone, "conv", False)


@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
def test_a_trained_network_answers_in_the_lab_as_it_did(state: State, operation: str) -> None:
    state, network = replace(state, operation=operation), digit_network("conv", 16)
    used = replace(state, **trained_network_used(state, network, (16, 16), 1))
    pixels = network_input(used)
    assert pixels.shape == (1, 16, 16)
    expected = network.forward(pixels)[-1]
    np.testing.assert_allclose(own_network(used).forward(pixels)[-1], expected, rtol=1e-6)
    assert used.selected_layer == 0


def test_a_network_without_convolution_does_not_go_into_the_lab(state: State) -> None:
    with pytest.raises(ValueError, match="its weights can be saved to a file"):
        trained_network_used(state, digit_network("full", 16), (16, 16), 1)


def test_other_weights_are_written_as_the_lab_writes_them(state: State) -> None:
    turned = replace(state, operation="convolution")
    used = replace(turned, **own_weights_used(turned, own_network(turned)))
    np.testing.assert_array_equal(used.layer.weight, state.layer.weight)


def test_the_digit_network_fits_and_takes_part(state: State) -> None:
    assert own_misfit(state, (1, 16, 16), 10)
    used = replace(state, **digit_network_used(state, 10, 1))
    assert own_misfit(used, (1, 16, 16), 10) == ""
    assert OWN in used.learning.network.networks
    assert used.image is state.image

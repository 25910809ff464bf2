"""The line of the status bar: where a value is, what it is, and what it sees or reaches."""

import numpy as np

from convviz.lab.sparsity.layer_fields import reached_values, receptive_cone
from convviz.lab.sparsity.pick_text import pixel_text, place_text, value_text
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from tests.lab.network_states import state_of

NETWORK = Network([Conv2d(3, 2, 3, dilation=2), Flatten(), Linear(2 * 16 * 19, 4)])


def test_a_value_of_a_map_tells_its_place_and_which_pixels_it_sees() -> None:
    cone = receptive_cone(state_of(NETWORK), 0, 2, 5)
    assert value_text(cone, (2, 5), np.array([-0.25])) == "y 2  x 5   value −0.25   sees rows 2, 4, 6, columns 5, 7, 9"
    assert value_text(cone, (2, 5), None) == "y 2  x 5   sees rows 2, 4, 6, columns 5, 7, 9"


def test_a_value_of_a_vector_tells_its_number() -> None:
    cone = receptive_cone(state_of(NETWORK), 2, 0, 3)
    assert value_text(cone, (0, 3), None) == "number 3   sees rows 0–19, columns 0–22"
    assert place_text((4,), (0, 3), np.array([1.5])) == "number 3: 1.5"


def test_a_value_on_padding_alone_says_so() -> None:
    cone = receptive_cone(state_of(Network([Conv2d(3, 1, 1, padding=2)])), 0, 0, 0)
    assert value_text(cone, (0, 0), None) == "y 0  x 0   sees padding only"


def test_a_pixel_tells_its_colours_and_what_it_reaches() -> None:
    reached = reached_values(state_of(NETWORK), 7, 8)[1]
    told = pixel_text(reached, 0, (7, 8), np.array([0.5, 0.25, 1]))
    assert told == "y 7  x 8   value 0.5 0.25 1   This pixel reaches 3×3 of 16×19 values of layer 1: 3 %."
    assert pixel_text(None, 0, (7, 8), None) == "y 7  x 8"

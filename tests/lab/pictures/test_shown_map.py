"""What is shown of a map: its own values, or empty positions where none are computed."""

from dataclasses import replace

import numpy as np

from convviz.lab.compute import compute
from convviz.lab.pictures.shown_map import empty_positions, shown_map
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten
from convviz.nn.network import Network
from tests.lab.network_states import ready_state, state_of


def test_each_channel_of_a_map_has_its_own_values() -> None:
    state = state_of(Network([Conv2d(3, 4, 3, seed=1), Conv2d(4, 2, 3, seed=2)]))
    frame = compute(state)
    for layer, channel in [(0, 0), (0, 3), (1, 1)]:
        shown = shown_map(state, frame, layer, channel)
        np.testing.assert_array_equal(shown.values[0], frame.maps[layer][channel])
        assert (shown.picture.height, shown.picture.width) == state.shapes[layer][1:]


def test_the_selected_map_looks_as_on_the_other_pages() -> None:
    state = state_of(Network([Conv2d(3, 4, 3, seed=1)]))
    frame = compute(state)
    assert shown_map(state, frame, 0, 0).picture is frame.map_picture


def test_a_vector_is_one_row() -> None:
    state = state_of(Network([Conv2d(3, 2, 3), Flatten()]))
    shown = shown_map(state, compute(state), 1, 0)
    assert shown.values.shape == (1, 1, 756)
    assert (shown.picture.height, shown.picture.width) == (1, 756)


def test_where_nothing_is_computed_there_are_empty_positions() -> None:
    state = ready_state("vgg-16")
    shown = shown_map(state, None, 30, 0)
    assert shown.values is None
    assert (shown.picture.height, shown.picture.width) == (7, 7)
    frame = compute(state_of(Network([Conv2d(3, 4, 3)])))
    assert shown_map(state, frame, 0, 0).values is None  # of another shape
    assert shown_map(state, frame, 5, 0).values is None  # it had no such layer


def test_a_map_of_the_state_before_stays_while_its_shape_does() -> None:
    state = state_of(Network([Conv2d(3, 4, 3, seed=1)]))
    later = replace(state, network=Network([Conv2d(3, 4, 3, seed=2)]))
    assert shown_map(later, compute(state), 0, 1).values is not None


def test_neighbouring_empty_positions_can_be_told_apart() -> None:
    codes = empty_positions((8, 3, 4)).pixels()
    assert codes.shape == (3, 4)
    assert (codes[:, 1:] != codes[:, :-1]).all()
    assert (codes[1:] != codes[:-1]).all()

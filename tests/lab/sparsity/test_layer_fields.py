"""What a value sees on the way down, and what a pixel reaches on the way up, against the networks' own arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.sparsity.layer_fields import (
    grid_of,
    inside,
    on_network_input,
    reached_values,
    receptive_cone,
    together,
    value_over,
)
from convviz.lab.state import State
from convviz.nn.activations import ReLU, Softmax
from convviz.nn.conv import Conv2d
from convviz.nn.fields import projective_field, receptive_field, seen_pixels
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.pooling import GlobalAvgPool2d, MaxPool2d
from convviz.nn.receptive_field import Region
from tests.lab.network_states import noise, ready_state, state_of

STACKS = {
    "plain": Network([Conv2d(3, 2, 3), ReLU(), MaxPool2d(2), Conv2d(2, 2, 3)]),
    "dilated and strided": Network([Conv2d(3, 2, 3, dilation=2), Conv2d(2, 2, (1, 2), stride=(3, 2)), MaxPool2d(2)]),
    "padded": Network([Conv2d(3, 2, 5, padding=2), MaxPool2d(3, 2, 1), Conv2d(2, 2, 3, padding=1)]),
    "circular": Network([Conv2d(3, 2, 5, padding=2, padding_mode="circular"), ReLU(), Conv2d(2, 2, 3, padding=1)]),
    "global": Network([Conv2d(3, 2, 3), GlobalAvgPool2d(), Conv2d(2, 2, 1)]),
}


@pytest.mark.parametrize("name", STACKS)
def test_the_cone_is_the_field_of_each_part_of_the_network(name: str) -> None:
    state = state_of(STACKS[name])
    shapes, layer = (state.input_shape, *state.shapes), len(state.network) - 1
    height, width = grid_of(shapes[-1])
    for y, x in {(0, 0), (height // 2, width // 2), (height - 1, width - 1)}:
        cone = receptive_cone(state, layer, y, x)
        assert [part.shape for part in cone] == list(shapes)
        for start, part in enumerate(cone[:-1]):
            rest = state.network[start:]
            pixels = seen_pixels(rest, len(rest) - 1, y, x, shapes[start])
            np.testing.assert_array_equal(part.rows, pixels.rows)
            np.testing.assert_array_equal(part.columns, pixels.columns)
            assert part.region == receptive_field(rest, shapes[start])[-1].region(y, x)


@pytest.mark.parametrize("name", STACKS)
def test_what_a_pixel_reaches_is_its_projective_field_in_each_map(name: str) -> None:
    state = state_of(STACKS[name])
    for y, x in {(0, 0), (10, 11), (19, 22)}:
        reached = reached_values(state, y, x)
        assert len(reached) == len(state.network) + 1
        for layer, part in enumerate(reached[1:]):
            field = projective_field(state.network, layer, y, x, state.input_shape)
            np.testing.assert_array_equal(part.rows, field.rows)
            np.testing.assert_array_equal(part.columns, field.columns)


def test_a_corner_reaches_9_of_the_25_values_that_a_pixel_in_the_middle_reaches() -> None:
    state = state_of(Network([Conv2d(3, 1, 5, padding="same")]))
    corner, middle = (reached_values(state, *place)[1] for place in [(0, 0), (10, 10)])
    assert (len(corner.rows) * len(corner.columns), corner.without_border) == (9, (5, 5))
    assert (len(middle.rows) * len(middle.columns), middle.without_border) == (25, (5, 5))


@pytest.mark.parametrize("name", ["plain", "dilated and strided", "padded"])
def test_without_a_border_a_pixel_reaches_what_it_does_in_the_middle_of_a_large_image(name: str) -> None:
    network = STACKS[name]
    for y, x in [(0, 0), (1, 2), (5, 7)]:
        here = reached_values(state_of(network), y, x)
        away = reached_values(state_of(network, 140, 143), y + 60, x + 60)  # 60: a multiple of every jump
        assert [part.without_border for part in here] == [(len(part.rows), len(part.columns)) for part in away]


def test_a_value_behind_flatten_is_followed_by_itself() -> None:
    network = Network([Conv2d(3, 2, 3), MaxPool2d(2), Flatten(), ReLU(), Linear(2 * 9 * 10, 4), Softmax()])
    state = state_of(network)
    number = 1 * 90 + 4 * 10 + 7  # channel 1, row 4, column 7
    for layer in (2, 3):
        cone = receptive_cone(state, layer, 0, number)
        assert cone[0].region == receptive_cone(state, 1, 4, 7)[0].region
        assert cone[-1].columns.tolist() == [number]
    for layer in (4, 5):
        cone = receptive_cone(state, layer, 0, 2)
        assert (len(cone[2].rows), len(cone[2].columns)) == (9, 10)
        assert len(cone[4].columns) == 180


@pytest.mark.parametrize("place", [(0, 0), (9, 11), (19, 22)])
def test_the_cells_of_a_vector_that_a_pixel_reaches_are_those_that_change_with_it(place: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    weight = rng.uniform(0.5, 1, (2, 3, 3, 3))
    network = Network([Conv2d(weight, np.zeros(2)), MaxPool2d(2), Flatten(), ReLU(), Linear(180, 4)])
    state = state_of(network)
    touched = np.zeros(state.input_shape)
    touched[(slice(None), *place)] = 1
    maps = network.forward(touched)
    reached = reached_values(state, *place)[1:]
    for layer in (2, 3):
        np.testing.assert_array_equal(reached[layer].columns, np.flatnonzero(maps[layer]))
        assert reached[layer].without_border is None
    assert len(reached[4].columns) == (4 if maps[3].any() else 0)


def test_a_linear_layer_of_one_output_sees_all_of_its_inputs() -> None:
    state = state_of(Network([Conv2d(3, 2, 3), Flatten(), Linear(2 * 18 * 21, 1), Linear(1, 4)]))
    for layer, number in [(2, 0), (3, 3)]:
        seen = receptive_cone(state, layer, 0, number)[0]
        assert (len(seen.rows), len(seen.columns)) == (20, 23)
    assert [len(part.columns) for part in reached_values(state, 10, 10)[3:]] == [1, 4]


def test_a_second_flatten_changes_nothing() -> None:
    state = state_of(Network([Conv2d(3, 2, 3), Flatten(), Flatten()]))
    assert receptive_cone(state, 2, 0, 400)[0].region == receptive_cone(state, 1, 0, 400)[0].region
    once, twice = reached_values(state, 5, 7)[2:]
    np.testing.assert_array_equal(once.columns, twice.columns)


def test_a_pixel_that_a_stride_steps_over_reaches_nothing() -> None:
    state = state_of(Network([Conv2d(3, 1, 1, stride=2), Flatten(), Linear(120, 3)]))
    for part in reached_values(state, 1, 0)[1:]:
        assert len(part.rows) * len(part.columns) == 0


def test_the_cone_of_vgg_16_needs_no_forward_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a map was computed")

    for kind in (Conv2d, MaxPool2d, ReLU):
        monkeypatch.setattr(kind, "forward", refuse)
    state = ready_state("vgg-16")
    pool5 = NETWORKS["vgg-16"].names["pool5"]
    cone = receptive_cone(state, pool5, 3, 3)
    assert cone[0].region == Region(6, 218, 6, 218)
    assert len(reached_values(state, 112, 112)) == len(state.network) + 1


def test_a_value_that_is_not_there_is_refused() -> None:
    state = state_of(Network([Conv2d(3, 1, 3), Linear(5, 2)]))
    with pytest.raises(ValueError, match="Row 18, column 0 is not there"):
        receptive_cone(state, 0, 18, 0)
    with pytest.raises(ValueError, match="Layer 2 has no map"):
        receptive_cone(state, 1, 0, 0)
    with pytest.raises(ValueError, match="is not there"):
        reached_values(state, 20, 0)


def test_the_part_of_a_region_on_the_map_has_no_row_where_it_lies_beside_it() -> None:
    assert inside(Region(-2, 3, 4, 9), (1, 8, 8)) == (0, 3, 4, 8)
    assert inside(Region(-9, -3, 10, 12), (1, 8, 8)) == (0, 0, 8, 8)


def test_the_value_over_a_place_is_that_whose_field_has_its_middle_there() -> None:
    state = ready_state("lenet-5")
    fields = receptive_field(state.network, state.input_shape)
    for layer in (0, 2, 3, 5):
        height, width = grid_of(state.shapes[layer])
        for y, x in [(0, 0), (height // 2, width - 1)]:
            region = fields[layer].region(y, x)
            middle = (region.top + region.bottom) / 2, (region.left + region.right) / 2
            assert value_over(fields[layer], state.shapes[layer], *middle) == (y, x)
    assert value_over(fields[5], state.shapes[5], 500.0, -500.0) == (4, 0)
    assert value_over(fields[9], state.shapes[9], 16.0, 16.0) == (0, 0)


def test_a_part_of_a_deeper_convolutions_input_is_followed_to_the_input_of_the_network() -> None:
    network = Network([Conv2d(3, 2, (3, 5)), MaxPool2d(2), Conv2d(2, 2, 3)])
    part = Region(1, 4, 2, 6)
    fields = receptive_field(network)
    assert on_network_input(State(noise(20, 23), "noise.png", network, 2), fields, part) == Region(2, 10, 4, 16)
    assert on_network_input(State(noise(20, 23), "noise.png", network, 0), fields, part) == part


def test_neighbours_are_told_as_runs() -> None:
    assert together(np.array([], int)) == []
    assert together(np.array([3])) == [(3, 3)]
    assert together(np.array([0, 1, 4, 6, 7])) == [(0, 1), (4, 4), (6, 7)]


def test_greyscale_and_colour_see_the_same_pixels() -> None:
    state = state_of(Network([Conv2d(1, 2, 3)]), channels=1)
    assert receptive_cone(state, 0, 2, 3)[0].region == Region(2, 5, 3, 6)
    assert replace(state, greyscale=True).input_shape == state.input_shape

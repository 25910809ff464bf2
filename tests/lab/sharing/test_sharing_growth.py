"""An imagined layer starts at the real one's numbers, and its parameters grow as they must."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.sharing.sharing import compare_layer
from convviz.lab.sharing.sharing_growth import EXAMPLE, Imagined, growth, imagined_from, imagined_used
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import KINDS
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.table_conv import TableConv2d
from tests.lab.states import image, random_state, state, weights


@pytest.mark.parametrize("seed", range(10))
def test_it_starts_at_the_numbers_of_the_real_layer(seed: int) -> None:
    drawn = random_state(seed)
    assert imagined_from(drawn).comparison().counts == compare_layer(drawn).counts


def test_behind_a_fully_connected_layer_it_starts_at_the_shown_convolution() -> None:
    network = Network([Conv2d(3, 2, 5), Flatten(), Linear(2 * 28 * 28, 10)])
    selected = State(image(3, 32, 32), "noise.png", network, selected_layer=2)
    assert imagined_from(selected) == Imagined((32, 32), 3, (5, 5), 2)


def test_the_example_is_that_of_the_courses() -> None:
    compared = EXAMPLE.comparison()
    assert compared.title == "Imagined: 32×32×3 → 28×28×6"
    assert compared.counts["convolution"].parameters == 456


def test_an_image_that_grows_keeps_its_shape_and_comes_back_exactly() -> None:
    start = Imagined((427, 640), 3, (3, 3), 1)
    assert start.with_side(64).size == (43, 64)
    assert start.with_side(64).with_side(640) == start
    assert start.with_side(1).size == (1, 1)


def test_kernels_become_square_and_everything_else_stays() -> None:
    start = Imagined((20, 30), 3, (1, 5), 2, (2, 1), (0, 1), (1, 1), "replicate")
    assert start.with_kernel(7) == replace(start, kernel_size=(7, 7))
    assert start.with_filters(9) == replace(start, filters=9)


@pytest.mark.parametrize("padding", [0, "same", 3])
def test_a_curve_goes_through_the_counts(padding) -> None:
    start = Imagined((24, 36), 3, (5, 5), 6, padding=padding)
    grown = growth(start)
    for index in (0, len(grown.sides) // 2, len(grown.sides) - 1):
        counts = start.with_side(int(grown.sides[index])).comparison().counts
        for kind in KINDS:
            assert grown.parameters[kind][index] == counts[kind].parameters


def test_curves_span_8_to_4000_pixels_and_hold_the_layers_own_size() -> None:
    grown = growth(replace(EXAMPLE, size=(33, 33), shape=(33, 33)))
    assert (grown.sides[0], grown.sides[-1]) == (8, 4000)
    assert 33 in grown.sides
    assert (np.diff(grown.sides) > 0).all()


def test_a_layer_beyond_the_ends_widens_the_curves() -> None:
    assert growth(Imagined((5, 5), 16, (5, 5), 120)).sides[0] == 5
    assert growth(Imagined((4500, 6000), 3, (3, 3), 1)).sides[-1] == 6000


def test_a_convolution_does_not_grow_locally_connected_grows_with_the_area_and_fully_with_its_square() -> None:
    grown = growth(replace(EXAMPLE, padding="same"))
    ends = {kind: values[-1] / values[0] for kind, values in grown.parameters.items()}
    area = (4000 / 8) ** 2
    assert ends["convolution"] == 1
    assert ends["locally connected"] == pytest.approx(area)
    assert ends["fully connected"] == pytest.approx(area**2, rel=0.01)


def test_images_into_which_the_kernel_does_not_fit_are_left_out() -> None:
    assert growth(EXAMPLE.with_kernel(31)).sides[0] >= 31
    with pytest.raises(ValueError, match="covers 31 pixels"):
        EXAMPLE.with_kernel(31).with_side(8).comparison()


def test_a_layer_that_is_used_keeps_what_fits_and_draws_the_rest() -> None:
    before = state(weights(2, 3, 3, 3), filter_names=("one", "two"))
    after = replace(before, **imagined_used(before, (5, 5), 4))
    assert after.layer.weight.shape == (4, 3, 5, 5)
    assert np.array_equal(after.layer.weight[:2, :, 1:4, 1:4], before.layer.weight)
    assert (after.layer.weight[:2, :, 0] == 0).all()
    assert (after.layer.weight[2:] != 0).all()
    assert np.array_equal(after.layer.bias[:2], before.layer.bias)
    assert after.names == ("one", "two", "", "")
    assert after.layer.padding == before.layer.padding


def test_fewer_filters_are_the_first_and_one_of_them_is_selected() -> None:
    before = state(weights(4, 3, 3, 3), selected_filter=3)
    after = replace(before, **imagined_used(before, (3, 3), 2))
    assert np.array_equal(after.layer.weight, before.layer.weight[:2])
    assert after.selected_filter == 1


def test_the_same_kernel_on_each_channel_stays_the_same_on_each() -> None:
    before = state(np.ones((1, 3, 3, 3), np.float32), channel_mode="each")
    after = replace(before, **imagined_used(before, (3, 3), 3))
    assert after.channel_mode == "each"
    assert (after.layer.weight == after.layer.weight[:, :1]).all()


def test_filters_with_a_table_of_channels_can_be_used_too() -> None:
    table = np.array([[1, 0, 1], [0, 1, 1]], bool)
    layer = TableConv2d(weights(2, 3, 3, 3), np.zeros(2), table=table)
    before = State(image(), "noise.png", Network([layer]))
    after = replace(before, **imagined_used(before, (3, 3), 3))
    assert isinstance(after.layer, TableConv2d)
    assert after.layer.table.tolist() == [*table.tolist(), [True] * 3]


def test_a_deeper_convolution_can_be_used_too() -> None:
    ready = NETWORKS["lenet-5"]
    before = State(image(1, 32, 32), "noise.png", ready.network, selected_layer=ready.names["C3"])
    after = replace(before, **imagined_used(before, (3, 3), 16))
    assert after.layer.kernel_size == (3, 3)
    assert after.network[0] is before.network[0]
    assert after.misfit is not None

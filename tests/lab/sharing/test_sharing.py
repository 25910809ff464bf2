"""What a layer costs as each of the three kinds: the numbers of the courses, and of the literature."""

from dataclasses import replace
from math import prod

import numpy as np
import pytest

from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.sharing.sharing import (
    Counts,
    compare_imagined,
    compare_layer,
    compare_network,
    counts_by_kind,
    counts_of,
    fully_connected_share,
    network_counts_by_kind,
)
from convviz.lab.state import State
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.equivalents import KINDS, as_fully_connected, as_locally_connected
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.per_channel import BatchNorm2d
from convviz.nn.pooling import AvgPool2d
from tests.lab.states import image, random_state, state

EXAMPLE = Conv2d(3, 6, 5), (3, 32, 32)


def on_network(*layers, selected: int = 0, size=(32, 32)) -> State:
    return State(image(3, *size), "noise.png", Network(layers), selected_layer=selected)


def test_the_classic_example_has_the_numbers_of_the_courses() -> None:
    full, local, shared = (counts_by_kind(*EXAMPLE)[kind] for kind in KINDS)
    assert full == Counts(14_450_688, 4_704, 14_455_392, 14_450_688)
    assert local == Counts(352_800, 4_704, 357_504, 352_800)
    assert shared == Counts(450, 6, 357_504, 352_800)
    assert (full.parameters, local.parameters, shared.parameters) == (14_455_392, 357_504, 456)
    assert shared.bytes == 1824


def test_sparsity_and_sharing_are_the_two_factors_of_the_classic_example() -> None:
    comparison = compare_imagined(*EXAMPLE)
    assert comparison.sparsity == pytest.approx(40.96, rel=1e-12)
    assert comparison.sharing == 784
    assert (comparison.seen, comparison.inputs, comparison.places) == (75, 3072, (28, 28))
    assert comparison.seen / comparison.inputs == pytest.approx(0.0244, abs=5e-5)


def test_a_megapixel_needs_65_tebibytes_fully_connected_and_still_456_parameters() -> None:
    counts = counts_by_kind(Conv2d(3, 6, 5), (3, 1000, 1000))
    assert counts["fully connected"].weights == 3_000_000 * 996 * 996 * 6 == 17_856_288_000_000
    assert counts["fully connected"].bytes / 2**40 == pytest.approx(65, abs=0.05)
    assert counts["convolution"].parameters == 456


@pytest.mark.parametrize("seed", range(20))
def test_the_counts_are_those_of_the_equivalent_layers(seed: int) -> None:
    drawn = random_state(seed)
    layer, shape = drawn.layer, drawn.layer_input_shape
    counts = counts_by_kind(layer, shape)
    equivalents = {
        "fully connected": (as_fully_connected(layer, shape), (prod(shape),)),
        "locally connected": (as_locally_connected(layer, shape), shape),
        "convolution": (layer, shape),
    }
    for kind, (equivalent, its_shape) in equivalents.items():
        assert counts[kind].parameters == parameter_count(equivalent), kind
        assert counts[kind].connections == connection_count(equivalent, its_shape), kind
        assert counts[kind].multiply_adds == multiply_adds(equivalent, its_shape), kind


@pytest.mark.parametrize("seed", range(10))
def test_sharing_saves_no_multiplications_and_no_connections(seed: int) -> None:
    drawn = random_state(seed)
    counts = counts_by_kind(drawn.layer, drawn.layer_input_shape)
    assert counts["convolution"].multiply_adds == counts["locally connected"].multiply_adds
    assert counts["convolution"].connections == counts["locally connected"].connections


def test_a_locally_connected_layer_is_compared_with_the_convolution_that_it_would_be() -> None:
    layer = LocallyConnected2d(3, 6, 5, input_size=(32, 32))
    assert counts_by_kind(layer, (3, 32, 32)) == counts_by_kind(*EXAMPLE)
    compared = compare_layer(on_network(Conv2d(3, 3, 1), layer, selected=1))
    assert compared.own == "locally connected"


def test_a_fully_connected_layer_has_nothing_to_share() -> None:
    compared = compare_layer(on_network(Conv2d(3, 2, 5), Flatten(), Linear(2 * 28 * 28, 10), selected=2))
    assert compared.own == "fully connected"
    assert set(compared.counts.values()) == {counts_of(Linear(1568, 10), (1568,))}
    assert (compared.sparsity, compared.sharing, compared.places) == (1, 1, (1, 1))


def test_the_table_of_lenets_c3_counts_as_few_weights_as_it_has() -> None:
    ready = NETWORKS["lenet-5-1998"]
    c3 = ready.network[ready.names["C3"]]
    counts = counts_by_kind(c3, (6, 14, 14))
    assert counts["convolution"].parameters == 1516
    assert counts["locally connected"].parameters == 1516 * 100


def test_c1_of_lenet_has_122304_connections() -> None:
    counts = counts_by_kind(Conv2d(1, 6, 5), (1, 32, 32))
    assert counts["convolution"].parameters == 156
    assert counts["convolution"].connections == 122_304


@pytest.mark.parametrize(
    ("key", "parameters"),
    [("lenet-5-1998", 60_000), ("lenet-5", 61_706), ("alexnet", 62_378_344), ("vgg-16", 138_357_544)],
)
def test_a_network_as_it_is_has_the_parameters_of_the_literature(key: str, parameters: int) -> None:
    ready = NETWORKS[key]
    counts = network_counts_by_kind(ready.network, ready.input_shape)
    assert counts["convolution"].parameters == parameters
    assert counts["convolution"].connections == connection_count(ready.network, ready.input_shape)
    assert counts["convolution"].multiply_adds == multiply_adds(ready.network, ready.input_shape)


@pytest.mark.parametrize(("key", "percent"), [("lenet-5", 95.8), ("alexnet", 94.0), ("vgg-16", 89.4)])
def test_most_parameters_of_known_networks_are_fully_connected(key: str, percent: float) -> None:
    assert round(100 * fully_connected_share(NETWORKS[key].network), 1) == percent


def test_a_network_without_parameters_has_no_share_of_them() -> None:
    assert fully_connected_share(Network([ReLU()])) == 0


def test_only_the_convolutions_of_a_network_are_replaced() -> None:
    network = Network([Conv2d(3, 4, 3), ReLU(), AvgPool2d(2), Flatten(), Linear(4 * 15 * 15, 10)])
    counts = network_counts_by_kind(network, (3, 32, 32))
    first = counts_by_kind(network[0], (3, 32, 32))
    head = parameter_count(network[4])
    for kind in KINDS:
        assert counts[kind].parameters == first[kind].parameters + head


def test_a_network_is_counted_as_it_is_with_its_locally_connected_layers() -> None:
    local = LocallyConnected2d(4, 2, 3, input_size=(30, 30))
    selected = on_network(Conv2d(3, 4, 3), local)
    compared = compare_network(selected)
    first, second = counts_by_kind(selected.network[0], (3, 32, 32)), counts_by_kind(local, (4, 30, 30))
    assert compared.counts["convolution"].parameters == parameter_count(selected.network)
    assert compared.counts["locally connected"] == first["locally connected"] + second["locally connected"]
    assert compared.counts["fully connected"] == first["fully connected"] + second["fully connected"]
    assert compared.note.startswith("1 convolution replaced")
    assert "Locally connected layers are replaced only by fully connected ones." in compared.note


def test_a_layer_that_learns_nothing_makes_place_for_its_convolution_and_says_so() -> None:
    selected = on_network(Conv2d(3, 6, 5), ReLU(), selected=1)
    compared = compare_layer(selected)
    assert compared.counts == counts_by_kind(*EXAMPLE)
    assert "ReLU, which is selected, has nothing to learn." in compared.note
    assert compared.title == "Layer 1 of 2 (Conv2d), 32×32×3 → 28×28×6"


def test_a_layer_without_kernel_or_matrix_makes_place_too() -> None:
    compared = compare_layer(on_network(Conv2d(3, 6, 5), BatchNorm2d(6), selected=1))
    assert compared.counts == counts_by_kind(*EXAMPLE)
    assert "BatchNorm2d, which is selected, has no kernel" in compared.note


def test_a_layer_that_does_not_fit_makes_place_and_the_network_is_counted_up_to_it() -> None:
    selected = on_network(Conv2d(3, 6, 5), Linear(5, 2), selected=1)
    assert "Linear, which is selected, does not fit." in compare_layer(selected).note
    compared = compare_network(selected)
    assert compared.counts == counts_by_kind(*EXAMPLE)
    assert "Counted up to layer 1" in compared.note


def test_the_selected_convolution_is_counted_on_what_it_gets() -> None:
    compared = compare_layer(on_network(Conv2d(3, 4, 3), AvgPool2d(2), Conv2d(4, 8, 5), selected=2))
    assert compared.title == "Layer 3 of 3 (Conv2d), 15×15×4 → 11×11×8"
    assert compared.note == ""
    assert compared.counts == counts_by_kind(Conv2d(4, 8, 5), (4, 15, 15))


def test_the_same_kernel_on_each_channel_is_counted_as_a_filter_across_them() -> None:
    alike = np.broadcast_to(np.ones((3, 3), np.float32), (1, 3, 3, 3))
    compared = compare_layer(state(alike, channel_mode="each"))
    assert compared.counts["convolution"].weights == 27
    assert "not as the same kernel on each" in compared.note
    assert "not as the same kernel on each" in compare_network(state(alike, channel_mode="each")).note


def test_an_activation_changes_no_count_of_the_layer() -> None:
    before = state()
    after = replace(before, **activation_set(before, "ReLU"))
    assert compare_layer(after).counts == compare_layer(before).counts


def test_a_network_says_which_share_of_its_parameters_is_fully_connected() -> None:
    ready = NETWORKS["vgg-16"]
    selected = State(image(3, 40, 40), "noise.png", ready.network, input_size=(224, 224))
    compared = compare_network(selected)
    assert "89.4 % of the parameters are in fully connected layers" in compared.note
    assert "13 convolutions replaced" in compared.note
    assert compared.title == "Network of 38 layers, 224×224×3 → 1,000"


def test_what_does_not_fit_or_is_not_linear_is_refused() -> None:
    with pytest.raises(ValueError, match="covers 9 pixels"):
        counts_by_kind(Conv2d(3, 1, 9), (3, 8, 8))
    with pytest.raises(ValueError, match="it takes \\(3, height, width\\)"):
        counts_of(Conv2d(3, 1, 3), (1, 8, 8))
    with pytest.raises(ValueError, match="not linear"):
        counts_by_kind(ReLU(), (3, 8, 8))
    with pytest.raises(ValueError, match="covers 9 pixels"):
        compare_imagined(Conv2d(3, 1, 9), (3, 8, 8))
    with pytest.raises(ValueError, match="does not fit"):
        network_counts_by_kind(Network([Conv2d(1, 1, 3)]), (3, 8, 8))

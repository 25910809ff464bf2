"""What people call layers, and what is told of each."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.edits.network_edits import network_chosen
from convviz.lab.network.layer_texts import KINDS, layer_title, shape_text
from convviz.lab.network.network_rows import has_random_weights, layer_rows, literature_names
from convviz.lab.network.new_layers import new_layers
from convviz.lab.state import State
from convviz.lab.text.quantities import count_text
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import BlurPool2d, MaxPool2d
from tests.lab.network_states import state_of
from tests.lab.states import changed, state


def chosen(key: str) -> State:
    return changed(state(), **network_chosen(state(), key))


def test_the_title_tells_the_windows_and_the_step_if_it_is_not_as_usual() -> None:
    assert layer_title(Conv2d(3, 6, (5, 3))) == "Conv2d 5×3, 6"
    assert layer_title(Conv2d(3, 6, 5, stride=(2, 1))) == "Conv2d 5×5 /2×1, 6"
    assert layer_title(MaxPool2d(3, 2)) == "MaxPool2d 3×3 /2"
    assert layer_title(BlurPool2d()) == "BlurPool2d 3×3 /2"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_title_and_a_sentence(kind: str) -> None:
    shape = (2, 8, 8)
    assert layer_title(new_layers(kind, shape, 0)[-1]).startswith(kind)
    assert KINDS[kind].sentence.endswith(".")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (456, "456"), (999_999, "999,999"), (1_000_000, "1 M"), (138_357_544, "138 M"), (999_700_000, "1 G")],
)
def test_counts_are_written_in_short(count: int, text: str) -> None:
    assert count_text(count) == text


def test_shapes_are_written_as_rows_columns_channels() -> None:
    assert shape_text((3, 227, 228)) == "227×228×3"


def test_lenet_tells_the_numbers_of_the_literature() -> None:
    rows = layer_rows(chosen("lenet-5-1998"))
    told = {row.name: (row.shape, row.sees, row.parameters) for row in rows if row.name}
    assert told == {
        "C1": ("28×28×6", "5×5", 156),
        "S2": ("14×14×6", "6×6", 12),
        "C3": ("10×10×16", "14×14", 1516),
        "S4": ("5×5×16", "16×16", 32),
        "C5": ("1×1×120", "all", 48_120),
        "F6": ("84", "all", 10_164),
    }


def test_layers_behind_one_that_does_not_fit_tell_of_no_map() -> None:
    lenet = chosen("lenet-5")
    broken = changed(lenet, network=Network([*lenet.network[:6], *lenet.network[7:]]), filter_names=())
    rows = layer_rows(broken)
    assert [row.fits for row in rows] == [True] * 6 + [False] * 6
    assert rows[6].shape == rows[6].sees == ""
    assert rows[6].parameters == 48_120


def test_a_kernel_that_all_channels_share_counts_once() -> None:
    each = state(np.ones((1, 3, 3, 3), np.float32), channel_mode="each")
    assert layer_rows(each)[0].parameters == each.parameter_count == 10


def test_only_well_known_networks_have_names() -> None:
    assert literature_names(chosen("vgg-16").network)[42 - 12] == "pool5"
    assert literature_names(chosen("two-layers").network) == {}


def test_a_value_behind_flatten_sees_what_it_saw_before() -> None:
    layers = [Conv2d(3, 2, 3), Flatten(), ReLU(), Linear(2 * 10 * 13, 1), Flatten()]
    assert [row.sees for row in layer_rows(state_of(Network(layers), 12, 15))] == ["3×3", "3×3", "3×3", "all", "all"]


def test_a_field_that_covers_the_input_at_one_end_of_the_map_only_is_not_all_of_it() -> None:
    uneven = Conv2d(3, 1, 5, padding=(0, 4, 0, 4))
    even = Conv2d(3, 1, 9, padding=4)
    assert [layer_rows(state_of(Network([each]), 5, 5))[0].sees for each in (uneven, even)] == ["5×5", "all"]


def test_weights_are_random_until_every_layer_that_learns_has_others() -> None:
    of = chosen("two-layers")
    assert has_random_weights(of.network)
    assert not has_random_weights(chosen("edges").network)
    assert not has_random_weights(chosen("one-filter").network)
    for index, layer in enumerate(of.network):
        if isinstance(layer, Conv2d):
            assert has_random_weights(of.network)
            of = replace(of, network=of.network.with_layer(index, replace(layer, weight=layer.weight * 2)))
    assert not has_random_weights(of.network)

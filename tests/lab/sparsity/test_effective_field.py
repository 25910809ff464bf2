"""The effective field of a value: against formulas, against the networks' own, and its mean over values."""

import math
from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.network_input import network_input
from convviz.lab.progress import CancelledError
from convviz.lab.sparsity.effective_field import EffectiveField, effective_field, even_places, is_quick
from convviz.lab.state import State
from convviz.nn.activations import ReLU, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.fields import effective_receptive_field
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from convviz.nn.receptive_field import Region
from tests.lab.network_states import ready_state, state_of


def field_of(state: State, layer: int, *places: tuple[int, int], channel: int = 0) -> EffectiveField:
    return effective_field(state, network_input(state), layer, channel, places)


def uniform(layers: int, kernel: int) -> Network:
    """Return layers that average."""
    return Network([Conv2d(np.full((1, 1, kernel, kernel), 1 / kernel**2), np.zeros(1)) for _ in range(layers)])


@pytest.mark.parametrize(("layers", "kernel"), [(1, 3), (1, 5), (2, 3), (5, 3), (4, 5), (10, 3)])
def test_uniform_layers_have_the_spread_of_the_formula(layers: int, kernel: int) -> None:
    field = field_of(state_of(uniform(layers, kernel), 60, 60, 1), layers - 1, (5, 7))
    assert field.spread == pytest.approx((math.sqrt(layers * (kernel**2 - 1) / 12),) * 2)
    assert field.width == pytest.approx((math.sqrt(layers * (kernel**2 - 1) + 1),) * 2)


def test_one_uniform_layer_is_as_wide_as_its_kernel() -> None:
    state = state_of(Network([Conv2d(np.ones((1, 1, 3, 7)), np.zeros(1))]), channels=1)
    assert field_of(state, 0, (2, 2)).width == pytest.approx((3, 7))


@pytest.mark.parametrize("place", [(0, 0), (2, 3), (4, 5)])
def test_the_field_of_a_map_of_one_channel_is_the_gradient_of_the_network(place: tuple[int, int]) -> None:
    network = Network([Conv2d(3, 4, 3, padding=1, seed=1), ReLU(), MaxPool2d(2), Conv2d(4, 1, 5, seed=2), Tanh()])
    state = state_of(network)
    field = field_of(state, 4, place)
    whole = effective_receptive_field(network, 4, *place, state.image)
    region = field.region
    padded = np.pad(whole, 20)[region.top + 20 : region.bottom + 20, region.left + 20 : region.right + 20]
    np.testing.assert_allclose(field.values, padded, rtol=1e-5, atol=1e-9)
    assert field.values.sum() == pytest.approx(whole.sum(), rel=1e-5)


def test_the_gradient_is_that_of_one_channel_or_of_one_value_of_a_vector() -> None:
    weight = np.zeros((2, 3, 3, 3))
    weight[0, :, 0, 0], weight[1, :, 2, 1] = 1, -2
    network = Network([Conv2d(weight, np.zeros(2)), Flatten(), Linear(np.eye(5, 756), np.zeros(5))])
    state = state_of(network)
    first, second = (field_of(state, 0, (4, 5), channel=channel).values for channel in (0, 1))
    assert (first[0, 0], first.sum(), second[2, 1], second.sum()) == (3, 3, 6, 6)
    of_vector = field_of(state, 2, (0, 2))  # value 2: row 0, column 2 of channel 0
    assert of_vector.values.shape == (20, 23)
    assert np.argwhere(of_vector.values).tolist() == [[0, 2]]
    assert field_of(state, 1, (0, 2)).region == Region(0, 3, 2, 5)


def test_a_turned_kernel_gives_a_turned_field() -> None:
    weight = np.zeros((1, 3, 3, 3))
    weight[0, :, 0, 0] = 1
    state = replace(state_of(Network([Conv2d(weight, np.zeros(1))])), operation="convolution")
    assert np.argwhere(field_of(state, 0, (1, 1)).values).tolist() == [[2, 2]]


def test_the_same_kernel_on_each_channel_is_not_summed_before_its_activation() -> None:
    weight = np.ones((1, 3, 1, 1))
    network = Network([Conv2d(weight, [-0.5]), ReLU()])
    picture = np.stack([np.full((4, 4), value, np.float32) for value in (0.25, 0.75, 1)])
    picture.flags.writeable = False
    state = State(picture, "flat", network, channel_mode="each")
    assert field_of(state, 1, (0, 0)).values.tolist() == [[2]]  # of red nothing comes through


def test_a_value_that_a_relu_shuts_off_has_no_width() -> None:
    network = Network([Conv2d(np.ones((1, 3, 3, 3)), [-1000]), ReLU()])
    field = field_of(state_of(network), 1, (3, 3))
    assert not field.values.any()
    assert field.spread is None
    assert field.width is None


def test_a_mean_lays_the_fields_over_one_another() -> None:
    state = state_of(uniform(3, 3), channels=1)
    one, mean = field_of(state, 2, (4, 4)), field_of(state, 2, (4, 4), (0, 0), (7, 9))
    np.testing.assert_allclose(mean.values, one.values)
    assert (mean.count, mean.region) == (3, one.region)


def test_padding_is_left_out_of_a_mean() -> None:
    state = state_of(Network([Conv2d(np.ones((1, 1, 3, 3)), [0], padding=1)]), channels=1)
    corner = field_of(state, 0, (0, 0))
    assert corner.values.tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]
    mean = field_of(state, 0, (5, 5), (0, 0))
    assert mean.values.tolist() == [[1, 1, 1]] * 3


def test_a_field_that_is_all_padding_is_zero() -> None:
    state = state_of(Network([Conv2d(np.ones((1, 1, 1, 1)), [0], padding=3)]), channels=1)
    assert field_of(state, 0, (0, 0)).values.tolist() == [[0]]


def test_the_places_of_a_mean_touch_no_padding_where_that_can_be() -> None:
    state = state_of(Network([Conv2d(3, 1, 5, padding=2)]))
    places = even_places(state, 0)
    assert len(places) == 64
    assert (min(places), max(places)) == ((2, 2), (17, 20))
    assert even_places(ready_state("vgg-16"), 30) == [(3, 3)]
    assert even_places(ready_state("lenet-5"), 7) == [(0, 0)]
    everywhere = even_places(state_of(Network([Conv2d(3, 1, 31, padding=15)])), 0)
    assert (min(everywhere), max(everywhere)) == ((0, 0), (19, 22))


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    state, told = state_of(uniform(3, 3), channels=1), []
    effective_field(state, state.image, 2, 0, [(0, 0), (1, 1)], told.append)
    assert told == sorted(told)
    assert (told[0], len(told)) == (0, 9)
    assert told[-1] < 1

    def stop(done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        effective_field(state, state.image, 2, 0, [(0, 0)], stop)


def test_a_large_network_is_not_quick() -> None:
    assert is_quick(ready_state("lenet-5"), 11)
    assert is_quick(ready_state("vgg-16"), 1)
    assert not is_quick(ready_state("vgg-16"), 2)


def test_a_layer_counts_as_much_as_it_takes() -> None:
    small, large = Conv2d(1, 1, 1), Conv2d(1, 1, 7)
    state, told = state_of(Network([small, large]), channels=1), []
    effective_field(state, state.image, 1, 0, [(0, 0)], told.append)
    assert told == sorted(told)
    assert told[1] < 0.03
    assert told[2] == pytest.approx(1 / 3)  # forward is half as much as back

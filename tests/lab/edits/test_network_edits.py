"""Edits of the network as a whole: what each does, and what holds after hundreds of them."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from convviz.lab.edits.edits import channel_mode_set, filter_renamed, greyscale_set
from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.edits.network_edits import (
    ONE_FILTER,
    can_be_fitted,
    input_size_set,
    layer_added,
    layer_duplicated,
    layer_fitted,
    layer_moved,
    layer_options_set,
    layer_removed,
    network_chosen,
)
from convviz.lab.network.layer_texts import KINDS
from convviz.lab.state import State, first_state
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.parameters import LazyArray
from convviz.nn.per_channel import BatchNorm2d
from convviz.nn.pooling import MaxPool2d
from convviz.nn.table_conv import TableConv2d
from tests.lab.networks import after, random_edit, small_network
from tests.lab.states import image, state, weights


def kinds(of: State) -> list[str]:
    return [type(layer).__name__ for layer in of.network]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer_is_added_so_that_it_fits(kind: str) -> None:
    made = after(state(), layer_added, kind, 0)
    assert made.misfit is None
    assert type(made.network[made.selected_layer]).__name__ == kind
    assert made.selected_layer == len(made.network) - 1


def test_the_new_layers_have_options_that_suit_what_comes() -> None:
    made = after(state(), layer_added, "Conv2d", 0)
    assert made.shapes[-1] == (8, 12, 15)
    assert after(made, layer_added, "BatchNorm2d", 1).network[2].num_features == 8
    assert after(made, layer_added, "MaxPool2d", 1).shapes[-1] == (8, 6, 7)
    assert after(made, layer_added, "LocallyConnected2d", 1).shapes[-1] == (4, 12, 15)


def test_a_linear_layer_brings_flatten_with_it_and_a_second_does_not() -> None:
    made = after(after(state(), layer_added, "Linear", 0), layer_added, "Linear", 2)
    assert kinds(made) == ["Conv2d", "Flatten", "Linear", "Linear"]
    assert made.shapes[-1] == (10,)


def test_a_layer_is_added_at_the_front() -> None:
    made = after(small_network(), layer_added, "MaxPool2d", -1)
    assert kinds(made)[:2] == ["MaxPool2d", "Conv2d"]
    assert made.filter_names[:2] == ((), ("left", "right"))
    assert made.selected_layer == 0


def test_a_new_convolution_is_shown_and_differs_from_the_one_before_it() -> None:
    made = after(after(state(), layer_added, "Conv2d", 0), layer_added, "Conv2d", 1)
    first, second = made.network[1], made.network[2]
    assert (made.convolution, made.selected_filter, made.selected_channel) == (2, 0, 0)
    assert not np.array_equal(first.weight, second.weight)


def test_what_takes_maps_is_refused_behind_a_vector() -> None:
    made = after(state(), layer_added, "Flatten", 0)
    for kind in ("Conv2d", "MaxPool2d", "BatchNorm2d", "LocallyConnected2d"):
        with pytest.raises(ValueError, match=r"vector|map|takes"):
            layer_added(made, kind, 1)


def test_behind_a_layer_that_does_not_fit_only_what_needs_no_shape_is_added() -> None:
    broken = after(small_network(), layer_removed, 4)
    assert broken.misfit is not None
    assert kinds(after(broken, layer_added, "ReLU", 4))[-1] == "ReLU"
    with pytest.raises(ValueError, match="is not known"):
        layer_added(broken, "Linear", 4)


def test_weights_that_nobody_could_compute_with_are_refused() -> None:
    large = state(input_size=(4096, 4096))
    with pytest.raises(ValueError, match="more than can be computed with"):
        layer_added(large, "LocallyConnected2d", 0)


def test_removing_selects_the_next_layer_and_names_stay_with_their_layers() -> None:
    made = after(small_network(selected_layer=1), layer_removed, 1)
    assert kinds(made)[:2] == ["Conv2d", "MaxPool2d"]
    assert made.selected_layer == 1
    assert made.filter_names[2] == ("", "b", "", "d")


def test_removing_a_layer_before_it_keeps_the_selection_with_its_layer() -> None:
    before = small_network(selected_layer=3, selected_filter=2, selected_channel=1)
    made = after(before, layer_removed, 1)
    assert made.network[made.selected_layer] is before.network[3]
    assert (made.selected_filter, made.selected_channel) == (2, 1)


def test_removing_the_last_layer_selects_the_one_before_it() -> None:
    assert after(small_network(selected_layer=5), layer_removed, 5).selected_layer == 4


def test_without_the_shown_convolution_the_first_filter_of_another_is_shown() -> None:
    made = after(small_network(selected_layer=3, selected_filter=2), layer_removed, 3)
    assert (made.convolution, made.selected_filter) == (0, 0)


def test_the_only_convolution_is_not_removed() -> None:
    with pytest.raises(ValueError, match="only convolution"):
        layer_removed(state(), 0)
    with pytest.raises(ValueError, match="only convolution"):
        layer_removed(after(state(), layer_added, "ReLU", 0), 0)


def test_without_the_first_convolution_the_next_is_made_to_fit_the_picture() -> None:
    before = small_network()
    made = after(before, layer_removed, 0)
    assert made.layer.in_channels == 3
    assert np.array_equal(made.layer.weight[:, :2], before.network[3].weight)
    swapped = after(before, layer_moved, 3, 0)
    assert (swapped.layer.in_channels, swapped.misfit and swapped.misfit[0]) == (3, 1)
    assert swapped.filter_names[0] == ("", "b", "", "d")


def test_the_copy_of_a_layer_fits_behind_it_and_has_its_names() -> None:
    before = small_network()
    made = after(before, layer_duplicated, 0)
    copy = made.network[1]
    assert copy.in_channels == 2
    assert np.array_equal(copy.weight, before.network[0].weight[:, :2])
    assert made.filter_names[1] == ("left", "right")
    assert made.selected_layer == 1
    assert made.misfit is None


def test_a_moved_layer_takes_its_names_and_the_selection_with_it() -> None:
    before = small_network(selected_layer=0, selected_filter=1)
    made = after(before, layer_moved, 0, 2)
    assert made.network[2] is before.network[0]
    assert made.filter_names[2] == ("left", "right")
    assert (made.selected_layer, made.selected_filter) == (2, 1)
    back = after(made, layer_moved, 2, 0)
    assert list(back.network) == list(before.network)
    assert back.filter_names == before.filter_names


def test_moving_another_layer_keeps_what_is_selected() -> None:
    before = small_network(selected_layer=3, selected_filter=3, selected_channel=1)
    made = after(before, layer_moved, 1, 2)
    assert made.network[made.selected_layer] is before.network[3]
    assert (made.selected_filter, made.selected_channel) == (3, 1)


@pytest.mark.parametrize(("selected", "then"), [(0, 0), (1, 0), (2, 1)])
def test_without_its_activation_the_layers_behind_move_up_and_the_selection_with_them(selected: int, then: int) -> None:
    assert after(small_network(selected_layer=selected), activation_set, "Identity").selected_layer == then


def test_an_activation_is_put_behind_the_shown_convolution_and_the_selection_stays_with_its_layer() -> None:
    put = after(small_network(selected_layer=5), activation_set, "Tanh")
    assert kinds(put)[3:5] == ["Conv2d", "Tanh"]
    assert isinstance(put.network[put.selected_layer], Linear)


def test_more_filters_keep_those_that_were_there_and_their_names() -> None:
    before = small_network()
    made = after(before, partial(layer_options_set, index=3, out_channels=6))
    assert np.array_equal(made.network[3].weight[:4], before.network[3].weight)
    assert np.abs(made.network[3].weight[4:]).min() > 0
    assert made.filter_names[3] == ("", "b", "", "d", "", "")
    fewer = after(made, partial(layer_options_set, index=3, out_channels=1))
    assert fewer.filter_names[3] == ()


def test_fewer_filters_select_the_last_that_is_left() -> None:
    before = small_network(selected_layer=3, selected_filter=3)
    assert after(before, partial(layer_options_set, index=3, out_channels=2)).selected_filter == 1


@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
def test_kernels_grow_around_their_anchor(operation: str) -> None:
    before = small_network(operation=operation)
    grown = after(before, partial(layer_options_set, index=3, kernel_size=(4, 5))).network[3].weight
    rows = slice(0, 3) if operation == "cross-correlation" else slice(1, 4)
    assert np.array_equal(grown[..., rows, 1:4], before.network[3].weight)
    assert np.count_nonzero(grown) == np.count_nonzero(before.network[3].weight)


def test_a_stride_writes_padding_same_out_in_numbers_and_stride_1_brings_it_back() -> None:
    strided = after(small_network(), partial(layer_options_set, index=0, stride=(2, 2)))
    assert strided.network[0].padding == (1, 1, 1, 1)
    assert after(strided, partial(layer_options_set, index=0, stride=(1, 1))).network[0].padding == "same"


def test_windows_of_a_pooling_stay_side_by_side() -> None:
    made = after(small_network(), partial(layer_options_set, index=2, kernel_size=(3, 3)))
    assert made.network[2] == MaxPool2d(3)
    apart = after(made, partial(layer_options_set, index=2, stride=(1, 1)))
    assert after(apart, partial(layer_options_set, index=2, kernel_size=(2, 2))).network[2] == MaxPool2d(2, 1)


def test_more_outputs_of_a_linear_layer_keep_the_weights_of_the_others() -> None:
    before = small_network()
    weight = before.network[5].weight
    made = after(before, partial(layer_options_set, index=5, out_features=12))
    assert np.array_equal(made.network[5].weight[:10], weight)
    assert made.shapes[-1] == (12,)


def test_a_locally_connected_layer_takes_other_options() -> None:
    before = after(state(), layer_added, "LocallyConnected2d", 0)
    kept = before.network[1].weight
    made = after(before, partial(layer_options_set, index=1, out_channels=5, kernel_size=(5, 5)))
    assert made.misfit is None
    assert np.array_equal(made.network[1].weight[:4, ..., 1:4, 1:4], kept)
    assert after(made, partial(layer_options_set, index=1, padding="valid")).shapes[-1] == (5, 8, 11)


def test_a_filter_that_is_added_is_alike_on_each_channel_where_each_has_its_answer() -> None:
    each = after(state(), channel_mode_set, "each")
    made = after(each, partial(layer_options_set, index=0, out_channels=4))
    assert (made.network[0].weight == made.network[0].weight[:, :1]).all()


@pytest.mark.parametrize(
    ("options", "why"),
    [({"out_channels": 0}, "weight"), ({"kernel_size": (99, 99)}, "up to 31×31"), ({"stride": (0, 1)}, "stride")],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        after(small_network(), partial(layer_options_set, index=0, **options))


def test_a_convolution_is_made_to_fit_and_the_weights_of_channels_that_stay_are_kept() -> None:
    before = small_network()
    broken = after(before, partial(layer_options_set, index=0, out_channels=3))
    assert broken.misfit is not None
    assert broken.misfit[0] == 3
    made = after(broken, layer_fitted, 3)
    assert made.misfit is None
    assert np.array_equal(made.network[3].weight[:, :2], before.network[3].weight)
    assert np.abs(made.network[3].weight[:, 2:]).min() > 0


def test_a_linear_layer_is_made_to_fit() -> None:
    before = small_network()
    weight = before.network[5].weight
    made = after(after(before, partial(layer_options_set, index=3, out_channels=5)), layer_fitted, 5)
    assert made.misfit is None
    assert np.array_equal(made.network[5].weight[:, :80], weight)


def test_a_linear_layer_behind_a_map_gets_flatten() -> None:
    broken = after(small_network(selected_layer=5), layer_removed, 4)
    made = after(broken, layer_fitted, 4)
    assert kinds(made)[-2:] == ["Flatten", "Linear"]
    assert made.misfit is None
    assert isinstance(made.network[made.selected_layer], Linear)


def test_batch_normalisation_and_locally_connected_layers_are_made_to_fit() -> None:
    made = after(after(state(), layer_added, "BatchNorm2d", 0), layer_added, "LocallyConnected2d", 1)
    wider = after(made, partial(layer_options_set, index=0, out_channels=5, padding="valid"))
    assert wider.misfit is not None
    halfway = after(wider, layer_fitted, 1)
    assert isinstance(halfway.network[1], BatchNorm2d)
    assert halfway.misfit is not None
    assert halfway.misfit[0] == 2
    fitted = after(halfway, layer_fitted, 2)
    local, before = fitted.network[2], made.network[2]
    assert isinstance(local, LocallyConnected2d)
    assert fitted.misfit is None
    assert local.output_size == (10, 13)
    assert np.array_equal(local.weight[:, :, :, :2], before.weight[:, :10, :13])


def test_lenet_of_1998_is_made_to_fit_layer_by_layer() -> None:
    lenet = after(state(), network_chosen, "lenet-5-1998")
    made = after(lenet, partial(layer_options_set, index=0, out_channels=8))
    repairs = 0
    while made.misfit is not None:
        made = after(made, layer_fitted, made.misfit[0])
        repairs += 1
    c3 = made.network[4]
    assert repairs == 2  # S2 and C3
    assert isinstance(c3, TableConv2d)
    assert c3.table[:, 6:].all()
    assert np.array_equal(c3.weight[:, :6], lenet.network[4].weight)


def test_a_filter_of_lenet_whose_channels_have_gone_sees_those_that_are_left() -> None:
    lenet = after(state(), network_chosen, "lenet-5-1998")
    made = after(lenet, partial(layer_options_set, index=0, out_channels=3))
    for index in (2, 4):
        made = after(made, layer_fitted, index)
    table = made.network[4].table
    assert table[3].all()  # it saw channels 3, 4 and 5
    assert np.array_equal(table[0], [True, True, True])
    assert np.array_equal(table[1], [False, True, True])


def test_what_no_weights_make_fit_is_told() -> None:
    made = after(small_network(), layer_moved, 2, 4)  # pooling behind Flatten
    assert made.misfit is not None
    assert not can_be_fitted(made, made.misfit[0])
    with pytest.raises(ValueError, match="takes"):
        layer_fitted(made, made.misfit[0])
    with pytest.raises(ValueError, match="make that fit first"):
        layer_fitted(made, made.misfit[0] + 1)


@pytest.mark.parametrize("key", [ONE_FILTER, *NETWORKS])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("greyscale", [False, True])
def test_every_ready_network_fits_every_picture(key: str, channels: int, greyscale: bool) -> None:
    before = first_state(image(channels), "noise.png")
    if greyscale:
        before = after(before, greyscale_set, True)
    made = after(before, network_chosen, key)
    assert made.misfit is None
    assert made.selected_layer == 0
    if key.startswith(("lenet", "alexnet", "vgg")):
        shape = NETWORKS[key].input_shape
        assert (made.input_size, made.greyscale) == (shape[1:], shape[0] == 1)
        assert list(made.network) == list(NETWORKS[key].network)
    else:
        assert (made.input_size, made.greyscale) == (None, before.greyscale)


def test_the_one_filter_is_that_of_a_new_lab() -> None:
    made = after(after(state(), network_chosen, "vgg-16"), network_chosen, ONE_FILTER)
    assert np.array_equal(made.layer.weight[0, 0], first_state(image(), "").layer.weight[0, 0])


def test_choosing_vgg_draws_no_weights_but_those_that_are_shown() -> None:
    made = after(state(), network_chosen, "vgg-16")
    assert made.layer is made.network[0]
    linear = [layer for layer in made.network if isinstance(layer, Linear)]
    assert all(isinstance(vars(layer)["weight"], LazyArray) for layer in linear)
    fewer = after(made, partial(layer_options_set, index=32, out_features=4000))
    assert isinstance(vars(fewer.network[32])["weight"], LazyArray)


def test_weights_that_wait_are_kept_when_they_are_read_at_last() -> None:
    before = state()
    linear = Linear(1500, 1000, seed=5)
    layers = Network([*before.network, Flatten(), linear])
    before = replace(before, network=layers, filter_names=())
    changed = partial(layer_options_set, index=2, out_features=1100)
    made = after(before, changed).network[2]
    assert isinstance(vars(made)["weight"], LazyArray)
    assert np.array_equal(made.weight[:1000], linear.weight)


def test_a_network_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="one-filter, edges"):
        network_chosen(state(), "resnet")


def test_the_size_of_the_input_is_set_and_taken_back() -> None:
    before = state(picture=image(1), weight=weights(2, 1, 3, 3))
    fixed = after(before, input_size_set, (32, 32))
    assert fixed.input_shape == (3, 32, 32)
    assert fixed.misfit is None
    back = after(fixed, input_size_set, None)
    assert back.input_shape == (1, 12, 15)
    assert np.allclose(back.layer.weight, before.layer.weight)


def test_the_names_of_filters_can_be_given_after_any_of_it() -> None:
    made = after(after(state(), layer_added, "ReLU", -1), layer_moved, 0, 1)
    named = after(made, filter_renamed, 0, "mine")
    assert "mine" in named.filter_names[made.convolution]


def labelled(of: State, names: dict[int, tuple[str, ...]]) -> State:
    """Name the filters of each new convolution after itself."""
    for layer in of.network:
        if isinstance(layer, Conv2d) and id(layer) not in names:
            names[id(layer)] = tuple(f"{id(layer)} {index}" for index in range(layer.out_channels))
    return replace(of, filter_names=tuple(names.get(id(layer), ()) for layer in of.network))


@pytest.mark.parametrize("seed", range(4))
def test_hundreds_of_edits_in_a_row_raise_nothing_but_sentences_and_keep_names_with_their_layers(seed: int) -> None:
    rng, now, done = np.random.default_rng(seed), small_network(), 0
    refused: list[str] = []
    names: dict[int, tuple[str, ...]] = {}
    held: list[Layer] = []  # so that no other layer gets the id of one
    now = labelled(now, names)
    for _ in range(300):
        edit = random_edit(rng, now)
        try:
            new = replace(now, **edit(now))
        except ValueError as error:
            refused.append(str(error))
            continue
        for layer, given in zip(new.network, new.filter_names, strict=True):
            if id(layer) in names and any(each is layer for each in now.network):
                assert given == names[id(layer)]
        held.extend(new.network)
        now, done = labelled(new, names), done + 1
    assert done > 100
    assert len(refused) > 10
    assert all(why.endswith(".") for why in refused)

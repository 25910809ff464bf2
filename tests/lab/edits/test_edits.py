"""An edit changes what it says and nothing else, and shares the rest with the state before."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.lab.compute import compute
from convviz.lab.edits import edits
from convviz.lab.kernel.kernel_changes import KERNEL_CHANGES
from convviz.lab.kernel.kernel_geometry import resized
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.state import State
from tests.lab.states import changed, image, state, weights

SOBEL = KERNELS["sobel-x"].weights


def edited(before: State, edit: Callable[..., edits.Changes], *arguments: Any) -> State:
    """Apply an edit, and check that it left the state before as it was and the fields that it does not name."""
    weight, bias = before.layer.weight.copy(), before.layer.bias.copy()
    changes = edit(before, *arguments)
    after = replace(before, **changes)
    assert np.array_equal(before.layer.weight, weight)
    assert np.array_equal(before.layer.bias, bias)
    for field in fields(State):
        if field.name not in changes:
            assert getattr(after, field.name) is getattr(before, field.name)
    return after


def untouched(before: State, after: State) -> None:
    """Check that the kernels that are not edited are the same."""
    mine = np.zeros(before.layer.weight.shape[:2], bool)
    mine[before.selected_filter, slice(None) if before.selected_channel is None else before.selected_channel] = True
    assert np.array_equal(after.layer.weight[~mine], before.layer.weight[~mine])


STATES = [
    state(weights(filters, channels, 3, 4), image(channels), selected_filter=filters - 1, selected_channel=channel)
    for filters in (1, 3)
    for channels, channel in ((1, None), (1, 0), (3, None), (3, 0), (3, 2))
]


@pytest.mark.parametrize("before", STATES)
def test_one_weight_is_set_in_the_kernel_that_is_edited(before: State) -> None:
    after = edited(before, edits.cells_set, [(2, 1)], -7.5)
    kernels = after.layer.weight[before.selected_filter]
    mine = kernels if before.selected_channel is None else kernels[[before.selected_channel]]
    assert (mine[:, 2, 1] == -7.5).all()
    untouched(before, after)
    changed = after.layer.weight != before.layer.weight
    assert changed.sum() == len(mine)
    assert not after.channels_differ[2, 1]


CELLS = [(0, 0), (2, 1), (1, 3)]


@pytest.mark.parametrize("before", STATES)
def test_several_weights_are_set_at_once_each_to_its_own(before: State) -> None:
    after = edited(before, edits.cells_set, CELLS, np.array([1.0, 2.0, 3.0]))
    assert [after.kernel[cell] for cell in CELLS] == [1, 2, 3]
    assert not any(after.channels_differ[cell] for cell in CELLS)
    untouched(before, after)
    others = np.ones((3, 4), bool)
    others[tuple(zip(*CELLS, strict=True))] = False
    assert np.array_equal(after.layer.weight[..., others], before.layer.weight[..., others])


@pytest.mark.parametrize("before", STATES)
def test_weights_that_are_read_can_be_put_back(before: State) -> None:
    values = edits.cell_values(before, CELLS)
    cleared = edited(before, edits.cells_set, CELLS, 0.0)
    assert not edits.cell_values(cleared, CELLS).any()
    back = edited(cleared, edits.cells_set, CELLS, values)
    assert np.array_equal(back.layer.weight, before.layer.weight)


@pytest.mark.parametrize("before", STATES)
def test_raised_weights_keep_the_differences_of_their_channels(before: State) -> None:
    after = edited(before, edits.cells_raised, CELLS, 0.05)
    change = edits.cell_values(after, CELLS) - edits.cell_values(before, CELLS)
    assert np.allclose(change, 0.05, atol=1e-6)
    untouched(before, after)
    assert np.count_nonzero(after.layer.weight != before.layer.weight) == change.size


def test_weights_that_are_raised_again_and_again_stay_round_numbers() -> None:
    after = state(np.zeros((1, 1, 3, 4), np.float32), image(1))
    for _ in range(30):
        after = edited(after, edits.cells_raised, CELLS, 0.1)
    assert [after.kernel[cell] for cell in CELLS] == [3, 3, 3]


@pytest.mark.parametrize(("typed", "value"), [("−1/4", -0.25), ("0,5", 0.5), (" ", 0)])
@pytest.mark.parametrize("before", STATES)
def test_what_is_typed_is_set_in_all_cells_and_nothing_is_zero(before: State, typed: str, value: float) -> None:
    after = edited(before, edits.cells_typed, CELLS, typed)
    assert (edits.cell_values(after, CELLS) == value).all()
    untouched(before, after)


def test_what_is_typed_and_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="seven"):
        edits.cells_typed(STATES[0], CELLS, "seven")


@pytest.mark.parametrize("before", STATES)
def test_a_kernel_of_the_same_size_takes_the_place_of_the_edited_one(before: State) -> None:
    kernel = weights(1, 1, 3, 4, seed=9)[0, 0]
    after = edited(before, edits.kernel_set, kernel)
    assert np.array_equal(after.kernel, kernel)
    assert not after.channels_differ.any()
    untouched(before, after)


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("size", [(1, 1), (2, 5), (5, 2), (7, 7), (4, 4)])
def test_a_kernel_of_another_size_loses_nothing(before: State, size: tuple[int, int]) -> None:
    kernel = weights(1, 1, *size, seed=9)[0, 0]
    after = edited(before, edits.kernel_set, kernel)
    assert np.array_equal(resized(after.kernel, *size), kernel)
    assert np.count_nonzero(after.kernel) == kernel.size
    alone = before.layer.weight[0].size == 12 or (before.selected_channel is None)
    if before.layer.out_channels == 1 and alone:
        assert after.layer.kernel_size == size, "nothing else needs the old size"
    else:
        assert after.layer.kernel_size == (max(3, size[0]), max(4, size[1]))
        shrunk = replace(after.layer, weight=resized(after.layer.weight, 3, 4))
        untouched(before, changed(after, layer=shrunk))


def test_the_other_kernels_are_cut_where_that_loses_only_zeros() -> None:
    wide = np.zeros((2, 1, 9, 9), np.float32)
    wide[0] = resized(SOBEL, 9, 9)
    wide[1] = 1.0
    before = state(wide, image(1), selected_filter=1)
    after = edited(before, edits.kernel_set, SOBEL)
    assert after.layer.kernel_size == (3, 3)
    assert (after.layer.weight == SOBEL).all()


def test_zeros_inside_the_other_kernels_do_not_let_their_weights_be_cut() -> None:
    wide = np.zeros((2, 1, 5, 5), np.float32)
    wide[0, 0, 0, 0] = 1e-30
    before = state(wide, image(1), selected_filter=1)
    after = edited(before, edits.kernel_set, SOBEL)
    assert after.layer.kernel_size == (5, 5)
    assert after.layer.weight[0, 0, 0, 0] == np.float32(1e-30)


@pytest.mark.parametrize("before", STATES)
def test_kernels_grow_with_zeros_and_are_cut_back_all_at_once(before: State) -> None:
    grown = edited(before, edits.kernel_size_set, 6, 5)
    assert grown.layer.kernel_size == (6, 5)
    assert np.count_nonzero(grown.layer.weight) == before.layer.weight.size
    back = edited(grown, edits.kernel_size_set, 3, 4)
    assert np.array_equal(back.layer.weight, before.layer.weight)


@pytest.mark.parametrize("before", STATES)
def test_the_bias_of_the_selected_filter_is_set(before: State) -> None:
    after = edited(before, edits.bias_set, -3.5)
    here = before.selected_filter
    assert after.layer.bias[here] == -3.5
    assert np.array_equal(np.delete(after.layer.bias, here), np.delete(before.layer.bias, here))
    assert np.array_equal(after.layer.weight, before.layer.weight)


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (2, 5), (4, 6)])
@pytest.mark.parametrize("dilation", [(1, 1), (3, 2)])
def test_same_padding_stays_the_same_pixels_under_a_stride(size: tuple[int, int], dilation: tuple[int, int]) -> None:
    before = state(weights(1, 1, *size), image(1), dilation=dilation)
    after = edited(before, edits.stride_set, 2, 3)
    assert after.layer.stride == (2, 3)
    assert after.layer.sides == before.layer.sides
    whole = conv2d(before.image, before.layer.weight, padding="same", dilation=dilation)
    assert np.array_equal(
        conv2d(after.image, after.layer.weight, stride=(2, 3), padding=after.layer.sides, dilation=dilation),
        whole[:, ::2, ::3],
    )


@pytest.mark.parametrize("padding", ["same", "valid", 1, (2, 0), (0, 1, 2, 3)])
def test_a_stride_of_one_leaves_the_padding_as_it_was_written(padding: object) -> None:
    before = state(padding=padding)
    assert edited(before, edits.stride_set, 1, 1).layer.padding == before.layer.padding


@pytest.mark.parametrize("padding", ["valid", 1, (2, 0), (0, 1, 2, 3)])
def test_a_stride_leaves_other_paddings_as_they_were_written(padding: object) -> None:
    before = state(padding=padding)
    assert edited(before, edits.stride_set, 3, 2).layer.padding == before.layer.padding


@pytest.mark.parametrize("before", STATES)
def test_a_new_filter_is_a_copy_behind_the_selected_one(before: State) -> None:
    after = edited(before, edits.filter_added)
    here = before.selected_filter
    assert after.selected_filter == here + 1
    assert np.array_equal(after.layer.weight[here + 1], before.layer.weight[here])
    assert after.layer.bias[here + 1] == before.layer.bias[here]
    assert np.array_equal(np.delete(after.layer.weight, here + 1, axis=0), before.layer.weight)
    assert np.array_equal(np.delete(after.layer.bias, here + 1), before.layer.bias)


@pytest.mark.parametrize(("index", "to"), [(0, 2), (2, 0), (1, 1), (1, 2)])
@pytest.mark.parametrize("selected", range(3))
def test_a_filter_is_moved_with_its_bias_and_its_name_and_the_selected_one_stays(
    index: int, to: int, selected: int
) -> None:
    before = state(weights(3, 3, 3, 3), selected_filter=selected, filter_names=("a", "b", "c"))
    after = edited(before, edits.filter_moved, index, to)
    order = ["abc".index(name) for name in after.names]
    assert order[to] == index
    assert sorted(order) == [0, 1, 2]
    assert np.array_equal(after.layer.weight, before.layer.weight[order])
    assert np.array_equal(after.layer.bias, before.layer.bias[order])
    assert after.names[after.selected_filter] == before.names[selected]


def test_a_filter_is_called_what_a_person_called_it() -> None:
    before = state()
    after = edited(before, edits.filter_renamed, 1, "  my  filter ")
    assert after.names == ("", "my filter")
    assert after.filter_title(1) == "my filter"
    assert edited(after, edits.filter_renamed, 1, "").filter_title(1) == "Filter 2"


def test_too_long_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="The name of a filter may have up to 40 characters"):
        edited(state(), edits.filter_renamed, 0, "x" * 41)


@pytest.mark.parametrize("selected", [None, 0, 2])
def test_the_same_kernel_on_each_channel_is_the_one_that_was_shown(selected: int | None) -> None:
    before = state(selected_channel=selected)
    after = edited(before, edits.channel_mode_set, "each")
    assert after.selected_channel is None
    for channel in range(3):
        assert np.array_equal(after.layer.weight[:, channel], before.layer.weight[:, selected or 0])
    assert np.array_equal(edited(after, edits.channel_mode_set, "across").layer.weight, after.layer.weight)


@pytest.mark.parametrize("before", STATES)
def test_names_follow_their_filters(before: State) -> None:
    names = tuple(f"name {index}" for index in range(before.layer.out_channels))
    named = replace(before, filter_names=(names, *before.filter_names[1:]))
    here = named.selected_filter
    added = edited(named, edits.filter_added)
    assert added.names == (*names[: here + 1], *names[here:])
    assert edited(added, edits.filter_removed).names == names


@pytest.mark.parametrize(("selected", "next_one"), [(0, 0), (1, 1), (2, 1)])
def test_a_filter_is_removed_and_its_neighbour_selected(selected: int, next_one: int) -> None:
    before = state(weights(3, 3, 3, 3), selected_filter=selected)
    after = edited(before, edits.filter_removed)
    assert after.selected_filter == next_one
    assert np.array_equal(after.layer.weight, np.delete(before.layer.weight, selected, axis=0))
    assert np.array_equal(after.layer.bias, np.delete(before.layer.bias, selected))


@pytest.mark.parametrize("before", STATES)
def test_removing_the_filter_that_was_added_gives_the_filters_back(before: State) -> None:
    after = edited(edited(before, edits.filter_added), edits.filter_removed)
    assert np.array_equal(after.layer.weight, before.layer.weight)
    assert np.array_equal(after.layer.bias, before.layer.bias)


def test_the_last_filter_stays() -> None:
    with pytest.raises(ValueError, match="The layer needs at least one filter; add another before you remove this one"):
        edits.filter_removed(state(weights(1, 3, 3, 3)))


def test_a_picture_with_as_many_channels_leaves_the_filters_alone() -> None:
    picture = image(3, 5, 6)
    before = state(selected_channel=2)
    changes = edits.image_opened(before, picture, "other.png")
    assert changes == {"image": picture, "image_name": "other.png"}
    assert replace(before, **changes).layer is before.layer


def test_a_grey_picture_gets_the_mean_of_the_three_kernels() -> None:
    before = state(selected_channel=2)
    after = edited(before, edits.image_opened, image(1), "grey.png")
    assert after.selected_channel is None
    assert after.layer.weight == pytest.approx(before.layer.weight.mean(axis=1, keepdims=True))
    assert np.array_equal(after.layer.bias, before.layer.bias)
    assert after.layer.padding == "same"


def test_kernels_that_are_alike_survive_grey_and_back_exactly() -> None:
    alike = np.repeat(np.random.default_rng(0).normal(size=(40, 1, 3, 3)).astype(np.float32), 3, axis=1)
    before = state(alike)
    grey = edited(before, edits.image_opened, image(1), "grey.png")
    assert grey.layer.weight.shape == (40, 1, 3, 3)
    colour = edited(grey, edits.image_opened, image(3), "colour.png")
    assert np.array_equal(colour.layer.weight, alike)
    there = edited(before, edits.greyscale_set, True)
    assert np.array_equal(there.layer.weight, grey.layer.weight)
    assert np.array_equal(edited(there, edits.greyscale_set, False).layer.weight, alike)


def test_under_greyscale_any_picture_leaves_the_filters_alone() -> None:
    grey = edited(state(), edits.greyscale_set, True)
    assert grey.input_channels == 1
    one = edited(grey, edits.image_opened, image(1), "grey.png")
    assert one.layer is grey.layer
    assert edited(one, edits.image_opened, image(3), "colour.png").layer is grey.layer


def test_greyscale_means_nothing_to_a_grey_picture() -> None:
    before = state(weights(1, 1, 3, 3), image(1), selected_channel=0)
    after = edited(before, edits.greyscale_set, True)
    assert after.layer is before.layer
    assert after.selected_channel == 0


@pytest.mark.parametrize("name", ["Sum to 1", "Absolute sum to 1"])
@pytest.mark.parametrize("mode", ["across", "each"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_kernel_that_sums_to_one_keeps_the_brightness_of_a_constant_picture(
    channels: int, mode: str, name: str
) -> None:
    white = np.ones((channels, 9, 9), np.float32)
    white.flags.writeable = False
    weight = np.repeat(weights(1, 1, 3, 3), channels, axis=1)
    before = state(weight, white, bias=[0.0], channel_mode=mode)
    change = KERNEL_CHANGES[name]
    after = edited(before, edits.kernel_changed, change.apply, change.of_filter)
    assert compute(after).feature_map[..., 2:-2, 2:-2] == pytest.approx(1)


@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
@pytest.mark.parametrize("size", [(3, 3), (4, 5), (7, 2)])
def test_zeros_around_a_kernel_leave_the_map_as_it_is(size: tuple[int, int], operation: str) -> None:
    before = state(weights(1, 1, 2, 2), image(1), operation=operation, padding="same", padding_mode="zeros")
    after = edited(before, edits.kernel_size_set, *size)
    assert compute(after).feature_map == pytest.approx(compute(before).feature_map)
    assert after.kernel[after.anchor] == before.kernel[before.anchor]

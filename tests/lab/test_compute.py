"""A frame is what the engine says of its state, whatever was taken from the frame before."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import convviz
from convviz.lab.compute import Frame, compute
from convviz.lab.edits import edits, layer_edits
from convviz.lab.network_input import network_input
from convviz.lab.pictures.display import Display, scale_of, shares_beyond
from convviz.lab.pictures.picture import Picture
from convviz.lab.progress import CancelledError
from convviz.lab.sparsity.effective_field import effective_field
from convviz.lab.state import State, first_state
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.nn.table_conv import TableConv2d
from tests.lab.states import changed, image, random_state, state, weights

FUNCTIONS = {
    "Identity": lambda x: x,
    "ReLU": convviz.relu,
    "LeakyReLU": convviz.leaky_relu,
    "Sigmoid": convviz.sigmoid,
    "Tanh": convviz.tanh,
}


def direct(of: State) -> np.ndarray:
    """Compute the feature maps by the public functions alone."""
    picture = of.image
    if of.greyscale and len(picture) == 3:
        picture = sum(
            np.float32(share) * channel for share, channel in zip((0.299, 0.587, 0.114), picture, strict=True)
        )[np.newaxis]
    layer = of.layer
    options = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "padding_mode")}
    weight = layer.weight if of.operation == "cross-correlation" else np.rot90(layer.weight, 2, axes=(2, 3))
    if of.channel_mode == "across":
        return FUNCTIONS[of.activation](convviz.conv2d(picture, weight, layer.bias, **options))
    maps = [convviz.conv2d(channel[np.newaxis], weight[:, :1], layer.bias, **options) for channel in picture]
    return FUNCTIONS[of.activation](np.stack(maps, axis=1) if len(picture) > 1 else maps[0])


def give_up(_done: float = 0) -> None:
    raise CancelledError


def assert_same_pictures(one: Picture, other: Picture) -> None:
    assert np.array_equal(one.colours, other.colours)
    assert one.level_count == other.level_count
    for level in range(one.level_count):
        a, b = one.pixels(level), other.pixels(level)
        assert a.shape == b.shape
        assert np.abs(a.astype(int) - b).max() <= 1  # the last bits may differ, as fewer filters were computed


def assert_same_frames(one: Frame, other: Frame) -> None:
    assert one.state is other.state
    assert np.array_equal(one.input, other.input)
    assert len(one.feature_maps) == len(other.feature_maps)
    for a, b in zip(one.feature_maps, other.feature_maps, strict=True):
        assert a == pytest.approx(b, rel=1e-5, abs=1e-5)
    assert (one.scale.low, one.scale.high) == pytest.approx((other.scale.low, other.scale.high), rel=1e-5)
    assert one.scale.colour_map == other.scale.colour_map
    assert list(one.shares_beyond) == pytest.approx(list(other.shares_beyond), abs=2 / one.feature_map.size)
    small = ([thumbnail.picture for thumbnail in frame.thumbnails] for frame in (one, other))
    pictures = [
        (frame.input_picture, frame.map_picture, *thumbnails)
        for frame, thumbnails in zip((one, other), small, strict=True)
    ]
    for a, b in zip(*pictures, strict=True):
        assert_same_pictures(a, b)


@pytest.mark.parametrize("seed", range(60))
def test_the_maps_are_those_of_the_engine(seed: int) -> None:
    drawn = random_state(seed)
    frame = compute(drawn)
    maps = np.array(frame.feature_maps)
    planes = (3,) if drawn.channel_mode == "each" and drawn.input_channels == 3 else ()
    assert maps.shape == (drawn.layer.out_channels, *planes, *drawn.map_shape)
    assert maps.dtype == np.float32
    assert maps == pytest.approx(direct(drawn), rel=1e-5, abs=1e-5)
    assert frame.feature_map is frame.feature_maps[drawn.selected_filter]


@pytest.mark.parametrize("seed", range(20))
def test_the_picture_is_the_selected_map_in_its_own_colours(seed: int) -> None:
    frame = compute(random_state(seed))
    assert frame.scale == scale_of(frame.feature_map, frame.state.display)
    assert frame.shares_beyond == shares_beyond(frame.feature_map, frame.scale)
    assert np.array_equal(frame.map_picture.rgb(), frame.scale.rgb(frame.feature_map))
    assert (frame.map_picture.colours is None) == (frame.feature_map.ndim == 3)


def test_a_map_of_many_bands_is_whole() -> None:
    large = state(weights(2, 3, 9, 9), image(3, 700, 500), activation="ReLU")
    shares: list[float] = []
    maps = np.array(compute(large, progress=shares.append).feature_maps)
    np.testing.assert_allclose(maps, direct(large), rtol=1e-4)
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


@pytest.mark.parametrize("channels", [1, 3])
def test_the_input_is_the_picture_itself(channels: int) -> None:
    of = state(weights(1, channels, 3, 3), image(channels))
    frame = compute(of)
    assert frame.input is of.image
    shown = frame.input_picture.pixels()
    assert shown.shape == ((12, 15, 3) if channels == 3 else (12, 15))
    expected = np.rint(of.image * 255).transpose(1, 2, 0).squeeze()
    assert np.abs(shown - expected).max() <= 1


def test_greyscale_feeds_the_luma_and_shows_it() -> None:
    of = state(weights(1, 1, 3, 3), greyscale=True)
    frame = compute(of)
    assert frame.input.shape == (1, 12, 15)
    white = np.ones((3, 2, 2), np.float32)
    white.flags.writeable = False
    assert network_input(replace(of, image=white)) == pytest.approx(1)
    assert frame.input_picture.pixels().ndim == 2


@pytest.mark.parametrize(("filters", "thumbnails"), [(1, 0), (2, 2), (3, 3)])
def test_there_is_a_thumbnail_a_filter_where_there_is_a_choice(filters: int, thumbnails: int) -> None:
    frame = compute(state(weights(filters, 3, 3, 3), image(3, 250, 120)))
    assert len(frame.thumbnails) == thumbnails
    for picture, _ in frame.thumbnails:
        assert picture.height / picture.width == pytest.approx(250 / 120, rel=0.1)
        assert 96 <= max(picture.height, picture.width) < 192


def test_the_thumbnail_of_a_small_map_is_the_map() -> None:
    frame = compute(state())
    assert np.array_equal(frame.thumbnails[0].picture.pixels(), frame.map_picture.pixels())


EDITS: dict[str, Callable[[State], edits.Changes]] = {
    "nothing": lambda _: {},
    "a weight": lambda before: edits.cells_set(before, [(1, 1)], 9.0),
    "a kernel": lambda before: edits.kernel_set(before, weights(1, 1, 3, 3, seed=7)[0, 0]),
    "a larger kernel": lambda before: edits.kernel_set(before, weights(1, 1, 5, 2, seed=7)[0, 0]),
    "the size": lambda before: edits.kernel_size_set(before, 5, 4),
    "the bias": lambda before: edits.bias_set(before, 2.0),
    "the stride": lambda before: edits.stride_set(before, 2, 1),
    "the padding": lambda before: edits.layer_set(before, padding=3),
    "how the padding is written": lambda before: edits.layer_set(before, padding=tuple(before.layer.sides)),
    "the padding mode": lambda before: edits.layer_set(before, padding_mode="circular"),
    "the dilation": lambda before: edits.layer_set(before, dilation=(2, 1)),
    "a filter more": edits.filter_added,
    "a filter less": edits.filter_removed,
    "the order of the filters": lambda before: edits.layer_set(
        before, weight=before.layer.weight[::-1], bias=before.layer.bias[::-1]
    ),
    "the selected filter": lambda before: {"selected_filter": 2 - before.selected_filter},
    "the selected channel": lambda _: {"selected_channel": 1},
    "the activation": lambda before: layer_edits.activation_set(before, "ReLU"),
    "the colours": lambda _: {"display": Display("vik", "viridis", "symmetric")},
    "one scale for all": lambda _: {"display": Display(locked=True)},
    "the operation": lambda _: {"operation": "convolution"},
    "the channel mode": lambda before: edits.channel_mode_set(before, "each"),
    "the name of a filter": lambda before: edits.filter_renamed(before, 0, "mine"),
    "the name": lambda _: {"image_name": "other"},
    "greyscale": lambda before: edits.greyscale_set(before, True),
    "another picture": lambda before: edits.image_opened(before, image(3, 8, 9, seed=4), "other"),
    "a grey picture": lambda before: edits.image_opened(before, image(1, 8, 9, seed=4), "other"),
}

# Of three filters, how many maps an edit of the first leaves as they are, where it is not all or none.
SOME_STAY = {"a weight": 2, "a kernel": 2, "the bias": 2, "a filter less": 2}
ALL_STAY = (
    "nothing", "how the padding is written", "a filter more", "the order of the filters",
    "the selected filter", "the selected channel", "the colours", "one scale for all",
    "the name of a filter", "the name",
)  # fmt: skip
SAME_PICTURE = (
    "nothing", "how the padding is written", "a filter more", "the selected channel",
    "the name of a filter", "the name",
)  # fmt: skip


def before_and_after(edit: str) -> tuple[Frame, Frame]:
    before = state(weights(3, 3, 3, 3))
    previous = compute(before)
    after = replace(before, **EDITS[edit](before))
    return previous, compute(after, previous)


@pytest.mark.parametrize("edit", EDITS)
def test_with_the_frame_before_a_frame_is_the_same_as_without(edit: str) -> None:
    _, frame = before_and_after(edit)
    assert_same_frames(frame, compute(frame.state))


@pytest.mark.parametrize("edit", EDITS)
def test_what_an_edit_leaves_alone_is_the_very_same_array(edit: str) -> None:
    previous, frame = before_and_after(edit)
    old = {id(feature_map) for feature_map in previous.feature_maps}
    kept = sum(id(feature_map) in old for feature_map in frame.feature_maps)
    assert kept == (len(frame.feature_maps) if edit in ALL_STAY else SOME_STAY.get(edit, 0))
    same_input = edit not in ("greyscale", "another picture", "a grey picture")
    assert (frame.input is previous.input) == same_input
    assert (frame.input_picture is previous.input_picture) == same_input
    assert (frame.map_picture is previous.map_picture) == (edit in SAME_PICTURE)


def test_greyscale_of_a_grey_picture_computes_nothing_anew() -> None:
    before = state(weights(2, 1, 3, 3), image(1))
    previous = compute(before)
    frame = compute(replace(before, **edits.greyscale_set(before, True)), previous)
    assert frame.feature_map is previous.feature_map
    assert frame.map_picture is previous.map_picture


def test_maps_of_another_kernel_shape_with_the_same_numbers_are_not_mistaken_for_old_ones() -> None:
    numbers = weights(1, 1, 2, 3)
    before = state(numbers, image(1), padding="valid")
    after = state(numbers.reshape(1, 1, 3, 2), before.image, padding="valid")
    assert_same_frames(compute(after, compute(before)), compute(after))


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_of_random_edits_ends_where_a_single_step_would(seed: int) -> None:
    rng = np.random.default_rng(seed)
    now = state(weights(3, 3, 3, 3))
    frame = compute(now)
    for edit in rng.choice(list(EDITS), 40):
        try:
            now = replace(now, **EDITS[edit](now))
        except ValueError:  # it does not fit here, such as a third filter where there are two
            continue
        frame = compute(now, frame)
        assert_same_frames(frame, compute(now))


def test_a_frame_cannot_be_changed_nor_does_it_change_its_state() -> None:
    of = state(activation="ReLU")
    pixels, weight = of.image.copy(), of.layer.weight.copy()
    frame = compute(of)
    for array in (*frame.feature_maps, frame.input, compute(replace(of, **edits.greyscale_set(of, True))).input):
        assert not array.flags.writeable
    assert np.array_equal(of.image, pixels)
    assert np.array_equal(of.layer.weight, weight)


def test_a_result_that_is_no_longer_wanted_is_given_up() -> None:
    with pytest.raises(CancelledError):
        compute(state(), progress=give_up)


def test_giving_up_in_the_middle_leaves_the_frame_before_as_it_was() -> None:
    before = state(weights(2, 3, 9, 9), image(3, 700, 500))
    previous = compute(before)
    maps = [feature_map.copy() for feature_map in previous.feature_maps]
    after = replace(before, **edits.bias_set(before, 5.0))
    with pytest.raises(CancelledError):
        compute(after, previous, lambda done: give_up() if done else None)
    assert all(map(np.array_equal, previous.feature_maps, maps))


def test_nothing_is_asked_when_nothing_is_computed() -> None:
    previous = compute(state())
    frame = compute(replace(previous.state, display=Display(value_range="symmetric")), previous, give_up)
    assert frame.feature_map is previous.feature_map
    assert frame.scale.high == np.abs(frame.feature_map).max()


def test_where_the_sum_is_linear_two_filters_add_up() -> None:
    weight = weights(2, 3, 3, 3)
    of = state(np.concatenate([weight, weight.sum(axis=0, keepdims=True)]), bias=np.zeros(3))
    one, other, both = compute(of).feature_maps
    assert both == pytest.approx(one + other, rel=1e-5, abs=1e-5)


def test_equal_filters_share_one_map_when_taken_over() -> None:
    before = state(weights(1, 3, 3, 3))
    previous = compute(before)
    doubled = replace(before, **edits.filter_added(before))
    frame = compute(replace(doubled, **edits.filter_added(doubled)), previous)
    assert all(one is other for one, other in pairwise(frame.feature_maps))


@pytest.mark.parametrize("seed", range(5))
def test_convolution_is_cross_correlation_with_the_kernel_turned_by_half_a_turn(seed: int) -> None:
    drawn = replace(random_state(seed), operation="convolution")
    turned = replace(drawn.layer, weight=drawn.layer.weight[..., ::-1, ::-1])
    assert compute(drawn).feature_map == pytest.approx(
        compute(changed(drawn, operation="cross-correlation", layer=turned)).feature_map
    )


def test_a_convolution_of_a_single_pixel_is_the_kernel_itself() -> None:
    impulse = np.zeros((1, 7, 7), np.float32)
    impulse[0, 3, 3] = 1
    impulse.flags.writeable = False
    kernel = weights(1, 1, 3, 3)
    of = state(kernel, impulse, padding="same", operation="convolution")
    assert np.array_equal(compute(of).feature_map[2:5, 2:5], kernel[0, 0])
    assert np.array_equal(
        compute(replace(of, operation="cross-correlation")).feature_map[2:5, 2:5], kernel[0, 0, ::-1, ::-1]
    )


def test_the_same_kernel_on_each_channel_adds_up_to_the_filter_across_them() -> None:
    of = state(np.repeat(weights(2, 1, 3, 3), 3, axis=1), bias=np.zeros(2))
    across, each = compute(of), compute(replace(of, channel_mode="each"))
    assert each.feature_map.shape == (3, *of.map_shape)
    for one, other in zip(across.feature_maps, each.feature_maps, strict=True):
        assert other.sum(axis=0) == pytest.approx(one, rel=1e-5, abs=1e-5)


def test_a_full_table_of_channels_changes_nothing_of_the_same_kernel_on_each_channel() -> None:
    alike = np.repeat(weights(2, 1, 3, 3), 3, axis=1)
    plain, table = Conv2d(alike, np.zeros(2)), TableConv2d(alike, np.zeros(2), table=np.ones((2, 3)))
    frames = [
        compute(State(image(), "noise.png", Network([layer]), channel_mode="each", selected_filter=1))
        for layer in (plain, table)
    ]
    assert np.array_equal(*(frame.feature_map for frame in frames))
    fields = [effective_field(frame.state, frame.network_input, 0, 1, [(2, 3)]).values for frame in frames]
    assert np.array_equal(*fields)


def test_maps_that_share_a_scale_can_be_compared() -> None:
    weight = weights(1, 3, 3, 3)
    of = state(np.concatenate([weight, weight * 4, -weight]), bias=np.zeros(3), display=Display(locked=True))
    scales = {compute(replace(of, selected_filter=index)).scale for index in range(3)}
    assert len(scales) == 1
    assert scales == {scale_of(compute(of).feature_maps, of.display)}
    frame = compute(of)
    for thumbnail, feature_map in zip(frame.thumbnails, frame.feature_maps, strict=True):
        assert thumbnail.scale == frame.scale
        assert np.array_equal(thumbnail.picture.pixels(), frame.scale.indices(feature_map))


@pytest.mark.parametrize("change", [{"operation": "convolution"}, {"channel_mode": "each"}])
def test_another_way_of_applying_the_filters_gives_other_maps(change: dict[str, str]) -> None:
    before = state(np.repeat(weights(2, 1, 3, 3), 3, axis=1))
    after = replace(before, **change)
    assert_same_frames(compute(after, compute(before)), compute(after))
    assert_same_frames(compute(before, compute(after)), compute(before))


def test_the_scale_of_a_thumbnail_is_that_of_its_map_when_it_is_selected() -> None:
    before = first_state(image(3, 400, 500), "noise")
    before = replace(before, **edits.filter_added(before))
    before = replace(before, **edits.kernel_set(before, np.ones((3, 3), np.float32)))
    frame = compute(before)
    for index in range(2):
        chosen = compute(replace(before, selected_filter=index), frame)
        assert frame.thumbnails[index].scale == chosen.scale
        assert all(new is old for new, old in zip(chosen.thumbnails, frame.thumbnails, strict=True))
    moved = compute(replace(before, **edits.filter_moved(before, 0, 1)), frame)
    assert moved.thumbnails[0] is frame.thumbnails[1]
    changed = replace(before, **edits.kernel_set(before, np.zeros((3, 3), np.float32)))
    again = compute(changed, frame)
    assert again.thumbnails[0] is frame.thumbnails[0]
    assert again.thumbnails[1] is not frame.thumbnails[1]

"""The same patch at several places: what a convolution and a layer that shares nothing answer."""

from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.lab.sharing.sharing_places import (
    MOST_WEIGHTS,
    Ground,
    everywhere,
    first_places,
    ground_of,
    toggled,
)
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from tests.lab.states import image, random_state, state, weights


def ground(height: int = 40, width: int = 50, kernel: int = 3, **options) -> Ground:
    layer = Conv2d(weights(1, 3, kernel, kernel) - 1, np.array([0.5]), **options)
    return Ground(image(3, height, width), 1, layer)


def with_places() -> list[Ground]:
    found = [ground_of(drawn, image(drawn.input_channels, 30, 26, seed=1)) for drawn in map(random_state, range(30))]
    return [each for each in found if each.has_places]


def test_the_convolution_answers_the_same_at_every_patch_to_the_last_digit() -> None:
    grounds = with_places()
    assert len(grounds) > 15
    for each in grounds:
        found = everywhere(each, each.strongest, first_places(each, each.strongest))
        assert found.alike
        assert len(set(found.shared)) == 1


def test_a_layer_with_weights_of_its_own_answers_differently_everywhere() -> None:
    for each in with_places():
        found = everywhere(each, each.strongest, first_places(each, each.strongest))
        assert len(set(found.local)) == len(found.places)


def test_the_responses_are_the_values_of_the_maps() -> None:
    for each in with_places():
        found = everywhere(each, each.strongest, first_places(each, each.strongest))
        for place, shared, local in zip(found.places, found.shared, found.local, strict=True):
            assert found.shared_map[place] == pytest.approx(shared, rel=1e-4, abs=1e-4)
            assert found.local_map[place] == pytest.approx(local, rel=1e-4, abs=1e-4)


def test_the_patch_is_pasted_and_all_else_is_the_picture() -> None:
    each = ground()
    found = everywhere(each, (10, 10), [(20, 30), (5, 40)])
    patch, untouched = each.image[:, 10:13, 10:13], np.ones((40, 50), bool)
    for y, x in ((20, 30), (5, 40)):
        assert np.array_equal(found.image[:, y : y + 3, x : x + 3], patch)
        untouched[y : y + 3, x : x + 3] = False
    assert np.array_equal(found.image[:, untouched], each.image[:, untouched])
    assert not np.shares_memory(found.image, each.image)


def test_a_place_that_would_cover_the_patch_that_is_copied_is_left_out() -> None:
    found = everywhere(ground(), (10, 10), [(11, 12), (20, 20)])
    assert found.places == ((10, 10), (20, 20))


def test_the_strongest_patch_is_where_the_map_is_farthest_from_zero() -> None:
    each = ground(padding=2)
    values = conv2d(each.image, each.layer.weight, each.layer.bias, padding=2)[0, 2:-2, 2:-2]
    y, x = each.strongest
    assert abs(values[y - 2, x - 2]) == np.abs(values).max()


@pytest.mark.parametrize("options", [{}, {"padding": 2}, {"stride": 3, "padding": 1}, {"dilation": 2}])
def test_no_place_sees_padding_and_beyond_the_limits_every_value_does(options) -> None:
    each = ground(**options)
    (top, bottom), (left, right) = each.limits
    height, width = each.size

    def is_inside(y: int, x: int) -> bool:
        region = each.region((y, x))
        return region.top >= 0 and region.left >= 0 and region.bottom <= height and region.right <= width

    rows, columns = each.map_size
    inside = {(y, x) for y in range(rows) for x in range(columns) if is_inside(y, x)}
    assert inside == {(y, x) for y in range(top, bottom + 1) for x in range(left, right + 1)}


@pytest.mark.parametrize("options", [{}, {"padding": 2}, {"stride": 3}, {"dilation": 2}])
def test_the_nearest_place_is_the_one_in_whose_middle_the_point_is(options) -> None:
    each = ground(**options)
    (top, bottom), (left, right) = each.limits
    for place in ((top, left), (bottom, right), ((top + bottom) // 2, (left + right) // 2)):
        region = each.region(place)
        assert each.nearest((region.top + region.bottom) / 2, (region.left + region.right) / 2) == place
    assert each.nearest(-100, 1e6) == (top, right)


def test_a_click_pastes_and_a_click_on_a_patch_takes_it_away() -> None:
    each = ground()
    once = toggled(each, (), (10, 10), (20, 20))
    assert once == ((20, 20),)
    assert toggled(each, once, (10, 10), (20, 21)) == ()


def test_a_new_patch_takes_away_those_that_it_would_cover() -> None:
    assert toggled(ground(), ((20, 20), (30, 30)), (10, 10), (20, 22)) == ((30, 30), (20, 22))


def test_no_patch_covers_the_one_that_is_copied() -> None:
    assert toggled(ground(), ((20, 20),), (10, 10), (12, 8)) == ((20, 20),)


@pytest.mark.parametrize(("height", "width", "kernel"), [(40, 50, 3), (20, 20, 9), (5, 5, 5), (40, 9, 7)])
def test_the_first_places_are_there_and_do_not_overlap(height: int, width: int, kernel: int) -> None:
    each = ground(height, width, kernel)
    places = first_places(each, each.strongest)
    assert len(places) <= 4
    assert len(places) == 0 or height > kernel
    assert not any(each.overlap(*pair) for pair in combinations((*places, each.strongest), 2))
    (top, bottom), (left, right) = each.limits
    assert all(top <= y <= bottom and left <= x <= right for y, x in places)


def test_where_there_is_room_letters_lie_over_no_patch_either() -> None:
    each = ground(64, 64, 3)
    letter = 6.0, 5.0
    places = (each.strongest, *first_places(each, each.strongest, letter))
    assert len(places) == 5
    for one, other in permutations(places, 2):
        patch, covered = each.region(one), each.region(other)
        right = patch.right + letter[1] <= each.size[1]
        columns = (patch.right, patch.right + letter[1]) if right else (patch.left - letter[1], patch.left)
        apart = columns[1] <= covered.left or covered.right <= columns[0]
        assert apart or patch.top + letter[0] <= covered.top or covered.bottom <= patch.top


def test_a_kernel_with_one_position_has_one_place() -> None:
    each = ground(5, 5, 5)
    found = everywhere(each, each.strongest, first_places(each, each.strongest))
    assert found.places == ((0, 0),)


def test_a_kernel_that_always_sees_padding_has_no_place() -> None:
    assert not ground(5, 5, 7, padding=3).has_places
    assert ground(7, 7, 7, padding=3).has_places


def test_the_unshared_weights_are_as_large_as_the_filters_and_always_the_same() -> None:
    each = ground(padding="same")
    own, filters = each.local_layer.weight, each.layer.weight
    assert own.shape == (1, *each.map_size, *filters.shape[1:])
    assert np.sqrt(np.square(own).mean()) == pytest.approx(np.sqrt(np.square(filters).mean()), rel=0.02)
    assert abs(own.mean()) < 0.01
    assert np.array_equal(own, ground(padding="same").local_layer.weight)
    assert (each.local_layer.bias == 0.5).all()


def test_a_small_input_is_taken_as_it_is() -> None:
    drawn = state(weights(2, 3, 3, 3), image(3, 32, 32), selected_filter=1)
    each = ground_of(drawn, drawn.image)
    assert each.image is drawn.image
    assert each.reduction == 1
    assert np.array_equal(each.layer.weight, drawn.layer.weight[1:])
    assert each.layer.sides == drawn.layer.sides


def test_a_convolution_is_turned_before_it_is_laid_over() -> None:
    drawn = state(weights(2, 3, 3, 3), operation="convolution")
    assert np.array_equal(ground_of(drawn, drawn.image).layer.weight, drawn.layer.weight[:1, :, ::-1, ::-1])


def test_a_large_input_is_reduced_to_means_of_squares() -> None:
    picture = image(3, 130, 195)
    each = ground_of(state(picture=picture), picture)
    assert each.reduction == 4
    assert each.size == (32, 48)
    squares = picture[:, :128, :192].reshape(3, 32, 4, 48, 4).mean(axis=(2, 4))
    assert np.allclose(each.image, squares, atol=1e-6)


@pytest.mark.parametrize("mode", ["zeros", "reflect"])
def test_padding_far_wider_than_the_kernel_is_cut_to_where_values_see_a_pixel(mode: str) -> None:
    wide = Network([Conv2d(weights(1, 3, 3, 3), np.zeros(1), padding=(190, 0), padding_mode=mode)])
    each = ground_of(State(image(3, 200, 300), "noise.png", wide), image(3, 200, 300))
    assert each.layer.sides == (2, 2, 0, 0)
    assert each.local_layer.weight.size <= MOST_WEIGHTS
    assert each.map_size == (each.size[0] + 2, each.size[1] - 2)


def test_reducing_keeps_a_slope() -> None:
    slope = np.broadcast_to(np.arange(1000, dtype=np.float32) / 1000, (1, 700, 1000)).copy()
    slope.flags.writeable = False
    each = ground_of(state(weights(1, 1, 3, 3), slope), slope)
    assert each.reduction == 16
    middles = (np.arange(each.size[1]) + 0.5) * each.reduction / 1000
    assert np.abs(each.image - middles).max() < 1 / 1000


@pytest.mark.parametrize(
    ("channels", "size", "kernel"), [(3, (600, 800), 31), (256, (56, 56), 3), (64, (224, 224), 3), (3, (30, 900), 15)]
)
def test_the_weights_of_the_unshared_layer_stay_few(channels: int, size, kernel: int) -> None:
    network = Network([Conv2d(3, channels, 1), Conv2d(channels, 1, kernel)])
    drawn = State(image(3, *size), "noise.png", network, selected_layer=1)
    each = ground_of(drawn, np.zeros((channels, *size), np.float32))
    assert each.has_places
    assert np.prod(each.map_size) * each.layer.weight.size < 4 * MOST_WEIGHTS
    assert min(each.size) >= kernel


def test_each_pair_of_regions_overlaps_as_their_pixels_do() -> None:
    each = ground(20, 20, 3, stride=2, dilation=2)
    places = [(0, 0), (0, 1), (0, 2), (0, 3), (2, 2), (5, 0), (7, 7)]
    for first, second in [*combinations(places, 2), *pairwise(places)]:
        pixels = []
        for place in (first, second):
            region = each.region(place)
            pixels.append({(y, x) for y in range(region.top, region.bottom) for x in range(region.left, region.right)})
        assert each.overlap(first, second) == bool(pixels[0] & pixels[1])


def test_another_filter_is_another_ground() -> None:
    drawn = state(weights(2, 3, 3, 3))
    other = replace(drawn, selected_filter=1)
    assert ground_of(drawn, drawn.image).strongest is not None
    assert not np.array_equal(ground_of(drawn, drawn.image).layer.weight, ground_of(other, other.image).layer.weight)

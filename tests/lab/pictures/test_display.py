"""Colours tell the truth: zero is the middle, nothing wraps, and what is no number is seen to be none."""

from itertools import pairwise

import numpy as np
import pytest

from convviz.lab.pictures.display import (
    NOT_FINITE,
    NOT_FINITE_COLOUR,
    SIGNED_COLOUR_MAPS,
    UNSIGNED_COLOUR_MAPS,
    VALUE_RANGES,
    Display,
    Scale,
    scale_of,
    shares_beyond,
)
from convviz.lab.text.numbers import format_number

MIDDLE = 127
ALL = Display(value_range="symmetric")
ZERO_IN_THE_MIDDLE = ("percentile", "symmetric")


def values(*numbers: float) -> np.ndarray:
    return np.array([numbers], np.float32)


def noise(height: int = 40, width: int = 50, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)


@pytest.mark.parametrize("reach", [1e-44, 1e-38, 0.1, 1 / 3, 0.7, 1.0, 4.0, 1020.0, 1e30, 3.4e38])
@pytest.mark.parametrize("value_range", ZERO_IN_THE_MIDDLE)
def test_zero_is_exactly_the_middle_of_a_signed_scale(reach: float, value_range: str) -> None:
    feature_map = values(-reach, 0.0, -0.0, reach / 3)
    scale = scale_of(feature_map, Display(value_range=value_range))
    assert scale.indices(feature_map)[0, 1:3].tolist() == [MIDDLE, MIDDLE]


def test_zero_is_the_middle_whatever_the_ends_are() -> None:
    rng = np.random.default_rng(0)
    reaches = 10.0 ** rng.uniform(-37, 37, 2000)
    codes = {int(Scale(-reach, reach, "balance").indices(values(0.0))[0, 0]) for reach in reaches}
    assert codes == {MIDDLE}


@pytest.mark.parametrize("name", SIGNED_COLOUR_MAPS)
def test_a_signed_map_runs_the_same_to_both_sides(name: str) -> None:
    feature_map = noise()
    scale = scale_of(feature_map, Display(signed=name))
    assert scale.low == -scale.high
    assert scale.colour_map == name
    there, back = scale.indices(feature_map).astype(int), scale.indices(-feature_map).astype(int)
    assert np.abs(there + back - 2 * MIDDLE).max() <= 1  # 1: both round up


@pytest.mark.parametrize("name", UNSIGNED_COLOUR_MAPS)
def test_a_map_without_negative_values_begins_at_zero(name: str) -> None:
    scale = scale_of(values(0.5, 0.75, 1.5), Display(unsigned=name, value_range="symmetric"))
    assert scale == Scale(0.0, 1.5, name)


def test_the_ends_have_the_first_and_the_last_code_and_so_has_what_lies_beyond() -> None:
    scale = Scale(-2.0, 2.0, "balance")
    assert scale.indices(values(-1e9, -2.1, -2.0, 2.0, 2.1, 1e9)).tolist() == [[0, 0, 0, 254, 254, 254]]


def test_codes_rise_with_the_values_and_all_are_used() -> None:
    scale = Scale(-1.0, 1.0, "balance")
    codes = scale.indices(np.linspace(-1.2, 1.2, 5001, dtype=np.float32)[np.newaxis])[0]
    assert all(low <= high for low, high in pairwise(codes.tolist()))
    assert set(codes.tolist()) == set(range(255))


def test_a_code_stands_for_the_value_within_half_a_step() -> None:
    feature_map = noise()
    scale = scale_of(feature_map, ALL)
    step = (scale.high - scale.low) / 254
    back = scale.low + step * scale.indices(feature_map)
    assert np.abs(back - feature_map).max() <= step / 2 * 1.001


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_a_code_and_a_colour_of_its_own(strange: float) -> None:
    feature_map = values(-1.0, strange, 1.0)
    scale = scale_of(feature_map, ALL)
    assert (scale.low, scale.high) == (-1.0, 1.0)
    assert scale.indices(feature_map).tolist() == [[0, NOT_FINITE, 254]]
    for name in SIGNED_COLOUR_MAPS | UNSIGNED_COLOUR_MAPS:
        colours = Scale(0.0, 1.0, name).colours()
        assert tuple(colours[NOT_FINITE]) == NOT_FINITE_COLOUR
        assert not (colours[:NOT_FINITE] == NOT_FINITE_COLOUR).all(axis=1).any()


@pytest.mark.parametrize("value_range", set(VALUE_RANGES) - {"fixed"})
@pytest.mark.parametrize("empty", [0.0, -0.0, np.nan])
def test_a_map_with_nothing_to_show_still_has_a_scale(empty: float, value_range: str) -> None:
    scale = scale_of(np.full((4, 5), empty, np.float32), Display(value_range=value_range))
    assert scale == Scale(0.0, 1.0, "grey")


@pytest.mark.parametrize("shift", [0.0, -10.0])
@pytest.mark.parametrize("percentile", [99.5, 90, 50])
def test_a_percentile_spans_so_many_of_the_values(shift: float, percentile: float) -> None:
    feature_map = np.abs(noise(200, 200)) + np.float32(shift)
    beyond = sum(shares_beyond(feature_map, scale_of(feature_map, Display(percentile=percentile))))
    assert beyond == pytest.approx(1 - percentile / 100, abs=0.0002)


def test_least_to_greatest_is_just_that_in_sequential_colours() -> None:
    feature_map = noise() + 1
    scale = scale_of(feature_map, Display(value_range="min-max", unsigned="viridis"))
    assert scale == Scale(float(feature_map.min()), float(feature_map.max()), "viridis")


@pytest.mark.parametrize(
    ("fixed", "colour_map"), [((-2.0, 2.0), "balance"), ((-1.0, 2.0), "grey"), ((0.0, 1.0), "grey")]
)
def test_a_fixed_range_is_the_one_that_was_set(fixed: tuple[float, float], colour_map: str) -> None:
    assert scale_of(noise(), Display(value_range="fixed", fixed=fixed)) == Scale(*fixed, colour_map)


@pytest.mark.parametrize("value_range", VALUE_RANGES)
def test_several_maps_share_the_scale_of_all_their_values(value_range: str) -> None:
    maps = [noise(seed=seed) * 2.0**seed for seed in range(4)]
    display = Display(value_range=value_range)
    assert scale_of(maps, display) == scale_of(np.concatenate(maps), display)


def test_a_map_in_colour_is_shown_as_a_photo_when_it_is_nearly_one() -> None:
    photo = np.random.default_rng(0).random((3, 40, 50), np.float32)
    assert scale_of(photo) == Scale(0.0, 1.0, "grey")
    photo[0, :20] = 1.5
    photo[1, :4] = -0.5
    assert scale_of(photo) == Scale(0.0, 1.0, "grey")
    assert shares_beyond(photo, scale_of(photo)) == pytest.approx((4 / 120, 20 / 120))
    brighter = scale_of(np.abs(photo) * 4)
    assert brighter.low == 0
    assert brighter.high > 3


def test_a_map_in_colour_with_negative_values_has_zero_in_the_middle_of_grey() -> None:
    edges = np.stack([noise(seed=seed) for seed in range(3)])
    scale = scale_of(edges)
    assert scale.low == -scale.high
    assert scale.colour_map == "grey"
    assert scale.indices(np.zeros((3, 1, 1), np.float32)).ravel().tolist() == [MIDDLE] * 3


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"percentile": 49}, "The range may span 50 to 100 % of the values; got 49 %."),
        ({"percentile": 101}, "The range may span 50 to 100 % of the values; got 101 %."),
        ({"fixed": (1.0, 1.0)}, "The range needs a lower and a higher end; got 1 and 1."),
        ({"fixed": (0.0, np.nan)}, "The range needs a lower and a higher end; got 0 and nan."),
    ],
)
def test_a_range_that_is_none_is_refused(choice: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Display(**choice)


def test_one_stray_value_does_not_flatten_the_others_unless_all_are_asked_for() -> None:
    feature_map = noise()
    feature_map[3, 4] = 1e6
    assert scale_of(feature_map).high < 5
    assert scale_of(feature_map, ALL).high == 1e6


@pytest.mark.parametrize("sign", [1, -1])
def test_a_map_that_is_nearly_all_zero_is_not_scaled_by_its_zeros(sign: int) -> None:
    feature_map = np.zeros((100, 100), np.float32)
    feature_map[50, 50] = sign * 3
    scale = scale_of(feature_map)
    assert scale.high == 3
    assert shares_beyond(feature_map, scale) == (0, 0)


def test_the_shares_beyond_counts_both_sides() -> None:
    scale = Scale(-1.0, 1.0, "balance")
    assert shares_beyond(values(-2, -1, 0, 1, 2, 3, 0.5, 0.25), scale) == (1 / 8, 2 / 8)


def test_a_tall_map_is_coded_and_counted_as_if_at_once() -> None:
    tall = noise(3000, 400)
    scale = scale_of(tall)
    parts = np.array_split(tall, 7)
    assert np.array_equal(scale.indices(tall), np.concatenate([scale.indices(part) for part in parts]))
    beyond = np.count_nonzero(np.abs(tall) > scale.high)
    assert sum(shares_beyond(tall, scale)) == pytest.approx(beyond / tall.size)


def test_coding_leaves_the_values_alone() -> None:
    feature_map = noise()
    before = feature_map.copy()
    scale_of(feature_map).indices(feature_map)
    assert np.array_equal(feature_map, before)


@pytest.mark.parametrize("name", SIGNED_COLOUR_MAPS)
def test_the_middle_of_a_signed_colour_map_lies_between_its_arms(name: str) -> None:
    lightness = Scale(-1.0, 1.0, name).colours()[:NOT_FINITE].astype(float).mean(axis=1)
    arms = lightness[[MIDDLE - 60, MIDDLE + 60]]
    assert (lightness[MIDDLE] > arms).all() or (lightness[MIDDLE] < arms).all()


def test_the_grey_map_is_grey_from_black_to_white() -> None:
    colours = Scale(0.0, 1.0, "grey").colours()[:NOT_FINITE].astype(int)
    assert (colours == colours[:, :1]).all()
    assert colours[[0, -1], 0].tolist() == [0, 255]
    assert (np.diff(colours[:, 0]) >= 1).all()


def test_the_colours_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Scale(0.0, 1.0, "grey").colours()[0] = 1


@pytest.mark.parametrize("choice", [{"signed": "grey"}, {"unsigned": "balance"}, {"value_range": "some"}])
def test_an_unknown_choice_is_refused_with_those_that_there_are(choice: dict[str, str]) -> None:
    (name,) = choice.values()
    with pytest.raises(ValueError, match=rf"'{name}' is not a choice here; choose one of \w+, \w+"):
        Display(**choice)


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, np.inf), (np.nan, 1)])
def test_a_scale_needs_two_ends(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=r"A scale needs two finite ends, low < high; got"):
        Scale(low, high, "grey")


def test_a_scale_needs_a_colour_map_that_there_is() -> None:
    with pytest.raises(ValueError, match="'jet' is no colour map; choose one of balance, "):
        Scale(0, 1, "jet")


@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (0.0, 1020.0), (-3e38, 3e38), (-0.5, 2.0)])
def test_the_ticks_go_from_one_end_to_the_other_in_quarters(low: float, high: float) -> None:
    ticks = Scale(low, high, "balance").ticks()
    assert [share for share, _ in ticks] == [0, 0.25, 0.5, 0.75, 1]
    assert [value for _, value in ticks] == [format_number(float(x), 3) for x in np.linspace(low, high, 5)]


def test_in_colour_zero_is_black_and_one_is_white_and_what_is_no_number_is_seen() -> None:
    planes = np.array([[[0, 1, 0.5, np.nan]], [[0, 1, 0, 1]], [[0, 1, 1, 1]]], np.float32)
    assert Scale(0.0, 1.0, "grey").rgb(planes)[0].tolist() == [
        [0, 0, 0],
        [255, 255, 255],
        [128, 0, 255],
        list(NOT_FINITE_COLOUR),
    ]


def test_the_colours_of_a_map_are_those_of_its_codes() -> None:
    scale = Scale(-2.0, 2.0, "vik")
    feature_map = noise()
    assert np.array_equal(scale.rgb(feature_map), scale.colours()[scale.indices(feature_map)])

"""What the cells of a kernel contribute adds up to the feature map."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.kernel.contribution import contribution, describe_contribution
from tests.lab.states import changed, image, random_state, state, weights


@pytest.mark.parametrize("seed", range(60))
def test_the_contributions_of_all_cells_and_the_bias_are_the_map(seed: int) -> None:
    drawn = changed(random_state(seed), activation="Identity")
    frame = compute(drawn)
    cells = np.ndindex(drawn.layer.kernel_size)
    total = sum(contribution(drawn, frame.input, y, x).astype(np.float64) for y, x in cells)
    assert frame.feature_map.shape == total.shape
    assert total + drawn.layer.bias[drawn.selected_filter] == pytest.approx(frame.feature_map, rel=1e-4, abs=1e-4)


def test_one_cell_is_the_picture_shifted_and_weighted() -> None:
    picture = image(1)
    of = state(weights(1, 1, 3, 3), picture, padding="same")
    left = contribution(of, picture, 1, 0)
    weight = of.layer.weight[0, 0, 1, 0]
    assert left[:, 1:] == pytest.approx(weight * picture[0, :, :-1])
    assert not left[:, 0].any()


def test_a_cell_that_is_zero_contributes_nothing() -> None:
    weight = weights(1, 3, 3, 3)
    weight[0, :, 2, 1] = 0
    of = state(weight)
    assert not contribution(of, of.image, 2, 1).any()


def test_the_input_is_left_alone() -> None:
    of = state(np.repeat(weights(1, 1, 3, 3), 3, axis=1), channel_mode="each")
    before = of.image.copy()
    contribution(of, of.image, 0, 0)
    assert np.array_equal(of.image, before)


@pytest.mark.parametrize(
    ("cell", "options", "sentence"),
    [
        ((1, 1), {}, "0.5 × the pixel itself"),
        ((1, 0), {}, "0.4 × the pixel 1 to the left"),
        ((2, 2), {}, "0.9 × the pixel 1 below and 1 to the right"),
        ((0, 1), {"dilation": (3, 1)}, "0.2 × the pixel 3 above"),
        ((0, 1), {"operation": "convolution"}, "0.2 × the pixel 1 below"),
    ],
)
def test_a_cell_says_which_pixel_it_looks_at(cell: tuple[int, int], options: dict[str, Any], sentence: str) -> None:
    weight = np.arange(1, 10, dtype=np.float32).reshape(1, 1, 3, 3) / 10
    assert describe_contribution(state(weight, image(1), **options), *cell) == sentence


def test_a_cell_whose_channels_differ_says_all_its_weights() -> None:
    weight = np.arange(3, dtype=np.float32).reshape(1, 3, 1, 1) - 1
    assert describe_contribution(state(weight), 0, 0) == "−1/0/1 × the pixel itself"


def test_a_convolution_takes_the_cells_of_the_kernel_turned_by_half_a_turn() -> None:
    of = state(weights(1, 1, 3, 3), image(1), operation="convolution", padding="same")
    turned = changed(of, operation="cross-correlation", layer=of.applied_layer)
    for y, x in np.ndindex(3, 3):
        one, other = contribution(of, of.image, y, x), contribution(turned, of.image, 2 - y, 2 - x)
        assert np.array_equal(one, other)


@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
@pytest.mark.parametrize("size", [(2, 2), (3, 4), (1, 1)])
def test_the_anchor_is_the_cell_that_looks_at_the_pixel_itself(size: tuple[int, int], operation: str) -> None:
    of = state(weights(1, 1, *size), image(1), operation=operation)
    assert describe_contribution(of, *of.anchor).endswith("× the pixel itself")
    if operation == "convolution" or size == (2, 2):
        padded = changed(of, layer=replace(of.layer, padding="same"))
        shown = contribution(padded, of.image, *of.anchor)
        assert shown == pytest.approx(of.image[0] * of.layer.weight[0, 0, *of.anchor])

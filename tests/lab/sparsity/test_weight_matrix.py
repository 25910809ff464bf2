"""The weight matrix is the layer: what it computes, where its weights come from, and how they are counted."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.engine.geometry import PADDING_MODES
from convviz.lab.sparsity.weight_matrix import (
    LARGEST_CROP,
    NO_CELL,
    SEVERAL_CELLS,
    CroppedLayer,
    crop_layer,
    crop_row,
    padded_row,
)
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, parameter_count
from convviz.nn.equivalents import KINDS, as_fully_connected

SEEDS = range(40)
PIXELS = np.random.default_rng(5).random((2, 21, 25), np.float32)
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def random_layer(seed: int) -> Conv2d:
    """Return two filters for two channels, with options of every kind."""
    rng = np.random.default_rng(seed)
    return Conv2d(
        rng.normal(size=(2, 2, *rng.integers(1, 6, 2))),
        rng.normal(size=2),
        tuple(rng.integers(1, 4, 2).tolist()),
        tuple(rng.integers(0, 4, 4).tolist()) if rng.random() < 0.7 else "valid",
        tuple(rng.integers(1, 3, 2).tolist()),
        PADDING_MODES[seed % len(PADDING_MODES)],
    )


def random_crop(seed: int) -> CroppedLayer:
    rng = np.random.default_rng([seed, 1])
    place = (int(rng.integers(21)), int(rng.integers(25)))
    return crop_layer(random_layer(seed), PIXELS, out=1, channel=1, place=place, size=int(rng.integers(5, 9)))


def layer_with(**options: Any) -> Conv2d:
    """Return one filter of 3×3 for each of the two channels."""
    return Conv2d(np.arange(1, 19).reshape(1, 2, 3, 3), np.zeros(1), **options)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_matrix_times_the_input_and_the_bias_are_the_feature_map_of_the_crop(seed: int) -> None:
    layer, cropped = random_layer(seed), random_crop(seed)
    options = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "padding_mode")}
    expected = conv2d(cropped.values[np.newaxis], layer.weight[1:, 1:], layer.bias[1:], **options)
    computed = cropped.matrices[2].weights @ cropped.values.ravel() + layer.bias[1]
    np.testing.assert_allclose(computed, expected.ravel(), rtol=1e-4, atol=1e-5)
    assert cropped.output_size == expected.shape[1:]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_the_matrix_of_the_fully_connected_equivalent(seed: int) -> None:
    layer, cropped = random_layer(seed), random_crop(seed)
    one = replace(layer, weight=layer.weight[1:, 1:], bias=layer.bias[1:])
    expected = as_fully_connected(one, (1, *cropped.values.shape)).weight
    np.testing.assert_array_equal(cropped.matrices[2].weights, expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_entry_knows_its_cells_of_the_kernel(seed: int) -> None:
    """With a power of two for every cell, a weight of the matrix spells out which cells are in it."""
    cropped = random_crop(seed)
    height, width = cropped.layer.kernel_size
    powers = 2.0 ** np.arange(height * width).reshape(1, 1, height, width)
    cropped = replace(cropped, layer=replace(cropped.layer, weight=powers))
    matrix = cropped.matrices[2]
    for (row, column), weight in np.ndenumerate(matrix.weights):
        cells = [y * width + x for y, x in cropped.cells_at(row, column)]
        assert sum(2**cell for cell in cells) == weight
        told = NO_CELL if not cells else cells[0] if len(cells) == 1 else SEVERAL_CELLS
        assert matrix.cells[row, column] == told
        assert matrix.is_connected[row, column] == bool(cells)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_counts_are_those_of_the_layers(seed: int) -> None:
    cropped = random_crop(seed)
    full, local, convolution = cropped.matrices
    outputs, inputs = full.weights.shape
    assert [matrix.kind for matrix in cropped.matrices] == list(KINDS)
    assert full.connection_count == full.weight_count == outputs * inputs
    assert convolution.connection_count == connection_count(cropped.layer, (1, *cropped.values.shape)) - outputs
    assert convolution.weight_count == parameter_count(cropped.layer) - 1
    assert local.connection_count == convolution.connection_count
    assert local.weight_count == convolution.weight_count * outputs
    assert (full.density, local.density) == (1, pytest.approx(local.connection_count / (outputs * inputs)))


def test_only_the_convolution_shares_its_weights() -> None:
    full, local, convolution = crop_layer(layer_with(padding=1), PIXELS, out=0, channel=1).matrices
    assert len(np.unique(full.weights)) == full.weight_count
    assert len(np.unique(local.weights[local.is_connected])) == local.connection_count == 256
    assert set(np.unique(convolution.weights[convolution.is_connected])) == set(range(10, 19))


@pytest.mark.parametrize("seed", SEEDS)
def test_outputs_that_see_no_border_of_the_crop_are_those_of_the_picture(seed: int) -> None:
    layer, cropped = random_layer(seed), random_crop(seed)
    one = replace(layer, weight=layer.weight[1:, 1:], bias=layer.bias[1:])
    feature_map = one.forward(PIXELS[1:])[0]
    values = cropped.matrices[2].weights @ cropped.values.ravel() + layer.bias[1]
    inside = 0
    for row, value in enumerate(values):
        begin = np.array(divmod(row, cropped.output_size[1])) * layer.stride - np.array(layer.sides)[[0, 2]]
        there = feature_map[cropped.output(row)]
        if (begin >= 0).all() and (begin + layer.window().span <= cropped.values.shape).all():
            assert value == pytest.approx(there, rel=1e-4, abs=1e-5)
            inside += 1
    assert inside or max(layer.window().span) + max(layer.sides) > 5


@pytest.mark.parametrize(
    ("place", "start"), [(None, (8, 10)), ((0, 0), (0, 0)), ((20, 24), (15, 19)), ((9, 3), (7, 1))]
)
def test_the_crop_lies_around_a_place_and_inside_the_picture(place: tuple[int, int], start: tuple[int, int]) -> None:
    cropped = crop_layer(layer_with(), PIXELS, out=0, channel=0, place=place)
    assert cropped.start == start
    y, x = start
    np.testing.assert_array_equal(cropped.values, PIXELS[0, y : y + 6, x : x + 6])
    assert cropped.input(7) == (y + 1, x + 1)


def test_with_a_stride_it_begins_where_an_output_of_the_picture_does() -> None:
    for place in range(21):
        cropped = crop_layer(layer_with(stride=(3, 2), padding=1), PIXELS, out=0, channel=0, place=(place, place))
        assert cropped.start == (3 * cropped.first_output.y, 2 * cropped.first_output.x)


def test_it_is_larger_under_a_kernel_that_needs_it_and_smaller_in_a_small_picture() -> None:
    kernel = Conv2d(1, 1, 7, dilation=2)
    assert crop_layer(kernel, PIXELS, out=0, channel=0).values.shape == (LARGEST_CROP, LARGEST_CROP)
    assert crop_layer(Conv2d(1, 1, 3), PIXELS[:, :4], out=0, channel=0).values.shape == (4, 6)


def test_what_is_too_large_to_be_drawn_is_refused_in_one_sentence() -> None:
    for crop in (crop_layer, lambda *layer, **options: crop_row(*layer, kernel_row=0, **options)):
        with pytest.raises(ValueError, match=r"The kernel spans 15×15 pixels.*choose a kernel size"):
            crop(Conv2d(1, 1, 15, padding="same"), PIXELS, out=0, channel=0)
        with pytest.raises(ValueError, match=r"adds 7 pixels of padding.*choose a padding up to 6"):
            crop(Conv2d(1, 1, 3, padding=7), PIXELS, out=0, channel=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_is_the_layer_in_one_dimension(seed: int) -> None:
    layer = random_layer(seed)
    kernel_row = seed % layer.kernel_size[0]
    row = crop_row(layer, PIXELS, out=0, channel=1, kernel_row=kernel_row, place=(seed % 21, seed % 25))
    padded = padded_row(row)
    taps = layer.weight[0, 1, kernel_row]
    steps = range(0, len(padded) - layer.window().span[1] + 1, layer.stride[1])
    expected = [taps @ padded[step :: layer.dilation[1]][: len(taps)] for step in steps]
    np.testing.assert_allclose(row.matrices[2].weights @ row.values.ravel(), expected, rtol=1e-4, atol=1e-5)
    down, _ = layer.window().sources(0, 21, layer.output_shape(21, 25)[0]), None
    assert (
        down[row.first_output.y, kernel_row] == row.start.y
    )  # there this row of the kernel lies on that of the picture


@pytest.mark.parametrize("mode", MODES)
def test_the_padded_row_is_the_row_with_its_padding(mode: str) -> None:
    layer = Conv2d(np.ones((1, 1, 1, 4)), np.zeros(1), padding=(0, 0, 3, 2), padding_mode=mode)
    row = crop_row(layer, PIXELS, out=0, channel=0, kernel_row=0)
    assert row.values.shape == (1, 10)
    np.testing.assert_array_equal(padded_row(row), np.pad(row.values[0], (3, 2), MODES[mode]))


def test_a_row_of_the_kernel_that_lies_on_padding_everywhere_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 0 of the kernel lies on padding at every position; choose another"):
        crop_row(layer_with(padding=1), PIXELS[:, :1], out=0, channel=0, kernel_row=0)

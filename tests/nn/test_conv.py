"""A convolutional layer is a value: it keeps its own numbers, and applies them as the engine does."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.engine.geometry import PADDING_MODES
from convviz.nn.conv import Conv2d

RNG = np.random.default_rng(0)
X = RNG.random((3, 17, 20), np.float32)


def layer(**changes: Any) -> Conv2d:
    weight = np.random.default_rng(1).normal(size=(4, 3, 3, 2)).astype(np.float32)
    return Conv2d(**({"weight": weight, "bias": np.arange(4.0)} | changes))


def forward(of: Conv2d, x: np.ndarray, filters: list[int]) -> np.ndarray:
    out = np.full((len(filters), *of.output_shape(*x.shape[1:])), np.nan, np.float32)
    bands = list(of.forward_bands(x, filters, out))
    assert [row for band in bands for row in range(band.start, band.stop)] == list(range(out.shape[1]))
    return out


@pytest.mark.parametrize("padding_mode", PADDING_MODES)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": "same"},
        {"padding": "same", "dilation": (2, 3)},
        {"padding": 1, "stride": (2, 3)},
        {"padding": (2, 1), "dilation": (1, 2)},
        {"padding": (0, 1, 2, 3), "stride": (3, 1), "dilation": (2, 2)},
    ],
)
def test_the_maps_are_those_of_conv2d(options: dict[str, Any], padding_mode: str) -> None:
    of = layer(padding_mode=padding_mode, **options)
    expected = conv2d(X, of.weight, of.bias, padding_mode=padding_mode, **options)
    np.testing.assert_allclose(forward(of, X, [0, 1, 2, 3]), expected, rtol=1e-5, atol=1e-5)
    assert of.output_shape(*X.shape[1:]) == expected.shape[1:]


def test_some_filters_are_computed_in_the_order_that_is_asked() -> None:
    every = forward(layer(), X, [0, 1, 2, 3])
    np.testing.assert_allclose(forward(layer(), X, [3, 1]), every[[3, 1]], rtol=1e-5, atol=1e-5)


def test_a_layer_keeps_copies_that_nobody_can_change() -> None:
    weight, bias, padding = np.ones((1, 2, 3, 3), np.float32), np.zeros(1, np.float32), [1, 2]
    of = Conv2d(weight, bias, padding=padding)
    weight[:], bias[:], padding[:] = 7, 7, [5, 5]
    assert (of.weight == 1).all()
    assert (of.bias == 0).all()
    assert of.sides == (1, 1, 2, 2)
    with pytest.raises(ValueError, match="read-only"):
        of.weight[0] = 2
    with pytest.raises(ValueError, match="read-only"):
        of.bias[0] = 2
    with pytest.raises(FrozenInstanceError):
        of.stride = (2, 2)  # type: ignore[misc]


def test_other_numbers_become_float32_and_other_sequences_tuples() -> None:
    of = Conv2d(np.ones((1, 1, 2, 2), int), [0], stride=[1, 2], dilation=(np.int64(1), 1), padding=[np.int64(1), 0])
    assert (of.weight.dtype, of.bias.dtype) == (np.float32, np.float32)
    assert (of.stride, of.dilation, of.padding) == ((1, 2), (1, 1), (1, 0))


def test_an_edited_layer_leaves_the_first_one_alone() -> None:
    of = layer()
    other = replace(of, stride=(2, 2))
    assert of.stride == (1, 1)
    assert np.array_equal(other.weight, of.weight)


def test_a_layer_tells_its_shapes_and_counts() -> None:
    of = Conv2d(np.ones((6, 3, 5, 4)), np.zeros(6))
    assert (of.out_channels, of.in_channels, of.kernel_size) == (6, 3, (5, 4))
    assert Conv2d(np.ones((6, 3, 5, 5)), np.zeros(6)).parameter_count == 456  # of the courses
    assert Conv2d(np.ones((6, 3, 5, 5)), np.zeros(6)).output_shape(32, 32) == (28, 28)


def test_the_sides_of_an_even_kernel_are_longer_at_the_end() -> None:
    assert Conv2d(np.ones((1, 1, 4, 3)), [0], padding="same").sides == (1, 2, 1, 1)
    assert Conv2d(np.ones((1, 1, 4, 3)), [0], padding="valid").sides == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weight": np.ones((3, 3))}, r"weight must be \(out_channels, in_channels, .*; got \(3, 3\)"),
        ({"weight": np.ones((4, 3, 0, 3))}, r"weight must be \(out_channels, .*; got \(4, 3, 0, 3\)"),
        ({"bias": np.zeros(3)}, r"bias must hold one number a filter, \(4,\); got \(3,\)"),
        ({"bias": 0.0}, r"bias must hold one number a filter, \(4,\); got \(\)"),
        ({"padding_mode": "mirror"}, "padding_mode must be one of zeros, reflect, replicate, circular; got 'mirror'"),
        ({"weight": np.full((4, 3, 1, 1), np.nan)}, "weight holds a number that is not finite in float32"),
        ({"weight": np.full((4, 3, 1, 1), 1e39)}, "weight holds a number that is not finite in float32"),
        ({"bias": [0, 0, np.inf, 0]}, "bias holds a number that is not finite in float32"),
        ({"stride": (0, 1)}, "stride must be a whole number or two"),
        ({"stride": (1.5, 1)}, "stride must be a whole number or two"),
        ({"dilation": (1, 0)}, "dilation must be a whole number or two"),
        ({"padding": -1}, "padding must be a whole number, "),
        ({"padding": (1, 2, 3)}, "padding must be a whole number, "),
        ({"padding": "full"}, "padding must be a whole number, "),
        ({"padding": "same", "stride": (2, 1)}, "padding='same' keeps the size only at stride 1"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layer(**changes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "The kernel covers 3 pixels, but the padded image has only 2"),
        ({"dilation": (5, 1), "padding": 1}, "The kernel covers 11 pixels, but the padded image has only 4"),
        ({"padding": 2, "padding_mode": "reflect"}, "padding_mode='reflect' can add at most 1 rows"),
        ({"padding": 3, "padding_mode": "circular"}, "padding_mode='circular' can add at most 2 rows"),
    ],
)
def test_an_input_too_small_for_the_kernel_has_no_output(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layer(**options).output_shape(2, 9)

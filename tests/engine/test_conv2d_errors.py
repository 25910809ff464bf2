"""Each argument that a convolution refuses, and what it says then."""

from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d, conv2d_bands, conv2d_input_grad, conv2d_weight_grad

IMAGE, WEIGHT = np.ones((4, 6, 8), np.float32), np.ones((2, 4, 3, 3), np.float32)

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"x": np.ones((6, 8))}, r"The input must be \(C, H, W\) or \(N, C, H, W\), .* got \(6, 8\)"),
    ({"x": np.ones((4, 0, 8))}, r"C, H, W at least 1; got \(4, 0, 8\)"),
    ({"x": IMAGE + 1j}, "x must hold real numbers.* got complex"),
    ({"x": np.full((4, 6, 8), "1")}, "x must hold real numbers"),
    ({"weight": np.ones((4, 3, 3))}, r"weight must be \(out_channels, .* got \(4, 3, 3\)"),
    ({"weight": WEIGHT * 1j}, "weight must hold real numbers"),
    ({"weight": np.ones((2, 3, 3, 3))}, r"The input has 4 channels in 1 groups, so weight.shape\[1\] must be 4; got 3"),
    ({"weight": np.ones((2, 4, 7, 3))}, "covers 7 pixels, but the padded image has only 6"),
    ({"bias": np.ones(3)}, r"bias must hold one number a filter, \(2,\); got \(3,\)"),
    ({"bias": np.ones(2) * 1j}, "bias must hold real numbers"),
    ({"stride": 0}, r"stride must be .* at least 1; got 0"),
    ({"stride": 1.5}, r"stride must be a whole number .* got 1.5"),
    ({"dilation": (1, 2, 3)}, r"dilation must be a whole number or two, .* got \(1, 2, 3\)"),
    ({"padding": -1}, "padding must be .* at least 0.* got -1"),
    ({"padding": "full"}, "'valid' or 'same'; got 'full'"),
    ({"padding": (1, 2, 3)}, r"got \(1, 2, 3\)"),
    ({"padding": "same", "stride": 2}, "stride 1; got stride.*Give the padding in pixels, or use stride 1"),
    ({"groups": 0}, "groups must divide the 4 channels of the input and the 2 filters; got 0"),
    ({"groups": 4}, "groups must divide"),
    ({"padding_mode": "mirror"}, "padding_mode must be one of zeros, reflect, replicate, circular; got 'mirror'"),
    ({"padding": (6, 0), "padding_mode": "reflect"}, "'reflect' can add at most 5 rows .* image of 6; got 6"),
    ({"padding": (0, 9), "padding_mode": "circular"}, "'circular' can add at most 8 columns .* got 9. Use less"),
]


@pytest.mark.parametrize(("changed", "message"), REFUSED)
def test_what_does_not_fit_is_refused_with_what_would(changed: dict[str, Any], message: str) -> None:
    arguments = {"x": IMAGE, "weight": WEIGHT} | changed
    with pytest.raises(ValueError, match=message):
        conv2d(**arguments)


def test_circular_padding_may_be_as_large_as_the_image() -> None:
    result = conv2d(IMAGE, WEIGHT, padding=(6, 8), padding_mode="circular")
    np.testing.assert_array_equal(result, np.full((2, 16, 22), 36))


def test_bands_refuse_at_the_call_and_not_at_the_first_band() -> None:
    with pytest.raises(ValueError, match="bias must hold one number a filter"):
        conv2d_bands(IMAGE, WEIGHT, np.ones(5), out=np.empty((2, 4, 6), np.float32))


@pytest.mark.parametrize(
    "out", [np.empty((2, 6, 8), np.float32), np.empty((2, 4, 6)), np.broadcast_to(np.float32(0), (2, 4, 6))]
)
def test_bands_need_an_array_of_the_right_shape_and_type_that_can_be_written(out: Any) -> None:
    with pytest.raises(ValueError, match=r"out must be a writeable float32 array of shape \(2, 4, 6\)"):
        conv2d_bands(IMAGE, WEIGHT, out=out)


def test_gradients_need_the_shape_of_the_output() -> None:
    message = r"grad must have the shape of the output, \(2, 4, 6\); got \(2, 6, 8\)"
    with pytest.raises(ValueError, match=message):
        conv2d_input_grad(IMAGE.shape, WEIGHT, np.ones((2, 6, 8)))
    with pytest.raises(ValueError, match=message):
        conv2d_weight_grad(IMAGE, WEIGHT.shape, np.ones((2, 6, 8)))


def test_gradients_refuse_what_the_convolution_refuses() -> None:
    grad = np.ones((2, 4, 6))
    with pytest.raises(ValueError, match="groups must divide"):
        conv2d_input_grad(IMAGE.shape, WEIGHT, grad, groups=3)
    with pytest.raises(ValueError, match="stride must be"):
        conv2d_weight_grad(IMAGE, WEIGHT.shape, grad, stride=0)
    with pytest.raises(ValueError, match="grad must hold real numbers"):
        conv2d_weight_grad(IMAGE, WEIGHT.shape, grad * 1j)

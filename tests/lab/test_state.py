"""A state that does not fit together cannot be made, and says what would fit."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.limits import LARGEST_KERNEL, LARGEST_STEP, LARGEST_WEIGHT, MOST_FILTERS, check_maps
from convviz.lab.state import first_state
from tests.lab.states import image, state, weights


def read_only(*shape: int, dtype: type = np.float32) -> np.ndarray:
    values = np.zeros(shape, dtype)
    values.flags.writeable = False
    return values


@pytest.mark.parametrize("shape", [(4, 5), (2, 4, 5), (4, 4, 5), (3, 0, 5), (1, 3, 4, 5)])
def test_an_image_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"An image must be \(1 or 3, height, width\); got \(\d"):
        replace(state(), image=read_only(*shape))


@pytest.mark.parametrize("dtype", [np.float64, np.uint8])
def test_an_image_of_other_numbers_is_refused(dtype: type) -> None:
    with pytest.raises(ValueError, match="An image must be float32, from 0 to 1; got "):
        replace(state(), image=read_only(3, 4, 5, dtype=dtype))


def test_an_image_that_could_be_changed_is_refused() -> None:
    with pytest.raises(ValueError, match="The image of a state must be read-only; set "):
        replace(state(), image=image().copy())


WRONG_CHANNELS = r"Layer 1 of 1 \(Conv2d\) does not fit an input of \(1, {}\): it takes \(3, height, width\)."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"image": read_only(1, 9, 9)},
            WRONG_CHANNELS.format("9, 9"),
        ),
        (
            {"greyscale": True},
            WRONG_CHANNELS.format("12, 15"),
        ),
        ({"selected_filter": 2}, "There is no filter 3; there are 2"),
        ({"selected_filter": -1}, "There is no filter 0; there are 2"),
        ({"selected_channel": 3}, "There is no channel 4 in this input"),
        ({"selected_channel": -1}, "There is no channel 0 in this input"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(state(), **changes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"weight": weights(1, 3, 1, LARGEST_KERNEL + 1)},
            r"A kernel may have up to 31×31 numbers; this has 1×32",
        ),
        ({"weight": weights(MOST_FILTERS + 1, 3, 1, 1)}, "A layer may have up to 512 filters; this has 513"),
        ({"weight": -1.01 * LARGEST_WEIGHT * np.ones((1, 3, 2, 2))}, "A weight or bias may be from −1,000,000 to"),
        ({"bias": [0, 1.01 * LARGEST_WEIGHT]}, "A weight or bias may be from −1,000,000 to 1,000,000"),
        (
            {"padding": 0, "stride": (1, LARGEST_STEP + 1)},
            r"Stride and dilation may be up to 99 pixels; got \(1, 100\)",
        ),
        ({"dilation": (LARGEST_STEP + 1, 1)}, r"Stride and dilation may be up to 99 pixels; got \(1, 1\) and \(100"),
        ({"padding": "valid", "dilation": (9, 9)}, "The kernel covers 19 pixels, but the padded image has only 12"),
        ({"padding": 12, "padding_mode": "reflect"}, "'reflect' can add at most 11 rows"),
    ],
)
def test_a_layer_that_the_lab_cannot_show_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        state(**options)


def test_the_largest_layers_are_accepted() -> None:
    assert state(weights(1, 3, LARGEST_KERNEL, LARGEST_KERNEL)).layer.kernel_size == (31, 31)
    assert state(weights(MOST_FILTERS, 3, 1, 1)).layer.out_channels == MOST_FILTERS
    assert state(LARGEST_WEIGHT * np.ones((1, 3, 2, 2)), bias=[-LARGEST_WEIGHT]).kernel.max() == 1e6
    assert state(dilation=(LARGEST_STEP, LARGEST_STEP)).map_shape == (12, 15)


def test_maps_that_would_fill_the_memory_are_refused_before_they_do() -> None:
    most = 4 << 28  # numbers in 4 GiB
    side = int(most**0.5)
    one = read_only(1, 1, 1)
    fits = {"weight": weights(1, 1, 1, 1), "picture": one, "padding": (0, side - 1, 0, side - 1)}
    assert state(**fits).map_shape == (side, side)
    with pytest.raises(ValueError, match=r"Feature maps of \d+×\d+×1 numbers would fill more than 4 GiB; use fewer"):
        state(**fits | {"padding": (0, side, 0, side)})
    with pytest.raises(ValueError, match=r"Feature maps of \d+×\d+×2 numbers"):
        state(**fits | {"weight": weights(2, 1, 1, 1)})
    with pytest.raises(ValueError, match="would fill more than 4 GiB"):
        check_maps([(1, side, side)], planes=2)


def test_a_state_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        state().activation = "ReLU"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        state().kernel[0, 0] = 1


def test_the_kernel_is_the_selected_one() -> None:
    weight = weights(2, 3, 3, 3)
    assert np.array_equal(state(weight, selected_filter=1, selected_channel=2).kernel, weight[1, 2])
    for channel in (0, None):  # of all channels alike, the first stands for all
        assert np.array_equal(state(weight, selected_filter=1, selected_channel=channel).kernel, weight[1, 0])


def test_channels_differ_where_the_kernel_does_not_stand_for_all() -> None:
    weight = np.ones((2, 3, 2, 2), np.float32)
    weight[0, 2, 0, 1] = 5
    assert state(weight).channels_differ.tolist() == [[False, True], [False, False]]
    assert not state(weight, selected_filter=1).channels_differ.any()
    assert not state(weight, selected_channel=1).channels_differ.any()


@pytest.mark.parametrize("channels", [1, 3])
def test_a_new_lab_shows_sobel_x_on_every_channel_at_the_size_of_the_picture(channels: int) -> None:
    first = first_state(image(channels), "photo")
    assert first.layer.weight.shape == (1, channels, 3, 3)
    assert (first.layer.weight == KERNELS["sobel-x"].weights).all()
    assert first.map_shape == (12, 15)


def test_a_new_lab_finds_no_edge_where_a_flat_picture_ends() -> None:
    flat = np.full((1, 8, 9), 0.5, np.float32)
    flat.flags.writeable = False
    first = first_state(flat, "flat")
    out = np.ones((1, *first.map_shape), np.float32)
    assert list(first.layer.forward_bands(flat, [0], out))
    assert not out.any()


def test_a_new_lab_takes_another_kernel() -> None:
    kernel = weights(1, 1, 2, 4)[0, 0]
    first = first_state(image(), "photo", kernel)
    assert (first.layer.weight == kernel).all()
    assert first.image_name == "photo"

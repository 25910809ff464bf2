"""What is said of the connections of a layer, and which pixels it stands for."""

from typing import Any

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.sparsity.connections import (
    Highlight,
    channel_name,
    comparison_text,
    counts_text,
    entry_text,
    highlight_of,
    input_text,
    output_text,
    sum_text,
)
from convviz.lab.sparsity.weight_matrix import CroppedLayer, crop_layer
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.nn.receptive_field import Region
from tests.lab.states import image, state

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)[np.newaxis, np.newaxis]
INSIDE = 14  # the row of an output inside the crop of 6×6, at (2, 2)


def grey(**options: Any) -> State:
    """Return Sobel x on a grey picture of 12×15, without bias."""
    return state(SOBEL, image(channels=1), **({"bias": np.zeros(1)} | options))


def cropped(of: State, **options: Any) -> CroppedLayer:
    return crop_layer(of.applied_layer, compute(of).input, out=of.selected_filter, channel=0, **options)


def test_the_counts_say_what_is_connected_and_what_is_shared() -> None:
    crop = cropped(grey(padding=0))
    assert [counts_text(matrix).splitlines() for matrix in crop.matrices] == [
        ["36 × 16 = 576 connections, 100 %", "576 weights, none shared"],
        ["144 of 576 connections, 25 %", "144 weights, none shared"],
        ["144 of 576 connections, 25 %", "9 weights, shared by all outputs"],
    ]
    assert [counts_text(matrix, short=True).splitlines() for matrix in crop.matrices[::2]] == [
        ["576 connections, 100 %", "576 weights, unshared"],
        ["144 connections, 25 %", "9 weights, all shared"],
    ]


def test_an_entry_is_read_with_its_cell_of_the_kernel() -> None:
    crop = cropped(grey(padding=0), place=(2, 2))
    full, local, convolution = crop.matrices
    between = "from input (0, 2) to output (0, 0)"
    assert entry_text(crop, convolution, 0, 2) == f"row 0, column 2: cell (0, 2) = 1, {between}"
    assert entry_text(crop, convolution, 0, 3).startswith("row 0, column 3: no connection, ")
    weight = format_number(float(local.weights[0, 2]))
    assert entry_text(crop, local, 0, 2) == f"row 0, column 2: a weight of its own, {weight}, {between}"
    assert "a weight of its own" in entry_text(crop, full, 0, 3)


def test_a_pixel_that_padding_repeats_is_read_with_all_its_cells() -> None:
    crop = cropped(grey(padding_mode="replicate"), place=(2, 2))
    assert "cells (0, 0) + (0, 1) + (1, 0) + (1, 1) = −3, from input (0, 0)" in entry_text(crop, crop.matrices[2], 0, 0)


def test_rows_and_columns_are_read_with_what_they_reach() -> None:
    crop = cropped(grey(padding=0), place=(2, 2))
    value = format_number(float(crop.values[1, 1]), 3)
    assert entry_text(crop, crop.matrices[2], row=5) == "row 5: output (1, 1) depends on 9 of 36 inputs"
    assert output_text(crop, crop.matrices[0], 5) == "output (1, 1) depends on 36 of 36 inputs"
    expected = f"input (1, 1) is {value}, and reaches 4 of 16 outputs"
    assert input_text(crop, crop.matrices[2], 7) == expected
    assert entry_text(crop, crop.matrices[2], column=7) == f"column 7: {expected}"
    assert entry_text(crop, crop.matrices[2]) == ""


def test_a_row_is_written_as_the_sum_that_it_is() -> None:
    picture = np.full((1, 5, 5), 0.5, np.float32)
    picture[0, 1, 2] = -0.25
    picture.flags.writeable = False
    crop = cropped(state(SOBEL, picture, padding=0, bias=[0.5]))
    full, _, convolution = crop.matrices
    text = "−1·0.5 + 0·0.5 + 1·0.5 − 2·0.5 + 0·0.5 + 2·(−0.25) − 1·0.5 + 0·0.5 + 1·0.5 + bias 0.5 = −1"
    assert sum_text(crop, convolution, 0) == text
    assert sum_text(crop, convolution, 0, most=2) == "−1·0.5 + 0·0.5 + … (9 products) + bias 0.5 = −1"
    assert "bias" not in sum_text(crop, full, 0)


def test_an_output_inside_the_crop_is_the_one_of_the_feature_map() -> None:
    of = grey()
    crop, frame = cropped(of), compute(of)
    told = comparison_text(crop, crop.matrices[2], INSIDE, frame)
    assert told == ", as in the feature map"
    y, x = crop.output(INSIDE)
    value = format_number(float(frame.feature_map[y, x]), 3)
    assert sum_text(crop, crop.matrices[2], INSIDE).endswith(f" = {value}")


def test_at_the_border_of_the_crop_the_feature_map_sees_more() -> None:
    of = grey()
    crop, frame = cropped(of), compute(of)
    y, x = crop.output(0)
    value = format_number(float(frame.feature_map[y, x]), 3)
    assert comparison_text(crop, crop.matrices[2], 0, frame) == f"; with what lies around the crop it is {value}"


def test_an_activation_is_applied_before_it_is_compared() -> None:
    of = grey(activation="ReLU", bias=[-9.0])
    crop, frame = cropped(of), compute(of)
    assert comparison_text(crop, crop.matrices[2], INSIDE, frame) == " → ReLU 0, as in the feature map"


def test_one_channel_of_several_is_a_part_of_the_value() -> None:
    of = state()
    crop, frame = cropped(of), compute(of)
    y, x = crop.output(INSIDE)
    value = format_number(float(frame.feature_map[y, x]), 3)
    expected = f" in this channel; all 3 channels give {value}"
    assert comparison_text(crop, crop.matrices[2], INSIDE, frame) == expected
    assert (channel_name(of), channel_name(grey())) == ("red", "")


@pytest.mark.parametrize("mode", ["zeros", "reflect"])
def test_what_all_channels_give_is_told_before_the_activation(mode: str) -> None:
    before, after = (state(activation=name, bias=[-99.0, 0.0], padding_mode=mode) for name in ("Identity", "ReLU"))
    crop = cropped(after)
    for row in (0, INSIDE):
        value = format_number(float(compute(before).feature_map[crop.output(row)]), 3)
        expected = f" in this channel; all 3 channels give {value} → ReLU 0"
        assert comparison_text(crop, crop.matrices[2], row, compute(after)) == expected


def test_where_each_channel_has_its_own_map_it_is_compared_with_that() -> None:
    of = state(np.broadcast_to(SOBEL, (1, 3, 3, 3)), channel_mode="each")
    crop = cropped(of)
    assert comparison_text(crop, crop.matrices[2], INSIDE, compute(of)) == ", as in the feature map"


def test_a_row_and_a_column_are_outlined_on_the_picture_and_on_the_map() -> None:
    crop = cropped(grey(), place=(2, 2))
    full, local, convolution = crop.matrices
    assert highlight_of(crop, convolution, INSIDE, 7) == Highlight(
        (2, 2), (Region(1, 4, 1, 4),), (1, 1), (Region(0, 3, 0, 3),)
    )
    assert highlight_of(crop, local, row=INSIDE) == Highlight((2, 2), (Region(1, 4, 1, 4),))
    assert highlight_of(crop, full, column=7) == Highlight(None, (), (1, 1), (Region(0, 6, 0, 6),))


def test_with_a_stride_picture_and_map_are_outlined_at_their_own_places() -> None:
    crop = cropped(grey(stride=(2, 2), padding=0), place=(6, 6))
    assert (crop.start, crop.first_output) == ((4, 4), (2, 2))
    highlight = highlight_of(crop, crop.matrices[2], 0, 16)
    assert highlight == Highlight((2, 2), (Region(4, 7, 4, 7),), (6, 6), (Region(2, 4, 2, 4),))


@pytest.mark.parametrize("mode", ["zeros", "circular", "replicate"])
def test_what_is_outlined_is_what_is_connected_to_the_pixel(mode: str) -> None:
    of = grey(dilation=(2, 1), stride=(1, 2), padding=2, padding_mode=mode)
    crop = cropped(of, place=(9, 9))
    matrix = crop.matrices[2]
    for row, connected in enumerate(matrix.is_connected):
        regions = highlight_of(crop, matrix, row=row).receptive_field
        outlined = [
            (y, x)
            for region in regions
            for y in range(region.top, region.bottom)
            for x in range(region.left, region.right)
        ]
        assert sorted(outlined) == sorted(crop.input(column) for column in np.flatnonzero(connected))

"""The lens spells out the numbers of the engine, whatever the state."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.kernel.lens import Lens, look, next_position
from convviz.lab.state import ACTIVATIONS
from convviz.nn.receptive_field import taps_on_pixels
from tests.lab.states import image, random_state, state, weights


@pytest.mark.parametrize("seed", range(60))
def test_the_numbers_of_the_lens_are_those_of_the_engine(seed: int) -> None:
    frame = compute(random_state(seed))
    layer = frame.state.layer
    rng = np.random.default_rng(seed)
    height, width = frame.state.map_shape
    for y, x in [(0, 0), (height - 1, width - 1), (int(rng.integers(height)), int(rng.integers(width)))]:
        lens = look(frame, y, x)
        assert lens.values.tolist() == frame.planes[:, y, x].tolist()
        activation = ACTIVATIONS[frame.state.activation]
        totals = np.array(lens.totals, np.float32).reshape(-1, 1, 1)
        after = totals if activation is None else activation.forward(totals)
        size = float(np.abs(lens.products).sum()) + abs(lens.bias) + 1
        assert after.ravel() == pytest.approx(lens.values, abs=1e-5 * size)
        assert np.array_equal(lens.products, lens.patch * lens.kernel)
        kernel = layer.weight[frame.state.selected_filter]
        turned = frame.state.operation == "convolution"
        assert np.array_equal(lens.kernel, kernel[:, ::-1, ::-1] if turned else kernel)
        added = lens.sums if len(lens.totals) > 1 else lens.sums.sum(keepdims=True)
        assert lens.totals == pytest.approx(added + lens.bias, abs=1e-5 * size)
        assert lens.is_pixel.sum() == taps_on_pixels(layer, y, x, *frame.input.shape[1:])


def test_without_an_activation_the_sum_is_the_value_of_the_map_to_the_last_digit() -> None:
    frame = compute(state(weights(1, 3, 5, 5)))
    for y, x in np.ndindex(frame.feature_map.shape):
        lens = look(frame, y, x)
        assert lens.totals.tolist() == lens.values.tolist() == [frame.feature_map[y, x]]
        assert lens.sums.sum() + lens.bias == pytest.approx(lens.values[0], rel=1e-5)


def test_away_from_the_border_the_patch_is_cut_out_of_the_picture() -> None:
    picture = image(3)
    frame = compute(state(weights(1, 3, 3, 3), picture, padding="same"))
    lens = look(frame, 5, 6)
    assert np.array_equal(lens.patch, picture[:, 4:7, 5:8])
    assert lens.is_pixel.all()


def test_at_the_border_the_patch_holds_what_the_padding_mode_gives() -> None:
    picture = image(1)
    patches = {}
    for mode in ("zeros", "replicate", "reflect", "circular"):
        frame = compute(state(weights(1, 1, 3, 3), picture, padding="same", padding_mode=mode))
        patches[mode] = look(frame, 0, 5).patch[0, 0]
    rows = {
        "zeros": 0 * picture[0, 0],
        "replicate": picture[0, 0],
        "reflect": picture[0, 1],
        "circular": picture[0, -1],
    }
    for mode, row in rows.items():
        assert np.array_equal(patches[mode], row[4:7]), mode


def halves(channels: int) -> np.ndarray:
    values = np.full((channels, 5, 5), 0.5, np.float32)
    values.flags.writeable = False
    return values


def test_the_sum_is_written_in_one_line() -> None:
    one = np.ones((1, 1, 1, 1), np.float32)
    frame = compute(state(one, halves(1), bias=[-0.75], activation="ReLU"))
    assert look(frame, 2, 3).sentence() == "Σ 0.5 + bias −0.75 = −0.25 → ReLU 0"
    colour = compute(state(-np.ones((1, 3, 1, 1), np.float32), halves(3), bias=[0.25]))
    assert look(colour, 2, 3).sentence() == "red −0.5 + green −0.5 + blue −0.5 + bias 0.25 = −1.25"
    each = compute(state(-np.ones((1, 3, 1, 1), np.float32), halves(3), bias=[0.25], channel_mode="each"))
    channel = "−0.5 + bias 0.25 = −0.25"
    assert look(each, 2, 3).sentence() == f"red {channel}; green {channel}; blue {channel}"


def test_rows_and_columns_say_which_pixels_the_kernel_lies_over() -> None:
    picture = image(1)
    frame = compute(state(weights(1, 1, 2, 3), picture, stride=(2, 3), dilation=(3, 2), padding=(1, 0, 0, 4)))
    for y, x in np.ndindex(frame.state.map_shape):
        lens = look(frame, y, x)
        assert lens.rows.tolist() == [2 * y - 1, 2 * y + 2]
        assert lens.columns.tolist() == [3 * x, 3 * x + 2, 3 * x + 4]
        for tap in np.argwhere(lens.is_pixel):
            assert lens.patch[0, tap[0], tap[1]] == picture[0, lens.rows[tap[0]], lens.columns[tap[1]]]


def with_channels(count: int, **changes: object) -> Lens:
    """Return a lens of a layer that takes so many channels."""
    lens = look(compute(state(activation="ReLU")), 3, 4)
    parts = {name: weights(count, 3, 3, seed=seed) for seed, name in enumerate(("patch", "kernel"))}
    products = parts["patch"] * parts["kernel"]
    sums = products.sum(axis=(1, 2), dtype=np.float64)
    total = np.array([sums.sum() + lens.bias])
    return replace(lens, **parts, products=products, sums=sums, totals=total, values=total, **changes)


def test_channels_have_the_names_of_colours_or_numbers() -> None:
    assert with_channels(1).channel_names == ("",)
    assert with_channels(3).channel_names == ("red", "green", "blue")
    assert with_channels(12).channel_names[::11] == ("channel 1", "channel 12")


def test_a_sentence_about_many_channels_adds_them_up() -> None:
    lens = with_channels(64)
    assert lens.sentence().startswith("Σ of 64 channels ")
    assert len(lens.sentence()) < 70
    assert with_channels(4).sentence().count("channel") == 4


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 64])
@pytest.mark.parametrize("most", [1, 5, 6, 99])
def test_the_lines_of_the_sum_add_up_whatever_is_left_out(channels: int, most: int) -> None:
    lens = with_channels(channels)
    for channel in range(channels):
        lines = lens.sum_lines(channel, most)
        assert len(lines) <= max(5, most)
        assert channel in [line.channel for line in lines]
        assert [line.label for line in lines[-3:]] == ["+ bias", "= sum", "→ ReLU"]
        assert sum(line.values[0] for line in lines[:-2]) == pytest.approx(lens.totals[0])
        assert lines[-2].values + lines[-1].values == (lens.totals[0], lens.values[0])
        for line in lines:
            if line.channel is not None:
                assert line.values == (lens.sums[line.channel],)
                assert line.label == f"Σ {lens.channel_names[line.channel]}".strip()


def test_of_more_channels_than_there_is_room_for_the_others_are_counted() -> None:
    labels = [line.label for line in with_channels(10).sum_lines(9, 6)]
    assert labels[:3] == ["Σ channel 9", "Σ channel 10", "Σ 8 others"]


def test_where_each_channel_has_an_answer_the_sum_has_a_column_a_channel() -> None:
    frame = compute(state(-np.ones((1, 3, 1, 1), np.float32), halves(3), bias=[0.25], channel_mode="each"))
    expected = [("Σ", (-0.5,) * 3, None), ("+ bias", (0.25,) * 3, None), ("= value", (-0.25,) * 3, None)]
    assert look(frame, 2, 3).sum_lines() == expected


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (3, 5)])
def test_a_walk_reads_the_map_row_by_row_and_begins_again(shape: tuple[int, int]) -> None:
    place, seen = (0, 0), []
    for _ in range(shape[0] * shape[1]):
        seen.append(place)
        place = next_position(*place, shape)
    assert seen == list(np.ndindex(shape))
    assert place == (0, 0)


@pytest.mark.parametrize("step", [-40, -7, -1, 0, 1, 2, 6, 15, 99])
def test_any_step_on_and_back_returns(step: int) -> None:
    for y, x in np.ndindex(3, 5):
        there = next_position(y, x, (3, 5), step)
        assert next_position(*there, (3, 5), -step) == (y, x)
        assert (there[0] * 5 + there[1] - y * 5 - x - step) % 15 == 0


@pytest.mark.parametrize("place", [(-1, 0), (3, 0), (0, 5), (0, -1)])
def test_a_walk_cannot_begin_beside_the_map(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="A map of 3×5 values has none"):
        next_position(*place, (3, 5))

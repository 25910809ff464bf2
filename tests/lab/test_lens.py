"""The lens spells out the numbers of the engine, whatever the state."""

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.lens import look
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
        after = totals if activation is None else activation(totals)
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

"""The sentence names what really differs, and why."""

import re
from dataclasses import replace

import numpy as np
import pytest

import convviz.lab.translation.shifted_numbers as module
from convviz.engine import shift
from convviz.engine.geometry import PADDING_MODES
from convviz.lab.compute import compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.state import State, first_state
from convviz.lab.translation.shift_range import shift_range
from convviz.lab.translation.shifted import compute_shifted
from convviz.lab.translation.shifted_sentence import STILL
from convviz.lab.translation.translation import EDGES, Switches
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from tests.lab.states import image, random_state, state

MOVING = EDGES[:4]
WIDTH, HEIGHT = 32, 24


def said(of: State, quick: bool = False, **choices: object) -> str:
    of = replace(of, **translation_set(of, **{"difference": "error", **choices}))
    return compute_shifted(of, compute(of), quick=quick).sentence


def network(*layers: Layer, selected: int = 0) -> State:
    return State(image(3, HEIGHT, WIDTH), "noise.png", Network(layers), selected_layer=selected)


def one(kernel: int = 3, stride: int = 1, mode: str = "replicate", seed: int = 0) -> Conv2d:
    return Conv2d(3, 2, kernel, stride, kernel // 2, padding_mode=mode, seed=seed)


def test_an_image_that_has_not_moved_says_what_to_do() -> None:
    assert said(network(one())) == STILL


def test_of_one_convolution_the_columns_are_named_with_what_they_see() -> None:
    assert said(network(one()), dx=3.0) == (
        "The map moved with the image exactly: every value of the interior is the same. Only the first 4 columns and "
        "the last column differ: 4 columns see what came in with the shift, 1 column sees the padding. "
        "That is 3 + 2 × 1 = 5 columns: the shift and twice the padding. "
        "9.4 % of the image left the frame; black came in."
    )
    both = said(network(one()), dx=-2.0, dy=1.0, edge="reflect")
    assert "the first 2 rows, the last row, the last 3 columns and the first column differ" in both
    assert "2 rows and 3 columns see what came in with the shift, 1 row and 1 column see the padding" in both
    assert "That is 1 + 2 × 1 = 3 rows and 2 + 2 × 1 = 4 columns: the shift and twice the padding." in both
    assert "its mirror image came in" in both


def test_a_circular_shift_with_a_circular_border_is_exact() -> None:
    assert said(network(one(mode="circular")), dx=3.0, dy=-7.0, edge="circular") == (
        "The map moved with the image exactly: every value is the same."
    )


def test_the_old_border_is_seen_in_a_circular_shift_with_another_padding() -> None:
    assert said(network(one()), dx=5.0, edge="circular") == (
        "The map moved with the image exactly: every value of the interior is the same. Only the first column, the "
        "last column and columns 4–5 differ: 2 columns see the padding, 2 columns saw the padding where they were "
        "before."
    )


def test_a_shift_that_is_no_multiple_of_the_stride_says_which_would_be() -> None:
    assert said(network(one(stride=2)), dx=3.0, edge="circular") == (
        "Shifted right by 3, which is no multiple of the stride 2: each value sees other pixels, so that nothing needs "
        "to agree. At 2 or 4 pixels the interior agrees exactly."
    )
    assert "Shifted up by 1, which is no multiple of the stride 2: " in said(network(one(stride=2)), dy=-1.0)
    assert "At 2 pixels the interior agrees exactly." in said(network(one(stride=2)), dy=-1.0)
    assert said(network(one(stride=2)), dx=4.0).startswith("The map moved with the image exactly")


def test_max_pooling_has_a_phase() -> None:
    pooled = network(one(), ReLU(), MaxPool2d(2), selected=2)
    assert "no multiple of the stride 2 of max pooling: its windows begin at other pixels, in another phase" in said(
        pooled, dx=1.0
    )
    both = network(one(stride=2), MaxPool2d(2), selected=1)
    assert "no multiple of the 4 pixels from one value to the next (strides 2 × 2)" in said(both, dx=6.0)
    assert "At 4 or 8 pixels" in said(both, dx=6.0)


@pytest.mark.parametrize(("interpolation", "way"), [("bilinear", "bilinear"), ("fourier", "Fourier")])
def test_a_fraction_of_a_pixel_is_an_error_only_where_a_layer_is_not_linear(interpolation: str, way: str) -> None:
    options = {"dx": 2.5, "edge": "circular", "interpolation": interpolation}
    bent = said(network(one(mode="circular"), ReLU()), **options)
    assert bent == (
        f"A fraction of a pixel: what differs is the error of {way} interpolation. Layer 2 ReLU does not let the two "
        "change places."
    )
    assert said(network(one(mode="circular")), **options).startswith(
        f"A fraction of a pixel, by {way} interpolation: that is linear as this layer is, so that the map moved with"
    )
    strided = said(network(one(stride=2, mode="circular")), **options)
    assert "Layer 1 Conv2d does not let the two change places." in strided


@pytest.mark.parametrize("side", [40, 3])
def test_rounding_is_not_taken_for_an_error_of_interpolation(side: int) -> None:
    ramp = np.broadcast_to(np.linspace(0.5, 0.501, side, dtype=np.float32), (1, side, side)).copy()
    ramp.flags.writeable = False
    flat = first_state(ramp, "ramp.png")
    flat = replace(flat, **translation_set(flat, dx=0.5, difference="error"))
    assert "the map moved with the image but for rounding" in compute_shifted(flat, compute(flat)).sentence


def test_a_difference_in_time_says_how_much_changed() -> None:
    text = said(network(one()), dx=3.0, difference="change")
    assert text.startswith("Place by place, 100 % of the values changed. The map moved with the image exactly")


def test_nothing_ties_weights_that_are_not_shared() -> None:
    layer = LocallyConnected2d(2, 1, 3, (HEIGHT, WIDTH))
    text = said(network(one(), layer, selected=1), dx=2.0)
    assert text.startswith("Layer 2 LocallyConnected2d has weights of its own at each place: nothing ties the weights")
    dense = said(network(one()), dx=2.0, switches=Switches(head="fully connected"))
    assert dense.startswith("The map moved with the image exactly")
    assert "Layer 3 Linear is fully connected: nothing ties the weights of one place to those of another" in dense


def test_what_left_the_frame_is_said_and_what_came_in() -> None:
    assert "44 % of the image left the frame; its last pixels are repeated there." in said(
        network(one()), dx=8.0, dy=6.0, edge="replicate"
    )
    assert "as much of the picture came in" in said(network(one()), dx=4.0, edge="crop")
    assert "left the frame" not in said(network(one()), dx=8.0, edge="circular")


def test_where_the_border_agrees_too_it_is_not_named() -> None:
    black = np.zeros((1, 12, 15), np.float32)
    black.flags.writeable = False
    of = state(np.ones((1, 1, 3, 3), np.float32), black, bias=[0.0])
    assert said(of, dx=2.0).startswith(
        "The map moved with the image exactly: every value is the same, in this channel even at the border."
    )


def test_a_sample_says_what_can_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convviz.lab.translation.shifted.QUICK_VALUES", 20)
    assert "Only the first 4 columns and the last column can differ: " in said(network(one()), quick=True, dx=3.0)


def test_a_kernel_that_sees_the_border_everywhere_lets_nothing_agree() -> None:
    of = network(Conv2d(3, 1, (1, 31), padding=(0, 15)))
    assert said(of, dx=10.0, edge="replicate").startswith("Every value sees the border or what came in there")


def test_what_is_named_is_what_differs() -> None:
    """Read rows and columns off the sentence, and look at the map that the whole computation gives."""
    checked = 0
    for seed in range(400):
        of, text = _drawn(seed)
        if not text.startswith("The map moved"):
            continue
        error = _error(of)
        named = [_named(text, unit, size) for unit, size in zip(("row", "column"), error.shape, strict=True)]
        np.testing.assert_array_equal(error[:, ~named[1]].any(axis=1), named[0], err_msg=text)
        np.testing.assert_array_equal(error[~named[0]].any(axis=0), named[1], err_msg=text)
        checked += 1
    assert checked > 60


def _drawn(seed: int) -> tuple[State, str]:
    rng = np.random.default_rng(seed)
    of = random_state(seed)
    of = replace(of, **translation_set(of, edge=str(rng.choice(MOVING)), difference="error"))
    steps = of.layer.stride
    dy, dx = (
        float(rng.integers(-far // step, far // step + 1) * step * (rng.random() < 0.7))
        for far, step in zip(shift_range(of), steps, strict=True)
    )
    of = replace(of, **translation_set(of, dy=dy, dx=dx))
    return of, compute_shifted(of, compute(of)).sentence


def _error(of: State) -> np.ndarray:
    """Say where the map of the moved image is not the moved map, but for rounding."""
    made = compute_shifted(of, compute(of))
    part = made.experiment.network[: made.experiment.shown + 1]
    edge, (dy, dx) = of.translation.edge, (of.translation.dy, of.translation.dx)
    given = made.before.source
    before, after = (part.forward(each)[-1][made.experiment.channel] for each in (given, shift(given, dy, dx, edge)))
    stride = of.layer.stride
    moved = shift(before, dy / stride[0], dx / stride[1], edge)
    return np.abs(after - moved) > 1e-5 * np.abs(after).max()


def _named(text: str, unit: str, size: int) -> np.ndarray:
    flags = np.zeros(size, bool)
    only = re.search(r"Only (.*?) differs?(?: by more than rounding)?:", text)
    if only is None:
        return flags
    for word, count in re.findall(rf"the (first|last)(?: (\d+))? {unit}s?\b", only[1]):
        flags[slice(int(count or 1)) if word == "first" else slice(size - int(count or 1), size)] = True
    for numbers in re.findall(rf"(?<!first )(?<!last )\b{unit}s? ([\d–, ]+)", only[1]):
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", numbers):
            flags[int(first) : int(last or first) + 1] = True
    return flags


def test_all_padding_modes_are_among_those_that_are_drawn() -> None:
    assert {_drawn(seed)[0].layer.padding_mode for seed in range(40)} == set(PADDING_MODES)


SOBEL = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], np.float32)


def test_rounding_is_no_difference_of_a_column() -> None:
    weight = np.array([[[[-0.3, -0.7, 0, 0.7, 0.3]]]], np.float32)  # of equal pixels it makes rounding
    of = state(weight, _smooth(), bias=[0.0], padding=(0, 2), padding_mode="reflect")
    text = said(of, dx=3.0, edge="replicate")
    assert "Only columns 2–4 and the last 2 columns differ by more than rounding: " in text
    made = compute_shifted(moved := replace(of, **translation_set(of, dx=3.0, edge="replicate")), compute(moved))
    error = np.abs(made.map_values - shift(made.before.maps[0], 0, 3, "replicate"))
    assert np.flatnonzero((error > 1e-5 * np.abs(made.map_values).max()).any(axis=0)).tolist() == [2, 3, 4, 38, 39]
    assert error[:, :2].any(), "rounding"


def _smooth() -> np.ndarray:
    values = (0.9 + 0.1 * np.random.default_rng(3).random((1, 30, 40))).astype(np.float32)
    values.flags.writeable = False
    return values


def test_where_all_but_rounding_is_the_same_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUNDING", 1e3)
    text = said(network(one()), dx=2.0)
    assert text.startswith("The map moved with the image: every value is the same, at the border but for rounding.")


def test_an_interior_is_promised_only_where_there_is_one() -> None:
    deep = network(Conv2d(3, 2, 21, padding=10), MaxPool2d(2), selected=1)
    wide = said(deep, dx=3.0, edge="reflect")
    assert "At 2 or 4 pixels the interior agrees exactly." in wide
    none = said(deep, dx=15.0, edge="reflect")
    assert "At 14 or 16 pixels, too, every value sees the border or what came in there." in none
    assert "agrees exactly" not in none
    some = said(deep, dx=11.0, dy=1.0, edge="reflect")
    assert "At 2 pixels down and 10 pixels right the interior agrees exactly." in some


def test_a_promise_lies_within_the_range() -> None:
    strides = network(one(stride=4), Conv2d(2, 2, 1, (1, 8)), selected=1)
    assert "Within ±16 pixels there is no such multiple but 0." in said(strides, dx=15.0)
    assert "At 12 or 16 pixels the interior agrees exactly." in said(network(one(stride=4)), dx=15.0)
    assert "At 8 pixels the interior" in said(replace(network(one(stride=4)), image=image(3, 24, 22)), dx=11.0)


def test_both_directions_must_fit_for_the_interior_to_agree() -> None:
    text = said(network(one(stride=2)), dx=3.0, dy=-1.0)
    assert "At 2 pixels up and 2 or 4 pixels right the interior agrees exactly." in text


def test_a_promise_holds() -> None:
    of = network(Conv2d(3, 2, 15, padding=7), MaxPool2d(2), selected=1)
    for distance in (1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0):
        promised = re.search(r"At (.*) pixels the interior agrees", said(of, dx=distance))
        for amount in re.findall(r"\d+", promised[1]) if promised else []:
            assert said(of, dx=float(amount)).startswith("The map moved with the image exactly")


def test_a_crop_names_nothing_that_is_not_compared() -> None:
    for difference in ("error", "change"):
        text = said(network(one()), dx=3.0, edge="crop", difference=difference)
        assert "compared is the interior, which both show, and it is the same." in text
        assert "Only" not in text
    assert "the border is not compared" in said(network(one()), dx=2.5, edge="crop")
    wide = said(network(Conv2d(3, 2, (1, 15), padding=(0, 7))), dx=5.0, edge="crop")
    assert wide.startswith("Every value sees the border or what came in there")


@pytest.mark.parametrize("head", [None, "global average"])
def test_of_means_that_cancel_out_the_sentence_says_that_they_tell_little(head: str | None) -> None:
    note = "The mean of a signed map is near zero, so that its relative change says little: put ReLU before it."
    single = " Of a single mean the cosine is always 1 or −1."
    edges = state(SOBEL, _smooth(), bias=[0.0], padding=1)
    assert said(edges, dx=3.0, switches=Switches(head=head)).endswith(note + single)
    bent = said(edges, dx=3.0, switches=Switches(head=head, activation="ReLU"))
    assert "signed map" not in bent
    pair = state(np.concatenate([SOBEL, SOBEL.swapaxes(2, 3)]), _smooth(), bias=[0.0, 0.0], padding=1)
    assert said(pair, dx=3.0, switches=Switches(head=head)).endswith(note)
    assert "signed map" not in said(edges, dx=3.0, switches=Switches(head="fully connected"))


def test_a_sample_does_not_say_that_all_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convviz.lab.translation.shifted.QUICK_VALUES", 20)
    noise = np.random.default_rng(7).random((1, 600, 100)).astype(np.float32)
    noise.flags.writeable = False
    of = state(SOBEL, noise, padding=1)
    monkeypatch.setattr("convviz.lab.translation.shifted.QUICK_VALUES", 3000)
    assert "Place by place, > 99.9 % of the values changed." in said(of, quick=True, dx=3.0, difference="change")


def test_the_columns_come_in_the_order_of_their_causes() -> None:
    of = state(SOBEL, _smooth(), bias=[0.0], padding=1, padding_mode="reflect")
    text = said(of, dx=3.0, edge="replicate")
    assert "Only column 3 and the last column differ: 1 column sees what came in with the shift, 1 column sees" in text

"""What is looked at while the image moves: the network up to there, with what the switches change of it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.edits.layer_edits import activation_set, layer_selected
from convviz.lab.layer_maps import stacked
from convviz.lab.state import State
from convviz.lab.translation.experiment import experiment
from convviz.lab.translation.shift_range import moved_shape, shift_of, shift_range
from convviz.lab.translation.translation import Switches, Translation
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from tests.lab.states import image, state

DEEP = Network(
    [Conv2d(3, 4, 3, padding="same", seed=1), ReLU(), MaxPool2d(2), Conv2d(4, 5, 3, seed=2), ReLU(), MaxPool2d(2)]
)


def deep(selected: int = 0, **changes: object) -> State:
    return State(image(3, 24, 32), "noise.png", DEEP, selected_layer=selected, **changes)


@pytest.mark.parametrize(("selected", "count"), [(0, 2), (1, 2), (2, 3), (3, 5), (4, 5), (5, 6)])
@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
def test_without_switches_it_is_the_network_up_to_what_is_looked_at(selected: int, count: int, operation: str) -> None:
    of = deep(selected, operation=operation)
    made = experiment(of)
    assert len(made.network) == count
    assert made.shown == count - 1
    expected = compute(of).maps[count - 1]
    assert made.network.forward(of.image)[-1] == pytest.approx(stacked(expected), rel=1e-5, abs=1e-6)
    assert made.names[:2] == ("1 Conv2d", "2 ReLU")


@pytest.mark.parametrize(
    ("switches", "names", "shown"),
    [
        (Switches(activation="Identity"), ["Conv2d"], 0),
        (Switches(pooling="blur"), ["Conv2d", "ReLU", "BlurPool2d"], 2),
        (Switches(pooling="max-blur"), ["Conv2d", "ReLU", "MaxPool2d", "BlurPool2d"], 3),
        (Switches(pooling="none"), ["Conv2d", "ReLU"], 1),
        (Switches(pooling="average", head="global average"), ["Conv2d", "ReLU", "AvgPool2d", "GlobalAvgPool2d"], 2),
        (Switches(head="fully connected"), ["Conv2d", "ReLU", "Flatten", "Linear"], 1),
        (Switches(pooling="max", head="fully connected"), ["Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear"], 2),
    ],
)
def test_switches_put_and_take_layers_and_the_last_map_is_shown(
    switches: Switches, names: list[str], shown: int
) -> None:
    of = deep()
    made = experiment(replace(of, **translation_set(of, switches=switches)))
    assert [type(layer).__name__ for layer in made.network] == names
    assert made.shown == shown
    assert experiment(of, switches).names == made.names


def test_the_stride_is_that_of_the_shown_convolution_and_padding_that_of_all() -> None:
    made = experiment(deep(3), Switches(stride=2, padding_mode="circular"))
    first, second = made.network[0], made.network[3]
    assert isinstance(first, Conv2d)
    assert isinstance(second, Conv2d)
    assert (first.stride, second.stride) == ((1, 1), (2, 2))
    assert (first.padding_mode, second.padding_mode) == ("circular", "circular")
    assert experiment(deep(0), Switches(stride=4)).network.shapes((3, 24, 32))[0] == (4, 6, 8)


def test_the_same_kernel_on_each_channel_is_a_convolution_with_a_filter_for_each() -> None:
    of = state(np.ones((2, 3, 3, 3), np.float32), channel_mode="each", selected_filter=1)
    of = replace(of, **activation_set(of, "Tanh"))
    made, frame = experiment(of), compute(of)
    maps = made.network.forward(of.image)[-1]
    assert maps == pytest.approx(np.concatenate(frame.feature_maps), rel=1e-5, abs=1e-6)
    assert made.channel == 3


def test_the_channel_is_that_of_the_selected_filter_while_it_is_one() -> None:
    assert experiment(deep(2, selected_filter=3)).channel == 3
    of = State(image(3, 24, 32), "noise.png", Network([*DEEP.layers[:3], Conv2d(4, 2, 1)]), selected_filter=3)
    assert experiment(replace(of, **layer_selected(of, 3))).channel == 0


def test_what_does_not_fit_is_refused_with_a_sentence() -> None:
    layers = [Conv2d(3, 1, 3, padding="same"), Flatten(), Linear(24 * 32, 2)]
    of = State(image(3, 24, 32), "noise.png", Network(layers), selected_layer=2)
    assert experiment(of).network.shapes(of.input_shape)[-1] == (2,)
    with pytest.raises(ValueError, match=r"Layer 3 of 3 \(Linear\) does not fit an input of \(192,\)"):
        experiment(replace(of, **translation_set(of, edge="crop")))


@pytest.mark.parametrize(
    ("size", "edge", "shape", "most"),
    [
        ((24, 32), "zeros", (3, 24, 32), (12, 16)),
        ((25, 33), "circular", (3, 25, 33), (12, 16)),
        ((24, 32), "crop", (3, 12, 16), (6, 8)),
        ((25, 31), "crop", (3, 13, 16), (6, 7)),
        ((3, 3), "crop", (3, 2, 2), (0, 0)),
    ],
)
def test_the_image_moves_by_half_of_what_is_seen(
    size: tuple[int, int], edge: str, shape: tuple[int, ...], most: tuple[int, int]
) -> None:
    of = state(picture=image(3, *size), translation=Translation(edge=edge))
    assert moved_shape(of) == shape
    assert shift_range(of) == most


def test_with_a_size_of_its_own_the_input_keeps_it_in_a_crop() -> None:
    of = deep(input_size=(16, 20), translation=Translation(edge="crop"))
    assert moved_shape(of) == (3, 16, 20)
    assert shift_range(of) == (8, 10)


def test_a_shift_beyond_the_range_is_kept_at_its_end() -> None:
    of = deep()
    moved = replace(of, **translation_set(of, dx=100.0, dy=-3.5))
    assert shift_of(moved) == (-3.5, 16)
    assert shift_of(replace(moved, **translation_set(moved, edge="crop"))) == (-3.5, 8)
    assert shift_of(replace(moved, translation=Translation(dx=1000.0))) == (0, 16), "whatever the state says"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (
            partial(Translation, edge="mirror"),
            "There is no edge “mirror”; there are zeros, replicate, ",
        ),
        (
            partial(Translation, interpolation="cubic"),
            "There is no interpolation “cubic”; there are bilinear",
        ),
        (partial(Translation, difference="ratio"), "There is no difference “ratio”; there are change, error."),
        (partial(Translation, dx=float("nan")), "A shift must be a number of pixels; got 0.0 and nan."),
        (partial(Switches, stride=3), "There is no stride “3”; there are 1, 2, 4."),
        (
            partial(Switches, pooling="median"),
            "There is no pooling “median”; there are none, max, average, blur, max-blur.",
        ),
    ],
)
def test_choices_that_there_are_not_are_refused(make: partial[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make()


@pytest.mark.parametrize(
    ("switches", "title"),
    [
        (Switches(), "your network"),
        (
            Switches("zeros", 2, "ReLU", "max", "global average"),
            "zeros padding, stride 2, ReLU, max pooling, global average",
        ),
        (Switches(activation="Identity", pooling="blur"), "no activation, blur, then subsample"),
        (Switches(pooling="max-blur"), "max, then blur"),
        (Switches(pooling="none", head="none"), "no pooling, no head"),
    ],
)
def test_switches_have_a_title(switches: Switches, title: str) -> None:
    assert switches.title == title


@pytest.mark.parametrize(("shift", "wanted"), [(0, [0.5, 1, 0.5, 1]), (1, [0.75, 0.75, 0.75, 0.75])])
def test_max_then_blur_has_the_numbers_of_the_lecture(shift: int, wanted: list[float]) -> None:
    """Zhang, 2019: of 0 0 1 1 max pooling makes 0 1, and of the shifted row 1 1; behind a blur they are nearer."""
    row = np.roll(np.tile([0, 0, 1, 1], 6), shift)
    picture = np.broadcast_to(row, (1, 4, 24)).astype(np.float32)
    picture.flags.writeable = False
    of = state(np.ones((1, 1, 1, 1), np.float32), picture, bias=[0.0], padding=0)
    maps = {
        pooling: experiment(of, Switches("circular", pooling=pooling)).network.forward(picture)[-1][0, 0]
        for pooling in ("max", "max-blur")
    }
    assert maps["max"][:4].tolist() == ([0, 1, 0, 1] if shift == 0 else [1, 1, 1, 1])
    assert maps["max-blur"][:4].tolist() == wanted


def test_the_jump_is_that_of_the_shown_map() -> None:
    assert [experiment(deep(selected)).jump for selected in range(6)] == [(1, 1)] * 2 + [(2, 2)] * 3 + [(4, 4)]
    assert experiment(deep(2), Switches(stride=2, pooling="blur", head="global average")).jump == (8, 8)
    assert experiment(deep(0)).wraps
    assert experiment(deep(2), Switches(stride=2)).wraps
    assert not experiment(deep(4)).wraps, "the second convolution does not pad"
    assert not experiment(deep(0), Switches(pooling="max-blur")).wraps

"""What the network gets: the picture as it is, its luma, or its middle brought to a size."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.network_input import LUMA, middle, network_input
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from tests.lab.states import image


def state(picture: np.ndarray, channels: int, **changes: object) -> State:
    return State(picture, "noise.png", Network([Conv2d(channels, 2, 3)]), **changes)


def test_a_picture_as_it_is_is_not_copied() -> None:
    of = state(image(3), 3)
    assert network_input(of) is of.image
    assert network_input(replace(state(image(1), 1), greyscale=True)).base is None


def test_greyscale_is_the_luma() -> None:
    of = state(image(3), 1, greyscale=True)
    assert network_input(of) == pytest.approx(np.tensordot(LUMA, of.image, axes=1)[np.newaxis])


@pytest.mark.parametrize(
    ("channels", "greyscale", "expected"), [(3, False, 3), (3, True, 1), (1, False, 3), (1, True, 1)]
)
def test_an_input_with_a_size_has_three_channels_unless_it_is_grey(
    channels: int, greyscale: bool, expected: int
) -> None:
    of = state(image(channels, 40, 60), expected, greyscale=greyscale, input_size=(8, 10))
    given = network_input(of)
    assert given.shape == of.input_shape == (expected, 8, 10)
    assert given.dtype == np.float32
    assert not given.flags.writeable
    assert given.min() >= 0
    assert given.max() <= 1


def test_reducing_averages_and_a_constant_picture_stays() -> None:
    grey = np.full((1, 40, 60), 0.25, np.float32)
    grey.flags.writeable = False
    assert network_input(state(grey, 1, greyscale=True, input_size=(8, 8))) == pytest.approx(0.25)
    stripes = np.zeros((1, 64, 64), np.float32)
    stripes[..., ::2] = 1
    stripes.flags.writeable = False
    reduced = network_input(state(stripes, 1, greyscale=True, input_size=(8, 8)))
    assert reduced[..., 1:-1] == pytest.approx(0.5, abs=0.01), "no alias is left of the stripes"


@pytest.mark.parametrize(
    ("height", "width", "size", "box"),
    [
        (40, 60, (8, 8), (10, 0, 50, 40)),
        (60, 40, (8, 8), (0, 10, 40, 50)),
        (40, 60, (4, 6), (0, 0, 60, 40)),
        (30, 30, (1, 3), (0, 10, 30, 20)),
    ],
)
def test_the_largest_part_in_the_middle_is_taken(
    height: int, width: int, size: tuple[int, int], box: tuple[float, ...]
) -> None:
    assert middle(height, width, size) == pytest.approx(box)


def test_the_middle_is_where_it_says() -> None:
    picture = np.zeros((1, 20, 40), np.float32)
    picture[:, :, 10:30] = 1
    picture.flags.writeable = False
    assert network_input(state(picture, 1, greyscale=True, input_size=(20, 20))).min() == 1

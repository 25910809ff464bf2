"""Which rows and columns of a map must move with the image: held against maps of noise."""

import numpy as np
import pytest

from convviz.engine import shift
from convviz.lab.translation.shifted_axes import shifted_axis
from convviz.lab.translation.translation import EDGES
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, BlurPool2d, MaxPool2d
from tests.lab.states import Array, weights

WIDTH, HEIGHT = 41, 3
MODES = EDGES[:4]


def noise(seed: int) -> Array:
    return np.random.default_rng(seed).uniform(0.5, 1.5, (1, HEIGHT, WIDTH)).astype(np.float32)


def differing(network: Network, distance: int, edge: str) -> np.ndarray:
    """Look in which columns the map of the moved image is not the moved map, for pictures of noise."""
    found = np.zeros(network.shapes((1, HEIGHT, WIDTH))[-1][-1], bool)
    jump = int(np.prod([layer.window((1, HEIGHT, WIDTH)).stride[1] for layer in network]))
    for seed in range(4):
        picture = noise(seed)
        before = network.forward(picture)[-1]
        after = network.forward(shift(picture, 0, distance, edge))[-1]
        moved = shift(before, 0, distance // jump, edge)
        found |= (np.abs(after - moved) > 1e-5).any(axis=(0, 1))
    return found


@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("kernel", "padding"), [(3, 1), (5, 2), (3, 0), (4, (0, 0, 2, 1)), (1, 0), (3, 3)])
@pytest.mark.parametrize("distance", [1, -1, 3, -8])
def test_the_columns_that_need_not_move_are_those_that_differ(
    edge: str, mode: str, kernel: int, padding: int, distance: int
) -> None:
    layer = Conv2d(
        weights(2, 1, 1, kernel), [0.3, -0.7], padding=padding if kernel == 4 else (0, padding), padding_mode=mode
    )
    network = Network([layer])
    axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, distance, edge)
    np.testing.assert_array_equal(~axis.same, differing(network, distance, edge))


@pytest.mark.parametrize("padding", [1, 2, 3])
@pytest.mark.parametrize("distance", [1, 2, 7])
@pytest.mark.parametrize("mode", MODES)
def test_of_one_convolution_the_first_d_and_p_and_the_last_p_columns_can_differ(
    padding: int, distance: int, mode: str
) -> None:
    network = Network([Conv2d(weights(1, 1, 1, 2 * padding + 1), [1.0], padding=(0, padding), padding_mode=mode)])
    for edge in ("zeros", "replicate", "reflect"):
        axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, distance, edge)
        wanted = np.zeros(WIDTH, bool)
        meets = padding if edge != mode else 0  # what came in is what the padding was
        wanted[: distance + meets] = wanted[WIDTH - padding :] = True
        if edge == mode == "reflect" and distance < padding:
            continue  # the mirror lies within the padding: some more, or fewer, agree
        np.testing.assert_array_equal(~axis.same, wanted)
        back = shifted_axis(network, (1, HEIGHT, WIDTH), 1, -distance, edge)
        np.testing.assert_array_equal(~back.same, wanted[::-1])
    circular = shifted_axis(network, (1, HEIGHT, WIDTH), 1, distance, "circular")
    count = 0 if mode == "circular" else 2 * padding + min(distance, 2 * padding)
    assert (~circular.same).sum() == count, "where the old border has gone, and at the new one"


@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize("seed", range(60))
def test_it_holds_through_many_layers(edge: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = _random_network(rng)
    shapes = network.shapes((1, HEIGHT, WIDTH))
    jump = int(np.prod([layer.window((1, HEIGHT, WIDTH)).stride[1] for layer in network]))
    distance = int(rng.integers(-10, 11)) // jump * jump
    axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, distance, edge)
    assert axis.size == shapes[-1][-1]
    assert axis.distance == distance / jump
    assert not (differing(network, distance, edge) & axis.same).any()
    assert axis.same.any() or axis.size < 15, "it promises nothing"


def _random_network(rng: np.random.Generator) -> Network:
    layers: list[Layer] = []
    for index in range(int(rng.integers(1, 4))):
        mode = MODES[rng.integers(4)]
        kernel = int(rng.integers(1, 4))
        made = [
            Conv2d(
                weights(1, 1, 1, kernel, seed=index), [0.2], padding=(0, int(rng.integers(0, 3))), padding_mode=mode
            ),
            Conv2d(weights(1, 1, 1, kernel, seed=index), [0.1], stride=(1, 2), dilation=(1, 2)),
            MaxPool2d((1, 2), padding=(0, 1)),
            AvgPool2d((1, 3), (1, 1), padding=(0, 1), count_include_pad=bool(rng.integers(2))),
            MaxPool2d((1, 2), ceil_mode=True),
            BlurPool2d(3, (1, 2), mode),
        ]
        layers += [made[rng.integers(len(made))], ReLU()]
    return Network(layers)


def test_between_the_values_of_a_map_nothing_needs_to_agree() -> None:
    network = Network([Conv2d(weights(1, 1, 1, 3), [0.0], stride=(1, 2))])
    for distance in (1, 3.0, 0.5, -1.5):
        axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, distance, "circular")
        assert not axis.is_whole
        assert not axis.same.any()
    assert shifted_axis(network, (1, HEIGHT, WIDTH), 1, 4, "circular").same.any()


def test_weights_that_are_not_shared_tie_nothing() -> None:
    layer = LocallyConnected2d(1, 1, (1, 3), (HEIGHT, WIDTH))
    axis = shifted_axis(Network([layer]), (1, HEIGHT, WIDTH), 1, 2, "circular")
    assert not axis.same.any()
    assert shifted_axis(Network([layer]), (1, HEIGHT, WIDTH), 1, 0, "circular").same.all()


def test_what_nothing_ties_is_not_tied_by_a_layer_behind_it() -> None:
    network = Network([LocallyConnected2d(1, 1, (1, 3), (HEIGHT, WIDTH)), Conv2d(weights(1, 1, 1, 3), [0.0])])
    assert not shifted_axis(network, (1, HEIGHT, WIDTH), 1, 2, "circular").same.any()


def test_a_crop_is_the_same_wherever_both_show_the_picture() -> None:
    network = Network([Conv2d(weights(1, 1, 1, 3), [0.0], padding=(0, 1))])
    axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, 3, "crop")
    np.testing.assert_array_equal(np.flatnonzero(~axis.same), [0, 1, 2, 3, WIDTH - 1])
    assert axis.incoming[:4].all()
    assert not axis.incoming[4:].any()
    np.testing.assert_array_equal(np.flatnonzero(axis.padding), [0, WIDTH - 1])


def test_what_came_in_and_the_padding_are_told_apart() -> None:
    network = Network([Conv2d(weights(1, 1, 1, 3), [0.0], padding=(0, 1)), MaxPool2d((1, 2))])
    axis = shifted_axis(network, (1, HEIGHT, WIDTH), 1, -4, "zeros")
    np.testing.assert_array_equal(np.flatnonzero(axis.padding), [0])
    np.testing.assert_array_equal(np.flatnonzero(axis.incoming), [18, 19])


@pytest.mark.parametrize("layer", [Conv2d(1, 1, 3, padding=1), MaxPool2d(3, 1, 1)])
def test_an_axis_of_one_pixel_moves_too(layer: Layer) -> None:
    axis = shifted_axis(Network([layer]), (1, 1, WIDTH), 0, 0, "zeros")
    assert (axis.size, axis.same.tolist(), axis.padding.tolist()) == (1, [True], [True])
    assert not axis.incoming.any()

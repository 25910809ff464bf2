"""A network is its layers one after another, forwards and backwards, and a value."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from convviz import conv2d, linear, max_pool2d, relu, softmax
from convviz.nn.activations import ReLU, Sigmoid, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d

SMALL = Network([Conv2d(3, 6, 5), ReLU(), MaxPool2d(2), Flatten(), Linear(96, 10), Softmax()])
X = np.random.default_rng(0).normal(size=(3, 12, 12))


def test_forward_gives_the_map_of_every_layer() -> None:
    conv, dense = SMALL[0], SMALL[4]
    maps = SMALL.forward(X)
    expected = [conv2d(X, conv.weight, conv.bias)]
    expected += [relu(expected[-1])]
    expected += [max_pool2d(expected[-1], 2)]
    expected += [expected[-1].ravel()]
    expected += [linear(expected[-1], dense.weight, dense.bias)]
    expected += [softmax(expected[-1])]
    for map_, values in zip(maps, expected, strict=True):
        np.testing.assert_allclose(map_, values, atol=1e-12)


def test_shapes_are_those_of_the_maps() -> None:
    assert SMALL.shapes((3, 12, 12)) == [(6, 8, 8), (6, 8, 8), (6, 4, 4), (96,), (10,), (10,)]
    assert [map_.shape for map_ in SMALL.forward(X)] == SMALL.shapes(X.shape)
    assert [map_.shape for map_ in SMALL.forward(X[np.newaxis])] == [(1, *shape) for shape in SMALL.shapes(X.shape)]


def test_the_layers_that_fit_have_shapes_and_the_next_one_a_reason() -> None:
    assert SMALL.fit((3, 12, 12)) == (SMALL.shapes((3, 12, 12)), "")
    shapes, why = SMALL.fit((3, 16, 16))
    assert shapes == [(6, 12, 12), (6, 12, 12), (6, 6, 6), (216,)]
    assert why.startswith("Layer 5 of 6 (Linear) does not fit an input of (216,): it takes (96,).")
    assert SMALL.fit((1, 12, 12))[0] == []


def test_an_empty_network_gives_nothing_and_passes_gradients_on() -> None:
    assert Network([]).forward(X) == []
    gradients = Network([]).backward(X, X)
    assert np.array_equal(gradients.input, X)
    assert gradients.parameters == []


NETWORKS = {
    "max pooling": SMALL,
    "blur, tanh": Network(
        [Conv2d(3, 2, 3, padding="same"), Tanh(), BlurPool2d(), Conv2d(2, 2, 3, stride=2), Sigmoid()]
    ),
    "global average": Network([Conv2d(3, 4, 2), Tanh(), AvgPool2d(2), Conv2d(4, 5, 2), GlobalAvgPool2d(), Flatten()]),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_gradients_equal_finite_differences(network: Network) -> None:
    rng = np.random.default_rng(1)
    grad = rng.normal(size=network.shapes(X.shape)[-1])
    gradients = network.backward(X, grad)

    def cost(of: Network, x: np.ndarray) -> float:
        return float(np.vdot(of.forward(x)[-1], grad))

    for index in [tuple(rng.integers(X.shape)) for _ in range(30)]:
        moved = np.zeros(X.shape)
        moved[index] = 1e-6
        change = (cost(network, X + moved) - cost(network, X - moved)) / 2e-6
        assert change == pytest.approx(gradients.input[index], rel=1e-5, abs=1e-8)
    for number, layer in enumerate(network):
        assert gradients.parameters[number].keys() == layer.parameters.keys()
        for name, values in layer.parameters.items():
            index = tuple(rng.integers(values.shape))
            moved = np.zeros(values.shape, np.float32)
            moved[index] = 2**-10
            ends = [replace(layer, **{name: values + sign * moved}) for sign in (1, -1)]
            changes = [cost(network.with_layer(number, end), X) for end in ends]
            width = float(ends[0].parameters[name][index]) - float(ends[1].parameters[name][index])
            slope = (changes[0] - changes[1]) / width
            assert slope == pytest.approx(gradients.parameters[number][name][index], rel=1e-3, abs=1e-6)


def test_the_global_average_of_a_circular_convolution_tells_nothing_of_the_picture_unless_relu_comes_first() -> None:
    conv = Conv2d(np.random.default_rng(2).normal(size=(1, 1, 3, 4)), [0], padding="same", padding_mode="circular")
    pictures = [np.random.default_rng(seed).permutation(np.arange(90.0)).reshape(1, 9, 10) for seed in (0, 1)]
    linear_ones = [Network([conv, GlobalAvgPool2d()]).forward(picture)[-1].item() for picture in pictures]
    assert linear_ones == pytest.approx([conv.weight.sum(dtype=np.float64) * 44.5] * 2)
    first, second = (Network([conv, ReLU(), GlobalAvgPool2d()]).forward(picture)[-1].item() for picture in pictures)
    assert abs(first - second) > 1e-3


def test_maps_at_hand_are_not_computed_again() -> None:
    maps = SMALL.forward(X)
    grad = np.ones(10)
    np.testing.assert_array_equal(SMALL.backward(X, grad, maps).input, SMALL.backward(X, grad).input)
    shifted = [map_ + 1 for map_ in maps]
    assert not np.array_equal(
        SMALL.backward(X, np.arange(10.0), shifted).input, SMALL.backward(X, np.arange(10.0)).input
    )


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_gradients_by_the_parameters_alone_are_those_of_the_whole(network: Network) -> None:
    x = np.stack([X, X[:, ::-1]])
    grad = np.random.default_rng(1).normal(size=(2, *network.shapes(X.shape)[-1]))
    whole = network.backward(x, grad).parameters
    for alone in (network.parameter_grads(x, grad), network.parameter_grads(x, grad, network.forward(x))):
        assert [layer.keys() for layer in alone] == [layer.keys() for layer in whole]
        for one, other in zip(alone, whole, strict=True):
            assert all(np.array_equal(one[name], other[name]) for name in one)


def test_nothing_is_sent_below_the_first_layer_that_learns() -> None:
    class Sealed(Linear):
        input_grad = None  # type: ignore[assignment]

    class Closed(Flatten):
        input_grad = None  # type: ignore[assignment]

    x = np.ones((2, 1, 2, 2))
    network = Network([Closed(), Sealed(4, 3), ReLU(), Linear(3, 2)])
    assert [*map(len, network.parameter_grads(x, np.ones((2, 2))))] == [0, 2, 0, 2]
    assert Network([ReLU()]).parameter_grads(x, x) == [{}]


def test_another_layer_makes_another_network() -> None:
    other = SMALL.with_layer(1, Tanh())
    assert [type(layer) for layer in SMALL][1] is ReLU
    assert [type(layer) for layer in other][1] is Tanh
    assert all(SMALL[index] is other[index] for index in (0, 2, 3, 4, 5))
    with pytest.raises(FrozenInstanceError):
        SMALL.layers = ()  # type: ignore[misc]


def test_a_list_that_changes_later_does_not_change_the_network() -> None:
    layers: list[Any] = [ReLU()]
    network = Network(layers)
    layers.append(Tanh())
    assert len(network) == 1


def test_a_slice_is_a_network() -> None:
    assert isinstance(SMALL[:3], Network)
    np.testing.assert_array_equal(SMALL[:3].forward(X)[-1], SMALL.forward(X)[2])
    assert len(SMALL[:3]) == 3


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [Conv2d(3, 6, 5), ReLU(), Conv2d(3, 6, 5)],
            r"^Layer 3 of 3 \(Conv2d\) does not fit an input of \(6, 8, 8\): it takes \(3, height, width\)\.$",
        ),
        (
            [Conv2d(3, 6, 5), MaxPool2d(2), Linear(96, 10)],
            r"^Layer 3 of 3 \(Linear\) .* an input of \(6, 4, 4\): it takes \(96,\)\. Put Flatten before it\.$",
        ),
        ([Conv2d(3, 6, 5), MaxPool2d(9)], r"^Layer 2 of 2 \(MaxPool2d\) .*The kernel covers 9 pixels"),
        ([Conv2d(1, 6, 5)], r"^Layer 1 of 1 \(Conv2d\) does not fit an input of \(3, 12, 12\)"),
    ],
)
def test_the_layer_that_does_not_fit_is_named(layers: list[Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Network(layers).shapes(X.shape)
    with pytest.raises(ValueError, match=message):
        Network(layers).forward(X)


def test_what_is_no_layer_input_or_gradient_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Layer 2 must be a layer, such as Conv2d\(3, 6, 5\) or ReLU\(\); got 'ReLU'"):
        Network([ReLU(), "ReLU"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"x must be \(C, H, W\)"):
        SMALL.forward(np.zeros((1, 1, 3, 12, 12)))
    with pytest.raises(ValueError, match=r"grad must have the shape of the last map, \(10,\); got \(9,\)"):
        SMALL.backward(X, np.ones(9))
    with pytest.raises(ValueError, match="The network has the layers 0 to 5; got 6"):
        SMALL.with_layer(6, ReLU())

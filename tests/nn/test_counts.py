"""Parameters, connections and multiply-adds: the numbers of the courses, and what the weight matrix holds."""

import numpy as np
import pytest

from convviz.nn.activations import ReLU, Softmax
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.equivalents import as_fully_connected, as_locally_connected
from convviz.nn.layer import Layer
from convviz.nn.linear import Linear
from convviz.nn.network import Network
from convviz.nn.parameters import parameter_shape
from convviz.nn.pooling import BlurPool2d, MaxPool2d
from tests.nn.layer_cases import CASES

COURSE, IMAGE = Conv2d(3, 6, 5), (3, 32, 32)
OUTPUTS = 28 * 28 * 6


def weights(layer: Layer) -> int:
    return int(np.prod(parameter_shape(layer, "weight"), dtype=object))


def test_the_layer_of_the_courses_in_three_ways() -> None:
    full, local = as_fully_connected(COURSE, IMAGE), as_locally_connected(COURSE, IMAGE)
    assert COURSE.forward_shape(IMAGE) == (6, 28, 28)
    assert (weights(full), parameter_count(full)) == (14_450_688, 14_455_392)
    assert (weights(local), parameter_count(local)) == (352_800, 357_504)
    assert (weights(COURSE), parameter_count(COURSE)) == (450, 456)
    assert weights(full) / weights(local) == 40.96
    assert weights(local) / weights(COURSE) == 784
    assert parameter_count(Conv2d(1, 6, 5)) == 156  # of the lectures that take one input channel


def test_sharing_saves_no_multiplication_but_sparsity_does() -> None:
    full, local = as_fully_connected(COURSE, IMAGE), as_locally_connected(COURSE, IMAGE)
    assert multiply_adds(COURSE, IMAGE) == multiply_adds(local, IMAGE) == 352_800
    assert multiply_adds(full, (3072,)) == 14_450_688
    assert connection_count(COURSE, IMAGE) == connection_count(local, IMAGE) == 352_800 + OUTPUTS
    assert connection_count(full, (3072,)) == 14_450_688 + OUTPUTS


def test_the_density_of_the_weight_matrix_of_the_courses() -> None:
    assert round(100 * 75 / 3072, 2) == 2.44
    full = as_fully_connected(COURSE, IMAGE)
    assert np.count_nonzero(full.weight) == 75 * OUTPUTS
    assert np.count_nonzero(full.weight) / full.weight.size == 75 / 3072


def test_a_larger_image_makes_the_fully_connected_layer_impossible_and_leaves_the_convolution_alone() -> None:
    large = (3, 1000, 1000)
    full = as_fully_connected(COURSE, large)
    assert COURSE.forward_shape(large) == (6, 996, 996)
    assert f"{weights(full):.2e}" == "1.79e+13"
    assert round(4 * weights(full) / 2**40) == 65
    assert parameter_count(COURSE) == 456
    assert as_locally_connected(COURSE, large).parameter_count == 76 * 6 * 996**2


@pytest.mark.parametrize(("layer", "shape"), CASES.values(), ids=CASES)
def test_connections_are_what_the_gradient_runs_along(layer: Layer, shape: tuple[int, ...]) -> None:
    count = connection_count(layer, shape)
    outputs = int(np.prod(layer.forward_shape(shape)))
    biases = outputs if "bias" in layer.parameters else 0
    if isinstance(layer, MaxPool2d):  # its gradient runs to the winner alone: count by touching
        touched = np.eye(int(np.prod(shape))).reshape(-1, *shape)
        assert count == np.count_nonzero(layer.forward(touched))
        return
    x = np.random.default_rng(0).uniform(0.5, 1, shape)
    alone = np.eye(outputs).reshape(-1, *layer.forward_shape(shape))
    received, _ = layer.backward(np.broadcast_to(x, (outputs, *shape)), alone)
    assert count == np.count_nonzero(np.abs(received) > 1e-12) + biases


def test_padding_has_no_connections_but_is_multiplied() -> None:
    padded = Conv2d(1, 1, 3, padding=1)
    assert multiply_adds(padded, (1, 4, 4)) == 9 * 16
    assert connection_count(padded, (1, 4, 4)) == (2 + 3 + 3 + 2) ** 2 + 16


def test_what_has_no_weights_multiplies_nothing() -> None:
    assert (parameter_count(MaxPool2d(2)), multiply_adds(MaxPool2d(2), IMAGE)) == (0, 0)
    assert connection_count(MaxPool2d(2), IMAGE) == 4 * 3 * 16 * 16
    assert multiply_adds(BlurPool2d(3), IMAGE) == 9 * 3 * 16 * 16
    assert (parameter_count(BlurPool2d(3)), connection_count(ReLU(), IMAGE)) == (0, 3072)
    assert connection_count(Softmax(), (10,)) == 100


def test_the_counts_of_a_network_are_the_sums_of_its_layers() -> None:
    network = Network([Conv2d(1, 2, 3), ReLU(), Conv2d(2, 3, 3)])
    assert parameter_count(network) == 20 + 57
    assert multiply_adds(network, (1, 8, 8)) == 36 * 18 + 16 * 54
    assert connection_count(network, (1, 8, 8)) == 36 * 20 + 72 + 16 * 57


def test_shapes_that_do_not_fit_are_refused() -> None:
    for count in (connection_count, multiply_adds):
        with pytest.raises(ValueError, match=r"Layer 1 of 1 \(Linear\) does not fit"):
            count(Linear(4, 2), (5,))

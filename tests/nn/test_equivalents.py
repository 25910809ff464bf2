"""The fully and the locally connected layer that do what a convolution does."""

import numpy as np
import pytest

from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import as_fully_connected, as_locally_connected
from convviz.nn.layer import Layer
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.pooling import AvgPool2d, MaxPool2d
from tests.nn.layer_cases import CASES

LINEAR = {name: case for name, case in CASES.items() if case[0].is_linear}
SLIDING = {name: case for name, case in CASES.items() if isinstance(case[0], Conv2d | LocallyConnected2d)}


@pytest.mark.parametrize(("layer", "shape"), LINEAR.values(), ids=LINEAR)
def test_the_weight_matrix_times_the_flat_input_is_the_flat_map(layer: Layer, shape: tuple[int, ...]) -> None:
    full = as_fully_connected(layer, shape)
    x = np.random.default_rng(0).normal(size=shape)
    expected = layer.forward(x).ravel()
    np.testing.assert_allclose(full.weight @ x.ravel() + full.bias, expected, atol=1e-6)
    np.testing.assert_allclose(full.forward(x.ravel()), expected, atol=1e-6)


@pytest.mark.parametrize(("layer", "shape"), SLIDING.values(), ids=SLIDING)
def test_unshared_weights_give_the_same_map(layer: Layer, shape: tuple[int, ...]) -> None:
    local = as_locally_connected(layer, shape)
    x = np.random.default_rng(1).normal(size=shape)
    assert isinstance(local, LocallyConnected2d)
    np.testing.assert_allclose(local.forward(x), layer.forward(x), atol=1e-6)


def test_every_row_of_the_matrix_of_a_convolution_holds_the_same_few_weights() -> None:
    conv = Conv2d(1, 1, 3)
    matrix = as_fully_connected(conv, (1, 6, 6)).weight
    for row in matrix:
        assert np.array_equal(row[row != 0], conv.weight.ravel())
    assert set(matrix.ravel()) == {0, *conv.weight.ravel()}


def test_a_large_bias_does_not_blur_the_small_weights() -> None:
    conv = Conv2d(np.full((1, 1, 1, 1), 1e-12), [1e6])
    full = as_fully_connected(conv, (1, 2, 2))
    np.testing.assert_array_equal(full.weight, np.eye(4) * np.float32(1e-12))
    np.testing.assert_array_equal(full.bias, [1e6] * 4)


def test_many_outputs_come_in_several_blocks() -> None:
    full = as_fully_connected(AvgPool2d(1), (2, 20, 20))
    np.testing.assert_array_equal(full.weight, np.eye(800))


def test_a_layer_that_is_so_already_stays_itself() -> None:
    linear, local = Linear(4, 2), LocallyConnected2d(1, 1, 2, 3)
    assert as_fully_connected(linear, (4,)) is linear
    assert as_locally_connected(local, (1, 3, 3)) is local


def test_what_is_not_linear_has_no_matrix() -> None:
    for layer in (ReLU(), MaxPool2d(2)):
        with pytest.raises(ValueError, match=f"{type(layer).__name__} has no weight matrix, because it is not linear"):
            as_fully_connected(layer, (1, 4, 4))
    with pytest.raises(ValueError, match="Only a convolution has a locally connected equivalent; got AvgPool2d"):
        as_locally_connected(AvgPool2d(2), (1, 4, 4))


def test_a_matrix_that_no_memory_holds_can_be_counted_but_not_read() -> None:
    full = as_fully_connected(Conv2d(3, 6, 5), (3, 1000, 1000))
    assert full.parameter_count > 10**13
    with pytest.raises(ValueError, match="Use a smaller image or layer"):
        full.weight  # noqa: B018  reading makes it


def test_a_shape_that_does_not_fit_is_refused() -> None:
    for convert in (as_fully_connected, as_locally_connected):
        with pytest.raises(ValueError, match=r"it takes \(3, height, width\)"):
            convert(Conv2d(3, 6, 5), (1, 32, 32))

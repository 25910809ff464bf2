"""Weights that are made only when they are read."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Linear
from convviz.nn.parameters import LazyArray, array_shapes, parameter_shape, reading
from convviz.nn.per_channel import BatchNorm2d
from convviz.nn.table_conv import TableConv2d


def test_a_lazy_array_is_made_once_when_it_is_first_read() -> None:
    made = []

    def make() -> np.ndarray:
        made.append(1)
        return np.ones((2, 3))

    layer = Linear(LazyArray((2, 3), make), np.zeros(2))
    assert parameter_shape(layer, "weight") == (2, 3)
    assert (layer.in_features, layer.parameter_count, layer.forward_shape((3,)), made) == (3, 8, (2,), [])
    assert repr(layer) == "Linear(weight=<2 × 3>, bias=<2>)"
    assert not made
    assert layer.weight is layer.weight
    assert made == [1]
    assert layer.weight.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        layer.weight[0] = 2


def test_a_layer_has_no_weights_by_default() -> None:
    assert not hasattr(Conv2d, "weight")
    with pytest.raises(TypeError, match="bias"):
        Conv2d(np.ones((1, 1, 1, 1)))  # type: ignore[call-overload]


def test_another_bias_leaves_the_weights_as_they_are() -> None:
    layer = Linear(3, 2)
    other = replace(layer, bias=[5, 6])
    assert np.array_equal(other.weight, layer.weight)
    assert other.bias.tolist() == [5, 6]


def test_counting_weights_takes_no_memory() -> None:
    tracemalloc.start()
    layer = Linear(25088, 4096)
    assert layer.parameter_count == 102_764_544
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**16


def test_weights_too_many_to_compute_with_can_still_be_counted() -> None:
    layer = Linear(3_000_000, 5_952_096)
    assert layer.parameter_count == 3_000_001 * 5_952_096
    with pytest.raises(ValueError, match=r"would take 66,\d{3}\.\d GiB; they can be counted, but not computed with"):
        layer.weight  # noqa: B018  reading makes it


def test_a_layer_can_read_arrays_that_change_but_nobody_can_change_them_through_it() -> None:
    layer = Conv2d(1, 1, 2, padding=1)
    arrays = {"weight": np.zeros((1, 1, 2, 2), np.float32), "bias": np.zeros(1, np.float32)}
    changing = reading(layer, arrays)
    arrays["weight"] += 3
    assert changing.weight.tolist() == [[[[3, 3], [3, 3]]]]
    assert changing.padding == 1
    assert changing.forward(np.ones((1, 2, 2)))[0, 1, 1] == 12
    assert abs(layer.weight).max() < 1
    with pytest.raises(ValueError, match="read-only"):
        changing.weight[0] = 2
    assert arrays["weight"].flags.writeable


def test_the_arrays_of_a_layer_are_its_parameters_and_what_was_measured_but_no_table() -> None:
    table = TableConv2d(np.ones((2, 1, 1, 1)), np.zeros(2), table=[[True], [False]])
    assert array_shapes(table) == {"weight": (2, 1, 1, 1), "bias": (2,)}
    assert [*array_shapes(BatchNorm2d(3))] == ["weight", "bias", "running_mean", "running_var"]
    assert array_shapes(Linear(3_000_000, 5_952_096))["weight"] == (5_952_096, 3_000_000)
    assert array_shapes(ReLU()) == {}


def test_weights_that_are_made_must_be_finite() -> None:
    layer = Linear(LazyArray((1, 1), lambda: np.array([[np.nan]])), [0])
    with pytest.raises(ValueError, match="weight holds a number that is not finite"):
        layer.weight  # noqa: B018  reading makes it

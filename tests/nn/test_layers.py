"""Every layer keeps the same promises: shapes, batches, types, gradients."""

from dataclasses import FrozenInstanceError, fields, replace
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest

from convviz.engine import locally_connected2d
from convviz.nn.activations import LeakyReLU, ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.table_conv import TableConv2d
from tests.nn.layer_cases import CASES, IMAGE, TABLE

every_layer = pytest.mark.parametrize(("layer", "shape"), CASES.values(), ids=CASES)


def apart(*shape: int) -> np.ndarray:
    """Draw float64 values of which no two are close, and none to zero: no finite difference crosses a kink."""
    values = np.arange(prod(shape)) - prod(shape) // 2 + 0.5
    return np.random.default_rng(3).permutation(values).reshape(shape) / 20


@every_layer
def test_the_shape_is_known_before_the_map_is_computed(layer: Layer, shape: tuple[int, ...]) -> None:
    assert layer.forward(apart(*shape)).shape == layer.forward_shape(shape)


@every_layer
def test_a_batch_is_its_images_one_by_one(layer: Layer, shape: tuple[int, ...]) -> None:
    x = apart(3, *shape)
    out, grad = layer.forward(x), apart(3, *layer.forward_shape(shape))
    by_input, by_parameter = layer.backward(x, grad)
    single = [layer.backward(image, part) for image, part in zip(x, grad, strict=True)]
    np.testing.assert_allclose(out, [layer.forward(image) for image in x], atol=1e-12)
    np.testing.assert_allclose(by_input, [one[0] for one in single], atol=1e-12)
    for name, values in by_parameter.items():
        np.testing.assert_allclose(values, sum(one[1][name] for one in single), atol=1e-12)


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept_and_inputs_left_alone(layer: Layer, shape: tuple[int, ...], dtype: Any) -> None:
    x, grad = apart(*shape).astype(dtype), apart(*layer.forward_shape(shape)).astype(dtype)
    x.flags.writeable = grad.flags.writeable = False
    by_input, by_parameter = layer.backward(x, grad)
    assert {layer.forward(x).dtype, by_input.dtype, *(values.dtype for values in by_parameter.values())} == {
        np.dtype(dtype)
    }


@every_layer
def test_the_input_gradient_equals_finite_differences(layer: Layer, shape: tuple[int, ...]) -> None:
    x, grad = apart(*shape), apart(*layer.forward_shape(shape))
    by_input, _ = layer.backward(x, grad)
    assert by_input.shape == x.shape
    step = 1e-5
    for index in np.ndindex(*shape):
        moved = np.zeros(shape)
        moved[index] = step
        change = np.vdot(layer.forward(x + moved) - layer.forward(x - moved), grad) / (2 * step)
        assert change == pytest.approx(by_input[index], abs=1e-6)


@every_layer
def test_the_parameter_gradients_equal_finite_differences(layer: Layer, shape: tuple[int, ...]) -> None:
    x, grad = apart(2, *shape), apart(2, *layer.forward_shape(shape))
    _, by_parameter = layer.backward(x, grad)
    assert {name: values.shape for name, values in by_parameter.items()} == {
        name: values.shape for name, values in layer.parameters.items()
    }
    for name, values in layer.parameters.items():
        for index in np.ndindex(values.shape):
            moved = np.zeros(values.shape)
            moved[index] = 0.5  # a large step: outputs are linear in parameters
            changed = [replace(layer, **{name: values + sign * moved}).forward(x) for sign in (1, -1)]
            assert np.vdot(changed[0] - changed[1], grad) == pytest.approx(by_parameter[name][index], abs=1e-4)


@every_layer
def test_a_layer_is_a_value_that_writes_itself_without_its_numbers(layer: Layer, shape: tuple[int, ...]) -> None:
    assert repr(layer).startswith(f"{type(layer).__name__}(")
    assert len(repr(layer)) < 200
    for field in fields(layer):
        with pytest.raises(FrozenInstanceError):
            setattr(layer, field.name, 1)
    again = replace(layer)
    x = apart(*shape)
    np.testing.assert_array_equal(again.forward(x), layer.forward(x))


def test_the_layers_are_shown_with_their_options() -> None:
    assert repr(MaxPool2d(3, 2)) == (
        "MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=(0, 0), dilation=(1, 1), ceil_mode=False)"
    )
    assert repr(Linear(400, 120)) == "Linear(weight=<120 × 400>, bias=<120>)"


def test_layers_are_made_by_their_sizes_as_in_torch() -> None:
    conv = Conv2d(3, 6, 5, 2, padding=1)
    assert (conv.in_channels, conv.out_channels, conv.kernel_size) == (3, 6, (5, 5))
    assert (conv.stride, conv.padding, conv.dilation) == ((2, 2), 1, (1, 1))
    assert Conv2d(in_channels=3, out_channels=6, kernel_size=(5, 4)).kernel_size == (5, 4)
    assert Conv2d(np.int64(3), 6, 5).in_channels == 3
    linear = Linear(400, 120)
    assert (linear.in_features, linear.out_features, linear.weight.shape) == (400, 120, (120, 400))
    local = LocallyConnected2d(3, 6, 5, (32, 32))
    assert (local.in_channels, local.out_channels, local.output_size) == (3, 6, (28, 28))
    assert MaxPool2d(3).stride == AvgPool2d(3).stride == (3, 3)
    assert Linear(in_features=np.int64(400), out_features=120).in_features == 400
    assert BatchNorm2d(6).num_features == BatchNorm2d(num_features=6, eps=0.1).num_features == 6


def test_weights_drawn_lie_within_the_bounds_of_torch_and_follow_their_seed() -> None:
    conv = Conv2d(4, 50, 5)
    bound = 1 / np.sqrt(100)
    assert 0.98 * bound < np.abs(conv.weight).max() <= bound
    assert abs(conv.weight.mean()) < 0.05 * bound
    assert np.abs(conv.bias).max() <= bound
    assert np.array_equal(conv.weight, Conv2d(4, 50, 5).weight)
    assert not np.array_equal(conv.weight, Conv2d(4, 50, 5, seed=1).weight)
    for first, second in pairwise([Linear(9, 9).weight, Linear(9, 9).weight, Linear(9, 9, seed=2).weight]):
        assert np.array_equal(first, second) == (first[0, 0] == second[0, 0])


def test_a_new_batch_norm_changes_next_to_nothing() -> None:
    x = apart(*IMAGE)
    np.testing.assert_allclose(BatchNorm2d(2).forward(x), x, rtol=1e-5)


def test_batch_norm_gives_measured_channels_mean_zero_and_variance_one() -> None:
    x = np.random.default_rng(4).normal(3, 5, (2, 50, 50))
    norm = BatchNorm2d(np.ones(2), np.zeros(2), x.mean(axis=(1, 2)), x.var(axis=(1, 2)))
    out = norm.forward(x)
    np.testing.assert_allclose(out.mean(axis=(1, 2)), 0, atol=1e-6)
    np.testing.assert_allclose(out.std(axis=(1, 2)), 1, rtol=1e-5)


def test_subsampling_scales_the_sum_of_each_window() -> None:
    out = SubSampling2d([2, 1], [0, 10]).forward(np.ones((2, 4, 4)))
    np.testing.assert_array_equal(out, np.stack([np.full((2, 2), 8), np.full((2, 2), 14)]))


def test_a_filter_of_a_table_does_not_see_the_other_channels() -> None:
    layer = TableConv2d(np.ones((3, 2, 2, 2)), np.zeros(3), table=TABLE)
    x = np.stack([np.ones((3, 3)), np.full((3, 3), 10.0)])
    np.testing.assert_array_equal(layer.forward(x)[:, 0, 0], [4, 44, 40])
    assert (layer.parameter_count, layer.multiply_adds((2, 3, 3))) == (4 * 4 + 3, 4 * 4 * 4)
    assert not replace(layer, weight=np.full((3, 2, 2, 2), 7)).weight[0, 1].any()


def test_a_locally_connected_layer_with_equal_weights_is_a_convolution() -> None:
    conv = Conv2d(2, 3, 3, padding=1, padding_mode="reflect")
    weight = np.broadcast_to(conv.weight[:, None, None], (3, 6, 7, 2, 3, 3))
    out = locally_connected2d(apart(*IMAGE), weight, padding=1, padding_mode="reflect")
    np.testing.assert_allclose(out + conv.bias[:, None, None], conv.forward(apart(*IMAGE)), atol=1e-6)


def test_flatten_goes_channel_by_channel_and_row_by_row() -> None:
    np.testing.assert_array_equal(Flatten().forward(np.arange(12.0).reshape(2, 2, 3)), np.arange(12))
    assert Flatten().forward(np.zeros((5, 2, 2, 3))).shape == (5, 12)
    assert Flatten().forward(np.zeros((5, 12))).shape == (5, 12)
    assert Flatten().forward_shape((12,)) == (12,)


def test_layers_without_arrays_are_equal_if_their_options_are() -> None:
    assert MaxPool2d(2) == MaxPool2d((2, 2), 2)
    assert LeakyReLU(0.1) != LeakyReLU(0.2)
    assert ReLU() == ReLU()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Conv2d(0, 6, 5), "weight must be"),
        (lambda: Conv2d(3, 6, 5, padding="full"), "padding must be a whole number"),
        (lambda: Linear(np.ones((3, 2)), np.ones(2)), r"bias must hold one number an output, \(3,\); got \(2,\)"),
        (lambda: Linear(0, 3), r"weight must be \(out_features, in_features\), each at least 1; got \(3, 0\)"),
        (lambda: Linear([[np.inf]], [0]), "weight holds a number that is not finite"),
        (lambda: LocallyConnected2d(np.ones((2, 2)), np.ones(2)), "weight must be .*got"),
        (lambda: LocallyConnected2d(np.ones((2, 3, 3, 1, 2, 2)), np.ones(2)), "bias must hold one number an output"),
        (lambda: LocallyConnected2d(1, 1, 5, (3, 3)), "The kernel covers 5 pixels"),
        (lambda: LocallyConnected2d(1, 1, 2, (3, 3), padding_mode="mirror"), "padding_mode must be one of"),
        (lambda: TableConv2d(np.ones((3, 2, 1, 1)), np.ones(3), table=[[True]]), r"table must be .*\(3, 2\)"),
        (lambda: MaxPool2d(2, padding=2), "padding of a pooling must be at most half"),
        (lambda: MaxPool2d(0), "kernel_size must be a whole number"),
        (lambda: AvgPool2d(2, padding=2), "padding of a pooling must be at most half"),
        (lambda: AvgPool2d(2, divisor_override=0), "divisor_override must not be 0"),
        (lambda: BlurPool2d((2, 3)), "kernel_size must be one number"),
        (lambda: BlurPool2d(3, padding_mode="mirror"), "padding_mode must be one of"),
        (lambda: BatchNorm2d([1], [1, 2], [0], [1]), "must hold one number a channel each"),
        (lambda: BatchNorm2d([1], [1], [0], [-1]), "running_var must be at least 0"),
        (lambda: BatchNorm2d(1, eps=0), "eps above 0"),
        (lambda: SubSampling2d([1], [1, 2]), "must hold one number a channel each"),
        (lambda: SubSampling2d([1], [1], stride=0), "stride must be a whole number"),
    ],
)
def test_what_does_not_fit_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Conv2d(3, 6, 5), (6, 14, 14), r"it takes \(3, height, width\)"),
        (Conv2d(3, 6, 5), (3, 4, 4), "The kernel covers 5 pixels, but the padded image has only 4"),
        (Conv2d(3, 6, 5), (75,), r"it takes \(3, height, width\)"),
        (LocallyConnected2d(3, 6, 5, (32, 32)), (3, 33, 32), r"28 × 28 positions, but the kernel has 29 × 28"),
        (Linear(400, 120), (16, 5, 5), r"it takes \(400,\)\. Put Flatten before it\."),
        (Linear(400, 120), (16, 4, 4), r"Put Flatten before it\. Linear\(256, 120\) would fit then"),
        (Linear(400, 120), (84,), r"it takes \(400,\)\. Linear\(84, 120\) would fit\."),
        (MaxPool2d(2), (9,), r"it takes \(channels, height, width\)"),
        (AvgPool2d(3), (1, 2, 2), "The kernel covers 3 pixels"),
        (BlurPool2d(5), (1, 2, 2), "padding_mode='reflect' can add at most 1 rows"),
        (GlobalAvgPool2d(), (9,), r"it takes \(channels, height, width\)"),
        (BatchNorm2d(4), IMAGE, r"it takes \(4, height, width\)"),
        (SubSampling2d([1], [1]), IMAGE, r"it takes \(1, height, width\)"),
    ],
)
def test_an_input_that_does_not_fit_is_told_what_would(layer: Layer, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layer.forward_shape(shape)
    with pytest.raises(ValueError, match=r"."):
        layer.forward(np.zeros(shape))

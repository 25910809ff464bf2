"""What people call layers: short names, shapes and counts, and a sentence for each kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from convviz.engine.geometry import IntOrPair, Pair, pair
from convviz.lab.text.numbers import format_number
from convviz.nn.activations import LeakyReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.per_channel import SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, MaxPool2d


class Kind(NamedTuple):
    """A kind of layer: among which others it stands in a menu, and what it does, in a sentence."""

    group: str
    sentence: str


WEIGHTS, POOLING, ACTIVATION, SHAPE = "Weights", "Pooling", "Activation", "Shape"
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "Conv2d": Kind(WEIGHTS, "Slides the same few weights over every position: a feature map for each filter."),
        "LocallyConnected2d": Kind(WEIGHTS, "Looks at small regions as a convolution does, with weights of each own."),
        "Linear": Kind(WEIGHTS, "Connects every input with every output: fully connected, also called dense."),
        "BatchNorm2d": Kind(WEIGHTS, "Brings each channel to a common scale, then scales and moves it as learnt."),
        "MaxPool2d": Kind(POOLING, "Keeps the largest value of each small window, and makes the map smaller."),
        "AvgPool2d": Kind(POOLING, "Averages each small window, and makes the map smaller."),
        "BlurPool2d": Kind(POOLING, "Blurs before it leaves pixels out, so that small shifts change less."),
        "GlobalAvgPool2d": Kind(POOLING, "Averages each channel over all of its positions: one number a channel."),
        "ReLU": Kind(ACTIVATION, "Sets negative values to zero."),
        "LeakyReLU": Kind(ACTIVATION, "Makes negative values small instead of zero."),
        "Sigmoid": Kind(ACTIVATION, "Squeezes values between 0 and 1."),
        "Tanh": Kind(ACTIVATION, "Squeezes values between −1 and 1."),
        "Softmax": Kind(ACTIVATION, "Turns scores into shares that add up to 1, such as the chances of classes."),
        "Flatten": Kind(SHAPE, "Lines all values up in one vector, as a fully connected layer takes them."),
    }
)


def layer_name(index: int, layer: Layer) -> str:
    """Return what a layer of a network is called, by its place, which counts from 0, and its kind.

    Examples
    --------
    >>> layer_name(0, Conv2d(3, 96, 11))
    '1 Conv2d'
    """
    return f"{index + 1} {type(layer).__name__}"


def layer_title(layer: Layer) -> str:
    """Return a layer as people write it: its kind and the options that matter most.

    Examples
    --------
    >>> layer_title(Conv2d(3, 96, 11, stride=4)), layer_title(MaxPool2d(2)), layer_title(Linear(400, 120))
    ('Conv2d 11×11 /4, 96', 'MaxPool2d 2×2', 'Linear 120')
    """
    kind = type(layer).__name__
    match layer:
        case Conv2d() | LocallyConnected2d():
            return f"{kind} {_windows(layer.kernel_size, layer.stride, (1, 1))}, {layer.out_channels}"
        case MaxPool2d() | AvgPool2d() | SubSampling2d():
            return f"{kind} {_windows(layer.kernel_size, layer.stride, layer.kernel_size)}"
        case BlurPool2d():
            return f"{kind} {_windows(layer.kernel_size, layer.stride, (1, 1))}"
        case Linear():
            return f"{kind} {layer.out_features}"
        case LeakyReLU():
            return f"{kind} {format_number(layer.negative_slope)}"
    return kind


def shape_text(shape: Shape) -> str:
    """Write a shape as rows × columns × channels, or as the number of features.

    Examples
    --------
    >>> shape_text((6, 28, 30)), shape_text((4096,))
    ('28×30×6', '4,096')
    """
    channels, *size = shape
    return "×".join(map(str, (*size, channels))) if size else f"{channels:,}"


def _windows(kernel_size: IntOrPair, stride: IntOrPair | None, usual: IntOrPair) -> str:
    """Write the size of windows, and how far one is from the next, if not as usual."""
    kernel = pair(kernel_size, "kernel_size")
    steps: Pair = kernel if stride is None else pair(stride, "stride")
    size = "×".join(map(str, kernel))
    if steps == pair(usual, "usual"):
        return size
    return f"{size} /{steps[0]}" if steps[0] == steps[1] else f"{size} /{steps[0]}×{steps[1]}"

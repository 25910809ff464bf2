"""Networks for one task, telling small pictures apart: convolutional, locally connected and fully connected.

All have two stages and the same head. What a stage gives is as large in each: after the first, 6 maps of half the
height and width; after the second, 16 maps of a quarter, as in LeNet-5. So only how these are connected differs.
"""

from collections.abc import Callable, Mapping
from functools import partial
from math import prod, sqrt
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.parameters import LazyArray
from convviz.nn.pooling import BlurPool2d, MaxPool2d

MAPS, KERNEL_SIZE = (6, 16), 5  # of the two stages, as in LeNet-5
FEATURES = 30  # that the head decides by
SMALLEST_CANVAS = 6  # pixels; a smaller one leaves the second blur nothing to mirror
LARGEST_CANVAS = 4096  # pixels; a file may claim any


def _conv(channels: int, maps: int, size: int, seed: int) -> list[Layer]:
    del size
    return [_convolution(channels, maps, seed), ReLU(), MaxPool2d(2)]


def _blur(channels: int, maps: int, size: int, seed: int) -> list[Layer]:
    del size
    return [_convolution(channels, maps, seed), ReLU(), MaxPool2d(2, 1), BlurPool2d(3, 2)]


def _local(channels: int, maps: int, size: int, seed: int) -> list[Layer]:
    kernel = channels, KERNEL_SIZE, KERNEL_SIZE
    weight, bias = _he((maps, size, size, *kernel), prod(kernel), seed), np.zeros((maps, size, size))
    return [LocallyConnected2d(weight, bias, padding="same"), ReLU(), MaxPool2d(2)]


def _full(channels: int, maps: int, size: int, seed: int) -> list[Layer]:
    return [_linear(channels * size**2, maps * (size // 2) ** 2, seed), ReLU()]


def _convolution(channels: int, maps: int, seed: int) -> Conv2d:
    kernel = channels, KERNEL_SIZE, KERNEL_SIZE
    return Conv2d(_he((maps, *kernel), prod(kernel), seed), np.zeros(maps), padding="same")


def _linear(in_features: int, out_features: int, seed: int) -> Linear:
    return Linear(_he((out_features, in_features), in_features, seed), np.zeros(out_features))


def _he(shape: tuple[int, ...], fan_in: int, seed: int) -> LazyArray:
    """Draw weights of variance 2 / fan_in, which keeps the size of what passes ReLU from layer to layer."""
    return LazyArray(shape, partial(_draw, shape, sqrt(2 / fan_in), seed))


def _draw(shape: tuple[int, ...], deviation: float, seed: int) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(shape, np.float32) * np.float32(deviation)


_STAGES: Mapping[str, Callable[[int, int, int, int], list[Layer]]] = MappingProxyType(
    {"conv": _conv, "local": _local, "full": _full, "blur": _blur}
)
DIGIT_NETWORKS: Mapping[str, str] = MappingProxyType(
    {
        "conv": "Convolutional",
        "local": "Locally connected",
        "full": "Fully connected",
        "blur": "Convolutional with blur pooling",
    }
)


def digit_network(kind: str, canvas: int = 16, classes: int = 10, *, channels: int = 1, seed: int = 0) -> Network:
    """Build a network that gives one score a class, a logit: Softmax behind it would make shares of 1.

    Parameters
    ----------
    kind : {"conv", "local", "full", "blur"}
        “conv”: two convolutions of 5×5, each with ReLU and max pooling by 2, after LeNet-5. “local”: locally
        connected layers in place of the convolutions. “full”: fully connected ones with as many outputs as the pooled
        maps have values. “blur”: as “conv”, but each max pooling steps by 1 pixel, and a blur follows before every
        second pixel is taken (Zhang 2019, “Making convolutional networks shift-invariant again”).
    canvas : int
        Height and width of the pictures in pixels, 6 … 4096.
    classes, channels : int
        Scores that come out, and channels that go in; at least 1.
    seed : int
        At least 0, of the weights: normally distributed with variance 2 / fan_in, as they stand before ReLU (He et al.
        2015, “Delving deep into rectifiers”). Biases begin at 0.

    Returns
    -------
    Network
        It takes (channels, canvas, canvas) and gives (classes,).

    Raises
    ------
    ValueError
        If there is no such kind, or a number is out of range.

    Examples
    --------
    >>> digit_network("conv").shapes((1, 16, 16))[-1]
    (10,)
    """
    if kind not in _STAGES:
        raise ValueError(f"A network for digits is one of {', '.join(_STAGES)}; got {kind!r}.")
    if not SMALLEST_CANVAS <= canvas <= LARGEST_CANVAS or min(classes, channels) < 1:
        raise ValueError(
            f"A network for digits needs a canvas of {SMALLEST_CANVAS} to {LARGEST_CANVAS} pixels, at least one class "
            f"and one channel; got {canvas}, {classes} and {channels}."
        )
    stage, (few, many), seeds = _STAGES[kind], MAPS, range(4 * seed, 4 * seed + 4)  # no two layers draw alike
    stages = [*stage(channels, few, canvas, seeds[0]), *stage(few, many, canvas // 2, seeds[1])]
    stages = [Flatten(), *stages] if kind == "full" else [*stages, Flatten()]
    head = [_linear(many * (canvas // 4) ** 2, FEATURES, seeds[2]), ReLU(), _linear(FEATURES, classes, seeds[3])]
    return Network([*stages, *head])

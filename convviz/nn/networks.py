"""Networks of the courses and of the literature, ready made; their weights are drawn, by seed, when first needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convviz.nn.activations import ReLU, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.parameters import uniform
from convviz.nn.per_channel import SubSampling2d
from convviz.nn.pooling import AvgPool2d, MaxPool2d
from convviz.nn.table_conv import TableConv2d

Named = list[tuple[str, Layer]]


@dataclass(frozen=True)
class ReadyNetwork:
    """A network, what it takes, and what the literature calls its layers.

    Parameters
    ----------
    title : str
    description : str
        One or two sentences for people, with the source and what is left out.
    input_shape : (C, H, W)
    network : Network
    names : dict of str to int
        A layer's name in the literature, such as "C1" or "pool5", to its index.
    """

    title: str
    description: str
    input_shape: Shape
    network: Network
    names: Mapping[str, int]


def _ready(title: str, description: str, input_shape: Shape, named: Named) -> ReadyNetwork:
    names = {name: index for index, (name, _) in enumerate(named) if name}
    network = Network([layer for _, layer in named])
    return ReadyNetwork(title, description, input_shape, network, MappingProxyType(names))


def _edges() -> Named:
    """Build Sobel kernels in four directions, their corners' sum 4 as their sides', and two Laplacians."""
    across, diagonal = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]
    laplacians = [[[0, 1, 0], [1, -4, 1], [0, 1, 0]], [[1, 1, 1], [1, -8, 1], [1, 1, 1]]]
    sobels = [np.rot90(kernel, turns) for kernel in (across, diagonal) for turns in (0, 1)]
    weight = np.array([*sobels, *laplacians], np.float32)[:, np.newaxis]
    return [("edges", Conv2d(weight, np.zeros(6), padding="same", padding_mode="replicate")), ("", ReLU())]


def _two_layers() -> Named:
    return [
        ("conv1", Conv2d(1, 4, 3, padding="same", seed=1)),
        ("", ReLU()),
        ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(4, 8, 3, padding="same", seed=2)),
        ("", ReLU()),
    ]


# Which maps of S2 each map of C3 sees: table I of LeCun et al. 1998.
LENET_TABLE = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)


def _lenet_1998() -> Named:
    table = np.array([[channel in seen for channel in range(6)] for seen in LENET_TABLE])
    c3 = TableConv2d(uniform((16, 6, 5, 5), 100, 3, 0), uniform((16,), 100, 3, 1), table=table)
    return [
        ("C1", Conv2d(1, 6, 5, seed=1)),
        ("", Tanh()),
        ("S2", _subsampling(6, 2)),
        ("", Tanh()),
        ("C3", c3),
        ("", Tanh()),
        ("S4", _subsampling(16, 4)),
        ("", Tanh()),
        ("C5", Conv2d(16, 120, 5, seed=5)),
        ("", Tanh()),
        ("", Flatten()),
        ("F6", Linear(120, 84, seed=6)),
        ("", Tanh()),
    ]


def _subsampling(channels: int, seed: int) -> SubSampling2d:
    return SubSampling2d(uniform((channels,), 4, seed, 0), uniform((channels,), 4, seed, 1), 2)


def _lenet_today() -> Named:
    return [
        ("C1", Conv2d(1, 6, 5, seed=1)),
        ("", Tanh()),
        ("S2", AvgPool2d(2)),
        ("C3", Conv2d(6, 16, 5, seed=3)),
        ("", Tanh()),
        ("S4", AvgPool2d(2)),
        ("", Flatten()),
        ("C5", Linear(400, 120, seed=5)),
        ("", Tanh()),
        ("F6", Linear(120, 84, seed=6)),
        ("", Tanh()),
        ("output", Linear(84, 10, seed=7)),
        ("", Softmax()),
    ]


def _alexnet() -> Named:
    return [
        ("conv1", Conv2d(3, 96, 11, stride=4, seed=1)),
        ("", ReLU()),
        ("pool1", MaxPool2d(3, 2)),
        ("conv2", Conv2d(96, 256, 5, padding=2, seed=2)),
        ("", ReLU()),
        ("pool2", MaxPool2d(3, 2)),
        ("conv3", Conv2d(256, 384, 3, padding=1, seed=3)),
        ("", ReLU()),
        ("conv4", Conv2d(384, 384, 3, padding=1, seed=4)),
        ("", ReLU()),
        ("conv5", Conv2d(384, 256, 3, padding=1, seed=5)),
        ("", ReLU()),
        ("pool5", MaxPool2d(3, 2)),
        *_classifier(256 * 6 * 6, 6),
    ]


def _vgg16() -> Named:
    layers: Named = []
    channels = 3
    for block, (maps, depth) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], 1):
        for number in range(1, depth + 1):
            layers.append((f"conv{block}_{number}", Conv2d(channels, maps, 3, padding=1, seed=len(layers))))
            layers.append(("", ReLU()))
            channels = maps
        layers.append((f"pool{block}", MaxPool2d(2)))
    return [*layers, *_classifier(512 * 7 * 7, 6)]


def _classifier(features: int, first: int) -> Named:
    """Build the three fully connected layers that AlexNet and VGG-16 end with."""
    return [
        ("", Flatten()),
        (f"fc{first}", Linear(features, 4096, seed=101)),
        ("", ReLU()),
        (f"fc{first + 1}", Linear(4096, 4096, seed=102)),
        ("", ReLU()),
        (f"fc{first + 2}", Linear(4096, 1000, seed=103)),
        ("", Softmax()),
    ]


# key: title, description, input shape, layers
_TABLE: dict[str, tuple[str, str, Shape, Callable[[], Named]]] = {
    "edges": (
        "Edge detectors",
        "Sobel kernels in four directions and two Laplacians, then ReLU: a convolutional layer by hand.",
        (1, 64, 64),
        _edges,
    ),
    "two-layers": (
        "Two layers",
        "Two convolutions with max pooling between them; random weights.",
        (1, 32, 32),
        _two_layers,
    ),
    "lenet-5-1998": (
        "LeNet-5 (1998)",
        "LeCun, Bottou, Bengio and Haffner, “Gradient-based learning applied to document recognition”, up to F6: the "
        "output compares with code words that are not learnt. Tanh stands for their scaled tanh; random weights.",
        (1, 32, 32),
        _lenet_1998,
    ),
    "lenet-5": (
        "LeNet-5 as taught today",
        "Every filter of C3 sees every channel, pooling has no parameters, and the output is fully connected; random "
        "weights.",
        (1, 32, 32),
        _lenet_today,
    ),
    "alexnet": (
        "AlexNet",
        "Krizhevsky, Sutskever and Hinton, “ImageNet classification with deep convolutional neural networks”, 2012, in "
        "one tower, without local response normalisation and dropout, which have no parameters; random weights.",
        (3, 227, 227),
        _alexnet,
    ),
    "vgg-16": (
        "VGG-16",
        "Simonyan and Zisserman, “Very deep convolutional networks for large-scale image recognition”, 2014, "
        "configuration D, without dropout; random weights.",
        (3, 224, 224),
        _vgg16,
    ),
}

NETWORKS: Mapping[str, ReadyNetwork] = MappingProxyType(
    {key: _ready(title, description, shape, build()) for key, (title, description, shape, build) in _TABLE.items()}
)

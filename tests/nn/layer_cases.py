"""One of each layer, with the shape of an input that it takes; more of those with options."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from convviz.nn.activations import LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.table_conv import TableConv2d

RNG = np.random.default_rng(0)
IMAGE = (2, 6, 7)
TABLE = [[True, False], [True, True], [False, True]]


def drawn(*shape: int) -> NDArray[Any]:
    """Draw numbers away from zero, of both signs."""
    return RNG.uniform(0.2, 1, shape) * RNG.choice([-1, 1], shape)


CASES: dict[str, tuple[Layer, tuple[int, ...]]] = {
    "Conv2d": (Conv2d(2, 3, 3), IMAGE),
    "Conv2d, strided": (Conv2d(2, 3, (2, 3), stride=(2, 1), padding=(1, 0, 2, 1), dilation=(1, 2)), IMAGE),
    "Conv2d, circular": (Conv2d(2, 3, (4, 3), padding="same", padding_mode="circular"), IMAGE),
    "Conv2d, replicate": (Conv2d(2, 1, 3, padding=2, padding_mode="replicate"), IMAGE),
    "TableConv2d": (TableConv2d(drawn(3, 2, 3, 2), drawn(3), table=TABLE, padding=1), IMAGE),
    "LocallyConnected2d": (LocallyConnected2d(2, 3, (3, 2), (6, 7)), IMAGE),
    "LocallyConnected2d, reflect": (
        LocallyConnected2d(2, 2, 3, (6, 7), stride=(1, 2), padding=(1, 2, 0, 1), padding_mode="reflect"),
        IMAGE,
    ),
    "LocallyConnected2d, dilated": (LocallyConnected2d(2, 2, 2, (6, 7), 2, 1, (3, 2)), IMAGE),
    "Linear": (Linear(5, 4), (5,)),
    "MaxPool2d": (MaxPool2d(2), IMAGE),
    "MaxPool2d, overlapping": (MaxPool2d((3, 2), (2, 1), 1, (1, 2), ceil_mode=True), IMAGE),
    "AvgPool2d": (AvgPool2d(2), IMAGE),
    "AvgPool2d, overlapping": (AvgPool2d((3, 2), 2, 1, ceil_mode=True, count_include_pad=False), IMAGE),
    "AvgPool2d, divisor": (AvgPool2d(3, 1, divisor_override=2), IMAGE),
    "BlurPool2d": (BlurPool2d(), IMAGE),
    "BlurPool2d, even": (BlurPool2d(4, (1, 3), "circular"), IMAGE),
    "GlobalAvgPool2d": (GlobalAvgPool2d(), IMAGE),
    "SubSampling2d": (SubSampling2d(drawn(2), drawn(2)), IMAGE),
    "SubSampling2d, overlapping": (SubSampling2d(drawn(2), drawn(2), (3, 2), 1), IMAGE),
    "BatchNorm2d": (BatchNorm2d(drawn(2), drawn(2), drawn(2), abs(drawn(2))), IMAGE),
    "Flatten": (Flatten(), IMAGE),
    "ReLU": (ReLU(), IMAGE),
    "LeakyReLU": (LeakyReLU(0.2), IMAGE),
    "Sigmoid": (Sigmoid(), IMAGE),
    "Tanh": (Tanh(), IMAGE),
    "Softmax": (Softmax(), IMAGE),
    "Softmax of a vector": (Softmax(), (5,)),
}

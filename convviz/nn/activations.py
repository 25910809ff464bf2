"""The activations as layers: what happens to each value of a feature map, whatever its position."""

from dataclasses import dataclass

from typing_extensions import override

from convviz import engine
from convviz.engine import FloatArray
from convviz.nn.layer import Layer, Shape


class Activation(Layer):
    """A layer that keeps the shape and has nothing to learn."""

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        return shape


@dataclass(frozen=True, repr=False)
class ReLU(Activation):
    """Replaces negative values by zero, as ``torch.nn.ReLU``."""

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.relu(x)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.relu_grad(x, grad)


@dataclass(frozen=True, repr=False)
class LeakyReLU(Activation):
    """Scales negative values by a small slope, as ``torch.nn.LeakyReLU``."""

    negative_slope: float = 0.01

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.leaky_relu(x, self.negative_slope)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.leaky_relu_grad(x, grad, self.negative_slope)


@dataclass(frozen=True, repr=False)
class Sigmoid(Activation):
    """Squeezes values between 0 and 1, as ``torch.nn.Sigmoid``."""

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.sigmoid(x)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.sigmoid_grad(x, grad)


@dataclass(frozen=True, repr=False)
class Tanh(Activation):
    """Squeezes values between −1 and 1, as ``torch.nn.Tanh``."""

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.tanh(x)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.tanh_grad(x, grad)


@dataclass(frozen=True, repr=False)
class Softmax(Activation):
    """Turns scores into shares of 1: over the features of a vector, or the channels at each position of a map.

    The axis is the one that ``torch.nn.Softmax`` takes for a batch: 1, that of the features or channels.
    """

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.softmax(x, _features(x))

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.softmax_grad(x, grad, _features(x))

    @override
    def channel_pairs(self, channels: int) -> int:
        return channels**2


def _features(x: FloatArray) -> int:
    return -3 if x.ndim in (3, 4) else -1

"""The arithmetic of convolutional networks on NumPy arrays: no state, no Qt, names as in torch.nn.functional."""

from convviz.engine.activations import leaky_relu, linear, relu, sigmoid, softmax, tanh
from convviz.engine.arrays import FloatArray
from convviz.engine.convolution import conv2d, conv2d_bands
from convviz.engine.geometry import output_shape, output_size
from convviz.engine.translation import shift

__all__ = [
    "FloatArray",
    "conv2d",
    "conv2d_bands",
    "leaky_relu",
    "linear",
    "output_shape",
    "output_size",
    "relu",
    "shift",
    "sigmoid",
    "softmax",
    "tanh",
]

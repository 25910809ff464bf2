"""The arithmetic of convolutional networks on NumPy arrays, named as in torch.nn.functional: no state, no Qt."""

from convviz.engine.activations import leaky_relu, linear, relu, sigmoid, softmax, tanh
from convviz.engine.arrays import FloatArray
from convviz.engine.convolution import conv2d, conv2d_bands
from convviz.engine.geometry import PADDING_MODES, Sides, output_shape, output_size, pair, resolve_padding
from convviz.engine.gradients import conv2d_input_grad, conv2d_weight_grad
from convviz.engine.pooling import avg_pool2d, blur_pool2d, global_avg_pool2d, max_pool2d
from convviz.engine.translation import shift

__all__ = [
    "PADDING_MODES",
    "FloatArray",
    "Sides",
    "avg_pool2d",
    "blur_pool2d",
    "conv2d",
    "conv2d_bands",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "global_avg_pool2d",
    "leaky_relu",
    "linear",
    "max_pool2d",
    "output_shape",
    "output_size",
    "pair",
    "relu",
    "resolve_padding",
    "shift",
    "sigmoid",
    "softmax",
    "tanh",
]

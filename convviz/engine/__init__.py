"""The arithmetic of convolutional networks on NumPy arrays, named as in torch.nn.functional: no state, no Qt."""

from convviz.engine.activation_gradients import (
    leaky_relu_grad,
    linear_input_grad,
    linear_weight_grad,
    relu_grad,
    sigmoid_grad,
    softmax_grad,
    tanh_grad,
)
from convviz.engine.activations import leaky_relu, linear, relu, sigmoid, softmax, tanh
from convviz.engine.arrays import FloatArray
from convviz.engine.convolution import conv2d, conv2d_bands
from convviz.engine.geometry import PADDING_MODES, Sides, output_shape, output_size, pair, resolve_padding
from convviz.engine.gradients import conv2d_bias_grad, conv2d_input_grad, conv2d_weight_grad
from convviz.engine.local_connections import (
    locally_connected2d,
    locally_connected2d_input_grad,
    locally_connected2d_weight_grad,
)
from convviz.engine.pooling import avg_pool2d, blur_pool2d, global_avg_pool2d, max_pool2d
from convviz.engine.pooling_gradients import (
    avg_pool2d_input_grad,
    blur_pool2d_input_grad,
    global_avg_pool2d_input_grad,
    max_pool2d_input_grad,
)
from convviz.engine.threads import get_num_threads, set_num_threads
from convviz.engine.translation import shift

__all__ = [
    "PADDING_MODES",
    "FloatArray",
    "Sides",
    "avg_pool2d",
    "avg_pool2d_input_grad",
    "blur_pool2d",
    "blur_pool2d_input_grad",
    "conv2d",
    "conv2d_bands",
    "conv2d_bias_grad",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "get_num_threads",
    "global_avg_pool2d",
    "global_avg_pool2d_input_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "linear",
    "linear_input_grad",
    "linear_weight_grad",
    "locally_connected2d",
    "locally_connected2d_input_grad",
    "locally_connected2d_weight_grad",
    "max_pool2d",
    "max_pool2d_input_grad",
    "output_shape",
    "output_size",
    "pair",
    "relu",
    "relu_grad",
    "resolve_padding",
    "set_num_threads",
    "shift",
    "sigmoid",
    "sigmoid_grad",
    "softmax",
    "softmax_grad",
    "tanh",
    "tanh_grad",
]

"""See on your own images why convolutional layers work: the headless API; it never imports Qt."""

from importlib.metadata import version

from convviz.engine import (
    avg_pool2d,
    blur_pool2d,
    conv2d,
    conv2d_input_grad,
    conv2d_weight_grad,
    global_avg_pool2d,
    leaky_relu,
    linear,
    max_pool2d,
    output_shape,
    output_size,
    relu,
    shift,
    sigmoid,
    softmax,
    tanh,
)
from convviz.files.feature_maps import load_feature_map, save_feature_map
from convviz.files.images import load_image
from convviz.files.reading import ImageError
from convviz.files.writing import ExportError
from convviz.nn.activations import LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.equivalents import as_fully_connected, as_locally_connected
from convviz.nn.fields import effective_receptive_field, projective_field, receptive_field, seen_pixels
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.table_conv import TableConv2d
from convviz.nn.translation import (
    Invariance,
    ShiftErrors,
    ShiftSweep,
    equivariance_error,
    errors_between,
    invariance_error,
    shift_sweep,
)

__version__ = version("convviz")

__all__ = [
    "NETWORKS",
    "AvgPool2d",
    "BatchNorm2d",
    "BlurPool2d",
    "Conv2d",
    "ExportError",
    "Flatten",
    "GlobalAvgPool2d",
    "ImageError",
    "Invariance",
    "LeakyReLU",
    "Linear",
    "LocallyConnected2d",
    "MaxPool2d",
    "Network",
    "ReLU",
    "ShiftErrors",
    "ShiftSweep",
    "Sigmoid",
    "Softmax",
    "SubSampling2d",
    "TableConv2d",
    "Tanh",
    "__version__",
    "as_fully_connected",
    "as_locally_connected",
    "avg_pool2d",
    "blur_pool2d",
    "connection_count",
    "conv2d",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "effective_receptive_field",
    "equivariance_error",
    "errors_between",
    "global_avg_pool2d",
    "invariance_error",
    "leaky_relu",
    "linear",
    "load_feature_map",
    "load_image",
    "max_pool2d",
    "multiply_adds",
    "output_shape",
    "output_size",
    "parameter_count",
    "projective_field",
    "receptive_field",
    "relu",
    "save_feature_map",
    "seen_pixels",
    "shift",
    "shift_sweep",
    "sigmoid",
    "softmax",
    "tanh",
]

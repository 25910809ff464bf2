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

__version__ = version("convviz")

__all__ = [
    "ExportError",
    "ImageError",
    "__version__",
    "avg_pool2d",
    "blur_pool2d",
    "conv2d",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "global_avg_pool2d",
    "leaky_relu",
    "linear",
    "load_feature_map",
    "load_image",
    "max_pool2d",
    "output_shape",
    "output_size",
    "relu",
    "save_feature_map",
    "shift",
    "sigmoid",
    "softmax",
    "tanh",
]

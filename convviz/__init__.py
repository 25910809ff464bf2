"""See on your own images why convolutional layers work: the headless API; it never imports Qt."""

from importlib.metadata import version

from convviz.engine import (
    conv2d,
    leaky_relu,
    linear,
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
    "conv2d",
    "leaky_relu",
    "linear",
    "load_feature_map",
    "load_image",
    "output_shape",
    "output_size",
    "relu",
    "save_feature_map",
    "shift",
    "sigmoid",
    "softmax",
    "tanh",
]

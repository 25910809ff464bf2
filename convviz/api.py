"""The headless API, whose names are those of ``convviz`` itself; it never imports Qt."""

from importlib.metadata import version

from convviz.engine import (
    avg_pool2d,
    blur_pool2d,
    conv2d,
    conv2d_input_grad,
    conv2d_weight_grad,
    get_num_threads,
    global_avg_pool2d,
    leaky_relu,
    linear,
    max_pool2d,
    output_shape,
    output_size,
    relu,
    set_num_threads,
    shift,
    sigmoid,
    softmax,
    tanh,
)
from convviz.files.digits import load_digits
from convviz.files.feature_maps import load_feature_map, save_feature_map
from convviz.files.image_folder import LoadedDataset, read_image_folder
from convviz.files.images import load_image
from convviz.files.reading import ImageError
from convviz.files.trained import TrainedNetwork, read_trained, shipped_network
from convviz.files.weights import WeightsError, load_weights, save_weights
from convviz.files.writing import ExportError
from convviz.nn.activations import LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.dataset import Dataset, Split
from convviz.nn.digit_networks import digit_network
from convviz.nn.digit_training import TrainingRecipe
from convviz.nn.early_stopping import EarlyStopping
from convviz.nn.equivalents import as_fully_connected, as_locally_connected
from convviz.nn.evaluation import Evaluation, evaluate
from convviz.nn.fields import effective_receptive_field, projective_field, receptive_field, seen_pixels
from convviz.nn.filter_learning import FilterLearning
from convviz.nn.filter_task import FilterTask
from convviz.nn.least_squares import LeastSquares
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.losses import CrossEntropyLoss, MSELoss
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.optimisers import SGD, Adam, RMSprop
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.placement import place
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.shifted_scores import ScorePlane, class_scores, score_plane, shift_consistency
from convviz.nn.table_conv import TableConv2d
from convviz.nn.training import DivergedError, Training
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
    "SGD",
    "Adam",
    "AvgPool2d",
    "BatchNorm2d",
    "BlurPool2d",
    "Conv2d",
    "CrossEntropyLoss",
    "Dataset",
    "DivergedError",
    "EarlyStopping",
    "Evaluation",
    "ExportError",
    "FilterLearning",
    "FilterTask",
    "Flatten",
    "GlobalAvgPool2d",
    "ImageError",
    "Invariance",
    "LeakyReLU",
    "LeastSquares",
    "Linear",
    "LoadedDataset",
    "LocallyConnected2d",
    "MSELoss",
    "MaxPool2d",
    "Network",
    "RMSprop",
    "ReLU",
    "ScorePlane",
    "ShiftErrors",
    "ShiftSweep",
    "Sigmoid",
    "Softmax",
    "Split",
    "SubSampling2d",
    "TableConv2d",
    "Tanh",
    "TrainedNetwork",
    "Training",
    "TrainingRecipe",
    "WeightsError",
    "__version__",
    "as_fully_connected",
    "as_locally_connected",
    "avg_pool2d",
    "blur_pool2d",
    "class_scores",
    "connection_count",
    "conv2d",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "digit_network",
    "effective_receptive_field",
    "equivariance_error",
    "errors_between",
    "evaluate",
    "get_num_threads",
    "global_avg_pool2d",
    "invariance_error",
    "leaky_relu",
    "linear",
    "load_digits",
    "load_feature_map",
    "load_image",
    "load_weights",
    "max_pool2d",
    "multiply_adds",
    "output_shape",
    "output_size",
    "parameter_count",
    "place",
    "projective_field",
    "read_image_folder",
    "read_trained",
    "receptive_field",
    "relu",
    "save_feature_map",
    "save_weights",
    "score_plane",
    "seen_pixels",
    "set_num_threads",
    "shift",
    "shift_consistency",
    "shift_sweep",
    "shipped_network",
    "sigmoid",
    "softmax",
    "tanh",
]

"""What the parts of a lab may be, and how large: more is a slip of the hand, or fills the memory."""

from collections.abc import Sequence
from math import prod

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.network.layer_texts import shape_text
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Shape
from convviz.nn.network import Network

LARGEST_KERNEL = 31
LARGEST_WEIGHT = 1e6
LARGEST_STEP = 99  # of a stride or a dilation
LARGEST_PADDING = 99_999  # pixels at one side
MOST_FILTERS = 512
MOST_LAYERS = 100
LARGEST_INPUT = 4096  # rows or columns, where the network's input has a size of its own
LONGEST_FILTER_NAME = 40
MOST_MAP_BYTES = 4 << 30


def check_picture(image: FloatArray) -> None:
    """Refuse an array that is no picture of a state.

    Raises
    ------
    ValueError
        If it is not (1 or 3, H, W), not float32, or not read-only.
    """
    if image.ndim != 3 or image.shape[0] not in (1, 3) or 0 in image.shape:
        raise ValueError(f"An image must be (1 or 3, height, width); got {image.shape}.")
    if image.dtype != np.float32:
        raise ValueError(f"An image must be float32, from 0 to 1; got {image.dtype}.")
    if image.flags.writeable:
        raise ValueError("The image of a state must be read-only; set image.flags.writeable = False.")


def check_network(network: Network, input_size: Pair | None) -> None:
    """Refuse a network of too many layers, or an input size of its own that is out of range.

    Raises
    ------
    ValueError
        If it is: the message says which limit.
    """
    if len(network) > MOST_LAYERS:
        raise ValueError(f"A network may have up to {MOST_LAYERS} layers; this has {len(network)}.")
    if input_size is not None and not all(1 <= side <= LARGEST_INPUT for side in input_size):
        raise ValueError(f"The input may have from 1 to {LARGEST_INPUT:,} rows and columns; got {input_size}.")


def check_convolution(layer: Conv2d) -> None:
    """Refuse a convolution that is beyond the limits.

    Raises
    ------
    ValueError
        If it is: the message says which limit.
    """
    if max(layer.kernel_size) > LARGEST_KERNEL:
        height, width = layer.kernel_size
        raise ValueError(
            f"A kernel may have up to {LARGEST_KERNEL}×{LARGEST_KERNEL} numbers; this has {height}×{width}."
        )
    if max(*layer.stride, *layer.dilation) > LARGEST_STEP:
        raise ValueError(
            f"Stride and dilation may be up to {LARGEST_STEP} pixels; got {layer.stride} and {layer.dilation}."
        )
    if max(layer.sides) > LARGEST_PADDING:
        raise ValueError(f"Padding may add up to {LARGEST_PADDING} pixels at a side; got {max(layer.sides)}.")
    if layer.out_channels > MOST_FILTERS:
        raise ValueError(f"A layer may have up to {MOST_FILTERS} filters; this has {layer.out_channels}.")
    if max(np.abs(layer.weight).max(), np.abs(layer.bias).max()) > LARGEST_WEIGHT:
        raise ValueError("A weight or bias may be from −1,000,000 to 1,000,000.")


def check_maps(shapes: Sequence[Shape], planes: int) -> None:
    """Refuse maps that would fill the memory.

    Parameters
    ----------
    shapes : sequence of (C, H, W) or (features,)
    planes : int
        How many pictures each channel consists of.

    Raises
    ------
    ValueError
        If one takes more than 4 GiB in float32.
    """
    for shape in shapes:
        if 4 * planes * prod(shape) > MOST_MAP_BYTES:
            raise ValueError(
                f"Feature maps of {shape_text(shape)} numbers would fill more than {MOST_MAP_BYTES >> 30} GiB; use "
                "fewer filters, less padding, a larger stride or a smaller picture."
            )

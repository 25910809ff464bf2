"""What the network gets of the picture: its luma or its colours, as it is or brought to a size."""

import numpy as np
from PIL import Image

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.lab.state import State

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


def network_input(state: State) -> FloatArray:
    """Return what the network gets, (C, H, W), read-only; the picture itself where nothing is changed."""
    values = state.image
    if state.input_size is not None:
        values = brought_to(values, state.input_size)
    if state.greyscale and len(values) == 3:
        values = np.tensordot(LUMA, values, axes=1)[np.newaxis]
    elif len(values) < state.input_channels:
        values = np.repeat(values, state.input_channels, axis=0)
    values.flags.writeable = False
    return values


def middle(height: int, width: int, size: Pair) -> tuple[float, float, float, float]:
    """Return the largest part in the middle of a picture that has the shape of `size`: left, top, right, bottom."""
    factor = min(height / size[0], width / size[1])
    down, across = size[0] * factor, size[1] * factor
    left, top = (width - across) / 2, (height - down) / 2
    return left, top, left + across, top + down


def brought_to(image: FloatArray, size: Pair) -> FloatArray:
    """Reduce the middle by averaging with a triangle as wide as the step (no aliases), or enlarge it bilinearly."""
    box = middle(image.shape[1], image.shape[2], size)
    planes = [Image.fromarray(plane).resize(size[::-1], Image.Resampling.BILINEAR, box) for plane in image]
    return np.stack([np.asarray(plane, np.float32) for plane in planes]).clip(0, 1)

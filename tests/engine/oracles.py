"""Convolution and pooling written out as loops, on purpose without anything of the engine but its rules."""

import math
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MODES = ("zeros", "reflect", "replicate", "circular")


def pixel(image: Array, y: int, x: int, mode: str) -> float:
    """Read a pixel of (H, W) that may lie outside, walking back one rule at a time."""
    height, width = image.shape
    if mode == "zeros":
        return image[y, x] if 0 <= y < height and 0 <= x < width else 0
    return image[inside(y, height, mode), inside(x, width, mode)]


def inside(position: int, size: int, mode: str) -> int:
    """Walk back into the image."""
    while not 0 <= position < size:
        if mode == "circular":
            position += size if position < 0 else -size
        elif mode == "replicate":
            position += 1 if position < 0 else -1
        elif size == 1:
            position = 0
        else:
            position = -position if position < 0 else 2 * (size - 1) - position
    return position


def padded(image: Array, sides: tuple[int, int, int, int], mode: str) -> Array:
    """Pad (H, W) by (top, bottom, left, right)."""
    top, bottom, left, right = sides
    height, width = image.shape
    rows, columns = range(-top, height + bottom), range(-left, width + right)
    return np.array([[pixel(image, y, x, mode) for x in columns] for y in rows], image.dtype)


def sides_of(padding: Any, kernel: tuple[int, int], dilation: tuple[int, int]) -> tuple[int, int, int, int]:
    """Say in pixels what each way of writing padding means: top, bottom, left, right."""
    if padding == "valid":
        return 0, 0, 0, 0
    if padding == "same":
        rows, columns = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
        return math.floor(rows / 2), math.ceil(rows / 2), math.floor(columns / 2), math.ceil(columns / 2)
    if isinstance(padding, int):
        return padding, padding, padding, padding
    if len(padding) == 2:
        return padding[0], padding[0], padding[1], padding[1]
    top, bottom, left, right = padding
    return top, bottom, left, right


def conv2d_loops(
    x: Array,
    weight: Array,
    bias: Array,
    stride: tuple[int, int],
    sides: tuple[int, int, int, int],
    dilation: tuple[int, int],
    groups: int,
    mode: str,
) -> Array:
    """Slide the filters over one image (C, H, W), one multiplication at a time, in float64."""
    image = np.array([padded(channel, sides, mode) for channel in x]).astype(np.float64)
    filters, channels, kernel_height, kernel_width = weight.shape
    height = (image.shape[1] - dilation[0] * (kernel_height - 1) - 1) // stride[0] + 1
    width = (image.shape[2] - dilation[1] * (kernel_width - 1) - 1) // stride[1] + 1
    out = np.zeros((filters, height, width))
    for o, y, column in product(range(filters), range(height), range(width)):
        total = float(bias[o])
        first = o // (filters // groups) * channels
        for c, i, j in product(range(channels), range(kernel_height), range(kernel_width)):
            seen = image[first + c, y * stride[0] + i * dilation[0], column * stride[1] + j * dilation[1]]
            total += float(weight[o, c, i, j]) * seen
        out[o, y, column] = total
    return out


def pool_windows(
    size: int, kernel_size: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> list[list[int]]:
    """List the positions of each window along one axis, padding and overhang included."""
    room = (size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride
    count = (math.ceil(room) if ceil_mode else math.floor(room)) + 1
    starts = [number * stride - padding for number in range(count)]
    return [[start + tap * dilation for tap in range(kernel_size)] for start in starts if start < size]

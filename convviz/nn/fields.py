"""Receptive and projective fields through a whole network: what a value sees, and what a pixel reaches.

A layer's window is a choice of rows times a choice of columns, so that each axis is followed by itself.
"""

from math import gcd
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.padding import OUTSIDE
from convviz.nn.layer import Shape, positions
from convviz.nn.network import Network
from convviz.nn.projective_field import ProjectiveField
from convviz.nn.receptive_field import ITSELF, ReceptiveField
from convviz.nn.window import Indices, Window


class Pixels(NamedTuple):
    """All pairs of these rows and columns, both rising; empty where only padding is seen."""

    rows: Indices
    columns: Indices


def receptive_field(network: Network, input_shape: Shape | None = None) -> list[ReceptiveField]:
    """Return the receptive field of every layer on the network's input (Araujo, Norris and Sim 2019).

    r = 1 + Σ d(k - 1) Π s over the layers, s of those before. It is the extent in theory, holes included, and runs on
    where it reaches padding; :func:`seen_pixels` says which pixels one value really depends on.

    Parameters
    ----------
    network : Network
    input_shape : (C, H, W) or (features,), optional
        Needed if a layer sees all positions of its input, as GlobalAvgPool2d and Flatten do: how much that is
        depends on it. What follows has one position, (0, 0), which sees what all values together see.

    Returns
    -------
    list of ReceptiveField
        One a layer, each with size, jump and start as (y, x).

    Raises
    ------
    ValueError
        If `input_shape` is needed and not given, or does not fit.
    """
    shapes = [None] * len(network) if input_shape is None else [input_shape, *network.shapes(input_shape)][:-1]
    field, fields = ITSELF, []
    for index, (layer, shape) in enumerate(zip(network, shapes, strict=True)):
        try:
            field = field.through(layer.window(shape))
        except ValueError as error:
            raise ValueError(f"{network.title(index)}: {error}") from error
        fields.append(field)
    return fields


def seen_pixels(network: Network, layer: int, y: int, x: int, input_shape: Shape) -> Pixels:
    """Return the rows and columns of the input that a value depends on, holes left out and copies in padding counted.

    Parameters
    ----------
    network : Network
    layer : int
        Whose map holds the value; from 0.
    y, x : int
        Its row and column; (0, 0) in a vector.
    input_shape : (C, H, W) or (features,)

    Raises
    ------
    ValueError
        If the layer or the position is not there, or the shape does not fit.
    """
    shapes = _shapes(network, layer, input_shape)
    _check_position(y, x, shapes[-1], f"the map of layer {layer}")
    axes = [np.array([y]), np.array([x])]
    for number in range(layer, -1, -1):
        window, sizes, outputs = _step(network, number, shapes)
        for axis in (0, 1):
            found = np.unique(window.sources(axis, sizes[axis], outputs[axis])[axes[axis]])
            axes[axis] = found[found != OUTSIDE]
    return Pixels(*axes)


def projective_field(network: Network, layer: int, y: int, x: int, input_shape: Shape) -> ProjectiveField:
    """Return the values of a layer's map that depend on one pixel of the input.

    Parameters
    ----------
    network : Network
    layer : int
        Whose map; from 0.
    y, x : int
        The pixel's row and column.
    input_shape : (C, H, W) or (features,)

    Raises
    ------
    ValueError
        If the layer or the pixel is not there, or the shape does not fit.
    """
    shapes = _shapes(network, layer, input_shape)
    _check_position(y, x, shapes[0], "the input")
    axes, spacing = [np.array([y]), np.array([x])], [0, 0]
    for number in range(layer + 1):
        window, sizes, outputs = _step(network, number, shapes)
        for axis in (0, 1):
            sees = np.isin(window.sources(axis, sizes[axis], outputs[axis]), axes[axis])
            axes[axis] = np.flatnonzero(sees.any(axis=1))
            spacing[axis] = _spacing(spacing[axis], window, axis)
    return ProjectiveField(axes[0], axes[1], (max(1, spacing[0]), max(1, spacing[1])))


def effective_receptive_field(network: Network, layer: int, y: int, x: int, image: FloatArray) -> FloatArray:
    """Return how much each pixel of an image matters to a position: the size of the gradient of its values' sum.

    In theory all pixels of the receptive field count; in practice those in the middle do (Luo, Li, Urtasun and Zemel,
    *Understanding the effective receptive field in deep convolutional neural networks*, 2016).

    Parameters
    ----------
    network : Network
    layer : int
        Whose map; from 0.
    y, x : int
        The position; (0, 0) in a vector.
    image : (C, H, W)

    Returns
    -------
    (H, W)
        |gradient|, summed over the channels; float64 if `image` is, otherwise float32.

    Raises
    ------
    ValueError
        If the layer or the position is not there, or the image does not fit.
    """
    image = np.asarray(image)
    shape = _shapes(network, layer, image.shape)[-1]
    _check_position(y, x, shape, f"the map of layer {layer}")
    part = network[: layer + 1]
    maps = part.forward(image)
    grad = np.zeros_like(maps[-1])
    grad[(slice(None), y, x) if len(shape) == 3 else ...] = 1
    size: FloatArray = np.abs(part.backward(image, grad, maps).input).sum(axis=0)
    return size


def _shapes(network: Network, layer: int, input_shape: Shape) -> list[Shape]:
    """Return the shapes of the input and of all maps up to a layer's."""
    network.check_index(layer)
    return [tuple(input_shape), *network[: layer + 1].shapes(input_shape)]


def _step(network: Network, number: int, shapes: list[Shape]) -> tuple[Window, tuple[int, int], tuple[int, int]]:
    """Return the window of a layer, and the sizes of the maps before and behind it."""
    before, behind = shapes[number], shapes[number + 1]
    return network[number].window(before), positions(before), positions(behind)


def _spacing(spacing: int, window: Window, axis: int) -> int:
    """Return the steps between values that are reached from positions that lie `spacing` apart; 0 for one alone."""
    apart = gcd(spacing, window.dilation[axis] if window.kernel_size[axis] > 1 else 0)
    return apart // gcd(apart, window.stride[axis]) if apart else 0


def _check_position(y: int, x: int, shape: Shape, name: str) -> None:
    height, width = positions(shape)
    if not (0 <= y < height and 0 <= x < width):
        raise ValueError(f"Row {y}, column {x} is not in {name}, which has {height} × {width} positions.")

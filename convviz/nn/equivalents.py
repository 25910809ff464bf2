"""The same layer with more connections, or without sharing: what sparsity and parameter sharing save, to the number."""

from functools import partial
from math import prod
from typing import Literal, get_args

import numpy as np

from convviz.engine import FloatArray
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.parameters import LazyArray, parameter_shape

Kind = Literal["fully connected", "locally connected", "convolution"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # from the most weights to the fewest
ROWS = 256  # of the matrix at once


def as_fully_connected(layer: Layer, input_shape: Shape) -> Linear:
    """Return the fully connected layer that does what a linear layer does to inputs of this shape.

    ``as_fully_connected(layer, x.shape).forward(x.ravel())`` is ``layer.forward(x).ravel()``. Its weights are zero
    where there is no connection; they are made when they are first read, so that counting them costs nothing.

    Parameters
    ----------
    layer : Layer
        Without a function that bends or compares: convolution, average, blur, batch normalisation, …
    input_shape : (C, H, W) or (features,)

    Returns
    -------
    Linear
        One row an output of the feature map, one column a value of the input, channel by channel, row by row.

    Raises
    ------
    ValueError
        If the layer is not linear, or the shape does not fit; reading weights that take more than 1 GiB.
    """
    if isinstance(layer, Linear):
        layer.forward_shape(input_shape)
        return layer
    if not layer.is_linear:
        raise ValueError(
            f"{type(layer).__name__} has no weight matrix, because it is not linear; ask for that of a convolution, an "
            "average or another weighted sum."
        )
    outputs, inputs = prod(layer.forward_shape(input_shape)), prod(input_shape)
    weight = LazyArray((outputs, inputs), partial(_matrix, layer, input_shape))
    return Linear(weight, LazyArray((outputs,), partial(_offsets, layer, input_shape)))


def as_locally_connected(layer: Layer, input_shape: Shape) -> LocallyConnected2d:
    """Return the locally connected layer that does what a convolution does to inputs of this shape.

    It has the same connections, but a copy of the weights at each position: what is shared in the convolution is not
    here. The copies are made when they are first read.

    Parameters
    ----------
    layer : Conv2d or LocallyConnected2d
    input_shape : (C, H, W)

    Raises
    ------
    ValueError
        If it is another layer, or the shape does not fit; reading weights that take more than 1 GiB.
    """
    if isinstance(layer, LocallyConnected2d):
        layer.forward_shape(input_shape)
        return layer
    if not isinstance(layer, Conv2d):
        raise ValueError(f"Only a convolution has a locally connected equivalent; got {type(layer).__name__}.")
    outputs = layer.forward_shape(input_shape)
    shape = *outputs, *parameter_shape(layer, "weight")[1:]
    return LocallyConnected2d(
        LazyArray(shape, partial(_unshared_weight, layer, shape)),
        LazyArray(outputs, partial(_unshared_bias, layer, outputs)),
        layer.stride,
        layer.padding,
        layer.dilation,
        layer.padding_mode,
    )


def _matrix(layer: Layer, input_shape: Shape) -> FloatArray:
    """Send each output alone back to the inputs: what arrives is its row of the matrix."""
    shape, inputs = layer.forward_shape(input_shape), prod(input_shape)
    outputs = prod(shape)
    matrix = np.empty((outputs, inputs), np.float32)
    for start in range(0, outputs, ROWS):
        count = min(ROWS, outputs - start)
        alone = np.eye(count, outputs, start, dtype=np.float32).reshape(count, *shape)
        received = layer.input_grad(np.zeros((count, *input_shape), np.float32), alone)
        matrix[start : start + count] = received.reshape(count, inputs)
    return matrix


def _offsets(layer: Layer, input_shape: Shape) -> FloatArray:
    return layer.forward(np.zeros(input_shape, np.float32)).ravel()


def _unshared_weight(layer: Conv2d, shape: Shape) -> FloatArray:
    return np.broadcast_to(layer.weight[:, np.newaxis, np.newaxis], shape)


def _unshared_bias(layer: Conv2d, shape: Shape) -> FloatArray:
    return np.broadcast_to(layer.bias[:, np.newaxis, np.newaxis], shape)

"""The gradients of the poolings, one for each function of pooling.py: pooling has no weights, so only its input's."""

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, as_batch, float_array, float_type, real_array
from convviz.engine.geometry import IntOrPair
from convviz.engine.gradients import conv2d_input_grad
from convviz.engine.pooling import PoolAxis, blur_kernel, pool_axes


def max_pool2d_input_grad(
    x: ArrayLike,
    grad: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
) -> FloatArray:
    """Send a gradient back through :func:`max_pool2d`: each output's goes to the pixel that won its window.

    Of equal pixels the first wins, row by row, as in torch. NaN wins over every number; of several the first, too (in
    torch the last). A window that lies in the padding alone sends nothing.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        The input of the pooling.
    grad : shape of the output, real
        Derivative of the cost by each output.
    kernel_size, stride, padding, dilation, ceil_mode
        As in :func:`max_pool2d`.

    Returns
    -------
    shape of `x`
        float64 if `x` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        As in :func:`max_pool2d`, or if `grad` has not the shape of the output.

    Examples
    --------
    >>> max_pool2d_input_grad([[[1, 3, 2, 2]]], [[[10, 20]]], (1, 2))
    array([[[ 0., 10., 20.,  0.]]], dtype=float32)
    """
    values, sent = float_array(x, "x"), real_array(grad, "grad")
    as_batch(values)
    rows, columns = pool_axes(values.shape, kernel_size, stride, padding, dilation, ceil_mode)
    _check_shape(sent.shape, _pooled_shape(values.shape, rows, columns))
    in_each_row = columns.pool(values, np.maximum, -np.inf)
    to_each_row = _to_first_largest(rows, in_each_row, sent.astype(float_type(values, sent), copy=False))
    return _to_first_largest(columns, values, to_each_row)


def _to_first_largest(axis: PoolAxis, values: FloatArray, sent: FloatArray) -> FloatArray:
    """Give each window's gradient to the first of its values that is the largest, or NaN, along one axis."""
    largest = axis.pool(values, np.maximum, -np.inf)
    result, is_open, has_nan = np.zeros(values.shape, sent.dtype), np.ones(sent.shape, bool), np.isnan(largest).any()
    for tap in range(axis.kernel_size):
        outputs, pixels = axis.meeting(tap)
        wins = values[pixels] == largest[outputs]
        if has_nan:
            wins |= np.isnan(values[pixels])
        wins &= is_open[outputs]
        is_open[outputs] ^= wins
        result[pixels] += sent[outputs] * wins
    return result


def avg_pool2d_input_grad(
    input_shape: tuple[int, ...],
    grad: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> FloatArray:
    """Send a gradient back through :func:`avg_pool2d`: each output's is shared out evenly over its window.

    Parameters
    ----------
    input_shape : (C, H, W) or (N, C, H, W)
        The shape of the input of the pooling.
    grad : shape of the output, real
        Derivative of the cost by each output.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in :func:`avg_pool2d`.

    Returns
    -------
    array of shape `input_shape`
        float64 if `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        As in :func:`avg_pool2d`, or if `grad` has not the shape of the output.

    Examples
    --------
    >>> avg_pool2d_input_grad((1, 1, 4), [[[10, 20]]], (1, 2))
    array([[[ 5.,  5., 10., 10.]]], dtype=float32)
    """
    sent = float_array(grad, "grad")
    if divisor_override == 0:
        raise ValueError("divisor_override must not be 0; leave it out to divide by the number of pixels.")
    rows, columns = pool_axes(input_shape, kernel_size, stride, padding, 1, ceil_mode)
    _check_shape(sent.shape, _pooled_shape(input_shape, rows, columns))
    if divisor_override is None:
        counts = np.multiply.outer(rows.pixel_counts(count_include_pad), columns.pixel_counts(count_include_pad))
    else:
        counts = np.full((1, 1), divisor_override, np.float64)
    return rows.spread(columns.spread(sent / counts.astype(sent.dtype)))


def blur_pool2d_input_grad(
    input_shape: tuple[int, ...],
    grad: ArrayLike,
    kernel_size: int = 3,
    stride: IntOrPair = 2,
    padding_mode: str = "reflect",
) -> FloatArray:
    """Send a gradient back through :func:`blur_pool2d`, a convolution whose kernel is fixed.

    Parameters
    ----------
    input_shape : (C, H, W) or (N, C, H, W)
        The shape of the input of the pooling.
    grad : shape of the output, real
        Derivative of the cost by each output.
    kernel_size, stride, padding_mode
        As in :func:`blur_pool2d`.

    Returns
    -------
    array of shape `input_shape`
        float64 if `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        As in :func:`blur_pool2d`, or if `grad` has not the shape of the output.
    """
    sent = float_array(grad, "grad")
    if len(input_shape) not in (3, 4):
        raise ValueError(f"input_shape must be (C, H, W) or (N, C, H, W); got {input_shape}.")
    channels = input_shape[-3]
    kernel, padding = blur_kernel(kernel_size)
    weight = np.broadcast_to(kernel.astype(sent.dtype), (channels, 1, *kernel.shape))
    return conv2d_input_grad(
        input_shape, weight, sent, stride=stride, padding=padding, groups=channels, padding_mode=padding_mode
    )


def global_avg_pool2d_input_grad(input_shape: tuple[int, ...], grad: ArrayLike) -> FloatArray:
    """Send a gradient back through :func:`global_avg_pool2d`: shared out evenly over all pixels of the channel.

    Parameters
    ----------
    input_shape : (C, H, W) or (N, C, H, W)
        The shape of the input of the pooling.
    grad : (C, 1, 1) or (N, C, 1, 1), real
        Derivative of the cost by each output.

    Returns
    -------
    array of shape `input_shape`
        float64 if `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    return avg_pool2d_input_grad(input_shape, grad, input_shape[-2:])


def _pooled_shape(input_shape: tuple[int, ...], rows: PoolAxis, columns: PoolAxis) -> tuple[int, ...]:
    return *input_shape[:-2], rows.output_size, columns.output_size


def _check_shape(given: tuple[int, ...], shape: tuple[int, ...]) -> None:
    if given != shape:
        raise ValueError(f"grad must have the shape of the output, {shape}; got {given}.")

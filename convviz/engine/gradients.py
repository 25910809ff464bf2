"""The gradients of a convolution, by the same forms and windows as the convolution itself."""

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from convviz.engine.arrays import FloatArray, RealArray, as_batch, float_type, real_array
from convviz.engine.geometry import IntOrPair, PaddingArgument
from convviz.engine.products import multiply
from convviz.engine.sending_back import send_back
from convviz.engine.shifted_rows import Tile, cut, shifted_rows, tile_size
from convviz.engine.threads import share
from convviz.engine.windows import Windows

TILES_AT_ONCE = 16  # whose sums wait to be added


def conv2d_input_grad(
    input_shape: tuple[int, ...],
    weight: ArrayLike,
    grad: ArrayLike,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Send the gradient of a cost from the output of :func:`conv2d` back to its input.

    Each input value gets the sum of weight · gradient over the outputs that saw it (Goodfellow, Bengio and
    Courville, *Deep Learning*, 2016, eq. 9.13). What padding saw goes back to the pixel that it was copied from.

    Parameters
    ----------
    input_shape : (C, H, W) or (N, C, H, W)
        The shape of the input of the convolution.
    weight : (out_channels, C / groups, kernel_height, kernel_width), real
        The filters.
    grad : (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out), real
        Derivative of the cost by each output; as many dimensions as `input_shape`.
    stride, padding, dilation, groups, padding_mode
        As in :func:`conv2d`.

    Returns
    -------
    array of shape `input_shape`
        float64 if `weight` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        As in :func:`conv2d`, or if `grad` has not the shape of the output.

    Examples
    --------
    >>> conv2d_input_grad((1, 1, 4), [[[[1, 2]]]], np.ones((1, 1, 3)))
    array([[[1., 3., 3., 2.]]])
    """
    weight, grad = real_array(weight, "weight"), real_array(grad, "grad")
    windows = Windows.of(
        input_shape,
        weight.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    results = output_batch(windows, grad, len(input_shape))
    total = np.empty((windows.batch, *input_shape[-3:]), float_type(weight, grad))
    send_back(windows, weight.astype(total.dtype, copy=False), results, total)
    return total.reshape(input_shape)


def conv2d_weight_grad(
    x: ArrayLike,
    weight_shape: tuple[int, ...],
    grad: ArrayLike,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Sum the gradient of a cost over all positions at which :func:`conv2d` used each weight.

    A weight is shared by all positions (and images of a batch), so its gradient is the sum of gradient · input over
    them (Goodfellow, Bengio and Courville, *Deep Learning*, 2016, eq. 9.11). That of a bias is ``grad.sum()`` over
    all but the channels.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        The input of the convolution; never changed.
    weight_shape : (out_channels, C / groups, kernel_height, kernel_width)
        The shape of the filters.
    grad : (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out), real
        Derivative of the cost by each output; as many dimensions as `x`.
    stride, padding, dilation, groups, padding_mode
        As in :func:`conv2d`.

    Returns
    -------
    array of shape `weight_shape`
        float64 if `x` or `grad` is; otherwise float32 (the sums of tiles are added in float64).

    Raises
    ------
    ValueError
        As in :func:`conv2d`, or if `grad` has not the shape of the output.

    Examples
    --------
    >>> conv2d_weight_grad([[[1, 2, 3, 4]]], (1, 1, 1, 2), np.ones((1, 1, 3)))
    array([[[[6., 9.]]]])
    """
    x, grad = real_array(x, "x"), real_array(grad, "grad")
    windows = Windows.of(
        x.shape,
        weight_shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    results = output_batch(windows, grad, x.ndim)
    images, dtype = x if x.ndim == 4 else x[np.newaxis], float_type(x, grad)
    return windows.kernel_from_matrix(_sum_products(windows, images, results, dtype)).astype(dtype)


def conv2d_bias_grad(grad: ArrayLike) -> FloatArray:
    """Sum the gradient of a cost over all positions to which :func:`conv2d` added each bias.

    Parameters
    ----------
    grad : (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out), real
        Derivative of the cost by each output.

    Returns
    -------
    (out_channels,)
        float64 if `grad` is; otherwise float32 (summed in float64).

    Raises
    ------
    ValueError
        If `grad` has another number of dimensions, or does not hold real numbers.

    Examples
    --------
    >>> conv2d_bias_grad(np.ones((2, 3, 4), np.float32))
    array([12., 12.], dtype=float32)
    """
    grad = real_array(grad, "grad")
    total: FloatArray = as_batch(grad, "grad").sum(axis=(0, 2, 3), dtype=np.float64)
    return total.astype(float_type(grad))


def output_batch(windows: Windows, grad: RealArray, dimensions: int) -> RealArray:
    """View the gradient of an output as (N, out_channels, H_out, W_out)."""
    shape = windows.output_shape[4 - dimensions :]
    if grad.shape != shape:
        raise ValueError(f"grad must have the shape of the output, {shape}; got {grad.shape}.")
    return grad if grad.ndim == 4 else grad[np.newaxis]


def _sum_products(windows: Windows, images: RealArray, results: RealArray, dtype: DTypeLike) -> FloatArray:
    """Sum window · gradient over all positions: (groups, out_channels / groups, taps), in float64.

    The tiles' sums are added in their order, so that the result is the same on any number of threads.
    """
    whole = Tile(*(slice(0, size) for size in (windows.batch, *windows.output_shape[2:])))
    tiles = cut(whole, tile_size(windows))
    total = np.zeros((windows.groups, windows.taps, windows.filters))
    for start in range(0, len(tiles), TILES_AT_ONCE):
        sums: dict[int, FloatArray] = {}

        def work(number: int, sums: dict[int, FloatArray] = sums) -> None:
            sums[number] = _tile_products(windows, images, results, tiles[number], dtype)

        share(work, range(start, min(start + TILES_AT_ONCE, len(tiles))), windows.work)
        for number in sorted(sums):
            total += sums[number]
    return total.swapaxes(1, 2)


def _tile_products(windows: Windows, images: RealArray, results: RealArray, tile: Tile, dtype: DTypeLike) -> FloatArray:
    """Sum window · gradient over one tile: (groups, taps, out_channels / groups), in float64."""
    part = results[tile.images, :, tile.rows, tile.columns]
    number, _, rows, columns = part.shape
    plan = shifted_rows(windows, number, rows, columns, dtype)
    plan.load(images, tile)
    maps = part.reshape(number, windows.groups, -1, rows, columns).transpose(1, 3, 2, 0, 4)
    plan.outputs.reshape(maps.shape)[...] = maps
    total = np.zeros((windows.groups, windows.taps, windows.filters))
    for seen, every in plan.windows():
        by_row = multiply(seen, plan.outputs[:, every].swapaxes(-1, -2))
        total += by_row.sum(axis=1)
    return total

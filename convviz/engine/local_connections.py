"""The locally connected layer: the windows of a convolution, but at each position weights of its own."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, RealArray, float_type, real_array
from convviz.engine.geometry import IntOrPair, PaddingArgument
from convviz.engine.gradients import output_batch
from convviz.engine.padding import Sources, add_back, read
from convviz.engine.windows import Windows


def locally_connected2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Sum the products of each window with the weights of its own position: unshared convolution.

    ``out[o, y, x] = bias[o, y, x] + Σ weight[o, y, x, c, i, j] · padded[c, y·stride + i·dilation,
    x·stride + j·dilation]`` (Goodfellow, Bengio and Courville, *Deep Learning*, 2016, eq. 9.9).

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        One image or a batch; never changed.
    weight : (out_channels, H_out, W_out, C, kernel_height, kernel_width), real
        One filter a position and output channel.
    bias : (out_channels, H_out, W_out), real, optional
        One number an output.
    stride, padding, dilation, padding_mode
        As in :func:`conv2d`.

    Returns
    -------
    (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out)
        float64 if `x` or `weight` is; otherwise float32.

    Raises
    ------
    ValueError
        If a shape or an option does not fit.

    Examples
    --------
    >>> weight = np.arange(1, 4).reshape(1, 1, 3, 1, 1, 1)
    >>> locally_connected2d([[[1, 1, 5]]], weight)
    array([[[ 1.,  2., 15.]]], dtype=float32)
    """
    x, weight = real_array(x, "x"), real_array(weight, "weight")
    windows = _windows(x.shape, weight.shape, stride, padding, dilation, padding_mode)
    dtype = float_type(x, weight)
    out = _images_first(_filters(weight, dtype) @ _seen(x if x.ndim == 4 else x[np.newaxis], windows, dtype))
    if bias is not None:
        offsets = real_array(bias, "bias")
        if offsets.shape != out.shape[1:]:
            raise ValueError(f"bias must hold one number an output, {out.shape[1:]}; got {offsets.shape}.")
        out += offsets.astype(dtype)
    return out.reshape(out.shape[4 - x.ndim :])


def locally_connected2d_input_grad(
    input_shape: tuple[int, ...],
    weight: ArrayLike,
    grad: ArrayLike,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Send a gradient from the output of :func:`locally_connected2d` back to its input.

    Parameters
    ----------
    input_shape : (C, H, W) or (N, C, H, W)
        The shape of the input.
    weight : (out_channels, H_out, W_out, C, kernel_height, kernel_width), real
    grad : shape of the output, real
        Derivative of the cost by each output.
    stride, padding, dilation, padding_mode
        As in :func:`conv2d`.

    Returns
    -------
    array of shape `input_shape`
        float64 if `weight` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        If a shape or an option does not fit.
    """
    weight, grad = real_array(weight, "weight"), real_array(grad, "grad")
    windows = _windows(input_shape, weight.shape, stride, padding, dilation, padding_mode)
    dtype, sources = float_type(weight, grad), _sources(windows)
    sent = output_batch(windows, grad, len(input_shape)).astype(dtype, copy=False)
    parts = (_filters(weight, dtype).swapaxes(-1, -2) @ _images_last(sent)).reshape(_seen_shape(windows))
    block = np.zeros((windows.in_channels, *map(len, sources), windows.batch), dtype)
    for tap, under in _taps(windows):
        block[under] += parts[tap].transpose(2, 0, 1, 3)
    total = np.zeros((windows.batch, *input_shape[-3:]), dtype)
    add_back(total, block.transpose(3, 0, 1, 2), *sources)
    return total.reshape(input_shape)


def locally_connected2d_weight_grad(
    x: ArrayLike,
    weight_shape: tuple[int, ...],
    grad: ArrayLike,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Give the gradient by each weight of :func:`locally_connected2d`: nothing is shared, so only images are summed.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        The input; never changed.
    weight_shape : (out_channels, H_out, W_out, C, kernel_height, kernel_width)
        The shape of the weights.
    grad : shape of the output, real
        Derivative of the cost by each output.
    stride, padding, dilation, padding_mode
        As in :func:`conv2d`.

    Returns
    -------
    array of shape `weight_shape`
        float64 if `x` or `grad` is; otherwise float32.

    Raises
    ------
    ValueError
        If a shape or an option does not fit.
    """
    x, grad = real_array(x, "x"), real_array(grad, "grad")
    windows = _windows(x.shape, weight_shape, stride, padding, dilation, padding_mode)
    dtype = float_type(x, grad)
    sent = output_batch(windows, grad, x.ndim).astype(dtype, copy=False)
    seen = _seen(x if x.ndim == 4 else x[np.newaxis], windows, dtype)
    return (_images_last(sent) @ seen.swapaxes(-1, -2)).transpose(2, 0, 1, 3).reshape(weight_shape)


def _windows(
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: IntOrPair,
    padding: PaddingArgument,
    dilation: IntOrPair,
    padding_mode: str,
) -> Windows:
    if len(weight_shape) != 6:
        raise ValueError(
            "weight must be (out_channels, output_height, output_width, in_channels, kernel_height, kernel_width); "
            f"got {tuple(weight_shape)}."
        )
    out_channels, *positions, channels, kernel_height, kernel_width = weight_shape
    windows = Windows.of(
        input_shape,
        (out_channels, channels, kernel_height, kernel_width),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=1,
        padding_mode=padding_mode,
    )
    if tuple(positions) != windows.output_shape[2:]:
        raise ValueError(
            f"The kernel has {windows.output_shape[2]} × {windows.output_shape[3]} positions on this input, but weight "
            f"holds filters for {positions[0]} × {positions[1]}; it fits images of one size only."
        )
    return windows


def _sources(windows: Windows) -> tuple[Sources, Sources]:
    """Say which pixel each row and each column under the kernel is read from."""
    axes = windows.rows, windows.columns
    rows, columns = (axis.sources(slice(0, axis.output_size)) for axis in axes)
    return rows, columns


def _taps(windows: Windows) -> Iterator[tuple[Any, Any]]:
    """Index, for each cell of the kernel, its place in :func:`_seen`, and what lies under it at all positions."""
    rows, columns = windows.rows, windows.columns
    for i in range(rows.kernel_size):
        for j in range(columns.kernel_size):
            under = slice(None), rows.tap(i, rows.output_size), columns.tap(j, columns.output_size)
            yield (..., i, j, slice(None)), under


def _seen(images: RealArray, windows: Windows, dtype: np.dtype[Any]) -> FloatArray:
    """Copy what each position sees of each image: (H_out, W_out, taps, N), a matrix a position for BLAS."""
    block = _images_last(read(images, *_sources(windows)).astype(dtype, copy=False)).transpose(2, 0, 1, 3)
    seen = np.empty(_seen_shape(windows), dtype)
    for tap, under in _taps(windows):
        seen[tap] = block[under].transpose(1, 2, 0, 3)
    return seen.reshape(*seen.shape[:2], windows.taps, windows.batch)


def _seen_shape(windows: Windows) -> tuple[int, ...]:
    rows, columns = windows.rows, windows.columns
    kernel = rows.kernel_size, columns.kernel_size
    return rows.output_size, columns.output_size, windows.in_channels, *kernel, windows.batch


def _filters(weight: RealArray, dtype: np.dtype[Any]) -> FloatArray:
    """View the weights as a matrix a position: (H_out, W_out, out_channels, taps)."""
    filters: FloatArray = weight.astype(dtype, copy=False).reshape(*weight.shape[:3], -1)
    return filters.transpose(1, 2, 0, 3)


def _images_last(maps: FloatArray) -> FloatArray:
    """Turn (N, C, H, W) into (H, W, C, N), in this order in memory."""
    return np.ascontiguousarray(maps.transpose(2, 3, 1, 0))


def _images_first(maps: FloatArray) -> FloatArray:
    """Turn (H, W, C, N) into (N, C, H, W), in this order in memory."""
    return np.ascontiguousarray(maps.transpose(3, 2, 0, 1))

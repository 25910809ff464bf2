"""Pooling: the largest or the average value of each window, channel by channel."""

from math import comb
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, as_batch, float_array
from convviz.engine.convolution import conv2d
from convviz.engine.geometry import IntOrPair, Sides, output_size, pair

Index: TypeAlias = tuple[Any, ...]


class PoolAxis(NamedTuple):
    """One axis of a pooling; windows are separable, so that each axis is pooled by itself."""

    axis: int
    size: int
    kernel_size: int
    stride: int
    padding: int
    dilation: int
    output_size: int

    def pool(self, values: FloatArray, combine: np.ufunc, start: float) -> FloatArray:
        """Combine the pixels of each window, beginning with `start`; padding is left out, not read."""
        meetings = [self.meeting(tap) for tap in range(self.kernel_size)]
        if self.kernel_size > 1 and all(outputs == self._all for outputs, _ in meetings):
            (_, first), (_, second), *meetings = meetings
            result: FloatArray = combine(values[first], values[second])
        else:
            shape = list(values.shape)
            shape[self.axis] = self.output_size
            result = np.full(shape, start, values.dtype)
        for outputs, pixels in meetings:
            combine(result[outputs], values[pixels], out=result[outputs])
        return result

    def spread(self, values: FloatArray) -> FloatArray:
        """Add each output's value to every pixel of its window: the adjoint of :meth:`pool` with ``np.add``."""
        shape = list(values.shape)
        shape[self.axis] = self.size
        result = np.zeros(shape, values.dtype)
        for tap in range(self.kernel_size):
            outputs, pixels = self.meeting(tap)
            result[pixels] += values[outputs]
        return result

    def meeting(self, tap: int) -> tuple[Index, Index]:
        """Index the outputs for which this pixel of the window lies inside the image, and those pixels."""
        offset = tap * self.dilation - self.padding
        first = max(0, -(offset // self.stride))
        stop = min(self.output_size, (self.size - 1 - offset) // self.stride + 1)
        if stop <= first:
            return self._index(slice(0, 0)), self._index(slice(0, 0))
        pixels = slice(first * self.stride + offset, (stop - 1) * self.stride + offset + 1, self.stride)
        return self._index(slice(first, stop)), self._index(pixels)

    @property
    def _all(self) -> Index:
        return self._index(slice(0, self.output_size))

    def _index(self, part: slice) -> Index:
        """Index a part of this axis, which is the last or the one before it, and all of the others."""
        return (..., part) if self.axis == -1 else (..., part, slice(None))

    def pixel_counts(self, include_padding: bool) -> FloatArray:
        """Count the pixels of each window, with or without those of the padding."""
        start = np.arange(self.output_size) * self.stride - self.padding
        stop = np.minimum(start + self.kernel_size, self.size + self.padding)
        if not include_padding:
            start, stop = np.maximum(start, 0), np.minimum(stop, self.size)
        return (stop - start).astype(np.float64)


def max_pool2d(
    x: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
) -> FloatArray:
    """Keep the largest value of each window, as ``torch.nn.functional.max_pool2d``.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        Never changed.
    kernel_size : int or (height, width)
        Size of the window, at least 1.
    stride : int or (height, width), optional
        At least 1; `kernel_size` if not given.
    padding : int or (height, width)
        Pixels at each end that never win; at most half of `kernel_size`.
    dilation : int or (height, width)
        Distance between the pixels of a window, at least 1.
    ceil_mode : bool
        Let a last window hang over the end, as in :func:`output_size`.

    Returns
    -------
    (C, H_out, W_out) or (N, C, H_out, W_out)
        float64 if `x` is float64, otherwise float32. A window with a NaN gives NaN.

    Raises
    ------
    ValueError
        If a shape or an option is out of range.

    Examples
    --------
    >>> max_pool2d([[[0, 0, 1, 1, 0, 0, 1, 1]]], (1, 2))
    array([[[0., 1., 0., 1.]]], dtype=float32)
    """
    values = float_array(x, "x")
    as_batch(values)
    for axis in pool_axes(values.shape, kernel_size, stride, padding, dilation, ceil_mode):
        values = axis.pool(values, np.maximum, -np.inf)
    return values


def avg_pool2d(
    x: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> FloatArray:
    """Average each window, as ``torch.nn.functional.avg_pool2d``.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        Never changed.
    kernel_size : int or (height, width)
        Size of the window, at least 1.
    stride : int or (height, width), optional
        At least 1; `kernel_size` if not given.
    padding : int or (height, width)
        Zeros at each end; at most half of `kernel_size`.
    ceil_mode : bool
        Let a last window hang over the end, as in :func:`output_size`.
    count_include_pad : bool
        Whether padding counts as pixels of the window. What hangs over the padding never does.
    divisor_override : int, optional
        Divide each sum by this instead of by the number of pixels; not 0.

    Returns
    -------
    (C, H_out, W_out) or (N, C, H_out, W_out)
        float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If a shape or an option is out of range.

    Examples
    --------
    >>> avg_pool2d([[[0, 0, 1, 1, 0, 1, 1, 1]]], (1, 2))
    array([[[0. , 1. , 0.5, 1. ]]], dtype=float32)
    """
    values = float_array(x, "x")
    as_batch(values)
    if divisor_override == 0:
        raise ValueError("divisor_override must not be 0; leave it out to divide by the number of pixels.")
    axes = pool_axes(values.shape, kernel_size, stride, padding, 1, ceil_mode)
    for axis in axes:
        values = axis.pool(values, np.add, 0)
    if divisor_override is not None:
        return values / values.dtype.type(divisor_override)
    rows, columns = (axis.pixel_counts(count_include_pad) for axis in axes)
    return values / np.multiply.outer(rows, columns).astype(values.dtype)


def blur_pool2d(x: ArrayLike, kernel_size: int = 3, stride: IntOrPair = 2, padding_mode: str = "reflect") -> FloatArray:
    """Blur each channel with a binomial kernel, then keep every `stride`-th pixel.

    Blurring before subsampling lessens aliasing, so that the result changes less when the image moves (Zhang,
    *Making convolutional networks shift-invariant again*, 2019). The taps are 1 1, 1 2 1, 1 3 3 1, 1 4 6 4 1 and so
    on, over their sum, in each direction.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        Never changed.
    kernel_size : int
        Number of taps in each direction, at least 1; 1 only subsamples.
    stride : int or (height, width)
        At least 1.
    padding_mode : {"reflect", "replicate", "circular", "zeros"}
        What lies outside; the odd pixel of an even kernel is at the bottom and right.

    Returns
    -------
    (C, ⌈H / stride⌉, ⌈W / stride⌉) or (N, C, ⌈H / stride⌉, ⌈W / stride⌉)
        float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If a shape or an option is out of range, or the image is too small for `padding_mode`.

    Examples
    --------
    >>> blur_pool2d([[[0, 1, 1, 1, 0, 1, 1, 1]]], 1)
    array([[[0., 1., 0., 1.]]], dtype=float32)
    """
    values = float_array(x, "x")
    channels = as_batch(values).shape[1]
    kernel, padding = blur_kernel(kernel_size)
    weight = np.broadcast_to(kernel.astype(values.dtype), (channels, 1, *kernel.shape))
    return conv2d(values, weight, stride=stride, padding=padding, groups=channels, padding_mode=padding_mode)


def blur_kernel(kernel_size: int) -> tuple[FloatArray, Sides]:
    """Give the binomial kernel of :func:`blur_pool2d`, (kernel_size, kernel_size) in float64, and its padding."""
    taps, other = pair(kernel_size, "kernel_size")
    if taps != other:
        raise ValueError(f"kernel_size must be one number, as a blur kernel is square; got {kernel_size!r}.")
    binomial = np.array([comb(taps - 1, k) for k in range(taps)], np.float64) / 2 ** (taps - 1)
    before, after = (taps - 1) // 2, taps // 2
    return np.multiply.outer(binomial, binomial), Sides(before, after, before, after)


def global_avg_pool2d(x: ArrayLike) -> FloatArray:
    """Average each channel over all of its pixels, as ``torch.nn.AdaptiveAvgPool2d(1)``.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        Never changed.

    Returns
    -------
    (C, 1, 1) or (N, C, 1, 1)
        float64 if `x` is float64, otherwise float32.

    Raises
    ------
    ValueError
        If `x` has another number of dimensions, no rows or no columns.

    Examples
    --------
    >>> global_avg_pool2d([[[1, 2], [3, 6]]])
    array([[[3.]]], dtype=float32)
    """
    values = float_array(x, "x")
    as_batch(values)
    mean: FloatArray = values.mean(axis=(-2, -1), keepdims=True)
    return mean


def pool_axes(
    shape: tuple[int, ...],
    kernel_size: IntOrPair,
    stride: IntOrPair | None,
    padding: IntOrPair,
    dilation: IntOrPair,
    ceil_mode: bool,
) -> list[PoolAxis]:
    """Check the options that both poolings share, and sort them by axis: rows first, while memory is in order."""
    kernel, spread = pair(kernel_size, "kernel_size"), pair(dilation, "dilation")
    steps, sides = kernel if stride is None else pair(stride, "stride"), pair(padding, "padding", minimum=0)
    if sides[0] > kernel[0] // 2 or sides[1] > kernel[1] // 2:
        raise ValueError(
            f"padding of a pooling must be at most half of kernel_size {kernel}; got {padding}. "
            "More would give windows that hold nothing but padding."
        )
    axes = []
    for axis, size, taps, step, side, distance in zip((-2, -1), shape[-2:], kernel, steps, sides, spread, strict=True):
        count = output_size(size, kernel_size=taps, stride=step, padding=side, dilation=distance, ceil_mode=ceil_mode)
        axes.append(PoolAxis(axis, size, taps, step, side, distance, count))
    return axes

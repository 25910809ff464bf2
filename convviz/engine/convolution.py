"""The convolution of deep learning: cross-correlation of images with weights, in bands of rows."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, RealArray, float_type, real_array
from convviz.engine.forms import choose_form
from convviz.engine.geometry import IntOrPair, PaddingArgument
from convviz.engine.windows import Windows


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> FloatArray:
    """Slide filters over an image and sum the products: cross-correlation, as ``torch.nn.functional.conv2d``.

    ``out[o, y, x] = bias[o] + Σ weight[o, c, i, j] · padded[c, y·stride + i·dilation, x·stride + j·dilation]``
    (Goodfellow, Bengio and Courville, *Deep Learning*, 2016, eq. 9.6). The kernel is not flipped. A stride that
    does not divide drops the last rows and columns.

    Parameters
    ----------
    x : (C, H, W) or (N, C, H, W), real
        One image or a batch; never changed. It may be read-only or strided.
    weight : (out_channels, C / groups, kernel_height, kernel_width), real
        The filters.
    bias : (out_channels,), real, optional
        One number a filter.
    stride, dilation : int or (height, width)
        At least 1.
    padding : int, (vertical, horizontal), (top, bottom, left, right), "valid" or "same"
        Pixels added around the image; "same" needs stride 1, and puts the odd row and column of an even
        kernel at the bottom and right.
    groups : int
        Divides both numbers of channels; each group of filters sees its own group of channels.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the added pixels hold. "reflect" can add fewer pixels than the image has, "circular" as many.

    Returns
    -------
    (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out)
        float64 if `x` or `weight` is; otherwise float32, also for integers, bools and float16. A value that is
        not finite reaches only the outputs whose window holds it. Whole pixels and whole weights give exact sums, up to
        2²⁴ in float32. Other sums are rounded; how, depends on the form that is quickest for the shapes: the error is a
        few units in the last place of ``Σ |weight| · max |x|``.

    Raises
    ------
    ValueError
        If a shape, an option or a type does not fit; the message says what would.

    Examples
    --------
    >>> step = np.array([[[0, 0, 255, 255]] * 3], np.float32)
    >>> sobel = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], np.float32)
    >>> conv2d(step, sobel)
    array([[[1020., 1020.]]], dtype=float32)
    """
    x, weight = real_array(x, "x"), real_array(weight, "weight")
    windows = Windows.of(
        x.shape,
        weight.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    out = np.empty(windows.output_shape[4 - x.ndim :], float_type(x, weight))
    for _ in _bands(windows, x, weight, bias, out):
        pass
    return out


def conv2d_bands(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    out: FloatArray,
    stride: IntOrPair = 1,
    padding: PaddingArgument = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Iterator[slice]:
    """Compute :func:`conv2d` into `out`, a band of output rows at a time.

    Between two bands, of about 20 ms at most, the caller can show progress or stop. The arguments are checked
    at the call, not at the first band.

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups, padding_mode
        As in :func:`conv2d`.
    out : (out_channels, H_out, W_out) or (N, out_channels, H_out, W_out)
        Written in place; of the shape and type that :func:`conv2d` would return.

    Returns
    -------
    iterator of slice
        The rows of `out`, of all images of a batch, that have just been finished, from the top down.

    Raises
    ------
    ValueError
        As in :func:`conv2d`, or if `out` does not fit.

    Examples
    --------
    >>> out = np.empty((1, 2, 3), np.float32)
    >>> list(conv2d_bands(np.ones((1, 4, 5), np.float32), np.ones((1, 1, 3, 3), np.float32), out=out))
    [slice(0, 2, None)]
    """
    x, weight = real_array(x, "x"), real_array(weight, "weight")
    windows = Windows.of(
        x.shape,
        weight.shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode=padding_mode,
    )
    shape, dtype = windows.output_shape[4 - x.ndim :], float_type(x, weight)
    if out.shape != shape or out.dtype != dtype or not out.flags.writeable:
        raise ValueError(f"out must be a writeable {dtype} array of shape {shape}; got {out.dtype} of {out.shape}.")
    return _bands(windows, x, weight, bias, out)


def _bands(
    windows: Windows, x: RealArray, weight: RealArray, bias: ArrayLike | None, out: FloatArray
) -> Iterator[slice]:
    """Check and lay out what all bands share; the iterator that it returns does the work."""
    offsets = np.zeros(windows.out_channels) if bias is None else real_array(bias, "bias")
    if offsets.shape != (windows.out_channels,):
        raise ValueError(f"bias must hold one number a filter, ({windows.out_channels},); got {offsets.shape}.")
    form = choose_form(windows, weight.astype(out.dtype, copy=False))
    column = None if bias is None else offsets.astype(out.dtype)
    images, results = (array if array.ndim == 4 else array[np.newaxis] for array in (x, out))

    def compute() -> Iterator[slice]:
        for band in form.bands():
            form.compute(images, results, band, column)
            yield band

    return compute()

"""The convolution of deep learning: cross-correlation of images with weights, in bands of rows."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, RealArray, float_type, real_array
from convviz.engine.forms import Form, WindowForm, choose_form
from convviz.engine.geometry import IntOrPair, PaddingArgument
from convviz.engine.shifted_rows import Tile
from convviz.engine.threads import share
from convviz.engine.windows import Windows

BAND_WORK = 75_000_000  # multiply-adds between two yields: less than 10 ms, where nothing else runs


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
        few units in the last place of ``Σ |weight| · max |x|``. It is the same on any number of threads
        (:func:`set_num_threads`).

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
    images, results = _as_batches(x, out)
    convolve(windows, images, weight.astype(out.dtype, copy=False), results, _column(windows, bias, out))
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
    images, results = _as_batches(x, out)
    return _bands(windows, images, weight.astype(dtype, copy=False), results, _column(windows, bias, out))


def convolve(
    windows: Windows, images: RealArray, weight: FloatArray, results: FloatArray, bias: FloatArray | None = None
) -> None:
    """Write all of `results` (N, out_channels, H_out, W_out) from `images` (N, C, H, W); nothing is checked."""
    is_plain = results.strides[-1] == results.itemsize  # products cannot be written with gaps
    form = choose_form(windows, weight) if is_plain else WindowForm(windows, weight)
    _compute(form, windows, images, results, bias, slice(0, windows.rows.output_size))


def _bands(
    windows: Windows, images: RealArray, weight: FloatArray, results: FloatArray, bias: FloatArray | None
) -> Iterator[slice]:
    """Write `results` as :func:`convolve`, band by band."""
    form, rows = choose_form(windows, weight), windows.rows.output_size
    step = form.rows * max(1, BAND_WORK * rows // max(1, windows.work * form.rows))

    def compute() -> Iterator[slice]:
        for start in range(0, rows, step):
            band = slice(start, min(start + step, rows))
            _compute(form, windows, images, results, bias, band)
            yield band

    return compute()


def _compute(
    form: Form, windows: Windows, images: RealArray, results: FloatArray, bias: FloatArray | None, rows: slice
) -> None:
    """Write some rows of `results`, on several threads."""
    parts = form.parts(Tile(slice(0, windows.batch), rows, slice(0, windows.columns.output_size)))
    amount = windows.work * (rows.stop - rows.start) / windows.rows.output_size
    share(partial(form.compute, images, results, bias), parts, amount)


def _as_batches(*arrays: RealArray) -> tuple[RealArray, ...]:
    """View (C, H, W) as (1, C, H, W)."""
    return tuple(array if array.ndim == 4 else array[np.newaxis] for array in arrays)


def _column(windows: Windows, bias: ArrayLike | None, out: FloatArray) -> FloatArray | None:
    """Check the bias and give it the type of the result."""
    if bias is None:
        return None
    offsets = real_array(bias, "bias")
    if offsets.shape != (windows.out_channels,):
        raise ValueError(f"bias must hold one number a filter, ({windows.out_channels},); got {offsets.shape}.")
    return offsets.astype(out.dtype)

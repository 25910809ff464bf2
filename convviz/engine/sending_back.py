"""The adjoint of a convolution: itself convolutions, of the gradient with the flipped kernel, one for each phase."""

import itertools
from collections.abc import Iterator
from math import gcd
from typing import NamedTuple

import numpy as np

from convviz.engine.arrays import FloatArray, RealArray
from convviz.engine.convolution import convolve
from convviz.engine.padding import add_back
from convviz.engine.windows import Axis, Windows


class _Phase(NamedTuple):
    """The input positions of one axis, a stride apart, that meet the same taps of the kernel."""

    positions: slice
    taps: slice
    axis: Axis | None  # of the convolution that gives their gradient; None if no tap meets them


def send_back(windows: Windows, weight: FloatArray, grad: RealArray, total: FloatArray) -> None:
    """Write the gradient by the input, `total` (N, C, H, W), from that by the output (N, out_channels, H_out, W_out).

    ``total[c, q] = Σ weight[o, c, i] · grad[o, (q + p - i·d) / s]`` over the taps i at which the division leaves no
    rest (Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016, ch. 4). The taps are the same
    for all q that are s apart, and lie s / gcd(s, d) apart: a convolution of stride 1 with these taps, flipped. What
    padding saw goes back to the pixel that it was copied from.
    """
    rows, columns = windows.rows, windows.columns
    if rows.padding_mode == "zeros":
        _send_back(windows, weight, grad, total, _inside(rows), _inside(columns))
        return
    for down, across in itertools.product(_with_borders(rows), _with_borders(columns)):
        if (down, across) == (_inside(rows), _inside(columns)):  # the first: it writes, the borders add
            _send_back(windows, weight, grad, total, down, across)
            continue
        border = np.empty((*total.shape[:2], len(down), len(across)), total.dtype)
        _send_back(windows, weight, grad, border, down, across)
        add_back(total, border, rows.padded_sources(down), columns.padded_sources(across))


def _inside(axis: Axis) -> range:
    """Say where the image lies in its padded axis."""
    return range(axis.before, axis.before + axis.size)


def _with_borders(axis: Axis) -> list[range]:
    """Say where the image lies, and where the padding around it that the kernel reaches."""
    inside, reached = _inside(axis), axis.pixels(axis.output_size)
    borders = range(min(inside.start, reached)), range(inside.stop, reached)
    return [inside, *filter(len, borders)]


def _send_back(
    windows: Windows, weight: FloatArray, grad: RealArray, total: FloatArray, down: range, across: range
) -> None:
    """Write the gradient by these rows and columns of the padded input."""
    swapped = _swap_channels(windows, weight)
    rows, columns = _phases(windows.rows, down), list(_phases(windows.columns, across))
    for row in rows:
        for column in columns:
            part = total[:, :, row.positions, column.positions]
            if row.axis is None or column.axis is None:
                part[...] = 0
                continue
            taps = np.ascontiguousarray(swapped[:, :, row.taps, column.taps][..., ::-1, ::-1])
            channels = windows.out_channels, windows.in_channels
            phase = Windows(windows.batch, *channels, windows.groups, row.axis, column.axis)
            convolve(phase, grad, taps, part)


def _phases(axis: Axis, wanted: range) -> Iterator[_Phase]:
    """Split neighbouring positions of the padded input into those that meet the same taps."""
    common = gcd(axis.stride, axis.dilation)
    step, dilation = axis.stride // common, axis.dilation // common
    for start, reached in enumerate(wanted[: axis.stride]):
        positions = slice(start, None, axis.stride)
        met = [tap for tap in range(min(step, axis.kernel_size)) if (reached - tap * axis.dilation) % axis.stride == 0]
        if not met:
            yield _Phase(positions, slice(0), None)
            continue
        taps = len(range(met[0], axis.kernel_size, step))
        before = dilation * (taps - 1) - (reached - met[0] * axis.dilation) // axis.stride
        outputs = len(wanted[positions])
        phase = Axis(axis.output_size, taps, 1, dilation, before, "zeros", outputs)
        yield _Phase(positions, slice(met[0], None, step), phase)


def _swap_channels(windows: Windows, weight: FloatArray) -> FloatArray:
    """Let each input channel take the place of a filter: (in_channels, out_channels / groups, height, width)."""
    by_group = weight.reshape(windows.groups, windows.filters, *weight.shape[1:])
    return by_group.swapaxes(1, 2).reshape(windows.in_channels, windows.filters, *weight.shape[2:])

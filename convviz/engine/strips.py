"""Strips of a padded image in one scratch, laid out so that neighbouring rows are neighbours in memory."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from convviz.engine.arrays import FloatArray, RealArray, are_finite
from convviz.engine.padding import Runs, read_into
from convviz.engine.threads import LEAST_PARTS, LEAST_SHARED, scratch
from convviz.engine.windows import Windows

SCRATCH_VALUES = 2**19  # 2 MiB of float32, shared by the strip and by what is computed from it
WIDEST = 2048  # columns of a strip


class Strips:
    """Which outputs are computed from one strip, and the strip itself: a plan, made once a convolution.

    A convolution with stride s sees every pixel of s · s phases once, so it is one with stride 1, a kernel of
    ⌈k / s⌉ and s · s times the channels. With dilation d, every d-th row makes an image of its own. Small images of a
    batch lie side by side. The strip is therefore (dilation, rows, channels, stride, stride, images · columns), and a
    kernel meets `depth` neighbouring lines for each of its rows.

    Parameters
    ----------
    windows : Windows
        On neither axis both strided and dilated.
    rows_at_once : int
        Output rows of one matrix product; the strip has a multiple of them.
    values_a_column : int
        What the caller stores besides, in values a column for the rows computed at once.
    images : int
        At most so many side by side.
    """

    def __init__(self, windows: Windows, rows_at_once: int, values_a_column: int, images: int = 1) -> None:
        rows, columns = windows.rows, windows.columns
        self._windows = windows
        self.dilation, self._strides = rows.dilation, (rows.stride, columns.stride)
        self.taps = ceil(rows.kernel_size / rows.stride), ceil(columns.kernel_size / columns.stride)
        self.depth = windows.in_channels // windows.groups * rows.stride * columns.stride
        halo = columns.dilation * (self.taps[1] - 1)
        lines = self.dilation * (rows_at_once + self.taps[0] - 1) * self.depth  # the fewest
        widest = max(16, min(WIDEST, SCRATCH_VALUES // (lines + values_a_column)) - halo)
        self.columns = ceil(columns.output_size / ceil(columns.output_size / widest))
        self.width = self.columns + halo
        self.images = max(1, min(images, ceil(windows.batch / LEAST_PARTS), widest // self.width))
        self.long = self.images * self.width
        room = SCRATCH_VALUES // 2 // (self.long * self.depth * self.dilation) - self.taps[0] + 1
        parts = LEAST_PARTS if self.images == windows.batch and windows.work >= LEAST_SHARED else 1
        needed = ceil(rows.output_size / self.dilation / rows_at_once)  # blocks
        most = max(1, min(room // rows_at_once, ceil(needed / parts)))
        self.blocks = ceil(needed / ceil(needed / most))  # of the same height, as each is computed whole
        self.rows = self.blocks * rows_at_once * self.dilation
        lines_high = self.blocks * rows_at_once + self.taps[0] - 1
        channels = windows.in_channels // windows.groups
        self._shape = self.dilation, lines_high, channels, *self._strides, self.long
        self._column_runs: dict[int, Runs] = {}

    def lay_out(self, dtype: DTypeLike, *shapes: tuple[int, ...]) -> list[NDArray[Any]]:
        """Take scratch for the strip and for arrays of these shapes, which it returns."""
        dilation, high, channels, step_y, step_x, _ = self._shape
        phases = self.images, channels, high, dilation * step_y, self.width, step_x
        is_split = phases[3] > 1 or step_x > 1
        self.lines, pixels, *others = scratch(dtype, self._shape, phases if is_split else (0,), *shapes)
        by_image = self.lines.reshape(*self._shape[:-1], self.images, self.width)
        self._phases = by_image.transpose(5, 2, 1, 0, 3, 6, 4).reshape(phases)
        self._pixels = pixels if is_split else self._phases
        return others

    def load(self, images: RealArray, row: int, column: int) -> bool:
        """Read the pixels of `images` (N, C, H, W) under the strip whose first output is (row, column).

        Tell whether all are finite. The strip has always its full size. What it holds beyond the last output is never
        summed into one, but a value that is not finite would not vanish when it is multiplied by zero.
        """
        number, channels, high, step_y, wide, step_x = self._pixels.shape
        rows = self._windows.rows.runs(row, high * step_y)
        if column not in self._column_runs:
            self._column_runs[column] = self._windows.columns.runs(column, wide * step_x)
        pixels = self._pixels.reshape(number, channels, high * step_y, wide * step_x)
        read_into(pixels[: len(images)], images, rows, self._column_runs[column])
        pixels[len(images) :] = 0
        if self._pixels is not self._phases:
            for phase in range(step_x):
                self._phases[..., phase] = self._pixels[..., phase]
        return images.dtype.kind in "biu" or are_finite(self.lines)

    def phases(self, weight: FloatArray) -> FloatArray:
        """Order the filters of one group as (filters, column taps, row taps, depth), filled up with zeros."""
        filters, channels, *kernel = weight.shape
        (step_y, step_x), (taps_y, taps_x) = self._strides, self.taps
        full = np.zeros((filters, channels, taps_y * step_y, taps_x * step_x), weight.dtype)
        full[:, :, : kernel[0], : kernel[1]] = weight
        split = full.reshape(filters, channels, taps_y, step_y, taps_x, step_x)
        return split.transpose(0, 4, 2, 1, 3, 5).reshape(filters, taps_x, taps_y, self.depth)

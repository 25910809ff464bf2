"""The projective field: which values of a feature map one pixel of the input reaches."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convviz.engine.padding import source_index
from convviz.nn.conv import Conv2d

Indices = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class ProjectiveField:
    """The outputs that a pixel reaches: all pairs of these rows and columns of the feature map.

    Parameters
    ----------
    rows, columns : (n,) and (m,), int
        Rising; empty where a stride steps over the pixel.
    spacing : (vertical, horizontal)
        Outputs from one to the next where nothing but the dilation leaves holes; at least 1.
    """

    rows: Indices
    columns: Indices
    spacing: tuple[int, int]

    @property
    def size(self) -> int:
        """Number of outputs."""
        return len(self.rows) * len(self.columns)

    @property
    def parts(self) -> list["ProjectiveField"]:
        """The same outputs in parts that lie together: copies of the pixel in the padding may reach others far away."""
        if not self.size:
            return []
        row_runs, column_runs = map(_together, (self.rows, self.columns), self.spacing)
        return [ProjectiveField(rows, columns, self.spacing) for rows in row_runs for columns in column_runs]


def projective_field(layer: Conv2d, y: int, x: int, height: int, width: int) -> ProjectiveField:
    """Return the outputs that have the pixel at row y, column x under a cell of the kernel.

    A pixel at the border also reaches those that look at its copies in the padding.

    Parameters
    ----------
    layer : Conv2d
    y, x : int
        The pixel's row and column.
    height, width : int
        Size of the input.
    """
    outputs, sizes, sides = layer.output_shape(height, width), (height, width), layer.sides
    ends = (sides.top, sides.bottom), (sides.left, sides.right)

    def reached(pixel: int, axis: int) -> Indices:
        stride, size, (before, after) = layer.stride[axis], sizes[axis], ends[axis]
        holds_pixel = source_index(np.arange(-before, size + after), size, layer.padding_mode) == pixel
        last = (outputs[axis] - 1) * stride
        taps = range(0, layer.kernel_size[axis] * layer.dilation[axis], layer.dilation[axis])
        return np.flatnonzero(np.any([holds_pixel[tap : tap + last + 1 : stride] for tap in taps], axis=0))

    vertical, horizontal = (
        dilation // math.gcd(dilation, stride) for dilation, stride in zip(layer.dilation, layer.stride, strict=True)
    )
    return ProjectiveField(reached(y, 0), reached(x, 1), (vertical, horizontal))


def _together(indices: Indices, spacing: int) -> list[Indices]:
    """Cut a rising list where neighbours lie further apart than the spacing."""
    return np.split(indices, np.flatnonzero(np.diff(indices) > spacing) + 1)

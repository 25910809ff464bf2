"""The projective field: which values of a feature map one pixel of the input reaches."""

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
    """

    rows: Indices
    columns: Indices

    @property
    def size(self) -> int:
        """Number of outputs."""
        return len(self.rows) * len(self.columns)


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
    starts = -sides.top, -sides.left

    def reached(pixel: int, axis: int) -> Indices:
        first = np.arange(outputs[axis]) * layer.stride[axis] + starts[axis]
        positions = np.add.outer(first, np.arange(layer.kernel_size[axis]) * layer.dilation[axis])
        sources = source_index(positions.ravel(), sizes[axis], layer.padding_mode).reshape(positions.shape)
        return np.flatnonzero((sources == pixel).any(axis=1))

    return ProjectiveField(reached(y, 0), reached(x, 1))

"""The window: which positions of a layer's input one position of its output sees."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convviz.engine.geometry import Pair, Sides
from convviz.engine.padding import OUTSIDE, source_index

Indices: TypeAlias = NDArray[np.signedinteger[Any]]
NO_PADDING = Sides(0, 0, 0, 0)


@dataclass(frozen=True)
class Window:
    """What one output sees of its layer's input, the same at each position; by default its own position only.

    Parameters
    ----------
    kernel_size, stride, dilation : (vertical, horizontal)
    sides : (top, bottom, left, right)
        Padding, in positions.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What is seen in the padding: nothing, or copies of which pixels.
    """

    kernel_size: Pair = (1, 1)
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    sides: Sides = NO_PADDING
    padding_mode: str = "zeros"

    @property
    def span(self) -> Pair:
        """Positions from the first to the last that a window covers, d(k - 1) + 1, down and across."""
        (height, width), (down, across) = self.kernel_size, self.dilation
        return down * (height - 1) + 1, across * (width - 1) + 1

    def sources(self, axis: int, size: int, outputs: int) -> Indices:
        """Index what lies under each cell of the window, along one axis.

        Parameters
        ----------
        axis : {0, 1}
            Down or across.
        size, outputs : int
            Length of input and output along this axis.

        Returns
        -------
        (outputs, kernel_size), int
            Positions of the input; ``OUTSIDE`` where there is none.
        """
        firsts = np.arange(outputs) * self.stride[axis] - self.sides[2 * axis]
        taps = np.arange(self.kernel_size[axis]) * self.dilation[axis]
        return source_index(np.add.outer(firsts, taps), size, self.padding_mode)

    def connections(self, axis: int, size: int, outputs: int) -> int:
        """Count the pairs of an output and an input that it sees, along one axis; copies in the padding add none."""
        ordered = np.sort(self.sources(axis, size, outputs), axis=1)
        return int(np.count_nonzero(np.diff(ordered, axis=1, prepend=OUTSIDE)))

"""The projective field: which values of a feature map one pixel of the input reaches."""

from dataclasses import dataclass

import numpy as np

from convviz.nn.window import Indices


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


def _together(indices: Indices, spacing: int) -> list[Indices]:
    """Cut a rising list where neighbours lie further apart than the spacing."""
    return np.split(indices, np.flatnonzero(np.diff(indices) > spacing) + 1)

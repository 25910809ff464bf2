"""How often a feature map has which values."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.lab.pictures.display import Scale
from convviz.lab.pictures.summary import sample_of

BINS = 96
_BAND_VALUES = 1 << 15


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of values in bins of equal width.

    Parameters
    ----------
    edges : (n + 1,), float64
        Rising; where the map has values on both sides of zero, zero is the middle of a bin.
    counts : (n,), int
        How many values each bin has; one on an edge counts above it, the greatest below.
    total : int
        Number of values that were counted: finite ones, of a large map every so-many-th.
    """

    edges: FloatArray
    counts: npt.NDArray[np.intp]
    total: int

    def share(self, index: int) -> float:
        """Return the share of the values in a bin, 0 … 1."""
        return float(self.counts[index]) / self.total if self.total else 0.0


def histogram_of(feature_map: FloatArray, scale: Scale) -> Histogram:
    """Count the values of a feature map, all planes together, from its least to its greatest.

    Parameters
    ----------
    feature_map : (H, W) or (3, H, W)
    scale : Scale
        Its ends are covered as well.
    """
    values = sample_of([feature_map])
    low, high = min(float(values.min()), scale.low), max(float(values.max()), scale.high)
    edges = _edges(low, high)
    bins = len(edges) - 1
    counts, per_value = np.zeros(bins, np.intp), bins / (edges[-1] - edges[0])
    for start in range(0, values.size, _BAND_VALUES):
        places = np.subtract(values[start : start + _BAND_VALUES], edges[0], dtype=np.float64)
        places *= per_value
        counts += np.bincount(np.clip(places, 0, bins - 1, out=places).astype(np.intp), minlength=bins)
    return Histogram(edges, counts, values.size)


def _edges(low: float, high: float) -> FloatArray:
    width = (high - low) / BINS
    if not low < 0 < high:
        return np.linspace(low, high, BINS + 1)
    below, above = np.ceil(-low / width - 0.5), np.ceil(high / width - 0.5)
    return width * np.arange(-below - 0.5, above + 1)

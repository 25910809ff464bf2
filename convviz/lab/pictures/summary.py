"""What is said of all values at once, read in bands that stay in the cache: ends, a sample, the strongest."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from convviz.engine import FloatArray

_BAND_VALUES = 1 << 17
_SAMPLE_SIZE = 1 << 18  # of values that are not alike; memory that is taken anew costs more than reading it
_RUN = 16  # neighbours that are taken together: a line of the cache, as reading one value of it costs no less
_EVERY, _MARGIN = 64, 0.01  # of a sample's own sample: of how many values it is one, and by how much a share may be off


def ends_of(maps: Sequence[FloatArray]) -> tuple[float, float]:
    """Return the least and the greatest finite value of all these maps; 0 and 0 if there is none."""
    low, high = math.inf, -math.inf
    for values in maps:
        for _, band in bands_of(values):
            least, greatest = float(band.min()), float(band.max())
            if not (math.isfinite(least) and math.isfinite(greatest)):
                finite = band[np.isfinite(band)]
                if not finite.size:
                    continue
                least, greatest = float(finite.min()), float(finite.max())
            low, high = min(low, least), max(high, greatest)
    return (low, high) if low <= high else (0.0, 0.0)


def sample_of(maps: Sequence[FloatArray]) -> FloatArray:
    """Return finite values from all over the maps, at most some hundred thousand of many; one zero if there is none."""
    step = sum(each.size for each in maps) // _SAMPLE_SIZE
    if step <= 1:
        runs = [each.ravel() for each in maps]
    else:
        while math.gcd(_RUN * step, maps[0].shape[-1]) > _RUN:  # else some columns would never be looked at
            step += 1
        runs = [_runs(each.ravel(), step) for each in maps]
    sample = runs[0] if len(runs) == 1 else np.concatenate(runs)
    finite = np.isfinite(sample)
    if not finite.all():
        sample = sample[finite]
    return sample if sample.size else np.zeros(1, np.float32)


def quantile_of(values: FloatArray, share: float) -> float:
    """Return the value below which a share of some finite values lies, 0 … 1, as ``numpy.quantile`` does.

    Of many values, only those are sorted that lie beyond a bound: a quantile of a few of them, for a smaller share.
    """
    rank = share * (values.size - 1)
    few = values[::_EVERY]
    bound = np.partition(few, below := int(max(0.0, share - _MARGIN) * (few.size - 1)))[below]
    tail = values[values >= bound]
    first = int(rank) - (values.size - tail.size)
    if first < 0:  # the few were not like the others
        tail, first = values, int(rank)
    last = min(first + 1, tail.size - 1)
    ordered = np.partition(tail, (first, last))
    low, high = float(ordered[first]), float(ordered[last])
    return low + (high - low) * (rank - int(rank))


def strongest_place(feature_map: FloatArray) -> tuple[int, int] | None:
    """Return the (y, x) of the finite value that is farthest from zero; None if there is none.

    Parameters
    ----------
    feature_map : (H, W), or (3, H, W), of which the first plane counts
    """
    place, most = None, -1.0
    plane = feature_map if feature_map.ndim == 2 else feature_map[0]
    for top, band in bands_of(plane):
        sizes = np.abs(band)
        if not math.isfinite(sizes.max()):
            np.copyto(sizes, -1, where=~np.isfinite(sizes))
        index = int(sizes.argmax())
        if (size := float(sizes.flat[index])) > most:
            y, x = divmod(index, plane.shape[1])
            place, most = (top + y, x), size
    return place


def bands_of(values: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    """Cut (…, W) into bands of whole rows, each with the number of its first row, counted through all planes."""
    rows = values.reshape(-1, values.shape[-1])
    step = max(1, _BAND_VALUES // rows.shape[1])
    return ((top, rows[top : top + step]) for top in range(0, len(rows), step))


def _runs(values: FloatArray, step: int) -> FloatArray:
    """Return every so manieth run of values."""
    whole = values[: values.size // _RUN * _RUN].reshape(-1, _RUN)
    return whole[::step].ravel()

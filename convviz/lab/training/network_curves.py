"""The curves of networks in training: J and accuracy against the epochs, and the gap against the pictures."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.training.network_snapshot import RunSnapshot, Snapshot

LEAST_LOSS = 1e-6  # that is drawn on a logarithmic axis


class Pair(NamedTuple):
    """Two curves of one network, (n,): on the pictures that it learns from, and on those that it has not seen."""

    seen: FloatArray
    unseen: FloatArray


class Curves(NamedTuple):
    """Curves over one axis, by the names of the networks; NaN where there is nothing yet, or no more."""

    x: FloatArray
    of: dict[str, Pair]


def loss_curves(snapshot: Snapshot) -> Curves:
    """Return J of each network: of the batches as they came, and of the unseen pictures after each epoch."""
    places = [run.loss_epochs for run in snapshot.runs] + [_epochs(run) for run in snapshot.runs]
    x = np.unique(np.concatenate([np.empty(0), *places]))
    of = {
        run.name: Pair(
            _along(x, run.loss_epochs, np.maximum(run.losses, LEAST_LOSS)),
            _along(x, _epochs(run), np.array([max(result.unseen.loss, LEAST_LOSS) for result in run.results])),
        )
        for run in snapshot.runs
    }
    return Curves(x, of)


def accuracy_curves(snapshot: Snapshot) -> Curves:
    """Return the share that each network gets right after each epoch, in percent."""
    count = max((len(run.results) for run in snapshot.runs), default=0)
    of = {
        run.name: Pair(
            _filled([100 * result.seen.accuracy for result in run.results], count),
            _filled([100 * result.unseen.accuracy for result in run.results], count),
        )
        for run in snapshot.runs
    }
    return Curves(np.arange(1.0, count + 1), of)


def ends_of_losses(curves: Curves) -> tuple[float, float]:
    """Return the powers of ten that hold all of them."""
    values = _finite(curves)
    if not len(values):
        return 0.1, 10.0
    return 10.0 ** np.floor(np.log10(values.min())), 10.0 ** np.ceil(np.log10(values.max()) + 1e-9)


def ends_of_accuracies(curves: Curves) -> tuple[float, float]:
    """Return the least multiple of ten below all of them, and 100."""
    values = _finite(curves)
    least = float(values.min()) if len(values) else 0.0
    return min(90.0, 10 * np.floor(least / 10)), 100.0


def gap_curves(points: Sequence[tuple[str, int, float]]) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Return gaps in points of a percent against the number of seen pictures, from (network, pictures, gap) each."""
    counts = sorted({seen for _, seen, _ in points})
    of = {name: np.full(len(counts), np.nan) for name, _, _ in points}
    for name, seen, gap in points:
        of[name][counts.index(seen)] = 100 * gap
    return np.array(counts, np.float64), of


def _epochs(run: RunSnapshot) -> FloatArray:
    return np.arange(1.0, len(run.results) + 1)


def _along(x: FloatArray, places: FloatArray, values: FloatArray) -> FloatArray:
    """Return a curve between its first and its last point, straight from one to the next; NaN beyond."""
    if not len(places):
        return np.full(len(x), np.nan)
    return np.asarray(np.interp(x, places, values, left=np.nan, right=np.nan))


def _filled(values: list[float], count: int) -> FloatArray:
    return np.array(values + [np.nan] * (count - len(values)))


def _finite(curves: Curves) -> FloatArray:
    values = np.concatenate([np.empty(0), *(curve for pair in curves.of.values() for curve in pair)])
    return np.asarray(values[np.isfinite(values)])

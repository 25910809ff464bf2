"""What class a network sees as the image moves: its scores at every shift, and how consistent its decisions are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray, shift, softmax
from convviz.engine.arrays import float_array
from convviz.nn.evaluation import up_to_scores
from convviz.nn.network import Network, unwatched

Progress = Callable[[float], object]
Classes = NDArray[np.int64]
_BATCH = 256  # images that are classified at a time


@dataclass(frozen=True, eq=False)
class ScorePlane:
    """The class scores of one image at every shift of a grid.

    Parameters
    ----------
    dy, dx : (rows,) and (columns,)
        The shifts in pixels, down and right.
    scores : (rows, columns, classes)
        Shares of 1.
    """

    dy: NDArray[np.float64]
    dx: NDArray[np.float64]
    scores: FloatArray

    @property
    def winners(self) -> Classes:
        """The class of the highest score at each shift, (rows, columns); of equal ones the first."""
        classes: Classes = self.scores.argmax(axis=-1)
        return classes

    @property
    def consistency(self) -> float:
        """Share of the pairs of shifts at which the same class wins, as :func:`shift_consistency`."""
        return _consistency(self.winners.reshape(1, -1))


def class_scores(network: Network, images: ArrayLike) -> FloatArray:
    """Return the share of 1 that a network gives each class: the softmax of its outputs.

    Parameters
    ----------
    network : Network
        It gives a vector of one score a class; a Softmax at its end is not applied twice.
    images : (C, H, W) or (N, C, H, W), real

    Returns
    -------
    (classes,) or (N, classes)

    Raises
    ------
    ValueError
        If the images do not fit the network, or it gives no vector.
    """
    pixels = float_array(images, "images")
    _check(network, pixels)
    batch, scorer = pixels.reshape(-1, *pixels.shape[-3:]), up_to_scores(network)
    parts = [scorer.forward(batch[start : start + _BATCH])[-1] for start in range(0, len(batch), _BATCH)]
    scores = softmax(np.concatenate(parts))
    return scores if pixels.ndim == 4 else scores[0]


def score_plane(
    network: Network,
    image: ArrayLike,
    dy: Sequence[float],
    dx: Sequence[float],
    *,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    progress: Progress = unwatched,
) -> ScorePlane:
    """Classify one image at every shift of a grid: which class wins where.

    Parameters
    ----------
    network : Network
        It gives one score a class.
    image : (C, H, W), real
    dy, dx : sequence of float
        Shifts down and right in pixels; every pair of them is looked at. At least one each.
    edge, interpolation : str
        As in :func:`convviz.engine.shift`.
    progress : callable, optional
        Called with the share that is done, 0 … 1, before each row of the grid and at the end; it may raise.

    Returns
    -------
    ScorePlane

    Raises
    ------
    ValueError
        If the image does not fit the network, there is no shift, or an option is out of range.
    """
    pixels = float_array(image, "image")
    if pixels.ndim != 3 or not (len(dy) and len(dx)):
        raise ValueError(f"image must be (C, H, W), and dy and dx at least one shift each; got {pixels.shape}.")
    rows = []
    for number, down in enumerate(dy):
        progress(number / len(dy))
        moved = np.stack([shift(pixels, down, right, edge, interpolation) for right in dx])
        rows.append(class_scores(network, moved))
    progress(1.0)
    return ScorePlane(np.asarray(dy, np.float64), np.asarray(dx, np.float64), np.stack(rows))


def shift_consistency(
    network: Network,
    images: ArrayLike,
    shifts: ArrayLike,
    *,
    edge: str = "zeros",
    interpolation: str = "bilinear",
    progress: Progress = unwatched,
) -> float:
    """Measure how often a network decides alike about two shifts of one image, whether it is right or not.

    It is the share of the pairs of shifts at which the same class wins, on average over the images (Zhang 2019,
    “Making convolutional networks shift-invariant again”, section 4: E 1{argmax f(Tx) = argmax f(T'x)}). Zhang draws
    pairs by lot; here every pair of two different rows of `shifts` counts once, so that there is no chance in it:
    Σ n_c (n_c − 1) / (n (n − 1)), where n_c of the n shifts give class c.

    Parameters
    ----------
    network : Network
        It gives one score a class.
    images : (C, H, W) or (N, C, H, W), real
        At least one.
    shifts : (n, 2)
        dy and dx in pixels, down and right; at least two.
    edge, interpolation : str
        As in :func:`convviz.engine.shift`.
    progress : callable, optional
        Called with the share that is done, 0 … 1, before each shift and at the end; it may raise.

    Returns
    -------
    float
        0 … 1; 1 if no shift changes any decision.

    Raises
    ------
    ValueError
        If the images do not fit the network, there are less than two shifts, or an option is out of range.
    """
    pixels, places = float_array(images, "images"), np.asarray(shifts, np.float64)
    _check(network, pixels)
    if places.ndim != 2 or places.shape[1] != 2 or len(places) < 2:
        raise ValueError(f"shifts must be (n, 2), a dy and a dx in each of at least two rows; got {places.shape}.")
    winners = []
    for number, (dy, dx) in enumerate(places.tolist()):
        progress(number / len(places))
        moved = shift(pixels, dy, dx, edge, interpolation)
        winners.append(np.atleast_2d(class_scores(network, moved)).argmax(axis=1))
    progress(1.0)
    return _consistency(np.stack(winners, axis=1))


def _consistency(winners: Classes) -> float:
    """Return the share of pairs of one row with equal entries, on average over the rows, (images, shifts)."""
    count = winners.shape[1]
    if count < 2:
        return 1.0
    tallies = np.stack([(winners == label).sum(axis=1) for label in np.unique(winners)])
    return float((tallies * (tallies - 1)).sum(axis=0).mean() / (count * (count - 1)))


def _check(network: Network, pixels: FloatArray) -> None:
    if pixels.ndim not in (3, 4) or 0 in pixels.shape:
        raise ValueError(f"images must be (C, H, W) or (N, C, H, W), each at least 1; got {pixels.shape}.")
    outputs = network.shapes(pixels.shape[-3:])[-1] if len(network) else pixels.shape[-3:]
    if len(outputs) != 1:
        raise ValueError(f"The network must give a vector of one score a class; it gives {outputs}.")

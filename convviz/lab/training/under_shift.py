"""What a shift of the picture does to a trained network: what moves along, what stays, and what it decides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray
from convviz.lab.progress import Progress, part, unwatched
from convviz.nn.activations import Activation
from convviz.nn.dataset import Dataset
from convviz.nn.network import Network
from convviz.nn.shifted_scores import score_plane
from convviz.nn.translation import equivariance_error, invariance_error

FEW = 8  # pictures whose maps are compared
_ONE_PIXEL = ((0, 1), (1, 0), (0, -1), (-1, 0))


@dataclass(frozen=True, eq=False)
class UnderShift:
    """What shifts do to one network.

    Parameters
    ----------
    dx : (n,)
        Shifts to the right, in pixels.
    accuracy : (n,)
        Share of the pictures that is right when moved by so much.
    consistency : float
        Share of pairs of shifts with equal decisions, on average over the pictures (Zhang 2019).
    equivariance : float
        How far the first map is from moving along with one pixel, relative to it; nan without maps.
    change : float
        How much the features change that the network decides by, under a shift of one pixel, relative to them.
    """

    dx: NDArray[np.float64]
    accuracy: FloatArray
    consistency: float
    equivariance: float
    change: float


def under_shift(network: Network, pictures: Dataset, progress: Progress = unwatched) -> UnderShift:
    """Move pictures about the middle of their canvas, and see what the network makes of it.

    They go up to a quarter of the canvas left and right, and half as far up and down.

    Parameters
    ----------
    network : Network
        It gives one score a class.
    pictures : Dataset
        In the middle of the canvas.
    progress : callable
        Told how much is done; it may raise, to stop.

    Raises
    ------
    ValueError
        If the network does not fit the pictures.
    """
    reach = max(1, pictures.images.shape[-1] // 4)
    dx, dy = np.arange(-reach, reach + 1.0), np.arange(-(reach // 2), reach // 2 + 1, max(1, reach // 2))
    right, consistent = np.zeros(len(dx)), 0.0
    middle = int(np.flatnonzero(dy == 0)[0])
    for index, (image, label) in enumerate(zip(pictures.images, pictures.labels, strict=True)):
        plane = score_plane(
            network, image, dy.tolist(), dx.tolist(), progress=part(progress, index, len(pictures.images))
        )
        right += plane.winners[middle] == label
        consistent += plane.consistency
    equivariance, change = _on_maps(network, pictures.images[:FEW])
    count = len(pictures)
    return UnderShift(dx, right / count, consistent / count, equivariance, change)


def _on_maps(network: Network, images: FloatArray) -> tuple[float, float]:
    """Return the mean equivariance error of the first map, and the mean change of the features, at one pixel."""
    shapes = network.shapes(images.shape[1:])
    first = 1 if len(network) > 1 and isinstance(network[1], Activation) else 0
    features = max((index for index in range(len(network) - 1)), default=0)
    moves = [(image, dy, dx) for image in images for dy, dx in _ONE_PIXEL]
    errors = [equivariance_error(network, image, dy, dx, layer=first) for image, dy, dx in moves]
    changes = [invariance_error(network, image, dy, dx, layer=features).change for image, dy, dx in moves]
    has_map = len(shapes[first]) == 3
    return float(np.mean(errors)) if has_map else float("nan"), float(np.mean(changes))

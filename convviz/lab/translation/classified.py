"""A digit that moves, as trained networks classify it: their scores where it is, and which class wins where."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray, shift
from convviz.lab.network_input import LUMA, brought_to
from convviz.lab.state import State
from convviz.lab.translation.translation import Edge, Interpolation, ScoresChoice
from convviz.nn.placement import free_shifts
from convviz.nn.shifted_scores import Classes, ScorePlane

SIDE, CANVAS = 8, 16  # pixels of a digit, and of the black canvas that it is moved on
REACH = CANVAS // 2  # pixels that it is moved at most
PLACES = tuple(range(-REACH, REACH + 1))
FREE = free_shifts((SIDE, SIDE), CANVAS)[0]  # along either axis: all of the digit is on the canvas
_DARK_ON_BRIGHT = 0.5  # from this border on, the ink is what is dark


@dataclass(frozen=True, eq=False)
class Digit:
    """What is moved.

    Parameters
    ----------
    canvas : (1, 16, 16)
        In the middle, bright on black, 0 … 1.
    truth : int or None
        Its class; None if nobody has said what it is.
    count : int
        How many unseen digits there are of its class; 0 of the picture of the lab.
    """

    canvas: FloatArray
    truth: int | None = None
    count: int = 0


@dataclass(frozen=True, eq=False)
class NetworkScores:
    """What one network makes of a digit.

    Parameters
    ----------
    kind : str
        A key of ``DIGIT_NETWORKS``.
    here : (classes,)
        Its scores where the digit is now, shares of 1.
    plane : ScorePlane, optional
        Its scores at all shifts by whole pixels up to ``REACH``; None as long as it is not known.
    consistency : float, optional
        Shift consistency over several unseen digits, 0 … 1, at the shifts that leave them whole; likewise.
    """

    kind: str
    here: FloatArray
    plane: ScorePlane | None = None
    consistency: float | None = None

    @property
    def winner(self) -> int:
        """The class of the highest score where the digit is now; of equal ones the first."""
        return int(self.here.argmax())

    @cached_property
    def whole(self) -> ScorePlane | None:
        """The part of the plane where all of the digit is on the canvas."""
        if self.plane is None:
            return None
        rows, columns = (np.isin(places, FREE) for places in (self.plane.dy, self.plane.dx))
        return ScorePlane(self.plane.dy[rows], self.plane.dx[columns], self.plane.scores[rows][:, columns])

    def share_of(self, label: int | None) -> float | None:
        """Return at what share of the places with the whole digit a class wins; None if that is not known."""
        return None if self.whole is None or label is None else float((self.whole.winners == label).mean())


@dataclass(frozen=True, eq=False)
class Classified:
    """A digit where it is, and what each network makes of it.

    Parameters
    ----------
    choice : ScoresChoice
    digit : Digit
    shift : (dy, dx)
        How far it is moved, in pixels of the canvas.
    canvas : (1, 16, 16)
        What the networks see.
    networks : tuple of NetworkScores
        In the order of the choice.
    edge : str
        What comes in where the canvas has left.
    """

    choice: ScoresChoice
    digit: Digit
    shift: tuple[float, float]
    canvas: FloatArray
    networks: tuple[NetworkScores, ...]
    edge: Edge = "zeros"

    def network(self, kind: str) -> NetworkScores | None:
        """Return what a network makes of it; None if it does not look at it."""
        return next((each for each in self.networks if each.kind == kind), None)


def digit_shift(state: State) -> tuple[float, float]:
    """Return how far the digit is moved, (dy, dx): no farther than ``REACH``, however small or large the image is."""
    dy, dx = (float(min(max(amount, -REACH), REACH)) for amount in (state.translation.dy, state.translation.dx))
    return dy, dx


def canvas_edge(edge: Edge) -> Edge:
    """Return what comes in at the edge of the canvas: real pixels around it are black."""
    return "zeros" if edge == "crop" else edge


def moved(digit: Digit, place: tuple[float, float], edge: Edge, interpolation: Interpolation) -> FloatArray:
    """Return the canvas with the digit moved, (1, 16, 16)."""
    return shift(digit.canvas, *place, canvas_edge(edge), interpolation)


def picture_as_digit(image: FloatArray) -> FloatArray:
    """Bring a picture to the size of a digit: in grey, bright on black, cut to what is bright.

    Parameters
    ----------
    image : (C, H, W), in [0, 1]
        In colour or grey; where its border is bright, as of ink on paper, dark and bright change places.

    Returns
    -------
    (1, 8, 8), float32
    """
    grey = image[0] if len(image) == 1 else np.tensordot(LUMA, image, axes=1)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = 1 - grey if float(np.median(border)) > _DARK_ON_BRIGHT else grey
    part = ink[_bright(ink.max(axis=1)), _bright(ink.max(axis=0))]
    side = max(part.shape)
    square = np.zeros((side, side), np.float32)
    top, left = ((side - length) // 2 for length in part.shape)
    square[top : top + part.shape[0], left : left + part.shape[1]] = part
    return brought_to(square[np.newaxis], (SIDE, SIDE))


def _bright(largest: FloatArray) -> slice:
    """Return from where to where rows or columns hold something at least half as bright as the brightest."""
    lit = np.flatnonzero(largest >= largest.max() / 2)
    return slice(int(lit[0]), int(lit[-1]) + 1)


def labels_of(winners: Classes) -> dict[int, tuple[int, int]]:
    """Return for each class whose cells hold a square of 3×3 the row and column of the cell farthest inside.

    Where there is such a cell elsewhere, it is none around the middle, where the digit is at first, and its frame.

    Parameters
    ----------
    winners : (rows, columns) int
        The class of each cell.
    """
    places = {}
    for label in np.unique(winners).tolist():
        depth = _depth(winners == label)
        aside = np.where(_around_the_middle(depth.shape), 0, depth)
        depth = aside if aside.max() > 1 else depth
        if depth.max() > 1:
            row, column = np.unravel_index(int(depth.argmax()), depth.shape)
            places[label] = int(row), int(column)
    return places


def _around_the_middle(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which cells lie up to two from the middle one."""
    far = [abs(np.arange(length) - length // 2) for length in shape]
    return np.asarray(np.maximum.outer(*far) <= 2)


def _depth(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count how often cells can be peeled off all around before one is gone, (rows, columns)."""
    depth, left = np.zeros(cells.shape, np.int64), cells
    while left.any():
        depth += left
        padded = np.pad(left, 1)
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
        left = np.asarray(windows.all(axis=(2, 3)))
    return depth

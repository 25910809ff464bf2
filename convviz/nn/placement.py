"""Small pictures on a larger black canvas: all in its middle, or each somewhere else."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray
from convviz.engine.geometry import Pair
from convviz.nn.dataset import Dataset

Placement: TypeAlias = Literal["centred", "anywhere"]
PLACEMENTS: tuple[Placement, ...] = ("centred", "anywhere")


def place(
    dataset: Dataset, canvas: int, placement: Placement = "centred", *, seed: int = 0, copies: int = 1
) -> Dataset:
    """Put each image of a data set on a square black canvas.

    Parameters
    ----------
    dataset : Dataset
    canvas : int
        Height and width of the canvas in pixels, at least those of the images.
    placement : {"centred", "anywhere"}
        All in the middle; or each at a place of its own, drawn evenly from all where the whole image is on the canvas.
    seed : int
        Of the drawing.
    copies : int
        On how many canvases each image is put, at least 1: so much can be seen of where it may be.

    Returns
    -------
    Dataset
        Of images (N · copies, C, canvas, canvas): all images once, then all once more.

    Raises
    ------
    ValueError
        If the canvas is smaller than the images, `placement` is none of the two, or `copies` is below 1.
    """
    height, width = dataset.images.shape[-2:]
    if placement not in PLACEMENTS:
        raise ValueError(f"placement must be one of {', '.join(PLACEMENTS)}; got {placement!r}.")
    if copies < 1:
        raise ValueError(f"Each image must be put on at least 1 canvas; got {copies}.")
    every = dataset.take(np.tile(np.arange(len(dataset)), copies))
    shifts = None if placement == "centred" else random_shifts(len(every), (height, width), canvas, seed)
    return every.with_images(on_canvas(every.images, canvas, shifts))


def on_canvas(images: FloatArray, canvas: int, shifts: ArrayLike | None = None) -> FloatArray:
    """Put images on square black canvases, in the middle or moved from there.

    Where no exact middle exists, the image stands half a pixel further up or left.

    Parameters
    ----------
    images : (N, C, h, w) or (C, h, w)
    canvas : int
        Height and width of the canvas in pixels, at least h and w.
    shifts : (N, 2) or (2,) int, optional
        Pixels down and right from the middle, for each image or for all; what leaves the canvas is lost.

    Returns
    -------
    (N, C, canvas, canvas) or (C, canvas, canvas), float32
        A new array.

    Raises
    ------
    ValueError
        If the canvas is smaller than the images.
    """
    pixels = np.asarray(images, np.float32)
    *_, height, width = pixels.shape
    (top, _), (left, _) = (_room(size, canvas) for size in (height, width))
    placed = np.zeros((*pixels.shape[:-2], canvas, canvas), np.float32)
    if shifts is None:
        placed[..., top : top + height, left : left + width] = pixels
        return placed
    batch, targets = pixels.reshape(-1, *pixels.shape[-3:]), placed.reshape(-1, *placed.shape[-3:])
    for image, target, (dy, dx) in zip(batch, targets, np.broadcast_to(shifts, (len(batch), 2)).tolist(), strict=True):
        rows, columns = _overlap(top + dy, height, canvas), _overlap(left + dx, width, canvas)
        target[:, rows.start : rows.stop, columns.start : columns.stop] = image[
            :, rows.start - top - dy : rows.stop - top - dy, columns.start - left - dx : columns.stop - left - dx
        ]
    return placed


def random_shifts(count: int, size: Pair, canvas: int, seed: int = 0) -> NDArray[np.int64]:
    """Draw places on the canvas: each that leaves the whole image on it is as likely as the others.

    Parameters
    ----------
    count : int
    size : (height, width)
        Of the images.
    canvas : int
        Height and width of the canvas.
    seed : int

    Returns
    -------
    (count, 2) int
        Pixels down and right from the middle, as :func:`on_canvas` takes them.

    Raises
    ------
    ValueError
        If the canvas is smaller than the images.
    """
    rooms = np.array([_room(length, canvas) for length in size])
    return np.random.default_rng(seed).integers(-rooms[:, 0], rooms[:, 1] + 1, (count, 2))


def free_shifts(size: Pair, canvas: int) -> tuple[range, range]:
    """Return the shifts from the middle, down and right, that leave the whole image on the canvas.

    Raises
    ------
    ValueError
        If the canvas is smaller than the image.

    Examples
    --------
    >>> free_shifts((8, 8), 16)
    (range(-4, 5), range(-4, 5))
    """
    (up, down), (left, right) = (_room(length, canvas) for length in size)
    return range(-up, down + 1), range(-left, right + 1)


def _room(length: int, canvas: int) -> Pair:
    """Return the pixels between a centred image and both ends of the canvas."""
    if canvas < length:
        raise ValueError(f"The canvas must be at least as large as the images, {length} pixels; got {canvas}.")
    before = (canvas - length) // 2
    return before, canvas - length - before


def _overlap(start: int, length: int, canvas: int) -> slice:
    """Return the part of the canvas that an image from `start` on covers; empty if none."""
    first = min(max(start, 0), canvas)
    return slice(first, max(first, min(start + length, canvas)))

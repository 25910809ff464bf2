"""Moving the content of an image by whole pixels, with a choice of what comes in at the edge."""

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import RealArray, real_array
from convviz.engine.padding import check_mode, read, source_index


def shift(image: ArrayLike, dy: int, dx: int, edge: str = "zeros") -> RealArray:
    """Move the content of an image down by `dy` and right by `dx` pixels.

    Parameters
    ----------
    image : (..., H, W), real
        One image, its channels, or a batch; never changed.
    dy, dx : int
        Whole pixels; negative is up and left. A shift may be larger than the image.
    edge : {"zeros", "replicate", "reflect", "circular"}
        What comes in where the content has left: black, the border pixel again and again, the mirror image
        (border pixel not repeated), or what has left at the other side.

    Returns
    -------
    same shape and type as `image`
        A new array.

    Raises
    ------
    ValueError
        If `dy` or `dx` is not a whole number, `edge` is none of the four, or `image` has no rows or columns.

    Examples
    --------
    >>> shift([[1, 2, 3]], dy=0, dx=1)
    array([[0, 1, 2]])
    >>> shift([[1, 2, 3]], dy=0, dx=1, edge="circular")
    array([[3, 1, 2]])
    """
    pixels = real_array(image, "image")
    if pixels.ndim < 2 or 0 in pixels.shape[-2:]:
        raise ValueError(f"image must be (..., H, W) with at least one row and one column; got {pixels.shape}.")
    check_mode(edge, "edge")
    height, width = pixels.shape[-2:]
    rows = source_index(np.arange(height) - _whole(dy, "dy"), height, edge)
    columns = source_index(np.arange(width) - _whole(dx, "dx"), width, edge)
    moved = read(pixels, rows, columns)
    return moved.copy() if np.may_share_memory(moved, pixels) else moved


def _whole(number: float, name: str) -> int:
    if not float(number).is_integer():
        raise ValueError(f"{name} must be a whole number of pixels; got {number}. Round it first.")
    return int(number)

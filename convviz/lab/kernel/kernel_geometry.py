"""Where a kernel has its anchor, and how it is resized around it."""

import numpy as np

from convviz.engine import FloatArray


def anchor(size: int) -> int:
    """Return the row (or column) of a kernel of this size that lies over the output's own position.

    An even kernel has no centre: the anchor is the earlier of its two middle rows, as ``padding="same"`` has it.

    Examples
    --------
    >>> [anchor(size) for size in (1, 2, 3, 4, 5)]
    [0, 0, 1, 1, 2]
    """
    return (size - 1) // 2


def anchor_sentence(size: tuple[int, int], place: tuple[int, int]) -> str:
    """Say where the anchor of a kernel of an even size is; nothing of an odd one, whose anchor is its middle.

    Parameters
    ----------
    size : (height, width)
    place : (y, x)
        The anchor's row and column.

    Examples
    --------
    >>> anchor_sentence((3, 3), (1, 1)), anchor_sentence((2, 3), (0, 1))
    ('', 'Even size: no centre; the anchor is row 1, column 2.')
    """
    if all(length % 2 for length in size):
        return ""
    return f"Even size: no centre; the anchor is row {place[0] + 1}, column {place[1] + 1}."


def resized(weights: FloatArray, height: int, width: int) -> FloatArray:
    """Grow a kernel with zeros, or cut it, so that its anchor stays where it was.

    Parameters
    ----------
    weights : (..., old_height, old_width)
    height, width : int
        The new size; at least 1.

    Returns
    -------
    (..., height, width), same dtype
    """
    result = np.zeros((*weights.shape[:-2], height, width), weights.dtype)
    rows_to, rows_from = _overlap(height, weights.shape[-2])
    columns_to, columns_from = _overlap(width, weights.shape[-1])
    result[..., rows_to, columns_to] = weights[..., rows_from, columns_from]
    return result


def _overlap(new: int, old: int) -> tuple[slice, slice]:
    offset = anchor(new) - anchor(old)
    start, stop = max(0, offset), min(new, old + offset)
    return slice(start, stop), slice(start - offset, stop - offset)

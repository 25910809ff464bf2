"""Moving the content of an image by whole pixels and by fractions, with a choice of what comes in at the edge."""

from collections.abc import Iterator
from math import floor
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine.arrays import FloatArray, RealArray, float_type, real_array
from convviz.engine.padding import check_mode, read, source_index

INTERPOLATIONS = ("bilinear", "fourier")
MARGIN = 64  # pixels that the edge rule adds at both ends of a line before its DFT
_SCRATCH_VALUES = 2**19  # of a tile; with its spectrum it stays far below 64 MiB
_LONGEST = 2**53  # pixels; beyond it a float64 knows no neighbours


def shift(image: ArrayLike, dy: float, dx: float, edge: str = "zeros", interpolation: str = "bilinear") -> RealArray:
    """Move the content of an image down by `dy` and right by `dx` pixels.

    Whole pixels are copied. A fraction is interpolated, along the columns first and along the rows then. Let
    ``d = n + t`` with n whole and ``0 < t < 1``, and x[i] a line of the image, continued by the edge rule:

    - "bilinear": the weighted average of two neighbours, ``(1 - t) · x[i - n] + t · x[i - n - 1]``. It blurs; at
      t = ½ the finest pattern vanishes.
    - "fourier": each frequency k of the discrete Fourier transform of a line of N pixels is turned by
      ``exp(-2πi k d / N)``, so that all keep their size: the trigonometric interpolation of the pixels. The one
      exception is the Nyquist frequency of an even N, which has no phase in a real line: it is multiplied by
      ``cos(π d)``, the samples of the moved cosine. It rings at steps. The transform takes the line as a period. That
      is right for "circular"; for the other edges the line, moved by the whole pixels of d (towards 0), is continued by
      its rule by 64 pixels at both ends first, so that only what was added wraps around.

    Parameters
    ----------
    image : (..., H, W), real
        One image, its channels, or a batch; never changed.
    dy, dx : float
        Pixels; negative is up and left. A shift may be larger than the image.
    edge : {"zeros", "replicate", "reflect", "circular"}
        What comes in where the content has left: black, the border pixel again and again, the mirror image
        (border pixel not repeated), or what has left at the other side.
    interpolation : {"bilinear", "fourier"}
        How values between pixels are found; without effect on whole shifts. A pixel that is not finite reaches its
        neighbours, or with "fourier" its whole row and column.

    Returns
    -------
    same shape as `image`
        A new array: exact copies, of the same type, if both shifts are whole; otherwise float64 if `image` is, and
        float32 for all other types.

    Raises
    ------
    ValueError
        If `dy` or `dx` is not finite or 2⁵³ and more, `edge` is none of the four, `interpolation` none of the two, or
        `image` has no rows or columns.

    Examples
    --------
    >>> shift([[1, 2, 3]], dy=0, dx=1)
    array([[0, 1, 2]])
    >>> shift([[1, 2, 3]], dy=0, dx=1, edge="circular")
    array([[3, 1, 2]])
    >>> shift([[2, 4, 8]], dy=0, dx=0.5)
    array([[1., 3., 6.]], dtype=float32)
    """
    pixels = real_array(image, "image")
    if pixels.ndim < 2 or 0 in pixels.shape[-2:]:
        raise ValueError(f"image must be (..., H, W) with at least one row and one column; got {pixels.shape}.")
    check_mode(edge, "edge")
    if interpolation not in INTERPOLATIONS:
        raise ValueError(f"interpolation must be one of {', '.join(INTERPOLATIONS)}; got {interpolation!r}.")
    down, right = _checked(dy, "dy"), _checked(dx, "dx")
    if down.is_integer() and right.is_integer():
        return _copied(pixels, int(down), int(right), edge)
    moved = np.empty(pixels.shape, float_type(pixels))
    if down:
        _move(pixels.swapaxes(-2, -1), moved.swapaxes(-2, -1), down, edge, interpolation)
    if right:
        _move(moved if down else pixels, moved, right, edge, interpolation)
    return moved


def _checked(number: float, name: str) -> float:
    if not abs(number) < _LONGEST:
        raise ValueError(f"{name} must be a finite number of pixels, less than 2⁵³; got {number}.")
    return float(number)


def _copied(pixels: RealArray, dy: int, dx: int, edge: str) -> RealArray:
    height, width = pixels.shape[-2:]
    rows = source_index(np.arange(height) - dy, height, edge)
    columns = source_index(np.arange(width) - dx, width, edge)
    moved = read(pixels, rows, columns)
    return moved.copy() if np.may_share_memory(moved, pixels) else moved


def _move(pixels: RealArray, moved: FloatArray, distance: float, edge: str, interpolation: str) -> None:
    """Move (..., lines, length) along its last axis; `moved` may be `pixels`, as no line needs another."""
    length = pixels.shape[-1]
    whole = floor(distance) if interpolation == "bilinear" else int(distance)  # a mirrored image moves mirrored
    part = distance - whole
    before, behind = _margins(edge, interpolation)
    sources = source_index(np.arange(-before, length + behind) - whole, length, edge)
    for tile in _tiles(pixels.shape, len(sources)):
        given = pixels[tile]
        lines = read(given, np.arange(given.shape[-2]), sources).astype(moved.dtype, copy=False)
        if part:
            lines = _bilinear(lines, part) if interpolation == "bilinear" else _fourier(lines, part)
        moved[tile] = lines[..., before : before + length]


def _margins(edge: str, interpolation: str) -> tuple[int, int]:
    """Return how many pixels of the edge rule are read before and behind a line."""
    if interpolation == "bilinear":
        return 1, 0
    return (0, 0) if edge == "circular" else (MARGIN, MARGIN)


def _bilinear(lines: FloatArray, part: float) -> FloatArray:
    """Average each value with the one before it; the first value has none and stays."""
    mixed = lines * lines.dtype.type(1 - part)
    mixed[..., 1:] += lines[..., :-1] * lines.dtype.type(part)
    return mixed


def _fourier(lines: FloatArray, part: float) -> FloatArray:
    """Turn the phase of each frequency; the lines are periods."""
    length = lines.shape[-1]
    turns = np.exp(-2j * np.pi * part * np.fft.rfftfreq(length))
    if length % 2 == 0:
        turns[-1] = turns[-1].real
    spectrum = np.fft.rfft(lines)
    spectrum *= turns.astype(spectrum.dtype)
    return np.fft.irfft(spectrum, length)


def _tiles(shape: tuple[int, ...], length: int) -> Iterator[tuple[Any, ...]]:
    """Cut an array (..., lines, columns) into tiles of whole lines that fit the scratch with `length` values a line."""
    *planes, lines, _ = shape
    step = max(1, _SCRATCH_VALUES // length)
    if lines * np.prod(planes, dtype=int) <= step:
        yield (...,)
        return
    for plane in np.ndindex(*planes):
        for line in range(0, lines, step):
            yield *plane, slice(line, line + step)

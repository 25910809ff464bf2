"""A picture to be drawn at any zoom: its values, and its pixels at half, quarter … size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from convviz.engine import FloatArray
from convviz.lab.pictures.display import ByteArray, Scale

_SMALLEST = 512
_BAND_VALUES = 1 << 18

Places = slice | npt.NDArray[np.intp]
ALL = slice(None)


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels at halving sizes, so that drawing costs what the screen has, whatever the size of the picture.

    Level 0 is the full size, and made of the values when it is asked for; level n has every side divided by 2ⁿ,
    rounded up. Pixels are codes (h, w), or colours (h, w, 3).

    Parameters
    ----------
    values : (1 or 3, H, W)
        One plane of values, or one a colour.
    scale : Scale, optional
        The colours of the values; without one they are those of a photo, from 0 to 1.
    reduced : tuple of uint8 arrays
        Its pixels at the levels 1, 2, …
    """

    values: FloatArray
    scale: Scale | None
    reduced: tuple[ByteArray, ...] = ()

    @property
    def height(self) -> int:
        """Rows at full size."""
        return int(self.values.shape[1])

    @property
    def width(self) -> int:
        """Columns at full size."""
        return int(self.values.shape[2])

    @property
    def level_count(self) -> int:
        """How many levels it has, at least 1."""
        return 1 + len(self.reduced)

    @property
    def colours(self) -> ByteArray | None:
        """The colour of every code, (256, 3); None if its pixels are colours."""
        if len(self.values) == 3:
            return None
        return self.scale.colours() if self.scale else _greys()

    def shape(self, level: int) -> tuple[int, int]:
        """Return the rows and columns of a level."""
        return -(-self.height >> level), -(-self.width >> level)

    def pixels(self, level: int = 0, rows: Places = ALL, columns: Places = ALL) -> ByteArray:
        """Return some rows and columns of a level as codes, (h, w), or as colours, (h, w, 3).

        Parameters
        ----------
        level : int
            0 … ``level_count`` − 1.
        rows, columns : slice, or (n,) of int
            Which; both of one kind.
        """
        index = (rows, columns) if isinstance(rows, slice) or isinstance(columns, slice) else np.ix_(rows, columns)
        if level:
            return self.reduced[level - 1][index]
        return _interleaved(_bytes_of(self.values[:, *index], self.scale))

    def colour(self, y: int, x: int) -> tuple[int, int, int]:
        """Return the red, green and blue of a pixel at full size."""
        pixel, colours = self.pixels(0, slice(y, y + 1), slice(x, x + 1))[0, 0], self.colours
        red, green, blue = (pixel if colours is None else colours[pixel]).tolist()
        return red, green, blue

    def rgb(self, level: int = 0) -> ByteArray:
        """Return the pixels of a level as colours, (h, w, 3)."""
        pixels, colours = self.pixels(level), self.colours
        return pixels if colours is None else colours.take(pixels, axis=0)

    def level_for(self, zoom: float) -> int:
        """Return the level to draw from: the smallest that has at least a pixel for each pixel of the screen.

        Parameters
        ----------
        zoom : float
            Screen pixels a pixel of the picture, above 0.
        """
        halvings = max(0, int(np.floor(np.log2(1 / zoom))))
        return min(halvings, len(self.reduced))

    def with_own_values(self) -> "Picture":
        """Return the same picture, whose values are no part of a larger array that would be kept with them."""
        return replace(self, values=self.values.copy())


class ScaledPicture(NamedTuple):
    """A picture of values, and the scale of its colours."""

    picture: Picture
    scale: Scale


def picture_of_image(image: FloatArray) -> Picture:
    """Make the picture of an image (C, H, W) with values in [0, 1], C = 1 or 3."""
    return Picture(image, None, _reduced(image, None))


def picture_of_map(feature_map: FloatArray, scale: Scale) -> Picture:
    """Make the picture of a feature map (H, W), or of one with a plane a colour, (3, H, W).

    The smaller levels are means of what is seen: values beyond the scale count as its ends.
    """
    planes = feature_map if feature_map.ndim == 3 else feature_map[np.newaxis]
    return Picture(planes, scale, _reduced(planes, scale))


@cache
def _greys() -> ByteArray:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)
    greys.flags.writeable = False
    return greys


def _bytes_of(planes: FloatArray, scale: Scale | None) -> ByteArray:
    """Return a plane of codes, or the reds, greens and blues, (1 or 3, H, W)."""
    if scale is None:
        return _photo_bytes(planes)
    codes = [scale.indices(plane) for plane in planes]  # one by one, as a part of several is not contiguous
    return codes[0][np.newaxis] if len(codes) == 1 else scale.coloured(np.stack(codes))


def _photo_bytes(planes: FloatArray) -> ByteArray:
    result = np.empty(planes.shape, np.uint8)
    rows = max(1, _BAND_VALUES // planes.shape[2])
    for plane, of_plane in zip(planes, result, strict=True):
        for top in range(0, len(plane), rows):
            band = plane[top : top + rows] * 255
            band += 0.5
            of_plane[top : top + rows] = np.clip(band, 0, 255, out=band)
    return result


def _interleaved(planes: ByteArray) -> ByteArray:
    """Return the only plane, or the colours of each pixel, (h, w, 3)."""
    if len(planes) == 1:
        only: ByteArray = planes[0]
        return only
    pixels = np.empty((*planes.shape[1:], 3), np.uint8)
    for channel, plane in enumerate(planes):  # ten times as quick as a transposed copy
        pixels[..., channel] = plane
    return pixels


def _reduced(planes: FloatArray, scale: Scale | None) -> tuple[ByteArray, ...]:
    """Make the smaller levels of one band of rows after the other, so that the full size is never there at once."""
    count, height, width = planes.shape
    depth = max(0, int(np.ceil(np.log2(max(height, width) / _SMALLEST))))
    if not depth:
        return ()
    colours = (3,) if count == 3 else ()
    levels = tuple(np.empty((-(-height >> n), -(-width >> n), *colours), np.uint8) for n in range(1, depth + 1))
    for top, band in _bands(planes, 1 << depth):
        pixels = _bytes_of(band, scale)
        for number, level in enumerate(levels, 1):
            pixels = _halved(pixels)
            level[top >> number : (top >> number) + pixels.shape[1]] = _interleaved(pixels)
    return levels


def _bands(planes: FloatArray, unit: int) -> Iterator[tuple[int, FloatArray]]:
    """Cut (C, H, W) into bands of some units of rows, each with the number of its first row."""
    rows = unit * max(1, _BAND_VALUES // (unit * planes.shape[2]))
    return ((top, planes[:, top : top + rows]) for top in range(0, planes.shape[1], rows))


def _halved(planes: ByteArray) -> ByteArray:
    """Average squares of 2×2, (C, H, W); at an odd edge the last row or column counts twice."""
    height, width = planes.shape[1:]
    if height % 2 or width % 2:
        planes = np.pad(planes, ((0, 0), (0, height % 2), (0, width % 2)), mode="edge")
    pairs = planes.view(np.uint16)  # two neighbours of a row in each, so that they are added without being moved
    sums = pairs & 0xFF
    sums += pairs >> 8
    total = sums[:, ::2] + sums[:, 1::2]
    total += 2
    total >>= 2
    halved: ByteArray = total.astype(np.uint8)
    return halved

"""A picture to be drawn at any zoom: its pixels at full, half, quarter … size."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.display import ByteArray, Scale

_SMALLEST = 512
_BAND_VALUES = 1 << 20


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels at halving sizes, so that drawing costs what the screen has, whatever the size of the picture.

    Parameters
    ----------
    levels : tuple of uint8 arrays
        (H, W, 3) colours or (H, W) codes; level n has every side divided by 2ⁿ, rounded up.
    colours : (256, 3), uint8, optional
        The colour of every code; None if the levels are colours.
    """

    levels: tuple[ByteArray, ...]
    colours: ByteArray | None = None

    @property
    def height(self) -> int:
        """Rows at full size."""
        return int(self.levels[0].shape[0])

    @property
    def width(self) -> int:
        """Columns at full size."""
        return int(self.levels[0].shape[1])

    def rgb(self) -> ByteArray:
        """Return the pixels at full size as colours, (H, W, 3)."""
        return self.levels[0] if self.colours is None else self.colours[self.levels[0]]

    def level_for(self, zoom: float) -> int:
        """Return the level to draw from: the smallest that has at least a pixel for each pixel of the screen.

        Parameters
        ----------
        zoom : float
            Screen pixels a pixel of the picture, above 0.
        """
        halvings = max(0, int(np.floor(np.log2(1 / zoom))))
        return min(halvings, len(self.levels) - 1)


class ScaledPicture(NamedTuple):
    """A picture of values, and the scale of its colours."""

    picture: Picture
    scale: Scale


def picture_of_image(image: FloatArray) -> Picture:
    """Make the picture of an image (C, H, W) with values in [0, 1], C = 1 or 3."""
    channels, height, width = image.shape
    pixels = np.empty((height, width, channels), np.uint8)
    rows = max(1, _BAND_VALUES // (width * channels))
    for top in range(0, height, rows):
        band = image[:, top : top + rows] * 255
        band += 0.5
        pixels[top : top + rows] = np.clip(band, 0, 255, out=band).transpose(1, 2, 0)
    if channels == 3:
        return Picture(_levels(pixels))
    return Picture(_levels(pixels[..., 0]), np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1))


def picture_of_map(feature_map: FloatArray, scale: Scale) -> Picture:
    """Make the picture of a feature map (H, W), or of one with a plane a colour, (3, H, W).

    The smaller levels are means of what is seen: values beyond the scale count as its ends.
    """
    if feature_map.ndim == 3:
        return Picture(_levels(np.ascontiguousarray(scale.rgb(feature_map))))
    return Picture(_levels(scale.indices(feature_map)), scale.colours())


def _levels(pixels: ByteArray) -> tuple[ByteArray, ...]:
    levels = [pixels]
    while max(levels[-1].shape[:2]) > _SMALLEST:
        levels.append(_halved(levels[-1]))
    return tuple(levels)


def _halved(pixels: ByteArray) -> ByteArray:
    """Average squares of 2×2; at an odd edge the last row or column counts twice."""
    height, width = pixels.shape[:2]
    if height % 2 or width % 2:
        edges = ((0, height % 2), (0, width % 2), (0, 0))[: pixels.ndim]
        pixels = np.pad(pixels, edges, mode="edge")
    result = np.empty(((height + 1) // 2, (width + 1) // 2, *pixels.shape[2:]), np.uint8)
    rows = max(1, _BAND_VALUES // (2 * pixels.shape[1] * (pixels.shape[2] if pixels.ndim == 3 else 1)))
    for top in range(0, len(result), rows):
        band = pixels[2 * top : 2 * (top + rows)]
        total = band[::2, ::2].astype(np.uint16)
        for part in (band[1::2, ::2], band[::2, 1::2], band[1::2, 1::2]):
            total += part
        total += 2
        total >>= 2
        result[top : top + rows] = total
    return result

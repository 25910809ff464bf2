"""The part of a picture that is on the screen, as an image that is drawn without being converted again."""

from collections.abc import Iterable
from functools import lru_cache
from typing import cast
from weakref import ref

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from convviz.lab.pictures.display import ByteArray
from convviz.lab.pictures.picture import Picture

_TILE = 128  # pixels: a part ends at a multiple of it, so that moving the picture a little asks for no other
_KEPT = 2  # levels: a picture and its magnified detail are drawn in turn


class ScreenPixels:
    """The parts of one picture that were drawn last, one a level."""

    def __init__(self) -> None:
        self._picture: ref[Picture] | None = None
        self._parts: dict[int, tuple[QRect, QImage]] = {}

    def part(self, picture: Picture, level: int, wanted: QRect) -> tuple[QRect, QImage]:
        """Return an image that holds a part of a level at least, and which part of it that is.

        Parameters
        ----------
        picture : Picture
            Not kept alive. If it is not that of last time, nothing of that is of use.
        level : int
        wanted : QRect
            The part, in pixels of the level.
        """
        if self._picture is None or self._picture() is not picture:
            self._picture = ref(picture)
            self._parts.clear()
        known = self._parts.pop(level, (QRect(), QImage()))
        if not known[0].contains(wanted):
            known = _put_together(picture, level, _on_tiles(wanted, *picture.shape(level)), known)
        self._parts[level] = known
        if len(self._parts) > _KEPT:
            del self._parts[next(iter(self._parts))]
        return known


def screen_image(picture: Picture, level: int = 0) -> QImage:
    """Return a level of a picture in the form that is drawn quickest; it keeps nothing of the picture."""
    height, width = picture.shape(level)
    return _converted(picture, level, QRect(0, 0, width, height))


def image_of(pixels: ByteArray, colours: ByteArray | None) -> QImage:
    """Return an image of pixels, which must outlive it: (H, W, 3) colours, or (H, W) codes of the colours given.

    The pixels of a row lie side by side; the rows may be parts of longer ones.
    """
    height, width = pixels.shape[:2]
    # PySide takes memory without gaps only: what the last row lacks behind it belongs to the longer rows.
    start = np.lib.stride_tricks.as_strided(pixels, (pixels.strides[0] * (height - 1) + pixels[0].nbytes,), (1,))
    if colours is None:
        return QImage(start.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888)
    image = QImage(start.data, width, height, pixels.strides[0], QImage.Format.Format_Indexed8)
    image.setColorTable(_colour_table(colours.tobytes()))
    return image


@lru_cache(maxsize=16)  # there are few colour maps, and many pictures
def _colour_table(colours: bytes) -> list[int]:
    return [0xFF000000 | r << 16 | g << 8 | b for r, g, b in np.frombuffer(colours, np.uint8).reshape(-1, 3).tolist()]


def _on_tiles(wanted: QRect, height: int, width: int) -> QRect:
    """Enlarge a part to multiples of the tile, within a level of this size."""
    left, top = (start // _TILE * _TILE for start in (wanted.left(), wanted.top()))
    right, bottom = (-(-(last + 1) // _TILE) * _TILE for last in (wanted.right(), wanted.bottom()))
    return QRect(left, top, min(right, width) - left, min(bottom, height) - top)


def _put_together(picture: Picture, level: int, part: QRect, known: tuple[QRect, QImage]) -> tuple[QRect, QImage]:
    """Convert what is not known of a part, and take the rest as it is."""
    if not known[0].intersects(part):
        return part, _converted(picture, level, part)
    image = QImage(part.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.drawImage(known[0].topLeft() - part.topLeft(), known[1])
    missing = cast("Iterable[QRect]", QRegion(part).subtracted(QRegion(known[0])))
    for rect in missing:
        painter.drawImage(rect.topLeft() - part.topLeft(), _converted(picture, level, rect))
    painter.end()
    return part, image


def _converted(picture: Picture, level: int, part: QRect) -> QImage:
    """Convert a part to what Qt scales quickest: some times as quick as codes."""
    rows, columns = slice(part.top(), part.bottom() + 1), slice(part.left(), part.right() + 1)
    return image_of(picture.pixels(level, rows, columns), picture.colours).convertToFormat(QImage.Format.Format_RGB32)

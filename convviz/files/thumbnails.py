"""Small pictures of pictures, and the files in which they are kept."""

import os
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image

from convviz.engine import FloatArray
from convviz.files.images import ImageError, read_image
from convviz.files.png import write_png
from convviz.files.writing import new_file
from convviz.lab.pictures.display import ByteArray

SIDE = 72  # pixels: 36 of a menu, on a screen at 200 %
_SAMPLES = 4  # of a large picture, for a pixel of the thumbnail along an axis: enough for a mean


def thumbnail(pixels: FloatArray) -> ByteArray:
    """Make a small picture of the square in the middle of a picture.

    Parameters
    ----------
    pixels : (C, H, W), in [0, 1]
        C is 1 or 3.

    Returns
    -------
    (SIDE, SIDE, 3), uint8
        Means of a larger picture; of a smaller one its own pixels, as squares.

    Examples
    --------
    >>> thumbnail(np.ones((1, 2, 3), np.float32)).min()
    np.uint8(255)
    """
    side = min(pixels.shape[1:])
    top, left = ((length - side) // 2 for length in pixels.shape[1:])
    every = max(1, side // (_SAMPLES * SIDE))
    square = pixels[:, top : top + side : every, left : left + side : every]
    colours = np.broadcast_to(square, (3, *square.shape[1:])).transpose(1, 2, 0)
    picture = Image.fromarray(np.rint(colours * 255).astype(np.uint8))
    how = Image.Resampling.BOX if picture.width > SIDE else Image.Resampling.NEAREST
    return np.array(picture.resize((SIDE, SIDE), how))


def thumbnail_name(path: Path) -> str:
    """Name the file for the thumbnail of a picture; a picture that was changed since gets another name.

    Raises
    ------
    OSError
        If there is no such picture.

    Examples
    --------
    >>> thumbnail_name(Path(__file__)).endswith(".png")
    True
    """
    stat = os.stat(path)
    return sha256(f"{path}\n{stat.st_mtime_ns}\n{stat.st_size}".encode(errors="surrogateescape")).hexdigest() + ".png"


def read_thumbnail(file: Path) -> ByteArray | None:
    """Read a thumbnail that was kept; None if there is none, or something else."""
    try:
        pixels = read_image(file).pixels
    except ImageError:
        return None
    if pixels.shape != (3, SIDE, SIDE):
        return None
    return np.ascontiguousarray(np.rint(pixels.transpose(1, 2, 0) * 255).astype(np.uint8))


def write_thumbnail(file: Path, picture: ByteArray) -> None:
    """Keep a thumbnail, where only this user may look.

    Raises
    ------
    OSError, ExportError
        If it cannot be written there.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with new_file(file) as opened:
        write_png(opened, SIDE, SIDE, [picture], {})

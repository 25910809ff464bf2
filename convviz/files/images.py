"""Images in: any picture becomes a float32 array in [0, 1], with notes on what was changed on the way."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from convviz.files.reading import DAMAGE, MAX_PIXELS, ImageError, image_suffixes, open_picture
from convviz.lab.text.numbers import format_number

__all__ = ["MAX_PIXELS", "ImageError", "LoadedImage", "image_suffixes", "load_image", "read_image"]

Pixels = npt.NDArray[np.float32]

_GREY_MODES = ("1", "L", "LA", "La")
_NUMBER_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_BAND_PIXELS = 1 << 19


@dataclass(frozen=True, eq=False)
class LoadedImage:
    """A picture as it came in.

    Parameters
    ----------
    pixels : (C, H, W), float32, in [0, 1]
        C is 1 or 3 (red, green, blue); C-contiguous and read-only.
    name : str
        The file name, or what the giver called it.
    notes : tuple of str
        Plain sentences about what was changed or left out on the way.
    """

    pixels: Pixels
    name: str
    notes: tuple[str, ...] = ()


def load_image(path: str | PathLike[str]) -> Pixels:
    """Read a picture as numbers.

    Parameters
    ----------
    path : str or path
        A file in one of the formats of ``image_suffixes``; its content decides, not its suffix.

    Returns
    -------
    (C, H, W), float32, in [0, 1]
        C is 1 or 3; see ``read_image`` for how it came about.

    Raises
    ------
    ImageError
        As in ``read_image``.
    """
    return read_image(path).pixels


def read_image(source: str | PathLike[str] | bytes, name: str | None = None) -> LoadedImage:
    """Read a picture, with its name and notes on what was changed on the way.

    Pictures stored as grey have one channel, all others three, also palettes that happen to be grey. The
    EXIF orientation is applied, transparency is laid on white, of several frames the first is taken, and
    colour profiles are ignored. Greys of 16 bits are divided by 65535, floats in [0, 1] stay as they are,
    and numbers beyond these are scaled from their own minimum and maximum.

    Parameters
    ----------
    source : str, path or bytes
        A file, or the content of one.
    name : str, optional
        What to call the picture; else the file name, or "Pasted image".

    Returns
    -------
    LoadedImage

    Raises
    ------
    ImageError
        If there is no such file, it is a folder, empty, not permitted, not a picture, damaged, of more than
        ``MAX_PIXELS`` pixels, too large for the memory, or holds no finite number.
    """
    name = name or ("Pasted image" if isinstance(source, bytes) else Path(source).name or str(source))
    with open_picture(source, name) as image:
        notes = _notes_on_the_file(image)
        _turn_upright(image, notes)
        pixels = _scaled(image, name, notes) if image.mode in _NUMBER_MODES else _coloured(image, notes)
    pixels.flags.writeable = False
    return LoadedImage(pixels, name, tuple(notes))


def _notes_on_the_file(image: Image.Image) -> list[str]:
    """Note what only the undecoded file tells: its frames, and a depth that Pillow cuts to 8 bits."""
    notes = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        notes.append(f"First of {frames} frames.")
    if image.mode not in _NUMBER_MODES and ";16" in _raw_mode(image):
        notes.append("Colours of 16 bits per channel were read at 8 bits.")
    return notes


def _raw_mode(image: Image.Image) -> str:
    """Return how the file stores a pixel, such as ``RGB;16B``, or nothing where its decoder does not tell."""
    tiles = getattr(image, "tile", None)
    return str(tiles[0][3]) if tiles else ""


def _turn_upright(image: Image.Image, notes: list[str]) -> None:
    image.load()
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except DAMAGE:
        # The pixels are whole, so a broken label is no reason to refuse them.
        notes.append("Its EXIF data is damaged, so it may not be upright.")


def _coloured(image: Image.Image, notes: list[str]) -> Pixels:
    mode = "L" if image.mode in _GREY_MODES else "RGB"
    see_through, laid_on_white = image.has_transparency_data, False
    pixels = np.empty((len(mode), image.height, image.width), np.float32)
    for top, band in _bands(image):
        if see_through:
            band, is_laid = _on_white(band)
            laid_on_white |= is_laid
        values = np.atleast_3d(np.asarray(band if band.mode == mode else band.convert(mode)))
        for channel, plane in enumerate(pixels):
            # From bytes to floats at once: no float64, no second copy.
            np.divide(values[..., channel], np.float32(255), out=plane[top : top + len(values)])
    if laid_on_white:
        notes.append("Transparent pixels are laid on white.")
    return pixels


def _bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Cut a picture into bands of rows, each with the number of its first row: a large one is never there twice."""
    rows = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _on_white(image: Image.Image) -> tuple[Image.Image, bool]:
    """Lay a picture on white; say as well whether that changes it."""
    layer = (image.convert("LA") if image.mode == "La" else image).convert("RGBA")
    if layer.getchannel("A").getextrema() == (255, 255):
        return layer, False
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(layer)
    return white, True


def _scaled(image: Image.Image, name: str, notes: list[str]) -> Pixels:
    """Bring pixels that are numbers rather than 8-bit colours into [0, 1], (1, H, W)."""
    low, high, all_finite = _ends(image)
    if low > high:
        raise ImageError(f"{name} holds no finite number. Export it again from the program that made it.")
    if not all_finite:
        notes.append("NaN and infinities were replaced by the lowest and the highest value.")
    white = 1.0 if image.mode == "F" else 65535.0
    beyond = low < 0 or high > white
    if beyond:
        notes.append(f"Values from {format_number(low)} to {format_number(high)} were scaled to 0 to 1.")
    elif white > 1 and high < white / 2:
        notes.append(f"Dark, because its 16-bit values reach only {high:.0f} of 65535.")
    pixels = np.empty((1, image.height, image.width), np.float32)
    for top, band in _bands(image):
        values = np.asarray(band)
        if not all_finite:
            values = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
        rows = pixels[0, top : top + len(values)]
        if beyond:
            rows[:] = (values - np.float64(low)) / ((high - low) or 1.0)
        else:
            np.divide(values, np.float32(white), out=rows, dtype=np.float32)
    return pixels


def _ends(image: Image.Image) -> tuple[float, float, bool]:
    """Return the least and the greatest finite number, ∞ and −∞ if there is none, and whether all are finite."""
    low, high, all_finite = math.inf, -math.inf, True
    for _, band in _bands(image):
        values = np.asarray(band)
        finite = values[np.isfinite(values)]
        all_finite &= finite.size == values.size
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return low, high, all_finite

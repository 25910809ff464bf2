"""Feature maps as pictures for people: zoomed, and with a colour bar beside them, on white so that it prints well."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convviz.engine import FloatArray
from convviz.files.assets import asset
from convviz.files.reading import MAX_PIXELS
from convviz.files.writing import ExportError
from convviz.lab.pictures.display import NOT_FINITE, ByteArray, Scale, shares_beyond

LARGEST_ZOOM = 16
WHITE, BLACK, GREY, PALE = (255, 255, 255), (0, 0, 0), (90, 90, 90), (200, 200, 200)
LEAST_TEXT = 14  # pixels, the height of the font
_TEXT_SHARE = 1 / 26  # of the shorter side of a picture
_BAND_PIXELS = 1 << 19


def picture_size(
    map_shape: tuple[int, int], scale: Scale, *, zoom: int = 1, colour_bar: bool = False
) -> tuple[int, int]:
    """Return the height and width of what ``picture_bands`` draws, in pixels.

    Parameters
    ----------
    map_shape : (int, int)
        Rows and columns of the map.
    scale, zoom, colour_bar
        As in ``picture_bands``.

    Raises
    ------
    ExportError
        If the zoom is not from 1 to 16, or makes a picture of more pixels than convviz opens.
    """
    if not 1 <= zoom <= LARGEST_ZOOM:
        raise ExportError(
            f"A picture can be zoomed 1 to {LARGEST_ZOOM} times, and not {zoom} times; choose one of these."
        )
    height, width = (zoom * side for side in map_shape)
    if zoom > 1 and height * width > MAX_PIXELS:
        raise ExportError(
            f"Zoomed {zoom} times, the picture would have {width:,} × {height:,} pixels, more than convviz opens "
            f"({MAX_PIXELS // 10**6} million); choose a smaller zoom."
        )
    if not colour_bar:
        return height, width
    size = text_size(height, width)
    return max(height, least_bar_height(size)), width + bar_width(longest_label(scale, size), size)


def picture_bands(
    feature_map: FloatArray, scale: Scale, *, zoom: int = 1, colour_bar: bool = False
) -> Iterator[ByteArray]:
    """Draw a feature map as it is seen, in bands of rows from top to bottom.

    Parameters
    ----------
    feature_map : (H, W), or (3, H, W) for red, green and blue
    scale : Scale
        Its colours.
    zoom : int
        Every value becomes a square of so many pixels, 1 … 16.
    colour_bar : bool
        Whether the colours are explained at the right.

    Yields
    ------
    (rows, width, 3), uint8

    Raises
    ------
    ExportError
        As in ``picture_size``.
    """
    map_shape = feature_map.shape[-2], feature_map.shape[-1]
    height, width = picture_size(map_shape, scale, zoom=zoom, colour_bar=colour_bar)
    bands = _zoomed(feature_map, scale, zoom)
    if not colour_bar:
        yield from bands
        return
    size = text_size(zoom * map_shape[0], zoom * map_shape[1])
    bar = bar_image(height, scale, shares_beyond(feature_map, scale), size)
    top = (height - zoom * map_shape[0]) // 2
    yield from _beside_white(_rows(bar, 0, top), width)
    for band in bands:
        yield np.hstack([band, _rows(bar, top, top + len(band))])
        top += len(band)
    yield from _beside_white(_rows(bar, top, height), width)


def text_size(height: int, width: int) -> int:
    """Return the size of the text beside a picture, in pixels: legible too when all of it is shown smaller."""
    return max(LEAST_TEXT, round(_TEXT_SHARE * min(height, width)))


def bar_width(label: str, size: int) -> int:
    """Return the width of a colour bar with numbers as long as this one, and with the space around it."""
    return round(_label_left(size) + font(size).getlength(label) + size)


def longest_label(scale: Scale, size: int) -> str:
    """Return the widest number beside the colour bar of a scale."""
    return max((value for _, value in scale.ticks()), key=font(size).getlength)


def least_bar_height(size: int) -> int:
    """Return the height that a colour bar with its two ends and its middle needs at least."""
    return 7 * size


def bar_image(height: int, scale: Scale, beyond: tuple[float, float], size: int) -> Image.Image:
    """Draw the colour bar: what each colour stands for, and arrows where values lie beyond the scale.

    Parameters
    ----------
    height : int
        Of the whole image, at least ``least_bar_height(size)``; as wide as its numbers ask for.
    scale : Scale
    beyond : (float, float)
        The shares of values below and above the scale, 0 … 1.
    size : int
        Of its text, in pixels.
    """
    image = Image.new("RGB", (bar_width(longest_label(scale, size), size), height), WHITE)
    draw = ImageDraw.Draw(image)
    line = max(1, size // 14)
    left, right = size, size + _bar_thickness(size)
    top, bottom = (round(1.2 * size), height - round(1.2 * size) - 1)
    column = scale.colours()[:NOT_FINITE][::-1, np.newaxis]
    image.paste(Image.fromarray(column).resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))
    draw.rectangle((left, top, right, bottom), outline=GREY, width=line)
    for is_beyond, y, tip, colour in ((beyond[1], top, -1, column[0, 0]), (beyond[0], bottom, 1, column[-1, 0])):
        if is_beyond:
            points = [(left, y), ((left + right) / 2, y + tip * 0.6 * size), (right, y)]
            draw.polygon(points, tuple(map(int, colour)), GREY, line)
    for share, value in _ticks_that_fit(scale, bottom - top, size):
        level = bottom - share * (bottom - top)
        draw.line((right, level, right + size // 3, level), GREY, line)
        draw.text((_label_left(size), level), value, BLACK, font(size), anchor="lm")
    return image


def font(size: int, *, heavy: bool = False) -> ImageFont.FreeTypeFont:
    """Return the font of the program in this size, in pixels."""
    return ImageFont.truetype(BytesIO(_font_file("SemiBold" if heavy else "Regular")), size)


def write_line(
    image: Image.Image,
    corner: tuple[int, int],
    text: str,
    width: int,
    size: int,
    *,
    colour: tuple[int, int, int] = BLACK,
    heavy: bool = False,
) -> None:
    """Write one line, its end left out where it is too long.

    Parameters
    ----------
    image : Image
        What it is written into.
    corner : (left, top)
    text : str
    width, size : int
        The room for it, and the height of the font, in pixels.
    colour : (int, int, int)
    heavy : bool
        Whether it is a heading.
    """
    face = font(size, heavy=heavy)
    if face.getlength(text) > width:
        kept = max((length for length in range(len(text)) if face.getlength(f"{text[:length]}…") <= width), default=0)
        text = f"{text[:kept].rstrip()}…"
    ImageDraw.Draw(image).text(corner, text, colour, face)


@cache
def _font_file(weight: str) -> bytes:
    return asset(f"fonts/Inter-{weight}.otf").read_bytes()


def _bar_thickness(size: int) -> int:
    return round(1.1 * size)


def _label_left(size: int) -> int:
    return size + _bar_thickness(size) + round(0.6 * size)


def _ticks_that_fit(scale: Scale, length: int, size: int) -> tuple[tuple[float, str], ...]:
    ticks = scale.ticks()
    return ticks if length >= 1.5 * size * (len(ticks) - 1) else ticks[::2]


def _zoomed(feature_map: FloatArray, scale: Scale, zoom: int) -> Iterator[ByteArray]:
    height, width = feature_map.shape[-2:]
    rows = max(1, _BAND_PIXELS // (width * zoom * zoom))
    for top in range(0, height, rows):
        band = scale.rgb(feature_map[..., top : top + rows, :])
        yield band.repeat(zoom, axis=0).repeat(zoom, axis=1) if zoom > 1 else band


def _rows(image: Image.Image, top: int, bottom: int) -> ByteArray:
    return np.asarray(image.crop((0, top, image.width, bottom)))


def _beside_white(bar: ByteArray, width: int) -> Iterator[ByteArray]:
    """Draw rows of the bar above or below the map, if there are any."""
    if len(bar):
        white = np.full((len(bar), width - bar.shape[1], 3), WHITE, np.uint8)
        yield np.hstack([white, bar])

"""Three pictures side by side as one: the shifted input, its feature map, and the difference, with what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from convviz.files.figures import BLACK, GREY, PALE, WHITE, font, write_line
from convviz.lab.pictures.display import NOT_FINITE, ByteArray, Scale

BoolArray = npt.NDArray[np.bool_]

LEAST_SIDE, MOST_SIDE = 480, 3840
DEFAULT_SIDE = 960
_LEAST_TEXT = 11  # pixels, the height of the font
_TEXT_SHARE = 1 / 64  # of the longest side
_HATCH, _HATCH_INK = 6, 70  # pixels from line to line; how dark they are, of 255
_ZERO = "exactly zero"
_LEAST_CELL = 10  # in heights of the text: as wide as a heading


@dataclass(frozen=True, eq=False)
class Panel:
    """One of the three pictures.

    Parameters
    ----------
    heading, note : str
        What it is, in bold, and a line of explanation below.
    pixels : (H, W, 3), uint8
    scale : Scale, optional
        What its colours stand for: a bar below it; none for a photo.
    beyond : (float, float)
        The shares of values below and above the scale, 0 … 1.
    zero : (H, W) bool, optional
        Where values are exactly zero: hatched, which is explained.
    """

    heading: str
    note: str
    pixels: ByteArray
    scale: Scale | None = None
    beyond: tuple[float, float] = (0.0, 0.0)
    zero: BoolArray | None = None


@dataclass(frozen=True, eq=False)
class Triptych:
    """What stands on the page.

    Parameters
    ----------
    title, subtitle : str
        A line each, above the pictures.
    panels : three of Panel
    readings : two of (name, value, meaning)
        A line each, below the pictures: what was measured.
    caption : str
        As many lines as it needs, at the end.
    """

    title: str
    subtitle: str
    panels: tuple[Panel, Panel, Panel]
    readings: tuple[tuple[str, str, str], tuple[str, str, str]]
    caption: str = ""


@dataclass(frozen=True)
class Layout:
    """Where everything is, in pixels.

    Parameters
    ----------
    text : int
        Height of the font.
    cell_width, cell_height : int
        Room for a picture.
    pictures : three of (height, width)
        As they are drawn.
    height, width : int
        Of the whole.
    """

    text: int
    cell_width: int
    cell_height: int
    pictures: tuple[tuple[int, int], ...]
    height: int
    width: int

    @property
    def margin(self) -> int:
        """Around everything, and between the pictures."""
        return _margin(self.text)

    @property
    def pictures_top(self) -> int:
        """The upper edge of the pictures."""
        return _above(self.text)

    def left(self, index: int) -> int:
        """Return the left edge of a picture."""
        return self.margin + index * (self.cell_width + self.margin)


def layout_of(shapes: Sequence[tuple[int, int]], longest: int = DEFAULT_SIDE, caption: str = "") -> Layout:
    """Find the place of everything.

    Parameters
    ----------
    shapes : three of (rows, columns)
        Of the pictures; all are made as large as the first as their own shapes allow, and that is zoomed by a whole
        number or reduced.
    longest : int
        What neither side of the whole exceeds, 480 … 3840 pixels; a caption may make it higher.
    caption : str
        What stands below.
    """
    layout = _laid_out(shapes, longest, longest, caption)
    # Zooms by whole numbers may leave it smaller than it could be: so is the text then.
    return _laid_out(shapes, longest, max(layout.height, layout.width), caption)


def triptych(content: Triptych, longest: int = DEFAULT_SIDE) -> Image.Image:
    """Draw it, black on white; pictures that are too large are reduced, every pixel then a mean.

    Parameters
    ----------
    content : Triptych
    longest : int
        As in ``layout_of``.
    """
    shapes = [(panel.pixels.shape[0], panel.pixels.shape[1]) for panel in content.panels]
    layout = layout_of(shapes, longest, content.caption)
    image = Image.new("RGB", (layout.width, layout.height), WHITE)
    inner, margin, text = layout.width - 2 * layout.margin, layout.margin, layout.text
    write_line(image, (margin, margin), content.title, inner, _title(text), heavy=True)
    write_line(image, (margin, margin + _line(_title(text))), content.subtitle, inner, text, colour=GREY)
    for index, panel in enumerate(content.panels):
        _draw_panel(image, panel, index, layout)
    top = layout.pictures_top + layout.cell_height + _bar_block(text)
    for name, value, meaning in content.readings:
        write_line(image, (margin, top), name, 8 * text, text, heavy=True)
        write_line(image, (margin + 8 * text, top), value, inner - 8 * text, text)
        write_line(image, (margin + 26 * text, top), meaning, inner - 26 * text, text, colour=GREY)
        top += _line(layout.text)
    top += margin // 2
    for index, line in enumerate(_wrapped(content.caption, inner, text)):
        write_line(image, (margin, top + index * _line(layout.text)), line, inner, text)
    return image


def _laid_out(shapes: Sequence[tuple[int, int]], longest: int, side: int, caption: str) -> Layout:
    """Find the place of everything, with a text for a page of this side."""
    text = max(_LEAST_TEXT, round(_TEXT_SHARE * min(side, longest)))
    margin, around = _margin(text), _above(text) + _below(text)
    rows, columns = shapes[0]
    zoom = min((longest - 4 * margin) // 3 / columns, (longest - around) / rows)
    zoom = int(zoom) if zoom >= 1 else zoom
    height, width = max(1, round(zoom * rows)), max(1, round(zoom * columns))
    cell = max(width, _LEAST_CELL * text)
    whole = 4 * margin + 3 * cell
    captions = _wrapped(caption, whole - 2 * margin, text)
    foot = len(captions) * _line(text) + (margin // 2 if captions else 0)
    pictures = tuple(_fitted(shape, height, width) for shape in shapes)
    return Layout(text, cell, height, pictures, around + height + foot, whole)


def _margin(text: int) -> int:
    return round(1.6 * text)


def _line(text: int) -> int:
    return round(1.4 * text)


def _title(text: int) -> int:
    return round(1.4 * text)


def _above(text: int) -> int:
    """Return the height of what is above the pictures."""
    return _margin(text) + _line(_title(text)) + _line(text) + text + 2 * _line(text) + text // 3


def _bar_block(text: int) -> int:
    """Return the height of a colour bar with its numbers and the space around."""
    return round(4.2 * text)


def _below(text: int) -> int:
    """Return the height of what is below the pictures, but for the caption."""
    return _bar_block(text) + 2 * _line(text) + _margin(text)


def _fitted(shape: tuple[int, int], height: int, width: int) -> tuple[int, int]:
    zoom = min(height / shape[0], width / shape[1])
    return max(1, round(zoom * shape[0])), max(1, round(zoom * shape[1]))


def _draw_panel(image: Image.Image, panel: Panel, index: int, layout: Layout) -> None:
    left, top, text = layout.left(index), layout.pictures_top, layout.text
    height, width = layout.pictures[index]
    head = top - text // 3 - 2 * _line(layout.text)
    write_line(image, (left, head), panel.heading, layout.cell_width, text, heavy=True)
    write_line(image, (left, head + _line(layout.text)), panel.note, layout.cell_width, text, colour=GREY)
    picture = Image.fromarray(np.ascontiguousarray(panel.pixels))
    image.paste(picture.resize((width, height), Image.Resampling.BOX), (left, top))  # larger: squares; smaller: means
    if panel.zero is not None:
        # Only where all of them are zero: a single column that is not must not vanish in a picture that is reduced.
        other = Image.fromarray((~panel.zero).astype(np.float32)).resize((width, height), Image.Resampling.BOX)
        _hatch(image, np.asarray(other) == 0, (left, top), _ink(panel.scale))
    ImageDraw.Draw(image).rectangle((left - 1, top - 1, left + width, top + height), outline=PALE)
    if panel.scale is not None:
        _draw_bar(image, panel.scale, panel.beyond, (left, top + layout.cell_height + text), layout)
    if panel.zero is not None:
        room = layout.cell_width - font(text, heavy=True).getlength(panel.heading) - text
        _draw_key(image, (left + layout.cell_width, head), room, text)


def _draw_bar(
    image: Image.Image, scale: Scale, beyond: tuple[float, float], corner: tuple[int, int], layout: Layout
) -> None:
    """Draw what each colour stands for, and arrows where values lie beyond the scale."""
    (left, top), text, draw = corner, layout.text, ImageDraw.Draw(image)
    right, bottom = left + layout.cell_width - 1, top + round(0.7 * text)
    line = max(1, text // 14)
    colours = scale.colours()[:NOT_FINITE]
    strip = Image.fromarray(colours[np.newaxis]).resize((right - left, bottom - top), Image.Resampling.BILINEAR)
    image.paste(strip, (left, top))
    draw.rectangle((left, top, right, bottom), outline=GREY, width=line)
    for is_beyond, x, tip, colour in ((beyond[0], left, -1, colours[0]), (beyond[1], right, 1, colours[-1])):
        if is_beyond:
            points = [(x, top), (x + tip * 0.5 * text, (top + bottom) / 2), (x, bottom)]
            draw.polygon(points, tuple(map(int, colour)), GREY, line)
    for (share, value), anchor in zip(scale.ticks()[::2], ("la", "ma", "ra"), strict=True):
        level = left + share * (right - left)
        draw.line((level, bottom, level, bottom + text // 4), GREY, line)
        draw.text((level, bottom + text // 3), value, BLACK, font(text), anchor=anchor)


def _draw_key(image: Image.Image, corner: tuple[int, int], room: float, text: int) -> None:
    """Explain the hatch at the right of a heading, if there is room."""
    (right, top), side, length = corner, round(0.8 * text), int(font(text).getlength(_ZERO)) + 1
    if length + 2 * side > room:
        return
    draw = ImageDraw.Draw(image)
    draw.text((right, top), _ZERO, GREY, font(text), anchor="ra")
    left, upper = right - length - round(1.5 * side), top + round(0.62 * text - side / 2)
    _hatch(image, np.ones((side, side), bool), (left, upper), BLACK)
    draw.rectangle((left, upper, left + side - 1, upper + side - 1), outline=PALE)


def _hatch(image: Image.Image, where: BoolArray, corner: tuple[int, int], ink: tuple[int, int, int]) -> None:
    """Draw thin slanting lines over a part of the image."""
    rows, columns = np.indices(where.shape)
    lines = where & ((rows + columns + sum(corner)) % _HATCH == 0)
    image.paste(ink, corner, Image.fromarray(np.where(lines, _HATCH_INK, 0).astype(np.uint8)))


def _ink(scale: Scale | None) -> tuple[int, int, int]:
    """Return black or white, whichever is seen on the colour of zero."""
    dark = scale is not None and scale.rgb(np.zeros((1, 1), np.float32)).mean() < 128
    return WHITE if dark else BLACK


def _wrapped(text: str, width: int, size: int) -> list[str]:
    """Break a text into lines."""
    face, lines = font(size), list[str]()
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines

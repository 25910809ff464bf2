"""Moving pictures, written frame by frame: two frames are held in the memory, however long the animation is."""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

import numpy as np
from PIL import ExifTags, Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from convviz.files.writing import ending_of, new_file
from convviz.lab.pictures.display import NOT_FINITE, NOT_FINITE_COLOUR, ByteArray

ENDINGS = MappingProxyType({".png": "an animated PNG", ".gif": "a GIF", ".webp": "a WebP"})
LEAST_PER_SECOND, MOST_PER_SECOND = 1, 50
_COLOURS = 256  # of a GIF
_GREYS, _PHOTO_COLOURS = 32, 112  # of them for text and edges, and for a picture in colour
_LEVEL, _METHOD, _QUALITY = 6, 2, 20  # of compression, of a PNG and a WebP: more takes much longer for little
_AT_ONCE = 1 << 16  # colours that are looked up


class _Change(NamedTuple):
    """A part of a picture that is not as it was before, and its upper left corner; of the first frame it is all."""

    image: Image.Image
    left: int
    top: int


@dataclass(frozen=True)
class _Film:
    """What holds for all frames."""

    width: int
    height: int
    count: int
    frames_per_second: int
    loop: bool
    colours: ByteArray
    text: Mapping[str, str]


def save_animation(
    path: str | PathLike[str],
    frames: Iterable[Image.Image],
    count: int,
    *,
    frames_per_second: int,
    loop: bool = True,
    colours: ByteArray,
    text: Mapping[str, str] | None = None,
) -> None:
    """Write an animation, which replaces a file in one step or leaves it as it was.

    Parameters
    ----------
    path : str or path
        Ends in ``.png``, ``.webp`` (both lossless) or ``.gif``.
    frames : iterable of RGB images
        All of one size; each is taken when the one before is written.
    count : int
        How many there are, at least 1.
    frames_per_second : int
        1 … 50; a GIF rounds what a frame lasts to hundredths of a second, a WebP to thousandths.
    loop : bool
        Whether it begins again at its end, for ever.
    colours : (n, 3), uint8
        Of a GIF, at most 256, for all frames; other pixels take the nearest. See ``palette``.
    text : mapping of str to str, optional
        Text chunks of a PNG; the comment of a GIF, and the image description (EXIF, UTF-8) of a WebP.

    Raises
    ------
    ExportError
        If the suffix is another, or the file cannot be written.
    CancelledError
        As soon as ``frames`` raises it; nothing is left behind.
    """
    write = _WRITERS[ending_of(Path(path).name, ENDINGS)]
    with new_file(path) as file:
        remaining = iter(frames)
        first = next(remaining)
        film = _Film(*first.size, count, frames_per_second, loop, colours, text or {})
        changes = _changes(first, remaining)
        del first  # which would be kept to the end
        write(file, film, changes)


def palette(colour_maps: Sequence[ByteArray], photo: Image.Image) -> ByteArray:
    """Choose the colours of a GIF: greys for the text, the colours of its scales, and those of the picture.

    Parameters
    ----------
    colour_maps : sequence of (n, 3), uint8
        What ``Scale.colours`` gives, a scale each; those that are alike count once.
    photo : Image, RGB
        The picture without its frame.

    Returns
    -------
    (n, 3), uint8
        At most 256.
    """
    pixels = np.asarray(photo)
    in_colour = bool((pixels != pixels[..., :1]).any())
    ramp = np.linspace(0, 255, _GREYS if in_colour else 2 * _GREYS)
    parts = [np.repeat(np.rint(ramp)[:, np.newaxis], 3, axis=1), np.array([NOT_FINITE_COLOUR])]
    if in_colour:
        found = photo.quantize(_PHOTO_COLOURS, dither=Image.Dither.NONE).getpalette() or []
        parts.append(np.reshape(found, (-1, 3))[:_PHOTO_COLOURS])
    kinds = {each.tobytes(): each[:NOT_FINITE] for each in colour_maps}.values()
    left = _COLOURS - sum(map(len, parts))
    for index, each in enumerate(kinds):
        share = (left * (index + 1)) // len(kinds) - (left * index) // len(kinds)
        share -= 1 - share % 2  # an odd number, so that the middle of the scale is one of them
        parts.append(each[np.rint(np.linspace(0, len(each) - 1, share)).astype(int)])
    return np.concatenate(parts).astype(np.uint8)


def _changes(before: Image.Image, others: Iterable[Image.Image]) -> Iterator[_Change]:
    """Cut out of every frame what is new in it."""
    yield _Change(before, 0, 0)
    for frame in others:
        left, top, right, bottom = ImageChops.difference(before, frame).getbbox() or (0, 0, 1, 1)
        left, top = left - left % 2, top - top % 2  # a WebP has even corners only
        yield _Change(frame.crop((left, top, right, bottom)), left, top)
        before = frame


def _write_gif(file: IO[bytes], film: _Film, changes: Iterable[_Change]) -> None:
    table = np.zeros((_COLOURS, 3), np.uint8)
    table[: len(film.colours)] = film.colours
    file.write(b"GIF89a" + struct.pack("<2H3B", film.width, film.height, 0xF7, 0, 0) + table.tobytes())
    if film.loop:
        file.write(b"!\xff\x0bNETSCAPE2.0" + _blocks(b"\x01\x00\x00"))
    if film.text:
        file.write(b"!\xfe" + _blocks(_lines(film.text)))
    delay, nearest = round(100 / film.frames_per_second), _Nearest(film.colours)
    for image, left, top in changes:
        codes = Image.fromarray(nearest.codes(image))
        file.write(b"!\xf9\x04\x04" + struct.pack("<H2B", delay, 0, 0))  # it stays until the next one is drawn over it
        file.write(b"," + struct.pack("<4HB", left, top, *image.size, 0))
        file.write(b"\x08" + codes.tobytes("gif", "L", 8, 0) + b"\x00")
    file.write(b";")


class _Nearest:
    """Finds the nearest of a few colours, exactly, which Pillow does not: white stays white. It remembers all found."""

    def __init__(self, colours: ByteArray) -> None:
        self._colours = colours.astype(np.float32)
        self._known = np.zeros(1 << 24, bool)
        self._codes = np.zeros(1 << 24, np.uint8)

    def codes(self, image: Image.Image) -> ByteArray:
        """Return the numbers of the nearest colours, (H, W)."""
        red, green, blue = np.asarray(image).astype(np.int32).transpose(2, 0, 1)
        packed = red << 16 | green << 8 | blue
        new = np.unique(packed[~self._known[packed]])
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            pixels = np.stack([part >> 16, part >> 8 & 255, part & 255], axis=1).astype(np.float32)
            distances = (self._colours**2).sum(axis=1) - 2 * pixels @ self._colours.T  # squared, less that of the pixel
            self._codes[part] = distances.argmin(axis=1)
        self._known[new] = True
        codes: ByteArray = self._codes[packed]
        return codes


def _blocks(content: bytes) -> bytes:
    """Cut into blocks as a GIF has them: the length of each before it, and at the end an empty one."""
    parts = (content[start : start + 255] for start in range(0, len(content), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\x00"


def _write_png(file: IO[bytes], film: _Film, changes: Iterable[_Change]) -> None:
    file.write(b"\x89PNG\r\n\x1a\n")
    _write_chunk(file, b"IHDR", struct.pack(">2I5B", film.width, film.height, 8, 2, 0, 0, 0))
    _write_chunk(file, b"acTL", struct.pack(">2I", film.count, 0 if film.loop else 1))
    info = PngInfo()
    for key, value in film.text.items():
        info.add_text(key, value)
    for name, content, *_ in info.chunks:
        _write_chunk(file, name, content)
    number = 0
    for image, left, top in changes:
        control = struct.pack(">5I2H2B", number, *image.size, left, top, 1, film.frames_per_second, 0, 0)
        _write_chunk(file, b"fcTL", control)
        content = image.tobytes("zip", "RGB", False, _LEVEL, -1, b"")
        if number == 0:
            _write_chunk(file, b"IDAT", content)
        else:
            number += 1
            _write_chunk(file, b"fdAT", struct.pack(">I", number) + content)
        number += 1
    _write_chunk(file, b"IEND", b"")


def _write_chunk(file: IO[bytes], name: bytes, content: bytes) -> None:
    file.write(struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content)))


def _write_webp(file: IO[bytes], film: _Film, changes: Iterable[_Change]) -> None:
    animated, described = 0x02, 0x08 if film.text else 0
    start = file.tell()
    file.write(b"RIFF\x00\x00\x00\x00WEBP")  # its length comes last
    size = _three_bytes(film.width - 1) + _three_bytes(film.height - 1)
    _write_part(file, b"VP8X", bytes([animated | described, 0, 0, 0]) + size)
    _write_part(file, b"ANIM", b"\xff\xff\xff\xff" + struct.pack("<H", 0 if film.loop else 1))
    for image, left, top in changes:
        corner = _three_bytes(left // 2) + _three_bytes(top // 2)
        size = _three_bytes(image.width - 1) + _three_bytes(image.height - 1)
        timing = _three_bytes(round(1000 / film.frames_per_second)) + b"\x02"  # drawn over what there is, unmixed
        _write_part(file, b"ANMF", corner + size + timing + _encoded(image))
    if film.text:
        description = Image.Exif()
        description[ExifTags.Base.ImageDescription] = _lines(film.text)
        _write_part(file, b"EXIF", description.tobytes().removeprefix(b"Exif\x00\x00"))
    length = file.tell() - start
    file.seek(start + 4)
    file.write(struct.pack("<I", length - 8))
    file.seek(start + length)


def _encoded(image: Image.Image) -> bytes:
    """Return what a WebP of this picture alone holds, without its head."""
    content = BytesIO()
    image.save(content, "WEBP", lossless=True, quality=_QUALITY, method=_METHOD)
    return content.getvalue()[12:]


def _write_part(file: IO[bytes], name: bytes, content: bytes) -> None:
    file.write(name + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2))


def _three_bytes(number: int) -> bytes:
    return struct.pack("<I", number)[:3]


def _lines(text: Mapping[str, str]) -> bytes:
    return "\n".join(f"{key}: {value}" for key, value in text.items()).encode()


_WRITERS: dict[str, Callable[[IO[bytes], _Film, Iterable[_Change]], None]] = {
    ".png": _write_png,
    ".gif": _write_gif,
    ".webp": _write_webp,
}

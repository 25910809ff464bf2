"""PNG files of any size, written band by band: none is held in the memory, and how much is done is told on the way."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from itertools import chain
from os import PathLike
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convviz.files.writing import new_file
from convviz.lab.pictures.display import ByteArray
from convviz.lab.progress import Progress, unwatched

Pixels = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOUR = 0, 2  # the kinds of pixels, as the format numbers them
_AS_IT_IS, _LESS_THE_ROW_ABOVE = 0, 2  # how a row is written
_LEVEL = 2  # of compression; 6 takes four times as long for a seventh less


def save_png(path: str | PathLike[str], image: Image.Image, text: Mapping[str, str], progress: Progress) -> None:
    """Write a picture that is held in the memory as a PNG file, whole or not at all.

    Parameters
    ----------
    path : str or path
        As in ``new_file``.
    image : Image, RGB
    text, progress
        As in ``write_png``.

    Raises
    ------
    ExportError
        As in ``new_file``.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    with new_file(path) as file:
        write_png(file, image.height, image.width, [np.asarray(image)], text, progress)


def write_png(
    file: IO[bytes],
    height: int,
    width: int,
    bands: Iterable[Pixels],
    text: Mapping[str, str],
    progress: Progress = unwatched,
) -> None:
    """Write a picture as PNG.

    Parameters
    ----------
    file : binary file
    height, width : int
        Of the whole picture, in pixels, at least 1.
    bands : iterable of (rows, width, 3), uint8, or of (rows, width), uint16
        The picture from top to bottom, ``height`` rows in all.
    text : mapping of str to str
        Its text chunks, under keys of at most 79 Latin letters.
    progress : callable, optional
        Told the share of the rows that is done, before every band.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it; the file is of no use then.
    """
    remaining = iter(bands)
    first = next(remaining)
    kind = _COLOUR if first.ndim == 3 else _GREY
    file.write(_SIGNATURE)
    _write_chunk(file, b"IHDR", struct.pack(">2I5B", width, height, 8 * first.itemsize, kind, 0, 0, 0))
    for name, content in _text_chunks(text):
        _write_chunk(file, name, content)
    compressor = zlib.compressobj(_LEVEL)
    above, done = np.zeros((1, width * first[0, 0].nbytes), np.uint8), 0
    for band in chain([first], remaining):
        progress(done / height)
        rows = _bytes_of(band)
        _write_chunk(file, b"IDAT", compressor.compress(_filtered(rows, np.concatenate([above, rows[:-1]]), kind)))
        above, done = rows[-1:].copy(), done + len(band)
    _write_chunk(file, b"IDAT", compressor.flush())
    _write_chunk(file, b"IEND", b"")


def _bytes_of(band: Pixels) -> ByteArray:
    """Return the rows as bytes, those of 16 bits with the higher byte first."""
    ordered = np.ascontiguousarray(band, ">u2" if band.itemsize == 2 else np.uint8)
    return ordered.view(np.uint8).reshape(len(band), -1)


def _filtered(rows: ByteArray, above: ByteArray, kind: int) -> bytes:
    """Put before every row how it is written, and write it so.

    Differences make numbers of 16 bits smaller and colours from a colour map larger; rows of a zoomed picture that
    are like the one above become zeros.
    """
    out = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
    less = (rows == above).all(axis=1) if kind == _COLOUR else np.ones(len(rows), bool)
    out[:, 0] = np.where(less, _LESS_THE_ROW_ABOVE, _AS_IT_IS)
    out[:, 1:] = rows
    np.subtract(out[:, 1:], above, out=out[:, 1:], where=less[:, np.newaxis])
    return out.tobytes()


def _text_chunks(text: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    info = PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    chunks: list[tuple[Any, ...]] = info.chunks
    return [(name, content) for name, content, *_ in chunks]


def _write_chunk(file: IO[bytes], name: bytes, content: bytes) -> None:
    if content or name == b"IEND":  # a compressor may have nothing yet
        file.write(struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content)))

"""Files that people give us, opened: whatever is wrong with one becomes a sentence in an ImageError."""

import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import IO

from PIL import Image, UnidentifiedImageError

# Pillow's own limit: beyond it, a small file that unpacks to fill the memory is likelier than a picture.
MAX_PIXELS = 178_956_970

# Formats that hold pictures and are decoded in this process: EPS, for one, would start Ghostscript.
_FORMATS = (
    *("PNG", "JPEG", "MPO", "TIFF", "WEBP", "AVIF", "GIF", "BMP", "DIB", "JPEG2000"),
    *("PPM", "TGA", "PCX", "ICO", "QOI", "SGI"),
)

# What Pillow and NumPy raise on damaged files.
DAMAGE = (
    *(OSError, ValueError, SyntaxError, RuntimeError, EOFError, ArithmeticError, AttributeError),
    *(LookupError, TypeError, struct.error, zlib.error),
)

_filters_lock = threading.Lock()


class ImageError(ValueError):
    """A picture or feature map cannot be read; the message says in a sentence what, why, and what to do."""


def image_suffixes() -> tuple[str, ...]:
    """Return the suffixes of the formats that can be read, sorted, such as ``".png"``: for open dialogs."""
    formats = _formats()
    return tuple(sorted(suffix for suffix, of in Image.registered_extensions().items() if of in formats))


@contextmanager
def open_file(source: str | PathLike[str] | bytes, name: str) -> Iterator[IO[bytes]]:
    """Open a file, or the content of one, that is not empty.

    Parameters
    ----------
    source : str, path or bytes
        A file, or the content of one.
    name : str
        What messages call it.

    Raises
    ------
    ImageError
        If there is no such file, it is a folder or a device, is empty, or may not be read.
    """
    if isinstance(source, bytes):
        _refuse_empty(len(source), name)
        yield BytesIO(source)
        return
    path = Path(source)
    try:
        _refuse_what_is_no_file(path, name)
        with path.open("rb") as file:
            _refuse_empty(path.stat().st_size, name)
            yield file
    except PermissionError:
        advice = "Ask its owner for a copy."
        raise ImageError(f"{name} cannot be opened: you have no permission to read it. {advice}") from None
    except OSError as error:
        raise ImageError(f"{name} cannot be opened: {error.strerror or error}.") from error


@contextmanager
def open_picture(source: str | PathLike[str] | bytes, name: str) -> Iterator[Image.Image]:
    """Open a picture with its header read and its pixels still to be decoded, inside the block.

    Parameters
    ----------
    source, name
        As in ``open_file``.

    Raises
    ------
    ImageError
        As in ``open_file``, and if it is not a picture, damaged, of more than ``MAX_PIXELS`` pixels, or too
        large for the memory; also for what Pillow raises inside the block.
    """
    with (
        open_file(source, name) as file,
        _sentences(name),
        _quiet_pillow(),
        Image.open(file, formats=_formats()) as image,
    ):
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        yield image


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Say in a sentence what Pillow raises."""
    try:
        yield
    except ImageError:
        raise
    except UnidentifiedImageError:
        advice = "Open a PNG, JPEG, TIFF, WebP, GIF or BMP file."
        raise ImageError(f"{name} is not a picture that convviz can read. {advice}") from None
    except Image.DecompressionBombError:
        most = f"{MAX_PIXELS // 10**6} million pixels, the most that convviz opens"
        raise ImageError(f"{name} has more than {most}. Make it smaller first.") from None
    except MemoryError:
        raise ImageError(f"{name} does not fit into the free memory. Close programs or make it smaller.") from None
    except DAMAGE as error:
        reason = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
        advice = "Save it again from the program that made it."
        raise ImageError(f"{name} is damaged or cut short: {reason}. {advice}") from error


@contextmanager
def _quiet_pillow() -> Iterator[None]:
    """Keep Pillow's warnings about odd files from being printed, or raised where warnings are errors.

    Python has one list of warning filters for all threads, so this is done under a lock, and for Pillow
    only: the worst that a race with another library's filters can leave behind is a Pillow that stays quiet.
    Pillow's limit of pixels is a global too, which a host program may have set: it is left alone.
    """
    with _filters_lock, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def _formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)


def _refuse_what_is_no_file(path: Path, name: str) -> None:
    """Look before opening: Windows calls a folder a lack of permission, and a pipe would wait for ever."""
    if path.is_dir():
        raise ImageError(f"{name} is a folder. Open a picture in it.")
    if not path.exists():
        raise ImageError(f"{name} is not there: it was moved, renamed or deleted. Look for it in its new place.")
    if not path.is_file():
        raise ImageError(f"{name} is a device, not a file. Open a picture file.")


def _refuse_empty(size: int, name: str) -> None:
    if size == 0:
        raise ImageError(f"{name} is empty. Save it again from the program that made it.")

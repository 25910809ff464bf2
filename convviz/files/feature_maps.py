"""Feature maps out, as pictures for people or numbers for programs, and the numbers back in.

A PNG of the form "data" holds 16-bit codes c of the values v = offset + scale · c. The two numbers stand in
its text as ``convviz:offset`` and ``convviz:scale``, with all digits. The offset is the least value and the
codes reach from 0 to 65535, so each value comes back within half a step of (greatest − least) / 65535; a
constant map comes back exactly.
"""

from collections.abc import Mapping
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convviz.files.reading import DAMAGE, ImageError, open_file, open_picture
from convviz.files.writing import ExportError, write_file
from convviz.lab.display import Scale, scale_of

FeatureMap = npt.NDArray[np.float32]
Form = Literal["seen", "data"]

_OFFSET, _SCALE = "convviz:offset", "convviz:scale"
_LARGEST_CODE = 65535
_DESCRIPTION = f"Feature map; value = {_OFFSET} + {_SCALE} * grey level (0 to {_LARGEST_CODE})"
_COMPRESSION = 2  # of a 12-megapixel map in a second; 6 takes four for 14 % less


def save_feature_map(
    path: str | PathLike[str],
    feature_map: FeatureMap,
    *,
    form: Form = "seen",
    scale: Scale | None = None,
    recipe: Mapping[str, str] | None = None,
) -> None:
    """Write a feature map to a file, which is replaced in one step or stays as it was.

    Parameters
    ----------
    path : str or path
        With the suffix ``.npy`` for the numbers themselves, or ``.png``.
    feature_map : (H, W), float32
        Any range.
    form : {"seen", "data"}
        Of a PNG: coloured as on the screen, or 16-bit grey from which the values can be read back.
    scale : Scale, optional
        The colours of the form "seen"; else ``scale_of(feature_map)``.
    recipe : mapping of str to str, optional
        How the map was made: further text in a PNG, under keys of at most 79 Latin letters; left out of
        ``.npy``, which has no place for it.

    Raises
    ------
    ExportError
        If the suffix or form is another, the map has not two axes, the form "data" is asked for values that
        are not finite, or the file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".png":
        write_file(path, png_bytes(feature_map, form=form, scale=scale, recipe=recipe))
    elif suffix == ".npy":
        content = BytesIO()
        np.save(content, _checked(feature_map))
        write_file(path, content.getvalue())
    else:
        given = f"“{suffix}”" if suffix else "no ending"
        raise ExportError(f"{Path(path).name} has {given}; end its name in .png for a picture or .npy for numbers.")


def png_bytes(
    feature_map: FeatureMap,
    *,
    form: Form = "seen",
    scale: Scale | None = None,
    recipe: Mapping[str, str] | None = None,
) -> bytes:
    """Return the content of the PNG that ``save_feature_map`` writes, for the clipboard.

    Parameters
    ----------
    feature_map, form, scale, recipe
        As in ``save_feature_map``.

    Raises
    ------
    ExportError
        As in ``save_feature_map``.
    """
    values = _checked(feature_map)
    if form == "data":
        picture, text = _data(values)
    elif form == "seen":
        picture, text = _seen(values, scale or scale_of(values)), {}
    else:
        raise ExportError(f"“{form}” is no form of a feature map; choose “seen” or “data”.")
    chunks = PngInfo()
    for key, value in {**(recipe or {}), **text}.items():
        chunks.add_text(key, value)
    content = BytesIO()
    picture.save(content, "PNG", pnginfo=chunks, compress_level=_COMPRESSION)
    return content.getvalue()


def load_feature_map(path: str | PathLike[str]) -> FeatureMap:
    """Read back the values of a feature map.

    Parameters
    ----------
    path : str or path
        A ``.npy`` file of two axes, or a PNG of the form "data".

    Returns
    -------
    (H, W), float32

    Raises
    ------
    ImageError
        If the file cannot be read, or holds no such values.
    """
    name = Path(path).name
    if Path(path).suffix.lower() == ".npy":
        return _read_npy(path, name)
    with open_picture(path, name) as image:
        codes = np.asarray(image)
        text = getattr(image, "text", {})
        if codes.dtype.kind not in "ui" or codes.ndim != 2 or not {_OFFSET, _SCALE} <= text.keys():
            raise ImageError(f"{name} holds no values of a feature map. Open it as a picture instead.")
        return (float(text[_OFFSET]) + float(text[_SCALE]) * codes).astype(np.float32)


def _checked(feature_map: FeatureMap) -> FeatureMap:
    values = np.asarray(feature_map, np.float32)
    if values.ndim != 2 or not values.size:
        raise ExportError(f"A feature map has rows and columns, not the shape {values.shape}; choose one map.")
    return values


def _seen(values: FeatureMap, scale: Scale) -> Image.Image:
    # Not a palette, which would be a third of the size: editors and array libraries show or read its codes.
    return Image.fromarray(scale.colours().take(scale.indices(values), axis=0))


def _data(values: FeatureMap) -> tuple[Image.Image, dict[str, str]]:
    if not np.isfinite(values).all():
        raise ExportError("A PNG of numbers holds no NaN or infinity, and this map has some; save it as .npy.")
    offset, highest = float(values.min()), float(values.max())
    scale = (highest - offset) / _LARGEST_CODE
    codes = np.subtract(values, offset, dtype=np.float64)
    codes /= scale or 1.0  # a constant map has the code 0 throughout
    picture = Image.fromarray(np.rint(codes, out=codes).astype(np.uint16))
    return picture, {_OFFSET: repr(offset), _SCALE: repr(scale), "Description": _DESCRIPTION}


def _read_npy(path: str | PathLike[str], name: str) -> FeatureMap:
    with open_file(path, name) as file:
        try:
            values = np.load(file, allow_pickle=False)
        except (*DAMAGE, MemoryError) as error:
            raise ImageError(f"{name} is damaged, or no file of numbers by NumPy. Save it again.") from error
    if not isinstance(values, np.ndarray) or values.ndim != 2 or values.dtype.kind not in "fiub":
        raise ImageError(f"{name} holds no feature map, which has numbers in rows and columns. Open another.")
    return values.astype(np.float32)

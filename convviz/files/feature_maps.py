"""Feature maps out, as pictures for people or numbers for programs, and the numbers back in.

A PNG of the form "data" holds 16-bit codes c of the values v = offset + scale · c. The two numbers stand in
its text as ``convviz:offset`` and ``convviz:scale``, with all digits. The offset is the least value and the
codes reach from 0 to 65535, so each value comes back within half a step of (greatest − least) / 65535; a
constant map comes back exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import IO, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from convviz.files.figures import picture_bands, picture_size
from convviz.files.png import Pixels, write_png
from convviz.files.reading import DAMAGE, ImageError, open_file, open_picture
from convviz.files.writing import ExportError, ending_of, new_file
from convviz.lab.pictures.display import Scale, scale_of
from convviz.lab.progress import Progress, unwatched

FeatureMap = npt.NDArray[np.float32]
Form = Literal["seen", "data"]

_OFFSET, _SCALE = "convviz:offset", "convviz:scale"
_LARGEST_CODE = 65535
_DESCRIPTION = f"Feature map; value = {_OFFSET} + {_SCALE} * grey level (0 to {_LARGEST_CODE})"
_BAND_VALUES = 1 << 19


def save_feature_map(
    path: str | PathLike[str],
    feature_map: FeatureMap,
    *,
    form: Form = "seen",
    scale: Scale | None = None,
    zoom: int = 1,
    colour_bar: bool = False,
    recipe: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> None:
    """Write a feature map to a file, which is replaced in one step or stays as it was.

    Parameters
    ----------
    path : str or path
        With the suffix ``.npy`` for the numbers themselves, or ``.png``.
    feature_map : (H, W), or (3, H, W) for a map with a plane a colour; float32
        Any range.
    form : {"seen", "data"}
        Of a PNG: coloured as on the screen, or 16-bit grey from which the values can be read back.
    scale : Scale, optional
        The colours of the form "seen"; else ``scale_of(feature_map)``.
    zoom : int
        Of the form "seen": every value becomes a square of so many pixels, 1 … 16.
    colour_bar : bool
        Of the form "seen": whether the colours are explained at the right.
    recipe : mapping of str to str, optional
        How the map was made: further text in a PNG, under keys of at most 79 Latin letters; left out of
        ``.npy``, which has no place for it.
    progress : callable, optional
        Told between bands of rows how much is written, 0 … 1.

    Raises
    ------
    ExportError
        If the suffix or form is another, the map has other axes, the form "data" is asked for values that are not
        finite or for three planes, the zoom is out of range or too large for this map, or the file cannot be
        written.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    with new_file(path) as file:
        write_feature_map(
            file,
            Path(path).name,
            feature_map,
            form=form,
            scale=scale,
            zoom=zoom,
            colour_bar=colour_bar,
            recipe=recipe,
            progress=progress,
        )


def write_feature_map(
    file: IO[bytes],
    name: str,
    feature_map: FeatureMap,
    *,
    form: Form = "seen",
    scale: Scale | None = None,
    zoom: int = 1,
    colour_bar: bool = False,
    recipe: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> None:
    """Write a feature map into an open file.

    Parameters
    ----------
    file : binary file
    name : str
        Its suffix says what is written: ``.png`` or ``.npy``.
    feature_map, form, scale, zoom, colour_bar, recipe, progress
        As in ``save_feature_map``.

    Raises
    ------
    ExportError, CancelledError
        As in ``save_feature_map``.
    """
    ending, values = ending_of(name, {".png": "a picture", ".npy": "numbers"}), _checked(feature_map)
    if ending == ".npy":
        _write_npy(file, values.shape, [values], progress)
    else:
        _png(values, form, scale, zoom, colour_bar).write(file, recipe, progress)


def save_stack(path: str | PathLike[str], feature_maps: Sequence[FeatureMap], progress: Progress = unwatched) -> None:
    """Write all maps of a layer as one ``.npy`` file, (N, H, W), or (N, 3, H, W) where they have planes.

    Parameters
    ----------
    path : str or path
        Replaced in one step or not at all.
    feature_maps : sequence of (H, W) or (3, H, W)
        At least one, all of one shape; float32.
    progress : callable, optional
        Told between bands how much is written, 0 … 1.

    Raises
    ------
    ExportError
        If the suffix is another, or the file cannot be written.
    CancelledError
        As soon as ``progress`` raises it; nothing is left behind.
    """
    ending_of(Path(path).name, {".npy": "numbers"})
    maps = [_checked(feature_map) for feature_map in feature_maps]
    with new_file(path) as file:
        _write_npy(file, (len(maps), *maps[0].shape), maps, progress)


def png_bytes(
    feature_map: FeatureMap,
    *,
    form: Form = "seen",
    scale: Scale | None = None,
    zoom: int = 1,
    colour_bar: bool = False,
    recipe: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> bytes:
    """Return the content of the PNG that ``save_feature_map`` writes, for the clipboard.

    Parameters
    ----------
    feature_map, form, scale, zoom, colour_bar, recipe, progress
        As in ``save_feature_map``.

    Raises
    ------
    ExportError, CancelledError
        As in ``save_feature_map``.
    """
    content = BytesIO()
    _png(_checked(feature_map), form, scale, zoom, colour_bar).write(content, recipe, progress)
    return content.getvalue()


def load_feature_map(path: str | PathLike[str]) -> FeatureMap:
    """Read back the values of a feature map.

    Parameters
    ----------
    path : str or path
        A ``.npy`` file of one map, with two axes or with three planes, or a PNG of the form "data".

    Returns
    -------
    (H, W) or (3, H, W), float32

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
    if not _is_map(values):
        raise ExportError(
            f"A feature map has rows and columns, in colour three planes, and not the shape {values.shape}; choose one."
        )
    return values


def _is_map(values: npt.NDArray[np.generic]) -> bool:
    return values.size > 0 and (values.ndim == 2 or (values.ndim == 3 and len(values) == 3))


class _Png(NamedTuple):
    """What ``write_png`` needs of one feature map."""

    height: int
    width: int
    bands: Iterator[Pixels]
    text: Mapping[str, str]

    def write(self, file: IO[bytes], recipe: Mapping[str, str] | None, progress: Progress) -> None:
        """Write it with its recipe; what says how to read the values stands above all else."""
        write_png(file, self.height, self.width, self.bands, {**(recipe or {}), **self.text}, progress)


def _png(values: FeatureMap, form: Form, scale: Scale | None, zoom: int, colour_bar: bool) -> _Png:
    if form == "data":
        return _png_of_values(values)
    if form != "seen":
        raise ExportError(f"“{form}” is no form of a feature map; choose “seen” or “data”.")
    scale = scale or scale_of(values)
    shape = values.shape[-2], values.shape[-1]
    height, width = picture_size(shape, scale, zoom=zoom, colour_bar=colour_bar)
    return _Png(height, width, picture_bands(values, scale, zoom=zoom, colour_bar=colour_bar), {})


def _png_of_values(values: FeatureMap) -> _Png:
    if values.ndim == 3:
        raise ExportError("A PNG of numbers holds one plane, and this map has three, one a colour; save it as .npy.")
    if not all(np.isfinite(band).all() for band in _bands(values)):
        raise ExportError("A PNG of numbers holds no NaN or infinity, and this map has some; save it as .npy.")
    offset, highest = float(values.min()), float(values.max())
    scale = (highest - offset) / _LARGEST_CODE
    codes = (_codes(band, offset, scale) for band in _bands(values))
    text = {_OFFSET: repr(offset), _SCALE: repr(scale), "Description": _DESCRIPTION}
    return _Png(values.shape[0], values.shape[1], codes, text)


def _codes(values: FeatureMap, offset: float, scale: float) -> npt.NDArray[np.uint16]:
    codes = np.subtract(values, offset, dtype=np.float64)
    codes /= scale or 1.0  # a constant map has the code 0 throughout
    return np.rint(codes, out=codes).astype(np.uint16)


def _bands(values: FeatureMap) -> Iterator[FeatureMap]:
    """Cut (…, W) into bands of rows."""
    rows = values.reshape(-1, values.shape[-1])
    step = max(1, _BAND_VALUES // rows.shape[1])
    return (rows[top : top + step] for top in range(0, len(rows), step))


def _write_npy(file: IO[bytes], shape: tuple[int, ...], maps: Sequence[FeatureMap], progress: Progress) -> None:
    """Write maps one after another as the array of this shape."""
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    total, done = sum(values.size for values in maps), 0
    for band in chain.from_iterable(map(_bands, maps)):
        progress(done / total)
        file.write(band.astype("<f4", copy=False).tobytes())
        done += band.size


def _read_npy(path: str | PathLike[str], name: str) -> FeatureMap:
    with open_file(path, name) as file:
        try:
            values = np.load(file, allow_pickle=False)
        except (*DAMAGE, MemoryError) as error:
            raise ImageError(f"{name} is damaged, or no file of numbers by NumPy. Save it again.") from error
    if not isinstance(values, np.ndarray) or not _is_map(values) or values.dtype.kind not in "fiub":
        raise ImageError(f"{name} holds no feature map, which has numbers in rows and columns. Open another.")
    return values.astype(np.float32)

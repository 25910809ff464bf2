"""The weights of a network as a file: an ``.npz``, which NumPy and everything that reads NumPy can open.

It holds an array a parameter, named as torch names those of a ``torch.nn.Sequential``: "0.weight" and "0.bias" are
those of the first layer. ``recipe.json`` beside them says how they came about. Nothing in it is ever run: no pickle.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeAlias, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from numpy.lib import format as npy

from convviz.files.reading import DAMAGE
from convviz.files.writing import ending_of, new_file
from convviz.nn.layer import Layer, Shape
from convviz.nn.network import Network
from convviz.nn.parameters import array_shapes

RECIPE = "recipe.json"
LONGEST_RECIPE = 2**20  # bytes
LONGEST_HEAD = 2**14  # bytes of an array, before its numbers; NumPy reads up to 10,000
_PACKED = ZIP_STORED, ZIP_DEFLATED  # as by numpy.savez and numpy.savez_compressed
_ADVICE = "Choose the file that was saved from such a network."

Source: TypeAlias = str | PathLike[str] | bytes


class WeightsError(ValueError):
    """A file of weights cannot be read; the message says in a sentence what, why, and what to do."""


def save_weights(path: str | PathLike[str], network: Network, recipe: Mapping[str, object] | None = None) -> None:
    """Write all numbers that a network has learnt; until the file is complete, what was there before stays.

    The same network and recipe give the same bytes.

    Parameters
    ----------
    path : str or path
        Ends in ``.npz``.
    network : Network
    recipe : mapping, optional
        How the weights came about, such as the seed and the accuracy; of what JSON can hold.

    Raises
    ------
    ExportError
        If the name has another ending, or the file cannot be written there.
    """
    ending_of(Path(path).name, {".npz": "weights"})
    with new_file(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, layer in enumerate(network):
            for name in array_shapes(layer):
                with archive.open(f"{number}.{name}.npy", "w", force_zip64=True) as member:
                    npy.write_array(cast(Any, member), getattr(layer, name), allow_pickle=False)
        with archive.open(RECIPE, "w") as member:  # writestr() would note the hour
            member.write(json.dumps(dict(recipe or {}), ensure_ascii=False, indent=2).encode())


def load_weights(source: Source, network: Network) -> Network:
    """Return a network with the weights of a file in place of its own.

    Parameters
    ----------
    source : str, path or bytes
        A file that :func:`save_weights` wrote, or its content.
    network : Network
        With layers like those of the network that was saved.

    Raises
    ------
    WeightsError
        If the file cannot be read, or its weights are not those of such a network.
    """
    with _opened(source) as (archive, title):
        found = {name.removesuffix(".npy") for name in archive.namelist()} - {RECIPE}
        expected = {f"{number}.{name}" for number, layer in enumerate(network) for name in array_shapes(layer)}
        if missing := expected - found:
            raise WeightsError(f"{title} does not fit this network, as it lacks “{min(missing)}”. {_ADVICE}")
        if spare := found - expected:
            raise WeightsError(f"{title} does not fit this network, which has no “{min(spare)}”. {_ADVICE}")
        return Network([_filled(layer, number, archive, title) for number, layer in enumerate(network)])


def load_recipe(source: Source) -> dict[str, Any]:
    """Return what a file of weights says about how they came about; empty if nothing.

    Parameters
    ----------
    source : str, path or bytes
        A file that :func:`save_weights` wrote, or its content.

    Raises
    ------
    WeightsError
        If the file cannot be read.
    """
    with _opened(source) as (archive, _):
        if RECIPE not in archive.namelist():
            return {}
        if archive.getinfo(RECIPE).file_size > LONGEST_RECIPE:
            raise ValueError("its recipe is too long")
        return dict(json.loads(archive.read(RECIPE)))


def _filled(layer: Layer, number: int, archive: ZipFile, title: str) -> Layer:
    """Return the layer with its arrays from the file."""
    arrays = {}
    for name, shape in array_shapes(layer).items():
        with archive.open(f"{number}.{name}.npy") as file:
            found = _shape_of(file)  # before memory is taken for it
        if found != shape:
            raise WeightsError(
                f"{title} does not fit this network: “{number}.{name}” is {_times(shape)} here and {_times(found)} in "
                f"the file. {_ADVICE}"
            )
        with archive.open(f"{number}.{name}.npy") as file:
            arrays[name] = npy.read_array(cast(Any, file), allow_pickle=False)
    return cast(Layer, replace(cast(Any, layer), **arrays)) if arrays else layer


def _shape_of(file: IO[bytes]) -> Shape:
    """Read the shape of an array from its head, which may claim to be much longer than it is."""
    head = BytesIO(file.read(LONGEST_HEAD))
    version = npy.read_magic(cast(Any, head))
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
    if read is None:
        raise ValueError(f"NumPy's format {version} is not known")
    shape, _, dtype = read(cast(Any, head))
    if dtype.kind != "f":
        raise ValueError(f"it holds {dtype}, not floating-point numbers")
    return tuple(shape)


@contextmanager
def _opened(source: Source) -> Iterator[tuple[ZipFile, str]]:
    """Open a file of weights, with what messages call it; whatever is wrong with it becomes a sentence."""
    title = "The file of weights" if isinstance(source, bytes) else Path(source).name
    try:
        with (
            BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file,
            ZipFile(file) as archive,
        ):
            if any(member.compress_type not in _PACKED for member in archive.infolist()):
                raise ValueError("it is packed in another way than NumPy does")
            yield archive, title
    except WeightsError:
        raise
    except BadZipFile:
        raise WeightsError(f"{title} is not a file of weights. Choose an .npz that convviz saved.") from None
    except OSError as error:
        raise WeightsError(f"{title} cannot be opened: {(error.strerror or str(error)).lower()}.") from error
    except DAMAGE as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise WeightsError(f"{title} cannot be read: {reason}. Choose an .npz that convviz saved.") from error


def _times(shape: Shape) -> str:
    return " × ".join(map(str, shape))

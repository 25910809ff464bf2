"""A folder with one folder a class, read as a data set."""

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from PIL import Image

from convviz.engine import FloatArray
from convviz.files.images import read_image
from convviz.files.reading import ImageError, image_suffixes
from convviz.lab.progress import Progress, unwatched
from convviz.nn.dataset import Dataset

MAX_VALUES = 2**27  # numbers in all pictures together, 512 MiB
_NAMED = 3  # files that a note names


@dataclass(frozen=True)
class LoadedDataset:
    """Labelled images as they came in.

    Parameters
    ----------
    dataset : Dataset
    name : str
        Of the folder.
    notes : tuple of str
        Plain sentences about what was changed or left out on the way.
    """

    dataset: Dataset
    name: str
    notes: tuple[str, ...] = ()


def read_image_folder(path: str | PathLike[str], size: int = 32, progress: Progress = unwatched) -> LoadedDataset:
    """Read a folder with one folder a class: the pictures in each belong to the class that is called like it.

    All pictures are brought to one size: the middle square is cut out, and made smaller or larger. If all are grey the
    data set has one channel, else three. Folders and files whose names begin with a dot are passed over.

    Parameters
    ----------
    path : str or path
        The folder.
    size : int
        Height and width that the pictures get, in pixels, at least 1.
    progress : callable
        Called before each picture with the share that is done, 0 … 1; it may raise, to stop.

    Returns
    -------
    LoadedDataset
        Its classes are sorted by name. Files that cannot be read, and classes without pictures, are left out and noted.

    Raises
    ------
    ImageError
        If there is no such folder, there are not at least two classes with a picture each, the pictures do not fit into
        the memory together, or `size` is below 1.
    """
    folder = Path(path)
    name = folder.name or str(folder)
    if size < 1:
        raise ImageError(f"Pictures must get a size of at least 1 pixel; got {size}.")
    files = _files_by_class(folder, name)
    _check_amount(sum(map(len, files.values())), size, name)
    notes: list[str] = []
    pictures = _read_all(files, size, notes, progress)
    empty = [label for label, found in pictures.items() if not found]
    notes += [f"“{label}” has no picture that can be read, and is no class." for label in empty]
    classes = [label for label in pictures if label not in empty]
    if len(classes) < 2:
        only = f"only “{classes[0]}” has" if classes else "no folder in it has"
        raise ImageError(f"{name} holds no two classes: {only} a picture that can be read. {_ADVICE}")
    return LoadedDataset(_dataset([pictures[label] for label in classes], classes), name, tuple(notes))


_ADVICE = "Put the pictures of each class into a folder of its own, and choose the folder around them."


def _files_by_class(folder: Path, name: str) -> dict[str, list[Path]]:
    """List the pictures of each folder, both sorted by name."""
    try:
        if not folder.exists():
            raise ImageError(f"{name} is not there: it was moved, renamed or deleted. Look for it in its new place.")
        if not folder.is_dir():
            raise ImageError(f"{name} is a file, not a folder. {_ADVICE}")
        suffixes = image_suffixes()
        found = {
            each.name: [file for file in _visible(each) if file.is_file() and file.suffix.lower() in suffixes]
            for each in _visible(folder)
            if each.is_dir()
        }
    except OSError as error:
        raise ImageError(f"{name} cannot be opened: {error.strerror or error}.") from error
    if not found:
        raise ImageError(f"{name} has no folders in it, so there are no classes. {_ADVICE}")
    return found


def _visible(folder: Path) -> Iterator[Path]:
    return (each for each in sorted(folder.iterdir()) if not each.name.startswith("."))


def _check_amount(count: int, size: int, name: str) -> None:
    most = MAX_VALUES // (3 * size**2)
    if count > most:
        raise ImageError(
            f"{name} holds {count:,} pictures, and at {size}×{size} pixels convviz takes up to {most:,}. "
            "Use fewer pictures, or a smaller size."
        )


def _read_all(
    files: dict[str, list[Path]], size: int, notes: list[str], progress: Progress
) -> dict[str, list[FloatArray]]:
    """Read the pictures of each class in one size, and note what was changed or left out."""
    pictures: dict[str, list[FloatArray]] = {label: [] for label in files}
    broken, fitted, done, count = [], 0, 0, sum(map(len, files.values()))
    for label, paths in files.items():
        for file in paths:
            progress(done / count)
            done += 1
            try:
                pixels = read_image(file).pixels
            except ImageError as error:
                broken.append(str(error))
                continue
            fitted += pixels.shape[1:] != (size, size)
            pictures[label].append(_fitted(pixels, size))
    if fitted:
        notes.append(f"{_pictures(fitted)} brought to {size}×{size} pixels: the middle square, resized.")
    if broken:
        more = f" And {len(broken) - _NAMED} more." if len(broken) > _NAMED else ""
        notes.append(f"{_pictures(len(broken))} left out. {' '.join(broken[:_NAMED])}{more}")
    return pictures


def _pictures(count: int) -> str:
    return "1 picture was" if count == 1 else f"{count:,} pictures were"


def _fitted(pixels: FloatArray, size: int) -> FloatArray:
    """Cut out the middle square of (C, H, W), and resize it to (C, size, size)."""
    _, height, width = pixels.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = pixels[:, top : top + side, left : left + side]
    if side == size:
        return square
    planes = [Image.fromarray(plane).resize((size, size), Image.Resampling.BILINEAR) for plane in square]
    resized: FloatArray = np.stack([np.asarray(plane) for plane in planes])
    return resized.clip(0, 1)


def _dataset(pictures: list[list[FloatArray]], classes: list[str]) -> Dataset:
    """Line the pictures up, grey ones with three equal channels if there are colours."""
    channels = max(len(pixels) for of_class in pictures for pixels in of_class)
    images = [np.broadcast_to(pixels, (channels, *pixels.shape[1:])) for of_class in pictures for pixels in of_class]
    return Dataset(np.stack(images), np.repeat(np.arange(len(classes)), list(map(len, pictures))), classes)

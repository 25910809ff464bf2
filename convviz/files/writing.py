"""Files that we write: whole or not at all."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EISDIR
from os import PathLike
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4


class ExportError(ValueError):
    """A file cannot be written; the message says in a sentence what, why, and what to do."""


@contextmanager
def new_file(path: str | PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file to write in the block; at its end it takes its place in one step.

    Whatever is raised in the block leaves nothing behind, and what was there before stays.

    Parameters
    ----------
    path : str or path
        In a folder that exists; a file of this name is replaced, a link is followed.

    Raises
    ------
    ExportError
        If the folder is missing, full or not permitted, or the path is a folder.
    """
    target = _resolved(Path(path))
    # The same folder, as a rename is a single step only within one disk.
    temporary = target.with_name(f".{uuid4().hex}.part")
    try:
        try:
            with temporary.open("wb") as file:
                yield file
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(target, error) from error


def check_place(path: str | PathLike[str]) -> None:
    """Refuse, before long work, a place where its result could not be written.

    Parameters
    ----------
    path : str or path
        As in ``new_file``; nothing is left there.

    Raises
    ------
    ExportError
        As in ``new_file``.
    """
    target = _resolved(Path(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        TemporaryFile(dir=target.parent).close()
    except OSError as error:
        raise _refusal(target, error) from error


def write_file(path: str | PathLike[str], content: bytes) -> None:
    """Write a file in one step: until it is complete, what was there before stays.

    Parameters
    ----------
    path : str or path
        As in ``new_file``.
    content : bytes
        All of it.

    Raises
    ------
    ExportError
        As in ``new_file``.
    """
    with new_file(path) as file:
        file.write(content)


def ending_of(name: str, endings: Mapping[str, str]) -> str:
    """Return the ending of a file name, in small letters.

    Parameters
    ----------
    name : str
    endings : mapping of str to str
        Those allowed, such as ``".png"``, and what each is for.

    Raises
    ------
    ExportError
        If it has another, or none.
    """
    ending = Path(name).suffix
    if ending.lower() not in endings:
        given = f"“{ending.lower()}”" if ending else "no ending"
        allowed = " or ".join(f"{each} for {purpose}" for each, purpose in endings.items())
        raise ExportError(f"{name} has {given}; end its name in {allowed}.")
    return ending.lower()


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        raise _refusal(path, error) from error


def _refusal(target: Path, error: Exception) -> ExportError:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return ExportError(f"{target.name} cannot be saved in {target.parent}: {reason}. Choose another place or name.")

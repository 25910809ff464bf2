"""Files that we write: whole or not at all."""

import os
from os import PathLike
from pathlib import Path
from uuid import uuid4


class ExportError(ValueError):
    """A file cannot be written; the message says in a sentence what, why, and what to do."""


def write_file(path: str | PathLike[str], content: bytes) -> None:
    """Write a file in one step: until it is complete, what was there before stays.

    Parameters
    ----------
    path : str or path
        In a folder that exists; a file of this name is replaced, a link is followed.
    content : bytes
        All of it.

    Raises
    ------
    ExportError
        If the folder is missing, full or not permitted, or the path is a folder; nothing is left behind.
    """
    target = Path(path)
    try:
        target = target.resolve()
        # The same folder, as a rename is a single step only within one disk.
        temporary = target.with_name(f".{uuid4().hex}.part")
        try:
            temporary.write_bytes(content)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links; ValueError: a NUL in the name
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ExportError(
            f"{target.name} cannot be saved in {target.parent}: {reason}. Choose another place or name."
        ) from error

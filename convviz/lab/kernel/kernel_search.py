"""Finding kernels by words: the sections of a list of all that can be chosen, or of what a person typed."""

from collections.abc import Iterable
from typing import NamedTuple

from convviz.lab.kernel.kernels import GROUPS, NamedKernel
from convviz.lab.kernel.shelf import OWN_GROUP, Shelf

FAVOURITES = "Favourites"


class Section(NamedTuple):
    """A part of the list."""

    title: str
    kernels: tuple[NamedKernel, ...]


def sections_of(shelf: Shelf, text: str = "") -> list[Section]:
    """Return the parts of the list that have kernels: favourites, own kernels, then the groups of the library.

    Parameters
    ----------
    shelf : Shelf
        The own kernels and the favourites.
    text : str
        Only kernels count that have all of these words, or parts of words, in their name, group or hint, in capitals
        or not. While something is looked for, favourites stand in their groups alone, so that none is found twice.
    """
    words = text.casefold().split()
    found = [kernel for kernel in shelf.kernels if _has(kernel, words)]
    sections = [
        Section(group, tuple(kernel for kernel in found if kernel.group == group)) for group in (OWN_GROUP, *GROUPS)
    ]
    if not words:
        known = {kernel.key: kernel for kernel in reversed(shelf.kernels)}
        sections.insert(0, Section(FAVOURITES, tuple(known[key] for key in shelf.favourites)))
    return [section for section in sections if section.kernels]


def nearest(kernels: Iterable[NamedKernel], text: str) -> NamedKernel | None:
    """Return the kernel that was most likely meant: whose name begins so, else has such words; None of none."""
    sought = " ".join(text.casefold().split())

    def distance(kernel: NamedKernel) -> tuple[bool, bool, bool]:
        name = kernel.name.casefold()
        return name != sought, not name.startswith(sought), not _has_in(name, sought.split())

    return min(kernels, key=distance, default=None)


def _has(kernel: NamedKernel, words: list[str]) -> bool:
    return _has_in(f"{kernel.name} {kernel.group} {kernel.hint}".casefold(), words)


def _has_in(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)

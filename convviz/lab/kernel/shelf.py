"""The shelf: the kernels that a person saved with a name, and those that are favourites; a value, and as text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.kernel.kernel_changes import sum_of
from convviz.lab.kernel.kernels import KERNELS, NamedKernel, kernel_with, key_of
from convviz.lab.limits import LARGEST_KERNEL, LARGEST_WEIGHT
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number, matrix_text, parse_matrix

OWN_GROUP = "Own kernels"
LONGEST_NAME = 40
MOST_OWN = 200


@dataclass(frozen=True, eq=False)
class Shelf:
    """A person's own kernels and favourites; a change makes a new one.

    Parameters
    ----------
    own : tuple of NamedKernel
        In the order in which they were saved.
    favourites : tuple of str
        The keys of kernels, own ones or the library's, the earliest first.
    """

    own: tuple[NamedKernel, ...] = ()
    favourites: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``text`` wrote; what is damaged is left out, and the rest is kept."""
        stored = _stored(text)
        own: dict[str, NamedKernel] = {}
        for entry in _list(stored, "own"):
            if (kernel := _read(entry)) is not None and len(own) < MOST_OWN:
                own.setdefault(kernel.key, kernel)
        keys = (key for key in _list(stored, "favourites") if isinstance(key, str))
        return cls(tuple(own.values()), tuple(dict.fromkeys(key for key in keys if key in own or key in KERNELS)))

    @property
    def text(self) -> str:
        """All of it as JSON, every weight exactly."""
        own = [{"name": kernel.name, "weights": matrix_text(kernel.weights)} for kernel in self.own]
        return json.dumps({"own": own, "favourites": self.favourites})

    @property
    def kernels(self) -> tuple[NamedKernel, ...]:
        """All that can be chosen: the own kernels, then the library's."""
        return (*self.own, *KERNELS.values())

    def named(self, name: str) -> NamedKernel | None:
        """Return the kernel of this name, however it is spelt; None if there is none."""
        return next((kernel for kernel in self.kernels if kernel.key == key_of(name)), None)

    def kernel_of(self, state: State) -> NamedKernel | None:
        """Return the kernel that is edited, as the library or else the shelf knows it; None if neither does."""
        return None if state.channels_differ.any() else kernel_with(state.kernel, self.own)

    def saved(self, name: str, weights: FloatArray) -> Self:
        """Keep weights, (height, width), under a name; an own kernel of that name is replaced.

        Raises
        ------
        ValueError
            If there is no name, it is too long or the library's, or if there are ``MOST_OWN`` already.
        """
        kernel = _own(_checked(name), weights)
        if any(other.key == kernel.key for other in self.own):
            return self._with(kernel.key, kernel)
        if len(self.own) >= MOST_OWN:
            raise ValueError(f"There are {MOST_OWN} own kernels, and no room for more; remove one first.")
        return replace(self, own=(*self.own, kernel))

    def renamed(self, name: str, new: str) -> Self:
        """Give an own kernel another name; a favourite stays one.

        Raises
        ------
        ValueError
            As ``saved`` does, and if another own kernel has that name.
        """
        old, new = key_of(name), _checked(new)
        if any(other.key == key_of(new) != old for other in self.own):
            raise ValueError(f"There is an own kernel “{new}” already; choose another name.")
        (kernel,) = (kernel for kernel in self.own if kernel.key == old)
        favourites = tuple(key_of(new) if key == old else key for key in self.favourites)
        return replace(self._with(old, replace(kernel, name=new)), favourites=favourites)

    def removed(self, name: str) -> Self:
        """Take an own kernel off the shelf."""
        gone = key_of(name)
        own = tuple(kernel for kernel in self.own if kernel.key != gone)
        return replace(self, own=own, favourites=tuple(key for key in self.favourites if key != gone))

    def starred(self, name: str) -> Self:
        """Make a kernel a favourite, or a favourite an ordinary one again."""
        key = key_of(name)
        others = tuple(other for other in self.favourites if other != key)
        return replace(self, favourites=others if key in self.favourites else (*others, key))

    def _with(self, key: str, kernel: NamedKernel) -> Self:
        """Put a kernel in the place of the own one that has this key."""
        return replace(self, own=tuple(kernel if other.key == key else other for other in self.own))


def _own(name: str, weights: FloatArray) -> NamedKernel:
    kept = np.array(weights, np.float32)
    kept.flags.writeable = False
    return NamedKernel(name, kept, f"One of your own; its weights sum to {format_number(sum_of(kept))}.", OWN_GROUP)


def _checked(name: str) -> str:
    """Return a name without needless spaces, if an own kernel may have it."""
    name = " ".join(name.split())
    if not name or not key_of(name):
        raise ValueError("A kernel is kept under a name; type one, for example “My edges”.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"A name may have up to {LONGEST_NAME} characters; this has {len(name)}, choose a shorter.")
    if (known := KERNELS.get(key_of(name))) is not None:
        raise ValueError(f"“{known.name}” is a kernel of the library; choose another name.")
    return name


def _stored(text: str) -> dict[str, Any]:
    try:
        stored = json.loads(text)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


def _list(stored: dict[str, Any], name: str) -> Sequence[Any]:
    entries = stored.get(name)
    return entries if isinstance(entries, list) else ()


def _read(entry: Any) -> NamedKernel | None:
    """Read one own kernel; None if it is none. A name that the library has taken since is kept."""
    try:
        name, weights = " ".join(entry["name"].split())[:LONGEST_NAME], parse_matrix(entry["weights"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    fits = max(weights.shape) <= LARGEST_KERNEL and np.abs(weights).max() <= LARGEST_WEIGHT
    return _own(name, weights) if key_of(name) and fits else None

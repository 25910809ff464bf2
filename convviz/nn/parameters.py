"""The numbers that a layer learns: read-only float32 arrays, made only when they are first read if need be."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from inspect import getattr_static
from math import prod, sqrt
from typing import Any, NoReturn, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from convviz.engine import FloatArray

AnyLayer = TypeVar("AnyLayer")
LARGEST = 2**28  # numbers in one array, 1 GiB: more is a mistake, not a layer to compute with


class TooManyNumbersError(ValueError):
    """An array would not fit into memory: the message says how large it would be."""


@dataclass(frozen=True, eq=False)
class LazyArray:
    """An array of known shape that is made when it is first read, so that counting weights costs nothing.

    Parameters
    ----------
    shape : tuple of int
    make : callable without arguments
        Returns the numbers, of that shape.
    """

    shape: tuple[int, ...]
    make: Callable[[], FloatArray]

    def array(self) -> FloatArray:
        """Make the numbers.

        Raises
        ------
        TooManyNumbersError
            If there are more than ``LARGEST``.
        """
        if prod(self.shape) > LARGEST:
            raise TooManyNumbersError(
                f"Weights of shape {self.shape} would take {4 * prod(self.shape) / 2**30:,.1f} GiB; they can be "
                "counted, but not computed with. Use a smaller image or layer."
            )
        return self.make()


class Parameter:
    """A field of a frozen dataclass that holds weights: whatever is given is kept as a read-only float32 copy.

    It takes arrays, sequences, or a :class:`LazyArray`; reading the field always gives an array.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, layer: None, owner: Any) -> NoReturn: ...
    @overload
    def __get__(self, layer: object, owner: Any) -> FloatArray: ...
    def __get__(self, layer: object | None, owner: Any = None) -> FloatArray:
        if layer is None:  # dataclasses ask the class for a default: there is none
            raise AttributeError(self.name)
        held = vars(layer)[self.name]
        if isinstance(held, LazyArray):
            held = vars(layer)[self.name] = _own(held.array(), self.name, held.shape)
        result: FloatArray = held
        return result

    def __set__(self, layer: object, value: "ArrayLike | LazyArray") -> None:
        vars(layer)[self.name] = value if isinstance(value, LazyArray) else _own(value, self.name)


def parameter_shape(layer: object, name: str) -> tuple[int, ...]:
    """Return the shape of a :class:`Parameter` without making it."""
    shape: tuple[int, ...] = vars(layer)[name].shape
    return shape


def array_shapes(layer: object) -> dict[str, tuple[int, ...]]:
    """Return the shapes of all arrays that a layer needs, by name: its parameters, and what else was measured."""
    names = [name for name in vars(layer) if isinstance(getattr_static(layer, name), Parameter)]
    return {name: parameter_shape(layer, name) for name in names}


def reading(layer: AnyLayer, arrays: Mapping[str, FloatArray]) -> AnyLayer:
    """Copy a layer so that it reads its parameters from these arrays, whatever they come to hold.

    The one way to a layer that changes: for a training, whose steps change the arrays in place.

    Parameters
    ----------
    layer : Layer
    arrays : dict of array
        All parameters by name, float32, of the shapes that they have.
    """
    result = copy(layer)
    for name, array in arrays.items():
        view = array.view()
        view.flags.writeable = False
        vars(result)[name] = view
    return result


def uniform(shape: tuple[int, ...], fan_in: int, *seed: int) -> LazyArray:
    """Draw weights as ``torch.nn.Conv2d`` and ``torch.nn.Linear`` do by default: evenly from ±1/√fan_in.

    Parameters
    ----------
    shape : tuple of int
    fan_in : int
        Inputs of one output.
    seed : int
        The same numbers give the same weights.
    """
    return LazyArray(shape, partial(_draw, shape, 1 / sqrt(max(1, fan_in)), seed))


def _draw(shape: tuple[int, ...], bound: float, seed: tuple[int, ...]) -> FloatArray:
    values = np.random.default_rng(seed).random(shape, np.float32)
    values *= 2 * bound
    values -= bound
    return values


def _own(values: ArrayLike, name: str, shape: tuple[int, ...] | None = None) -> FloatArray:
    """Keep a read-only float32 copy, so that nobody else's array can change the layer."""
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
        own = np.array(values, np.float32) if shape is None else np.asarray(values, np.float32).reshape(shape)
    if not np.isfinite(own).all():
        raise ValueError(f"{name} holds a number that is not finite in float32; every number must be.")
    own.flags.writeable = False
    return own


def given_by_sizes(arguments: tuple[Any, ...], options: dict[str, Any], first: str) -> bool:
    """Tell whether a layer is asked for by its sizes, whose first is called `first`, and not by its arrays."""
    return first in options or (len(arguments) > 0 and isinstance(arguments[0], int | np.integer))

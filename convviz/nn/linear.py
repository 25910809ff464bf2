"""The fully connected layer, and the step from maps to the vector that it takes."""

# ruff: noqa: RUF009  a Parameter is a descriptor, not a default that layers would share

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, overload

import numpy as np
from numpy.typing import ArrayLike
from typing_extensions import override

from convviz import engine
from convviz.engine import FloatArray
from convviz.nn.layer import Layer, Parameters, Shape, all_positions, set_fields
from convviz.nn.parameters import LazyArray, Parameter, given_by_sizes, parameter_shape, uniform
from convviz.nn.window import Window


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Linear(Layer):
    """Connects every input with every output, as ``torch.nn.Linear``: ``Linear(400, 120)`` or ``Linear(weight, bias)``.

    Parameters
    ----------
    weight : (out_features, in_features), float32
    bias : (out_features,), float32
    in_features, out_features : int
        Instead of the arrays: weights and biases are then drawn as torch does, when they are first needed.
    seed : int
        Of the drawing.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a number is not finite.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("weight", "bias")
    is_linear: ClassVar[bool] = True

    weight: Parameter = Parameter()
    bias: Parameter = Parameter()

    @overload
    def __init__(self, in_features: int, out_features: int, *, seed: int = 0) -> None: ...
    @overload
    def __init__(self, weight: ArrayLike | LazyArray, bias: ArrayLike | LazyArray) -> None: ...
    def __init__(self, *arguments: Any, **options: Any) -> None:
        by_sizes = given_by_sizes(arguments, options, "in_features")
        (self._from_sizes if by_sizes else self._from_arrays)(*arguments, **options)

    def _from_sizes(self, in_features: int, out_features: int, *, seed: int = 0) -> None:
        weight = uniform((out_features, in_features), in_features, seed, 0)
        self._from_arrays(weight, uniform((out_features,), in_features, seed, 1))

    def _from_arrays(self, weight: ArrayLike | LazyArray, bias: ArrayLike | LazyArray) -> None:
        set_fields(self, weight=weight, bias=bias)
        shape, length = parameter_shape(self, "weight"), parameter_shape(self, "bias")
        if len(shape) != 2 or min(shape) < 1:
            raise ValueError(f"weight must be (out_features, in_features), each at least 1; got {shape}.")
        if length != shape[:1]:
            raise ValueError(f"bias must hold one number an output, ({shape[0]},); got {length}.")

    @property
    def in_features(self) -> int:
        """Number of inputs."""
        return parameter_shape(self, "weight")[1]

    @property
    def out_features(self) -> int:
        """Number of outputs."""
        return parameter_shape(self, "weight")[0]

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.linear(x, self.weight, self.bias)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.linear_input_grad(self.weight, grad)

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        by_bias = grad.reshape(-1, self.out_features).sum(axis=0)
        return {"weight": engine.linear_weight_grad(x, grad), "bias": by_bias}

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        if shape == (self.in_features,):
            return (self.out_features,)
        flat, advice = prod(shape), ""
        if len(shape) > 1:
            advice = " Put Flatten before it."
        if flat != self.in_features:
            advice += f" Linear({flat}, {self.out_features}) would fit{' then' if advice else ''}."
        raise ValueError(f"it takes ({self.in_features},).{advice}")

    @override
    def channel_pairs(self, channels: int) -> int:
        return self.in_features * self.out_features

    @override
    def multiply_adds(self, shape: Shape) -> int:
        self.forward_shape(shape)
        return self.in_features * self.out_features


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """Lines the values of all channels up in one vector, as ``torch.nn.Flatten``: channel by channel, row by row."""

    is_linear: ClassVar[bool] = True

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        flat = np.asarray(x)
        if flat.ndim in (3, 4):
            flat = flat.reshape(*flat.shape[:-3], -1)
        return flat

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return grad.reshape(x.shape)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return all_positions(shape)

    @override
    def connection_count(self, shape: Shape) -> int:
        return prod(shape)

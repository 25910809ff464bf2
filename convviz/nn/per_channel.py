"""The layers with two numbers a channel, a factor and an offset: batch normalisation and LeNet's subsampling."""

# ruff: noqa: RUF009  a Parameter is a descriptor, not a default that layers would share

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, overload

import numpy as np
from numpy.typing import ArrayLike
from typing_extensions import override

from convviz.engine import FloatArray, avg_pool2d, avg_pool2d_input_grad, conv2d_bias_grad
from convviz.engine.arrays import as_batch, float_array
from convviz.engine.geometry import IntOrPair, pair
from convviz.engine.pooling import pool_axes
from convviz.nn.layer import Layer, Parameters, Shape, check_image, set_fields
from convviz.nn.parameters import LazyArray, Parameter, given_by_sizes, parameter_shape
from convviz.nn.window import Window


@dataclass(frozen=True, eq=False, repr=False, init=False)
class BatchNorm2d(Layer):
    """Normalises each channel by statistics of the training, then scales and moves it: ``torch.nn.BatchNorm2d``.eval().

    y = weight · (x − running_mean) / √(running_var + eps) + bias (Ioffe and Szegedy 2015, at inference).
    ``BatchNorm2d(6)`` starts as torch does: weight and variance 1, bias and mean 0.

    Parameters
    ----------
    weight, bias : (channels,), float32
        They are learnt.
    running_mean, running_var : (channels,), float32
        They are measured, and no parameters; the variance is at least 0.
    eps : float
        Above 0; keeps the root away from 0.
    num_features : int
        The number of channels, instead of the arrays.

    Raises
    ------
    ValueError
        If the arrays have not the same length, or a variance or `eps` is out of range.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("weight", "bias")
    is_linear: ClassVar[bool] = True

    weight: Parameter = Parameter()
    bias: Parameter = Parameter()
    running_mean: Parameter = Parameter()
    running_var: Parameter = Parameter()
    eps: float = 1e-5

    @overload
    def __init__(self, num_features: int, eps: float = 1e-5) -> None: ...
    @overload
    def __init__(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        running_mean: ArrayLike | LazyArray,
        running_var: ArrayLike | LazyArray,
        eps: float = 1e-5,
    ) -> None: ...
    def __init__(self, *arguments: Any, **options: Any) -> None:
        by_sizes = given_by_sizes(arguments, options, "num_features")
        (self._from_sizes if by_sizes else self._from_arrays)(*arguments, **options)

    def _from_sizes(self, num_features: int, eps: float = 1e-5) -> None:
        ones, zeros = np.ones(num_features), np.zeros(num_features)
        self._from_arrays(ones, zeros, zeros, ones, eps)

    def _from_arrays(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        running_mean: ArrayLike | LazyArray,
        running_var: ArrayLike | LazyArray,
        eps: float = 1e-5,
    ) -> None:
        set_fields(self, weight=weight, bias=bias, running_mean=running_mean, running_var=running_var, eps=eps)
        shapes = [parameter_shape(self, name) for name in ("weight", "bias", "running_mean", "running_var")]
        if len(shapes[0]) != 1 or len(set(shapes)) != 1 or not shapes[0][0]:
            raise ValueError(
                "weight, bias, running_mean and running_var must hold one number a channel each; "
                f"got {', '.join(map(str, shapes))}."
            )
        if not eps > 0 or self.running_var.min() < 0:
            raise ValueError("running_var must be at least 0 and eps above 0.")

    @property
    def num_features(self) -> int:
        """Number of channels."""
        return parameter_shape(self, "weight")[0]

    def _normalised(self, x: FloatArray) -> FloatArray:
        values = float_array(x, "x")
        mean, variance = (_per_channel(array, values) for array in (self.running_mean, self.running_var))
        return (values - mean) / np.sqrt(variance + values.dtype.type(self.eps))

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        check_image(as_batch(x).shape[1:], self.num_features)
        normalised = self._normalised(x)
        return normalised * _per_channel(self.weight, normalised) + _per_channel(self.bias, normalised)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        factor = self.weight / np.sqrt(self.running_var.astype(np.float64) + self.eps)
        return grad * _per_channel(factor, grad)

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        return {"weight": conv2d_bias_grad(grad * self._normalised(x)), "bias": conv2d_bias_grad(grad)}

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape, self.num_features)
        return shape

    @override
    def multiply_adds(self, shape: Shape) -> int:
        return prod(self.forward_shape(shape))


@dataclass(frozen=True, eq=False, repr=False)
class SubSampling2d(Layer):
    """Adds up each window, times one learnt factor a channel, plus one bias: the pooling of LeNet-5, S2 and S4.

    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*, 1998, section II.B;
    Lua Torch called it ``SpatialSubSampling``.

    Parameters
    ----------
    weight, bias : (channels,), float32
    kernel_size, stride : int or (height, width)
        The stride is that of the windows side by side unless given.

    Raises
    ------
    ValueError
        If the arrays have not the same length, or an option is out of range.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("weight", "bias")
    is_linear: ClassVar[bool] = True

    weight: Parameter = Parameter()
    bias: Parameter = Parameter()
    kernel_size: IntOrPair = 2
    stride: IntOrPair | None = None

    def __post_init__(self) -> None:
        kernel_size = pair(self.kernel_size, "kernel_size")
        stride = kernel_size if self.stride is None else self.stride
        set_fields(self, kernel_size=kernel_size, stride=pair(stride, "stride"))
        shape, length = parameter_shape(self, "weight"), parameter_shape(self, "bias")
        if len(shape) != 1 or shape != length or not shape[0]:
            raise ValueError(f"weight and bias must hold one number a channel each; got {shape} and {length}.")

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        check_image(as_batch(x).shape[1:], *parameter_shape(self, "weight"))
        sums = self._sums(x)
        return sums * _per_channel(self.weight, sums) + _per_channel(self.bias, sums)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        scaled = grad * _per_channel(self.weight, grad)
        return avg_pool2d_input_grad(x.shape, scaled, self.kernel_size, self.stride, divisor_override=1)

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        return {"weight": conv2d_bias_grad(grad * self._sums(x)), "bias": conv2d_bias_grad(grad)}

    def _sums(self, x: FloatArray) -> FloatArray:
        return avg_pool2d(x, self.kernel_size, self.stride, divisor_override=1)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape, *parameter_shape(self, "weight"))
        return shape[0], *(axis.output_size for axis in pool_axes(shape, self.kernel_size, self.stride, 0, 1, False))

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return Window(pair(self.kernel_size, "kernel_size"), pair(self.stride or self.kernel_size, "stride"))

    @override
    def multiply_adds(self, shape: Shape) -> int:
        return prod(self.forward_shape(shape))


def _per_channel(values: FloatArray, like: FloatArray) -> FloatArray:
    """Lay one number a channel over (C, H, W) or (N, C, H, W), in its type."""
    return values.astype(like.dtype)[:, np.newaxis, np.newaxis]

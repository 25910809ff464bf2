"""The locally connected layer: as sparse as a convolution, but nothing is shared between positions."""

# ruff: noqa: RUF009  a Parameter is a descriptor, not a default that layers would share

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, overload

from numpy.typing import ArrayLike
from typing_extensions import override

from convviz import engine
from convviz.engine import FloatArray, output_shape
from convviz.engine.geometry import IntOrPair, PaddingArgument, Pair, Sides, pair, resolve_padding
from convviz.engine.padding import check_mode
from convviz.nn.conv import Options, convolved_shape
from convviz.nn.layer import Layer, Parameters, Shape, check_image, set_fields
from convviz.nn.parameters import LazyArray, Parameter, given_by_sizes, parameter_shape, uniform
from convviz.nn.window import Window


@dataclass(frozen=True, eq=False, repr=False, init=False)
class LocallyConnected2d(Layer):
    """A convolution with weights of their own at each position, so for inputs of one size only.

    ``LocallyConnected2d(3, 6, 5, input_size=(32, 32))`` draws its weights; torch has no such layer, Keras had one.

    Parameters
    ----------
    weight : (out_channels, H_out, W_out, in_channels, kernel_height, kernel_width), float32
    bias : (out_channels, H_out, W_out), float32
    in_channels, out_channels : int; kernel_size, input_size : int or (height, width)
        Instead of the arrays: weights and biases are then drawn, when they are first needed.
    stride, padding, dilation, padding_mode
        As in ``Conv2d``.
    seed : int
        Of the drawing.

    Raises
    ------
    ValueError
        If a shape or an option does not fit, or a number is not finite.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("weight", "bias")
    is_linear: ClassVar[bool] = True

    weight: Parameter = Parameter()
    bias: Parameter = Parameter()
    stride: Pair = (1, 1)
    padding: PaddingArgument = 0
    dilation: Pair = (1, 1)
    padding_mode: str = "zeros"

    @overload
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        input_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        *,
        padding_mode: str = "zeros",
        seed: int = 0,
    ) -> None: ...
    @overload
    def __init__(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        stride: IntOrPair = (1, 1),
        padding: PaddingArgument = 0,
        dilation: IntOrPair = (1, 1),
        padding_mode: str = "zeros",
    ) -> None: ...
    def __init__(self, *arguments: Any, **options: Any) -> None:
        by_sizes = given_by_sizes(arguments, options, "in_channels")
        (self._from_sizes if by_sizes else self._from_arrays)(*arguments, **options)

    def _from_sizes(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        input_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        *,
        padding_mode: str = "zeros",
        seed: int = 0,
    ) -> None:
        kernel = pair(kernel_size, "kernel_size")
        outputs = output_shape(input_size, kernel_size=kernel, stride=stride, padding=padding, dilation=dilation)
        fan_in = in_channels * prod(kernel)
        weight = uniform((out_channels, *outputs, in_channels, *kernel), fan_in, seed, 0)
        bias = uniform((out_channels, *outputs), fan_in, seed, 1)
        self._from_arrays(weight, bias, stride, padding, dilation, padding_mode)

    def _from_arrays(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        padding_mode: str = "zeros",
    ) -> None:
        set_fields(self, weight=weight, bias=bias, stride=pair(stride, "stride"), dilation=pair(dilation, "dilation"))
        shape, bias_shape = parameter_shape(self, "weight"), parameter_shape(self, "bias")
        if len(shape) != 6 or min(shape) < 1:
            raise ValueError(
                "weight must be (out_channels, output_height, output_width, in_channels, kernel_height, kernel_width), "
                f"each at least 1; got {shape}."
            )
        if bias_shape != shape[:3]:
            raise ValueError(f"bias must hold one number an output, {shape[:3]}; got {bias_shape}.")
        check_mode(padding_mode, "padding_mode")
        set_fields(self, padding=padding, padding_mode=padding_mode)
        self.sides  # noqa: B018  refuses a padding that does not fit the rest
        if not isinstance(padding, int | str):
            set_fields(self, padding=tuple(map(int, padding)))

    @property
    def out_channels(self) -> int:
        """Number of feature maps."""
        return parameter_shape(self, "weight")[0]

    @property
    def output_size(self) -> Pair:
        """Height and width of the feature maps: the positions that have weights."""
        _, height, width, *_ = parameter_shape(self, "weight")
        return height, width

    @property
    def in_channels(self) -> int:
        """Number of channels of the input."""
        return parameter_shape(self, "weight")[3]

    @property
    def kernel_size(self) -> Pair:
        """Height and width of the kernels."""
        *_, height, width = parameter_shape(self, "weight")
        return height, width

    @property
    def sides(self) -> Sides:
        """The padding in numbers: pixels at the top, bottom, left and right."""
        return resolve_padding(self.padding, kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)

    @property
    def _options(self) -> Options:
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "padding_mode": self.padding_mode,
        }

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.locally_connected2d(x, self.weight, self.bias, **self._options)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.locally_connected2d_input_grad(x.shape, self.weight, grad, **self._options)

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        by_weight = engine.locally_connected2d_weight_grad(x, parameter_shape(self, "weight"), grad, **self._options)
        return {"weight": by_weight, "bias": grad.sum(axis=0) if grad.ndim == 4 else grad.copy()}

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape, self.in_channels)
        outputs = convolved_shape(shape, (self.out_channels, self.in_channels, *self.kernel_size), self._options)
        if outputs[1:] != self.output_size:
            raise ValueError(
                f"it has weights for {self.output_size[0]} × {self.output_size[1]} positions, but the kernel has "
                f"{outputs[1]} × {outputs[2]} on this input; it fits inputs of one size only."
            )
        return outputs

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return Window(self.kernel_size, self.stride, self.dilation, self.sides, self.padding_mode)

    @override
    def channel_pairs(self, channels: int) -> int:
        return self.in_channels * self.out_channels

    @override
    def multiply_adds(self, shape: Shape) -> int:
        self.forward_shape(shape)
        return prod(parameter_shape(self, "weight"))

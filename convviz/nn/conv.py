"""The convolutional layer: its weights and how they are applied."""

# ruff: noqa: RUF009  a Parameter is a descriptor, not a default that layers would share

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, TypedDict, overload

from numpy.typing import ArrayLike
from typing_extensions import override

from convviz.engine import FloatArray, conv2d, conv2d_bands, conv2d_bias_grad, conv2d_input_grad, conv2d_weight_grad
from convviz.engine.geometry import IntOrPair, PaddingArgument, Pair, Sides, pair, resolve_padding
from convviz.engine.padding import check_mode
from convviz.engine.windows import Windows
from convviz.nn.layer import Layer, Parameters, Shape, check_image, positions, set_fields
from convviz.nn.parameters import LazyArray, Parameter, given_by_sizes, parameter_shape, uniform
from convviz.nn.window import Window


class Options(TypedDict):
    """How a kernel slides, as the engine takes it."""

    stride: Pair
    padding: PaddingArgument
    dilation: Pair
    padding_mode: str


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Conv2d(Layer):
    """A convolution with its weights (cross-correlation, as in ``torch.nn.Conv2d``); a value, never changed.

    It is made from its arrays, or by its sizes as in torch: ``Conv2d(weight, bias)`` or ``Conv2d(3, 6, 5)``.

    Parameters
    ----------
    weight : (out_channels, in_channels, kernel_height, kernel_width), float32
    bias : (out_channels,), float32
        One number a filter.
    stride, dilation : (vertical, horizontal)
        At least 1.
    padding : int, (vertical, horizontal), (top, bottom, left, right), "valid" or "same"
        Pixels added around the input.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the added pixels hold.
    in_channels, out_channels : int; kernel_size : int or (height, width)
        Instead of the arrays: weights and biases are then drawn as torch does, when they are first needed.
    seed : int
        Of the drawing.

    Raises
    ------
    ValueError
        If a shape or an option does not fit, or a weight is not finite.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("weight", "bias")
    is_linear: ClassVar[bool] = True

    weight: Parameter = Parameter()
    bias: Parameter = Parameter()
    stride: tuple[int, int] = (1, 1)
    padding: PaddingArgument = 0
    dilation: tuple[int, int] = (1, 1)
    padding_mode: str = "zeros"

    @overload
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
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
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        padding_mode: str = "zeros",
    ) -> None: ...
    def __init__(self, *arguments: Any, **options: Any) -> None:
        by_sizes = given_by_sizes(arguments, options, "in_channels")
        (self._from_sizes if by_sizes else self._from_arrays)(*arguments, **options)

    def _from_sizes(
        self, in_channels: int, out_channels: int, kernel_size: IntOrPair, *options: Any, seed: int = 0, **named: Any
    ) -> None:
        kernel = pair(kernel_size, "kernel_size")
        fan_in = in_channels * prod(kernel)
        weight = uniform((out_channels, in_channels, *kernel), fan_in, seed, 0)
        self._from_arrays(weight, uniform((out_channels,), fan_in, seed, 1), *options, **named)

    def _from_arrays(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        padding_mode: str = "zeros",
    ) -> None:
        set_fields(self, weight=weight)
        shape = parameter_shape(self, "weight")
        if len(shape) != 4 or min(shape) < 1:
            raise ValueError(f"weight must be (out_channels, in_channels, kernel_height, kernel_width); got {shape}.")
        set_fields(self, bias=bias)
        length = parameter_shape(self, "bias")
        if length != shape[:1]:
            raise ValueError(f"bias must hold one number a filter, ({shape[0]},); got {length}.")
        check_mode(padding_mode, "padding_mode")
        set_fields(self, stride=pair(stride, "stride"), dilation=pair(dilation, "dilation"))
        set_fields(self, padding=padding, padding_mode=padding_mode)
        self.sides  # noqa: B018  refuses a padding that does not fit the rest
        if not isinstance(padding, int | str):
            set_fields(self, padding=tuple(map(int, padding)))

    @property
    def out_channels(self) -> int:
        """Number of filters, and so of feature maps."""
        return parameter_shape(self, "weight")[0]

    @property
    def in_channels(self) -> int:
        """Number of channels of the input."""
        return parameter_shape(self, "weight")[1]

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Height and width of the kernels."""
        _, _, height, width = parameter_shape(self, "weight")
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
        return conv2d(x, self.weight, self.bias, **self._options)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return conv2d_input_grad(x.shape, self.weight, grad, **self._options)

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        by_weight = conv2d_weight_grad(x, parameter_shape(self, "weight"), grad, **self._options)
        return {"weight": by_weight, "bias": conv2d_bias_grad(grad)}

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape, self.in_channels)
        return convolved_shape(shape, parameter_shape(self, "weight"), self._options)

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return Window(self.kernel_size, self.stride, self.dilation, self.sides, self.padding_mode)

    @override
    def channel_pairs(self, channels: int) -> int:
        return self.in_channels * self.out_channels

    @override
    def multiply_adds(self, shape: Shape) -> int:
        outputs = positions(self.forward_shape(shape))
        return self.channel_pairs(shape[0]) * prod(self.kernel_size) * prod(outputs)

    def slides_as(self, other: "Conv2d") -> bool:
        """Say whether another convolution differs in its weights and biases alone, if at all."""
        return self.window() == other.window() and self.in_channels == other.in_channels

    def output_shape(self, height: int, width: int) -> tuple[int, int]:
        """Return the height and width of the feature maps of an input of this size.

        Raises
        ------
        ValueError
            If the dilated kernel does not fit into the padded input, or the padding mode cannot fill the padding.
        """
        _, rows, columns = self.forward_shape((self.in_channels, height, width))
        return rows, columns

    def forward_bands(self, x: FloatArray, filters: list[int], out: FloatArray) -> Iterator[slice]:
        """Compute the maps of some filters into ``out``, and yield each band of rows when it is done.

        Parameters
        ----------
        x : (in_channels, H, W)
        filters : list of int
            Which filters; n of them.
        out : (n, H_out, W_out)
        """
        return conv2d_bands(
            x,
            self.weight[filters],
            self.bias[filters],
            out=out,
            **self._options,
        )


def convolved_shape(shape: Shape, weight_shape: Shape, options: Options) -> Shape:
    """Return (out_channels, H_out, W_out) of a kernel that slides over an input of this shape.

    Raises
    ------
    ValueError
        If the dilated kernel does not fit into the padded input, or the padding mode cannot fill the padding.
    """
    return Windows.of(shape, weight_shape, groups=1, **options).output_shape[1:]

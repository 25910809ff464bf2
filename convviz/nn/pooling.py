"""The poolings as layers: each channel made smaller, without anything to learn."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from typing_extensions import override

from convviz import engine
from convviz.engine import FloatArray, Sides
from convviz.engine.geometry import IntOrPair, Pair, pair
from convviz.engine.padding import check_mode
from convviz.engine.pooling import blur_kernel, pool_axes
from convviz.nn.conv import Options, convolved_shape
from convviz.nn.layer import Layer, Shape, all_positions, check_image, set_fields
from convviz.nn.window import Window


@dataclass(frozen=True, repr=False)
class MaxPool2d(Layer):
    """Keeps the largest value of each window, as ``torch.nn.MaxPool2d``.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or (height, width)
        The stride is that of the windows side by side unless given; padding at most half of `kernel_size`.
    ceil_mode : bool
        Let a last window hang over the end.

    Raises
    ------
    ValueError
        If an option is out of range.
    """

    kernel_size: IntOrPair
    stride: IntOrPair | None = None
    padding: IntOrPair = 0
    dilation: IntOrPair = 1
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        kernel_size, dilation = pair(self.kernel_size, "kernel_size"), pair(self.dilation, "dilation")
        stride = kernel_size if self.stride is None else pair(self.stride, "stride")
        padding = pair(self.padding, "padding", minimum=0)
        set_fields(self, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
        pool_axes((1, *self.window().span), *self._options)  # refuses a padding that does not fit

    @property
    def _options(self) -> tuple[IntOrPair, IntOrPair | None, IntOrPair, IntOrPair, bool]:
        return self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.max_pool2d(x, *self._options)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.max_pool2d_input_grad(x, grad, *self._options)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape)
        return shape[0], *(axis.output_size for axis in pool_axes(shape, *self._options))

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return _window(self.kernel_size, self.stride, self.padding, self.dilation)


@dataclass(frozen=True, repr=False)
class AvgPool2d(Layer):
    """Averages each window, as ``torch.nn.AvgPool2d``.

    Parameters
    ----------
    kernel_size, stride, padding : int or (height, width)
        The stride is that of the windows side by side unless given; padding at most half of `kernel_size`.
    ceil_mode : bool
        Let a last window hang over the end.
    count_include_pad : bool
        Whether the zeros of the padding count as pixels of the window.
    divisor_override : int, optional
        Divide each sum by this instead of by the number of pixels; not 0.

    Raises
    ------
    ValueError
        If an option is out of range.
    """

    is_linear: ClassVar[bool] = True

    kernel_size: IntOrPair
    stride: IntOrPair | None = None
    padding: IntOrPair = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    divisor_override: int | None = None

    def __post_init__(self) -> None:
        kernel_size, padding = pair(self.kernel_size, "kernel_size"), pair(self.padding, "padding", minimum=0)
        stride = kernel_size if self.stride is None else pair(self.stride, "stride")
        set_fields(self, kernel_size=kernel_size, stride=stride, padding=padding)
        if self.divisor_override == 0:
            raise ValueError("divisor_override must not be 0; leave it out to divide by the number of pixels.")
        self.forward_shape((1, *kernel_size))  # refuses a padding that does not fit

    @property
    def _options(self) -> tuple[IntOrPair, IntOrPair | None, IntOrPair, bool, bool, int | None]:
        sizes = self.kernel_size, self.stride, self.padding
        return *sizes, self.ceil_mode, self.count_include_pad, self.divisor_override

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.avg_pool2d(x, *self._options)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.avg_pool2d_input_grad(x.shape, grad, *self._options)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape)
        axes = pool_axes(shape, self.kernel_size, self.stride, self.padding, 1, self.ceil_mode)
        return shape[0], *(axis.output_size for axis in axes)

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return _window(self.kernel_size, self.stride, self.padding)


@dataclass(frozen=True, repr=False)
class BlurPool2d(Layer):
    """Blurs each channel with a fixed binomial kernel, then keeps every `stride`-th pixel (Zhang 2019).

    Parameters
    ----------
    kernel_size : int
        Number of taps in each direction: 3 is 1 2 1 over 4.
    stride : int or (height, width)
    padding_mode : {"reflect", "replicate", "circular", "zeros"}
        What lies outside.

    Raises
    ------
    ValueError
        If an option is out of range.
    """

    is_linear: ClassVar[bool] = True

    kernel_size: int = 3
    stride: IntOrPair = 2
    padding_mode: str = "reflect"

    def __post_init__(self) -> None:
        blur_kernel(self.kernel_size)  # refuses two numbers
        check_mode(self.padding_mode, "padding_mode")
        set_fields(self, kernel_size=pair(self.kernel_size, "kernel_size")[0], stride=pair(self.stride, "stride"))

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.blur_pool2d(x, self.kernel_size, self.stride, self.padding_mode)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.blur_pool2d_input_grad(x.shape, grad, self.kernel_size, self.stride, self.padding_mode)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape)
        kernel = 1, 1, self.kernel_size, self.kernel_size
        window = self.window()
        options: Options = {
            "stride": window.stride,
            "padding": window.sides,
            "dilation": (1, 1),
            "padding_mode": self.padding_mode,
        }
        return shape[0], *convolved_shape((1, *shape[1:]), kernel, options)[1:]

    @override
    def window(self, shape: Shape | None = None) -> Window:
        _, sides = blur_kernel(self.kernel_size)
        return Window(
            pair(self.kernel_size, "kernel_size"), pair(self.stride, "stride"), (1, 1), sides, self.padding_mode
        )

    @override
    def multiply_adds(self, shape: Shape) -> int:
        return prod(self.forward_shape(shape)) * self.kernel_size**2


@dataclass(frozen=True, repr=False)
class GlobalAvgPool2d(Layer):
    """Averages each channel over all of its pixels, as ``torch.nn.AdaptiveAvgPool2d(1)``."""

    is_linear: ClassVar[bool] = True

    @override
    def forward(self, x: FloatArray) -> FloatArray:
        return engine.global_avg_pool2d(x)

    @override
    def input_grad(self, x: FloatArray, grad: FloatArray) -> FloatArray:
        return engine.global_avg_pool2d_input_grad(x.shape, grad)

    @override
    def forward_shape(self, shape: Shape) -> Shape:
        check_image(shape)
        return shape[0], 1, 1

    @override
    def window(self, shape: Shape | None = None) -> Window:
        return all_positions(shape)


def _window(kernel_size: IntOrPair, stride: IntOrPair | None, padding: IntOrPair, dilation: IntOrPair = 1) -> Window:
    kernel, (vertical, horizontal) = pair(kernel_size, "kernel_size"), pair(padding, "padding", minimum=0)
    steps: Pair = kernel if stride is None else pair(stride, "stride")
    sides = Sides(vertical, vertical, horizontal, horizontal)
    return Window(kernel, steps, pair(dilation, "dilation"), sides)

"""The convolutional layer: its weights and how they are applied."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from convviz.engine import FloatArray, conv2d_bands
from convviz.engine.geometry import PADDING_MODES, PaddingArgument, Sides, pair, resolve_padding
from convviz.engine.windows import Windows


@dataclass(frozen=True, eq=False)
class Conv2d:
    """A convolution with its weights (cross-correlation, as in ``torch.nn.Conv2d``); a value, never changed.

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

    Raises
    ------
    ValueError
        If a shape or an option does not fit, or a weight is not finite.
    """

    weight: FloatArray
    bias: FloatArray
    stride: tuple[int, int] = (1, 1)
    padding: PaddingArgument = 0
    dilation: tuple[int, int] = (1, 1)
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        weight = _own(self.weight, "weight")
        if weight.ndim != 4 or 0 in weight.shape:
            raise ValueError(
                f"weight must be (out_channels, in_channels, kernel_height, kernel_width); got {weight.shape}."
            )
        bias = _own(self.bias, "bias")
        if bias.shape != (len(weight),):
            raise ValueError(f"bias must hold one number a filter, ({len(weight)},); got {bias.shape}.")
        if self.padding_mode not in PADDING_MODES:
            raise ValueError(f"padding_mode must be one of {', '.join(PADDING_MODES)}; got {self.padding_mode!r}.")
        self._set(
            weight=weight,
            bias=bias,
            stride=pair(self.stride, "stride"),
            dilation=pair(self.dilation, "dilation"),
        )
        self.sides  # noqa: B018  refuses a padding that does not fit the rest
        if not isinstance(self.padding, int | str):
            self._set(padding=tuple(map(int, self.padding)))

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def out_channels(self) -> int:
        """Number of filters, and so of feature maps."""
        return int(self.weight.shape[0])

    @property
    def in_channels(self) -> int:
        """Number of channels of the input."""
        return int(self.weight.shape[1])

    @property
    def kernel_size(self) -> tuple[int, int]:
        """Height and width of the kernels."""
        return int(self.weight.shape[2]), int(self.weight.shape[3])

    @property
    def sides(self) -> Sides:
        """The padding in numbers: pixels at the top, bottom, left and right."""
        return resolve_padding(self.padding, kernel_size=self.kernel_size, stride=self.stride, dilation=self.dilation)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return int(self.weight.size + self.out_channels)

    def output_shape(self, height: int, width: int) -> tuple[int, int]:
        """Return the height and width of the feature maps of an input of this size.

        Raises
        ------
        ValueError
            If the dilated kernel does not fit into the padded input, or the padding mode cannot fill the padding.
        """
        windows = Windows.of(
            (self.in_channels, height, width),
            self.weight.shape,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=1,
            padding_mode=self.padding_mode,
        )
        return windows.output_shape[2:]

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
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )


def _own(values: FloatArray, name: str) -> FloatArray:
    """Keep a read-only float32 copy, so that nobody else's array can change the layer."""
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
        own = np.array(values, np.float32)
    if not np.isfinite(own).all():
        raise ValueError(f"{name} holds a number that is not finite in float32; every number must be.")
    own.flags.writeable = False
    return own

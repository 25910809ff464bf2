"""What a kernel sees where: the shapes of a convolution, checked, and its two axes."""

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from operator import index

import numpy as np

from convviz.engine.arrays import FloatArray
from convviz.engine.geometry import IntOrPair, PaddingArgument, Pair, Sides, output_shape, pair, resolve_padding
from convviz.engine.padding import Runs, Sources, check_mode, runs_between, source_index

OUTPUT_WORK = 8  # what reading and writing take for an output, in multiply-adds


@dataclass(frozen=True)
class Axis:
    """One axis of a convolution: which input positions each output position sees."""

    size: int
    kernel_size: int
    stride: int
    dilation: int
    before: int
    padding_mode: str
    output_size: int

    @property
    def span(self) -> int:
        """Input pixels from the first to the last that one window touches."""
        return self.dilation * (self.kernel_size - 1) + 1

    def sources(self, outputs: slice) -> Sources:
        """Index the input pixels under the windows of some output positions, padding resolved."""
        return self.padded_sources(range(outputs.start * self.stride, (outputs.stop - 1) * self.stride + self.span))

    def padded_sources(self, positions: range) -> Sources:
        """Index the input pixels that some positions of the padded axis hold."""
        return source_index(np.asarray(positions) - self.before, self.size, self.padding_mode)

    def runs(self, output: int, count: int) -> Runs:
        """Find `count` neighbouring input pixels, from the first that an output position sees."""
        return runs_between(output * self.stride - self.before, count, self.size, self.padding_mode)

    def pixels(self, outputs: int) -> int:
        """Count the input pixels under so many neighbouring output positions."""
        return (outputs - 1) * self.stride + self.span

    def tap(self, number: int, count: int) -> slice:
        """Slice what one tap of the kernel meets in a block of `count` neighbouring windows."""
        first = number * self.dilation
        return slice(first, first + (count - 1) * self.stride + 1, self.stride)


@dataclass(frozen=True)
class Windows:
    """All that a convolution is, apart from its numbers: shapes, and which pixels meet which weights."""

    batch: int
    in_channels: int
    out_channels: int
    groups: int
    rows: Axis
    columns: Axis

    @classmethod
    def of(
        cls,
        input_shape: tuple[int, ...],
        weight_shape: tuple[int, ...],
        *,
        stride: IntOrPair,
        padding: PaddingArgument,
        dilation: IntOrPair,
        groups: int,
        padding_mode: str,
    ) -> "Windows":
        """Check that image, weights and options fit together; (C, H, W) counts as a batch of one."""
        if len(input_shape) not in (3, 4) or 0 in input_shape[-3:]:
            raise ValueError(
                f"The input must be (C, H, W) or (N, C, H, W), and C, H, W at least 1; got {tuple(input_shape)}."
            )
        if len(weight_shape) != 4 or 0 in weight_shape:
            raise ValueError(
                "weight must be (out_channels, in_channels / groups, kernel_height, kernel_width), "
                f"each at least 1; got {tuple(weight_shape)}."
            )
        steps, spread = pair(stride, "stride"), pair(dilation, "dilation")
        sides = resolve_padding(padding, kernel_size=weight_shape[2:], stride=steps, dilation=spread)
        return _windows(tuple(input_shape), tuple(weight_shape), steps, sides, spread, index(groups), padding_mode)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """(N, out_channels, H_out, W_out)."""
        return self.batch, self.out_channels, self.rows.output_size, self.columns.output_size

    @property
    def taps(self) -> int:
        """Weights of one filter."""
        return self.in_channels // self.groups * self.rows.kernel_size * self.columns.kernel_size

    @property
    def work(self) -> int:
        """About how many multiply-adds it takes, reading and writing included."""
        return prod(self.output_shape) * (self.taps + OUTPUT_WORK)

    @property
    def filters(self) -> int:
        """Filters of one group."""
        return self.out_channels // self.groups

    def kernel_matrix(self, weight: FloatArray) -> FloatArray:
        """Lay the weights out as (groups, 1, out_channels / groups, taps), in the order of the windows."""
        shape = self.groups, self.filters, *weight.shape[1:]
        ordered = weight.reshape(shape).transpose(0, 1, 3, 2, 4)
        return ordered.reshape(self.groups, 1, self.filters, self.taps)

    def kernel_from_matrix(self, matrix: FloatArray) -> FloatArray:
        """Undo :meth:`kernel_matrix`: (groups, out_channels / groups, taps) in the shape of the weights."""
        channels = self.in_channels // self.groups
        ordered = matrix.reshape(self.out_channels, self.rows.kernel_size, channels, self.columns.kernel_size)
        return ordered.swapaxes(1, 2)


@lru_cache(maxsize=256)  # a network asks for those of its layers at every step
def _windows(
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: Pair,
    sides: Sides,
    dilation: Pair,
    groups: int,
    padding_mode: str,
) -> Windows:
    """Check that the numbers fit together."""
    *batch, in_channels, height, width = input_shape
    out_channels, group_channels, *kernel = weight_shape
    _check_channels(in_channels, out_channels, group_channels, groups)
    check_mode(padding_mode, "padding_mode")
    _check_padding(sides[:2], height, padding_mode, "rows")
    _check_padding(sides[2:], width, padding_mode, "columns")
    sizes = output_shape((height, width), kernel_size=kernel, stride=stride, padding=sides, dilation=dilation)
    rows = Axis(height, kernel[0], stride[0], dilation[0], sides.top, padding_mode, sizes[0])
    columns = Axis(width, kernel[1], stride[1], dilation[1], sides.left, padding_mode, sizes[1])
    return Windows(batch[0] if batch else 1, in_channels, out_channels, groups, rows, columns)


def _check_channels(in_channels: int, out_channels: int, group_channels: int, groups: int) -> None:
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide the {in_channels} channels of the input and the {out_channels} filters; got {groups}."
        )
    if in_channels != group_channels * groups:
        raise ValueError(
            f"The input has {in_channels} channels in {groups} groups, so weight.shape[1] must be "
            f"{in_channels // groups}; got {group_channels}."
        )


def _check_padding(sides: tuple[int, ...], size: int, mode: str, unit: str) -> None:
    largest = {"reflect": size - 1, "circular": size}.get(mode, max(sides))
    if max(sides) > largest:
        raise ValueError(
            f"padding_mode={mode!r} can add at most {largest} {unit} to a side of an image of {size}; "
            f"got {max(sides)}. Use less padding or another padding_mode."
        )

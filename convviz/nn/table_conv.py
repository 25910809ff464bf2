"""The convolution whose filters see some of the channels only, by a table."""

from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.engine.geometry import IntOrPair, PaddingArgument
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Parameters, set_fields
from convviz.nn.parameters import LazyArray

Table = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False, init=False)
class TableConv2d(Conv2d):
    """A convolution in which each filter sees its own choice of channels; its other weights are zero and stay so.

    C3 of LeNet-5 is one (LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document
    recognition*, 1998, table I); Lua Torch called it ``SpatialConvolutionMap``.

    Parameters
    ----------
    weight, bias, stride, padding, dilation, padding_mode
        As in ``Conv2d``; weights outside the table are set to zero.
    table : (out_channels, in_channels), bool
        Which filter sees which channel.

    Raises
    ------
    ValueError
        If the table has not that shape, or as in ``Conv2d``.
    """

    table: Table = field(kw_only=True)

    def __init__(
        self,
        weight: ArrayLike | LazyArray,
        bias: ArrayLike | LazyArray,
        stride: IntOrPair = 1,
        padding: PaddingArgument = 0,
        dilation: IntOrPair = 1,
        padding_mode: str = "zeros",
        *,
        table: ArrayLike,
    ) -> None:
        chosen = np.array(table, bool)
        chosen.flags.writeable = False
        source = weight if isinstance(weight, LazyArray) else np.asarray(weight, np.float32)
        if chosen.shape != source.shape[:2]:
            raise ValueError(
                f"table must be (out_channels, in_channels), {source.shape[:2]} for these weights; got {chosen.shape}."
            )
        set_fields(self, table=chosen)
        super().__init__(_masked(source, chosen), bias, stride, padding, dilation, padding_mode)

    @property
    @override
    def parameter_count(self) -> int:
        """Number of weights inside the table, and of biases."""
        return int(self.table.sum()) * prod(self.kernel_size) + self.out_channels

    @override
    def channel_pairs(self, channels: int) -> int:
        return int(self.table.sum())

    @override
    def parameter_grads(self, x: FloatArray, grad: FloatArray) -> Parameters:
        by_parameter = super().parameter_grads(x, grad)
        return {**by_parameter, "weight": _chosen(by_parameter["weight"], self.table)}


def _masked(weight: FloatArray | LazyArray, table: Table) -> Any:
    if isinstance(weight, LazyArray):
        return LazyArray(weight.shape, partial(_masked_array, weight, table))
    return _chosen(weight, table)


def _masked_array(weight: LazyArray, table: Table) -> FloatArray:
    return _chosen(weight.array(), table)


def _chosen(weight: FloatArray, table: Table) -> FloatArray:
    return np.where(table[:, :, np.newaxis, np.newaxis], weight, weight.dtype.type(0))

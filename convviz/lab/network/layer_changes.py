"""Layers made anew with other options or for another input: what stays of their weights is kept, the rest is drawn."""

from dataclasses import replace
from functools import partial
from math import prod
from typing import Any

import numpy as np

from convviz.engine import FloatArray, output_shape, resolve_padding
from convviz.engine.geometry import pair
from convviz.lab.kernel.kernel_geometry import resized
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape, check_image
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.parameters import LazyArray, uniform
from convviz.nn.per_channel import BatchNorm2d, SubSampling2d
from convviz.nn.pooling import AvgPool2d, MaxPool2d
from convviz.nn.table_conv import TableConv2d

Held = FloatArray | LazyArray  # weights as a layer has them: perhaps not made yet
SMALL = 2**20  # numbers that are made at once; more wait until they are read


def with_options(layer: Layer, shape: Shape | None, seed: int, turned: bool = False, **options: Any) -> Layer:
    """Return a layer with other options.

    Kernels grow with zeros or are cut around their anchor; new filters and outputs are drawn. Windows of a pooling
    that lie side by side stay so. Padding "same" is written out in numbers where a stride does not allow it.

    Parameters
    ----------
    layer : Layer
    shape : (C, H, W) or (features,), optional
        Of what comes in, if that is known; a locally connected layer needs it.
    seed : int
        Of the drawing.
    turned : bool
        Whether the kernels are turned by half a turn when they are applied, and their anchor with them.
    **options
        ``out_channels``, ``kernel_size``, ``out_features``, and the fields of the layer.

    Raises
    ------
    ValueError
        If an option is out of range or does not fit the others.
    """
    match layer:
        case Conv2d() | LocallyConnected2d():
            filters = options.pop("out_channels", layer.out_channels)
            kernel = pair(options.pop("kernel_size", layer.kernel_size), "kernel_size")
            sliding = _sliding(layer) | options
            if "padding" not in options:
                sliding["padding"] = _padding(layer, kernel, pair(sliding["stride"], "stride"))
            return _convolution(layer, filters, layer.in_channels, kernel, sliding, shape, seed, turned)
        case Linear():
            return _linear(layer, layer.in_features, options.get("out_features", layer.out_features), seed)
        case MaxPool2d() | AvgPool2d() | SubSampling2d() if layer.stride == layer.kernel_size:
            return replace(layer, **({"stride": None} | options))
        case _:
            return replace(layer, **options)  # type: ignore[type-var]  # every layer is a dataclass


def fitted(layer: Layer, shape: Shape, seed: int) -> Layer:
    """Return a layer for an input of this shape.

    The weights of the first inputs, those that it had before, are kept: of channels, or of features, which is right
    where channels came or went and the map kept its size. Others are drawn.

    Parameters
    ----------
    layer : Layer
    shape : (C, H, W) or (features,)
    seed : int
        Of the drawing.

    Raises
    ------
    ValueError
        If no weights would make it fit; the message says what it takes.
    """
    match layer:
        case Conv2d() | LocallyConnected2d():
            check_image(shape)
            layer = _convolution(layer, layer.out_channels, shape[0], layer.kernel_size, _sliding(layer), shape, seed)
        case Linear() if len(shape) == 1:
            layer = _linear(layer, shape[0], layer.out_features, seed)
        case BatchNorm2d():
            layer = _batch_norm(layer, shape[0])
        case SubSampling2d():
            inputs = prod(pair(layer.kernel_size, "kernel_size"))
            weight, bias = (_remade(_held(layer, name), shape[:1], inputs, (seed, 0)) for name in ("weight", "bias"))
            layer = SubSampling2d(weight, bias, layer.kernel_size, layer.stride)
    layer.forward_shape(shape)
    return layer


def with_channels(layer: Conv2d, channels: int) -> Conv2d:
    """Return a convolution for a picture with another number of channels: its kernels' mean, alike on each."""
    if layer.in_channels == channels:
        return layer
    mean = layer.weight.mean(axis=1, keepdims=True, dtype=np.float64)
    changes: dict[str, Any] = {"weight": np.repeat(mean, channels, axis=1)}
    if isinstance(layer, TableConv2d):
        changes["table"] = np.repeat(layer.table.any(axis=1, keepdims=True), channels, axis=1)
    return replace(layer, **changes)


def _sliding(layer: Conv2d | LocallyConnected2d) -> dict[str, Any]:
    names = ("stride", "padding", "dilation", "padding_mode")
    return {name: getattr(layer, name) for name in names}


def _padding(layer: Conv2d | LocallyConnected2d, kernel: tuple[int, int], stride: tuple[int, int]) -> Any:
    """Write padding "same", which is defined for stride 1 only, out in numbers, and back."""
    same = resolve_padding("same", kernel_size=kernel, dilation=layer.dilation)
    before = resolve_padding("same", kernel_size=layer.kernel_size, dilation=layer.dilation)
    if stride == (1, 1):
        return "same" if layer.stride != stride and layer.sides == before else layer.padding
    return tuple(same) if layer.padding == "same" else layer.padding


def _convolution(
    layer: Conv2d | LocallyConnected2d,
    filters: int,
    channels: int,
    kernel: tuple[int, int],
    sliding: dict[str, Any],
    shape: Shape | None,
    seed: int,
    turned: bool = False,
) -> Layer:
    positions: tuple[int, ...] = ()
    if isinstance(layer, LocallyConnected2d):
        if shape is None or len(shape) != 3:
            raise ValueError("LocallyConnected2d needs to know the size of what comes in; mend the layers before it.")
        sizes = {name: sliding[name] for name in ("stride", "padding", "dilation")}
        positions = output_shape((shape[1], shape[2]), kernel_size=kernel, **sizes)
    inputs, outputs = channels * prod(kernel), (filters, *positions)
    weight = _remade(_held(layer, "weight"), (*outputs, channels, *kernel), inputs, (seed, 0), turned)
    bias = _remade(_held(layer, "bias"), outputs, inputs, (seed, 1))
    if isinstance(layer, TableConv2d):
        return TableConv2d(weight, bias, **sliding, table=_table(layer, filters, channels))
    return type(layer)(weight, bias, **sliding)


def _table(layer: TableConv2d, filters: int, channels: int) -> FloatArray:
    """Let new filters see every channel, and every filter the new channels, and no filter none."""
    table = np.ones((filters, channels), bool)
    rows, columns = min(filters, layer.out_channels), min(channels, layer.in_channels)
    table[:rows, :columns] = layer.table[:rows, :columns]
    table[~table.any(axis=1)] = True
    return table


def _linear(layer: Linear, inputs: int, outputs: int, seed: int) -> Linear:
    weight = _remade(_held(layer, "weight"), (outputs, inputs), inputs, (seed, 0))
    return Linear(weight, _remade(_held(layer, "bias"), (outputs,), inputs, (seed, 1)))


def _batch_norm(layer: BatchNorm2d, channels: int) -> BatchNorm2d:
    """Keep the numbers of the first channels; new ones change nothing."""
    new = BatchNorm2d(channels)

    def kept(name: str) -> FloatArray:
        values: FloatArray = getattr(new, name).copy()
        old = getattr(layer, name)[:channels]
        values[: len(old)] = old
        return values

    return BatchNorm2d(kept("weight"), kept("bias"), kept("running_mean"), kept("running_var"), layer.eps)


def _held(layer: Layer, name: str) -> Held:
    held: Held = vars(layer)[name]
    return held


def _remade(held: Held, shape: Shape, inputs: int, seed: tuple[int, int], turned: bool = False) -> Held:
    """Bring weights to another shape; if they are many, only when they are read."""
    if held.shape == shape:
        return held
    make = partial(_kept, held, uniform(shape, inputs, *seed), turned)
    return LazyArray(shape, make) if prod(shape) > SMALL else make()


def _kept(held: Held, drawn: LazyArray, turned: bool) -> FloatArray:
    """Draw, and put what there was before over it, as far as both have it."""
    values, old = drawn.array(), held.array() if isinstance(held, LazyArray) else held
    if old.ndim > 3 and old.shape[-2:] != values.shape[-2:]:
        flip = -1 if turned else 1
        old = resized(old[..., ::flip, ::flip], *values.shape[-2:])[..., ::flip, ::flip]
    corner = tuple(slice(min(sides)) for sides in zip(old.shape, values.shape, strict=True))
    values[corner] = old[corner]
    return values

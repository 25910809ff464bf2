"""The part of the network that is looked at while the image moves, with what the switches change of it."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np

from convviz.engine.geometry import Pair
from convviz.lab.network.layer_texts import layer_name
from convviz.lab.state import ACTIVATIONS, State
from convviz.lab.translation.shift_range import moved_shape
from convviz.lab.translation.translation import Switches
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape, positions
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d
from convviz.nn.window import Window

CLASSES = 10  # outputs of the fully connected layer
POOLINGS: dict[str, tuple[Layer, ...]] = {
    "max": (MaxPool2d(2),),
    "average": (AvgPool2d(2),),
    "blur": (BlurPool2d(3, 2),),
    "max-blur": (MaxPool2d(2, 1), BlurPool2d(3, 2)),  # Zhang, Making Convolutional Networks Shift-Invariant Again, 2019
}


@dataclass(frozen=True, eq=False)
class Experiment:
    """A network from the input to what is looked at.

    Parameters
    ----------
    network : Network
        With kernels as they are laid over the picture.
    input_shape : (C, H, W)
        Of what it gets while the image moves.
    shown : int
        The layer whose map is shown: the last that has one.
    channel : int
        The channel of it that is shown.
    """

    network: Network
    input_shape: tuple[int, int, int]
    shown: int
    channel: int

    @property
    def names(self) -> tuple[str, ...]:
        """What the layers are called, for example "1 Conv2d"."""
        return tuple(layer_name(index, layer) for index, layer in enumerate(self.network))

    @property
    def jump(self) -> tuple[int, int]:
        """How many pixels of the input lie between one value of the shown map and the next, down and right."""
        down, across = zip(*(window.stride for _, window, _, _ in self._windows()), strict=True)
        return prod(down), prod(across)

    @property
    def wraps(self) -> bool:
        """Whether with circular padding the shown map goes round as the input does: its steps divide it evenly."""
        return all(
            all(before == step * after for before, step, after in zip(sizes, window.stride, sizes_after, strict=True))
            and (isinstance(layer, Conv2d | BlurPool2d) or not any(window.sides))
            and not isinstance(layer, LocallyConnected2d)
            for layer, window, sizes, sizes_after in self._windows()
        )

    def _windows(self) -> list[tuple[Layer, Window, Pair, Pair]]:
        """Return each layer up to the shown one with its window, and the size of its input and of its map."""
        shapes: list[Shape] = [self.input_shape, *self.network.shapes(self.input_shape)[: self.shown + 1]]
        return [
            (layer, layer.window(shape), positions(shape), positions(after))
            for layer, shape, after in zip(self.network, shapes, shapes[1:], strict=False)
        ]


def experiment(state: State, switches: Switches | None = None) -> Experiment:
    """Build what is looked at: the layers up to the selected one, and the activation behind the shown convolution.

    Parameters
    ----------
    state : State
    switches : Switches, optional
        Instead of those of the state.

    Raises
    ------
    ValueError
        If a layer does not fit; the message says which and why.
    """
    chosen = state.translation.switches if switches is None else switches
    here = state.convolution
    applied = _on_each_channel(state) if state.planes > 1 else state.applied_layer
    before = [state.applied(index) for index in range(here)]
    activation = state.activation_layer if chosen.activation is None else ACTIVATIONS[chosen.activation]
    behind = here + 1 + (state.activation_layer is not None)
    after = [state.applied(index) for index in range(behind, min(state.selected_layer, len(state.shapes) - 1) + 1)]
    layers = [*before, _with_stride(applied, chosen.stride), *filter(None, [activation]), *after]
    layers = [_padded(layer, chosen.padding_mode) for layer in layers]
    shape = moved_shape(state)
    layers += _behind(layers, shape, chosen)
    network = Network(layers)
    shapes = network.shapes(shape)
    shown = max(index for index, each in enumerate(shapes) if len(each) == 3 and not _is_head(network, index, chosen))
    return Experiment(network, shape, shown, _channel(state, shapes[shown]))


def _on_each_channel(state: State) -> Conv2d:
    """Write the same kernel on each channel as a convolution over all, with a filter for each of its planes."""
    layer, planes = state.applied_layer, state.planes
    weight = np.zeros((layer.out_channels, planes, planes, *layer.kernel_size), np.float32)
    for plane in range(planes):
        weight[:, plane, plane] = layer.weight[:, plane]
    shape = (layer.out_channels * planes, planes, *layer.kernel_size)
    return replace(layer, weight=weight.reshape(shape), bias=np.repeat(layer.bias, planes))


def _with_stride(layer: Conv2d, stride: int | None) -> Conv2d:
    if stride is None:
        return layer
    padding = layer.sides if layer.padding == "same" and stride > 1 else layer.padding
    return replace(layer, stride=(stride, stride), padding=padding)


def _padded(layer: Layer, mode: str | None) -> Layer:
    if mode is None or not isinstance(layer, Conv2d | LocallyConnected2d | BlurPool2d):
        return layer
    return replace(layer, padding_mode=mode)


def _behind(layers: list[Layer], shape: Shape, switches: Switches) -> list[Layer]:
    """Return what the switches put behind the layers."""
    put: list[Layer] = []
    if switches.pooling not in (None, "none"):
        put += [_padded(layer, switches.padding_mode) for layer in POOLINGS[str(switches.pooling)]]
    if switches.head == "global average":
        put.append(GlobalAvgPool2d())
    elif switches.head == "fully connected":
        features = prod(Network([*layers, *put]).shapes(shape)[-1])
        put += [Flatten(), Linear(features, CLASSES)]
    return put


def _is_head(network: Network, index: int, switches: Switches) -> bool:
    return switches.head == "global average" and index == len(network) - 1


def _channel(state: State, shape: Shape) -> int:
    if state.planes > 1:
        return min(state.selected_filter * state.planes, shape[0] - 1)
    return state.selected_filter if shape[0] == state.layer.out_channels else 0

"""What a network in training has in its first layer: its weights as small pictures, and the maps that they make."""

from dataclasses import dataclass
from math import prod

import numpy as np

from convviz.engine import FloatArray
from convviz.nn.activations import Activation
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network

MOST_FILTERS = 12


@dataclass(frozen=True, eq=False)
class FirstLayer:
    """The first layer with weights, as far as it can be seen.

    Parameters
    ----------
    weights : (n, h, w)
        Of up to 12 filters or outputs, the mean over channels; (0, 0, 0) if it has no picture.
    maps : (n, H, W)
        What they answer to a picture, after the activation; (0, 0, 0) if it has none.
    words : str
        What the weights are, in a sentence.
    """

    weights: FloatArray
    maps: FloatArray
    words: str


def first_layer(network: Network, image: FloatArray) -> FirstLayer:
    """Return the weights of the first layer that has some, and its maps of a picture, (C, H, W)."""
    shapes: list[Shape] = [image.shape, *network.shapes(image.shape)]
    found = next((index for index, layer in enumerate(network) if layer.parameter_count), None)
    if found is None:
        return FirstLayer(_none(), _none(), "It has no weights.")
    weights, words = _weights(network[found], image.shape)
    behind = found + 1 < len(network) and isinstance(network[found + 1], Activation)
    shown = found + int(behind)
    maps = network[: shown + 1].forward(image)[-1][:MOST_FILTERS] if len(shapes[shown + 1]) == 3 else _none()
    return FirstLayer(weights, maps, words)


def _weights(layer: Layer, shape: Shape) -> tuple[FloatArray, str]:
    if isinstance(layer, Conv2d):
        text = f"{layer.out_channels} shared kernels, each with the map that it makes of the picture."
        return layer.weight[:MOST_FILTERS].mean(axis=1), text
    if isinstance(layer, LocallyConnected2d):
        rows, columns = layer.weight.shape[1:3]
        text = "Kernels at one place in the middle; every other place has its own, learnt from fewer pictures."
        return layer.weight[:MOST_FILTERS, rows // 2, columns // 2].mean(axis=1), text
    if isinstance(layer, Linear) and layer.in_features == prod(shape):
        text = f"{min(MOST_FILTERS, layer.out_features)} of {layer.out_features} outputs: a weight for every pixel."
        return layer.weight[:MOST_FILTERS].reshape(-1, *shape).mean(axis=1), text
    return _none(), "The weights of this layer make no picture."


def _none() -> FloatArray:
    return np.zeros((0, 0, 0), np.float32)

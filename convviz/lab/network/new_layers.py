"""New layers, with options that suit the place that they are put in."""

from math import prod

from convviz.lab.network.layer_texts import shape_text
from convviz.nn.activations import LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer, Shape
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.per_channel import BatchNorm2d
from convviz.nn.pooling import AvgPool2d, BlurPool2d, GlobalAvgPool2d, MaxPool2d

FILTERS, UNSHARED_FILTERS, OUTPUTS = 8, 4, 10
FEW_WEIGHTS = 2**24  # 64 MiB: a locally connected layer gets fewer filters rather than more weights

_PLAIN = {
    "MaxPool2d": MaxPool2d(2),
    "AvgPool2d": AvgPool2d(2),
    "BlurPool2d": BlurPool2d(),
    "GlobalAvgPool2d": GlobalAvgPool2d(),
    "ReLU": ReLU(),
    "LeakyReLU": LeakyReLU(),
    "Sigmoid": Sigmoid(),
    "Tanh": Tanh(),
    "Softmax": Softmax(),
    "Flatten": Flatten(),
}


def new_layers(kind: str, shape: Shape | None, seed: int) -> list[Layer]:
    """Return a new layer of a kind, and before it what it needs: Flatten before Linear, where a map comes in.

    Parameters
    ----------
    kind : str
        A key of ``layer_texts.KINDS``.
    shape : (C, H, W) or (features,), optional
        Of what comes in, if that is known.
    seed : int
        Of its weights.

    Raises
    ------
    ValueError
        If such a layer takes nothing of this shape, or the shape is needed and not known.
    """
    if kind in _PLAIN:
        layers: list[Layer] = [_PLAIN[kind]]
    elif shape is None:
        raise ValueError(f"What comes to a new {kind} is not known, because a layer before it does not fit; mend that.")
    elif kind == "Linear":
        flatten = [Flatten()] if len(shape) > 1 else []
        layers = [*flatten, Linear(prod(shape), OUTPUTS, seed=seed)]
    elif len(shape) != 3:
        raise ValueError(f"{kind} takes maps, and here comes a vector of {shape[0]:,} features; add it before Flatten.")
    else:
        layers = [_on_map(kind, shape, seed)]
    if shape is not None:
        _check(kind, layers[0], shape)
    return layers


def _on_map(kind: str, shape: Shape, seed: int) -> Layer:
    channels, height, width = shape
    match kind:
        case "Conv2d":
            return Conv2d(channels, FILTERS, 3, padding="same", seed=seed)
        case "LocallyConnected2d":
            filters = min(UNSHARED_FILTERS, max(1, FEW_WEIGHTS // (9 * prod(shape))))
            return LocallyConnected2d(channels, filters, 3, (height, width), padding="same", seed=seed)
        case "BatchNorm2d":
            return BatchNorm2d(channels)
    raise ValueError(f"There is no kind of layer “{kind}”.")


def _check(kind: str, layer: Layer, shape: Shape) -> None:
    try:
        layer.forward_shape(shape)
    except ValueError as error:
        raise ValueError(f"A new {kind} does not fit what comes here, {shape_text(shape)}: {error}") from error

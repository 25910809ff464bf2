"""Parameters, connections and multiply-adds, of a layer or of a whole network."""

from convviz.nn.layer import Layer, Shape
from convviz.nn.network import Network


def parameter_count(of: Layer | Network) -> int:
    """Count the learnt numbers, weights and biases; none is drawn for it.

    Parameters
    ----------
    of : Layer or Network

    Returns
    -------
    int
        At least 0; four times as many bytes in float32.
    """
    return sum(layer.parameter_count for layer in _layers(of))


def connection_count(of: Layer | Network, input_shape: Shape) -> int:
    """Count the pairs of an output and an input that it depends on, and one more for each output with a bias.

    So LeNet-5's C1 has 28 · 28 · 6 · (25 + 1) = 122,304 connections (LeCun et al. 1998). Padding is no input: an output
    at the border has fewer.

    Parameters
    ----------
    of : Layer or Network
        Of a network, the sum over its layers.
    input_shape : (C, H, W) or (features,)

    Raises
    ------
    ValueError
        If the shape does not fit.
    """
    return sum(layer.connection_count(shape) for layer, shape in _inputs(of, input_shape))


def multiply_adds(of: Layer | Network, input_shape: Shape) -> int:
    """Count the multiplications by weights, each with its addition; FLOPs count two for each.

    As in the literature: zeros of the padding are multiplied too, biases and functions are not counted, and pooling
    without weights multiplies nothing.

    Parameters
    ----------
    of : Layer or Network
        Of a network, the sum over its layers.
    input_shape : (C, H, W) or (features,)

    Raises
    ------
    ValueError
        If the shape does not fit.
    """
    return sum(layer.multiply_adds(shape) for layer, shape in _inputs(of, input_shape))


def _layers(of: Layer | Network) -> tuple[Layer, ...]:
    return tuple(of) if isinstance(of, Network) else (of,)


def _inputs(of: Layer | Network, input_shape: Shape) -> list[tuple[Layer, Shape]]:
    """Pair each layer with the shape of its input."""
    layers = _layers(of)
    return list(zip(layers, [tuple(input_shape), *Network(layers).shapes(input_shape)], strict=False))

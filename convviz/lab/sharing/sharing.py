"""What a layer costs as a convolution, locally connected and fully connected: what sparsity and sharing save."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import add
from types import MappingProxyType
from typing import Literal

from convviz.lab.network.layer_texts import shape_text
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.counts import connection_count, multiply_adds, parameter_count
from convviz.nn.equivalents import KINDS, Kind, as_fully_connected
from convviz.nn.layer import Layer, Shape, positions
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.parameters import parameter_shape

FLOAT32_BYTES = 4
ACROSS_CHANNELS = "Counted as one filter across all channels, as in a CNN, not as the same kernel on each."


@dataclass(frozen=True)
class Counts:
    """What a layer, or a network, learns and does.

    Parameters
    ----------
    weights, biases : int
        Learnt numbers.
    connections : int
        Pairs of an output and an input that it depends on, and one for each output with a bias; padding is no input.
    multiply_adds : int
        Multiplications by weights, each with its addition; zeros of the padding are multiplied too.
    """

    weights: int
    biases: int
    connections: int
    multiply_adds: int

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def bytes(self) -> int:
        """Of the parameters in float32."""
        return FLOAT32_BYTES * self.parameters

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.weights + other.weights,
            self.biases + other.biases,
            self.connections + other.connections,
            self.multiply_adds + other.multiply_adds,
        )


@dataclass(frozen=True)
class Comparison:
    """The counts of one layer, or of a network, as each of the three kinds.

    Parameters
    ----------
    title : str
        What is counted, with its shapes: "Layer 1 of 3 (Conv2d), 32×32×3 → 28×28×6".
    subject : {"layer", "network", "imagined layer"}
    own : str
        The kind that it really is.
    counts : mapping of kind to Counts
    seen, inputs : float, int
        Of one output, on average: the inputs that it has weights for in the kernel, and all there are. 0 for a network.
    places : (height, width)
        Positions that share the weights; (0, 0) for a network.
    note : str
        What a person must know about the counts; may be empty.
    """

    title: str
    subject: Literal["layer", "network", "imagined layer"]
    own: Kind
    counts: Mapping[Kind, Counts]
    seen: float = 0
    inputs: int = 0
    places: tuple[int, int] = (0, 0)
    note: str = ""

    @property
    def sparsity(self) -> float:
        """Weights of the fully connected one by those of the locally connected: what sparse connections save."""
        return self.counts["fully connected"].weights / self.counts["locally connected"].weights

    @property
    def sharing(self) -> float:
        """Weights of the locally connected one by those of the convolution: what parameter sharing saves."""
        return self.counts["locally connected"].weights / self.counts["convolution"].weights


def counts_of(layer: Layer, input_shape: Shape) -> Counts:
    """Count a layer as it is.

    Raises
    ------
    ValueError
        If the shape does not fit.
    """
    biases = prod(parameter_shape(layer, "bias")) if "bias" in layer.parameter_names else 0
    return Counts(
        parameter_count(layer) - biases,
        biases,
        connection_count(layer, input_shape),
        multiply_adds(layer, input_shape),
    )


def counts_by_kind(layer: Layer, input_shape: Shape) -> Mapping[Kind, Counts]:
    """Count a layer as each of the three kinds.

    Locally connected it has the connections and the multiply-adds of the convolution, and a copy of its numbers at
    each position. A fully connected layer has one position, and sees all of it: its three counts are alike.

    Parameters
    ----------
    layer : Layer
        A convolution, a locally connected layer or a fully connected one.
    input_shape : (C, H, W) or (features,)

    Raises
    ------
    ValueError
        If the layer is not linear, or the shape does not fit.
    """
    shared = _shared(layer)
    copies = prod(positions(shared.forward_shape(input_shape)))
    own = counts_of(shared, input_shape)
    unshared = Counts(own.weights * copies, own.biases * copies, own.connections, own.multiply_adds)
    full = counts_of(as_fully_connected(shared, input_shape), (prod(input_shape),))
    return _by_kind(own if isinstance(layer, Linear) else full, unshared, own)


def network_counts_by_kind(network: Network, input_shape: Shape) -> Mapping[Kind, Counts]:
    """Count a network with its convolutions replaced by each of the three kinds; other layers stay as they are.

    So as a "convolution" it is counted as it is. Locally connected layers share nothing that could be taken from them:
    they are replaced by fully connected ones only.

    Raises
    ------
    ValueError
        If a layer does not fit what comes before it.
    """
    shapes = [tuple(input_shape), *network.shapes(input_shape)]
    each: list[Mapping[Kind, Counts]] = []
    for layer, shape in zip(network, shapes, strict=False):
        own = counts_of(layer, shape)
        if isinstance(layer, Conv2d | LocallyConnected2d):
            full, unshared, shared = counts_by_kind(layer, shape).values()
            each.append(_by_kind(full, unshared, shared if isinstance(layer, Conv2d) else own))
        else:
            each.append(_by_kind(own, own, own))
    return _by_kind(*(reduce(add, (counts[kind] for counts in each)) for kind in KINDS))


def fully_connected_share(network: Network) -> float:
    """Return the share of a network's parameters that fully connected layers have, 0 … 1; 0 if there are none."""
    return parameter_count(Network([layer for layer in network if isinstance(layer, Linear)])) / max(
        1, parameter_count(network)
    )


def counted_layer(state: State) -> int:
    """Return the layer that is compared: the selected one if it has weights, else the shown convolution."""
    index = state.selected_layer
    has_weights = isinstance(state.network[index], Conv2d | LocallyConnected2d | Linear)
    return index if has_weights and index < len(state.shapes) else state.convolution


def compare_layer(state: State) -> Comparison:
    """Compare the selected layer, on what it gets in this network."""
    index = counted_layer(state)
    layer, shape = state.network[index], state_input_shape(state, index)
    notes = []
    if index != state.selected_layer:
        notes.append(f"{_why_not(state)} This is the convolution that the page Filters shows.")
    if state.planes > 1:
        notes.append(ACROSS_CHANNELS)
    return _comparison(layer, shape, f"{state.network.title(index)}, ", "layer", " ".join(notes))


def _why_not(state: State) -> str:
    """Say why the selected layer is not the one that is compared."""
    layer = state.network[state.selected_layer]
    why = "has no kernel and no matrix to compare" if parameter_count(layer) else "has nothing to learn"
    if state.selected_layer >= len(state.shapes):
        why = "does not fit"
    return f"{type(layer).__name__}, which is selected, {why}."


def compare_imagined(layer: Conv2d, input_shape: Shape) -> Comparison:
    """Compare a layer that is in no network.

    Raises
    ------
    ValueError
        If the shape does not fit.
    """
    return _comparison(layer, input_shape, "Imagined: ", "imagined layer", "")


def compare_network(state: State) -> Comparison:
    """Compare the whole network, as far as its layers fit."""
    fitting = state.network[: len(state.shapes)]
    counts = network_counts_by_kind(fitting, state.input_shape)
    convolutions = sum(isinstance(layer, Conv2d) for layer in fitting)
    note = f"{convolutions} convolution{'s' * (convolutions != 1)} replaced, other layers as they are."
    if any(isinstance(layer, LocallyConnected2d) for layer in fitting):
        note += " Locally connected layers are replaced only by fully connected ones."
    if state.planes > 1:
        note += f" {ACROSS_CHANNELS}"
    if share := fully_connected_share(fitting):
        note += f" {100 * share:.1f} % of the parameters are in fully connected layers."
    if state.misfit:
        note += f" Counted up to layer {len(fitting)}: the next does not fit."
    return Comparison(
        f"Network of {len(fitting)} layers, {shape_text(state.input_shape)} → {shape_text(state.shapes[-1])}",
        "network",
        "convolution",
        counts,
        note=note,
    )


def state_input_shape(state: State, index: int) -> Shape:
    """Return the shape of what a layer that fits gets."""
    return (state.input_shape, *state.shapes)[index]


def _comparison(
    layer: Layer, shape: Shape, name: str, subject: Literal["layer", "imagined layer"], note: str
) -> Comparison:
    counts = counts_by_kind(layer, shape)
    result = layer.forward_shape(shape)
    own: Kind = "convolution"
    if isinstance(layer, Linear):
        own = "fully connected"
    elif isinstance(layer, LocallyConnected2d):
        own = "locally connected"
    seen = counts["locally connected"].weights / prod(result)
    size = f"{shape_text(shape)} → {shape_text(result)}"
    return Comparison(f"{name}{size}", subject, own, counts, seen, prod(shape), positions(result), note)


def _shared(layer: Layer) -> Layer:
    """Return the convolution of which a locally connected layer is the unshared one; any other layer itself."""
    if not isinstance(layer, LocallyConnected2d):
        return layer
    return Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel_size,
        layer.stride,
        layer.padding,
        layer.dilation,
        padding_mode=layer.padding_mode,
    )


def _by_kind(full: Counts, unshared: Counts, shared: Counts) -> Mapping[Kind, Counts]:
    return MappingProxyType(dict(zip(KINDS, (full, unshared, shared), strict=True)))

"""What is told of each layer of a network, row by row."""

from collections.abc import Sequence
from typing import NamedTuple

from convviz.engine.geometry import Pair
from convviz.lab.network.layer_texts import layer_title, shape_text
from convviz.lab.sparsity.layer_fields import takes_values_alone
from convviz.lab.state import State
from convviz.lab.text.quantities import times
from convviz.nn.fields import receptive_field
from convviz.nn.layer import positions
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.receptive_field import ReceptiveField

BY_HAND = "edges"  # the ready network whose weights are not random
LITERATURE = ("lenet-5-1998", "lenet-5", "alexnet", "vgg-16")


class LayerRow(NamedTuple):
    """What is told of a layer; the texts of its map are empty where it has none.

    Parameters
    ----------
    title : str
        Its kind and options, as people write them.
    name : str
        What the literature calls it, such as "C1"; else empty.
    shape : str
        Of its map.
    sees : str
        How many pixels of the network's input one value depends on.
    parameters : int
        Weights and biases.
    fits : bool
        Whether it, and all before it, fit what comes before them.
    """

    title: str
    name: str
    shape: str
    sees: str
    parameters: int
    fits: bool


def layer_rows(state: State) -> tuple[LayerRow, ...]:
    """Return what is told of every layer, in order; nothing is drawn or computed for it."""
    shapes, names, sees = state.shapes, literature_names(state.network), _sees(state)
    rows = []
    for index, layer in enumerate(state.network):
        fits = index < len(shapes)
        shape, seen = (shape_text(shapes[index]), sees[index]) if fits else ("", "")
        count = state.parameter_count if index == state.convolution else layer.parameter_count
        rows.append(LayerRow(layer_title(layer), names.get(index, ""), shape, seen, count, fits))
    return tuple(rows)


def layer_description(state: State, rows: Sequence[LayerRow], index: int) -> str:
    """Say in lines which layer a row is, what its map is, and how much it has to learn.

    Parameters
    ----------
    state : State
    rows : sequence of LayerRow
        Those of the state.
    index : int
    """
    row, misfit = rows[index], state.misfit
    lines = [f"Layer {index + 1} of {len(rows)}: {row.title}{f' ({row.name})' if row.name else ''}"]
    if misfit and index >= misfit[0]:
        lines.append(misfit[1] if index == misfit[0] else f"Layer {misfit[0] + 1}, before it, does not fit.")
    else:
        sees = "the whole input" if row.sees == "all" else f"{row.sees} pixels of the input"
        lines.append(f"Its map is {row.shape}; one value sees {sees}.")
    lines.append(f"{row.parameters:,} parameters." if row.parameters else "No parameters: nothing to learn.")
    if index == state.convolution:
        lines.append("Its kernels are shown on the page Filters.")
    return "\n".join(lines)


def literature_names(network: Network) -> dict[int, str]:
    """Return what the literature calls the layers of a network with the kinds of layers of a well-known one."""
    kinds = [type(layer) for layer in network]
    for key in LITERATURE:
        if [type(layer) for layer in NETWORKS[key].network] == kinds:
            return {index: name for name, index in NETWORKS[key].names.items()}
    return {}


def has_random_weights(network: Network) -> bool:
    """Say whether a layer still has the weights of a ready network for which they were drawn at random."""
    drawn = (ready.network for key, ready in NETWORKS.items() if key != BY_HAND)
    pairs = (pair for other in drawn for pair in zip(network, other, strict=False))
    return any(layer is other and layer.parameter_names for layer, other in pairs)


def _sees(state: State) -> list[str]:
    """Write what one value of each map sees; behind Flatten that is what it saw before."""
    maps, texts = (state.input_shape, *state.shapes), [""]
    fields = receptive_field(state.network[: len(state.shapes)], state.input_shape)
    for layer, before, behind, field in zip(state.network, maps, maps[1:], fields, strict=False):
        text = _extent(field, positions(behind), positions(state.input_shape))
        texts.append(texts[-1] if takes_values_alone(layer, before) else text)
    return texts[1:]


def _extent(field: ReceptiveField, places: Pair, size: Pair) -> str:
    """Write the extent of a field; "all" where it reaches over the whole input, wherever its value lies."""
    axes = zip(field.start, field.jump, field.size, places, size, strict=True)
    covers = all(
        start + jump * (count - 1) <= 0 <= whole <= start + length for start, jump, length, count, whole in axes
    )
    return "all" if covers else times(*field.size)

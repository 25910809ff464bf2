"""The table of all layers: options, output sizes, receptive fields, connections and density."""

from dataclasses import dataclass
from math import prod

from convviz.engine.geometry import Pair
from convviz.lab.network.layer_texts import layer_name, shape_text
from convviz.lab.sparsity.field_words import share_seen
from convviz.lab.sparsity.layer_fields import grid_of, receptive_cone
from convviz.lab.state import State
from convviz.lab.text.numbers import MINUS
from convviz.lab.text.quantities import percent, times
from convviz.nn.fields import receptive_field
from convviz.nn.layer import Layer, Shape
from convviz.nn.network import Network
from convviz.nn.receptive_field import ReceptiveField
from convviz.nn.window import Window

NOTHING = "–"
# the heading of each column, and what it means
HEADINGS = {
    "Layer": "Its number, what it is, and how many channels or features it gives.",
    "Kernel": "Rows × columns of its window, before dilation; – where it looks at each value for itself.",
    "Stride": "Positions from one window to the next.",
    "Padding": "Positions added at each side; four numbers are top, bottom, left and right.",
    "Output": "Shape of its map: rows × columns × channels, or features.",
    "r": "Receptive field: rows and columns of the input from the first to the last that one value can depend on, in "
    "theory, holes included.",
    "S": "Jump: pixels of the input from one value of the map to the next; also called effective stride.",
    "P": "Effective padding: how far the field of the first value begins outside the input, in pixels.",
    "Sees": "Share of the input's pixels that the middle value of the map depends on, without padding and holes.",
    "Connections": "Pairs of an output and an input that it depends on, and one for each bias; padding is no input.",
    "Density": "Share of all pairs of an output and an input that are connected: how full its weight matrix is.",
}


@dataclass(frozen=True)
class TableRow:
    """One layer of the table; None where it has no map, as it does not fit.

    Parameters
    ----------
    title : str
    window : Window or None
        None where the layer looks at each value for itself, or at all of them.
    shape : (C, H, W) or (features,)
        Of its map.
    size : (height, width)
        Extent in theory of what one value sees of the input.
    field : ReceptiveField
        On the input; None in a vector, whose values have no places.
    seen, density : float
        Shares, 0 … 1.
    connections : int
    """

    title: str
    window: Window | None
    shape: Shape | None = None
    size: Pair | None = None
    field: ReceptiveField | None = None
    seen: float | None = None
    connections: int | None = None
    density: float | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in each column of ``HEADINGS``."""
        window, field = self.window, self.field
        return (
            self.title,
            NOTHING if window is None else _kernel_text(window),
            NOTHING if window is None else _pair_text(window.stride),
            NOTHING if window is None else _sides_text(window),
            NOTHING if self.shape is None else shape_text(self.shape),
            NOTHING if self.size is None else _pair_text(self.size),
            NOTHING if field is None else _pair_text(field.jump),
            NOTHING if field is None else _pair_text((-field.start[0], -field.start[1])),
            NOTHING if self.seen is None else percent(self.seen),
            NOTHING if self.connections is None else f"{self.connections:,}",
            NOTHING if self.density is None else percent(self.density),
        )

    @property
    def cells(self) -> tuple[str | int | float, ...]:
        """The same for computing: bare numbers, shares in percent, and nothing where there is none."""
        shares = ["" if share is None else 100 * share for share in (self.seen, self.density)]
        connections = "" if self.connections is None else self.connections
        texts = ["" if text == NOTHING else text.replace(MINUS, "-") for text in self.texts[:-3]]
        return *texts, shares[0], connections, shares[1]


def table_rows(state: State) -> tuple[TableRow, ...]:
    """Return one row a layer of the network."""
    shapes = (state.input_shape, *state.shapes)
    fields = receptive_field(Network(state.network.layers[: len(state.shapes)]), state.input_shape)
    rows = [
        _row(state, index, before, behind, field)
        for index, (before, behind, field) in enumerate(zip(shapes, shapes[1:], fields, strict=False))
    ]
    beyond = range(len(rows), len(state.network))
    return *rows, *(
        TableRow(layer_name(index, state.network[index]), _window(state.network[index])) for index in beyond
    )


def _row(state: State, index: int, before: Shape, behind: Shape, field: ReceptiveField) -> TableRow:
    layer, (height, width) = state.network[index], grid_of(behind)
    seen = receptive_cone(state, index, height // 2, width // 2)[0]
    connections = layer.connection_count(before)
    biases = prod(behind) if "bias" in layer.parameter_names else 0
    return TableRow(
        layer_name(index, layer),
        _window(layer),
        behind,
        (seen.region.bottom - seen.region.top, seen.region.right - seen.region.left),
        field if len(behind) == 3 else None,
        share_seen(seen),
        connections,
        (connections - biases) / (prod(before) * prod(behind)),
    )


def _window(layer: Layer) -> Window | None:
    return layer.window() if hasattr(layer, "kernel_size") else None


def _kernel_text(window: Window) -> str:
    (down, across), size = window.dilation, times(*window.kernel_size)
    return size if down == across == 1 else f"{size} dilated {_pair_text(window.dilation)}"


def _sides_text(window: Window) -> str:
    top, bottom, left, right = window.sides
    if top == bottom and left == right:
        return _pair_text((top, left))
    return ", ".join(map(str, window.sides))


def _pair_text(pair: Pair) -> str:
    text = f"{pair[0]}" if pair[0] == pair[1] else f"{pair[0]}×{pair[1]}"
    return text.replace("-", MINUS)

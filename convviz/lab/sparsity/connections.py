"""What is said of the connections of a layer on a crop: counts, single entries, sums, and the pixels to outline."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from convviz.engine.padding import read
from convviz.lab.compute import Frame
from convviz.lab.kernel.lens import CHANNEL_NAMES
from convviz.lab.sparsity.layer_fields import on_network_input, together
from convviz.lab.sparsity.weight_matrix import SEVERAL_CELLS, CroppedLayer, Position, WeightMatrix
from convviz.lab.state import State
from convviz.lab.text.numbers import MINUS, format_number
from convviz.nn.receptive_field import ReceptiveField, Region

CLOSE = 1e-4  # relative; the engine and a product of matrices round differently


@dataclass(frozen=True)
class Highlight:
    """What is pointed at, on the picture and on its feature map, so that it can be outlined there.

    Parameters
    ----------
    output : (y, x) or None
        A value of the feature map.
    receptive_field : tuple of Region
        The pixels of the picture that it depends on within the crop: one part, or several where there are holes.
    input : (y, x) or None
        A pixel of the picture.
    projective_field : tuple of Region
        The values of the feature map, within the crop's, that it reaches.
    """

    output: Position | None = None
    receptive_field: tuple[Region, ...] = ()
    input: Position | None = None
    projective_field: tuple[Region, ...] = ()


def highlight_of(
    cropped: CroppedLayer, matrix: WeightMatrix, row: int | None = None, column: int | None = None
) -> Highlight:
    """Return what a row and a column of the matrix stand for on picture and feature map; either may be missing."""
    highlight = Highlight()
    if row is not None:
        seen = matrix.is_connected[row].reshape(cropped.values.shape)
        highlight = replace(highlight, output=cropped.output(row), receptive_field=_regions(seen, cropped.start))
    if column is not None:
        reached = matrix.is_connected[:, column].reshape(cropped.output_size)
        field = _regions(reached, cropped.first_output)
        highlight = replace(highlight, input=cropped.input(column), projective_field=field)
    return highlight


def lit_parts(
    state: State, fields: list[ReceptiveField], highlight: Highlight
) -> tuple[list[Region], tuple[Region, ...]]:
    """Return what to light on the network's input and on the selected layer's map; `fields` are those of its layers.

    On the map there is nothing unless it is that of the shown convolution, or of its activation.
    """
    pixels = highlight.receptive_field or (() if highlight.input is None else (_one(highlight.input),))
    values = highlight.projective_field or (() if highlight.output is None else (_one(highlight.output),))
    is_shown = state.selected_layer in (state.convolution, state.feature_map_layer)
    return [on_network_input(state, fields, region) for region in pixels], values if is_shown else ()


def counts_text(matrix: WeightMatrix, *, short: bool = False) -> str:
    """Say how many connections there are and how many different weights, a line each; short, if there is no room.

    Examples
    --------
    For a convolution: ``24 of 80 connections, 30 %`` and ``3 weights, shared by all outputs``.
    """
    outputs, inputs = matrix.weights.shape
    pairs = f"{inputs * outputs:,}"
    if matrix.is_connected.all():
        connections = pairs if short else f"{inputs} × {outputs} = {pairs}"
    else:
        connections = f"{matrix.connection_count:,}" if short else f"{matrix.connection_count:,} of {pairs}"
    weights = f"{matrix.weight_count:,} weight{'' if matrix.weight_count == 1 else 's'}"
    shared = (
        ("unshared" if short else "none shared")
        if matrix.kind != "convolution"
        else "all shared"
        if short
        else "shared by all outputs"
    )
    return f"{connections} connections, {format_number(100 * matrix.density, 3)} %\n{weights}, {shared}"


def entry_text(cropped: CroppedLayer, matrix: WeightMatrix, row: int | None = None, column: int | None = None) -> str:
    """Say what a row, a column, or the entry where they meet is: “row 12, column 15: cell (0, 2) = −1, …”."""
    if row is None:
        return "" if column is None else f"column {column}: {input_text(cropped, matrix, column)}"
    if column is None:
        return f"row {row}: {output_text(cropped, matrix, row)}"
    between = f"from input {_written(cropped.input(column))} to output {_written(cropped.output(row))}"
    return f"row {row}, column {column}: {_weight_text(cropped, matrix, row, column)}, {between}"


def output_text(cropped: CroppedLayer, matrix: WeightMatrix, row: int) -> str:
    """Say how many inputs an output depends on."""
    seen, inputs = int(matrix.is_connected[row].sum()), matrix.weights.shape[1]
    return f"output {_written(cropped.output(row))} depends on {seen} of {inputs} inputs"


def input_text(cropped: CroppedLayer, matrix: WeightMatrix, column: int) -> str:
    """Say what an input is, and how many outputs it reaches."""
    reached, outputs = int(matrix.is_connected[:, column].sum()), len(matrix.weights)
    value = format_number(float(cropped.values.ravel()[column]), 3)
    return f"input {_written(cropped.input(column))} is {value}, and reaches {reached} of {outputs} outputs"


def sum_text(cropped: CroppedLayer, matrix: WeightMatrix, row: int, most: int = 99) -> str:
    """Write a row of the matrix times the input, for example ``−1·0.3 + 0·0.4 + 1·0.2 = −0.1``.

    Parameters
    ----------
    cropped, matrix
    row : int
    most : int
        So many products are written out; the others are counted.
    """
    columns = np.flatnonzero(matrix.is_connected[row])
    factors = zip(matrix.weights[row, columns].tolist(), cropped.values.ravel()[columns].tolist(), strict=True)
    products = [f"{format_number(weight, 3)}·{_factor(pixel)}" for weight, pixel in factors]
    if len(products) > most:
        products = [*products[:most], f"… ({len(columns)} products)"]
    bias = float(cropped.layer.bias[0]) if matrix.kind == "convolution" else 0.0
    terms = [*(products or ["0"]), *([f"bias {format_number(bias, 3)}"] if bias else [])]
    return f"{_added(terms)} = {format_number(output_value(cropped, matrix, row), 3)}"


def output_value(cropped: CroppedLayer, matrix: WeightMatrix, row: int) -> float:
    """Return a row of the matrix times the input, and the bias of a convolution."""
    bias = float(cropped.layer.bias[0]) if matrix.kind == "convolution" else 0.0
    return float(matrix.weights[row].astype(np.float64) @ cropped.values.ravel()) + bias


def comparison_text(cropped: CroppedLayer, matrix: WeightMatrix, row: int, frame: Frame) -> str:
    """Say how the output of a convolution on the crop compares with the feature map of the whole picture.

    Parameters
    ----------
    cropped : CroppedLayer
        A crop of ``frame.input`` under the selected filter.
    matrix : WeightMatrix
        Its convolution.
    row : int
    frame : Frame
    """
    state, (y, x) = frame.state, cropped.output(row)
    planes = frame.planes
    there = float(planes[min(shown_channel(state), len(planes) - 1), y, x])
    if state.layer.in_channels > len(planes):
        value = _sum_of_channels(frame, y, x)
        _, step = _activated(state, value)
        return f" in this channel; all {state.layer.in_channels} channels give {format_number(value, 3)}{step}"
    value = output_value(cropped, matrix, row)
    made, step = _activated(state, value)
    if abs(made - there) <= CLOSE * max(1.0, abs(value)):
        return f"{step}, as in the feature map"
    return f"{step}; with what lies around the crop it is {format_number(there, 3)}"


def _sum_of_channels(frame: Frame, y: int, x: int) -> float:
    """Return a value of the selected filter's map before its activation."""
    layer, out = frame.state.applied_layer, frame.state.selected_filter
    (height, width), (_, rows, columns) = frame.input.shape[1:], layer.forward_shape(frame.input.shape)
    window = layer.window()
    seen = read(frame.input, window.sources(0, height, rows)[y], window.sources(1, width, columns)[x])
    return float((seen * layer.weight[out].astype(np.float64)).sum()) + float(layer.bias[out])


def _activated(state: State, value: float) -> tuple[float, str]:
    """Return what the activation makes of a value, and the words for it; both as before where there is none."""
    if state.activation_layer is None:
        return value, ""
    made = float(state.activation_layer.forward(np.array([value], np.float32))[0])
    return made, f" → {state.activation} {format_number(made, 3)}"


def shown_channel(state: State) -> int:
    """Return the channel of the kernel that is drawn."""
    return state.selected_channel or 0


def channel_name(state: State) -> str:
    """Return what the channel that is drawn is called; nothing if there is no other."""
    count = state.layer.in_channels
    names = CHANNEL_NAMES.get(count) if state.convolution == 0 else None
    return "" if count == 1 else (names or tuple(f"channel {each + 1}" for each in range(count)))[shown_channel(state)]


def _weight_text(cropped: CroppedLayer, matrix: WeightMatrix, row: int, column: int) -> str:
    if not matrix.is_connected[row, column]:
        return "no connection"
    weight = format_number(float(matrix.weights[row, column]))
    if matrix.kind != "convolution":
        return f"a weight of its own, {weight}"
    cells = " + ".join(map(_written, cropped.cells_at(row, column)))
    return f"{'cells' if matrix.cells[row, column] == SEVERAL_CELLS else 'cell'} {cells} = {weight}"


def _added(terms: list[str]) -> str:
    first, *others = terms
    return first + "".join(f" {MINUS} {term[1:]}" if term.startswith(MINUS) else f" + {term}" for term in others)


def _factor(value: float) -> str:
    text = format_number(value, 2)
    return f"({text})" if value < 0 else text


def _one(place: Position) -> Region:
    return Region(place.y, place.y + 1, place.x, place.x + 1)


def _written(position: Position) -> str:
    return f"({position.y}, {position.x})"


def _regions(mask: npt.NDArray[np.bool_], start: Position) -> tuple[Region, ...]:
    """Cover rows × columns that are marked with as few rectangles as there are runs of neighbours."""
    down, across = (together(np.flatnonzero(mask.any(axis=axis))) for axis in (1, 0))
    return tuple(
        Region(start.y + top, start.y + bottom + 1, start.x + left, start.x + right + 1)
        for top, bottom in down
        for left, right in across
    )

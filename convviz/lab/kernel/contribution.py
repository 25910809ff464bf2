"""What one cell of the kernel adds to every value of the feature map."""

import numpy as np

from convviz.engine import FloatArray
from convviz.engine.padding import OUTSIDE, Sources, source_index
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number


def contribution(state: State, layer_input: FloatArray, y: int, x: int) -> FloatArray:
    """Return weight × shifted input for one cell of the selected kernel: a map that shows this cell alone.

    The contributions of all cells and the bias add up to the feature map before its activation.

    Parameters
    ----------
    state : State
    layer_input : (C, H, W)
        What its layer gets.
    y, x : int
        The cell's row and column in the kernel as it is written.

    Returns
    -------
    (H_out, W_out), or (3, H_out, W_out) where the same kernel answers on each channel, float32
    """
    layer = state.applied_layer
    if state.operation == "convolution":
        y, x = layer.kernel_size[0] - 1 - y, layer.kernel_size[1] - 1 - x
    height, width = state.map_shape
    rows = _sources(height, layer.stride[0], y * layer.dilation[0] - layer.sides.top, layer_input.shape[1], state)
    columns = _sources(width, layer.stride[1], x * layer.dilation[1] - layer.sides.left, layer_input.shape[2], state)
    weights = layer.weight[state.selected_filter, :, y, x]
    if state.planes > 1:
        weighted = layer_input * weights[:, np.newaxis, np.newaxis]
    else:
        weighted = np.tensordot(weights, layer_input, axes=1)
    result: FloatArray = weighted.take(rows, axis=-2, mode="clip").take(columns, axis=-1, mode="clip")
    result[..., rows == OUTSIDE, :] = 0
    result[..., columns == OUTSIDE] = 0
    return result


def _sources(count: int, stride: int, offset: int, size: int, state: State) -> Sources:
    """Say which pixel along one axis the cell lies over, for each output."""
    return source_index(np.arange(count) * stride + offset, size, state.layer.padding_mode)


def describe_contribution(state: State, y: int, x: int) -> str:
    """Say what a cell contributes, for example ``−2 × the pixel 1 to the left``.

    Parameters
    ----------
    state : State
    y, x : int
        The cell's row and column in the kernel as it is written.
    """
    weights = state.layer.weight[state.selected_filter, :, y, x]
    alike = bool((weights == weights[0]).all())
    numbers = "/".join(map(format_number, weights[:1].tolist() if alike else weights.tolist()))
    return f"{numbers} × the pixel {_where(state, y, x)}"


def _where(state: State, y: int, x: int) -> str:
    """Say where the cell looks, seen from the output's own position."""
    side = -1 if state.operation == "convolution" else 1
    steps = zip((y, x), state.anchor, state.layer.dilation, strict=True)
    down, right = (side * (cell - place) * dilation for cell, place, dilation in steps)
    parts = [f"{abs(down)} {'below' if down > 0 else 'above'}"] if down else []
    parts += [f"{abs(right)} to the {'right' if right > 0 else 'left'}"] if right else []
    return " and ".join(parts) or "itself"

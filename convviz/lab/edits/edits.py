"""The edits that take more than a new value: each returns the changes, for ``document.edit(text, **changes)``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.edits.layer_edits import Changes, layer_put, with_shown_filter
from convviz.lab.kernel.kernel_geometry import resized
from convviz.lab.network.layer_changes import with_channels, with_options
from convviz.lab.state import ChannelMode, State
from convviz.lab.text.numbers import parse_matrix, parse_number
from convviz.nn.conv import Conv2d
from convviz.nn.table_conv import TableConv2d

Cell = tuple[int, int]


def cells_set(state: State, cells: Sequence[Cell], values: float | FloatArray) -> Changes:
    """Set numbers of the edited kernel (of all its channels, if they are edited alike).

    Parameters
    ----------
    state : State
    cells : sequence of (row, column)
        n of them.
    values : float, (n,) or (channels, n)
        One for all, one a cell, or as ``cell_values`` gives them.
    """
    weight = state.layer.weight.copy()
    rows, columns = zip(*cells, strict=True)
    _edited(state, weight)[..., list(rows), list(columns)] = values
    return layer_put(state, replace(state.layer, weight=weight))


def cell_values(state: State, cells: Sequence[Cell]) -> FloatArray:
    """Return numbers of the edited kernel, (n,), or (channels, n) if all channels are edited alike."""
    rows, columns = zip(*cells, strict=True)
    values: FloatArray = _edited(state, state.layer.weight)[..., list(rows), list(columns)]
    return values


def cells_typed(state: State, cells: Sequence[Cell], text: str) -> Changes:
    """Set numbers of the edited kernel to what a person typed; nothing is zero.

    Raises
    ------
    ValueError
        If it is no number.
    """
    return cells_set(state, cells, parse_number(text) if text.strip() else 0.0)


def cells_raised(state: State, cells: Sequence[Cell], step: float) -> Changes:
    """Add a step to numbers of the edited kernel, of each channel to its own; rounded to six decimals."""
    return cells_set(state, cells, (cell_values(state, cells).astype(np.float64) + step).round(6))


def kernel_set(state: State, kernel: FloatArray) -> Changes:
    """Put another kernel, (height, width), in place of the edited one; see ``kernel_changed``."""
    return _kernels_put(state, kernel)


def kernel_changed(state: State, change: Callable[[FloatArray], FloatArray], of_filter: bool = False) -> Changes:
    """Change the edited kernel as a whole, of all channels alike each for itself.

    A change of the filter takes all of them at once where their answers add up.

    A layer has one size for all its kernels: the others are cut to the size of this one where that loses nothing;
    where it would, all take the larger size, with zeros around this one.

    Raises
    ------
    ValueError
        As ``change`` does.
    """
    kernels = _edited(state, state.layer.weight)
    planes = kernels if kernels.ndim == 3 else kernels[np.newaxis]
    together = of_filter and state.planes == 1
    changed = change(planes) if together else np.stack([change(plane) for plane in planes])
    return _kernels_put(state, changed if kernels.ndim == 3 else changed[0])


def _kernels_put(state: State, kernels: FloatArray) -> Changes:
    """Put kernels (..., height, width) in place of those that are edited."""
    weight = state.layer.weight.copy()
    _edited(state, weight)[...] = 0
    height, width = kernels.shape[-2:]
    size = height, width
    if not _fits(state, weight, height, width):
        size = max(height, weight.shape[2]), max(width, weight.shape[3])
    weight = _resized(state, weight, *size)
    _edited(state, weight)[...] = _resized(state, kernels, *size)
    return layer_put(state, replace(state.layer, weight=weight))


def kernel_pasted(state: State, text: str) -> Changes:
    """Put a matrix that is given as text in place of the edited kernel.

    Raises
    ------
    ValueError
        If it is no matrix.
    """
    return kernel_set(state, parse_matrix(text))


def kernel_size_set(state: State, height: int, width: int) -> Changes:
    """Grow all kernels with zeros, or cut them, around their anchor."""
    return layer_put(state, replace(state.layer, weight=_resized(state, state.layer.weight, height, width)))


def bias_set(state: State, value: float) -> Changes:
    """Set the bias of the selected filter."""
    bias = state.layer.bias.copy()
    bias[state.selected_filter] = value
    return layer_put(state, replace(state.layer, bias=bias))


def stride_set(state: State, vertical: int, horizontal: int) -> Changes:
    """Set the stride; padding "same", which is defined for stride 1 only, is written out in numbers and comes back."""
    return layer_put(state, with_options(state.layer, None, 0, stride=(vertical, horizontal)))


def layer_set(state: State, **options: Any) -> Changes:
    """Set options of the layer, named as the fields of ``Conv2d``."""
    return layer_put(state, replace(state.layer, **options))


def display_set(state: State, **choices: Any) -> Changes:
    """Set choices of the display, named as the fields of ``Display``."""
    return {"display": replace(state.display, **choices)}


def translation_set(state: State, **choices: Any) -> Changes:
    """Set choices of the translation, named as the fields of ``Translation``; ``shift_of`` keeps shifts in range."""
    return {"translation": replace(state.translation, **choices)}


def channel_mode_set(state: State, mode: ChannelMode) -> Changes:
    """Choose one filter across all channels, or the same kernel on each: then the one that is shown, on all."""
    if mode == "across":
        return {"channel_mode": mode}
    shown = state.selected_channel or 0
    weight = np.repeat(state.layer.weight[:, shown : shown + 1], state.layer.in_channels, axis=1)
    return {"channel_mode": mode, "selected_channel": None, **layer_put(state, replace(state.layer, weight=weight))}


def filter_added(state: State) -> Changes:
    """Add a copy of the selected filter behind it, and select the copy."""
    here = state.selected_filter
    order = [*range(here + 1), *range(here, state.layer.out_channels)]
    return {**_filters_taken(state, order), "selected_filter": here + 1}


def filter_moved(state: State, index: int, to: int) -> Changes:
    """Move a filter to another place among them; what is selected stays selected."""
    order = list(range(state.layer.out_channels))
    order.insert(to, order.pop(index))
    return {**_filters_taken(state, order), "selected_filter": order.index(state.selected_filter)}


def filter_renamed(state: State, index: int, name: str) -> Changes:
    """Give a filter a name; without one it is called by its kernel's or its number."""
    names = list(state.names)
    names[index] = " ".join(name.split())
    return _names_put(state, names)


def _filters_taken(state: State, order: list[int]) -> Changes:
    """Take the filters of these places, in this order."""
    layer = state.layer
    taken: dict[str, Any] = {"weight": layer.weight[order], "bias": layer.bias[order]}
    if isinstance(layer, TableConv2d):
        taken["table"] = layer.table[order]
    layer = replace(layer, **taken)
    return layer_put(state, layer) | _names_put(state, [state.names[index] for index in order])


def _names_put(state: State, names: Sequence[str]) -> Changes:
    put = list(state.filter_names)
    put[state.convolution] = tuple(names) if any(names) else ()
    return {"filter_names": tuple(put)}


def filter_removed(state: State) -> Changes:
    """Remove the selected filter and select its neighbour.

    Raises
    ------
    ValueError
        If it is the only one.
    """
    layer, here = state.layer, state.selected_filter
    if layer.out_channels == 1:
        raise ValueError("The layer needs at least one filter; add another before you remove this one.")
    others = [index for index in range(layer.out_channels) if index != here]
    return {**_filters_taken(state, others), "selected_filter": min(here, layer.out_channels - 2)}


def image_opened(state: State, image: FloatArray, name: str) -> Changes:
    """Put another picture in; the filters are fitted to its channels.

    Raises
    ------
    ValueError
        If the shown convolution does not fit the picture.
    """
    changes: Changes = {"image": image, "image_name": name}
    changes |= _fitted(state, state.input_channels if state.input_size else 1 if state.greyscale else len(image))
    try:
        return with_shown_filter(state, changes)
    except ValueError as error:
        raise ValueError(f"{name} does not fit this network, and is not opened. {error}") from error


def greyscale_set(state: State, greyscale: bool) -> Changes:
    """Feed the layer the picture's luma, or its colour again; the filters are fitted to the channels."""
    channels = 1 if greyscale else 3 if state.input_size else len(state.image)
    return {"greyscale": greyscale, **_fitted(state, channels)}


def _resized(state: State, weights: FloatArray, height: int, width: int) -> FloatArray:
    """Resize kernels around the anchor, which a convolution turns with them."""
    if state.operation == "cross-correlation":
        return resized(weights, height, width)
    return resized(weights[..., ::-1, ::-1], height, width)[..., ::-1, ::-1]


def _fits(state: State, weight: FloatArray, height: int, width: int) -> bool:
    """Say whether only zeros are lost when the kernels take this size."""
    return bool(np.count_nonzero(_resized(state, weight, height, width)) == np.count_nonzero(weight))


def _edited(state: State, weight: FloatArray) -> FloatArray:
    """Return the view of ``weight`` that an edit of the kernel writes to."""
    kernels: FloatArray = weight[state.selected_filter]
    return kernels if state.selected_channel is None else kernels[state.selected_channel]


def _fitted(state: State, channels: int) -> Changes:
    """Fit the first convolution to the picture's channels: from three to one their mean, from one to three alike."""
    index, layer = next(each for each in enumerate(state.network) if isinstance(each[1], Conv2d))
    assert isinstance(layer, Conv2d)
    if channels in (layer.in_channels, state.input_channels):
        return {}
    selected = {"selected_channel": None} if index == state.convolution else {}
    return {"network": state.network.with_layer(index, with_channels(layer, channels)), **selected}

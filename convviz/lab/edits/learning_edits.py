"""The edits of the page “Training”: each returns the changes, for ``document.edit(text, **changes)``."""

from dataclasses import replace
from typing import Any

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.edits.layer_edits import Changes, layer_put
from convviz.lab.network_input import LUMA
from convviz.lab.state import State
from convviz.lab.training.filter_problem import as_written
from convviz.lab.training.learning import Task


def task_chosen(state: State, task: Task) -> Changes:
    """Choose which of the two tasks is looked at."""
    return {"learning": replace(state.learning, task=task)}


def filter_choice_set(state: State, **choices: Any) -> Changes:
    """Set how a filter is learnt, in choices named as the fields of ``FilterChoice``."""
    return {"learning": replace(state.learning, filter=replace(state.learning.filter, **choices))}


def target_opened(state: State, pixels: FloatArray, name: str) -> Changes:
    """Learn the filter from a picture as its result: from its grey.

    Parameters
    ----------
    state : State
    pixels : (1 or 3, H, W), float32
        As large as the map of the shown convolution.
    name : str

    Raises
    ------
    ValueError
        If it has another size.
    """
    height, width = pixels.shape[1:]
    if (height, width) != state.map_shape:
        rows, columns = state.map_shape
        raise ValueError(
            f"{name} has {width}×{height} pixels, and the feature map has {columns}×{rows}; choose a target of its "
            "size. A map is as large as the picture at stride 1 with “same” padding."
        )
    grey = pixels[0] if len(pixels) == 1 else np.tensordot(LUMA, pixels, axes=1)
    grey = np.ascontiguousarray(grey, np.float32)
    grey.flags.writeable = False
    return filter_choice_set(state, target=grey, target_name=name)


def learnt_filter_used(state: State, weight: FloatArray, bias: float) -> Changes:
    """Put a learnt kernel and its bias in place of those of the selected filter.

    Parameters
    ----------
    state : State
    weight : (1, C, height, width)
        As the task of this state has it. All kernels of the layer take its size.
    bias : float

    Raises
    ------
    ValueError
        If other filters of the layer would lose weights.
    """
    return layer_put(state, as_written(state, weight, bias))

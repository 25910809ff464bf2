"""The comparison on crops, with another of the samples as the picture that neither layer has seen."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from convviz.engine import FloatArray
from convviz.files.assets import load_sample, samples
from convviz.lab.layer_maps import layer_maps
from convviz.lab.network_input import LUMA, network_input
from convviz.lab.progress import Progress, part
from convviz.lab.state import State
from convviz.lab.training.crop_comparison import CropComparison, compare_on_crops
from convviz.lab.training.filter_problem import FilterProblem, learning_input
from convviz.nn.filter_task import FilterTask


class CropQuestion(NamedTuple):
    """Of which problem; the state says what the network makes of another picture."""

    state: State
    problem: FilterProblem


def compare(question: CropQuestion, progress: Progress) -> CropComparison:
    """Answer a question, for ``LastQuestion``.

    Raises
    ------
    ValueError
        If the other picture does not fit the network.
    """
    state, problem = question
    name = next(sample.name for sample in samples() if sample.name != state.image_name)
    other = replace(state, image=_like(load_sample(name).pixels, state.image), image_name=name)
    layer_input = layer_maps(other, network_input(other), None, part(progress, 0, 2)).layer_input
    unseen = FilterTask.of_filter(learning_input(other, layer_input), problem.task.form)
    return compare_on_crops(problem.task, unseen, name, state.learning.filter.seed, part(progress, 1, 2))


def _like(pixels: FloatArray, image: FloatArray) -> FloatArray:
    """Give a photograph in colour as many channels as this picture has."""
    if len(pixels) == len(image):
        return pixels
    grey = np.tensordot(LUMA, pixels, axes=1)[np.newaxis] if len(pixels) == 3 else np.repeat(pixels, 3, axis=0)
    made: FloatArray = np.ascontiguousarray(grey, np.float32)
    made.flags.writeable = False
    return made

"""Both read-outs of every layer against the shift, measured shift by shift, and what that costs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any, Literal, get_args

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.network_input import brought_to
from convviz.lab.progress import Progress, unwatched
from convviz.lab.state import State
from convviz.lab.translation.course import Axis, Course, Shifts
from convviz.lab.translation.experiment import Experiment, experiment
from convviz.lab.translation.shift_range import shift_range
from convviz.lab.translation.shifted_input import shifted_input, source_picture
from convviz.lab.translation.translation import Switches
from convviz.nn.fields import receptive_field
from convviz.nn.network import Network
from convviz.nn.translation import errors_between

ReadOut = Literal["equivariance", "change", "cosine"]
READ_OUTS: tuple[ReadOut, ...] = get_args(ReadOut)
REDUCED_SIDE = 512  # pixels, the longer side of a reduced picture
_SECONDS_A_MULTIPLY_ADD, _SECONDS_A_VALUE, _SECONDS_A_LAYER = 1 / 7e9, 5e-9, 400e-6  # about, on two cores of 2023


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be measured.

    Parameters
    ----------
    state : State
        Its shift and its own switches do not matter.
    switches : Switches
    course : Course
    is_reduced : bool
        Whether the picture of the state was ``reduced`` to be measured sooner.
    """

    state: State
    switches: Switches
    course: Course
    is_reduced: bool = False

    @cached_property
    def held(self) -> tuple[object, ...]:
        """The picture and the layers that the answer depends on: known by what they are, not by their numbers."""
        shown = self.state.convolution + (self.state.activation_layer is not None)
        return self.state.image, *self.state.network.layers[: max(self.state.selected_layer, shown) + 1]

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """All that the answer depends on, as long as ``held`` is the same."""
        state, moved = self.state, self.state.translation
        settings = state.operation, state.channel_mode, state.greyscale, state.input_size, state.convolution
        own = self.switches, self.course, self.is_reduced
        return *map(id, self.held), *settings, moved.edge, moved.interpolation, *own

    @cached_property
    def experiment(self) -> Experiment:
        """The layers that are measured.

        Raises
        ------
        ValueError
            As in ``convviz.lab.translation.experiment.experiment``.
        """
        return experiment(self.state, self.switches)

    @cached_property
    def refusal(self) -> str:
        """Why there is no answer; empty if there can be one."""
        try:
            _ = self.experiment
        except ValueError as error:
            return str(error)
        return ""

    @cached_property
    def seconds(self) -> float:
        """About how long it takes; 0 if there is no answer."""
        if self.refusal:
            return 0.0
        network, shape = self.experiment.network, self.experiment.input_shape
        return len(self.course.shifts) * _seconds_a_shift(network, shape)


@dataclass(frozen=True, eq=False)
class Sweep:
    """What was measured until now.

    Parameters
    ----------
    course : Course
    names : tuple of str
        Of the layers.
    shown : int
        The last layer that has a map.
    input_size : (int, int)
        Of what the network got.
    rings : int
        How many of the rings of the course are done.
    values : (3, n, layers)
        In the order of ``READ_OUTS``; NaN where it was not measured yet, and where there is nothing to measure.
    """

    course: Course
    names: tuple[str, ...]
    shown: int
    input_size: tuple[int, int]
    rings: int
    values: Shifts

    @property
    def is_complete(self) -> bool:
        """Whether all shifts are done."""
        return self.rings == len(self.course.rings)

    @cached_property
    def done(self) -> FloatArray:
        """The numbers of the shifts that are done, rising."""
        return np.sort(np.concatenate(self.course.rings[: self.rings])) if self.rings else np.empty(0, np.intp)

    @property
    def share(self) -> float:
        """How much is done, 0 … 1."""
        return len(self.done) / len(self.course.shifts)

    def of(self, read_out: ReadOut) -> Shifts:
        """Return one read-out, (n, layers)."""
        return np.asarray(self.values[READ_OUTS.index(read_out)])


def sweep(question: Question, known: Sweep | None = None, progress: Progress = unwatched) -> Iterator[Sweep]:
    """Measure what every shift of the course does to every layer, from no shift outwards.

    Both read-outs are those of ``convviz.nn.translation``: ``equivariance_error``, over the whole map or, where the
    picture itself moves on ("crop"), over its interior; and ``invariance_error``.

    Parameters
    ----------
    question : Question
    known : Sweep, optional
        An earlier answer to it that is not complete: the work goes on there.
    progress : callable, optional
        Told before each layer of each shift how much is done.

    Yields
    ------
    Sweep
        With every ring of shifts; the last one is complete.

    Raises
    ------
    ValueError
        If the layers do not fit.
    CancelledError
        As soon as ``progress`` raises it.
    """
    state, course, looked = question.state, question.course, question.experiment
    source = source_picture(state)
    given = shifted_input(state, 0, 0, source)
    fields = receptive_field(looked.network, given.shape)
    options: dict[str, Any] = {"interpolation": state.translation.interpolation, "input_size": given.shape[-2:]}
    options |= {"region": "interior"} if state.translation.edge == "crop" else {"edge": state.translation.edge}
    count, total = len(looked.network), len(course.shifts)
    values = known.values.copy() if known else np.full((len(READ_OUTS), total, count), np.nan)
    done = len(known.done) if known else 0
    before = list(looked.network.maps_one_by_one(given, progress, done / total, 0))
    for number in range(known.rings if known else 0, len(course.rings)):
        for index in course.rings[number].tolist():
            dy, dx = course.shifts[index].tolist()
            moved = shifted_input(state, dy, dx, source)
            after = looked.network.maps_one_by_one(moved, progress, done / total, 1 / total)
            values[:, index] = errors_between(before, after, dy, dx, fields, **options)
            done += 1
        yield Sweep(course, looked.names, looked.shown, given.shape[-2:], number + 1, _frozen(values.copy()))


def course_in(state: State, axis: Axis, reach: int | None, step: float = 1.0) -> Course:
    """Return a course within the range of the shift; the whole range with None."""
    down, right = shift_range(state)
    most = {"x": right, "y": down}.get(axis, min(down, right))
    return Course(axis, most if reach is None else min(reach, most), step)


def reduced(state: State, known: FloatArray | None = None) -> State | None:
    """Return the same lab with its picture reduced to at most 512 pixels a side.

    Measured on it, a shift by a pixel is one of the reduced picture: the network is the same, and what it sees is
    coarser. None if what the network gets is no larger, or the network does not fit a smaller picture.

    Parameters
    ----------
    state : State
    known : (C, H, W), optional
        The reduced picture, if it was made before.
    """
    _, height, width = state.input_shape
    factor = REDUCED_SIDE / max(height, width)
    if factor >= 1:
        return None
    size = max(1, round(height * factor)), max(1, round(width * factor))
    try:
        if state.input_size is not None:
            small = replace(state, input_size=size)
        else:
            small = replace(state, image=_frozen(brought_to(state.image, size)) if known is None else known)
        experiment(small)
    except ValueError:
        return None
    return small


def ends_of(read_out: ReadOut, values: Shifts) -> tuple[float, float]:
    """Return what an axis spans: from 0 for errors and changes, to 1 for cosines, and no less than a hundredth."""
    finite = values[np.isfinite(values)]
    if read_out == "cosine":
        return min(0.99, float(finite.min(initial=1.0))), 1.0
    return 0.0, max(0.01, float(finite.max(initial=0.0)))


def _seconds_a_shift(network: Network, shape: tuple[int, ...]) -> float:
    shapes = [shape, *network.shapes(shape)]
    products = sum(layer.multiply_adds(each) for layer, each in zip(network, shapes, strict=False))
    values = sum(map(prod, shapes))
    return products * _SECONDS_A_MULTIPLY_ADD + values * _SECONDS_A_VALUE + len(network) * _SECONDS_A_LAYER


def _frozen(values: Any) -> Any:
    values.flags.writeable = False
    return values

"""What there is before the image moves: it serves all shifts."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.compute import Frame
from convviz.lab.pictures.display import Display, Scale, scale_of
from convviz.lab.progress import Progress
from convviz.lab.state import State
from convviz.lab.translation.experiment import Experiment, experiment
from convviz.lab.translation.shifted_input import shifted_input, source_picture
from convviz.lab.translation.shifted_maps import forward
from convviz.lab.translation.translation import Switches
from convviz.nn.fields import receptive_field
from convviz.nn.receptive_field import ReceptiveField


@dataclass(frozen=True, eq=False)
class Before:
    """What there is before the image moves; it serves all shifts.

    Parameters
    ----------
    state : State
    experiment : Experiment
    source : (C, H, W)
        What the image is moved over.
    maps : tuple of (h, w)
        Of the shown layer, a channel each.
    output : array
        Of the network's last layer.
    scale : Scale
        Of the shown channel, and so of it after the shift.
    """

    state: State
    experiment: Experiment
    source: FloatArray
    maps: tuple[FloatArray, ...]
    output: FloatArray
    scale: Scale

    @cached_property
    def receptive_field(self) -> ReceptiveField:
        """The receptive field of the shown map on what the network gets."""
        made = self.experiment
        return receptive_field(made.network[: made.shown + 1], made.input_shape)[-1]


def before_shift(state: State, frame: Frame, previous: Before | None, progress: Progress) -> Before:
    """Take what is before the shift from the previous one, from the frame, or compute it."""
    if previous and _same_before(state, previous.state):
        return previous
    made, crop = experiment(state), state.translation.edge == "crop"
    own = differ_in_translation_alone(state, frame.state) and not (crop and state.input_size)
    source = frame.network_input if own else source_picture(state)
    unchanged = own and not crop and state.translation.switches == Switches() and state.planes == 1
    known = frame.maps[made.shown] if unchanged else None
    if known is not None:
        maps, rest = tuple(known), made.network[made.shown + 1 :]
        output = forward(rest, np.stack(maps), -1, progress)[1] if len(rest) else np.empty(0)
    else:
        kept, output = forward(made.network, shifted_input(state, 0, 0, source), made.shown, progress)
        maps, output = tuple(kept), output if len(made.network) > made.shown + 1 else np.empty(0)
    return Before(state, made, source, maps, output, scale_of(maps[made.channel], state.display))


def _same_before(state: State, other: State) -> bool:
    here, there = state.translation, other.translation
    same_place = here.switches == there.switches and (here.edge == "crop") == (there.edge == "crop")
    return same_place and differ_in_translation_alone(state, other)


def differ_in_translation_alone(state: State, other: State) -> bool:
    """Say whether two states have the same maps before a shift; what an edit leaves alone is the same object."""
    names = [each.name for each in fields(State) if each.name != "translation"]
    return all(_same(getattr(state, name), getattr(other, name)) for name in names)


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, int | str | tuple | Display) and bool(one == other))

"""Effective receptive fields, computed off the UI thread: the one that was asked for last."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from convviz.app.last_question import LastQuestion
from convviz.lab.compute import Frame
from convviz.lab.progress import Progress
from convviz.lab.sparsity.effective_field import EffectiveField, effective_field
from convviz.lab.sparsity.layer_fields import Position

PATIENCE_MILLISECONDS = 120  # a key that is held down passes many values


class Question(NamedTuple):
    """Whose effective field is asked for.

    Parameters
    ----------
    frame : Frame
    layer, channel : int
    places : sequence of (y, x)
        One value, or those over which the mean is taken.
    """

    frame: Frame
    layer: int
    channel: int
    places: Sequence[Position]


class EffectiveFields(LastQuestion):
    """Computes the ``EffectiveField`` of the ``Question`` that was asked last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_field, PATIENCE_MILLISECONDS, parent)


def _field(question: Question, progress: Progress) -> EffectiveField:
    frame, layer, channel, places = question
    return effective_field(frame.state, frame.network_input, layer, channel, places, progress)

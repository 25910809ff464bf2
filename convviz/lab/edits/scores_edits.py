"""The edits of the digit and of the networks that look at it, for ``document.edit(text, make, …)``."""

from dataclasses import replace
from typing import Any

from convviz.lab.edits.layer_edits import Changes
from convviz.lab.state import State
from convviz.lab.translation.translation import SIDE_BY_SIDE


def scores_set(state: State, **choices: Any) -> Changes:
    """Set choices of the class scores, named as the fields of ``ScoresChoice``."""
    return {"translation": replace(state.translation, scores=replace(state.translation.scores, **choices))}


def digit_chosen(state: State, digit: int | None) -> Changes:
    """Choose the first digit of a class, or with None the picture of the lab."""
    return scores_set(state, digit=digit, number=0)


def network_looks(state: State, kind: str, looks: bool) -> Changes:
    """Have a network look at the digit, or no longer; they stay in the order of ``SIDE_BY_SIDE``.

    Raises
    ------
    ValueError
        If none would be left.
    """
    now = state.translation.scores.networks
    return scores_set(state, networks=tuple(each for each in SIDE_BY_SIDE if (looks if each == kind else each in now)))

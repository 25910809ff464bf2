"""Which digit is moved and who looks at it: edits keep the order, and refuse what cannot be."""

from dataclasses import replace

import pytest

from convviz.lab.edits.scores_edits import digit_chosen, network_looks, scores_set
from convviz.lab.state import State
from convviz.lab.translation.translation import SIDE_BY_SIDE, ScoresChoice, Translation
from convviz.nn.digit_networks import DIGIT_NETWORKS
from tests.lab import states


def choice(state: State) -> ScoresChoice:
    return state.translation.scores


def test_all_networks_for_digits_stand_side_by_side_at_first() -> None:
    assert set(SIDE_BY_SIDE) == set(DIGIT_NETWORKS)
    assert choice(states.state()).networks == SIDE_BY_SIDE


def test_a_class_comes_with_its_first_digit_unless_told() -> None:
    assert choice(states.state()) == ScoresChoice(digit=3, number=1)


def test_another_class_begins_with_its_first_digit_and_moves_nothing() -> None:
    state = states.state(translation=Translation(dx=2, scores=ScoresChoice(number=7)))
    chosen = replace(state, **digit_chosen(state, 5))
    assert choice(chosen) == ScoresChoice(digit=5, number=0)
    assert chosen.translation.dx == 2
    assert choice(replace(state, **digit_chosen(state, None))).digit is None


def test_networks_that_come_and_go_stay_in_their_order() -> None:
    state = states.state()
    without = replace(state, **network_looks(state, "blur", False))
    assert choice(without).networks == ("conv", "local", "full")
    assert choice(replace(without, **network_looks(without, "blur", True))).networks == SIDE_BY_SIDE


def test_the_last_network_stays() -> None:
    state = states.state(translation=Translation(scores=ScoresChoice(networks=("full",))))
    with pytest.raises(ValueError, match="At least one network"):
        network_looks(state, "full", False)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"digit": 10}, "Digits go from 0 to 9"),
        ({"digit": -1}, "Digits go from 0 to 9"),
        ({"number": -1}, "counted from 0"),
        ({"networks": ("conv", "lstm")}, "Networks for digits are"),
        ({"networks": ("conv", "conv")}, "each once"),
        ({"placement": "nowhere"}, "no placement"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        scores_set(states.state(), **wrong)

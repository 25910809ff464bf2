"""What is said of a digit that moves: the figures are those of the planes, and what is not known is not said."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.translation.classified import CANVAS, Classified, Digit, NetworkScores
from convviz.lab.translation.classified_words import (
    NETWORK_NAMES,
    about,
    csv_text,
    figures,
    figures_text,
    place_text,
    sentences,
    subject,
    verdict,
)
from convviz.lab.translation.translation import SIDE_BY_SIDE, ScoresChoice
from convviz.nn.placement import on_canvas
from tests.lab.translation.test_classified import SOLID, plane_of


def all_of(label: int) -> np.ndarray:
    return np.full((17, 17), label)


def network(kind: str, here: int, everywhere: int | None = None, consistency: float | None = None) -> NetworkScores:
    scores = np.full(10, 0.01)
    scores[here] = 0.91
    return NetworkScores(kind, scores, None if everywhere is None else plane_of(all_of(everywhere)), consistency)


def classified(*networks: NetworkScores, truth: int | None = 3, shift: tuple[float, float] = (0, 2)) -> Classified:
    digit = Digit(on_canvas(SOLID, CANVAS), truth, 41 if truth is not None else 0)
    choice = ScoresChoice(truth, 0, networks=tuple(each.kind for each in networks))
    return Classified(choice, digit, shift, digit.canvas, networks)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ((3, 3, 3), "Shifted 2 right: all 3 networks see the 3."),
        ((3, 8, 3), "Shifted 2 right: 2 of 3 networks see the 3."),
        ((3, 8, 5), "Shifted 2 right: 1 of 3 networks sees the 3."),
        ((1, 8, 5), "Shifted 2 right: none of 3 networks see the 3."),
        ((3,), "Shifted 2 right: the network sees the 3."),
        ((8,), "Shifted 2 right: the network does not see the 3."),
    ],
)
def test_the_first_sentence_counts_who_sees_what_it_is(seen: tuple[int, ...], said: str) -> None:
    networks = [network(kind, here) for kind, here in zip(SIDE_BY_SIDE, seen, strict=False)]
    assert sentences(classified(*networks)).startswith(said)


def test_where_nothing_is_moved_the_digit_is_in_the_middle() -> None:
    said = sentences(classified(network("conv", 3), shift=(0, 0)))
    assert said.startswith("In the middle of the canvas: the network sees the 3.")


def test_of_a_picture_of_ones_own_nobody_is_right_and_a_caveat_is_said() -> None:
    networks = [network("conv", 2, 2), network("blur", 2, 2), network("full", 5, 5)]
    said = sentences(classified(*networks, truth=None))
    assert said.startswith("Shifted 2 right: 2 of 3 networks see a 2 in your picture.")
    assert "right at" not in said
    assert said.endswith("one of them wins, whatever you show.")


def test_shares_and_consistency_are_said_once_all_are_known() -> None:
    plain, blurred = network("conv", 3, 3, 0.8), network("blur", 3, 5, 0.9)
    said = sentences(classified(plain, blurred))
    assert "At the 81 places where all of it is on the canvas, right at 0 % (convolutional + blur) to 100 %" in said
    assert "80 % of the pairs with max pooling, and in 90 % with blur before subsampling" in said
    not_yet = sentences(classified(plain, replace(blurred, plane=None, consistency=None)))
    assert "81 places" not in not_yet
    assert "pairs" not in not_yet


def test_the_caveat_is_that_of_what_they_learnt_from() -> None:
    one = classified(network("conv", 3))
    said = {
        placement: sentences(replace(one, choice=replace(one.choice, placement=placement)))
        for placement in ("centred", "anywhere")
    }
    assert "centred digits alone" in said["centred"]
    assert "approximately" in said["anywhere"]


def test_a_verdict_says_what_is_seen_and_whether_it_is_right() -> None:
    assert verdict(network("conv", 3), 3) == "sees 3, right"
    assert verdict(network("conv", 8), 3) == "sees 8, wrong"
    assert verdict(network("conv", 8), None) == "sees 8"


def test_figures_are_dots_as_long_as_they_are_not_known() -> None:
    assert figures(network("conv", 3), 3) == (("right at", "…"), ("consistency", "…"))
    assert figures_text(network("conv", 3, 3, 0.9991), 3) == "right at 100 %, consistency > 99 %"
    assert figures(network("conv", 3, 3), None)[0] == ("one answer", "100 %")


def test_a_place_of_a_map_tells_the_two_highest_scores() -> None:
    shown = classified(network("conv", 3, 5))
    assert place_text(shown, "conv", -2, 3).startswith("3 right, 2 up   Convolutional sees 5 55 %, then ")
    assert place_text(classified(network("conv", 3)), "conv", 0, 0) == ""
    assert place_text(shown, "full", 0, 0) == ""


def test_the_subject_is_numbered_among_the_unseen_ones() -> None:
    shown = classified(network("conv", 3))
    assert subject(shown) == "the digit 3, number 1 of 41 unseen ones"
    beyond = replace(shown, choice=replace(shown.choice, number=99))
    assert subject(beyond) == "the digit 3, number 41 of 41 unseen ones"
    assert subject(classified(network("conv", 3), truth=None)) == "your picture"


def test_the_table_has_a_row_a_network_and_shift_with_all_scores() -> None:
    shown = classified(network("conv", 3, 3, 0.9), network("full", 3, 7), network("local", 3))
    lines = csv_text(shown).splitlines()
    said = [line for line in lines if line.startswith("#")]
    assert said == [f"# {line}" for line in about(shown)]
    assert "# Convolutional: right at 100 %, consistency 90 %" in said
    table = [line.split(",") for line in lines[len(said) :]]
    assert table[0][:5] == ["network", "dy", "dx", "winner", "score 0"]
    assert len(table) == 1 + 2 * 17 * 17
    assert {(row[0], row[3]) for row in table[1:]} == {(NETWORK_NAMES["conv"], "3"), (NETWORK_NAMES["full"], "7")}
    assert all(sum(map(float, row[4:])) == pytest.approx(1) for row in table[1:])

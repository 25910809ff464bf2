"""What is said of an effective field, in words that are true for the layers on its way."""

import numpy as np
import pytest

from convviz.lab.sparsity.effective_field import EffectiveField, bending_kinds, effective_field
from convviz.lab.sparsity.effective_words import (
    LINEAR,
    WIDER,
    field_sentence,
    picture_sentence,
    width_facts,
    zero_advice,
)
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.nn.receptive_field import Region
from tests.lab.network_states import ready_state, state_of

SOBEL = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]])
ZERO = EffectiveField(np.zeros((3, 3)), Region(0, 3, 0, 3), 1)


def field_under(kernel: np.ndarray) -> EffectiveField:
    state = state_of(Network([Conv2d(kernel, [0.0])]), channels=1)
    return effective_field(state, state.image, 0, 0, [(4, 4)])


def test_a_field_that_is_wider_than_in_theory_says_what_its_width_is() -> None:
    field = field_under(SOBEL)
    assert dict(width_facts(field))["Width"] == "spreads as an even field of 2.65 × 3.61 pixels would; in theory 3 × 3"
    assert field_sentence(field, (), "") == LINEAR + WIDER


def test_a_field_of_equal_weights_is_as_wide_as_in_theory() -> None:
    field = field_under(np.ones((1, 1, 3, 3)))
    assert dict(width_facts(field))["Width"] == "spreads as an even field of 3 × 3 pixels would; in theory 3 × 3"
    assert field_sentence(field, (), "") == LINEAR


def test_the_kinds_on_the_way_that_are_not_linear_are_named() -> None:
    state = ready_state("vgg-16")
    assert [bending_kinds(state, layer) for layer in (0, 1, 4)] == [(), ("ReLU",), ("ReLU", "MaxPool2d")]
    assert picture_sentence(("ReLU", "MaxPool2d")).startswith("How much ReLU and MaxPool2d let through depends")
    assert picture_sentence(("Tanh",)).startswith("How much Tanh lets through depends")


def test_a_field_that_is_zero_has_no_width_and_a_reason() -> None:
    assert width_facts(ZERO) == []
    told = "The gradient is zero: ReLU shuts every path to this value, or the weights do. Try another value."
    assert field_sentence(ZERO, ("ReLU",), "another value") == told
    assert field_sentence(ZERO, (), "another channel").startswith("The gradient is zero, as the weights")


@pytest.mark.parametrize(
    ("channels", "nonzero", "of_many", "advice"),
    [
        (6, 0.5, False, "another value"),
        (6, None, False, "another value"),
        (6, 0.01, False, "another channel: this one is zero nearly everywhere"),
        (6, 0.01, True, "another channel: this one is zero nearly everywhere"),
        (6, None, True, "another channel"),
        (1, 0.0, True, "another picture"),
    ],
)
def test_what_to_try_helps_where_the_gradient_is_zero(
    channels: int, nonzero: float | None, of_many: bool, advice: str
) -> None:
    assert zero_advice(channels, nonzero, of_many=of_many) == advice

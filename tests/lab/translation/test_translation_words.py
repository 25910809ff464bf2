"""What is said of edges, fractions and switches."""

from dataclasses import replace

import pytest

from convviz.lab.state import State
from convviz.lab.translation.experiment import experiment
from convviz.lab.translation.translation import CHOICES, EDGES, INTERPOLATIONS, Switches, Translation
from convviz.lab.translation.translation_words import (
    AVERAGE,
    EDGE_WORDS,
    INTERPOLATION_WORDS,
    LINEAR_AVERAGE,
    NO_PADDING,
    NONE,
    SWITCH_NAMES,
    change_text,
    cosine_text,
    error_text,
    interpolation_text,
    layer_text,
    place_text,
    shift_text,
    switch_text,
)
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, MaxPool2d
from convviz.nn.translation import equivariance_error
from tests.lab.states import image
from tests.lab.states import state as lab_state


def switched(state: State, **switches: object) -> State:
    return replace(state, translation=replace(state.translation, switches=Switches(**switches)))


def test_every_edge_and_interpolation_has_words() -> None:
    assert tuple(EDGE_WORDS) == EDGES
    assert tuple(INTERPOLATION_WORDS) == INTERPOLATIONS


@pytest.mark.parametrize("name", CHOICES)
def test_every_switch_has_a_name_and_a_sentence_for_each_choice(name: str) -> None:
    assert tuple(SWITCH_NAMES[name]) == CHOICES[name]
    sentences = [switch_text(switched(lab_state(), **{name: choice}), name) for choice in (None, *CHOICES[name])]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences[1:])) == len(sentences) - 1


def test_a_switch_that_is_not_used_tells_what_the_network_has() -> None:
    state = lab_state(stride=2, padding=1, padding_mode="reflect", activation="ReLU")
    assert switch_text(state, "padding_mode") == "Your convolution pads with reflect."
    assert switch_text(state, "stride") == "Your convolution has stride 2."
    assert switch_text(state, "activation") == "Your network has ReLU."
    assert switch_text(lab_state(padding=0), "padding_mode") == "Your convolution has no padding."
    assert switch_text(lab_state(stride=(1, 2), padding=0), "stride") == "Your convolution has stride 1×2."


def test_a_global_average_proves_nothing_while_all_before_it_is_linear() -> None:
    state = lab_state()
    assert switch_text(switched(state, head="global average"), "head") == LINEAR_AVERAGE
    assert switch_text(switched(state, head="global average", pooling="blur"), "head") == LINEAR_AVERAGE
    for other in ({"activation": "ReLU"}, {"pooling": "max"}, {"pooling": "max-blur"}):
        assert switch_text(switched(state, head="global average", **other), "head") == AVERAGE
    with_relu = lab_state(activation="ReLU")
    assert switch_text(switched(with_relu, head="global average"), "head") == AVERAGE
    assert switch_text(switched(with_relu, head="global average", activation="Identity"), "head") == LINEAR_AVERAGE


def test_layers_behind_and_before_count_as_far_as_they_are_looked_at() -> None:
    for behind, text in ((AvgPool2d(2), LINEAR_AVERAGE), (MaxPool2d(2), AVERAGE)):
        state = State(image(), "noise.png", Network([Conv2d(3, 2, 3), behind]), selected_layer=1)
        assert switch_text(switched(state, head="global average"), "head") == text
        only_first = replace(state, selected_layer=0)
        assert switch_text(switched(only_first, head="global average"), "head") == LINEAR_AVERAGE
    deep = State(image(), "noise.png", Network([Conv2d(3, 2, 3), ReLU(), Conv2d(2, 2, 3)]), selected_layer=2)
    assert switch_text(switched(deep, head="global average"), "head") == AVERAGE


def test_a_padding_mode_where_nothing_pads_changes_nothing() -> None:
    bare = lab_state(padding=0)
    assert switch_text(switched(bare, padding_mode="zeros"), "padding_mode") == NO_PADDING
    for pooling in ("blur", "max-blur"):
        assert switch_text(switched(bare, padding_mode="zeros", pooling=pooling), "padding_mode") != NO_PADDING
    assert switch_text(switched(lab_state(padding=1), padding_mode="zeros"), "padding_mode") != NO_PADDING


def test_the_interpolation_is_for_fractions() -> None:
    assert "Whole pixels" in interpolation_text(Translation(dx=3, dy=-2))
    assert interpolation_text(Translation(dx=0.5)) == INTERPOLATION_WORDS["bilinear"].meaning
    assert interpolation_text(Translation(dy=0.5, interpolation="fourier")) == INTERPOLATION_WORDS["fourier"].meaning


def test_a_shift_in_words() -> None:
    assert shift_text(-2, 0.25) == "0.25 right, 2 up"
    assert shift_text(1, -1) == "1 left, 1 down"


def test_what_cannot_be_measured_is_a_dash_and_what_has_no_end_is_named() -> None:
    texts = error_text, change_text, cosine_text
    assert [text(float("nan")) for text in texts] == [NONE] * 3
    assert error_text(float("inf")) == change_text(float("inf")) == "∞"


def test_no_reading_reaches_its_end_by_rounding() -> None:
    assert (cosine_text(1), cosine_text(0.99999), cosine_text(-0.5)) == ("1", "0.99999", "−0.5")
    assert (change_text(1), change_text(1 - 1e-9), change_text(0)) == ("100 %", "> 99.9 %", "0 %")
    assert [cosine_text(sign * (1 - 1e-12)) for sign in (1, -1)] == ["> 0.99999999", "< −0.99999999"]
    assert cosine_text(1 - 1e-8) == "0.99999999"


def test_a_layer_and_its_channel() -> None:
    assert layer_text("2 ReLU", 2, 6) == "2 ReLU, channel 3 of 6"
    assert layer_text("1 Conv2d", 0, 1) == "1 Conv2d"


def test_a_place_reads_all_three_and_says_when_the_difference_is_exactly_zero() -> None:
    pixel = image()[:, 0, 0]
    assert place_text((1, 2), pixel, -0.5, 0.0).endswith("map −0.5   difference exactly 0")
    assert place_text((1, 2), None, None, 1e-9) == "row 1, column 2   difference 1e−9"


def deep() -> State:
    layers = [Conv2d(3, 2, 3, padding=1), MaxPool2d(2), Conv2d(2, 2, 3, padding=1), MaxPool2d(2)]
    return State(image(3, 24, 32), "noise.png", Network(layers), selected_layer=3)


def test_the_words_on_a_stride_count_all_that_comes_to_the_shown_map() -> None:
    alone, sentence = (
        lab_state(padding=1),
        "Exact only for shifts by a multiple of 2; others look between the positions.",
    )
    assert switch_text(switched(alone, stride=2), "stride") == sentence
    assert "of the map is 4 pixels: exact only" in switch_text(switched(alone, stride=2, pooling="max"), "stride")
    assert "of the map is 8 pixels: exact only" in switch_text(switched(deep(), stride=2), "stride")
    assert "of the map is 4 pixels: exact only" in switch_text(switched(deep(), stride=1), "stride")
    assert switch_text(switched(alone, stride=1), "stride").startswith("Every whole pixel is a step of the map")


def test_the_words_on_a_circular_border_count_the_pooling_behind_it() -> None:
    def said(state: State, **switches: object) -> str:
        return switch_text(switched(state, padding_mode="circular", **switches), "padding_mode")

    exactly = "With a circular edge of the shift, the map moves exactly"
    alone = State(image(3, 24, 32), "noise.png", Network([Conv2d(3, 2, 3, padding=1)]))
    assert said(alone) == f"{exactly}."
    assert said(alone, pooling="max") == f"{exactly} at shifts by a multiple of 2 pixels."
    assert said(deep()) == f"{exactly} at shifts by a multiple of 4 pixels."
    border = "Best with a circular edge of the shift; yet values near the border can change here."
    assert said(replace(deep(), image=image(3, 26, 32))) == border
    assert said(alone, pooling="max-blur") == border


@pytest.mark.parametrize("pooling", [None, "max", "average", "blur", "max-blur"])
@pytest.mark.parametrize("size", [(24, 32), (22, 32), (23, 30)])
def test_what_is_said_of_a_circular_border_holds(pooling: str | None, size: tuple[int, int]) -> None:
    state = replace(deep(), image=image(3, *size))
    state = switched(state, padding_mode="circular", pooling=pooling)
    made = experiment(state)
    moved = equivariance_error(made.network, state.image, *made.jump, layer=made.shown, edge="circular")
    text = switch_text(state, "padding_mode")
    assert text.startswith("With" if moved < 1e-6 else "Best"), (text, moved)

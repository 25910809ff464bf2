"""What a value sees and what a pixel reaches, in the words of the page."""

from dataclasses import replace

from convviz.lab.sparsity.field_words import no_map_headline, reached_facts, reached_headline, seen_facts, seen_headline
from convviz.lab.sparsity.layer_fields import reached_values, receptive_cone
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import AvgPool2d, MaxPool2d
from tests.lab.network_states import ready_state, state_of


def padding(*layers: Layer, layer: int = -1, at: tuple[int, int] = (0, 0)) -> str:
    """Return what is told of the padding that a value of one of these layers sees."""
    state = state_of(Network(layers))
    return dict(seen_facts(state, receptive_cone(state, layer % len(layers), *at)))["Padding"]


def test_the_headline_tells_the_share_of_the_input() -> None:
    cone = receptive_cone(ready_state("lenet-5"), 3, 5, 5)
    assert seen_headline(cone) == "This value of layer 4 sees 14×14 of 32×32 pixels: 19 %."


def test_a_value_in_the_middle_sees_real_pixels_only() -> None:
    state = ready_state("lenet-5")
    assert seen_facts(state, receptive_cone(state, 0, 5, 7)) == [
        ("Rows", "5–9"),
        ("Columns", "7–11"),
        ("In theory", "5×5 pixels"),
        ("Real pixels", "25 of 25"),
        ("Padding", "none"),
        ("Holes", "none"),
    ]


def test_a_value_at_the_border_says_how_much_of_its_field_is_padding() -> None:
    state = state_of(Network([Conv2d(3, 1, 5, padding=2)]))
    facts = dict(seen_facts(state, receptive_cone(state, 0, 0, 0)))
    assert (facts["Rows"], facts["Real pixels"], facts["Padding"]) == ("0–2", "9 of 25", "16 (zeros)")


def test_padding_of_copies_is_told_as_such() -> None:
    assert padding(Conv2d(3, 1, 5, padding=2, padding_mode="replicate")) == "16 (copies of pixels, replicate)"
    assert padding(Conv2d(3, 1, 5, padding=2, padding_mode="circular")) == "16 (copies of pixels further off, circular)"


def test_padding_of_several_layers_is_told_as_what_it_is() -> None:
    zeros, copies = Conv2d(3, 1, 3, padding=1), Conv2d(1, 1, 3, padding=1, padding_mode="replicate")
    assert padding(zeros, replace(copies, padding_mode="zeros")) == "16 (zeros)"
    assert padding(zeros, copies) == "16 (zeros and copies)"
    assert padding(zeros, copies, layer=0) == "5 (zeros)"
    assert padding(Conv2d(3, 1, 3), copies) == "9 (copies, replicate)"  # of values of layer 1, not of pixels
    assert padding(replace(zeros, padding_mode="replicate"), copies) == "16 (copies, replicate)"
    assert padding(zeros, copies, at=(1, 5)) == "5 (zeros)"  # away from the border of layer 2
    assert padding(replace(zeros, padding_mode="reflect"), Flatten(), at=(0, 22)) == "5 (copies of pixels, reflect)"
    assert padding(Conv2d(3, 1, 1), MaxPool2d(3, 1, 1)) == "5 (left out by pooling)"


def test_the_first_layer_that_does_not_fit_is_named() -> None:
    state = state_of(Network([Conv2d(3, 1, 3), Linear(5, 2), Linear(2, 2)]))
    assert no_map_headline(replace(state, selected_layer=2)) == "Layer 2 does not fit, so layer 3 has no map."
    assert no_map_headline(replace(state, selected_layer=1)) == "Layer 2 does not fit, so it has no map."


def test_sizes_and_places_have_no_separators_and_counts_have_some() -> None:
    state = state_of(Network([Conv2d(3, 1, 1), AvgPool2d(1400, 1)]), 1500, 1600)
    cone = receptive_cone(state, 1, 100, 200)
    assert "sees 1400×1400 of 1500×1600 pixels" in seen_headline(cone)
    facts = dict(seen_facts(state, cone))
    assert (facts["Rows"], facts["Columns"], facts["In theory"]) == ("100–1499", "200–1599", "1400×1400 pixels")
    assert facts["Real pixels"] == "1,960,000 of 1,960,000"


def test_only_layers_that_the_field_goes_through_and_that_pad_say_what_padding_holds() -> None:
    zeros, further = Conv2d(3, 1, 5, padding=2), Conv2d(1, 1, 3, padding=1, padding_mode="circular")
    without = Conv2d(1, 1, 3, padding_mode="reflect")
    state = state_of(Network([zeros, without, further]))
    for layer in (0, 1):
        assert dict(seen_facts(state, receptive_cone(state, layer, 0, 0)))["Padding"].endswith("(zeros)")
    assert dict(seen_facts(state, receptive_cone(state, 2, 0, 0)))["Padding"].endswith("(zeros and copies)")


def test_holes_are_named_by_what_makes_them() -> None:
    def holes(*layers: Conv2d) -> str:
        state = state_of(Network(layers))
        return dict(seen_facts(state, receptive_cone(state, len(layers) - 1, 1, 1)))["Holes"]

    assert holes(Conv2d(3, 1, 3, dilation=2)) == "16 pixels, left out by dilation"
    assert holes(Conv2d(3, 1, 1, stride=3), Conv2d(1, 1, 2)) == "12 pixels, left out by stride"
    assert holes(Conv2d(3, 1, 3), Conv2d(1, 1, 3)) == "none"


def test_a_pixel_at_the_border_says_how_many_values_the_border_takes_from_it() -> None:
    state = state_of(Network([Conv2d(3, 6, 5, padding="same")]))
    corner, middle = reached_values(state, 0, 0)[1], reached_values(state, 10, 10)[1]
    assert reached_headline(corner, 0) == "This pixel reaches 3×3 of 20×23 values of layer 1: 2 %."
    facts = dict(reached_facts(corner))
    assert facts["Border"] == "would reach 5×5 = 25, here 9"
    assert facts["Values"] == "9 in each of 6 channels"
    assert dict(reached_facts(middle))["Border"] == "cuts nothing off"


def test_a_pixel_reaches_values_of_a_vector_or_none() -> None:
    state = state_of(Network([Conv2d(3, 1, 1, stride=2), Flatten(), Linear(120, 3)]))
    parts = reached_values(state, 2, 4)
    assert reached_headline(parts[2], 1) == "This pixel reaches 1 of the 120 values of layer 2."
    assert reached_headline(parts[3], 2) == "This pixel reaches 3 of the 3 values of layer 3."
    assert reached_facts(parts[3]) == [("Values", "3 of 3, numbers 0–2")]
    missed = reached_values(state, 1, 1)[1]
    assert reached_headline(missed, 0) == "This pixel reaches no value of layer 1: the stride steps over it."


def test_a_value_may_see_padding_only() -> None:
    state = state_of(Network([Conv2d(3, 1, 1, padding=2)]))
    cone = receptive_cone(state, 0, 0, 0)
    assert seen_headline(cone) == "This value of layer 1 sees padding only."

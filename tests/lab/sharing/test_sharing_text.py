"""What the page says is computed, and reads as it should."""

import pytest

from convviz.lab.sharing.sharing import compare_imagined, compare_layer, compare_network, counts_by_kind
from convviz.lab.sharing.sharing_growth import EXAMPLE, Imagined
from convviz.lab.sharing.sharing_text import (
    factor_text,
    growth_at,
    headline,
    multiply_adds_texts,
    same_multiplications,
    sharing_text,
    shown_cell,
    sparsity_text,
    subject_of_growth,
    table_of,
    where_parameters_are,
    why_156,
)
from convviz.lab.state import State
from convviz.lab.text.quantities import human_bytes
from convviz.lab.text.tables import as_csv, as_markdown
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from tests.lab.states import image, state, weights


def selected(*layers) -> State:
    return State(image(3, 32, 32), "noise.png", Network(layers), selected_layer=len(layers) - 1)


def test_the_headline_of_the_example() -> None:
    compared = EXAMPLE.comparison()
    assert headline(compared) == "An imagined layer has 456 parameters. Fully connected it would have 14,455,392."
    assert factor_text(compared.sparsity) == "÷ 40.96"
    assert factor_text(compared.sharing) == "÷ 784"
    assert sparsity_text(compared) == "by sparsity: a value sees 75 of 3,072 inputs"
    assert sharing_text(compared) == "by sharing between 28 × 28 positions"


def test_the_headline_says_what_the_layer_really_is() -> None:
    full = compare_layer(selected(Conv2d(3, 2, 5), Flatten(), Linear(1568, 10)))
    assert headline(full).startswith("This layer is fully connected: 15,690 parameters")
    local = compare_layer(selected(Conv2d(3, 3, 1), LocallyConnected2d(3, 6, 5, input_size=32)))
    assert headline(local) == (
        "This layer has 357,504 parameters. Fully connected it would have 14,455,392, as a convolution 456."
    )
    network = compare_network(selected(Conv2d(3, 6, 5)))
    assert headline(network) == "This network has 456 parameters. Fully connected it would have 14,455,392."
    assert sharing_text(network) == "by sharing: locally connected → convolution"
    assert sparsity_text(network) == "by sparsity: fully connected → locally connected"


def test_a_kernel_that_is_larger_than_the_image_saves_nothing_by_sparsity() -> None:
    compared = Imagined((4, 4), 1, (9, 9), 1, padding="same").comparison()
    assert compared.sparsity < 1
    assert sparsity_text(compared) == "no sparsity: 81 weights for 16 inputs"
    assert factor_text(compared.sparsity).startswith("×")
    assert "full connection would need fewer" in same_multiplications(compared)


def test_both_numbers_of_the_lectures_are_explained() -> None:
    text = why_156()
    assert "(5·5 + 1)·6 = 156" in text
    assert "(5·5·3 + 1)·6 = 456" in text


def test_the_catch_shows_the_two_equal_numbers() -> None:
    example = EXAMPLE.comparison()
    assert list(multiply_adds_texts(example).values()) == ["14,450,688", "352,800", "352,800"]
    assert same_multiplications(example).endswith("Only sparsity saves them.")
    linear = compare_layer(selected(Conv2d(3, 2, 5), Flatten(), Linear(1568, 10)))
    assert multiply_adds_texts(linear)["fully connected"] == "15,680"
    assert same_multiplications(linear).endswith("This layer shares nothing.")


def test_curves_of_something_else_than_what_is_counted_say_of_what() -> None:
    layers = Conv2d(3, 2, 5), Flatten(), Linear(1568, 10)
    assert subject_of_growth(selected(layers[0]), "layer") == ""
    assert subject_of_growth(selected(*layers), "network") == "Layer 1 alone"
    assert growth_at(32, {"convolution": 28.0}, "Layer 1 alone").startswith("Layer 1 alone, at 32 pixels: ")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("lenet-5", "LeNet-5 as taught today: 95.8 % of 61,706"),
        ("alexnet", "AlexNet: 94.0 % of 62,378,344"),
        ("vgg-16", "VGG-16: 89.4 % of 138,357,544"),
    ],
)
def test_where_the_parameters_of_known_networks_are(key: str, text: str) -> None:
    assert where_parameters_are(key) == text


def test_bytes_are_written_in_units_of_1024() -> None:
    counts = counts_by_kind(Conv2d(3, 6, 5), (3, 1000, 1000))
    assert human_bytes(counts["fully connected"].bytes) == "65 TiB"
    assert human_bytes(4 * 138_357_544) == "528 MiB"
    assert human_bytes(0) == "0 bytes"
    assert human_bytes(10**30).endswith(" ZiB")


def test_a_cell_has_all_digits_or_is_short_and_bytes_have_a_unit() -> None:
    counts = counts_by_kind(Conv2d(3, 6, 5), (3, 32, 32))["fully connected"]
    assert shown_cell("Weights", counts) == "14,450,688"
    assert shown_cell("Weights", counts, short=True) == "1.45 × 10⁷"
    assert shown_cell("Bytes, float32", counts) == "55.1 MiB"


def test_the_table_is_copied_with_all_digits() -> None:
    headings, rows = table_of(EXAMPLE.comparison())
    assert headings == ["Imagined: 32×32×3 → 28×28×6", "Fully connected", "Locally connected", "Convolution"]
    assert "| Parameters | 14,455,392 | 357,504 | 456 |" in as_markdown(headings, rows)
    assert "Multiply-adds,14450688,352800,352800\r\n" in as_csv(headings, rows)
    assert '"Bytes, float32",57821568,1430016,1824\r\n' in as_csv(headings, rows)


def test_a_point_of_the_curves_is_read_out() -> None:
    text = growth_at(1000, {"fully connected": 1.79e13, "locally connected": 4e8, "convolution": 456})
    assert text == "At 1,000 pixels: fully connected 1.79 × 10¹³, locally connected 4.00 × 10⁸, convolution 456"


def test_a_mean_number_of_inputs_is_no_whole_number() -> None:
    compared = compare_imagined(Conv2d(3, 6, 5), (3, 32, 32))
    assert isinstance(compared.seen, float)
    assert sparsity_text(compare_layer(state(weights(1, 3, 3, 3)))).startswith("by sparsity: a value sees 27 of 540")

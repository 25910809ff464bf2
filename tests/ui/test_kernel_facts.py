"""What the kernel is like: said in words and numbers, and drawn as the waves that come through."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from convviz.lab.edits.edits import cells_set, channel_mode_set, kernel_set
from convviz.lab.kernel.kernel_formulas import gaussian
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.pictures.display import Scale
from convviz.lab.state import State, first_state
from convviz.ui.kernel.kernel_facts import ANTISYMMETRIC, DIFFERENT, SYMMETRIC, KernelFacts
from convviz.ui.widgets.array_picture import ArrayPicture
from tests.hands import colours_of
from tests.lab_fixtures import image
from tests.lab_states import random_states

WIDTH = 304


@pytest.fixture
def facts(qtbot: QtBot, styled: object) -> KernelFacts:
    facts = KernelFacts()
    qtbot.addWidget(facts)
    facts.resize(WIDTH, 100)
    facts.show()
    return facts


def state_of(weights: object, channels: int = 3) -> State:
    return first_state(image(channels=channels), "noise", np.array(weights, np.float32))


def edited(state: State, make: Callable[..., dict[str, object]], *arguments: object, **changes: object) -> State:
    return replace(state, **make(state, *arguments), **changes)


def lines(facts: KernelFacts) -> list[str]:
    """Return what is shown, line by line."""
    labels = (facts.weights, facts.total, facts.absolute, facts.rank, facts.product, facts.flip)
    return [label.text() for label in labels if label.isVisible()]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            "sobel-x",
            "27 weights on 3 channels|sum 0|absolute sum 24|rank 1: a column × a row|[1 2 1] × [−1 0 1]"
            "|antisymmetric under the flip",
        ),
        ("laplacian", "27 weights on 3 channels|sum 0|absolute sum 24|rank 2: not separable|symmetric under the flip"),
        ("emboss", "27 weights on 3 channels|sum 3|absolute sum 27|rank 3: not separable|not symmetric under the flip"),
        (
            "box-blur",
            "75 weights on 3 channels|sum 3|absolute sum 3|rank 1: a column × a row"
            "|[1 1 1 1 1] × [1 1 1 1 1] / 25|symmetric under the flip",
        ),
    ],
)
def test_the_kernel_is_described(facts: KernelFacts, key: str, words: str) -> None:
    facts.show_state(state_of(KERNELS[key].weights))
    assert lines(facts) == words.split("|")


def test_of_a_grey_input_the_kernel_is_counted_once(facts: KernelFacts) -> None:
    facts.show_state(state_of(KERNELS["emboss"].weights, channels=1))
    assert lines(facts)[:3] == ["9 weights", "sum 1", "absolute sum 9"]


def test_a_kernel_that_all_channels_share_is_counted_once(facts: KernelFacts) -> None:
    state = state_of(KERNELS["emboss"].weights)
    facts.show_state(edited(state, channel_mode_set, "each"))
    assert lines(facts)[:3] == ["9 weights", "sum 1", "absolute sum 9"]


def test_the_facts_of_one_channel_are_those_of_its_kernel(facts: KernelFacts) -> None:
    state = edited(state_of(KERNELS["emboss"].weights), lambda _: {"selected_channel": 1})
    facts.show_state(edited(state, kernel_set, KERNELS["sobel-x"].weights))
    assert lines(facts)[:3] == ["9 weights", "sum 0", "absolute sum 8"]
    assert facts.product.text() == "[1 2 1] × [−1 0 1]"


def test_of_channels_that_differ_only_what_holds_for_all_is_told(facts: KernelFacts) -> None:
    state = edited(state_of(KERNELS["laplacian"].weights), lambda _: {"selected_channel": 1})
    state = edited(state, cells_set, [(1, 1)], 6.0, selected_channel=None)
    facts.show_state(state)
    assert lines(facts) == [
        "27 weights on 3 channels",
        "sum 10",
        "absolute sum 26",
        "kernels differ by channel",
        "symmetric under the flip",
    ]
    assert facts.rank.toolTip() == DIFFERENT


def test_no_weights_but_zeros_and_a_single_one_are_described(facts: KernelFacts) -> None:
    facts.show_state(state_of(np.zeros((3, 3)), channels=1))
    assert lines(facts)[1:] == ["sum 0", "absolute sum 0", "rank 0: all weights are zero", "symmetric under the flip"]
    facts.show_state(state_of([[-2.5]], channels=1))
    assert lines(facts)[0] == "1 weight"
    assert facts.product.text() == "[1] × [−2.5]"


def test_a_product_that_is_too_long_is_cut_and_stands_in_its_tooltip(facts: KernelFacts) -> None:
    facts.show_state(state_of(gaussian(15, 2)))
    assert facts.product.text().count("…]") == 2
    assert facts.product.fontMetrics().horizontalAdvance(facts.product.text()) <= facts.product.width()
    whole = facts.product.toolTip().splitlines()[0]
    assert "…" not in whole
    assert len(whole.split()) == 15 + 1 + 15


def test_with_more_room_more_of_the_product_is_shown(facts: KernelFacts) -> None:
    facts.show_state(state_of(gaussian(15, 2)))
    before = facts.product.text()
    facts.resize(2 * WIDTH, 100)
    assert len(facts.product.text()) > len(before)
    facts.resize(10 * WIDTH, 100)
    assert facts.product.text() == facts.product.toolTip().splitlines()[0]


def test_every_line_says_what_it_means(facts: KernelFacts) -> None:
    facts.show_state(state_of(KERNELS["sobel-x"].weights))
    labels = (facts.weights, facts.total, facts.absolute, facts.rank, facts.product, facts.flip, facts.caption)
    assert all(label.toolTip().endswith(".") for label in labels)
    assert facts.flip.toolTip() == ANTISYMMETRIC
    facts.show_state(state_of(KERNELS["laplacian"].weights))
    assert facts.flip.toolTip() == SYMMETRIC


def test_it_is_as_narrow_as_the_panel_and_low(facts: KernelFacts) -> None:
    for weights in (KERNELS["sobel-x"].weights, gaussian(31, 5)):
        facts.show_state(state_of(weights))
        assert facts.minimumSizeHint().width() <= WIDTH
        assert facts.sizeHint().height() <= 110


def middle_and_border(picture: ArrayPicture) -> tuple[int, int, int]:
    """Return how bright the middle of the picture is, the middle of its right border, and that of its lower one."""
    shown = colours_of(picture.grab().toImage()).mean(axis=2)
    side = len(shown)
    return tuple(int(shown[y, x]) for y, x in ((side // 2,) * 2, (side // 2, side - 3), (side - 3, side // 2)))


def test_a_blur_lets_slow_changes_through_and_an_edge_detector_those_across(facts: KernelFacts) -> None:
    facts.show_state(state_of(gaussian(9, 1.5)))
    middle, across, down = middle_and_border(facts.response)
    assert middle == 255
    assert max(across, down) < 10
    facts.show_state(state_of([[-1, 1]]))
    middle, across, down = middle_and_border(facts.response)
    assert middle == down == 0
    assert across > 250
    assert "Brightest: 6 times" in facts.response.toolTip()


def test_the_response_has_the_colours_that_were_chosen(facts: KernelFacts) -> None:
    state = state_of(np.ones((1, 1)))
    facts.show_state(replace(state, display=replace(state.display, unsigned="viridis")))
    shown = QImage(facts.response.grab().toImage()).pixelColor(40, 40)
    brightest = Scale(0, 1, "viridis").colours()[254]
    assert shown == QColor.fromRgb(*map(int, brightest))


def test_any_state_is_shown(facts: KernelFacts) -> None:
    for state in random_states(60):
        facts.show_state(state)
        assert facts.sizeHint().height() <= 110

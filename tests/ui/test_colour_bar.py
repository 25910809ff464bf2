"""The colour bar says which value each colour stands for."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.display import SIGNED_COLOUR_MAPS, UNSIGNED_COLOUR_MAPS, Scale
from convviz.ui.widgets.colour_bar import BAR_WIDTH, ColourBar
from tests.hands import colours_of

SIGNED, UNSIGNED = list(SIGNED_COLOUR_MAPS), list(UNSIGNED_COLOUR_MAPS)


@pytest.fixture
def bar(qtbot: QtBot) -> ColourBar:
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint().width(), 300)
    return bar


def column(bar: ColourBar) -> np.ndarray:
    """Return the colours down the middle of the bar."""
    return colours_of(bar.grab().toImage())[:, BAR_WIDTH // 2]


@pytest.mark.parametrize("name", SIGNED + UNSIGNED)
def test_it_has_all_colours_of_the_map_from_the_highest_value_down(bar: ColourBar, name: str) -> None:
    scale = Scale(-2.0 if name in SIGNED else 0.0, 2.0, name)
    bar.show_scale(scale, (0.0, 0.0))
    shown, known = column(bar).astype(int), scale.colours()[:255].astype(int)
    # The frame of one pixel and rounding apart, the bar runs from its last colour to its first.
    inside = shown[25:-25]
    places = [int(np.abs(known - colour).sum(axis=1).argmin()) for colour in inside]
    assert max(np.abs(known[place] - colour).max() for place, colour in zip(places, inside, strict=True)) <= 4
    assert places == sorted(places, reverse=True)
    assert places[0] - places[-1] > 220


def test_zero_is_in_the_middle_of_signed_colours(bar: ColourBar) -> None:
    scale = Scale(-3.0, 3.0, SIGNED[0])
    bar.show_scale(scale, (0.0, 0.0))
    middle = column(bar)[150].astype(int)
    assert np.abs(middle - scale.colours()[127]).max() <= 4


def test_its_ends_are_told_in_words(bar: ColourBar) -> None:
    bar.show_scale(Scale(-1.5, 1.5, SIGNED[0]), (0.0, 0.0))
    assert bar.accessibleDescription() == "Values from −1.5 to 1.5"
    assert bar.toolTip().startswith(bar.accessibleDescription())


def test_what_lies_beyond_is_told_and_drawn(bar: ColourBar) -> None:
    scale = Scale(-1.5, 1.5, SIGNED[0])
    bar.show_scale(scale, (0.0, 0.0))
    before = colours_of(bar.grab().toImage())
    bar.show_scale(scale, (0.001, 0.003))
    after = colours_of(bar.grab().toImage())
    assert bar.accessibleDescription() == "Values from −1.5 to 1.5; 0.4 % of the values lie beyond"
    changed = np.flatnonzero((before != after).any(axis=(1, 2)))
    assert changed.min() < 20
    assert changed.max() > 280


def test_values_that_are_not_negative_lie_beyond_the_upper_end_only(bar: ColourBar) -> None:
    scale = Scale(0.0, 1.5, UNSIGNED[0])
    bar.show_scale(scale, (0.0, 0.0))
    before = colours_of(bar.grab().toImage())
    bar.show_scale(scale, (0.0, 0.004))
    changed = np.flatnonzero((before != colours_of(bar.grab().toImage())).any(axis=(1, 2)))
    assert changed.max() < 30


@pytest.mark.parametrize(("low", "high"), [(-1e-30, 1e-30), (-3e38, 3e38), (0.0, 1e-5), (-1020.0, 1020.0)])
def test_it_is_drawn_for_values_of_any_size(bar: ColourBar, low: float, high: float) -> None:
    bar.show_scale(Scale(low, high, SIGNED[0]), (0.0, 0.0))
    assert len(np.unique(column(bar), axis=0)) > 100


def test_without_a_scale_it_is_empty(bar: ColourBar) -> None:
    assert len(np.unique(column(bar), axis=0)) == 1

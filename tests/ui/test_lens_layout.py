"""What is drawn of the lens are its numbers, each in its place, whatever the state."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from convviz.lab.compute import compute
from convviz.lab.kernel.lens import Lens, look
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number, parse_number
from convviz.ui.filters.lens_grid import CELL_FONTS, MOST_READABLE, SMALLEST_WRITTEN, Grid
from convviz.ui.filters.lens_layout import Layout, View, lay_out
from tests.lab import states
from tests.lab_fixtures import image
from tests.lab_states import random_states

ROOM = QSizeF(1064, 138)  # of the panel in a window of 1440×900
NARROW = QSizeF(648, 138)  # in one of 1024×900


@pytest.fixture(autouse=True)
def _fonts(styled: QApplication) -> None:
    """Measure in the font of the application."""


def width_of(text: str, size: int) -> float:
    font = QApplication.font()
    font.setPixelSize(size)
    return QFontMetricsF(font).horizontalAdvance(text)


def shown(lens: Lens, channel: int = 0, size: QSizeF = ROOM, **view: object) -> Layout:
    return lay_out(lens, View(channel, "balance", False)._replace(**view), size, width_of)


def lens_of(
    height: int = 3, width: int = 3, channels: int = 3, scale: float = 1.0, y: int = 9, x: int = 9, **changes: object
) -> Lens:
    """Return the lens of a layer with random weights."""
    weight = np.random.default_rng(height * width).normal(scale=scale, size=(1, channels, height, width))
    if changes.get("channel_mode") == "each":
        weight[:] = weight[:, :1]
    return look(compute(states.state(weight, image(channels=channels), bias=[0.25], **changes)), y, x)


def with_channels(count: int) -> Lens:
    """Return the lens of a layer that takes so many channels, as those of a network do."""
    lens, random = lens_of(activation="ReLU"), np.random.default_rng(count)
    patch, kernel = random.normal(size=(2, count, 3, 3))
    sums = (patch * kernel).sum(axis=(1, 2))
    totals = sums.sum(keepdims=True) + lens.bias
    return replace(lens, patch=patch, kernel=kernel, products=patch * kernel, sums=sums, totals=totals, values=totals)


def states_and_lenses() -> list[tuple[State, Lens]]:
    random, made = np.random.default_rng(5), []
    for state in random_states(40, seed=3):
        height, width = state.map_shape
        made.append((state, look(compute(state), int(random.integers(height)), int(random.integers(width)))))
    return made


LENSES = states_and_lenses()


def assert_reads(text: str, value: float) -> None:
    """Check that a text is the number, rounded to one significant digit at the least."""
    if text == "≈0":
        assert abs(value) < SMALLEST_WRITTEN
        return
    unit = 10.0 ** np.floor(np.log10(abs(value))) if value else 1e-30
    assert abs(parse_number(text) - value) <= 0.5001 * unit, (text, value)


@pytest.mark.parametrize("index", range(len(LENSES)))
def test_the_cells_hold_the_numbers_of_the_lens(index: int) -> None:
    _, lens = LENSES[index]
    for channel in range(len(lens.sums)):
        layout = shown(lens, channel)
        for grid, values in zip(layout.grids, (lens.patch, lens.kernel, lens.products), strict=True):
            assert np.array_equal(grid.values, values[channel])
            assert bool(grid.numbers) == (max(lens.is_pixel.shape) <= MOST_READABLE)
            for y, row in enumerate(grid.numbers):
                for x, number in enumerate(row):
                    assert_reads(number.text, float(values[channel, y, x]))
        assert np.array_equal(layout.grids[0].dotted, ~lens.is_pixel)
        assert not any(grid.dotted.any() for grid in layout.grids[1:])


@pytest.mark.parametrize("index", range(len(LENSES)))
def test_the_last_line_is_the_value_and_the_lines_before_are_what_it_is_made_of(index: int) -> None:
    state, lens = LENSES[index]
    layout = shown(lens)
    texts = [text.text for text in layout.texts]
    for text, value in zip([text.text for text in layout.texts if text.bold], lens.values, strict=True):
        assert_reads(text, value)
    first = texts.index("Σ" if len(lens.totals) > 1 else f"Σ {lens.channel_names[0]}".strip())
    for channel, each in enumerate(lens.sums.tolist()):
        assert_reads(texts[first + 1 + channel * (1 if len(lens.totals) > 1 else 2)], each)
        assert (channel in layout.channels) == (len(lens.sums) > 1)
    assert texts.count("= value") == (state.activation == "Identity")
    assert texts.count(f"→ {state.activation}") == (state.activation != "Identity")
    assert_reads(texts[texts.index("+ bias") + 1], lens.bias)


def places(layout: Layout) -> list[QRectF]:
    """Return what must not overlap: of a grid and its title the part that both span."""
    parts = [grid.place.united(title.place) for grid, title in zip(layout.grids, layout.titles, strict=True)]
    return parts + [text.place for text in layout.texts]


@pytest.mark.parametrize("size", [ROOM, NARROW])
@pytest.mark.parametrize("index", range(0, len(LENSES), 2))
def test_nothing_overlaps_and_nothing_is_cut_off(index: int, size: QSizeF) -> None:
    layout = shown(LENSES[index][1], size=size)
    everything = QRectF(0, 0, size.width() + 0.1, size.height() + 0.1)
    for place in places(layout):
        assert everything.contains(place), place
    for one, other in itertools.combinations(places(layout), 2):
        assert not one.adjusted(0.1, 0.1, -0.1, -0.1).intersects(other), (one, other)


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 5), (7, 1), (1, 7), (7, 7)])
@pytest.mark.parametrize("scale", [1e-5, 1e-3, 0.1, 1, 100, 1e4, 2e5])
@pytest.mark.parametrize("mode", ["across", "each"])
def test_up_to_seven_by_seven_every_number_can_be_read(shape: tuple[int, int], scale: float, mode: str) -> None:
    lens = lens_of(*shape, scale=scale, channel_mode=mode, activation="LeakyReLU")
    layout = shown(lens)
    for grid in layout.grids:
        cell = grid.cell(0, 0)
        for number in itertools.chain.from_iterable(grid.numbers):
            assert number.text != "…"
            assert number.font in CELL_FONTS
            assert width_of(*number) <= cell.width()
            assert number.font < cell.height()
        assert len(grid.numbers) == shape[0]
    assert "…" not in [text.text for text in layout.texts]


@pytest.mark.parametrize("shape", [(8, 8), (31, 31), (1, 31), (31, 1), (9, 3)])
def test_larger_kernels_are_pictures_that_can_be_seen(shape: tuple[int, int]) -> None:
    for grid in shown(lens_of(*shape)).grids:
        assert grid.numbers == []
        assert min(grid.place.width(), grid.place.height()) >= 25


def test_where_there_is_little_room_numbers_give_way_to_a_picture() -> None:
    assert shown(lens_of(7, 7), size=NARROW).grids[0].numbers == []
    assert shown(lens_of(3, 3), size=NARROW).grids[0].numbers != []


def test_one_scale_of_colours_holds_for_all_channels() -> None:
    lens = lens_of(3, 3)
    scales = {tuple(grid.scale for grid in shown(lens, channel).grids) for channel in range(3)}
    assert len(scales) == 1


def test_a_patch_with_negative_values_gets_signed_colours() -> None:
    assert shown(lens_of()).grids[0].scale.colour_map == "grey"
    assert shown(with_channels(8)).grids[0].scale.colour_map == "balance"


def test_titles_name_the_channel_and_say_when_the_kernel_is_turned() -> None:
    def titles(lens: Lens, **view: object) -> list[str]:
        return [title.text for title in shown(lens, **view).titles]

    colour, grey, each = lens_of(), lens_of(channels=1), lens_of(channel_mode="each")
    assert titles(colour, channel=2) == ["Patch, blue", "Kernel, blue", "Products"]
    assert titles(colour, turned=True)[1] == "Kernel, red, turned by half a turn"
    assert titles(grey, turned=True) == ["Patch", "Kernel, turned by half a turn", "Products"]
    assert titles(each, channel=1) == ["Patch, green", "Kernel", "Products"]


def test_every_word_has_a_tooltip() -> None:
    for lens in (lens_of(activation="Tanh"), lens_of(channel_mode="each"), with_channels(40)):
        layout = shown(lens)
        assert [text.text for text in (*layout.titles, *layout.texts) if not text.tip] == ["×", "="]


@pytest.mark.parametrize("count", [2, 3, 4, 12, 300])
def test_the_channel_that_is_shown_always_has_its_line(count: int) -> None:
    lens = with_channels(count)
    for channel in {0, 1, count // 2, count - 1}:
        layout = shown(lens, channel)
        assert channel in layout.channels
        assert max(place.bottom() for place in places(layout)) <= ROOM.height()
        middles = [place.center() for place in layout.channels.values()]
        assert [sum(place.contains(middle) for place in layout.channels.values()) for middle in middles] == [1] * len(
            middles
        )


def test_values_that_are_no_numbers_are_named() -> None:
    lens = with_channels(2)
    lens.patch[0, 0, 0], lens.patch[0, 1, 1] = np.nan, np.inf
    grid = shown(lens).grids[0]
    assert grid.numbers[0][0].text == "NaN"
    assert grid.numbers[1][1].text == "∞"


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (7, 7), (31, 31)])
def test_the_middle_of_every_cell_is_that_cell(shape: tuple[int, int]) -> None:
    grid: Grid
    for grid in shown(lens_of(*shape)).grids:
        for y, x in np.ndindex(shape):
            assert grid.tap_at(grid.cell(y, x).center()) == (y, x)
        assert grid.tap_at(grid.place.bottomRight()) is None
        assert grid.tap_at(grid.place.topLeft() / 2) is None
        assert grid.reading((0, 0)) == f"{grid.name} {format_number(float(grid.values[0, 0]))}"

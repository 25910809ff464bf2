"""Pictures for people: crisp when zoomed, and with a colour bar that says what the colours mean."""

from typing import Any

import numpy as np
import pytest

from convviz.files.figures import bar_image, least_bar_height, picture_bands, picture_size, text_size
from convviz.files.writing import ExportError
from convviz.lab.compute import compute
from convviz.lab.pictures.display import NOT_FINITE_COLOUR, Scale, scale_of
from tests.lab_states import random_states

RANDOM = np.random.default_rng(0)
MAP = RANDOM.normal(size=(20, 30)).astype(np.float32)
COLOUR_MAP = RANDOM.random((3, 20, 30), np.float32)
SCALE = scale_of(MAP)


def drawn(feature_map: np.ndarray, scale: Scale = SCALE, **how: Any) -> np.ndarray:
    """Draw it, and check that it has the size that was told before."""
    pixels = np.concatenate(list(picture_bands(feature_map, scale, **how)))
    assert pixels.shape == (*picture_size(feature_map.shape[-2:], scale, **how), 3)
    return pixels


def test_the_colours_are_those_of_the_screen() -> None:
    for state in random_states(20):
        frame = compute(state)
        levels = frame.map_picture
        assert np.array_equal(frame.scale.rgb(frame.feature_map), levels.rgb())


@pytest.mark.parametrize("feature_map", [MAP, COLOUR_MAP], ids=["one plane", "colour"])
@pytest.mark.parametrize("zoom", [1, 2, 3, 16])
def test_every_value_becomes_a_square_of_one_colour(feature_map: np.ndarray, zoom: int) -> None:
    pixels = drawn(feature_map, zoom=zoom)
    plain = SCALE.rgb(feature_map)
    assert np.array_equal(pixels[::zoom, ::zoom], plain)
    assert np.array_equal(pixels, np.kron(plain, np.ones((zoom, zoom, 1), np.uint8)))


def test_a_tall_map_is_drawn_in_bands_as_if_at_once() -> None:
    tall = RANDOM.normal(size=(3000, 400)).astype(np.float32)
    assert len(list(picture_bands(tall, SCALE))) > 1
    assert np.array_equal(drawn(tall), SCALE.rgb(tall))


@pytest.mark.parametrize("shape", [(20, 30), (200, 150), (900, 40), (1, 1)])
@pytest.mark.parametrize("zoom", [1, 2])
def test_the_map_stands_whole_beside_its_colour_bar(shape: tuple[int, int], zoom: int) -> None:
    values = RANDOM.normal(size=shape).astype(np.float32)
    pixels = drawn(values, zoom=zoom, colour_bar=True)
    height, width = (zoom * side for side in shape)
    top = (len(pixels) - height) // 2
    assert np.array_equal(pixels[top : top + height, :width], drawn(values, zoom=zoom))
    assert (pixels[:top, :width] == 255).all()
    assert (pixels[top + height :, :width] == 255).all()
    beside = pixels[:, width:].reshape(-1, 3)
    assert len(np.unique(beside, axis=0)) > 40


@pytest.mark.parametrize("scale", [SCALE, Scale(0, 5, "viridis"), Scale(-1, 1, "grey")], ids=str)
def test_the_bar_has_the_colours_of_the_scale_from_the_highest_down(scale: Scale) -> None:
    size = 14
    column = np.asarray(bar_image(400, scale, (0, 0), size))[:, size + size // 2].astype(int)
    known = scale.colours()[:255].astype(int)
    inside = column[2 * size : -2 * size]
    places = [int(np.abs(known - colour).sum(axis=1).argmin()) for colour in inside]
    assert max(np.abs(known[place] - colour).max() for place, colour in zip(places, inside, strict=True)) <= 4
    assert max(np.diff(places)) <= 1  # near white two neighbours are all but alike
    assert places[0] > 240
    assert places[-1] < 15


@pytest.mark.parametrize(("beyond", "ends"), [((0.1, 0), "below"), ((0, 0.1), "above"), ((0.1, 0.2), "both")])
def test_arrows_stand_where_values_lie_beyond(beyond: tuple[float, float], ends: str) -> None:
    size = 14
    plain = np.asarray(bar_image(300, SCALE, (0, 0), size))
    changed = (plain != np.asarray(bar_image(300, SCALE, beyond, size))).any(axis=(1, 2))
    assert changed[: 2 * size].any() == (ends != "below")
    assert changed[-2 * size :].any() == (ends != "above")
    assert not changed[2 * size : -2 * size].any()


def lines_of_text(bar: np.ndarray, size: int) -> list[np.ndarray]:
    """Return the rows of each number beside a colour bar."""
    dark = (bar.astype(int).sum(axis=2) < 200)[:, 3 * size :].any(axis=1)
    rows = np.flatnonzero(dark)
    return np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1)


def test_the_numbers_are_written_beside_it_in_black() -> None:
    lines = lines_of_text(np.asarray(bar_image(300, SCALE, (0, 0), 14)), 14)
    middles = [float(rows.mean()) for rows in lines]
    assert len(lines) == 5
    assert np.diff(middles) == pytest.approx(66, abs=2)
    assert middles[2] == pytest.approx(150, abs=2)


def test_a_short_bar_leaves_the_quarters_out() -> None:
    bar = bar_image(least_bar_height(14), SCALE, (0, 0), 14)
    assert len(lines_of_text(np.asarray(bar), 14)) == 3


def test_text_grows_with_the_picture_and_stays_legible() -> None:
    assert text_size(10, 10) == 14
    assert text_size(2000, 3000) == pytest.approx(77, abs=1)
    assert text_size(5000, 40) == 14


def test_what_is_not_finite_keeps_its_colour() -> None:
    values = MAP.copy()
    values[3, 4] = np.nan
    assert tuple(drawn(values, zoom=2)[7, 9]) == NOT_FINITE_COLOUR


@pytest.mark.parametrize("zoom", [0, -1, 17])
def test_a_zoom_out_of_range_is_refused(zoom: int) -> None:
    with pytest.raises(ExportError, match=f"can be zoomed 1 to 16 times, and not {zoom} times"):
        drawn(MAP, zoom=zoom)


def test_a_zoom_that_makes_too_many_pixels_is_refused_in_a_sentence() -> None:
    with pytest.raises(ExportError) as caught:
        picture_size((3000, 4000), SCALE, zoom=5)
    assert str(caught.value) == (
        "Zoomed 5 times, the picture would have 20,000 × 15,000 pixels, more than convviz opens (178 million); "
        "choose a smaller zoom."
    )
    assert picture_size((3000, 4000), SCALE, zoom=3) == (9000, 12000)


def test_a_huge_map_itself_is_never_too_large() -> None:
    assert picture_size((20_000, 20_000), SCALE) == (20_000, 20_000)

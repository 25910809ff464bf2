"""Three pictures stand side by side, as large as one another, with what they show in words."""

from itertools import pairwise

import numpy as np
import pytest

from convviz.files.triptych import LEAST_SIDE, MOST_SIDE, Panel, Triptych, layout_of, triptych
from convviz.lab.pictures.display import Scale

RANDOM = np.random.default_rng(0)
SCALE = Scale(-1.0, 1.0, "balance")
SHAPES = [(28, 28), (480, 640), (4000, 300), (20, 5000), (1, 1), (300, 300)]


def page(*pixels: np.ndarray, zero: np.ndarray | None = None, caption: str = "", beyond: float = 0.0) -> Triptych:
    first, second, third = pixels
    return Triptych(
        "Shift  x +1, y 0 pixels",
        "noise",
        (
            Panel("Shifted input", "a", first),
            Panel("Feature map 1", "b", second, SCALE, (beyond, beyond)),
            Panel("Difference", "c", third, SCALE, zero=zero),
        ),
        (("Equivariance", "relative error 0", "d"), ("Invariance", "changed by 0 %, cosine 1", "e")),
        caption,
    )


def noise(height: int, width: int) -> np.ndarray:
    return RANDOM.integers(0, 256, (height, width, 3), dtype=np.uint8)


def pictures(content: Triptych, longest: int) -> list[np.ndarray]:
    """Cut the three pictures out of the page."""
    shapes = [panel.pixels.shape[:2] for panel in content.panels]
    layout, whole = layout_of(shapes, longest, content.caption), np.asarray(triptych(content, longest))
    corners = [(layout.pictures_top, layout.left(index), *layout.pictures[index]) for index in range(3)]
    return [whole[top : top + height, left : left + width] for top, left, height, width in corners]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("longest", [LEAST_SIDE, 960, MOST_SIDE])
def test_no_side_is_longer_than_was_asked_for(shape: tuple[int, int], longest: int) -> None:
    half = max(1, shape[0] // 2), max(1, shape[1] // 2)
    layout = layout_of([shape, half, half], longest)
    assert max(layout.height, layout.width) <= longest
    assert max(layout.height, layout.width) > longest / 2
    assert layout.left(2) + layout.cell_width + layout.margin == layout.width


@pytest.mark.parametrize("shape", [(28, 28), (480, 640), (300, 20)])
def test_the_page_has_the_size_that_was_told_before_and_white_margins(shape: tuple[int, int]) -> None:
    content = page(noise(*shape), noise(*shape), noise(*shape), caption="A long sentence. " * 20, beyond=0.1)
    image = triptych(content, 600)
    layout = layout_of([shape] * 3, 600, content.caption)
    assert image.size == (layout.width, layout.height)
    whole, edge = np.asarray(image), layout.margin // 3
    assert all((each == 255).all() for each in (whole[:edge], whole[-edge:], whole[:, :edge], whole[:, -edge:]))


def test_small_pictures_are_zoomed_by_a_whole_number_and_stay_crisp() -> None:
    content = page(*(noise(28, 28) for _ in range(3)))
    for panel, seen in zip(content.panels, pictures(content, 960), strict=True):
        zoom = len(seen) // 28
        assert zoom == 10
        assert np.array_equal(seen, panel.pixels.repeat(zoom, axis=0).repeat(zoom, axis=1))


def test_large_pictures_are_reduced_to_means() -> None:
    stripes = np.zeros((1000, 1000, 3), np.uint8)
    stripes[::2] = 255
    for seen in pictures(page(stripes, stripes, stripes), 480):
        assert len(seen) < 150
        assert abs(seen.mean() - 127.5) < 2
        assert np.ptp(seen) < 60  # not single rows, picked out


def test_a_map_with_a_stride_is_as_large_as_the_input() -> None:
    layout = layout_of([(60, 80), (30, 40), (15, 20)], 960)
    assert len(set(layout.pictures)) == 1


def test_a_map_of_another_shape_keeps_it() -> None:
    layout = layout_of([(60, 80), (58, 40), (10, 80)], 960)
    zoom = layout.pictures[0][0] // 60
    assert layout.pictures == ((60 * zoom, 80 * zoom), (60 * zoom, round(60 * zoom * 40 / 58)), (10 * zoom, 80 * zoom))


def test_exact_zeros_are_hatched_and_no_others() -> None:
    pixels = np.full((28, 28, 3), 240, np.uint8)
    zero = np.zeros((28, 28), bool)
    zero[:, :14] = True
    *_, seen = pictures(page(pixels, pixels, pixels, zero=zero), 960)
    half = seen.shape[1] // 2
    hatched = (seen[:, :half] != 240).any(axis=-1)
    assert hatched.any(axis=0).all()
    assert hatched.any(axis=1).all()
    assert 0.1 < hatched.mean() < 0.3
    assert (seen[:, half:] == 240).all()


def test_a_single_column_that_is_not_zero_does_not_vanish_in_a_picture_that_is_reduced() -> None:
    pixels = np.full((2000, 2000, 3), 240, np.uint8)
    zero = np.ones((2000, 2000), bool)
    zero[:, 1003] = False
    *_, seen = pictures(page(pixels, pixels, pixels, zero=zero), 480)
    free = (seen == 240).all(axis=(0, 2))
    assert np.flatnonzero(free).tolist() == [1003 * seen.shape[1] // 2000]


def test_the_hatch_is_seen_on_a_dark_zero_too() -> None:
    dark = Scale(-1.0, 1.0, "berlin")
    zeros = np.zeros((28, 28), np.float32)
    content = page(*(dark.rgb(zeros) for _ in range(3)))
    panel = Panel("Difference", "c", dark.rgb(zeros), dark, zero=zeros == 0)
    content = Triptych(content.title, content.subtitle, (*content.panels[:2], panel), content.readings)
    *_, seen = pictures(content, 960)
    assert int(seen.max()) - int(dark.rgb(zeros).max()) > 40


def test_the_colour_bars_go_from_the_lowest_colour_to_the_highest() -> None:
    content = page(*(noise(28, 28) for _ in range(3)))
    layout, whole = layout_of([(28, 28)] * 3, 960), np.asarray(triptych(content, 960))
    row = layout.pictures_top + layout.cell_height + round(1.3 * layout.text)
    colours = SCALE.colours().astype(int)
    for index in (1, 2):
        bar = whole[row, layout.left(index) : layout.left(index) + layout.cell_width].astype(int)
        for share in (0.1, 0.5, 0.9):
            assert np.abs(bar[round(share * len(bar))] - colours[round(share * 254)]).max() < 12
    assert (whole[row, layout.left(0) : layout.left(0) + layout.cell_width] == 255).all()


def test_arrows_say_that_values_lie_beyond() -> None:
    pixels = noise(28, 28)
    pages = [np.asarray(triptych(page(pixels, pixels, pixels, beyond=share), 960)) for share in (0.0, 0.1)]
    changed = np.flatnonzero((pages[0] != pages[1]).any(axis=(0, 2)))
    layout = layout_of([(28, 28)] * 3, 960)
    ends = layout.left(1), layout.left(1) + layout.cell_width
    assert all(min(abs(column - end) for end in ends) <= layout.text for column in changed)
    assert [any(abs(column - end) <= layout.text for column in changed) for end in ends] == [True, True]


def test_a_caption_makes_it_higher_line_by_line() -> None:
    heights = [layout_of([(28, 28)] * 3, 960, "word " * count).height for count in (0, 1, 60, 120)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 4
    assert all(one < other for one, other in pairwise(heights))

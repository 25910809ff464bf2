"""The contact sheet shows all maps, in the colours of the screen, on a page that prints well."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.files.contact_sheet import Entry, contact_sheet, layout_of, save_contact_sheet
from convviz.files.writing import ExportError
from convviz.lab.pictures.display import scale_of
from convviz.lab.progress import CancelledError

RANDOM = np.random.default_rng(0)


def entries(count: int, shape: tuple[int, ...] = (40, 60), factor: float = 1.0) -> list[Entry]:
    """Return maps of noise; the next is ``factor`` times as strong."""
    maps = [(factor**index * RANDOM.normal(size=shape)).astype(np.float32) for index in range(count)]
    return [Entry(values, f"Filter {index}", scale_of(values)) for index, values in enumerate(maps)]


def places(sheet: np.ndarray, part: np.ndarray) -> list[tuple[int, int]]:
    """Find where a part stands on the sheet: its upper left corners."""
    height, width = part.shape[:2]
    rows, columns = np.nonzero((sheet == part[0, 0]).all(axis=2))
    corners = zip(rows.tolist(), columns.tolist(), strict=True)
    likely = [(y, x) for y, x in corners if np.array_equal(sheet[y, x : x + width], part[0])]
    return [(y, x) for y, x in likely if np.array_equal(sheet[y : y + height, x : x + width], part)]


@pytest.mark.parametrize("shape", [(40, 60), (3, 40, 60)], ids=["one plane", "colour"])
@pytest.mark.parametrize("one_scale", [False, True])
def test_every_map_is_there_once_and_in_order(shape: tuple[int, ...], one_scale: bool) -> None:
    maps = entries(5, shape)
    sheet = np.asarray(contact_sheet(maps, "noise", columns=2, one_scale=one_scale))
    zoom = 640 // 60
    found = [
        places(sheet, np.kron(each.scale.rgb(each.feature_map), np.ones((zoom, zoom, 1), np.uint8))) for each in maps
    ]
    assert [len(each) for each in found] == [1] * 5
    corners = [each[0] for each in found]
    assert corners == sorted(corners)
    assert len({x for _, x in corners}) == 2
    assert len({y for y, _ in corners}) == 3


def test_a_large_map_is_reduced_to_means_of_squares() -> None:
    values = np.zeros((2000, 1300), np.float32)
    values[::2] = 1.0
    (entry,) = [Entry(values, "Lines", scale_of(values))]
    sheet = np.asarray(contact_sheet([entry], "lines"))
    layout = layout_of((2000, 1300), 1)
    assert (layout.map_height, layout.map_width) == (500, 325)
    grey = places(sheet, np.full((500, 325, 3), sheet[300, 100], np.uint8))
    assert len(grey) == 1
    assert abs(int(sheet[300, 100, 0]) - 127) <= 1


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 12, 17, 64])
@pytest.mark.parametrize("shape", [(40, 60), (60, 40), (480, 640), (4000, 300), (20, 5000)])
@pytest.mark.parametrize("one_scale", [False, True])
def test_columns_give_a_pleasant_shape_unless_told(count: int, shape: tuple[int, int], one_scale: bool) -> None:
    chosen = layout_of(shape, count, one_scale=one_scale)
    assert chosen.columns * chosen.rows >= count > chosen.columns * (chosen.rows - 1)
    others = [layout_of(shape, count, columns=columns, one_scale=one_scale) for columns in range(1, count + 1)]
    assert [other.columns for other in others] == list(range(1, count + 1))
    reach = [max(other.width / other.height, other.height / other.width) for other in others]
    assert max(chosen.width / chosen.height, chosen.height / chosen.width) <= 2.5 * min(reach)


@pytest.mark.parametrize("shape", [(40, 60), (300, 20), (5, 700)])
@pytest.mark.parametrize("one_scale", [False, True])
def test_the_sheet_has_the_size_that_was_told_before(shape: tuple[int, int], one_scale: bool) -> None:
    layout = layout_of(shape, 3, one_scale=one_scale)
    assert contact_sheet(entries(3, shape), "noise", one_scale=one_scale).size == (layout.width, layout.height)


def test_more_columns_than_maps_are_as_many_as_maps() -> None:
    assert layout_of((40, 60), 3, columns=8) == layout_of((40, 60), 3, columns=3)


def test_the_page_is_white_and_its_margins_are_empty() -> None:
    for one_scale in (False, True):
        sheet = np.asarray(contact_sheet(entries(4), "A long heading " * 30, one_scale=one_scale))
        margins = [sheet[:30], sheet[-30:], sheet[:, :30], sheet[:, -8:]]
        assert all((margin == 255).all() for margin in margins)


def test_each_map_has_a_bar_of_its_own_unless_they_share_one() -> None:
    maps = entries(2, factor=100)
    own = contact_sheet(maps, "noise", columns=2)
    shared = contact_sheet(
        [Entry(each.feature_map, each.title, maps[1].scale) for each in maps], "noise", columns=2, one_scale=True
    )
    bars = [_bars(np.asarray(sheet), maps[0].scale.colours()[10]) for sheet in (own, shared)]
    assert bars == [2, 1]


def _bars(sheet: np.ndarray, colour: np.ndarray) -> int:
    """Count the bars: runs of one dark blue in a row that no map reaches so evenly."""
    counts = []
    for row in sheet[-120:-60]:
        like = (np.abs(row.astype(int) - colour).max(axis=1) <= 6).astype(int)
        starts = np.flatnonzero(np.diff(np.concatenate([[0], like])) == 1)
        ends = np.flatnonzero(np.diff(np.concatenate([like, [0]])) == -1)
        counts.append(int((ends - starts > 16).sum()))
    return max(counts)


def test_a_title_that_is_too_long_is_cut_and_disturbs_nobody() -> None:
    first, second = entries(2)
    long = Entry(first.feature_map, "A name of a filter that goes on " * 3, first.scale)
    short = np.asarray(contact_sheet([first, second], "noise", columns=2))
    cut = np.asarray(contact_sheet([long, second], "noise", columns=2))
    layout = layout_of((40, 60), 2, columns=2)
    changed = np.flatnonzero((short != cut).any(axis=(0, 2)))
    assert changed.max() <= 40 + layout.map_width


def test_values_that_are_not_finite_are_left_out_of_the_label() -> None:
    values = np.full((8, 8), np.nan, np.float32)
    assert contact_sheet([Entry(values, "Nothing", scale_of(values))], "nothing").width > 0


def test_it_is_saved_with_its_recipe(tmp_path: Path) -> None:
    maps = entries(3)
    save_contact_sheet(tmp_path / "sheet.png", maps, "noise", columns=1, recipe={"convviz:recipe 1": "−1"})
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.text == {"convviz:recipe 1": "−1"}
        assert np.array_equal(np.asarray(image), np.asarray(contact_sheet(maps, "noise", columns=1)))


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"sheet\.jpg has “\.jpg”; end its name in \.png for a picture\."):
        save_contact_sheet(tmp_path / "sheet.jpg", entries(1), "noise")


@pytest.mark.parametrize("at", [0.0, 0.3, 0.6, 0.9])
def test_cancelled_on_the_way_it_leaves_nothing_behind(at: float, tmp_path: Path) -> None:
    told: list[float] = []

    def cancel(done: float) -> None:
        told.append(done)
        if done >= at:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_contact_sheet(tmp_path / "sheet.png", entries(4, (640, 640)), "noise", columns=1, progress=cancel)
    assert told == sorted(told)
    assert list(tmp_path.iterdir()) == []

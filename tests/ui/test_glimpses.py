"""An edit of a large picture is on the screen before its whole map is there."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.app.compute import CANCELLED
from convviz.lab import glimpse as lab
from convviz.lab.edits.edits import cells_set, stride_set
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.image_view import ImageView
from tests.hands import Calls, settle


@pytest.fixture
def slow(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Return a window whose hand never rests, so that the whole map does not come by itself."""
    monkeypatch.setattr(lab, "LEAST_WORK", 0)
    window.compute._rest.setInterval(60_000)
    yield window
    rest(window, qtbot)


def rest(window: MainWindow, qtbot: QtBot) -> None:
    window.compute._rest.setInterval(0)
    settle(qtbot, window)


def edit(window: MainWindow, qtbot: QtBot, value: float = 3.0) -> None:
    seen = Calls(window.compute.glimpsed.connect)
    window.document.edit("Set weight", cells_set, [(1, 1)], value)
    qtbot.waitUntil(lambda: bool(seen))


def pixels_of(view: ImageView) -> np.ndarray:
    picture = view.grab().toImage()
    return np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4).copy()


def assert_alike(these: np.ndarray, those: np.ndarray) -> None:
    """Compare pixels: a value that is rounded otherwise can have the next colour, and no other."""
    assert these.shape == those.shape
    assert np.abs(these.astype(int) - those).max() <= 4
    assert np.count_nonzero(these != those) <= these.size / 100


def test_what_is_seen_at_once_are_the_pixels_of_the_map_to_come(slow: MainWindow, qtbot: QtBot) -> None:
    before = pixels_of(slow.page.map_view)
    edit(slow, qtbot)
    glimpse = pixels_of(slow.page.map_view)
    rest(slow, qtbot)
    assert slow.page.map_view.over.glimpse is None
    assert not np.array_equal(glimpse, before)
    assert_alike(glimpse, pixels_of(slow.page.map_view))


def test_with_another_stride_it_lies_where_the_map_will_lie(slow: MainWindow, qtbot: QtBot) -> None:
    slow.page.viewport.zoom_to(5.0)
    seen = Calls(slow.compute.glimpsed.connect)
    slow.document.edit("Set stride", stride_set, 2, 3)
    qtbot.waitUntil(lambda: bool(seen))
    glimpse = pixels_of(slow.page.map_view)
    rest(slow, qtbot)
    assert_alike(glimpse, pixels_of(slow.page.map_view))


def test_near_by_only_the_part_on_the_screen_is_made(slow: MainWindow, qtbot: QtBot) -> None:
    slow.page.viewport.zoom_to(60.0)
    edit(slow, qtbot)
    view = slow.page.map_view
    glimpse, sheet = pixels_of(view), view.over.glimpse
    assert sheet is not None
    assert sheet.values is not None
    assert sheet.values.shape[1] <= view.height() / 60 + 4
    rest(slow, qtbot)
    assert_alike(glimpse, pixels_of(view))


def test_what_is_moved_into_view_meanwhile_is_made_as_well(slow: MainWindow, qtbot: QtBot) -> None:
    slow.page.viewport.zoom_to(60.0)
    edit(slow, qtbot)
    seen = Calls(slow.compute.glimpsed.connect)
    slow.page.map_view.zoom_by(0.4)
    qtbot.waitUntil(lambda: bool(seen))
    glimpse = pixels_of(slow.page.map_view)
    rest(slow, qtbot)
    assert_alike(glimpse, pixels_of(slow.page.map_view))


def test_the_value_under_the_pointer_is_still_that_of_the_map_that_is_there(slow: MainWindow, qtbot: QtBot) -> None:
    view, places = slow.page.map_view, Calls(slow.page.map_view.pixel_hovered.connect)
    view.pin(4, 5)
    edit(slow, qtbot)
    assert [place for (place,) in places] == [(4, 5)]
    assert view.pinned == (4, 5)


def test_the_lens_follows_at_once(slow: MainWindow, qtbot: QtBot) -> None:
    slow.page.map_view.pin(20, 30)
    edit(slow, qtbot)
    lens = slow.page.pointing._seen
    assert lens is not None
    rest(slow, qtbot)
    whole = slow.page.pointing._seen
    assert whole is not None
    assert (lens.y, lens.x) == (whole.y, whole.x) == (20, 30)
    assert np.array_equal(lens.kernel, whole.kernel)
    assert lens.values == pytest.approx(whole.values, abs=1e-4)


def test_a_cell_that_is_pointed_at_gives_way_to_an_edit(slow: MainWindow, qtbot: QtBot) -> None:
    pointing, view = slow.page.pointing, slow.page.map_view
    told = Calls(pointing.contributions.computed.connect)
    pointing.point_at_cell((0, 0))
    qtbot.waitUntil(lambda: bool(told) and view.over.peek is not None)
    edit(slow, qtbot)
    assert view.over.peek is None


def test_on_another_page_nothing_is_glimpsed(slow: MainWindow, qtbot: QtBot) -> None:
    seen = Calls(slow.compute.glimpsed.connect)
    slow.pages.show_page(2)
    slow.document.edit("Set weight", cells_set, [(1, 1)], 3.0)
    settle(qtbot, slow)  # at once, though the hand never rests
    assert seen == []
    slow.pages.show_page(0)
    edit(slow, qtbot, 4.0)


def test_a_map_that_is_given_up_takes_its_glimpse_away(slow: MainWindow, qtbot: QtBot) -> None:
    edit(slow, qtbot)
    assert slow.page.map_view.over.glimpse is not None
    slow.compute.cancelled.emit(CANCELLED)
    assert slow.page.map_view.over.glimpse is None


def test_outlines_stay_where_they_are_on_the_input(slow: MainWindow, qtbot: QtBot) -> None:
    view = slow.page.map_view
    slow.page.viewport.zoom_to(40.0)
    without = pixels_of(view)
    view.pin(22, 30)
    outlined = (pixels_of(view) != without).any(axis=2)
    edit(slow, qtbot)
    glimpse = pixels_of(view)[outlined]
    rest(slow, qtbot)
    assert outlined.any()
    assert_alike(glimpse, pixels_of(view)[outlined])

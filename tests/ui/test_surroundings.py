"""What is drawn around and over a picture: padding, pixels that nobody looks at, outlines, the line of a wipe."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.settings import Theme
from convviz.engine.geometry import PADDING_MODES, Sides
from convviz.lab.pictures.picture import picture_of_image
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.sheet import Sheet
from convviz.ui.pictures.surroundings import VEIL, Surroundings
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.theme import accent, apply_theme
from tests.hands import ALT, Button, Calls, Key, colours_of, drag, press

WHITE = np.full(3, 255)
NO_SIDES = Sides(0, 0, 0, 0)


class Stage:
    """One view of a picture that is all of one brightness, 400×300 screen pixels."""

    def __init__(self, qtbot: QtBot, height: int, width: int, brightness: float = 1.0) -> None:
        self.viewport = Viewport()
        self.view = ImageView(self.viewport, "Input")
        qtbot.addWidget(self.view)
        self.view.resize(400, 300)
        self.shape = height, width
        self.values = np.full((3, height, width), brightness, np.float32)
        self.viewport.set_content(width, height)
        self.view.show_picture(picture_of_image(self.values), self.values, Placement())

    def surround(
        self,
        sides: Sides = NO_SIDES,
        padding_mode: str = "zeros",
        unseen_rows: slice = slice(0),
        unseen_columns: slice = slice(0),
    ) -> None:
        rows, columns = (np.zeros(size, bool) for size in self.shape)
        rows[unseen_rows] = columns[unseen_columns] = True
        whole = QRectF(0, 0, *self.shape[::-1])
        self.view.show_surroundings(Surroundings(sides, padding_mode, rows, columns, whole))
        self.view.set_padding_shown(True)

    def look(self) -> np.ndarray:
        return colours_of(self.view.grab().toImage()).astype(int)

    def at(self, y: int, x: int) -> list[int]:
        place = self.view.position_of(y, x)
        return self.look()[place.y(), place.x()].tolist()

    def veiled(self, colour: np.ndarray, share: float = 1.0) -> np.ndarray:
        veil = np.array(self.view.palette().mid().color().getRgb()[:3])
        return colour + (veil - colour) * share * VEIL / 255


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("shape", [(1, 9), (9, 1), (1, 1)])
def test_the_padding_of_a_single_row_or_column_is_drawn(qtbot: QtBot, shape: tuple[int, int], mode: str) -> None:
    stage = Stage(qtbot, *shape)
    stage.surround(Sides(2, 2, 2, 2), mode)
    stage.viewport.zoom_to(20)
    held = np.zeros(3) if mode == "zeros" else WHITE
    for y, x in ((-1, 0), (shape[0], 0), (0, -1), (0, shape[1])):
        if stage.view.rect().contains(stage.view.position_of(y, x)):
            assert stage.at(y, x) == pytest.approx(stage.veiled(held), abs=2)


@pytest.mark.parametrize("zoom", [0.01, 0.07, 0.4, 1.0, 3.0])
def test_the_padding_is_seen_at_every_zoom(qtbot: QtBot, zoom: float) -> None:
    stage = Stage(qtbot, 600, 800)
    stage.surround(Sides(99_999, 99_999, 99_999, 99_999), "replicate")
    stage.viewport.zoom_to(zoom)
    stage.viewport.pan_by(QPointF(1e6, 1e6), QSizeF(stage.view.size()))
    assert stage.look()[40:80, 40:120] == pytest.approx(np.broadcast_to(stage.veiled(WHITE), (40, 80, 3)), abs=2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_black_padding_ends_where_it_is_seen_to_end(qtbot: QtBot, styled: QApplication, theme: Theme) -> None:
    apply_theme(styled, theme)
    stage = Stage(qtbot, 10, 10)
    stage.surround(Sides(3, 3, 3, 3))
    stage.viewport.zoom_to(16)
    row = stage.look()[150, :, :].mean(axis=1)
    edge, beyond, inside = stage.view.position_of(0, -3).x() - 8, 20, stage.view.position_of(0, -2).x()
    assert abs(row[edge] - row[beyond]) > 40
    assert abs(row[inside] - row[beyond]) > 10


def test_numbers_stand_in_the_padding_from_close_by(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 5, 5)
    stage.surround(Sides(2, 2, 2, 2), "replicate")
    stage.viewport.zoom_to(60)
    stage.viewport.pan_by(QPointF(100, 0), QSizeF(stage.view.size()))
    here = stage.view.position_of(2, -1)
    cell = stage.look()[here.y() - 25 : here.y() + 25, here.x() - 25 : here.x() + 25]
    ground = np.abs(cell - stage.veiled(WHITE)).max(axis=2) <= 2
    assert 0.5 < ground.mean() < 0.98


@pytest.mark.parametrize("zoom", [0.3, 0.5, 1.0, 1.7, 5.0])
def test_what_is_unseen_is_covered_once_and_evenly(qtbot: QtBot, zoom: float) -> None:
    stage = Stage(qtbot, 1200, 1600)
    every_third = slice(0, None, 3)
    stage.surround(unseen_rows=every_third, unseen_columns=every_third)
    stage.viewport.zoom_to(zoom)
    seen = stage.look()[30:-30, 30:-30]
    unseen_share = 1 - (2 / 3) ** 2  # where a row and a column cross there is one veil
    assert seen.mean(axis=(0, 1)) == pytest.approx(stage.veiled(WHITE, unseen_share), abs=3)
    assert seen.min() >= stage.veiled(WHITE).min() - 2


def test_only_pixels_of_the_picture_are_covered(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 10, 10)
    stage.viewport.zoom_to(5)
    beyond = stage.at(-9, 1)
    inside = stage.at(5, 1)
    stage.surround(unseen_columns=slice(0, 3))
    assert stage.at(-9, 1) == beyond
    assert stage.at(5, 1) != inside


def test_wide_strips_are_hatched_and_narrow_ones_not(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 60, 80)
    stage.surround(unseen_columns=slice(30, 40))
    kinds = []
    for zoom in (0.6, 3):
        stage.viewport.zoom_to(zoom)
        left, right = (stage.view.position_of(30, x).x() for x in (32, 37))
        kinds.append(len(np.unique(stage.look()[145:155, left : right + 1].reshape(-1, 3), axis=0)))
    assert kinds[0] == 1
    assert kinds[1] > 1


def test_several_parts_are_outlined(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 30, 40)
    stage.viewport.zoom_to(10)
    stage.view.show_outlines([QRectF(2, 2, 5, 5), QRectF(30, 20, 5, 5)])
    seen = stage.look()
    colour = np.array(accent(stage.view.palette()).getRgb()[:3])
    for left, top in ((20, 20), (300, 200)):
        assert seen[top + 25, left].tolist() == colour.tolist()
        assert seen[top + 25, left + 25].tolist() == WHITE.tolist()
    assert (seen[120:180, 100:280] == 255).all()
    stage.view.show_outline(None)
    assert not (stage.look() == colour).all(axis=2).any()


def test_single_cells_are_outlined_from_close_by_only(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 30, 40)
    whole, cell = QRectF(10, 5, 20, 20), QRectF(20, 15, 1, 1)
    changed = []
    for zoom in (4, 10):
        stage.viewport.zoom_to(zoom)
        stage.view.show_outlines([whole])
        without = stage.look()
        stage.view.show_outlines([whole], [cell])
        changed.append(bool((stage.look() != without).any()))
    assert changed == [False, True]


def test_padding_inside_each_outline_is_drawn(qtbot: QtBot) -> None:
    stage = Stage(qtbot, 30, 40)
    stage.surround(Sides(3, 3, 3, 3))
    stage.view.set_padding_shown(False)
    stage.viewport.zoom_to(8)
    ground = stage.at(-1, 20)
    assert stage.at(-1, 5) == ground
    stage.view.show_outlines([QRectF(4, -3, 4, 4), QRectF(30, -3, 4, 4)])
    for x in (5, 31):
        assert stage.at(-2, x) == pytest.approx(stage.veiled(np.zeros(3)), abs=2)
    assert stage.at(-1, 20) == ground


class TestWipe:
    """The line between two pictures."""

    @pytest.fixture
    def stage(self, qtbot: QtBot) -> Stage:
        stage = Stage(qtbot, 30, 40)
        with qtbot.waitActive(stage.view):
            stage.view.show()
            stage.view.activateWindow()
        stage.view.setFocus()
        before = np.zeros((3, 30, 40), np.float32)
        stage.view.show_reference(Sheet(picture_of_image(before), Placement(), before, "Before"))
        stage.view.set_wipe(0.5)
        return stage

    def test_who_moves_the_line_is_heard(self, stage: Stage) -> None:
        moved = Calls(stage.view.wipe_moved.connect)
        stage.view.set_wipe(0.25)
        assert moved == []
        drag(stage.view, QPoint(100, 150), QPoint(300, 150))
        assert moved[-1] == (0.75,)
        press(Key.Key_Left, ALT)
        assert moved[-1][0] == pytest.approx(0.7)

    def test_a_line_that_goes_while_it_is_dragged_does_not_come_back(self, stage: Stage) -> None:
        QTest.mousePress(stage.view, Button.LeftButton, pos=QPoint(200, 150))
        stage.view.set_wipe(None)
        QTest.mouseMove(stage.view, QPoint(260, 150))
        QTest.mouseRelease(stage.view, Button.LeftButton, pos=QPoint(260, 150))
        assert stage.view.over.wipe is None

    def test_from_close_by_both_sides_have_their_numbers(self, stage: Stage) -> None:
        stage.viewport.zoom_to(100)
        seen = stage.look()
        for x, ground in ((18, 0), (21, 255)):
            place = stage.view.position_of(15, x)
            cell = seen[place.y() - 30 : place.y() + 30, place.x() - 30 : place.x() + 30]
            assert (cell != ground).any(axis=2).sum() > 20

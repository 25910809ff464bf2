"""How maps are laid on the input, and how a field is lit."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.picture import picture_of_image
from convviz.lab.sparsity.effective_field import EffectiveField
from convviz.lab.sparsity.layer_fields import Reached
from convviz.nn.receptive_field import ReceptiveField, Region
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.viewport import Viewport
from convviz.ui.sparsity.field_light import FieldLight
from convviz.ui.sparsity.field_view import FieldView
from convviz.ui.sparsity.field_views import MOST_CELLS, heat_of, map_placement, runs_of
from tests.hands import Button, Calls, Key, click, colours_of, press


def view_of(qtbot: QtBot, height: int, width: int) -> FieldView:
    """Return a view of a grey picture, four times as large as the picture."""
    viewport = Viewport()
    view = FieldView(viewport, "Input")
    viewport.setParent(view)
    qtbot.addWidget(view)
    view.resize(max(160, 4 * width + 16), max(120, 4 * height + 16))
    picture = np.full((1, height, width), 0.5, np.float32)
    view.show_picture(picture_of_image(picture), picture, Placement())
    viewport.set_content(width, height)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def colour_at(view: FieldView, y: int, x: int) -> tuple[int, ...]:
    point = view.position_of(y, x)
    return tuple(colours_of(view.grab().toImage())[point.y(), point.x()])


def test_a_map_as_large_as_the_input_lies_on_it_value_over_field() -> None:
    field = ReceptiveField((3, 3), (1, 1), (0, 0))
    assert map_placement(field, (4, 98, 98), (100, 100)) == Placement((1, 1), (1, 1))


def test_a_small_map_is_laid_over_all_of_the_input() -> None:
    field = ReceptiveField((16, 16), (4, 4), (0, 0))
    assert map_placement(field, (16, 5, 5), (32, 32)) == Placement((0, 0), (6.4, 6.4))


def test_a_vector_is_a_strip_across_the_middle() -> None:
    field = ReceptiveField((32, 32), (4, 4), (0, 0))
    placement = map_placement(field, (10,), (32, 40))
    assert placement.rect(0, 0, 1, 10) == QRectF(0, 12, 40, 8)


def test_values_that_lie_together_have_one_outline() -> None:
    reached = Reached((1, 9, 9), np.array([0, 1, 4]), np.array([2, 3]), (3, 2))
    assert runs_of(reached) == [(0, 2, 2, 2), (4, 2, 1, 2)]
    assert runs_of(Reached((1, 9, 9), np.array([], int), np.array([1]), (1, 1))) == []
    many = np.arange(0, 400, 2)
    assert runs_of(Reached((1, 400, 400), many, many, None)) == [(0, 0, 399, 399)]
    assert len(many) ** 2 > MOST_CELLS


def test_heat_is_brightest_and_least_transparent_where_the_gradient_is_largest() -> None:
    field = EffectiveField(np.array([[0, 1.0], [2, 4]]), Region(0, 2, 0, 2), 1)
    heat = heat_of(field)
    pixels = [heat.pixelColor(x, y) for y, x in [(0, 0), (0, 1), (1, 0), (1, 1)]]
    assert [pixel.alpha() for pixel in pixels] == sorted(pixel.alpha() for pixel in pixels)
    lightness = [pixel.lightness() for pixel in pixels]
    assert lightness == sorted(lightness)
    assert (pixels[0].alpha(), pixels[3].alpha()) == (60, 235)


def test_what_is_outside_a_field_is_dimmed(styled: QApplication, qtbot: QtBot) -> None:
    view = view_of(qtbot, 40, 40)
    before = colour_at(view, 5, 5), colour_at(view, 20, 20)
    view.show_light(FieldLight([QRectF(10, 10, 20, 20)]))
    assert colour_at(view, 20, 20) == before[1]
    assert colour_at(view, 5, 5) != before[0]
    view.show_light(FieldLight([QRectF(10, 10, 20, 20)], dims=False))
    assert colour_at(view, 5, 5) == before[0]
    view.show_light(None)
    assert (colour_at(view, 5, 5), colour_at(view, 20, 20)) == before


def test_heat_lies_over_the_field_and_nowhere_else(styled: QApplication, qtbot: QtBot) -> None:
    view = view_of(qtbot, 40, 40)
    before = colour_at(view, 5, 5), colour_at(view, 20, 20)
    heat = heat_of(EffectiveField(np.ones((20, 20)), Region(10, 30, 10, 30), 1))
    view.show_light(FieldLight([QRectF(10, 10, 20, 20)], heat=heat, dims=False))
    assert colour_at(view, 20, 20) != before[1]
    assert colour_at(view, 5, 5) == before[0]


def test_a_field_too_small_to_be_seen_is_magnified(styled: QApplication, qtbot: QtBot) -> None:
    view = view_of(qtbot, 400, 400)
    view.resize(416, 416)
    accent = view.palette().accent().color()
    view.show_light(FieldLight([QRectF(100, 100, 3, 3)]))
    image = view.grab().toImage()
    right = [image.pixelColor(x, y) for x in range(280, 410) for y in range(8, 130)]
    assert QColor(accent.rgb()) in right
    view.show_light(FieldLight([QRectF(100, 100, 30, 30)]))
    image = view.grab().toImage()
    right = [image.pixelColor(x, y) for x in range(280, 410) for y in range(8, 130)]
    assert QColor(accent.rgb()) not in right


@pytest.fixture
def view(styled: QApplication, qtbot: QtBot) -> FieldView:
    return view_of(qtbot, 40, 40)


def test_a_person_picks_by_click_and_by_key_and_lets_go(view: FieldView) -> None:
    picked = Calls(view.pixel_picked.connect)
    QTest.mouseMove(view, view.position_of(3, 4))
    click(view, view.position_of(3, 4))
    view.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Escape)
    press(Key.Key_Plus)
    assert picked == [((3, 4),), ((4, 4),), (None,)]


def test_a_pin_that_no_person_set_is_not_told(view: FieldView) -> None:
    picked = Calls(view.pixel_picked.connect)
    view.pin(3, 4)
    view.let_go()
    assert view.pinned is None
    assert picked == []


def test_a_double_click_picks_nothing_new(view: FieldView) -> None:
    picked, place = Calls(view.pixel_picked.connect), view.position_of(3, 4)
    QTest.mouseMove(view, place)
    click(view, place)
    QTest.mouseDClick(view, Button.LeftButton, pos=place)
    assert picked[-1] == (None,)

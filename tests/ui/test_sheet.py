"""A picture lies on the screen where it lies on the input, to a pixel of the screen."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from convviz.lab.pictures.display import Scale
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.sheet import Sheet, draw_sheet
from convviz.ui.pictures.transform import Transform
from tests.hands import colours_of

WIDTH, HEIGHT = 400, 300


def pictures() -> list[Picture]:
    values = np.random.default_rng(0).random((3, 700, 900), np.float32)
    return [picture_of_image(values), picture_of_map(values[0], Scale(0.0, 1.0, "viridis"))]


def drawn(sheet: Sheet, transform: Transform) -> np.ndarray:
    screen = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    screen.fill(0)
    painter = QPainter(screen)
    draw_sheet(painter, sheet, transform, QRectF(screen.rect()), 1.0)
    painter.end()
    return colours_of(screen)


@pytest.mark.parametrize("zoom", [3.7, 7.3, 23.7])
@pytest.mark.parametrize("step", [(1.0, 1.0), (3.0, 2.0)])
def test_from_close_by_every_pixel_has_its_place(zoom: float, step: tuple[float, float]) -> None:
    placement, centre = Placement((-1.0, 2.0), step), QPointF(900.2 / 2, 700.9 / 2)
    transform = Transform(zoom, centre, QSizeF(WIDTH, HEIGHT))
    y = ((np.arange(HEIGHT) + 0.5 - HEIGHT / 2) / zoom + centre.y() + 1.0) / step[0]
    x = ((np.arange(WIDTH) + 0.5 - WIDTH / 2) / zoom + centre.x() - 2.0) / step[1]
    for picture in pictures():
        wanted = picture.rgb()[np.floor(y).astype(int)][:, np.floor(x).astype(int)]
        assert (drawn(Sheet(picture, placement), transform) != wanted).any(axis=2).mean() < 0.03


@pytest.mark.parametrize("level", [0, 1])
def test_a_level_that_fits_the_screen_is_shown_as_it_is(level: int) -> None:
    zoom, centre = 0.5**level, QPointF(448, 348)
    transform = Transform(zoom, centre, QSizeF(WIDTH, HEIGHT))
    top, left = round(centre.y() * zoom - HEIGHT / 2), round(centre.x() * zoom - WIDTH / 2)
    for picture in pictures():
        wanted = picture.rgb(level)[top : top + HEIGHT, left : left + WIDTH]
        assert wanted.shape == (HEIGHT, WIDTH, 3)
        assert np.array_equal(drawn(Sheet(picture, Placement()), transform), wanted)


def test_drawing_a_part_at_a_time_is_drawing_all_of_it() -> None:
    for picture in pictures():
        moved = Sheet(picture, Placement())
        for place in ((100.0, 100.0), (330.5, 200.0), (800.0, 650.0)):
            transform = Transform(0.8, QPointF(*place), QSizeF(WIDTH, HEIGHT))
            assert np.array_equal(drawn(moved, transform), drawn(Sheet(picture, Placement()), transform))

"""Small pictures in rows: as large as they fit, and told under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.display import Scale
from convviz.ui.training.picture_tiles import LARGEST, SMALLEST, PictureTiles, Tile, photo_image, values_image
from tests.hands import Calls, click, colours_of

IMAGE = photo_image(np.zeros((1, 4, 4), np.float32))


@pytest.fixture
def tiles(styled: QApplication, qtbot: QtBot) -> PictureTiles:
    tiles = PictureTiles("Pictures")
    qtbot.addWidget(tiles)
    tiles.resize(400, 200)
    tiles.show()
    return tiles


def some(count: int) -> list[Tile]:
    return [Tile(IMAGE, f"{index}", f"picture {index}") for index in range(count)]


def test_they_are_as_large_as_they_fit(tiles: PictureTiles) -> None:
    tiles.show_tiles(some(2))
    assert tiles.places()[0].width() == LARGEST
    tiles.show_tiles(some(30))
    places = tiles.places()
    assert len(places) == 30
    assert SMALLEST <= places[0].width() < LARGEST
    assert max(place.bottom() for place in places) <= tiles.height()
    assert max(place.right() for place in places) <= tiles.width()


def test_of_a_long_caption_the_beginning_is_read(tiles: PictureTiles) -> None:
    pictures = []
    for end in ("one", "another and a longer one"):
        tiles.show_tiles([Tile(IMAGE, f"a class name that is wider than its tile: {end}"), *some(2)])
        pictures.append(colours_of(tiles.grab().toImage()))
    np.testing.assert_array_equal(*pictures)
    below = int(tiles.places()[0].bottom()) + 2
    assert len(np.unique(pictures[0][below:, : LARGEST // 4].reshape(-1, 3), axis=0)) > 1, "it begins at the left"


def test_of_too_many_only_those_are_shown_that_can_be_seen(tiles: PictureTiles) -> None:
    tiles.show_tiles(some(2000))
    assert 0 < len(tiles.places()) < 2000
    assert tiles.places()[0].width() == SMALLEST


def test_rows_have_as_many_as_asked_for(tiles: PictureTiles) -> None:
    tiles.show_tiles(some(6), columns=3)
    tops = [place.top() for place in tiles.places()]
    assert tops[0] == tops[2] < tops[3] == tops[5]


def test_a_tile_is_told_under_the_pointer_and_clicked(tiles: PictureTiles, qtbot: QtBot) -> None:
    tiles.show_tiles(some(4))
    hovered, clicked = Calls(tiles.hovered.connect), Calls(tiles.clicked.connect)
    place = tiles.places()[3].center().toPoint()
    qtbot.mouseMove(tiles, place)
    qtbot.waitUntil(lambda: bool(hovered))
    assert hovered[-1] == ("picture 3",)
    click(tiles, place)
    assert clicked == [(3,)]
    click(tiles, QPoint(tiles.width() - 1, tiles.height() - 1))
    assert clicked == [(3,)]
    assert tiles.accessibleDescription() == "picture 0; picture 1; picture 2; picture 3"


def test_pictures_have_their_colours() -> None:
    pixels = np.zeros((3, 1, 2), np.float32)
    pixels[0, 0, 1] = 1
    assert colours_of(photo_image(pixels)).tolist() == [[[0, 0, 0], [255, 0, 0]]]
    grey = colours_of(values_image(np.array([[0, 1]], np.float32), Scale(0, 1, "grey")))
    assert grey.tolist() == [[[0, 0, 0], [255, 255, 255]]]

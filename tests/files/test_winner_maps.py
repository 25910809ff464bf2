"""Maps of winners as a picture: each cell has the colour of its class, and the file says how it was made."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.files.winner_maps import CELL, SIDE, WinnerMapFigure, draw_winner_maps, save_winner_maps
from convviz.files.writing import ExportError
from convviz.lab.pictures.class_colours import class_colour

WINNERS = np.arange(17 * 17).reshape(17, 17) % 10


def figure(count: int = 2) -> WinnerMapFigure:
    return WinnerMapFigure("a title", ["network"] * count, ["right at 3 %"] * count, [WINNERS] * count)


def test_each_cell_has_the_colour_of_its_class_in_every_map() -> None:
    pixels = np.asarray(draw_winner_maps(figure(1)))
    first = np.argwhere((pixels == class_colour(WINNERS[1, 1])).all(axis=2))
    assert len(first) > 0
    top, left = _corner(pixels)
    for row, column in ((1, 1), (3, 14), (15, 2), (8, 8)):
        middle = pixels[top + row * CELL + CELL // 2, left + column * CELL + CELL // 2]
        assert tuple(middle) == class_colour(WINNERS[row, column])


def _corner(pixels: np.ndarray) -> tuple[int, int]:
    """Return where the only map begins: all of it, but its frame and digits, is in colours of classes."""
    colours = np.array([class_colour(label) for label in range(10)])
    coloured = (pixels[:, :, None, :] == colours).all(axis=3).any(axis=2)
    rows = np.flatnonzero(coloured.sum(axis=1) > 0.8 * SIDE)
    columns = np.flatnonzero(coloured.sum(axis=0) > 0.8 * SIDE)
    return int(rows[0]) - 2, int(columns[0]) - 2


def test_more_networks_make_a_wider_picture_of_the_same_height() -> None:
    two, four = draw_winner_maps(figure(2)), draw_winner_maps(figure(4))
    assert four.width - two.width > 2 * SIDE
    assert four.height == two.height


def test_the_file_says_how_it_was_made(tmp_path: Path) -> None:
    save_winner_maps(tmp_path / "maps.png", figure(), {"Description": "of a 3"})
    with Image.open(tmp_path / "maps.png") as picture:
        assert picture.text["Description"] == "of a 3"
        assert np.array_equal(np.asarray(picture), np.asarray(draw_winner_maps(figure())))


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        save_winner_maps(tmp_path / "none" / "maps.png", figure(), {})
    assert list(tmp_path.iterdir()) == []

"""A map over both shifts as a picture."""

import numpy as np

from convviz.files.shift_maps import SIDE, ShiftMapFigure, draw_shift_map
from convviz.lab.pictures.display import Scale

SCALE = Scale(0, 1, "viridis")


def figure(values: np.ndarray) -> ShiftMapFigure:
    side = len(values) // 2
    return ShiftMapFigure("A title", "relative change", np.arange(-side, side + 1.0), values, SCALE)


def test_every_shift_is_a_cell_in_the_colour_of_its_value_and_what_is_not_measured_is_pale() -> None:
    values = np.zeros((3, 3))
    values[0, 2], values[2, 0] = 1, np.nan
    pixels = np.asarray(draw_shift_map(figure(values)))
    middles = [
        (130 + round(SIDE * (column + 0.5) / 3), 120 + round(SIDE * (row + 0.5) / 3))
        for row, column in ((0, 2), (2, 0), (1, 1))
    ]
    highest, unknown, lowest = (tuple(pixels[y, x].tolist()) for x, y in middles)
    ends = SCALE.rgb(np.array([[1.0, 0.0]]))[0]
    assert (highest, lowest) == (tuple(ends[0].tolist()), tuple(ends[1].tolist()))
    assert unknown == (200, 200, 200)


def test_a_single_shift_can_be_drawn() -> None:
    assert draw_shift_map(figure(np.zeros((1, 1)))).width > SIDE

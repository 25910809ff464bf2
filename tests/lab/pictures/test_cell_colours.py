"""The colours of a kernel's cells can be told apart, whatever a person's eyes."""

from itertools import combinations

import numpy as np
import pytest

from convviz.lab.pictures.cell_colours import COLOURS, cell_colour, cell_colours

# Of linear light; Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(rgb: tuple[int, ...]) -> np.ndarray:
    share = np.array(rgb) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def cielab(light: np.ndarray) -> np.ndarray:
    ratio = XYZ @ light / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > 0.008856, np.cbrt(np.maximum(ratio, 0)), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_of_nine_cells_can_be_told_apart(eyes: str) -> None:
    seen = [cielab(np.clip(np.array(EYES[eyes]) @ linear(colour), 0, 1)) for colour in COLOURS]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 20


def test_they_stand_out_from_the_ground_in_the_light_and_in_the_dark_theme() -> None:
    luminances = [float(XYZ[1] @ linear(colour)) for colour in COLOURS]
    assert all(1.05 / (luminance + 0.05) > 1.8 and (luminance + 0.05) / 0.0585 > 2.2 for luminance in luminances)


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (1, 9), (2, 4), (5, 5), (7, 7), (4, 11)])
def test_no_two_cells_of_a_kernel_have_the_same_colour(size: tuple[int, int]) -> None:
    colours = cell_colours(size)
    assert len(set(colours)) == len(colours) == size[0] * size[1]
    assert colours[-1] == cell_colour(size[0] - 1, size[1] - 1, size)


def test_in_a_larger_kernel_the_rows_go_from_dark_to_light() -> None:
    for x in range(5):
        column = [sum(cell_colour(y, x, (5, 5))) for y in range(5)]
        assert column == sorted(column)

"""The projective field is what an impulse lights up."""

import numpy as np
import pytest

import convviz
from convviz.engine.geometry import PADDING_MODES
from convviz.nn import fields
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.nn.projective_field import ProjectiveField


def layer(size: tuple[int, int] = (3, 3), **options: object) -> Conv2d:
    return Conv2d(np.ones((1, 1, *size)), np.zeros(1), **options)


def projective_field(of: Conv2d, y: int, x: int, height: int, width: int) -> ProjectiveField:
    return fields.projective_field(Network([of]), 0, y, x, (1, height, width))


@pytest.mark.parametrize("seed", range(60))
def test_a_pixel_reaches_the_outputs_that_change_with_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    options = {
        "stride": tuple(rng.integers(1, 4, 2).tolist()),
        "dilation": tuple(rng.integers(1, 4, 2).tolist()),
        "padding": tuple(rng.integers(0, 5, 4).tolist()),
        "padding_mode": str(rng.choice(PADDING_MODES)),
    }
    height, width = rng.integers(10, 16, 2).tolist()
    of = layer(tuple(rng.integers(1, 4, 2)), **options)
    corners = [(0, 0), (height - 1, width - 1), (int(rng.integers(height)), int(rng.integers(width)))]
    for y, x in corners:
        impulse = np.zeros((1, height, width), np.float32)
        impulse[0, y, x] = 1
        lit = convviz.conv2d(impulse, of.weight, **options)[0] != 0
        field = projective_field(of, y, x, height, width)
        reached = np.zeros_like(lit)
        reached[np.ix_(field.rows, field.columns)] = True
        assert np.array_equal(reached, lit)
        assert field.size == lit.sum()
        counted = np.zeros(lit.shape, int)
        for part in field.parts:
            counted[np.ix_(part.rows, part.columns)] += 1
        assert np.array_equal(counted, lit)


def test_in_the_middle_a_pixel_reaches_as_many_outputs_as_the_kernel_has_cells() -> None:
    field = projective_field(layer((3, 5), padding="same"), 10, 10, 20, 20)
    assert field.rows.tolist() == [9, 10, 11]
    assert field.columns.tolist() == [8, 9, 10, 11, 12]


def test_a_stride_larger_than_the_kernel_steps_over_pixels() -> None:
    stepped_over = projective_field(layer((1, 1), stride=(2, 2)), 3, 4, 9, 9)
    assert stepped_over.size == 0
    assert stepped_over.parts == []
    assert projective_field(layer((1, 1), stride=(2, 2)), 4, 4, 9, 9).size == 1


def test_a_copy_in_the_padding_reaches_further() -> None:
    corner = {
        mode: projective_field(layer((3, 3), padding=1, padding_mode=mode), 0, 0, 9, 9).rows.tolist()
        for mode in ("zeros", "replicate", "circular")
    }
    assert corner == {"zeros": [0, 1], "replicate": [0, 1], "circular": [0, 1, 8]}


def test_what_a_copy_reaches_far_away_is_a_part_of_its_own() -> None:
    field = projective_field(layer((3, 3), padding=1, padding_mode="circular"), 0, 4, 9, 9)
    assert [(part.rows.tolist(), part.columns.tolist()) for part in field.parts] == [
        ([0, 1], [3, 4, 5]),
        ([8], [3, 4, 5]),
    ]


@pytest.mark.parametrize(("dilation", "stride", "rows"), [(4, 1, [6, 10, 14]), (4, 2, [3, 5, 7]), (3, 2, [5])])
def test_the_holes_of_a_dilation_leave_one_part(dilation: int, stride: int, rows: list[int]) -> None:
    of = layer((3, 3), stride=(stride, stride), dilation=(dilation, dilation), padding=dilation)
    field = projective_field(of, 10, 10, 30, 30)
    assert [part.rows.tolist() for part in field.parts] == [rows]
    assert all(np.diff(rows) == field.spacing[0])

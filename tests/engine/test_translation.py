"""Shifts by whole pixels."""

from typing import Any

import numpy as np
import pytest

from convviz.engine import shift
from tests.engine.oracles import MODES, pixel


@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize("size", [(4, 5), (1, 3), (1, 1), (2, 2)])
def test_content_moves_down_and_right_and_the_edge_rule_fills_in(edge: str, size: tuple[int, int]) -> None:
    image = np.arange(1, 1 + size[0] * size[1]).reshape(size)
    for dy, dx in [(0, 0), (1, 0), (0, -1), (2, 3), (-3, 4), (11, -17)]:
        expected = [[pixel(image, y - dy, x - dx, edge) for x in range(size[1])] for y in range(size[0])]
        np.testing.assert_array_equal(shift(image, dy, dx, edge), expected)


def test_a_circular_shift_is_a_roll_and_its_inverse_brings_all_back() -> None:
    image = np.random.default_rng(0).standard_normal((2, 3, 6, 7))
    moved = shift(image, 100, -30, "circular")
    np.testing.assert_array_equal(moved, np.roll(image, (100, -30), (-2, -1)))
    np.testing.assert_array_equal(shift(moved, -100, 30, "circular"), image)


def test_black_comes_in_unless_something_else_is_asked_for() -> None:
    np.testing.assert_array_equal(shift(np.ones((2, 2)), 1, 0), [[0, 0], [1, 1]])


@pytest.mark.parametrize("dtype", ["u1", "?", "f2", "f4", "f8"])
def test_a_shift_keeps_the_type_of_the_image(dtype: str) -> None:
    assert shift(np.ones((1, 3, 3), dtype), 1, 1).dtype == dtype


@pytest.mark.parametrize("edge", MODES)
def test_the_result_is_a_new_array_and_the_image_stays_as_it_is(edge: str) -> None:
    image = np.arange(12.0).reshape(3, 4)
    image.flags.writeable = False
    moved = shift(image, 0, 0, edge)
    moved[:] = 7
    np.testing.assert_array_equal(image, np.arange(12.0).reshape(3, 4))


def test_whole_numbers_may_be_written_as_floats() -> None:
    np.testing.assert_array_equal(shift([[1, 2, 3]], 0.0, np.float64(1)), [[0, 1, 2]])


@pytest.mark.parametrize("number", [0.5, np.nan, np.inf])
@pytest.mark.parametrize("name", ["dy", "dx"])
def test_a_shift_that_is_not_whole_is_refused(name: str, number: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a whole number of pixels; got {number}. Round it first"):
        shift(np.ones((3, 3)), **{"dy": 0, "dx": 0} | {name: number})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"edge": "black"}, "edge must be one of zeros, reflect, replicate, circular; got 'black'"),
        ({"image": np.ones(3)}, r"image must be \(..., H, W\) .*; got \(3,\)"),
        ({"image": np.ones((2, 0))}, "at least one row and one column"),
        ({"image": np.array([[1j]])}, "image must hold real numbers"),
    ],
)
def test_what_cannot_be_shifted_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shift(**{"image": np.ones((3, 3)), "dy": 1, "dx": 1} | arguments)

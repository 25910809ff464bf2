"""Shifts by whole pixels and by fractions."""

import tracemalloc
from math import floor
from typing import Any

import numpy as np
import pytest

from convviz.engine import shift
from convviz.engine.translation import INTERPOLATIONS, MARGIN
from tests.engine.oracles import MODES, Array, pixel

RNG = np.random.default_rng(0)


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


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 2.0**53])
@pytest.mark.parametrize("name", ["dy", "dx"])
def test_a_shift_that_is_no_distance_is_refused(name: str, number: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a finite number of pixels, less than 2⁵³; got {number}"):
        shift(np.ones((3, 3)), **{"dy": 0, "dx": 0} | {name: number})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"edge": "black"}, "edge must be one of zeros, reflect, replicate, circular; got 'black'"),
        ({"interpolation": "cubic"}, "interpolation must be one of bilinear, fourier; got 'cubic'"),
        ({"image": np.ones(3)}, r"image must be \(..., H, W\) .*; got \(3,\)"),
        ({"image": np.ones((2, 0))}, "at least one row and one column"),
        ({"image": np.array([[1j]])}, "image must hold real numbers"),
    ],
)
def test_what_cannot_be_shifted_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shift(**{"image": np.ones((3, 3)), "dy": 1, "dx": 1} | arguments)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("edge", MODES)
def test_whole_pixels_are_copied_whatever_the_interpolation(edge: str, interpolation: str) -> None:
    image = RNG.integers(0, 255, (3, 5, 4), dtype=np.uint8)
    moved = shift(image, -2, 3, edge, interpolation)
    assert moved.dtype == np.uint8
    np.testing.assert_array_equal(moved, shift(image, -2, 3, edge))


@pytest.mark.parametrize("edge", MODES)
@pytest.mark.parametrize("size", [(4, 5), (1, 3), (1, 1), (2, 2)])
def test_bilinear_weighs_the_four_pixels_around(edge: str, size: tuple[int, int]) -> None:
    image = RNG.standard_normal(size)
    for dy, dx in [(0.5, 0), (0, -0.25), (1.75, -2.5), (-0.3, 11.1), (3, 0.5), (-7.5, 2)]:
        expected = [[_four(image, y - dy, x - dx, edge) for x in range(size[1])] for y in range(size[0])]
        np.testing.assert_allclose(shift(image, dy, dx, edge), expected, rtol=0, atol=1e-14)


def _four(image: Array, y: float, x: float, edge: str) -> float:
    """Interpolate between four pixels, as the textbook writes it."""
    top, left = floor(y), floor(x)
    down, right = y - top, x - left
    upper = (1 - right) * pixel(image, top, left, edge) + right * pixel(image, top, left + 1, edge)
    lower = (1 - right) * pixel(image, top + 1, left, edge) + right * pixel(image, top + 1, left + 1, edge)
    return (1 - down) * upper + down * lower


def test_bilinear_by_half_a_pixel_is_the_average_of_neighbours() -> None:
    image = RNG.integers(0, 100, (4, 6))
    moved = shift(image, 0, 0.5, "circular")
    np.testing.assert_array_equal(moved, (image + np.roll(image, 1, axis=1)) / 2)
    np.testing.assert_array_equal(shift(image.T, 0.5, 0, "circular"), moved.T)


def test_bilinear_by_half_a_pixel_wipes_out_the_finest_pattern() -> None:
    stripes = np.tile([1.0, -1.0], (3, 4))
    np.testing.assert_array_equal(shift(stripes, 0, 0.5, "circular"), np.zeros((3, 8)))


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize(("given", "answer"), [("u1", "f4"), ("?", "f4"), ("f2", "f4"), ("i8", "f4"), ("f8", "f8")])
@pytest.mark.parametrize("distances", [(0.5, 0), (0, 0.5), (2, 0.5)])
def test_fractions_of_integers_are_floats(
    interpolation: str, given: str, answer: str, distances: tuple[float, float]
) -> None:
    assert shift(np.ones((1, 5, 4), given), *distances, interpolation=interpolation).dtype == answer


@pytest.mark.parametrize("size", [15, 16, 1, 2])
@pytest.mark.parametrize("distance", [0.5, -0.3, 2.25, 100.7])
def test_fourier_moves_a_sampled_sinusoid_exactly(size: int, distance: float) -> None:
    places, image, expected = np.arange(size), np.zeros((3, size)), np.zeros((3, size))
    for frequency in range((size + 1) // 2):  # below Nyquist
        amplitude, phase = RNG.standard_normal(2)
        turn = 2 * np.pi * frequency / size
        image += amplitude * np.cos(turn * places + phase)
        expected += amplitude * np.cos(turn * (places - distance) + phase)
    np.testing.assert_allclose(shift(image, 0, distance, "circular", "fourier"), expected, atol=1e-13)
    np.testing.assert_allclose(shift(image.T, distance, 0, "circular", "fourier"), expected.T, atol=1e-13)


@pytest.mark.parametrize("distance", [0.25, -0.5, 1.1])
def test_fourier_reads_the_nyquist_pattern_off_the_moved_cosine(distance: float) -> None:
    moved = shift(np.tile([1.0, -1.0], (2, 3)), 0, distance, "circular", "fourier")
    np.testing.assert_allclose(moved[0], np.cos(np.pi * (np.arange(6) - distance)), atol=1e-14)


def test_fourier_there_and_back_is_the_identity_and_keeps_the_energy() -> None:
    image = RNG.standard_normal((2, 9, 15))
    moved = shift(image, 0.4, -3.7, "circular", "fourier")
    assert np.sum(moved**2) == pytest.approx(np.sum(image**2), rel=1e-12)
    np.testing.assert_allclose(shift(moved, -0.4, 3.7, "circular", "fourier"), image, atol=1e-13)


def test_fourier_shifts_add_up() -> None:
    image = RNG.standard_normal((7, 11))
    twice = shift(shift(image, 0.4, 1.25, "circular", "fourier"), 0.6, 0.5, "circular", "fourier")
    np.testing.assert_allclose(twice, shift(image, 1, 1.75, "circular", "fourier"), atol=1e-13)


@pytest.mark.parametrize("edge", ["zeros", "replicate", "reflect"])
def test_fourier_continues_the_image_by_the_edge_rule_so_that_what_was_added_wraps(edge: str) -> None:
    image, size = RNG.standard_normal((3, 10)), 10 + 2 * MARGIN
    line = np.array([pixel(image, 1, x, edge) for x in range(-MARGIN - 2, 10 + MARGIN - 2)])  # moved by 2
    turned = np.fft.fft(line) * np.exp(-2j * np.pi * 0.3 * np.fft.fftfreq(size))
    expected = np.fft.ifft(turned).real[MARGIN:-MARGIN]
    np.testing.assert_allclose(shift(image, 0, 2.3, edge, "fourier")[1], expected, atol=1e-13)


def test_fourier_leaves_a_flat_image_flat_if_its_border_goes_on() -> None:
    for edge in ("replicate", "reflect", "circular"):
        np.testing.assert_allclose(shift(np.full((5, 6), 3.0), 0.5, 1.5, edge, "fourier"), 3, atol=1e-14)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("edge", MODES)
def test_channels_batches_and_strided_images_move_alike(edge: str, interpolation: str) -> None:
    images = RNG.standard_normal((2, 3, 6, 5))
    moved = shift(images, 0.5, -1.25, edge, interpolation)
    turned = shift(images.transpose(1, 0, 3, 2)[..., ::-1], -1.25, -0.5, edge, interpolation)
    np.testing.assert_allclose(turned[..., ::-1].transpose(1, 0, 3, 2), moved, atol=1e-14)
    for index in np.ndindex(2, 3):
        np.testing.assert_allclose(moved[index], shift(images[index], 0.5, -1.25, edge, interpolation), atol=1e-14)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("edge", MODES)
def test_the_tiles_of_a_large_image_meet_without_a_seam(edge: str, interpolation: str) -> None:
    image = RNG.standard_normal((2, 1100, 900))
    moved = shift(image, 3.5, -0.25, edge, interpolation)
    by_rows = np.concatenate([shift(row[None], 0, -0.25, edge, interpolation) for row in image[1]])
    by_columns = np.hstack([shift(column[:, None], 3.5, 0, edge, interpolation) for column in by_rows.T])
    np.testing.assert_allclose(moved[1], by_columns, atol=1e-12)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("distances", [(0.5, 0.5), (3, 0.5), (0.5, 0)])
def test_a_photo_takes_little_memory_beyond_the_result(interpolation: str, distances: tuple[float, float]) -> None:
    image = np.ones((3000, 4000), np.float32)
    tracemalloc.start()
    moved = shift(image, *distances, "reflect", interpolation)
    peak = tracemalloc.get_traced_memory()[1] - moved.nbytes
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_a_fraction_leaves_the_image_as_it_is() -> None:
    image = RNG.standard_normal((6, 5))
    before = image.copy()
    image.flags.writeable = False
    for interpolation in INTERPOLATIONS:
        shift(image, 0.5, 0, "circular", interpolation)
        shift(image, 0, 0.5, "circular", interpolation)
    np.testing.assert_array_equal(image, before)


def test_a_whole_shift_beside_a_fraction_copies_a_pixel_that_is_not_finite() -> None:
    image = np.zeros((4, 4))
    image[1, 1] = np.inf
    moved = shift(image, 1, 0.5)
    np.testing.assert_array_equal(np.isfinite(moved), [[True] * 4, [True] * 4, [True, False, False, True], [True] * 4])

"""Small pictures on a larger canvas: nothing of them changes but the place."""

import numpy as np
import pytest

from convviz.engine import shift
from convviz.nn.dataset import Dataset
from convviz.nn.placement import free_shifts, on_canvas, place, random_shifts

RNG = np.random.default_rng(0)
IMAGES = RNG.random((40, 1, 8, 8), np.float32) / 2 + 0.5
DATASET = Dataset(IMAGES, np.arange(40) % 2, ["even", "odd"])


def test_centred_images_stand_in_the_middle() -> None:
    placed = place(DATASET, 16).images
    assert placed.shape == (40, 1, 16, 16)
    np.testing.assert_array_equal(placed[..., 4:12, 4:12], IMAGES)
    assert np.count_nonzero(placed) == IMAGES.size


def test_where_there_is_no_middle_it_is_half_a_pixel_up_and_left() -> None:
    placed = on_canvas(np.ones((1, 2, 3)), 6)
    assert np.argwhere(placed[0])[[0, -1]].tolist() == [[2, 1], [3, 3]]


@pytest.mark.parametrize("canvas", [8, 16, 24, 32])
def test_images_placed_anywhere_are_whole_and_on_the_canvas(canvas: int) -> None:
    placed = place(DATASET, canvas, "anywhere", seed=1)
    for image, on_it in zip(IMAGES, placed.images, strict=True):
        rows, columns = (np.flatnonzero(on_it[0].any(axis=axis)) for axis in (1, 0))
        np.testing.assert_array_equal(on_it[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], image)
    np.testing.assert_array_equal(placed.labels, DATASET.labels)


def test_every_place_is_drawn_alike() -> None:
    drawn = random_shifts(81 * 400, (8, 8), 16)
    places, counts = np.unique(drawn, axis=0, return_counts=True)
    assert len(places) == 81
    assert abs(counts - 400).max() < 6 * 20  # six standard deviations
    assert (drawn.min(axis=0).tolist(), drawn.max(axis=0).tolist()) == ([-4, -4], [4, 4])


def test_a_seed_decides_the_places() -> None:
    first, again, other = (place(DATASET, 16, "anywhere", seed=seed).images for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_free_shifts_are_those_that_lose_nothing() -> None:
    rows, columns = free_shifts((8, 5), 16)
    assert (rows, columns) == (range(-4, 5), range(-5, 7))
    image = np.ones((1, 8, 5))
    for dy in range(-6, 8):
        for dx in range(-7, 9):
            whole = on_canvas(image, 16, (dy, dx)).sum() == 40
            assert whole == (dy in rows and dx in columns)


@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (3, -2), (-7, 9), (20, 0), (0, -30)])
def test_a_place_is_a_shift_of_the_centred_image(dy: int, dx: int) -> None:
    np.testing.assert_array_equal(on_canvas(IMAGES, 16, (dy, dx)), shift(on_canvas(IMAGES, 16), dy, dx))


def test_each_image_has_its_own_place() -> None:
    placed = on_canvas(IMAGES[:2], 16, [(0, 0), (1, 2)])
    np.testing.assert_array_equal(placed[0, :, 4:12, 4:12], IMAGES[0])
    np.testing.assert_array_equal(placed[1, :, 5:13, 6:14], IMAGES[1])


def test_each_image_can_be_put_on_several_canvases() -> None:
    placed = place(DATASET, 16, "anywhere", copies=3)
    assert len(placed) == 120
    np.testing.assert_array_equal(placed.labels, np.tile(DATASET.labels, 3))
    for number in range(120):
        pixels = placed.images[number][placed.images[number] > 0]
        np.testing.assert_array_equal(pixels, IMAGES[number % 40].ravel())
    assert not np.array_equal(placed.images[:40], placed.images[40:80])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 canvas; got 0"):
        place(DATASET, 16, copies=0)
    with pytest.raises(ValueError, match="at least as large as the images, 8 pixels; got 7"):
        place(DATASET, 7)
    with pytest.raises(ValueError, match="placement must be one of centred, anywhere; got 'left'"):
        place(DATASET, 16, "left")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least as large"):
        random_shifts(1, (8, 8), 4)
    with pytest.raises(ValueError, match="at least as large"):
        free_shifts((8, 8), 4)

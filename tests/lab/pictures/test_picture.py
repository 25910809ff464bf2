"""A picture drawn small shows the means of what it is drawn large."""

from itertools import pairwise

import numpy as np
import pytest

from convviz.lab.pictures.display import NOT_FINITE_COLOUR, Scale
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map


def read_only_noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape, np.float32)


def levels(picture: Picture) -> list[np.ndarray]:
    return [picture.pixels(level) for level in range(picture.level_count)]


def halved(pixels: np.ndarray) -> np.ndarray:
    """Return the means of squares of 2×2, in floats; an odd last row or column is taken twice."""
    rows, columns = (np.minimum(np.arange(size + size % 2), size - 1) for size in pixels.shape[:2])
    even = pixels[rows][:, columns].astype(float)
    return (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4


@pytest.mark.parametrize(
    "size", [(1024, 1024), (513, 700), (1025, 3), (1, 1500), (777, 777), (2050, 1030), (600, 3001)]
)
@pytest.mark.parametrize("channels", [1, 3])
def test_each_level_is_the_mean_of_the_one_before(size: tuple[int, int], channels: int) -> None:
    picture = picture_of_image(read_only_noise(channels, *size))
    assert picture.level_count > 1
    for large, small in pairwise(levels(picture)):
        assert small.shape == ((large.shape[0] + 1) // 2, (large.shape[1] + 1) // 2, *large.shape[2:])
        assert np.abs(small - halved(large)).max() <= 0.5


@pytest.mark.parametrize("size", [(700, 900), (3, 2049)])
def test_the_levels_of_a_map_are_means_of_its_values(size: tuple[int, int]) -> None:
    scale = Scale(-1.0, 1.0, "balance")
    picture = picture_of_map(2 * read_only_noise(*size) - 1, scale)
    for large, small in pairwise(levels(picture)):
        assert np.abs(small - halved(large)).max() <= 0.5
    assert np.array_equal(picture.colours, scale.colours())


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_flat_picture_is_flat_at_every_level(value: float) -> None:
    picture = picture_of_image(np.full((3, 1500, 1100), value, np.float32))
    assert {int(pixel) for level in levels(picture) for pixel in np.unique(level)} == {round(value * 255)}


def test_levels_go_on_until_the_longer_side_is_512_pixels() -> None:
    for size, wanted in (((512, 400), [(512, 400)]), ((300, 1025), [(300, 1025), (150, 513), (75, 257)])):
        picture = picture_of_image(read_only_noise(1, *size))
        assert [level.shape for level in levels(picture)] == wanted
        assert [picture.shape(level) for level in range(picture.level_count)] == wanted


def test_an_image_is_rounded_to_bytes_and_clipped() -> None:
    values = np.array([[[-0.5, 0, 0.5 / 255 - 1e-6, 0.5 / 255 + 1e-6, 127 / 255, 1, 1.5]]], np.float32)
    before = values.copy()
    picture = picture_of_image(values)
    assert picture.pixels().tolist() == [[0, 0, 0, 1, 127, 255, 255]]
    assert np.array_equal(values, before)


def test_every_byte_of_a_file_is_shown_as_it_was() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    assert np.array_equal(picture_of_image(pixels / np.float32(255)).pixels(), pixels[0])


def test_a_grey_image_is_drawn_in_greys_and_a_coloured_one_in_its_colours() -> None:
    grey = picture_of_image(read_only_noise(1, 4, 5))
    assert grey.colours is not None
    assert np.array_equal(grey.colours, np.arange(256)[:, np.newaxis].repeat(3, axis=1))
    values = read_only_noise(3, 4, 5)
    colour = picture_of_image(values)
    assert colour.colours is None
    assert np.abs(colour.pixels().transpose(2, 0, 1) - values * 255).max() <= 0.5 + 1e-4


def test_a_tall_image_is_converted_as_if_at_once() -> None:
    values = read_only_noise(3, 2500, 300)
    at_once = (values * 255 + np.float32(0.5)).astype(np.uint8).transpose(1, 2, 0)
    assert np.array_equal(picture_of_image(values).pixels(), at_once)


def test_height_and_width_are_those_at_full_size() -> None:
    picture = picture_of_image(read_only_noise(3, 1030, 600))
    assert (picture.height, picture.width) == (1030, 600)


@pytest.mark.parametrize("zoom", [40.0, 1.5, 1.0, 0.99, 0.51, 0.5, 0.49, 0.26, 0.25, 0.2, 0.125, 0.1, 1e-9])
def test_the_level_is_the_smallest_with_a_pixel_for_each_of_the_screen(zoom: float) -> None:
    picture = picture_of_image(np.zeros((1, 4096, 3), np.float32))
    level = picture.level_for(zoom)
    enough = [number for number in range(4) if 0.5**number >= zoom]
    assert level == max(enough, default=0)


def pictures(height: int, width: int) -> list[Picture]:
    """Return one of each kind: a photo and a map, in grey and in colour, the maps with what is no number."""
    planes = 3 * read_only_noise(3, height, width) - 1
    planes[:, 1::9, 2::7], planes[1, ::5, 0], planes[0, 0, 0] = np.nan, np.inf, -np.inf
    scale = Scale(-1.0, 1.5, "balance")
    return [
        picture_of_image(read_only_noise(1, height, width)),
        picture_of_image(read_only_noise(3, height, width)),
        picture_of_map(planes[1], scale),
        picture_of_map(planes, Scale(0.0, 1.0, "grey")),
    ]


def test_a_map_is_drawn_in_the_colours_of_its_scale() -> None:
    *_, plane, planes = pictures(700, 530)
    assert plane.scale is not None
    assert planes.scale is not None
    assert np.array_equal(plane.pixels(), plane.scale.indices(plane.values[0]))
    assert np.array_equal(planes.pixels(), planes.scale.rgb(planes.values))
    assert np.array_equal(plane.rgb(), plane.scale.rgb(plane.values[0]))


def test_means_are_taken_as_if_of_the_whole_picture_at_once() -> None:
    for picture in pictures(2171, 1903):
        for large, small in pairwise(levels(picture)):
            assert np.abs(small - halved(large)).max() <= 0.5


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_part_of_a_picture_is_that_part_of_the_whole(level: int) -> None:
    for picture in pictures(1300, 1101):
        whole = picture.pixels(level)
        assert np.array_equal(picture.pixels(level, slice(7, 90), slice(100, 101)), whole[7:90, 100:101])
        rows, columns = np.array([5, 0, 5]), np.array([200, 3])
        assert np.array_equal(picture.pixels(level, rows, columns), whole[rows][:, columns])


def test_a_pixel_has_the_colour_that_it_is_drawn_in() -> None:
    for picture in pictures(30, 40):
        for y, x in ((0, 0), (29, 39), (5, 0), (1, 2)):
            assert picture.colour(y, x) == tuple(picture.rgb()[y, x])
    assert pictures(30, 40)[-1].colour(1, 2) == NOT_FINITE_COLOUR


def test_a_picture_keeps_no_copy_of_its_values() -> None:
    image, plane = read_only_noise(3, 900, 800), read_only_noise(900, 800)
    assert np.shares_memory(picture_of_image(image).values, image)
    picture = picture_of_map(plane, Scale(0.0, 1.0, "grey"))
    assert np.shares_memory(picture.values, plane)
    assert sum(level.nbytes for level in picture.reduced) <= plane.size / 3 + 1000


def test_with_its_own_values_a_picture_is_the_same_and_keeps_nothing_else() -> None:
    maps = read_only_noise(2, 700, 600)
    picture = picture_of_map(maps[1], Scale(0.0, 1.0, "viridis"))
    own = picture.with_own_values()
    assert not np.shares_memory(own.values, maps)
    assert own.scale == picture.scale
    for one, other in zip(levels(own), levels(picture), strict=True):
        assert np.array_equal(one, other)

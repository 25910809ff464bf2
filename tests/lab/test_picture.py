"""A picture drawn small shows the means of what it is drawn large."""

import numpy as np
import pytest

from convviz.lab.display import Scale
from convviz.lab.picture import Picture, picture_of_image, picture_of_map


def read_only_noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).random(shape, np.float32)


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
    assert len(picture.levels) > 1
    for large, small in zip(picture.levels, picture.levels[1:], strict=False):
        assert small.shape == ((large.shape[0] + 1) // 2, (large.shape[1] + 1) // 2, *large.shape[2:])
        assert np.abs(small - halved(large)).max() <= 0.5


@pytest.mark.parametrize("size", [(700, 900), (3, 2049)])
def test_the_levels_of_a_map_are_means_of_its_values(size: tuple[int, int]) -> None:
    scale = Scale(-1.0, 1.0, "balance")
    picture = picture_of_map(2 * read_only_noise(*size) - 1, scale)
    for large, small in zip(picture.levels, picture.levels[1:], strict=False):
        assert np.abs(small - halved(large)).max() <= 0.5
    assert np.array_equal(picture.colours, scale.colours())


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_flat_picture_is_flat_at_every_level(value: float) -> None:
    picture = picture_of_image(np.full((3, 1500, 1100), value, np.float32))
    assert {int(pixel) for level in picture.levels for pixel in np.unique(level)} == {round(value * 255)}


def test_levels_go_on_until_the_longer_side_is_512_pixels() -> None:
    assert [level.shape for level in picture_of_image(read_only_noise(1, 512, 400)).levels] == [(512, 400)]
    assert [level.shape for level in picture_of_image(read_only_noise(1, 300, 1025)).levels] == [
        (300, 1025),
        (150, 513),
        (75, 257),
    ]


def test_an_image_is_rounded_to_bytes_and_clipped() -> None:
    values = np.array([[[-0.5, 0, 0.5 / 255 - 1e-6, 0.5 / 255 + 1e-6, 127 / 255, 1, 1.5]]], np.float32)
    before = values.copy()
    picture = picture_of_image(values)
    assert picture.levels[0].tolist() == [[0, 0, 0, 1, 127, 255, 255]]
    assert np.array_equal(values, before)


def test_every_byte_of_a_file_is_shown_as_it_was() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    assert np.array_equal(picture_of_image(pixels / np.float32(255)).levels[0], pixels[0])


def test_a_grey_image_is_drawn_in_greys_and_a_coloured_one_in_its_colours() -> None:
    grey = picture_of_image(read_only_noise(1, 4, 5))
    assert grey.colours is not None
    assert np.array_equal(grey.colours, np.arange(256)[:, np.newaxis].repeat(3, axis=1))
    values = read_only_noise(3, 4, 5)
    colour = picture_of_image(values)
    assert colour.colours is None
    assert np.abs(colour.levels[0].transpose(2, 0, 1) - values * 255).max() <= 0.5 + 1e-4


def test_a_tall_image_is_converted_as_if_at_once() -> None:
    values = read_only_noise(3, 2500, 300)
    at_once = (values * 255 + np.float32(0.5)).astype(np.uint8).transpose(1, 2, 0)
    assert np.array_equal(picture_of_image(values).levels[0], at_once)


def test_height_and_width_are_those_at_full_size() -> None:
    picture = picture_of_image(read_only_noise(3, 1030, 600))
    assert (picture.height, picture.width) == (1030, 600)


@pytest.mark.parametrize("zoom", [40.0, 1.5, 1.0, 0.99, 0.51, 0.5, 0.49, 0.26, 0.25, 0.2, 0.125, 0.1, 1e-9])
def test_the_level_is_the_smallest_with_a_pixel_for_each_of_the_screen(zoom: float) -> None:
    picture = Picture(tuple(np.zeros((side, side), np.uint8) for side in (4096, 2048, 1024, 512)))
    level = picture.level_for(zoom)
    enough = [number for number in range(4) if 0.5**number >= zoom]
    assert level == max(enough, default=0)

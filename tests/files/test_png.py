"""A PNG written in bands is the picture, to the bit, wherever it was cut."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from convviz.files.png import write_png
from convviz.lab.progress import CancelledError

RANDOM = np.random.default_rng(0)
COLOURS = RANDOM.integers(0, 256, (37, 23, 3), dtype=np.uint8)
VALUES = RANDOM.integers(0, 65536, (37, 23), dtype=np.uint16)


def bands(pixels: np.ndarray, rows: int) -> Iterator[np.ndarray]:
    return (pixels[top : top + rows] for top in range(0, len(pixels), rows))


def written(pixels: np.ndarray, rows: int, **text: str) -> bytes:
    content = BytesIO()
    write_png(content, *pixels.shape[:2], bands(pixels, rows), text)
    return content.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("rows", [1, 2, 7, 36, 37, 100])
@pytest.mark.parametrize("pixels", [COLOURS, VALUES], ids=["colours", "16 bits"])
def test_it_is_read_back_to_the_bit(pixels: np.ndarray, rows: int) -> None:
    image = opened(written(pixels, rows))
    assert image.mode == ("RGB" if pixels is COLOURS else "I;16")
    assert np.array_equal(np.asarray(image), pixels)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1)])
@pytest.mark.parametrize("pixels", [COLOURS, VALUES], ids=["colours", "16 bits"])
def test_the_smallest_pictures_are_written(pixels: np.ndarray, size: tuple[int, int]) -> None:
    small = pixels[: size[0], : size[1]]
    assert np.array_equal(np.asarray(opened(written(small, 4))), small)


def test_a_part_of_a_larger_array_is_written_as_it_is() -> None:
    turned = COLOURS.transpose(1, 0, 2)[::-1, ::2]
    assert np.array_equal(np.asarray(opened(written(turned, 5))), turned)


def test_rows_that_repeat_cost_almost_nothing() -> None:
    noise = RANDOM.integers(0, 256, (8, 4000, 3), dtype=np.uint8)
    assert len(written(noise.repeat(8, axis=0), 10)) < 1.1 * len(written(noise, 10))


def test_it_carries_text_in_any_script() -> None:
    text = opened(written(COLOURS, 9, Software="convviz", Description="−1 … 猫")).text
    assert text == {"Software": "convviz", "Description": "−1 … 猫"}


def test_how_much_is_done_is_told_before_every_band() -> None:
    told: list[float] = []
    write_png(BytesIO(), 37, 23, bands(VALUES, 10), {}, told.append)
    assert told == [0, 10 / 37, 20 / 37, 30 / 37]


def test_it_stops_as_soon_as_nobody_wants_it() -> None:
    drawn: list[int] = []

    def draw() -> Iterator[np.ndarray]:
        for index, band in enumerate(bands(VALUES, 1)):
            drawn.append(index)
            yield band

    def cancel_in_the_middle(done: float) -> None:
        if done > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_png(BytesIO(), 37, 23, draw(), {}, cancel_in_the_middle)
    assert len(drawn) == 20

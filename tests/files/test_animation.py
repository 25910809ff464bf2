"""An animation is written frame by frame, and read back as it was drawn."""

import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from convviz.files.animation import palette, save_animation
from convviz.files.writing import ExportError
from convviz.lab.pictures.display import Scale
from convviz.lab.progress import CancelledError

RANDOM = np.random.default_rng(0)
HEIGHT, WIDTH = 30, 41
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)
LOSSLESS = [".png", ".webp"]
ALL = [*LOSSLESS, ".gif"]


def frames(count: int = 5) -> list[Image.Image]:
    """Return noise that moves in a part of a picture that stands still."""
    still = RANDOM.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    moving = RANDOM.integers(0, 256, (11, 13, 3), dtype=np.uint8)
    made = []
    for index in range(count):
        pixels = still.copy()
        pixels[7:18, 5 + index : 18 + index] = moving
        made.append(Image.fromarray(pixels))
    return made


def write(path: Path, pictures: list[Image.Image], **options: object) -> Path:
    save_animation(path, pictures, len(pictures), **({"frames_per_second": 10, "colours": GREYS} | options))
    return path


def shown(path: Path) -> list[np.ndarray]:
    with Image.open(path) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("ending", LOSSLESS)
def test_every_frame_is_read_back_to_the_bit(ending: str, tmp_path: Path) -> None:
    pictures = frames()
    read = shown(write(tmp_path / f"a{ending}", pictures))
    assert len(read) == len(pictures)
    assert all(np.array_equal(*pair) for pair in zip(read, map(np.asarray, pictures), strict=True))


def test_a_gif_has_the_nearest_of_its_colours_everywhere(tmp_path: Path) -> None:
    pictures, colours = frames(), RANDOM.integers(0, 256, (200, 3), dtype=np.uint8)
    read = shown(write(tmp_path / "a.gif", pictures, colours=colours))
    assert len(read) == len(pictures)
    for got, picture in zip(read, pictures, strict=True):
        wanted = np.asarray(picture).astype(int)
        distances = ((wanted[:, :, np.newaxis] - colours.astype(int)) ** 2).sum(axis=-1)
        assert np.array_equal(((got - wanted) ** 2).sum(axis=-1), distances.min(axis=-1))


def test_a_gif_has_one_palette_and_every_frame_uses_it(tmp_path: Path) -> None:
    with Image.open(write(tmp_path / "a.gif", frames(), colours=GREYS[::32])) as image:
        tables = {image.global_palette.tobytes() for _ in ImageSequence.Iterator(image)}
    assert [table[:24] for table in tables] == [GREYS[::32].tobytes()]
    greys = np.concatenate(shown(tmp_path / "a.gif"))
    assert {64, 96, 128, 160, 192} <= set(np.unique(greys)) <= set(range(0, 256, 32))


@pytest.mark.parametrize("ending", ALL)
@pytest.mark.parametrize(("speed", "milliseconds"), [(1, 1000), (10, 100), (25, 40), (50, 20)])
def test_each_frame_lasts_as_long_as_was_asked_for(ending: str, speed: int, milliseconds: int, tmp_path: Path) -> None:
    with Image.open(write(tmp_path / f"a{ending}", frames(3), frames_per_second=speed)) as image:
        durations = []
        for index in range(image.n_frames):
            image.seek(index)
            image.load()  # a WebP tells only then
            durations.append(image.info["duration"])
    assert durations == [milliseconds] * 3


@pytest.mark.parametrize("ending", ALL)
def test_it_goes_on_for_ever_or_is_played_once(ending: str, tmp_path: Path) -> None:
    loops = []
    for loop in (True, False):
        with Image.open(write(tmp_path / f"a{ending}", frames(2), loop=loop)) as image:
            loops.append(image.info.get("loop"))
    assert loops == [0, None if ending == ".gif" else 1]


@pytest.mark.parametrize("ending", ALL)
def test_frames_that_are_alike_are_all_there(ending: str, tmp_path: Path) -> None:
    read = shown(write(tmp_path / f"a{ending}", frames(1) * 3, colours=GREYS))
    assert len(read) == 3
    assert all(np.array_equal(read[0], each) for each in read)


@pytest.mark.parametrize("ending", ALL)
def test_a_single_frame_is_written(ending: str, tmp_path: Path) -> None:
    assert len(shown(write(tmp_path / f"a{ending}", frames(1)))) == 1


def test_it_carries_text_in_any_script(tmp_path: Path) -> None:
    text = {"Software": "convviz", "Description": "−1 … 猫" + "x" * 300}
    lines = "\n".join(f"{key}: {value}" for key, value in text.items())
    pictures = frames(2)
    with Image.open(write(tmp_path / "a.png", pictures, text=text)) as image:
        assert image.text == text
    with Image.open(write(tmp_path / "a.gif", pictures, text=text)) as image:
        assert image.info["comment"].decode() == lines
    with Image.open(write(tmp_path / "a.webp", pictures, text=text)) as image:
        description = image.getexif()[0x010E]
        assert description.encode("latin-1").decode() == lines
        assert image.n_frames == 2


@pytest.mark.parametrize("ending", ALL)
def test_only_the_frame_before_is_kept(ending: str, tmp_path: Path) -> None:
    made: list[weakref.ref[Image.Image]] = []
    most = []

    def drawn() -> Iterator[Image.Image]:
        for index in range(12):
            frame = Image.new("RGB", (20, 20), (20 * index, 0, 0))
            made.append(weakref.ref(frame))
            most.append(sum(each() is not None for each in made))
            yield frame

    save_animation(tmp_path / f"a{ending}", drawn(), 12, frames_per_second=10, colours=GREYS)
    assert len(most) == 12
    assert max(most) <= 2  # the one that is drawn, and the one before


@pytest.mark.parametrize("ending", ALL)
def test_a_cancel_leaves_nothing_behind_and_what_was_there(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"

    def cancelled() -> Iterator[Image.Image]:
        yield from frames(2)
        raise CancelledError

    for before in (None, b"earlier"):
        if before:
            path.write_bytes(before)
        with pytest.raises(CancelledError):
            save_animation(path, cancelled(), 5, frames_per_second=10, colours=GREYS)
        assert [each.read_bytes() for each in tmp_path.iterdir()] == ([before] if before else [])


def test_another_ending_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"a\.mp4 has “\.mp4”; end its name in \.png for an animated PNG or \.gif"):
        write(tmp_path / "a.mp4", frames(1))
    with pytest.raises(ExportError, match="cannot be saved"):
        write(tmp_path / "nowhere" / "a.gif", frames(1))


@pytest.mark.parametrize("in_colour", [True, False])
def test_a_palette_has_black_white_the_scales_and_the_picture(in_colour: bool) -> None:
    pixels = RANDOM.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    photo = Image.fromarray(pixels if in_colour else pixels[..., :1].repeat(3, axis=2))
    maps = [Scale(-1, 1, name).colours() for name in ("balance", "vik", "balance")]
    colours = palette(maps, photo).astype(int)
    assert 250 < len(colours) <= 256
    for wanted, within in [([[0, 0, 0], [255, 255, 255]], 0), (maps[0][[0, 127, 254]], 6), (maps[1][[0, 127, 254]], 6)]:
        distances = np.abs(colours - np.asarray(wanted, int)[:, np.newaxis]).max(axis=-1).min(axis=-1)
        assert distances.max() <= within
    missed = np.abs(np.asarray(photo).reshape(-1, 1, 3).astype(int) - colours).max(axis=-1).min(axis=-1)
    assert missed.mean() < (25 if in_colour else 3)

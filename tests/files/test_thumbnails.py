"""Thumbnails: the middle of a picture, small; kept in files that may be damaged."""

import os
from pathlib import Path

import numpy as np
import pytest

from convviz.files.thumbnails import SIDE, read_thumbnail, thumbnail, thumbnail_name, write_thumbnail
from convviz.files.writing import ExportError
from tests.lab_fixtures import image, pixels, saved


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 2), (15, 15), (48, 64), (SIDE, SIDE), (700, 1100)])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_picture_has_a_thumbnail_of_the_same_size(shape: tuple[int, int], channels: int) -> None:
    picture = thumbnail(image(*shape, channels))
    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.dtype == np.uint8
    if channels == 1:
        assert (picture == picture[:, :, :1]).all()


def test_it_shows_the_square_in_the_middle_in_its_colours() -> None:
    pixels = np.zeros((3, 100, 300), np.float32)
    pixels[0, :, 100:200], pixels[1, 50:, 100:200] = 1, 0.2
    picture = thumbnail(pixels)
    assert (picture[: SIDE // 2 - 1] == (255, 0, 0)).all()
    assert (picture[SIDE // 2 + 1 :] == (255, 51, 0)).all()


def test_a_small_picture_keeps_its_pixels() -> None:
    pixels = image(3, 3)
    middles = thumbnail(pixels)[SIDE // 6 :: SIDE // 3, SIDE // 6 :: SIDE // 3]
    assert np.array_equal(middles, np.rint(pixels.transpose(1, 2, 0) * 255))


def test_a_large_picture_is_averaged() -> None:
    noise = thumbnail(image(6 * SIDE, 6 * SIDE, 1))
    assert noise.std() < 0.3 * 255 / np.sqrt(12)
    assert noise.mean() == pytest.approx(127.5, abs=2)


def test_a_thumbnail_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "a.png"
    write_thumbnail(file, thumbnail(image()))
    assert np.array_equal(read_thumbnail(file), thumbnail(image()))
    if os.name == "posix":
        assert file.parent.stat().st_mode & 0o077 == 0  # they show what a person looked at


@pytest.mark.parametrize("content", [None, b"", b"nonsense", "cut", "another size"])
def test_what_is_no_thumbnail_is_none(tmp_path: Path, content: bytes | str | None) -> None:
    file = tmp_path / "a.png"
    write_thumbnail(file, thumbnail(image()))
    whole = file.read_bytes()
    if content is None:
        file.unlink()
    elif content == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif content == "another size":
        saved(file, pixels(SIDE, SIDE // 2))
    else:
        file.write_bytes(content)
    assert read_thumbnail(file) is None


def test_a_picture_that_was_changed_gets_another_name(tmp_path: Path) -> None:
    path, other = tmp_path / "a.png", tmp_path / "b.png"
    for each in (path, other):
        each.write_bytes(b"one")
        os.utime(each, ns=(1, 1))
    name = thumbnail_name(path)
    assert name == thumbnail_name(path)
    os.utime(path, ns=(1, 10**9))
    later = thumbnail_name(path)
    path.write_bytes(b"three")
    os.utime(path, ns=(1, 10**9))
    assert len({name, later, thumbnail_name(path), thumbnail_name(other)}) == 4


def test_a_picture_that_is_gone_has_no_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        thumbnail_name(tmp_path / "gone.png")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_thumbnail(tmp_path / "file" / "a.png", thumbnail(image()))
    (tmp_path / "a.png").mkdir()
    with pytest.raises(ExportError):
        write_thumbnail(tmp_path / "a.png", thumbnail(image()))

"""Whatever is wrong with a file is said in an ImageError, whose message helps."""

import os
import threading
import warnings
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from convviz.files.images import MAX_PIXELS, ImageError, image_suffixes, load_image, read_image


def noise(format: str) -> bytes:
    content = BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(content, format)
    return content.getvalue()


def message(source: Path | bytes) -> str:
    with pytest.raises(ImageError) as caught:
        read_image(source)
    return str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    expected = "cat.png is not there: it was moved, renamed or deleted. Look for it in its new place."
    assert message(tmp_path / "cat.png") == expected


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert message(tmp_path / "photos") == "photos is a folder. Open a picture in it."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert message(tmp_path / "pipe") == "pipe is a device, not a file. Open a picture file."


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "cat.png").touch()
    assert message(tmp_path / "cat.png") == "cat.png is empty. Save it again from the program that made it."
    assert message(b"") == "Pasted image is empty. Save it again from the program that made it."


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cat.png").write_bytes(noise("PNG"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert (
        message(tmp_path / "cat.png")
        == "cat.png cannot be opened: you have no permission to read it. Ask its owner for a copy."
    )


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cat.png").write_bytes(noise("PNG"))

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    assert message(tmp_path / "cat.png") == "cat.png cannot be opened: Input/output error."


@pytest.mark.parametrize(
    "content",
    [b"Dear diary", b"%PDF-1.7\n", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"P6 0 0 255\n"],
    ids=["text", "PDF", "SVG", "EPS", "no pixels"],
)
def test_what_is_no_picture(content: bytes) -> None:
    advice = "Open a PNG, JPEG, TIFF, WebP, GIF or BMP file."
    assert message(content) == f"Pasted image is not a picture that convviz can read. {advice}"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "JPEG2000", "PPM"])
def test_a_picture_that_is_cut_short(format: str) -> None:
    content = noise(format)
    said = message(content[: len(content) // 2])
    assert said.startswith("Pasted image is damaged or cut short: ")
    assert said.endswith(". Save it again from the program that made it.")


def test_a_picture_with_wrong_bytes() -> None:
    content = bytearray(noise("PNG"))
    content[200] ^= 255
    assert message(bytes(content)).startswith("Pasted image is damaged or cut short: ")


@pytest.mark.parametrize(
    "error", [ValueError, SyntaxError, RuntimeError, NotImplementedError, EOFError, IndexError, TypeError]
)
def test_whatever_a_decoder_raises_is_said(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise error("a wrong tile.\nDetails")

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    assert message(noise("BMP")).startswith("Pasted image is damaged or cut short: a wrong tile. Save it")


def test_a_picture_for_which_the_memory_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    advice = "Close programs or make it smaller."
    assert message(noise("BMP")) == f"Pasted image does not fit into the free memory. {advice}"


def bitmap_header(width: int, height: int) -> bytes:
    """Return a picture that claims a size and has no pixels."""
    content = bytearray(noise("BMP"))
    content[18:26] = width.to_bytes(4, "little") + height.to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize("limit", [Image.MAX_IMAGE_PIXELS, None], ids=["Pillow's limit", "no limit in Pillow"])
def test_an_enormous_picture_is_refused_by_its_header(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    expected = "Pasted image has more than 178 million pixels, the most that convviz opens. Make it smaller first."
    assert message(bitmap_header(20_000, MAX_PIXELS // 20_000 + 1)) == expected


def test_a_large_picture_gives_no_warning_and_pillow_keeps_its_limit() -> None:
    limit = Image.MAX_IMAGE_PIXELS
    # Its header is fine, as the error is about the pixels; a warning would be an error in these tests.
    assert "damaged or cut short" in message(bitmap_header(10_000, 10_000))
    assert limit == Image.MAX_IMAGE_PIXELS


def test_warnings_are_heard_again_after_reading() -> None:
    filters = list(warnings.filters)
    read_image(noise("PNG"))
    message(b"Dear diary")
    assert warnings.filters == filters


def test_pictures_can_be_read_in_several_threads(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(noise("PNG"))
    shapes: list[tuple[int, ...]] = []
    threads = [threading.Thread(target=lambda: shapes.append(load_image(tmp_path / "cat.png").shape)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(3, 64, 64)] * 8


def test_floats_without_a_finite_one(tmp_path: Path) -> None:
    Image.new("F", (2, 2), float("nan")).save(tmp_path / "scan.tif")
    expected = "scan.tif holds no finite number. Export it again from the program that made it."
    assert message(tmp_path / "scan.tif") == expected


def test_the_suffixes_for_an_open_dialog() -> None:
    suffixes = image_suffixes()
    assert {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif", ".bmp"} <= set(suffixes)
    assert not {".eps", ".pdf", ".mpg", ".wmf"} & set(suffixes)

"""Every kind of picture that people have becomes float32 (C, H, W) in [0, 1], and says what was changed."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import PIL
import pytest
from PIL import Image

from convviz.files.images import LoadedImage, image_suffixes, load_image, read_image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
COLOURS = Image.frombytes("RGB", (2, 2), bytes((*RED, *GREEN, *BLUE, 51, 102, 153)))
GREYS = Image.frombytes("L", (3, 2), bytes((0, 51, 102, 153, 204, 255)))


SINCE_PILLOW_13 = pytest.mark.skipif(int(PIL.__version__.split(".")[0]) < 13, reason="older Pillow refuses it")


def through_file(image: Image.Image, path: Path, **options: object) -> LoadedImage:
    image.save(path, **options)
    return read_image(path)


def colours(image: LoadedImage) -> list[list[tuple[int, ...]]]:
    """Return the pixels as rows of bytes."""
    rows = np.rint(image.pixels.transpose(1, 2, 0) * 255).astype(int)
    return [[tuple(pixel) for pixel in row.tolist()] for row in rows]


def png(width: int, height: int, bits: int, colour_type: int, rows: bytes) -> bytes:
    """Write a PNG by hand, as Pillow writes none with 16 bits per colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_colour_picture_has_red_green_and_blue_channels(tmp_path: Path) -> None:
    image = through_file(COLOURS, tmp_path / "colours.png")
    assert image.pixels.shape == (3, 2, 2)
    assert image.pixels[:, 0, 0].tolist() == [1, 0, 0]
    np.testing.assert_allclose(image.pixels[:, 1, 1], [0.2, 0.4, 0.6], rtol=1e-6)
    assert image.notes == ()


def test_a_grey_picture_has_one_channel(tmp_path: Path) -> None:
    image = through_file(GREYS, tmp_path / "greys.png")
    assert image.pixels.shape == (1, 2, 3)
    np.testing.assert_allclose(image.pixels[0], [[0, 0.2, 0.4], [0.6, 0.8, 1]], rtol=1e-6)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "I;16", "F"])
def test_pixels_are_contiguous_float32_and_read_only(mode: str, tmp_path: Path) -> None:
    COLOURS.convert("L").convert(mode).save(tmp_path / "picture.tif")
    pixels = load_image(tmp_path / "picture.tif")
    assert pixels.dtype == np.float32
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable
    assert pixels.min() >= 0
    assert pixels.max() <= 1


def test_every_byte_is_divided_by_255_exactly() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    content = BytesIO()
    Image.fromarray(ramp).save(content, "PNG")
    pixels = read_image(content.getvalue()).pixels
    assert np.array_equal(pixels[0], ramp.astype(np.float32) / np.float32(255))


def test_black_and_white_is_zero_and_one(tmp_path: Path) -> None:
    image = through_file(Image.frombytes("1", (2, 1), b"\x80"), tmp_path / "bits.png")
    assert image.pixels.tolist() == [[[1, 0]]]


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        *(("RGB", suffix) for suffix in (".png", ".bmp", ".tif", ".gif", ".ppm", ".tga", ".pcx", ".ico")),
        *((mode, ".tif") for mode in ("RGBA", "RGBX", "CMYK", "P", "PA")),
        *(("P", suffix) for suffix in (".png", ".gif")),
        ("RGBA", ".png"),
    ],
)
def test_lossless_formats_give_the_colours_back(mode: str, suffix: str, tmp_path: Path) -> None:
    picture = COLOURS.resize((16, 16), Image.Resampling.NEAREST)
    if mode in ("P", "PA"):
        picture = picture.quantize(4)
    image = through_file(picture.convert(mode), tmp_path / f"picture{suffix}")
    expected = picture.convert("RGB").convert(mode).convert("RGB") if mode == "CMYK" else COLOURS
    assert colours(image)[0][0] == expected.getpixel((0, 0)) == RED
    assert colours(image)[15][15] == (51, 102, 153)
    assert image.notes == ()


def test_lab_colours_come_close(tmp_path: Path) -> None:
    lightness_a_b = bytes((147, 25, 42))  # 147 of 255 is L* 57.6
    pixels = through_file(Image.frombytes("LAB", (1, 1), lightness_a_b), tmp_path / "picture.tif").pixels
    np.testing.assert_allclose(pixels[:, 0, 0] * 255, (200, 120, 60), atol=12)


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".jp2", ".avif"])
def test_lossy_formats_come_close(suffix: str, tmp_path: Path) -> None:
    if suffix not in image_suffixes():
        pytest.skip("this Pillow came without the format")
    pixels = through_file(Image.new("RGB", (32, 32), (200, 120, 60)), tmp_path / f"photo{suffix}").pixels
    np.testing.assert_allclose(pixels[:, 16, 16] * 255, (200, 120, 60), atol=6)


def test_an_orientation_in_the_exif_data_is_applied(tmp_path: Path) -> None:
    tall = Image.new("RGB", (2, 4), WHITE)
    tall.putpixel((0, 0), RED)
    exif = Image.Exif()
    for orientation, turned in ((6, Image.Transpose.ROTATE_90), (3, Image.Transpose.ROTATE_180)):
        exif[0x0112] = orientation  # the camera stored it turned, and says so
        image = through_file(tall.transpose(turned), tmp_path / "turned.png", exif=exif)
        assert image.pixels.shape == (3, 4, 2)
        assert colours(image)[0][0] == RED
        assert image.notes == ()


def test_damaged_exif_data_does_not_spoil_a_picture(tmp_path: Path) -> None:
    image = through_file(COLOURS, tmp_path / "odd.png", exif=b"Exif\0\0MX\0*\0\0\0\x08")
    assert colours(image)[0] == [RED, GREEN]
    assert image.notes == ("Its EXIF data is damaged, so it may not be upright.",)


LAID_ON_WHITE = ("Transparent pixels are laid on white.",)


def test_transparent_colours_are_laid_on_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (3, 1), (*RED, 255))
    picture.putpixel((1, 0), (*RED, 0))
    picture.putpixel((2, 0), (*RED, 51))
    image = through_file(picture, tmp_path / "picture.png")
    assert colours(image) == [[RED, WHITE, (255, 204, 204)]]
    assert image.notes == LAID_ON_WHITE


def test_transparent_greys_stay_grey(tmp_path: Path) -> None:
    image = through_file(Image.frombytes("LA", (2, 1), bytes((51, 255, 51, 0))), tmp_path / "picture.png")
    assert colours(image) == [[(51,), (255,)]]
    assert image.notes == LAID_ON_WHITE


@pytest.mark.parametrize("suffix", [".png", ".gif"])
def test_a_transparent_palette_entry_is_laid_on_white(suffix: str, tmp_path: Path) -> None:
    picture = Image.frombytes("P", (2, 1), bytes((0, 1)))
    picture.putpalette((*RED, *BLUE))
    image = through_file(picture, tmp_path / f"picture{suffix}", transparency=1)
    assert colours(image) == [[RED, WHITE]]
    assert image.notes == LAID_ON_WHITE


def test_a_transparent_colour_of_a_png_is_laid_on_white(tmp_path: Path) -> None:
    image = through_file(COLOURS, tmp_path / "picture.png", transparency=GREEN)
    assert colours(image)[0] == [RED, WHITE]


@pytest.mark.parametrize(
    ("mode", "pixel", "on_white"),
    [
        ("RGBA", (51, 0, 0, 51), (255, 204, 204)),
        pytest.param("LA", (0, 51), (204,), marks=SINCE_PILLOW_13),
    ],
)
def test_premultiplied_transparency_is_laid_on_white(
    mode: str, pixel: tuple[int, ...], on_white: tuple[int, ...], tmp_path: Path
) -> None:
    path = tmp_path / "picture.tif"
    Image.frombytes(mode, (1, 1), bytes(pixel)).save(path)
    unassociated, associated = (struct.pack("<HHIHH", 338, 3, 1, kind, 0) for kind in (2, 1))
    path.write_bytes(path.read_bytes().replace(unassociated, associated))  # as Pillow writes no such file
    image = read_image(path)
    assert colours(image) == [[on_white]]
    assert image.notes == LAID_ON_WHITE


def test_an_opaque_alpha_channel_is_not_worth_a_note(tmp_path: Path) -> None:
    assert through_file(COLOURS.convert("RGBA"), tmp_path / "picture.png").notes == ()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".pgm"])
def test_16_bit_greys_are_scaled_and_not_clipped(suffix: str, tmp_path: Path) -> None:
    image = through_file(Image.fromarray(np.array([[0, 256, 65535]], np.uint16)), tmp_path / f"deep{suffix}")
    np.testing.assert_allclose(image.pixels, [[[0, 256 / 65535, 1]]], rtol=1e-6)
    assert image.notes == ()


def test_big_endian_16_bit_greys_are_read_the_right_way_round(tmp_path: Path) -> None:
    picture = Image.frombytes("I;16B", (2, 1), struct.pack(">2H", 65535, 256))
    image = through_file(picture, tmp_path / "deep.tif")
    np.testing.assert_allclose(image.pixels, [[[1, 256 / 65535]]], rtol=1e-6)


def test_a_12_bit_picture_in_16_bits_says_why_it_is_dark(tmp_path: Path) -> None:
    image = through_file(Image.fromarray(np.array([[0, 4095]], np.uint16)), tmp_path / "deep.tif")
    assert image.notes == ("Dark, because its 16-bit values reach only 4095 of 65535.",)


def test_integers_beyond_16_bits_are_scaled_by_their_own_range(tmp_path: Path) -> None:
    image = through_file(Image.fromarray(np.array([[-100_000, 0, 100_000]], np.int32)), tmp_path / "deep.tif")
    assert image.pixels.tolist() == [[[0, 0.5, 1]]]
    assert image.notes == ("Values from −100000 to 100000 were scaled to 0 to 1.",)


def test_colours_of_16_bits_are_read_at_8_bits_with_a_note() -> None:
    row = struct.pack(">6H", 65535, 0, 0, 0x8080, 0x8080, 0x8080)
    image = read_image(png(2, 1, 16, 2, b"\0" + row))
    assert colours(image) == [[RED, (128, 128, 128)]]
    assert image.notes == ("Colours of 16 bits per channel were read at 8 bits.",)


def test_floats_in_0_to_1_stay_as_they_are(tmp_path: Path) -> None:
    values = np.array([[0, 0.1, 1]], np.float32)
    image = through_file(Image.fromarray(values), tmp_path / "floats.tif")
    assert np.array_equal(image.pixels[0], values)
    assert image.notes == ()


def test_other_floats_are_scaled_by_their_own_range(tmp_path: Path) -> None:
    image = through_file(Image.fromarray(np.array([[-2, 0, 6]], np.float32)), tmp_path / "floats.tif")
    assert image.pixels.tolist() == [[[0, 0.25, 1]]]
    assert image.notes == ("Values from −2 to 6 were scaled to 0 to 1.",)


def test_a_constant_float_picture_beyond_1_is_black(tmp_path: Path) -> None:
    image = through_file(Image.fromarray(np.full((2, 2), 7, np.float32)), tmp_path / "floats.tif")
    assert not image.pixels.any()


def test_floats_that_are_not_finite_are_replaced_with_a_note(tmp_path: Path) -> None:
    values = np.array([[0.25, np.nan, np.inf, -np.inf, 0.75]], np.float32)
    image = through_file(Image.fromarray(values), tmp_path / "floats.tif")
    assert image.pixels.tolist() == [[[0.25, 0.25, 0.75, 0.25, 0.75]]]
    assert image.notes == ("NaN and infinities were replaced by the lowest and the highest value.",)


LARGE = (900, 1300)  # rows and columns, of several bands


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA"])
def test_a_large_picture_is_read_as_if_at_once(mode: str, tmp_path: Path) -> None:
    bytes_of = np.random.default_rng(0).integers(0, 256, (*LARGE, 4), np.uint8)
    bytes_of[:-1, :, 3] = 255  # only the last row is seen through
    picture = Image.fromarray(bytes_of).convert(mode)
    image = through_file(picture, tmp_path / "large.png", compress_level=1)
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture.convert("RGBA"))
    wanted = np.asarray(on_white.convert("L" if mode in ("L", "LA") else "RGB")).reshape(*LARGE, -1)
    assert np.array_equal(image.pixels, wanted.transpose(2, 0, 1) / np.float32(255))
    assert image.notes == (("Transparent pixels are laid on white.",) if mode in ("RGBA", "LA") else ())


def test_large_numbers_are_scaled_from_the_least_of_all_to_the_greatest_of_all(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random(LARGE, np.float32)
    values[0, 5], values[-1, 7], values[450, 0] = -4, 12, np.nan
    image = through_file(Image.fromarray(values), tmp_path / "large.tif")
    np.testing.assert_allclose(image.pixels[0], (np.nan_to_num(values, nan=-4.0) + 4) / 16, atol=1e-6)
    assert image.notes == (
        "NaN and infinities were replaced by the lowest and the highest value.",
        "Values from −4 to 12 were scaled to 0 to 1.",
    )


def test_large_16_bit_greys_are_divided_by_65535(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 65536, LARGE, np.uint16)
    image = through_file(Image.fromarray(values), tmp_path / "large.png", compress_level=1)
    np.testing.assert_allclose(image.pixels[0], values / np.float32(65535))


@pytest.mark.parametrize("suffix", [".gif", ".tif", ".png", ".webp"])
def test_of_several_frames_the_first_is_taken_with_a_note(suffix: str, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, BLUE)]
    options: dict[str, object] = {"lossless": True} if suffix == ".webp" else {}
    image = through_file(frames[0], tmp_path / f"film{suffix}", save_all=True, append_images=frames[1:], **options)
    assert colours(image)[0][0] == RED
    assert image.notes == ("First of 3 frames.",)


def test_a_picture_is_called_by_its_file_name_or_as_asked(tmp_path: Path) -> None:
    GREYS.save(tmp_path / "greys.png")
    assert read_image(tmp_path / "greys.png").name == "greys.png"
    assert read_image(str(tmp_path / "greys.png"), "Greys").name == "Greys"
    assert read_image((tmp_path / "greys.png").read_bytes()).name == "Pasted image"


def test_the_content_decides_and_not_the_suffix(tmp_path: Path) -> None:
    COLOURS.save(tmp_path / "in_truth_a_png.jpg", "PNG")
    assert load_image(tmp_path / "in_truth_a_png.jpg").shape == (3, 2, 2)

"""A feature map goes out as it is seen, or as numbers that come back."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convviz.files.feature_maps import load_feature_map, png_bytes, save_feature_map, save_stack
from convviz.files.images import ImageError, read_image
from convviz.files.writing import ExportError
from convviz.lab.pictures.display import Scale, scale_of
from convviz.lab.progress import CancelledError

SIGNED = np.random.default_rng(0).normal(size=(20, 30)).astype(np.float32)
COLOUR = np.random.default_rng(0).random((3, 20, 30), np.float32)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def test_the_seen_form_has_the_colours_of_the_screen(tmp_path: Path) -> None:
    save_feature_map(tmp_path / "map.png", SIGNED)
    image = opened((tmp_path / "map.png").read_bytes())
    scale = scale_of(SIGNED)
    assert image.mode == "RGB"
    assert np.array_equal(np.asarray(image), scale.colours()[scale.indices(SIGNED)])


def test_the_seen_form_takes_the_scale_that_is_given() -> None:
    scale = Scale(-9, 9, scale_of(SIGNED).colour_map)
    image = opened(png_bytes(SIGNED, scale=scale))
    assert np.array_equal(np.asarray(image), scale.colours()[scale.indices(SIGNED)])


def test_three_planes_are_seen_as_red_green_and_blue(tmp_path: Path) -> None:
    scale = Scale(0, 1, "grey")
    save_feature_map(tmp_path / "map.png", COLOUR, scale=scale)
    image = np.asarray(opened((tmp_path / "map.png").read_bytes()))
    assert np.abs(image.transpose(2, 0, 1) / 255 - COLOUR.clip(0, 1)).max() <= 1 / 255


def test_three_planes_are_kept_as_numbers(tmp_path: Path) -> None:
    save_feature_map(tmp_path / "map.npy", COLOUR)
    assert load_feature_map(tmp_path / "map.npy").tobytes() == COLOUR.tobytes()
    assert load_feature_map(tmp_path / "map.npy").shape == (3, 20, 30)


def test_three_planes_do_not_fit_into_16_bits_of_grey(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_feature_map(tmp_path / "map.png", COLOUR, form="data")
    assert str(caught.value) == (
        "A PNG of numbers holds one plane, and this map has three, one a colour; save it as .npy."
    )
    assert not os.listdir(tmp_path)


def test_it_is_zoomed_and_explained_by_a_colour_bar() -> None:
    plain, zoomed = opened(png_bytes(SIGNED)), opened(png_bytes(SIGNED, zoom=4))
    assert zoomed.size == (120, 80)
    assert np.array_equal(np.asarray(zoomed)[::4, ::4], np.asarray(plain))
    explained = opened(png_bytes(SIGNED, zoom=8, colour_bar=True, recipe={"key": "text"}))
    assert explained.height == 160
    assert explained.width > 240
    assert explained.text == {"key": "text"}


@pytest.mark.parametrize("shape", [(20, 30), (3, 20, 30)])
def test_a_stack_holds_all_maps_as_they_are(shape: tuple[int, ...], tmp_path: Path) -> None:
    maps = [np.random.default_rng(seed).normal(size=shape).astype(np.float32) for seed in range(4)]
    save_stack(tmp_path / "maps.npy", maps)
    assert np.array_equal(np.load(tmp_path / "maps.npy"), np.stack(maps))


def test_a_stack_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"maps\.png has “\.png”; end its name in \.npy for numbers\."):
        save_stack(tmp_path / "maps.png", [SIGNED])


LARGE = np.random.default_rng(1).normal(size=(3000, 1000)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("map.png", {}),
        ("map.png", {"zoom": 2}),
        ("map.png", {"colour_bar": True}),
        ("map.png", {"form": "data"}),
        ("map.npy", {}),
    ],
)
def test_cancelled_in_the_middle_it_leaves_the_old_file_and_nothing_else(
    name: str, how: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"old")
    told: list[float] = []

    def cancel_in_the_middle(done: float) -> None:
        told.append(done)
        if done > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_feature_map(tmp_path / name, LARGE, progress=cancel_in_the_middle, **how)
    assert told == sorted(told)
    assert len(told) > 2
    assert (tmp_path / name).read_bytes() == b"old"
    assert os.listdir(tmp_path) == [name]


def test_a_cancelled_stack_leaves_nothing_behind(tmp_path: Path) -> None:
    def cancel_in_the_middle(done: float) -> None:
        if done > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_stack(tmp_path / "maps.npy", [SIGNED, SIGNED, SIGNED], cancel_in_the_middle)
    assert not os.listdir(tmp_path)


def test_npy_keeps_every_bit(tmp_path: Path) -> None:
    values = np.array([[0.1, -0.0, np.inf], [np.nan, 1e-38, -3e38]], np.float32)
    save_feature_map(tmp_path / "map.npy", values, recipe={"convviz:kernel": "1"})
    assert load_feature_map(tmp_path / "map.npy").tobytes() == values.tobytes()


@pytest.mark.parametrize("factor", [1, 1e-30, 1e30, 1020])
@pytest.mark.parametrize("offset", [0, 1000])
def test_the_data_form_comes_back_within_half_a_step(factor: float, offset: float, tmp_path: Path) -> None:
    values = ((SIGNED.astype(np.float64) + offset) * factor).astype(np.float32)
    save_feature_map(tmp_path / "map.png", values, form="data")
    back = load_feature_map(tmp_path / "map.png")
    step = (float(values.max()) - float(values.min())) / 65535
    half_a_step = step / 2 + np.spacing(np.abs(values).max())  # and the rounding to float32
    assert back.dtype == np.float32
    assert np.abs(back.astype(np.float64) - values).max() <= half_a_step


def test_the_data_form_keeps_both_ends_and_uses_every_bit() -> None:
    image = opened(png_bytes(SIGNED, form="data"))
    codes = np.asarray(image)
    assert image.info["convviz:offset"] == repr(float(SIGNED.min()))
    assert image.info["Description"].startswith("Feature map; value = convviz:offset + convviz:scale * ")
    assert (codes.min(), codes.max()) == (0, 65535)


@pytest.mark.parametrize("value", [0, -0.1, 1e30, np.finfo(np.float32).tiny])
def test_a_constant_map_comes_back_exactly(value: float, tmp_path: Path) -> None:
    values = np.full((3, 4), value, np.float32)
    save_feature_map(tmp_path / "map.png", values, form="data")
    assert np.array_equal(load_feature_map(tmp_path / "map.png"), values)


def test_the_data_form_spans_all_of_float32(tmp_path: Path) -> None:
    values = np.array([[np.finfo(np.float32).min, 0, np.finfo(np.float32).max]], np.float32)
    save_feature_map(tmp_path / "map.png", values, form="data")
    back = load_feature_map(tmp_path / "map.png")
    assert np.array_equal(back[:, ::2], values[:, ::2])


@pytest.mark.parametrize("form", ["seen", "data"])
def test_a_png_carries_its_recipe(form: Any) -> None:
    recipe = {"convviz:kernel": "−1 0 1", "convviz:scale": "not to be replaced"}
    text = opened(png_bytes(SIGNED, form=form, recipe=recipe)).info
    assert text["convviz:kernel"] == "−1 0 1"
    assert (text["convviz:scale"] == recipe["convviz:scale"]) is (form == "seen")


def test_an_exported_picture_can_be_opened_as_an_image() -> None:
    assert read_image(png_bytes(SIGNED, form="seen")).pixels.shape == (3, 20, 30)
    assert read_image(png_bytes(SIGNED, form="data")).pixels.shape == (1, 20, 30)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_data_form_refuses_what_is_not_finite(bad: float, tmp_path: Path) -> None:
    values = SIGNED.copy()
    values[0, 0] = bad
    with pytest.raises(ExportError) as caught:
        save_feature_map(tmp_path / "map.png", values, form="data")
    assert str(caught.value) == "A PNG of numbers holds no NaN or infinity, and this map has some; save it as .npy."
    assert not os.listdir(tmp_path)


def test_the_seen_form_shows_what_is_not_finite() -> None:
    values = SIGNED.copy()
    values[0, 0] = np.nan
    colour = tuple(int(part) for part in scale_of(values).colours()[255])
    assert opened(png_bytes(values)).getpixel((0, 0)) == colour


@pytest.mark.parametrize(("name", "given"), [("map.jpg", "“.jpg”"), ("map", "no ending")])
def test_another_suffix_is_refused_with_those_allowed(name: str, given: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_feature_map(tmp_path / name, SIGNED)
    assert str(caught.value) == f"{name} has {given}; end its name in .png for a picture or .npy for numbers."


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    save_feature_map(tmp_path / "MAP.PNG", SIGNED, form="data")
    assert load_feature_map(tmp_path / "MAP.PNG").shape == SIGNED.shape


@pytest.mark.parametrize("shape", [(2, 4, 5), (1, 3, 4, 5), (4,), (0, 4), (3, 0, 4)])
def test_more_or_less_than_one_map_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="has rows and columns"):
        save_feature_map(tmp_path / "map.npy", np.zeros(shape, np.float32))


def test_another_form_is_refused() -> None:
    form: Any = "heard"
    with pytest.raises(ExportError, match="“heard” is no form of a feature map; choose “seen” or “data”"):
        png_bytes(SIGNED, form=form)


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_feature_map(tmp_path / "map.npy", SIGNED)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ExportError, match=r"map\.npy cannot be saved in .*: permission denied\."):
        save_feature_map(tmp_path / "map.npy", -SIGNED)
    assert np.array_equal(load_feature_map(tmp_path / "map.npy"), SIGNED)
    assert os.listdir(tmp_path) == ["map.npy"]


def refusal(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        load_feature_map(path)
    return str(caught.value)


def test_a_picture_without_values_is_no_feature_map(tmp_path: Path) -> None:
    for name, picture in (("seen.png", Image.new("RGB", (2, 2))), ("deep.png", Image.new("I;16", (2, 2)))):
        picture.save(tmp_path / name)
        assert refusal(tmp_path / name) == (f"{name} holds no values of a feature map. Open it as a picture instead.")


def test_a_png_whose_numbers_were_spoilt_is_damaged(tmp_path: Path) -> None:
    text = PngInfo()
    text.add_text("convviz:offset", "0.0")
    text.add_text("convviz:scale", "wide")
    Image.new("I;16", (2, 2)).save(tmp_path / "map.png", pnginfo=text)
    assert refusal(tmp_path / "map.png").startswith("map.png is damaged or cut short: could not convert string")


@pytest.mark.parametrize("content", [b"Dear diary", b"\x93NUMPY\x01\x00"], ids=["text", "half a header"])
def test_a_damaged_npy_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "map.npy").write_bytes(content)
    assert refusal(tmp_path / "map.npy") == ("map.npy is damaged, or no file of numbers by NumPy. Save it again.")


@pytest.mark.parametrize("values", [np.zeros((2, 4, 5)), np.zeros(3), np.zeros((2, 2), complex)])
def test_an_npy_file_of_something_else_is_refused(values: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "map.npy", values)
    assert refusal(tmp_path / "map.npy").startswith("map.npy holds no feature map, which has numbers in rows")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in ("map.npy", "map.png"):
        assert refusal(tmp_path / name).startswith(f"{name} is not there")

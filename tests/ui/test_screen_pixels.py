"""What is on the screen is converted once, and drawn from then on as it is."""

import gc
from weakref import ref

import numpy as np
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.display import Scale
from convviz.lab.pictures.picture import Picture, picture_of_image, picture_of_map
from convviz.ui.pictures.image_view import ImageView
from convviz.ui.pictures.placement import Placement
from convviz.ui.pictures.screen_pixels import ScreenPixels, image_of, screen_image
from convviz.ui.pictures.viewport import Viewport
from tests.hands import colours_of


def pictures(height: int = 700, width: int = 613) -> list[Picture]:
    values = np.random.default_rng(0).normal(size=(3, height, width)).astype(np.float32)
    values[0, 3, 4] = np.nan
    scale = Scale(-2.0, 2.0, "balance")
    photo = values[1:].clip(0, 1)
    return [
        picture_of_image(photo[:1]),
        picture_of_image(np.concatenate([photo, photo[:1]])),
        picture_of_map(values[0], scale),
        picture_of_map(values, Scale(0.0, 1.0, "grey")),
    ]


@pytest.mark.parametrize("wanted", [QRect(0, 0, 1, 1), QRect(290, 300, 17, 50), QRect(5, 5, 300, 200)])
@pytest.mark.parametrize("level", [0, 1])
def test_the_image_of_a_part_is_that_part(level: int, wanted: QRect) -> None:
    for picture in pictures():
        part, image = ScreenPixels().part(picture, level, wanted)
        assert part.contains(wanted)
        assert (part.width(), part.height()) == (image.width(), image.height())
        rows, columns = slice(part.top(), part.bottom() + 1), slice(part.left(), part.right() + 1)
        assert np.array_equal(colours_of(image), picture.rgb(level)[rows, columns])


def test_a_part_ends_with_the_picture() -> None:
    part, _ = ScreenPixels().part(pictures()[0], 1, QRect(300, 340, 7, 10))
    assert (part.right(), part.bottom()) == (306, 349)


class Conversions:
    """Counts how often pixels are asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        pixels = Picture.pixels

        def counted(picture: Picture, *place: object) -> np.ndarray:
            self.count += 1
            return pixels(picture, *place)

        monkeypatch.setattr(Picture, "pixels", counted)


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> Conversions:
    return Conversions(monkeypatch)


def test_what_was_drawn_is_not_converted_again(conversions: Conversions) -> None:
    on_screen, picture = ScreenPixels(), pictures()[2]
    _, image = on_screen.part(picture, 0, QRect(130, 130, 100, 100))
    for wanted in (QRect(130, 130, 100, 100), QRect(150, 140, 20, 90), QRect(128, 140, 128, 100)):
        assert on_screen.part(picture, 0, wanted)[1].cacheKey() == image.cacheKey()
    assert conversions.count == 1
    on_screen.part(picture, 0, QRect(127, 130, 10, 10))
    assert conversions.count == 2


def test_a_picture_that_is_moved_is_put_together_of_what_is_known_and_what_comes_in() -> None:
    for picture in pictures():
        on_screen = ScreenPixels()
        for place in ((130, 130, 300, 300), (10, 200, 300, 300), (0, 600, 40, 100), (300, 0, 313, 700)):
            part, image = on_screen.part(picture, 0, QRect(*place))
            rows, columns = slice(part.top(), part.bottom() + 1), slice(part.left(), part.right() + 1)
            assert np.array_equal(colours_of(image), picture.rgb()[rows, columns])


def test_a_magnified_detail_and_its_picture_are_both_kept(conversions: Conversions) -> None:
    on_screen, picture = ScreenPixels(), pictures(1500, 1500)[2]
    for _ in range(3):
        on_screen.part(picture, 0, QRect(0, 0, 20, 20))
        on_screen.part(picture, 1, QRect(0, 0, 600, 600))
    assert conversions.count == 2
    on_screen.part(picture, 2, QRect(0, 0, 9, 9))
    on_screen.part(picture, 1, QRect(0, 0, 9, 9))
    assert conversions.count == 3
    on_screen.part(picture, 0, QRect(0, 0, 9, 9))
    assert conversions.count == 4


def test_another_picture_is_another_image() -> None:
    on_screen, (one, _, other, _) = ScreenPixels(), pictures()
    on_screen.part(one, 0, QRect(0, 0, 9, 9))
    part, image = on_screen.part(other, 0, QRect(0, 0, 9, 9))
    assert np.array_equal(colours_of(image), other.rgb()[: part.height(), : part.width()])


def test_a_picture_that_is_no_longer_shown_is_not_kept() -> None:
    on_screen, picture = ScreenPixels(), pictures()[0]
    on_screen.part(picture, 0, QRect(0, 0, 9, 9))
    gone = ref(picture)
    del picture
    gc.collect()
    assert gone() is None


def test_a_view_converts_nothing_when_only_what_lies_over_its_picture_changes(
    conversions: Conversions, qtbot: QtBot
) -> None:
    view = ImageView(Viewport(), "Picture")
    qtbot.addWidget(view)
    view.resize(400, 300)
    _, _, picture, _ = pictures(60, 80)
    view.show_picture(picture, None, Placement())
    view.grab()
    before = conversions.count
    view.pin(30, 40)
    view.show_outline(Placement().rect(3, 4, 5, 6))
    view.grab()
    view.show_picture(picture, None, Placement())
    view.grab()
    assert conversions.count == before
    view.show_picture(pictures(60, 80)[0], None, Placement())
    view.grab()
    assert conversions.count == before + 1


@pytest.mark.parametrize("level", [0, 1])
def test_a_whole_picture_is_an_image_that_keeps_nothing_of_it(level: int) -> None:
    for picture in pictures():
        wanted, image = picture.rgb(level).copy(), screen_image(picture, level)
        picture.values[:] = 0
        for reduced in picture.reduced:
            reduced[:] = 0
        assert np.array_equal(colours_of(image), wanted)


def test_rows_of_a_larger_array_make_an_image() -> None:
    whole = np.random.default_rng(0).integers(0, 256, (20, 31, 3), np.uint8)
    assert np.array_equal(colours_of(image_of(whole[3:9, 5:18], None)), whole[3:9, 5:18])
    colours = np.random.default_rng(1).integers(0, 256, (256, 3), np.uint8)
    codes = whole[..., 0].copy()
    assert np.array_equal(colours_of(image_of(codes[-1:, -1:], colours)), colours[codes[-1:, -1:]])
    assert np.array_equal(colours_of(image_of(codes[2:20, 1:30], colours)), colours[codes[2:20, 1:30]])

"""Parts of the page “Translation invariance”: the hatch over exact zeros, the slim colour bar, the numbers."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.display import Scale
from convviz.lab.translation.shifted_numbers import Reading
from convviz.ui.translation.translation_difference import PITCH, hatch_of
from convviz.ui.translation.translation_headline import TranslationHeadline
from convviz.ui.translation.translation_readings import Readings
from convviz.ui.translation.translation_scale import ScaleStrip

INK = QColor(Qt.GlobalColor.black)


def hatched(where: np.ndarray, place: QRectF, part: QRect) -> np.ndarray:
    """Return where lines are drawn, (height, width) of the part."""
    image = hatch_of(where, place, part, INK)
    drawn = [[image.pixelColor(x, y).alpha() > 0 for x in range(image.width())] for y in range(image.height())]
    return np.array(drawn)


def test_lines_lie_over_zeros_alone() -> None:
    where = np.zeros((2, 2), bool)
    where[0, 1] = True
    drawn = hatched(where, QRectF(0, 0, 40, 40), QRect(0, 0, 40, 40))
    assert drawn[:20, 20:].mean() == pytest.approx(1 / PITCH, rel=0.2)
    drawn[:20, 20:] = False
    assert not drawn.any()


def test_a_single_column_that_is_not_zero_does_not_vanish_in_a_small_picture() -> None:
    where = np.ones((300, 1000), bool)
    where[:, 503] = False
    drawn = hatched(where, QRectF(0, 0, 100, 30), QRect(0, 0, 100, 30))
    assert not drawn[:, 50].any()
    assert drawn[:, 49].any()
    assert drawn[:, 51].any()


@pytest.mark.parametrize("seed", range(20))
def test_a_pixel_of_the_screen_is_hatched_only_if_all_below_it_is_zero(seed: int) -> None:
    random = np.random.default_rng(seed)
    height, width = random.integers(1, 40, 2).tolist()
    where = random.random((height, width)) < 0.9
    left, top, across, down = random.uniform(-30, 30), random.uniform(-30, 30), *random.uniform(1, 120, 2)
    place = QRectF(left, top, across, down)
    part = place.toAlignedRect().intersected(QRect(0, 0, 50, 40))
    if part.isEmpty():
        return
    drawn = hatched(where, place, part)
    for y, x in zip(*np.nonzero(drawn), strict=True):
        row = int(np.clip((part.top() + y - top) * height / down, 0, height - 1))
        column = int(np.clip((part.left() + x - left) * width / across, 0, width - 1))
        assert where[row, column]


def test_lines_stay_where_they_are_when_a_part_is_drawn() -> None:
    where = np.zeros((10, 10), bool)
    where[2:6, 1:7] = True
    place = QRectF(0, 0, 60, 60)
    whole = hatched(where, place, QRect(0, 0, 60, 60))
    part = hatched(where, place, QRect(7, 11, 35, 25))
    assert (part == whole[11:36, 7:42]).all()
    assert part[-1].any()
    assert part[:, -1].any()


def test_the_legend_has_as_many_words_as_there_is_space_for(styled: QApplication, qtbot: QtBot) -> None:
    strip = ScaleStrip("Colours")
    qtbot.addWidget(strip)
    strip.show_scale(Scale(-1, 1, "balance"), (0, 0.25), 0.961)
    for width, text in ((400, "= 0 exactly: 96 %"), (140, "= 0: 96 %"), (100, "= 0: 96 %")):
        strip.resize(width, 18)
        assert strip.legend == text
    assert strip.toolTip() == (
        "Values from −1 to 1; 25 % of the values lie beyond and take the colour of the end; exactly zero, and "
        "hatched: 96 %."
    )


def test_what_is_not_compared_has_its_key_beside_that_of_zero(styled: QApplication, qtbot: QtBot) -> None:
    strip = ScaleStrip("Colours")
    qtbot.addWidget(strip)
    strip.show_scale(Scale(-1, 1, "balance"), (0, 0), 0.87, 0.13)
    for width, texts in (
        (400, ("= 0 exactly: 87 %", "not compared")),
        (260, ("= 0: 87 %", "not compared")),
        (150, ("= 0: 87 %", "–")),
    ):
        strip.resize(width, 18)
        assert (strip.legend, strip.veil_legend) == texts
    assert strip.toolTip().endswith("not compared, and veiled: 13 %.")
    strip.show_scale(Scale(-1, 1, "balance"), (0, 0), 1.0)
    assert strip.veil_legend == ""


def test_the_readings_say_that_weights_are_random(styled: QApplication, qtbot: QtBot) -> None:
    readings = Readings()
    qtbot.addWidget(readings)
    readings.show()
    reading = Reading(0.1, 0.0, 1.0, "2 ReLU", "means of 2 ReLU")
    readings.show_reading(reading, is_random=True)
    assert readings.caution.isVisible()
    assert "nothing is learnt" in readings.caution.text()
    readings.show_reading(reading)
    assert not readings.caution.isVisible()


def test_a_bar_without_a_share_of_zeros_has_no_legend(styled: QApplication, qtbot: QtBot) -> None:
    strip = ScaleStrip("Colours")
    qtbot.addWidget(strip)
    strip.show_scale(Scale(0, 1, "grey"), (0, 0))
    assert strip.legend == ""
    assert strip.toolTip() == "Values from 0 to 1."


def test_the_headline_grows_with_its_sentences_and_does_not_shrink_until_there_is_more_width(
    styled: QApplication, qtbot: QtBot
) -> None:
    holder, headline = QWidget(), TranslationHeadline()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.addWidget(headline)
    column.addStretch(1)
    holder.resize(300, 400)
    holder.show()
    headline.show_sentence("One.")
    low = headline.height()
    headline.show_sentence("One is short. " + "Two <b> is long, and so it goes on. " * 12)
    high = headline.height()
    assert high > low
    assert high >= headline.heightForWidth(headline.width())
    headline.show_sentence("One.")
    assert headline.height() == high
    holder.resize(1200, 400)
    qtbot.waitUntil(lambda: headline.height() < low)
    assert headline.accessibleName() == "One."


@pytest.mark.parametrize("width", [700, 1000, 1300])
def test_the_headline_has_room_for_what_a_shift_asks_for(styled: QApplication, qtbot: QtBot, width: int) -> None:
    headline = TranslationHeadline()
    qtbot.addWidget(headline)
    headline.resize(width, 40)
    headline.show()
    headline.show_sentence("Nothing is moved.")
    before = headline.height()
    headline.show_sentence("The first sentence says what moved with the image. " + "Words of it. " * 35)
    assert headline.height() == before


def test_a_number_and_its_percent_sign_stay_on_one_line(styled: QApplication, qtbot: QtBot) -> None:
    headline = TranslationHeadline()
    qtbot.addWidget(headline)
    headline.show_sentence("It moved. 11 % of it left.")
    assert "11\N{NO-BREAK SPACE}%" in headline.text()


@pytest.mark.parametrize(
    ("reading", "texts"),
    [
        ((0.00312, 0.012, 0.9998), ["0.0031", "1.2 %", "0.9998"]),
        ((0.0, 0.0, 1.0), ["0", "0 %", "1"]),
        ((float("nan"), 0.5, 1 - 3e-7), ["–", "50 %", "0.9999997"]),
    ],
)
def test_the_two_read_outs_say_what_they_are_of(
    styled: QApplication, qtbot: QtBot, reading: tuple[float, float, float], texts: list[str]
) -> None:
    readings = Readings()
    qtbot.addWidget(readings)
    readings.show_reading(Reading(*reading, "2 ReLU", "means of 2 ReLU"))
    blocks = readings.equivariance, readings.invariance
    assert [figure.text() for block in blocks for figure in block.figures] == texts
    assert [block.words.text() for block in blocks] == [
        "the map moves with the image: 2 ReLU",
        "the pooled features stay: means of 2 ReLU",
    ]

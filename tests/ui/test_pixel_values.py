"""The numbers that are written into cells: as many digits as fit."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from convviz.lab.text.numbers import format_number
from convviz.ui.pictures.pixel_values import fitting_number, text_width


@pytest.mark.parametrize("size", [8, 10, 13])
def test_a_number_has_as_many_digits_as_fit(styled: QApplication, size: int) -> None:
    font, random = styled.font(), np.random.default_rng(0)
    font.setPixelSize(size)
    width_of = text_width(font)
    values = [0.0, 0.9996, -9_685_672.3, 123_456.0, *(10 ** random.uniform(-9, 9, 300) * random.choice([-1, 1], 300))]
    for value in map(float, values):
        for width in (5, 23, 30, 40, 60):
            texts = [format_number(value, digits) for digits in (4, 3, 2, 1)]
            longest = next((text for text in texts if width_of(text) <= width), "…")
            assert fitting_number(width_of, value, width) == longest


def test_a_text_is_as_wide_as_it_is_drawn(styled: QApplication) -> None:
    width_of, metrics = text_width(styled.font()), QFontMetricsF(styled.font())
    for text in ("−12.5", "1.2e−7", "0.9996", "−∞", "≠"):
        assert width_of(text) == pytest.approx(metrics.horizontalAdvance(text))

"""Curves as pictures: what is drawn where, and what the file says."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.files.curves import SIZE, CurvesFigure, FigureCurve, draw_curves, save_curves
from convviz.files.writing import ExportError

RED, BLUE = (220, 30, 30), (30, 30, 220)
X = np.arange(-4.0, 5.0)


def figure(*curves: FigureCurve) -> CurvesFigure:
    return CurvesFigure("a title", "dx", X, curves, (-4, 4), (0, 1))


def coloured(image: Image.Image, colour: tuple[int, int, int]) -> np.ndarray:
    """Return where a colour is, (H, W), in the plot alone."""
    pixels = np.asarray(image).astype(int)[: SIZE[1] - 60]
    return np.abs(pixels - colour).max(axis=2) < 60


def test_a_higher_value_is_drawn_higher_and_a_later_one_farther_right() -> None:
    image = draw_curves(figure(FigureCurve("rising", np.linspace(0, 1, 9), RED)))
    rows, columns = np.nonzero(coloured(image, RED))
    order = np.argsort(columns)
    assert np.corrcoef(columns[order], rows[order])[0, 1] < -0.99
    assert columns.max() - columns.min() > 0.8 * SIZE[0]


def test_what_was_not_measured_is_a_gap() -> None:
    y = np.full(9, 0.5)
    whole = np.count_nonzero(coloured(draw_curves(figure(FigureCurve("whole", y, RED))), RED))
    y[3:6] = np.nan
    parts = coloured(draw_curves(figure(FigureCurve("parts", y, RED))), RED)
    assert 0.4 * whole < np.count_nonzero(parts) < 0.6 * whole
    assert not parts[:, SIZE[0] // 2].any()


def test_a_single_value_is_seen() -> None:
    y = np.full(9, np.nan)
    y[4] = 0.5
    assert coloured(draw_curves(figure(FigureCurve("one", y, RED))), RED).any()


def test_a_dashed_curve_has_gaps_and_the_same_ends() -> None:
    y = np.full(9, 0.5)
    whole, dashed = (
        coloured(draw_curves(figure(FigureCurve("curve", y, BLUE, dash))), BLUE) for dash in ((1, 0), (1, 1))
    )
    assert 0.4 < np.count_nonzero(dashed) / np.count_nonzero(whole) < 0.8


def test_the_legend_grows_with_the_curves() -> None:
    y = np.full(9, 0.5)
    heights = [draw_curves(figure(*[FigureCurve("curve", y, RED)] * count)).height for count in (0, 1, 2, 3)]
    assert heights[0] == SIZE[1]
    assert heights[0] < heights[1] == heights[2] < heights[3]


def test_the_file_says_how_it_was_made(tmp_path: Path) -> None:
    save_curves(tmp_path / "curves.png", figure(FigureCurve("curve", np.zeros(9), RED)), {"Description": "cat → dog"})
    with Image.open(tmp_path / "curves.png") as opened:
        assert opened.text["Description"] == "cat → dog"
        assert opened.width == SIZE[0]


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        save_curves(tmp_path / "none" / "curves.png", figure(), {})

"""What ships is complete, listed with its licence, and shows what it says."""

import os
import runpy
from pathlib import Path

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.files.assets import Sample, asset, load_sample, samples

ASSETS = Path(__file__).parents[2] / "assets"
MADE = runpy.run_path(str(ASSETS / "make_samples.py"))["MADE"]

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
MEAN = np.full((3, 3), 1 / 9, np.float32)


def pixels(name: str) -> np.ndarray:
    return load_sample(name).pixels


def feature_map(name: str, kernel: np.ndarray) -> np.ndarray:
    """Return the map of the first channel of a sample, of its size."""
    return conv2d(pixels(name)[:1], kernel[np.newaxis, np.newaxis], padding="same")[0]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_sample_opens_without_a_note(sample: Sample) -> None:
    image = load_sample(sample.name)
    assert image.name == sample.name
    assert image.notes == ()
    assert sample.shows.endswith(".")


def test_every_file_in_samples_is_in_the_menu() -> None:
    assert sorted(sample.file for sample in samples()) == sorted(os.listdir(ASSETS / "samples"))


def test_the_first_sample_is_a_colour_photograph_of_middle_size() -> None:
    assert pixels(samples()[0].name).shape == (3, 512, 512)


def test_the_photographs_come_before_the_drawings() -> None:
    drawn = [sample.is_drawn for sample in samples()]
    assert drawn == sorted(drawn)
    assert {sample.file for sample in samples() if sample.is_drawn} == MADE.keys()


@pytest.mark.parametrize("sample", [sample for sample in samples() if sample.is_drawn], ids=lambda sample: sample.name)
def test_the_drawings_are_what_their_script_draws(sample: Sample) -> None:
    difference = pixels(sample.name)[0] - MADE[sample.file]().astype(np.float32) / np.float32(255)
    if sample.name == "Text":  # another FreeType smooths letters otherwise: a grey here or there, no letter elsewhere
        assert np.abs(difference).mean() < 0.01
    else:
        assert not difference.any()


def test_edge_filters_keep_the_temple_and_drop_the_sky() -> None:
    strength = np.abs(feature_map("Temple", SOBEL_X))
    roofs, sky = strength[170:340, 90:320], strength[10:160, 340:540]
    assert roofs.mean() > 10 * sky.mean()


def test_the_gravel_has_no_direction() -> None:
    across, down = (feature_map("Gravel", kernel).std() for kernel in (SOBEL_X, SOBEL_X.T))
    assert across == pytest.approx(down, rel=0.02)
    across, down = (feature_map("Bricks", kernel).std() for kernel in (SOBEL_X, SOBEL_X.T))
    assert across != pytest.approx(down, rel=0.2)


def test_the_digit_is_as_large_as_those_of_mnist_and_leaves_their_margin() -> None:
    digit = pixels("Digit")[0]
    assert digit.shape == (28, 28)
    lit = np.argwhere(digit)
    assert (lit.min(), lit.max()) == (4, 23)
    assert 0 < np.median(digit[digit > 0]) <= 1
    assert ((digit > 0) & (digit < 1)).sum() > 30  # antialiased


def test_sobel_x_misses_the_foot_of_the_digit_and_sobel_y_finds_it() -> None:
    foot = slice(20, 25), slice(15, 18)
    assert np.abs(feature_map("Digit", SOBEL_X)[foot]).max() < 0.5
    assert np.abs(feature_map("Digit", SOBEL_X.T)[foot]).max() > 3


def test_sobel_x_answers_an_upright_stroke_of_the_text_twice() -> None:
    an_l = feature_map("Text", SOBEL_X)[140, 92:98]  # the first of “small”
    assert an_l.argmin() < an_l.argmax()
    assert (an_l.min(), an_l.max()) == (pytest.approx(-4, abs=0.5), pytest.approx(4, abs=0.5))


def test_a_mean_wipes_out_stripes_of_its_width_and_swaps_finer_ones() -> None:
    stripes, smooth = pixels("Stripes")[0, 100], feature_map("Stripes", MEAN)[100]
    for left, right, sign in ((0, 190, 1), (230, 255, -1)):
        assert np.sign(np.corrcoef(stripes[left:right], smooth[left:right])[0, 1]) == sign
    three_wide = slice(208, 218)  # x / 640 waves per pixel are a third
    assert stripes[three_wide].std() > 0.3
    assert smooth[three_wide].std() < 0.02


def test_the_noise_is_a_half_on_average_and_a_mean_cuts_its_spread_to_a_third() -> None:
    noise = pixels("Noise")[0]
    assert noise.mean() == pytest.approx(0.5, abs=0.005)
    inside = feature_map("Noise", MEAN)[1:-1, 1:-1]
    assert inside.std() == pytest.approx(noise.std() / 3, rel=0.02)


def test_the_step_edge_gives_sobel_its_largest_answer() -> None:
    rows = pixels("Step edge")[0].astype(np.float64)
    answers = (rows[:, 2:] - rows[:, :-2]) * (1 + 2 + 1)
    assert answers.max() == 4
    assert answers.max() * 255 == 1020


def test_the_single_pixel_stands_in_the_middle() -> None:
    impulse = pixels("Single pixel")[0]
    assert impulse.sum() == impulse[7, 7] == 1
    assert impulse.shape == (15, 15)


def test_the_chessboard_repeats_and_inverts() -> None:
    board = pixels("Chessboard")
    assert np.array_equal(np.roll(board, 32, axis=2), board)
    assert np.array_equal(np.roll(board, 16, axis=2), 1 - board)


def test_the_zone_plate_reaches_the_finest_wave_at_its_border() -> None:
    middle_row = pixels("Zone plate")[0, 128]
    assert middle_row[128] == 1
    assert np.abs(np.diff(middle_row[:4])).min() > 0.9  # black and white by turns


def test_an_unknown_sample_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="There is no sample “Lena”; choose one of Astronaut, "):
        load_sample("Lena")


def test_an_unknown_asset_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match=r"“icons/none\.svg” is missing from this copy of convviz"):
        asset("icons/none.svg")


def test_a_folder_of_assets_can_be_listed() -> None:
    assert {"Inter-Regular.otf", "Inter-SemiBold.otf", "OFL.txt"} == {file.name for file in asset("fonts").iterdir()}


def test_every_asset_is_listed_with_its_licence() -> None:
    listed = (ASSETS / "ASSETS.md").read_text(encoding="utf-8")
    files = [path.relative_to(ASSETS) for path in ASSETS.rglob("*") if path.is_file()]
    # A folder that is made as a whole is listed as one, with a slash at its end.
    missing = [f for f in files if f"`{f.as_posix()}`" not in listed and f"`{f.parent.as_posix()}/`" not in listed]
    assert missing == [Path("ASSETS.md")]


def test_the_samples_and_fonts_are_light() -> None:
    files = [path for folder in ("samples", "fonts") for path in (ASSETS / folder).iterdir()]
    assert sum(path.stat().st_size for path in files) < 2_500_000

"""What ships is complete, listed with its licence, and shows what it says."""

import os
import runpy
from pathlib import Path

import numpy as np
import pytest

from convviz.files.assets import Sample, asset, load_sample, samples

ASSETS = Path(__file__).parents[2] / "assets"


def pixels(name: str) -> np.ndarray:
    return load_sample(name).pixels


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


def test_the_drawings_are_what_their_script_draws() -> None:
    made = runpy.run_path(str(ASSETS / "make_samples.py"))["MADE"]
    names = {sample.file: sample.name for sample in samples()}
    for file, draw in made.items():
        assert np.array_equal(pixels(names[file])[0], draw().astype(np.float32) / np.float32(255))


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

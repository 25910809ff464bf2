"""What the command line cannot do, it says in one sentence, and it leaves nothing behind."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save("photo.png")


def refusal(capsys: Capture, *arguments: str) -> str:
    """Run a command that fails; return its one sentence, without the name of the program before it."""
    try:
        status: object = main(arguments)
    except SystemExit as end:  # from argparse
        status = end.code
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert printed.err.startswith("convviz: ")
    assert printed.err.count("\n") == 1, "one line"
    return printed.err.removeprefix("convviz: ").rstrip("\n")


MISFIT = "Layer 1 of 1 (Conv2d) does not fit an input of (3, 20, 30):"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--kernel sobel", "There is no kernel named “sobel”; there are sobel-x, sobel-y,"),
        ("--weights 1,x", "“x” is not a number; type for example"),
        ("--weights=", "There are no numbers in that text; give a matrix such as"),
        ("--weights 1;2,3", "The rows of that matrix differ in length"),
        ("--weights 2e6", "A weight or bias may be from −1,000,000 to 1,000,000."),
        ("--kernel emboss --bias x", "“x” is not a number"),
        ("--kernel emboss --bias nan", "“nan” is not a number"),
        ("--kernel emboss --stride 0", "--stride takes N or N,N, in whole numbers from 1; got “0”."),
        ("--kernel emboss --stride 1.5", "--stride takes N or N,N, in whole numbers from 1; got “1.5”."),
        ("--kernel emboss --stride 1,2,3", "--stride takes N or N,N, in whole numbers from 1; got “1,2,3”."),
        ("--kernel emboss --stride 99999999999999999999", "Stride and dilation may be up to 99 pixels; got"),
        ("--kernel emboss --dilation x", "--dilation takes N or N,N, in whole numbers from 1; got “x”."),
        ("--kernel emboss --padding -1", "--padding takes same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT, in whole"),
        ("--kernel emboss --padding -1,2", "--padding takes same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT, in whole"),
        ("--kernel emboss --padding 1,2,3", "--padding takes same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT, in whole"),
        ("--kernel emboss --padding full", "--padding takes same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT, in whole"),
        ("--kernel emboss --padding=", "--padding takes same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT, in whole"),
        ("--kernel emboss --padding 99999999", "Padding may add up to 99999 pixels at a side; got 99999999."),
        (
            "--kernel emboss --padding 20 --padding-mode reflect",
            f"{MISFIT} padding_mode='reflect' can add at most 19",
        ),
        (
            "--kernel emboss --padding valid --dilation 10",
            f"{MISFIT} The kernel covers 21 pixels, but the padded",
        ),
        ("--kernel emboss --padding-mode mirror", "argument --padding-mode: invalid choice: 'mirror' (choose from "),
        ("--kernel emboss --activation gelu", "argument --activation: invalid choice: 'gelu' (choose from "),
        ("--kernel emboss --weights 1", "argument --weights: not allowed with argument --kernel; convviz apply --help"),
        ("--kernel emboss --colour", "unrecognized arguments: --colour; convviz apply --help lists what there is."),
        ("--kernel emboss --pad 1", "unrecognized arguments: --pad 1; convviz apply --help lists what there is."),
        ("--kernel emboss --bias --grey", "argument --bias: expected one argument; convviz apply --help lists what"),
        ("--kernel", "argument --kernel: expected one argument; convviz apply --help lists what there is."),
        ("", "one of the arguments --kernel --weights is required; convviz apply --help lists what there is."),
    ],
)
def test_an_option_that_does_not_fit_is_one_sentence(
    options: str, sentence: str, tmp_path: Path, capsys: Capture
) -> None:
    assert refusal(capsys, "apply", "photo.png", "--out", "map.npy", *options.split()).startswith(sentence)
    assert not (tmp_path / "map.npy").exists()


def test_each_thing_that_is_missing_is_named(capsys: Capture) -> None:
    expected = "the following arguments are required: IMAGE, --out; convviz apply --help lists what there is."
    assert refusal(capsys, "apply", "--kernel", "emboss") == expected


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.png", None, "gone.png is not there: it was moved, renamed or deleted."),
        ("empty.png", b"", "empty.png is empty."),
        ("text.png", b"no picture", "text.png is not a picture that convviz can read."),
        ("half.png", "half", "half.png is damaged or cut short: "),
        (".", None, "is a folder. Open a picture in it."),
    ],
)
def test_a_picture_that_cannot_be_read_is_one_sentence(
    name: str, content: object, sentence: str, tmp_path: Path, capsys: Capture
) -> None:
    if content == "half":
        content = Path("photo.png").read_bytes()[:500]
    if isinstance(content, bytes):
        Path(name).write_bytes(content)
    assert sentence in refusal(capsys, "apply", name, "--kernel", "emboss", "--out", "map.png")
    assert not (tmp_path / "map.png").exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("nowhere/map.png", "map.png cannot be saved in "),
        ("map.jpg", "map.jpg has “.jpg”; end its name in .png for a picture or .npy for numbers."),
        ("map", "map has no ending; end its name in .png"),
        ("folder.png", "folder.png cannot be saved in "),
        ("photo.png", "photo.png is the picture itself; give the feature map another name."),
    ],
)
def test_a_map_that_cannot_be_written_is_one_sentence(out: str, sentence: str, capsys: Capture) -> None:
    Path("folder.png").mkdir()
    before = Path("photo.png").read_bytes()
    assert refusal(capsys, "apply", "photo.png", "--kernel", "emboss", "--out", out).startswith(sentence)
    assert Path("photo.png").read_bytes() == before


def test_too_little_memory_is_one_sentence(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("convviz.cli.apply.compute", full)
    sentence = refusal(capsys, "apply", "photo.png", "--kernel", "emboss", "--out", "map.npy")
    assert sentence.startswith("The feature map does not fit into the free memory; use ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a.png", "b.png"], "unrecognized arguments: b.png; convviz --help lists what there is."),
        (["--kernel", "emboss"], "unrecognized arguments: --kernel; convviz --help lists what there is."),
    ],
)
def test_what_the_window_does_not_take_is_one_sentence(arguments: list[str], sentence: str, capsys: Capture) -> None:
    assert refusal(capsys, *arguments) == sentence


def test_qt_that_cannot_start_is_one_sentence(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "convviz.ui.application", None)  # an import of it now raises ImportError
    assert refusal(capsys).startswith("Qt cannot start (")

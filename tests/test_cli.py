"""The command line gives what the window gives; what it cannot do is in test_cli_errors.py."""

import os
import shlex
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convviz
from convviz.cli import main, no_display
from convviz.lab.compute import compute
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.pictures.display import scale_of
from convviz.lab.state import ACTIVATIONS, first_state

Capture = pytest.CaptureFixture[str]
SOBEL = KERNELS["sobel-x"].weights
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def photo(tmp_path: Path) -> np.ndarray:
    """A picture of noise in colour, (3, 20, 30), which is also the file photo.png."""
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return convviz.load_image(tmp_path / "photo.png")


def apply(*options: str, out: str = "map.npy") -> np.ndarray:
    """Run ``convviz apply photo.png``, and read back the values that it wrote."""
    assert main(["apply", "photo.png", *options, "--out", out]) == 0
    return convviz.load_feature_map(out)


def alike(kernel: np.ndarray, picture: np.ndarray, **options: Any) -> np.ndarray:
    """Apply one kernel to every channel with the function of the engine that everybody can call."""
    weight = np.broadcast_to(kernel, (1, len(picture), *kernel.shape))
    return convviz.conv2d(picture, weight, **({"padding": "same", "padding_mode": "replicate"} | options))[0]


def help_of(capsys: Capture, *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("key", KERNELS)
def test_every_named_kernel_gives_the_values_of_the_engine(key: str, photo: np.ndarray) -> None:
    np.testing.assert_allclose(apply("--kernel", key), alike(KERNELS[key].weights, photo), rtol=1e-4, atol=1e-5)


def test_the_command_gives_what_a_new_window_shows(photo: np.ndarray) -> None:
    assert np.array_equal(apply("--kernel", "sobel-x"), compute(first_state(photo, "photo.png")).feature_map)


def test_a_png_is_coloured_as_on_the_screen(photo: np.ndarray) -> None:
    assert main(["apply", "photo.png", "--kernel", "sobel-x", "--out", "map.png"]) == 0
    feature_map = compute(first_state(photo, "photo.png")).feature_map
    scale = scale_of(feature_map)
    with Image.open("map.png") as picture:
        assert np.array_equal(np.asarray(picture), scale.colours()[scale.indices(feature_map)])
        assert "Sobel x" in picture.info["Description"]
        assert '"image": "photo.png"' in picture.info["convviz:recipe"]


def test_a_png_of_values_gives_them_back_within_half_a_step(photo: np.ndarray) -> None:
    expected = alike(SOBEL, photo)
    read = apply("--kernel", "sobel-x", "--data", out="map.png")
    assert np.abs(read - expected).max() <= np.ptp(expected) / 65535 / 2 * 1.01


@pytest.mark.parametrize(
    "written", ["-1,0,1;-2,0,2;-1,0,1", "-1 0 1\n-2 0 2\n-1 0 1", "np.array([[-1,0,1],[-2,0,2],[-1,0,1]])"]
)
def test_weights_are_read_as_they_are_pasted(written: str, photo: np.ndarray) -> None:
    np.testing.assert_allclose(apply("--weights", written), alike(SOBEL, photo), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(apply(f"--weights={written}"), alike(SOBEL, photo), rtol=1e-5, atol=1e-5)


def test_grey_is_the_brightness_of_the_picture(photo: np.ndarray) -> None:
    expected = alike(SOBEL, np.tensordot(LUMA, photo, 1)[np.newaxis])
    np.testing.assert_allclose(apply("--kernel", "sobel-x", "--grey"), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "meaning"),
    [
        ("--padding valid", {"padding": 0}),
        ("--padding same", {}),
        ("--padding 2", {"padding": 2}),
        ("--padding 2,0", {"padding": (2, 0)}),
        ("--padding 0,1,2,3", {"padding": (0, 1, 2, 3)}),
        ("--stride 2", {"stride": 2, "padding": 1}),
        ("--stride 2,3", {"stride": (2, 3), "padding": 1}),
        ("--stride 3 --padding valid", {"stride": 3, "padding": 0}),
        ("--dilation 2", {"dilation": 2}),
        ("--dilation 1,3 --stride 2", {"dilation": (1, 3), "stride": 2, "padding": (1, 3)}),
        ("--padding-mode zeros", {"padding_mode": "zeros"}),
        ("--padding-mode reflect --padding 4", {"padding_mode": "reflect", "padding": 4}),
        ("--padding-mode circular", {"padding_mode": "circular"}),
        ("--bias -1/2", {"bias": [-0.5]}),
        ("--bias 0,25", {"bias": [0.25]}),
    ],
)
def test_the_options_of_the_layer_mean_what_they_mean_in_the_engine(
    options: str, meaning: dict[str, Any], photo: np.ndarray
) -> None:
    feature_map = apply("--kernel", "sobel-x", *options.split())
    np.testing.assert_allclose(feature_map, alike(SOBEL, photo, **meaning), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_applied_however_it_is_spelt(name: str, photo: np.ndarray) -> None:
    activation = ACTIVATIONS[name]
    function = activation.forward if activation else np.asarray
    for spelling in (name, name.lower(), name.upper()):
        feature_map = apply("--kernel", "sobel-x", "--activation", spelling)
        np.testing.assert_allclose(feature_map, function(alike(SOBEL, photo)), rtol=1e-4, atol=1e-5)


def test_options_may_stand_before_the_picture(photo: np.ndarray) -> None:
    before = ["apply", "--stride", "2", "--padding", "1", "--out", "map.npy", "--kernel", "sobel-x", "photo.png"]
    assert main(before) == 0
    assert convviz.load_feature_map("map.npy").shape == (10, 15)


@pytest.mark.usefixtures("photo")
def test_it_says_what_it_wrote(capsys: Capture) -> None:
    apply("--kernel", "sobel-x", "--stride", "2", "--activation", "ReLU")
    printed = capsys.readouterr()
    assert printed.out == "photo.png: Sobel x 3×3, stride 2, ReLU → map.npy, 10×15\n"
    assert printed.err == ""


def test_it_says_what_was_left_out_of_the_picture(capsys: Capture) -> None:
    frames = [Image.new("L", (9, 9), level) for level in (0, 255)]
    frames[0].save("photo.gif", save_all=True, append_images=frames[1:])
    assert main(["apply", "photo.gif", "--kernel", "identity", "--out", "map.png"]) == 0
    assert capsys.readouterr().err == "photo.gif: First of 2 frames.\n"


@pytest.mark.usefixtures("photo")
def test_a_terminal_without_arrows_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    written = BytesIO()
    with TextIOWrapper(written, "ascii", write_through=True) as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        apply("--kernel", "sobel-x")
        assert written.getvalue().startswith(b"photo.png: Sobel x 3?3, stride 1 ? map.npy")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
@pytest.mark.usefixtures("photo")
def test_a_file_name_that_is_no_text_does_not_get_in_the_way(tmp_path: Path) -> None:
    os.rename(b"photo.png", b"\xff.png")
    assert main(["apply", os.fsdecode(b"\xff.png"), "--kernel", "sobel-x", "--out", "map.png"]) == 0
    assert (tmp_path / "map.png").stat().st_size > 0


def test_help_shows_how_to_begin(capsys: Capture) -> None:
    text = help_of(capsys, "--help")
    assert "convviz photo.jpg open it with your own" in text
    assert "convviz apply photo.jpg --kernel sobel-x --out map.png" in text


def test_help_of_apply_lists_all_that_can_be_chosen(capsys: Capture) -> None:
    text = help_of(capsys, "apply", "--help")
    for key, kernel in KERNELS.items():
        assert f"{key} {kernel.hint}" in text
    for name in (*ACTIVATIONS, *("zeros", "reflect", "replicate", "circular"), "TOP,BOTTOM,LEFT,RIGHT", ".npy"):
        assert name in text


@pytest.mark.usefixtures("photo")
def test_the_examples_of_the_help_work(capsys: Capture) -> None:
    Path("photo.png").rename("photo.jpg")  # the content decides
    with pytest.raises(SystemExit):
        main(["apply", "--help"])
    examples = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  convviz apply ")]
    assert len(examples) == 5
    for example in examples:
        assert main(shlex.split(example)[1:]) == 0, example
    assert capsys.readouterr().err == ""


def test_the_version_is_that_of_the_package(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"convviz {convviz.__version__}\n"


def run_module(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m convviz`` as in a terminal without a screen."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-m", "convviz", *arguments],
        env=clean | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_python_m_convviz_is_the_command() -> None:
    done = run_module("--version")
    assert (done.returncode, done.stdout) == (0, f"convviz {convviz.__version__}\n")


@pytest.mark.usefixtures("photo")
def test_apply_needs_no_screen(tmp_path: Path) -> None:
    done = run_module("apply", "photo.png", "--kernel", "sobel-x", "--out", "map.png", PYTHONUTF8="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "map.png").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize("arguments", [[], ["photo.png"]])
def test_without_a_screen_the_window_is_one_sentence_that_names_apply(arguments: list[str]) -> None:
    done = run_module(*arguments, PYTHONUTF8="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("convviz: There is no display to open a window on; ")
    assert done.stderr.endswith("convviz apply photo.jpg --kernel sobel-x --out map.png\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_one_kind_of_screen_will_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(other, raising=False)
    assert no_display()
    monkeypatch.setenv(name, "x")
    assert not no_display()


def test_a_picture_is_handed_to_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("convviz.ui.application.run", lambda image: opened.append(image) or 0)
    assert main([]) == main(["photo.jpg"]) == 0
    assert opened == [None, Path("photo.jpg")]

"""The program in a real X server, driven from outside: keys, a drag, a paste, and what is on the screen."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.lab_fixtures import opened, pixels, saved
from tests.x11 import Display

Program = subprocess.Popen[bytes]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Noise: a picture, and a map, of more colours than all the rest of the window has."""
    return saved(tmp_path / "photo.png", pixels(120, 160))


@pytest.fixture
def program(display: Display, photo: Path, tmp_path: Path) -> Program:
    """The program with this picture, its window active and painted."""
    display.env["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    program = display.start(sys.executable, "-X", "faulthandler", "-m", "convviz", photo)
    display.wait_for_window("photo.png – convviz")
    display.xdotool("mousemove", 5, 990)  # what is under the mouse would be outlined
    display.wait_until(lambda: len(np.unique(map_on(display, tmp_path).reshape(-1, 3), axis=0)) > 20, "feature map")
    return program


def screen(display: Display, folder: Path) -> np.ndarray:
    display.screenshot(folder / "screen.png")
    return opened(folder / "screen.png")[..., :3]


def map_on(display: Display, folder: Path) -> np.ndarray:
    """Return the part of the screen in the middle of the feature map."""
    return _part(display, folder, 0.50, 0.66)


def input_on(display: Display, folder: Path) -> np.ndarray:
    """Return the part of the screen in the middle of the input."""
    return _part(display, folder, 0.10, 0.26)


def _part(display: Display, folder: Path, left: float, right: float) -> np.ndarray:
    """Return what is on the screen between two shares of the window's width, around half its height."""
    window = display.xdotool("getactivewindow")
    geometry = dict(line.split("=") for line in display.xdotool("getwindowgeometry", "--shell", window).split())
    x, y, width, height = (int(geometry[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
    return screen(display, folder)[
        y + round(0.40 * height) : y + round(0.60 * height),
        x + round(left * width) : x + round(right * width),
    ]


def close(display: Display, program: Program, key: str) -> None:
    """Close the window with a key; the program has ended well and had nothing to complain about."""
    for patience in (5, 30):  # the window manager does not hear a key while it is busy: a person presses it again
        display.xdotool_or_nothing("key", key)
        with contextlib.suppress(TimeoutError):
            display.wait_until(lambda: program.poll() is not None, "end of the program", timeout=patience)
            break
    else:
        program.send_signal(signal.SIGABRT)  # faulthandler prints where it hangs
        program.wait(10)
    assert display.output(program) == ""
    assert program.returncode == 0


@pytest.mark.parametrize("key", ["ctrl+q", "alt+F4"])
def test_both_pictures_are_painted_and_the_window_closes_cleanly(
    display: Display, program: Program, tmp_path: Path, key: str
) -> None:
    inside, outside = input_on(display, tmp_path), map_on(display, tmp_path)
    assert len(np.unique(inside.reshape(-1, 3), axis=0)) > 20
    assert inside.shape == outside.shape
    assert (inside != outside).any(axis=2).mean() > 0.8
    close(display, program, key)


def test_a_key_pressed_in_the_kernel_changes_the_map_and_not_the_input(
    display: Display, program: Program, tmp_path: Path
) -> None:
    before, input_before = map_on(display, tmp_path), input_on(display, tmp_path)
    display.xdotool("key", "--delay", 50, "9", "Return")
    display.wait_until(lambda: (map_on(display, tmp_path) != before).any(axis=2).mean() > 0.5, "another map")
    assert (input_on(display, tmp_path) == input_before).all()
    display.xdotool("key", "ctrl+z")
    display.wait_until(lambda: (map_on(display, tmp_path) == before).all(), "map as it was before")
    close(display, program, "ctrl+q")


def test_a_file_dragged_from_another_program_is_opened(display: Display, program: Program, tmp_path: Path) -> None:
    dragged = saved(tmp_path / "a dragged photo.png", pixels(90, 120))
    display.start(sys.executable, Path(__file__).with_name("drag_source.py"), dragged, "20", "20")
    display.wait_for_window("drag source")
    display.drag((60, 45), (700, 450))
    display.wait_for_window("a dragged photo.png – convviz")
    assert dragged.exists()
    close(display, program, "ctrl+q")


def test_a_picture_pasted_from_another_program_is_opened(display: Display, program: Program, tmp_path: Path) -> None:
    display.copy_image(saved(tmp_path / "copied.png", pixels(90, 120)))
    display.xdotool("key", "ctrl+v")
    display.wait_for_window("Pasted image – convviz")
    close(display, program, "ctrl+q")


def test_the_map_is_exported_in_the_dialog_of_the_system(display: Display, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    display.xdotool("key", "ctrl+e")
    display.wait_for_window("Export feature map")
    display.xdotool("key", "ctrl+a")
    display.xdotool("type", "--delay", 20, str(path))
    display.xdotool("key", "Return")
    display.wait_until(path.exists, "exported file")
    with Image.open(path) as image:
        assert image.size == (160, 120)
    display.wait_for_window("photo.png – convviz")
    close(display, program, "ctrl+q")


def test_a_program_that_is_asked_to_end_while_a_number_is_typed_ends_cleanly(
    display: Display, program: Program
) -> None:
    display.xdotool("key", "--delay", 50, "4", "2")
    close(display, program, "alt+F4")


def test_a_picture_that_cannot_be_opened_still_opens_the_window(display: Display, tmp_path: Path) -> None:
    display.env["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    program = display.start(sys.executable, "-X", "faulthandler", "-m", "convviz", tmp_path / "gone.png")
    display.wait_for_window("Astronaut – convviz")
    close(display, program, "ctrl+q")

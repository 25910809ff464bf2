"""A real X server with a window manager, in which tests press keys, drag files and take screenshots.

It shows nothing to the person who runs the tests, and neither reads nor changes their session.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")

# Command -> the package of Debian and Ubuntu that has it.
TOOLS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "xclip": "xclip",
    "setpriv": "util-linux",
}


def missing_tools() -> str:
    """Return what to install before a display can be opened, as words for a person; empty if all is there."""
    missing = [package for command, package in TOOLS.items() if shutil.which(command) is None]
    return f"a real window needs {', '.join(missing)}: apt-get install {' '.join(missing)}" if missing else ""


class Display:
    """A running X server, and the programs that a test started in it.

    Made by `open_display`. Positions are (x, y) in pixels of the screen, as xdotool has them.
    """

    def __init__(self, name: str, log_folder: Path) -> None:
        self.env = _environment(name)
        self._log_folder = log_folder
        self._programs: list[tuple[subprocess.Popen[bytes], Path]] = []

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program in this display; it is ended with the display."""
        log = self._log_folder / f"{len(self._programs)}.log"
        with log.open("wb") as out:
            program = subprocess.Popen(
                _ends_with_us(command), env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self._programs.append((program, log))
        return program

    def output(self, program: subprocess.Popen[bytes]) -> str:
        """Return what a program has printed so far, standard error included."""
        return next(log.read_text(errors="replace") for p, log in self._programs if p is program)

    def xdotool(self, *args: str | float) -> str:
        """Run xdotool and return what it printed; RuntimeError, with its own words, if it failed."""
        return self._run("xdotool", *map(str, args))

    def screenshot(self, path: Path) -> None:
        """Save a picture of the whole screen; the suffix of the path is the file format."""
        self._run("import", "-window", "root", str(path))

    def wait_for_window(self, title: str, *, timeout: float = 30) -> str:
        """Wait for a visible window with this text in its title, make it the active one, return its id."""

        def find() -> str:
            self._check_programs()
            found = self.xdotool_or_nothing("search", "--onlyvisible", "--name", re.escape(title))
            return found.split()[-1] if found else ""

        window = self.wait_until(find, f"a window with {title!r} in its title", timeout=timeout)
        self.xdotool("windowactivate", "--sync", window)
        return window

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag with the left button, as slowly as a hand: toolkits ignore a drag that arrives at once."""
        self.xdotool("mousemove", *start, "mousedown", 1)
        for _ in range(3):
            self.xdotool("mousemove_relative", 4, 4, "sleep", 0.02)
        for i in range(1, 21):
            x, y = (round(a + (b - a) * i / 20) for a, b in zip(start, end, strict=True))
            self.xdotool("mousemove", x, y, "sleep", 0.02)
        self.xdotool("sleep", 0.3, "mouseup", 1)

    def copy_image(self, path: Path) -> None:
        """Put a PNG file on the clipboard, ready for ctrl+v."""
        # xclip goes on as a daemon that serves the clipboard until the X server ends.
        command = ["xclip", "-selection", "clipboard", "-t", "image/png", "-i", str(path)]
        subprocess.run(command, env=self.env, check=True, timeout=10, stdout=subprocess.DEVNULL)

    def wait_until(self, condition: Callable[[], T], what: str, *, timeout: float = 30) -> T:
        """Wait until a condition returns something true, and return it; TimeoutError says what never came."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if result := condition():
                return result
            time.sleep(0.05)
        raise TimeoutError(f"no {what} within {timeout} s{self._all_output()}")

    def xdotool_or_nothing(self, *args: str | float) -> str:
        """Run xdotool and return what it printed, or nothing if it failed, as a search in vain does."""
        try:
            return self.xdotool(*args)
        except RuntimeError:
            return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for program, _log in reversed(self._programs):
            _end(program)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def _check_programs(self) -> None:
        for program, _log in self._programs:
            if program.poll():
                raise RuntimeError(f"{program.args!r} ended with {program.returncode}{self._all_output()}")

    def _all_output(self) -> str:
        outputs = [(program.args, log.read_text(errors="replace")) for program, log in self._programs]
        return "".join(f"\n--- {args!r}\n{output}" for args, output in outputs)


@contextmanager
def open_display(width: int = 1600, height: int = 1000) -> Iterator[Display]:
    """Start an X server and openbox on a free display; end them, and all started in it, at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="convviz-x11-")))
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"]
        with (folder / "Xvfb.log").open("wb") as out:
            server = subprocess.Popen(
                _ends_with_us([*command, "-nolisten", "tcp", "-noreset"]),
                pass_fds=[write],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        stack.callback(_end, server)
        os.close(write)
        with open(read) as pipe:  # a line comes when the server is ready, the end of the file if it died
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb did not start: {(folder / 'Xvfb.log').read_text(errors='replace')}")
        display = stack.enter_context(Display(f":{number}", folder))
        display.start("openbox", "--sm-disable")
        display.wait_until(lambda: display.xdotool_or_nothing("get_num_desktops"), "window manager")
        yield display


def _environment(display: str) -> dict[str, str]:
    """Return the environment of programs in a display: X only, and nothing of the desktop outside."""
    outside = re.compile("WAYLAND_|XDG_(CURRENT_DESKTOP|SESSION)|DESKTOP_|XAUTHORITY|QT_|GTK_|SESSION_")
    env = {name: value for name, value in os.environ.items() if not outside.match(name)}
    return env | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def _ends_with_us(command: list[str] | tuple[str | Path, ...]) -> list[str]:
    """Return the command so started that it ends even if the tests are killed and cannot end it."""
    return ["setpriv", "--pdeathsig", "TERM", *map(str, command)]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

"""The command line: ``convviz [IMAGE]`` opens the laboratory, the other commands work without a screen."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from convviz.cli.terminal import Parser, refuse, say

WITHOUT_SCREEN = "convviz apply photo.jpg --kernel sobel-x --out map.png"

_REMEDY = (
    "on Debian or Ubuntu install what it needs with: "
    "apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1"
    if sys.platform.startswith("linux")
    else "install it again with: pip install --force-reinstall PySide6-Essentials"
)

_EXAMPLES = """\
examples:
  convviz                              open the laboratory with a sample picture
  convviz photo.jpg                    open it with your own
  convviz apply photo.jpg --kernel sobel-x --out map.png
                                       write a feature map without a window;
                                       convviz apply --help says more
  convviz train digits --out digits.npz
                                       train a network without a window;
                                       convviz train --help says more
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, or 2 after one sentence that says what is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: threads of its own wait, running, for each other
    if given[:1] == ["apply"]:
        from convviz.cli.apply import apply  # needs NumPy and Pillow, without which a window is painted sooner

        return apply(given[1:])
    if given[:1] == ["train"]:
        from convviz.cli.train import train

        return train(given[1:])
    chosen = _parser().parse_args(given)
    if chosen.version:
        from convviz import __version__

        say(f"convviz {__version__}", sys.stdout)
        return 0
    return _open(chosen.image)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="convviz",
        description="A laboratory of convolution: edit kernels on your own images and see the feature maps.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="convviz [IMAGE]\n       convviz apply IMAGE [options] --out FILE"
        "\n       convviz train (digits | FOLDER) [options] --out FILE",
        allow_abbrev=False,
    )
    parser.add_argument("image", nargs="?", type=Path, metavar="IMAGE", help="the picture to open; else a sample")
    parser.add_argument("--version", action="store_true", help="show the version")
    return parser


def _open(image: Path | None) -> int:
    if no_display():
        return refuse(f"There is no display to open a window on; without one, use for example: {WITHOUT_SCREEN}")
    may_be_offscreen = os.environ.get("QT_QPA_PLATFORM") is not None
    _choose_platform()
    try:
        from convviz.ui.application import has_screen, run
    except ImportError as error:
        return refuse(f"Qt cannot start ({error}); {_REMEDY}")
    if not (may_be_offscreen or has_screen()):
        return refuse(f"No window can be opened on this display; without one, use for example: {WITHOUT_SCREEN}")
    return run(image)


def _choose_platform() -> None:
    """Let Qt fall back to no screen, which can be told, where it would end the process."""
    if sys.platform.startswith("linux"):
        real = "wayland;xcb" if os.environ.get("WAYLAND_DISPLAY") else "xcb"
        os.environ.setdefault("QT_QPA_PLATFORM", f"{real};offscreen")


def no_display() -> bool:
    """Say whether Qt would find no screen; asked before Qt is started, as it would end the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

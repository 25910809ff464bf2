"""The command line: ``convviz [IMAGE]`` opens the laboratory, ``convviz apply`` works without a screen."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from convviz import __version__
from convviz.engine.geometry import PADDING_MODES, pair
from convviz.files.feature_maps import save_feature_map
from convviz.files.images import read_image
from convviz.lab.compute import compute
from convviz.lab.edits import greyscale_set
from convviz.lab.kernels import KERNELS, named_kernel
from convviz.lab.numbers import parse_matrix
from convviz.lab.recipe import describe, recipe
from convviz.lab.state import ACTIVATIONS, State, first_state

WITHOUT_SCREEN = "convviz apply photo.jpg --kernel sobel-x --out map.png"

_EXAMPLES = """\
examples:
  convviz                              open the laboratory with a sample picture
  convviz photo.jpg                    open it with your own
  convviz apply photo.jpg --kernel sobel-x --out map.png
                                       work without a screen; see convviz apply --help
"""
_APPLY_EXAMPLES = """\
kernels:
{kernels}

examples:
  convviz apply photo.jpg --kernel sobel-x --out edges.png
  convviz apply photo.jpg --kernel laplacian --grey --activation ReLU --out edges.png
  convviz apply photo.jpg --weights "1/16 * [1 2 1; 2 4 2; 1 2 1]" --stride 2 --padding 1 --out small.png
  convviz apply photo.jpg --kernel sobel-y --data --out values.png
                                       16-bit values; convviz.load_feature_map reads them
  convviz apply photo.jpg --kernel sobel-y --out values.npy
                                       the floats themselves
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0, or 2 after one sentence that says what is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["apply"]:
        return _apply(_apply_parser().parse_args(given[1:]))
    return _open(_parser().parse_args(given).image)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convviz",
        description="A laboratory of convolution: edit kernels on your own images and see the feature maps.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="convviz [IMAGE]\n       convviz apply IMAGE [options] --out FILE",
    )
    parser.add_argument(
        "image", nargs="?", type=Path, metavar="IMAGE", help="the picture to open; a sample if left out"
    )
    parser.add_argument("--version", action="version", version=f"convviz {__version__}")
    return parser


def _apply_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {key:<22} {kernel.hint}" for key, kernel in KERNELS.items())
    parser = argparse.ArgumentParser(
        prog="convviz apply",
        description="Apply one filter to a picture and write its feature map; no screen is needed.",
        epilog=_APPLY_EXAMPLES.format(kernels=listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("image", type=Path, metavar="IMAGE", help="the picture to read")
    kernel = parser.add_mutually_exclusive_group(required=True)
    kernel.add_argument("--kernel", metavar="NAME", help="a named kernel, listed below")
    kernel.add_argument(
        "--weights",
        metavar="MATRIX",
        help='your own, for example "0 1 0; 1 -4 1; 0 1 0"',
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="where to write: .png, or .npy for floats"
    )
    parser.add_argument("--data", action="store_true", help="write a PNG of 16-bit values in place of colours")
    parser.add_argument("--grey", action="store_true", help="use the picture's luma in place of its colours")
    layer = parser.add_argument_group("layer")
    layer.add_argument(
        "--bias", type=float, default=0.0, metavar="B", help="a number added to every output (default 0)"
    )
    layer.add_argument(
        "--activation",
        choices=list(ACTIVATIONS),
        default="Identity",
        help="what follows the sum (default Identity)",
    )
    layer.add_argument(
        "--stride",
        type=int,
        nargs="+",
        default=[1],
        metavar="N",
        help="one number, or vertical and horizontal (default 1)",
    )
    layer.add_argument(
        "--padding", nargs="+", default=["same"], metavar="N",
        help="same, valid, one number, vertical and horizontal, or top bottom left right (default same)",
    )  # fmt: skip
    layer.add_argument(
        "--padding-mode",
        choices=PADDING_MODES,
        default="zeros",
        help="what the padding holds (default zeros)",
    )
    layer.add_argument(
        "--dilation",
        type=int,
        nargs="+",
        default=[1],
        metavar="N",
        help="one number, or vertical and horizontal (default 1)",
    )
    return parser


def _apply(arguments: argparse.Namespace) -> int:
    try:
        frame = compute(_state(arguments))
        save_feature_map(
            arguments.out,
            frame.feature_map,
            form="data" if arguments.data else "seen",
            scale=frame.scale,
            recipe=recipe(frame.state),
        )
    except ValueError as error:
        return _refuse(str(error))
    height, width = frame.feature_map.shape
    print(f"{describe(frame.state)} → {arguments.out}, {height}×{width}")  # noqa: T201
    return 0


def _state(arguments: argparse.Namespace) -> State:
    """Build the state of the lab that the options describe.

    Raises
    ------
    ValueError
        If the picture cannot be read or an option does not fit.
    """
    weights = parse_matrix(arguments.weights) if arguments.weights else named_kernel(arguments.kernel).weights
    loaded = read_image(arguments.image)
    state = first_state(loaded.pixels, loaded.name, weights)
    if arguments.grey:
        state = replace(state, **greyscale_set(state, True))
    layer = replace(
        state.layer,
        bias=state.layer.bias + arguments.bias,
        stride=pair(arguments.stride, "stride"),
        padding=_padding(arguments.padding),
        dilation=pair(arguments.dilation, "dilation"),
        padding_mode=arguments.padding_mode,
    )
    return replace(state, layer=layer, activation=arguments.activation)


def _padding(words: list[str]) -> str | tuple[int, ...]:
    if words in (["same"], ["valid"]):
        return words[0]
    try:
        return tuple(map(int, words))
    except ValueError:
        raise ValueError(f"--padding takes same, valid or 1, 2 or 4 whole numbers; got {' '.join(words)}.") from None


def _open(image: Path | None) -> int:
    if no_display():
        return _refuse(f"There is no display to open a window on; without one, use for example: {WITHOUT_SCREEN}")
    try:
        from convviz.ui.application import run
    except ImportError as error:
        return _refuse(
            f"Qt cannot start ({error}); on Debian or Ubuntu install what it needs with: "
            "apt install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libdbus-1-3 libfontconfig1"
        )
    return run(image)


def no_display() -> bool:
    """Say whether Qt would find no screen; asked before Qt is started, as it would end the process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _refuse(sentence: str) -> int:
    print(f"convviz: {sentence}", file=sys.stderr)  # noqa: T201
    return 2

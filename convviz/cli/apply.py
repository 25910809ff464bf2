"""``convviz apply``: a filter on a picture, and its feature map into a file; no screen is needed."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from convviz.cli.terminal import Parser, refuse, say
from convviz.engine.geometry import PADDING_MODES
from convviz.files.feature_maps import save_feature_map
from convviz.files.images import LoadedImage, read_image
from convviz.files.writing import ExportError
from convviz.lab.compute import compute
from convviz.lab.edits.edits import greyscale_set, layer_set, stride_set
from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.kernel.kernels import KERNELS, named_kernel
from convviz.lab.recipe import describe, recipe
from convviz.lab.state import ACTIVATIONS, State, first_state
from convviz.lab.text.numbers import parse_matrix, parse_number

_EXAMPLES = """\
kernels (on a picture in colour, the answers of red, green and blue are added):
{kernels}

examples:
  convviz apply photo.jpg --kernel sobel-x --out edges.png
  convviz apply photo.jpg --kernel laplacian --grey --activation relu --out edges.png
  convviz apply photo.jpg --weights "1/16 * [1 2 1; 2 4 2; 1 2 1]" --stride 2 --out small.png
  convviz apply photo.jpg --kernel sobel-y --data --out values.png
  convviz apply photo.jpg --kernel sobel-y --out values.npy

In Python, convviz.load_feature_map reads the values of the last two back.
"""


def apply(words: Sequence[str]) -> int:
    """Run ``convviz apply`` with these words behind it; return its exit status."""
    arguments = _apply_parser().parse_args(_with_minus_signs(words))
    try:
        loaded = read_image(arguments.image)
        if os.path.exists(arguments.out) and os.path.samefile(arguments.out, arguments.image):
            raise ExportError(f"{arguments.out} is the picture itself; give the feature map another name.")
        frame = compute(_state(arguments, loaded))
        save_feature_map(
            arguments.out,
            frame.feature_map,
            form="data" if arguments.data else "seen",
            scale=frame.scale,
            recipe=recipe(frame.state),
        )
    except ValueError as error:
        return refuse(str(error))
    except MemoryError:
        return refuse("The feature map does not fit into the free memory; use a smaller picture or a larger stride.")
    for note in loaded.notes:
        say(f"{loaded.name}: {note}", sys.stderr)
    height, width = frame.feature_map.shape
    say(f"{describe(frame.state)} → {arguments.out}, {height}×{width}", sys.stdout)
    return 0


def _with_minus_signs(words: Sequence[str]) -> list[str]:
    """Join an option with a value such as -1,0,1, which argparse would take for another option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in ("--weights", "--bias", "--padding") and word[:1] == "-" and word[:2] != "--":
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _apply_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {key:<22} {kernel.hint}" for key, kernel in KERNELS.items())
    parser = Parser(
        prog="convviz apply",
        description="Apply one filter to a picture and write its feature map; no screen is needed.",
        epilog=_EXAMPLES.format(kernels=listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="convviz apply IMAGE (--kernel NAME | --weights MATRIX) [options] --out FILE",
        allow_abbrev=False,
    )
    parser.add_argument("image", type=Path, metavar="IMAGE", help="the picture to read")
    kernel = parser.add_mutually_exclusive_group(required=True)
    kernel.add_argument("--kernel", metavar="NAME", help="a kernel by its name; they are listed below")
    kernel.add_argument("--weights", metavar="MATRIX", help='a kernel of your own, such as "0 1 0; 1 -4 1; 0 1 0"')
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE",
        help="the file to write, replaced if it is there: .png for a picture, .npy for the float32 values",
    )  # fmt: skip
    parser.add_argument(
        "--data", action="store_true", help="write a .png of the values (16-bit grey) in place of one to look at"
    )
    parser.add_argument("--grey", action="store_true", help="use the brightness of the picture in place of its colours")
    _add_layer(parser)
    return parser


def _add_layer(parser: argparse.ArgumentParser) -> None:
    layer = parser.add_argument_group("layer", "N,N is a number for the rows and one for the columns.")
    layer.add_argument("--bias", default="0", metavar="B", help="a number added to every value (default 0)")
    layer.add_argument(
        "--activation",
        type=_activation,
        choices=list(ACTIVATIONS),
        default="Identity",
        metavar="NAME",
        help=f"the function applied to every sum: {', '.join(ACTIVATIONS)} (default Identity: none)",
    )
    layer.add_argument(
        "--stride", default="1", metavar="N", help="step from one value to the next in pixels: N or N,N (default 1)"
    )
    layer.add_argument("--dilation", default="1", metavar="N", help="step inside the kernel: N or N,N (default 1)")
    layer.add_argument(
        "--padding", default="same", metavar="N",
        help="pixels added around the picture: same (at stride 1 the map is as large as the picture), valid (none), "
        "N, N,N or TOP,BOTTOM,LEFT,RIGHT (default same)",
    )  # fmt: skip
    layer.add_argument(
        "--padding-mode",
        choices=PADDING_MODES,
        default="replicate",
        metavar="NAME",
        help=f"what these pixels hold: {', '.join(PADDING_MODES)} (default replicate: the border, repeated)",
    )


def _activation(name: str) -> str:
    """Find an activation whether its capitals are right or not."""
    return {key.lower(): key for key in ACTIVATIONS}.get(name.lower(), name)


def _state(arguments: argparse.Namespace, loaded: LoadedImage) -> State:
    """Build the state of the lab that the options describe.

    Raises
    ------
    ValueError
        If an option does not fit.
    """
    weights = named_kernel(arguments.kernel).weights if arguments.weights is None else parse_matrix(arguments.weights)
    state = first_state(loaded.pixels, loaded.name, weights)
    if arguments.grey:
        state = replace(state, **greyscale_set(state, True))
    options = layer_set(
        state,
        bias=state.layer.bias + parse_number(arguments.bias),
        padding=_padding(arguments.padding),
        dilation=_step(arguments.dilation, "dilation"),
        padding_mode=arguments.padding_mode,
    )
    state = replace(state, **options)
    state = replace(state, **activation_set(state, arguments.activation))
    # As in the window, "same" keeps its pixels when the stride changes.
    return replace(state, **stride_set(state, *_step(arguments.stride, "stride")))


def _padding(text: str) -> str | tuple[int, ...]:
    if text in ("same", "valid"):
        return text
    return _whole_numbers(text, "padding", 0, (1, 2, 4), "same, valid, N, N,N or TOP,BOTTOM,LEFT,RIGHT")


def _step(text: str, option: str) -> tuple[int, int]:
    numbers = _whole_numbers(text, option, 1, (1, 2), "N or N,N")
    return numbers[0], numbers[-1]


def _whole_numbers(text: str, option: str, least: int, counts: tuple[int, ...], forms: str) -> tuple[int, ...]:
    try:
        numbers = tuple(map(int, text.split(",")))
    except ValueError:
        numbers = ()
    if len(numbers) not in counts or min(numbers) < least:
        raise ValueError(f"--{option} takes {forms}, in whole numbers from {least}; got “{text}”.")
    return numbers

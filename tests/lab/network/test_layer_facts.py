"""What the settings of a layer come to is computed, and true."""

import re

import numpy as np
import pytest

from convviz.engine import conv2d_input_grad
from convviz.engine.geometry import PADDING_MODES
from convviz.lab.network.layer_facts import left_out, size_formulas, unseen
from convviz.nn.conv import Conv2d


def layer(size: tuple[int, int] = (3, 3), **options: object) -> Conv2d:
    return Conv2d(np.ones((1, 1, *size)), np.zeros(1), **options)


@pytest.mark.parametrize(
    ("options", "formulas"),
    [
        ({"padding": 1}, ("⌊(480 + 2·1 − 3)/1⌋ + 1 = 480", "⌊(640 + 2·1 − 3)/1⌋ + 1 = 640")),
        ({"padding": "same"}, ("⌊(480 + 2·1 − 3)/1⌋ + 1 = 480", "⌊(640 + 2·1 − 3)/1⌋ + 1 = 640")),
        ({"stride": (1, 2)}, ("⌊(480 − 3)/1⌋ + 1 = 478", "⌊(640 − 3)/2⌋ + 1 = 319")),
        (
            {"padding": (1, 2, 0, 0), "dilation": (2, 1)},
            ("⌊(480 + 1 + 2 − 2·(3 − 1) − 1)/1⌋ + 1 = 479", "⌊(640 − 3)/1⌋ + 1 = 638"),
        ),
    ],
)
def test_the_formula_is_filled_in(options: dict[str, object], formulas: tuple[str, str]) -> None:
    assert size_formulas(layer(**options), 480, 640) == formulas


@pytest.mark.parametrize("seed", range(40))
def test_the_formula_comes_to_the_size(seed: int) -> None:
    rng = np.random.default_rng(seed)
    of = layer(
        tuple(rng.integers(1, 6, 2)),
        stride=tuple(rng.integers(1, 5, 2).tolist()),
        dilation=tuple(rng.integers(1, 3, 2).tolist()),
        padding=tuple(rng.integers(0, 3, 4).tolist()),
    )
    for formula in size_formulas(of, *rng.integers(12, 40, 2).tolist()):
        numerator, stride, result = re.fullmatch(r"⌊\((.*)\)/(\d+)⌋ \+ 1 = (\d+)", formula).groups()
        python = re.sub(r"(\d)\(", r"\1*(", numerator.replace("−", "-").replace("·", "*"))
        assert eval(python) // int(stride) + 1 == int(result)


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (layer(stride=(1, 1)), ""),
        (layer(stride=(2, 2)), "No output looks at 1 row of the input."),
        (layer(stride=(3, 3)), "No output looks at 1 row and 2 columns of the input."),
        (layer(stride=(3, 3), padding=(0, 2, 0, 1)), ""),
        (layer((1, 1), stride=(2, 1)), "No output looks at 5 rows of the input."),
        (layer((2, 2), stride=(1, 4)), "No output looks at 5 columns of the input."),
    ],
)
def test_what_no_output_looks_at_is_told(of: Conv2d, sentence: str) -> None:
    assert left_out(of, 10, 11) == sentence


@pytest.mark.parametrize("seed", range(60))
def test_pixels_are_said_to_be_left_out_exactly_if_no_output_depends_on_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    of = layer(
        tuple(rng.integers(1, 4, 2)),
        stride=tuple(rng.integers(1, 4, 2).tolist()),
        dilation=tuple(rng.integers(1, 4, 2).tolist()),
        padding=tuple(rng.integers(0, 3, 4).tolist()),
        padding_mode=str(rng.choice(PADDING_MODES)),
    )
    height, width = rng.integers(20, 30, 2).tolist()
    options = {name: getattr(of, name) for name in ("stride", "dilation", "padding", "padding_mode")}
    grad = np.ones((1, *of.output_shape(height, width)), np.float32)
    seen = conv2d_input_grad((1, height, width), of.weight, grad, **options)[0] != 0
    rows, columns = unseen(of, height, width)
    assert np.array_equal(seen, np.logical_and.outer(~rows, ~columns))
    assert (left_out(of, height, width) == "") == seen.all()

"""Kernels that are made from a few parameters, and the parameters that each of them has."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convviz.engine import FloatArray
from convviz.lab.kernel.kernel_changes import Change
from convviz.lab.kernel.kernel_formulas import (
    Weights,
    bell,
    gabor,
    gaussian,
    he_deviation,
    laplacian_of_gaussian,
    motion_blur,
    random_weights,
    turned,
)
from convviz.lab.limits import LARGEST_KERNEL
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number

CUT_OFF_WORTH_A_WORD = 0.01
CRUMB = 1e-12  # of the largest weight


@dataclass(frozen=True)
class Parameter:
    """One number that a person sets.

    Parameters
    ----------
    key, name : str
        Its name as an argument, for example "sigma", and as shown, for example "Width σ".
    hint : str
        One plain sentence: what it means.
    least, greatest, step, default : float
        What it may be, and how far one press of an arrow key goes.
    decimals : int
        Digits behind the point that it may have; 0 for a whole number.
    unit : str
        As shown beside the number, for example "px".
    choices : tuple of str
        For one of several things: what 0, 1, … stand for.
    another : str
        For a number that has no meaning of its own: the word on the button that takes the next one.
    """

    key: str
    name: str
    hint: str
    least: float
    greatest: float
    step: float
    default: float
    decimals: int = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    another: str = ""

    def check(self, value: float) -> None:
        """Refuse, with a ValueError, a value that the parameter cannot have."""
        if not self.least <= value <= self.greatest:  # NaN is refused, too
            least, greatest = format_number(self.least), format_number(self.greatest)
            raise ValueError(f"{self.name} may be from {least} to {greatest}; got {format_number(value)}.")
        if self.decimals == 0 and value != int(value):
            raise ValueError(f"{self.name} is a whole number; got {format_number(value)}.")


@dataclass(frozen=True)
class Generator:
    """A kind of kernel with its parameters.

    Parameters
    ----------
    name : str
        As the menu has it.
    hint : str
        One plain sentence: what it shows and what to look for.
    parameters : tuple of Parameter
    make : callable
        Takes the parameters by their keys and returns the weights (height, width), float64; with ``relative``, takes
        the kernel that there is before them.
    note : callable
        Takes the parameters, too, and returns a sentence on what should be known about these values, or "".
    start : callable
        From a state to those values to start with that depend on it.
    relative : bool
        Whether it changes the kernel that there is, and does not replace it.
    """

    name: str
    hint: str
    parameters: tuple[Parameter, ...]
    make: Callable[..., Weights]
    note: Callable[..., str] = lambda **_: ""
    start: Callable[[State], Mapping[str, float]] = lambda _: {}
    relative: bool = False

    def starting_values(self, state: State) -> dict[str, float]:
        """Return the value that each parameter has at first, by its key."""
        return {each.key: each.default for each in self.parameters} | dict(self.start(state))

    def change(self, values: Mapping[str, float]) -> Change:
        """Return the change of a kernel, for ``kernel_changed``, that these values of the parameters make.

        Raises
        ------
        ValueError
            If a parameter is missing, is none of this generator's, or has a value that it cannot have.
        """
        names = [each.key for each in self.parameters]
        if sorted(values) != sorted(names):
            raise ValueError(f"{self.name} has the parameters {', '.join(names)}; got {', '.join(values) or 'none'}.")
        for parameter in self.parameters:
            parameter.check(values[parameter.key])
        if self.relative:
            return lambda kernel: _single(self.make(kernel, **values))
        weights = _single(self.make(**values))
        return lambda _kernel: weights


def _single(weights: Weights) -> FloatArray:
    """Round to float32, and to zero what float64 left of a zero: the sine of a half turn is 1e−16."""
    return np.where(np.abs(weights) > CRUMB * np.abs(weights).max(), weights, 0).astype(np.float32)


def _scaled(kernel: FloatArray, factor: float) -> Weights:
    return kernel.astype(np.float64) * factor


def _cut_off(size: float, sigma: float, theta: float = 0.0, gamma: float = 1.0, **_: float) -> str:
    """Say how much of the Gaussian lies outside the kernel, compared with a kernel that holds all of it."""
    whole_size = size + 2 * math.ceil(4 * sigma / min(gamma, 1))
    inside, whole = (float(bell(*turned(each, theta), sigma, gamma).sum()) for each in (size, whole_size))
    share = 1 - inside / whole
    if share <= CUT_OFF_WORTH_A_WORD:
        return ""
    return f"{format_number(100 * share, 2)} % of the bell is cut off: take a larger size or a smaller σ."


def _he_values(state: State) -> dict[str, float]:
    channels = 1 if state.channel_mode == "each" else state.layer.in_channels
    return {"deviation": round(he_deviation(channels * _RANDOM_SIZE**2), 3)}


_RANDOM_SIZE = 3
_SIZE_HINT = "Rows and columns of the kernel; an even size has no centre."


def _size(least: int, default: int) -> Parameter:
    return Parameter("size", "Size", _SIZE_HINT, least, LARGEST_KERNEL, 1, default)


def _sigma(default: float, hint: str) -> Parameter:
    return Parameter("sigma", "Width σ", hint, 0.3, 10, 0.1, default, decimals=2, unit="px")


def _choice(key: str, name: str, hint: str, choices: tuple[str, ...], default: int) -> Parameter:
    return Parameter(key, name, hint, 0, len(choices) - 1, 1, default, choices=choices)


_LENGTH = Parameter("length", "Length", "How far the camera moved.", 1, LARGEST_KERNEL, 1, 9, unit="px")
_ANGLE = Parameter("angle", "Angle", "0° is horizontal; larger ones turn anticlockwise.", 0, 180, 1, 30, unit="°")
_GABOR = (
    _size(3, 15),
    _sigma(2.5, "Standard deviation of the Gaussian: over how many stripes it looks."),
    Parameter("wavelength", "Wavelength λ", "From one stripe to the next.", 2, 30, 0.1, 5, decimals=2, unit="px"),
    Parameter(
        "theta", "Orientation θ", "0° is vertical stripes; larger ones turn anticlockwise.", 0, 180, 1, 0, unit="°"
    ),
    Parameter(
        "psi", "Phase ψ", "0° has a bright line in the middle, 90° an edge, 180° a dark line.", 0, 360, 1, 0, unit="°"
    ),
    Parameter(
        "gamma", "Aspect ratio γ", "Below 1 the Gaussian is longer along the stripes.", 0.2, 2, 0.05, 1, decimals=2
    ),
    _choice(
        "zero_sum",
        "Sum of weights",
        "With the sum 0 flat areas answer 0, however bright they are.",
        ("as it comes", "zero"),
        1,
    ),
)
_RANDOM = (
    _size(1, _RANDOM_SIZE),
    _choice(
        "distribution",
        "Distribution",
        "Normal: most weights are small; uniform: all up to a largest one are equally likely.",
        ("normal", "uniform"),
        0,
    ),
    Parameter(
        "deviation",
        "Deviation s",
        "Standard deviation of the weights; at first √(2 / weights of the filter), as He et al. 2015 start layers.",
        0,
        2,
        0.01,
        0.272,
        decimals=3,
    ),
    Parameter("seed", "Seed", "The same number gives the same weights again.", 0, 999_999, 1, 0, another="Another"),
)
_FACTOR = Parameter("factor", "Factor", "Every weight is multiplied by it.", -10, 10, 0.1, 1, decimals=3)

GENERATORS = MappingProxyType(
    {
        generator.name: generator
        for generator in (
            Generator(
                "Gaussian",
                "A weighted mean: near pixels weigh more, and detail finer than σ goes.",
                (_size(1, 7), _sigma(1, "Standard deviation: how far the blur reaches.")),
                gaussian,
                _cut_off,
            ),
            Generator(
                "Gabor",
                "A wave under a Gaussian: answers where stripes or edges of its width and direction are.",
                _GABOR,
                gabor,
                _cut_off,
            ),
            Generator(
                "Laplacian of Gaussian",
                "Smooths, then finds edges: most for dark blobs of radius √2·σ, negative for bright ones.",
                (_size(3, 9), _sigma(1.4, "Standard deviation of the smoothing: the size of the blobs.")),
                laplacian_of_gaussian,
                _cut_off,
            ),
            Generator(
                "Motion blur", "The mean along a line: as if the camera had moved.", (_LENGTH, _ANGLE), motion_blur
            ),
            Generator(
                "Random",
                "What training starts from: a random kernel already answers to some edges.",
                _RANDOM,
                random_weights,
                start=_he_values,
            ),
            Generator(
                "Scale",
                "The kernel as it was, times a factor: every answer is multiplied, the layer is linear.",
                (_FACTOR,),
                _scaled,
                relative=True,
            ),
        )
    }
)

"""What a shift brings in, how it is interpolated, and what to expect of each switch, in plain words."""

from dataclasses import replace
from math import isfinite, isnan
from types import MappingProxyType
from typing import NamedTuple

from convviz.engine import FloatArray
from convviz.lab.state import State
from convviz.lab.text.numbers import MINUS, exact_text, format_number
from convviz.lab.text.quantities import percent
from convviz.lab.translation.experiment import Experiment, experiment
from convviz.lab.translation.translation import Difference, Edge, Interpolation, Translation
from convviz.nn.conv import Conv2d
from convviz.nn.locally_connected import LocallyConnected2d


class Words(NamedTuple):
    """What a choice is called, and a sentence on what it means."""

    name: str
    meaning: str


EDGE_WORDS: MappingProxyType[Edge, Words] = MappingProxyType(
    {
        "zeros": Words("Black (zeros)", "What comes in is black."),
        "replicate": Words("Border pixel (replicate)", "What comes in is the border pixel again and again."),
        "reflect": Words("Mirror image (reflect)", "What comes in is the mirror image."),
        "circular": Words("Other side (circular)", "What comes in is what left at the other side."),
        "crop": Words(
            "Real pixels (crop)",
            "What comes in are real pixels: the middle of your picture is shown, and moves over the rest.",
        ),
    }
)
INTERPOLATION_WORDS: MappingProxyType[Interpolation, Words] = MappingProxyType(
    {
        "bilinear": Words("Bilinear", "Between pixels: a mean of the four around, which blurs a little."),
        "fourier": Words(
            "Fourier", "Between pixels: the phases of its waves are turned. No blur, but sharp edges ring."
        ),
    }
)
DIFFERENCE_WORDS: MappingProxyType[Difference, Words] = MappingProxyType(
    {
        "change": Words(
            f"after {MINUS} before",
            f"The map after the shift {MINUS} the map before it: what changed, place by place.",
        ),
        "error": Words(
            f"map of the shifted image {MINUS} shifted map",
            f"The map of the shifted image {MINUS} the shifted map: what is left if the map moves with the image.",
        ),
    }
)
AS_IN_THE_NETWORK = "As in the network"
NONE = "–"  # there is nothing to measure
SWITCH_NAMES: MappingProxyType[str, MappingProxyType[object, str]] = MappingProxyType(
    {
        "padding_mode": MappingProxyType(
            {"zeros": "Zeros", "reflect": "Reflect", "replicate": "Replicate", "circular": "Circular"}
        ),
        "stride": MappingProxyType({1: "1", 2: "2", 4: "4"}),
        "activation": MappingProxyType({"Identity": "None (linear)", "ReLU": "ReLU"}),
        "pooling": MappingProxyType(
            {
                "none": "None",
                "max": "Max, 2×2",
                "average": "Average, 2×2",
                "blur": "Blur, then every 2nd",
                "max-blur": "Max, then blur, every 2nd",
            }
        ),
        "head": MappingProxyType(
            {"none": "None", "global average": "Global average", "fully connected": "Fully connected"}
        ),
    }
)
_EXPECTED: MappingProxyType[tuple[str, object], str] = MappingProxyType(
    {
        ("padding_mode", "zeros"): "A black frame does not move with the picture: values near the border change.",
        ("padding_mode", "replicate"): "Softer than a black frame, but made up as well: values near the border change.",
        ("padding_mode", "reflect"): "A mirror is no cure: values near the border change.",
        ("activation", "Identity"): "The map stays linear: positive and negative answers cancel in a mean.",
        ("activation", "ReLU"): "Each value for itself: the map still moves, and a mean no longer cancels out.",
        ("pooling", "none"): "Nothing is put behind the map.",
        ("pooling", "max"): "The largest of 2×2: whether a shift shows depends on where the squares lie.",
        ("pooling", "average"): "The mean of 2×2: smoother than max, still not exact at odd shifts.",
        ("pooling", "blur"): "1 2 1 before every second value: better at odd shifts, not equal.",
        ("pooling", "max-blur"): "The largest of 2×2 at every place, then 1 2 1: far better at odd shifts than max.",
        ("head", "none"): "Nothing is put behind the map.",
        ("head", "fully connected"): "A weight for every position, random here: nothing moves, and nothing stays.",
    }
)
LINEAR_AVERAGE = (
    "This proves nothing: of a linear map it is sum(kernel)·mean(image) for any picture, but for the border."
)
NO_PADDING = "Nothing pads here: this changes nothing."
AVERAGE = "One mean a channel: where something is no longer counts, only how much of it there is."


def interpolation_text(translation: Translation) -> str:
    """Say what the interpolation does to this shift: to one by whole pixels, nothing."""
    if float(translation.dy).is_integer() and float(translation.dx).is_integer():
        return "Whole pixels are copied as they are; this is for fractions."
    return INTERPOLATION_WORDS[translation.interpolation].meaning


def switch_text(state: State, name: str) -> str:
    """Say in one sentence what to expect of one switch as it is set.

    Parameters
    ----------
    state : State
    name : str
        A field of ``Switches``.

    Examples
    --------
    >>> from convviz.lab.edits.edits import translation_set
    >>> from convviz.lab.translation.translation import Switches
    >>> from dataclasses import replace
    >>> from convviz.lab.state import first_state
    >>> import numpy as np
    >>> image = np.zeros((1, 8, 8), np.float32); image.flags.writeable = False
    >>> state = first_state(image, "black")
    >>> switch_text(state, "padding_mode")
    'Your convolution pads with replicate.'
    """
    chosen = getattr(state.translation.switches, name)
    if chosen is None:
        return _as_it_is(state, name)
    if name == "padding_mode" and not _pads(state):
        return NO_PADDING
    if name == "head" and chosen == "global average":
        return LINEAR_AVERAGE if _is_linear(state) else AVERAGE
    if name == "stride":
        return _stride_text(state, chosen)
    if (name, chosen) == ("padding_mode", "circular"):
        return _circular_text(state)
    return _EXPECTED[name, chosen]


def _as_it_is(state: State, name: str) -> str:
    layer = state.layer
    if name == "padding_mode":
        return (
            f"Your convolution pads with {layer.padding_mode}."
            if any(layer.sides)
            else "Your convolution has no padding."
        )
    if name == "stride":
        down, across = layer.stride
        return f"Your convolution has stride {down if down == across else f'{down}×{across}'}."
    if name == "activation":
        linear = state.activation == "Identity"
        return "Nothing follows it: the map is linear." if linear else f"Your network has {state.activation}."
    return "Nothing is put behind the map."


def _stride_text(state: State, stride: int) -> str:
    made = _looked_at(state)
    jump = made.jump if made else (stride, stride)
    if jump == (1, 1):
        return "Every whole pixel is a step of the map: only the border can break it."
    if jump == (stride, stride):
        return f"Exact only for shifts by a multiple of {stride}; others look between the positions."
    return f"With the layers around it a step of the map is {_pixels(jump)}: exact only for shifts by a multiple of it."


def _circular_text(state: State) -> str:
    made = _looked_at(state)
    if made and not made.wraps:
        return "Best with a circular edge of the shift; yet values near the border can change here."
    if made is None or made.jump == (1, 1):
        return "With a circular edge of the shift, the map moves exactly."
    return f"With a circular edge of the shift, the map moves exactly at shifts by a multiple of {_pixels(made.jump)}."


def _pixels(jump: tuple[int, int]) -> str:
    down, across = jump
    return f"{down} pixels" if down == across else f"{down} pixels down and {across} across"


def _looked_at(state: State) -> Experiment | None:
    """Build what is looked at, without what is slow to make and has no say in its steps; None if it does not fit."""
    try:
        return experiment(state, replace(state.translation.switches, head=None, padding_mode=None))
    except ValueError:
        return None


def _pads(state: State) -> bool:
    """Say whether a layer that is looked at pads its input with something that the switch chooses."""
    looked_at = (*state.network[: state.selected_layer + 1], state.layer)
    has_sides = any(any(layer.sides) for layer in looked_at if isinstance(layer, Conv2d | LocallyConnected2d))
    return has_sides or state.translation.switches.pooling in ("blur", "max-blur")


def _is_linear(state: State) -> bool:
    """Say whether all that the head gets is a weighted sum of the picture."""
    chosen = state.translation.switches
    activation = state.activation if chosen.activation is None else chosen.activation
    if activation != "Identity" or chosen.pooling in ("max", "max-blur"):
        return False
    here = state.convolution
    behind = here + 1 + (state.activation_layer is not None)
    others = (*state.network[:here], *state.network[behind : state.selected_layer + 1])
    return all(layer.is_linear for layer in others)


def shift_text(dy: float, dx: float) -> str:
    """Say how far the image is moved.

    Examples
    --------
    >>> shift_text(0, 3), shift_text(-128.25, 0), shift_text(0, 0)
    ('3 right', '128.25 up', 'not moved')
    """
    parts = (
        f"{exact_text(abs(amount))} {forward if amount > 0 else back}"
        for amount, forward, back in ((dx, "right", "left"), (dy, "down", "up"))
        if amount
    )
    return ", ".join(parts) or "not moved"


def error_text(error: float) -> str:
    """Write an equivariance error, at least 0; of a map that cannot move, which has none, a dash.

    Examples
    --------
    >>> error_text(0.0123), error_text(0), error_text(float("nan"))
    ('0.012', '0', '–')
    """
    return NONE if isnan(error) else format_number(error, 2)


def change_text(change: float) -> str:
    """Write a relative change of the features, at least 0, in percent; from zero to something it has no end.

    Examples
    --------
    >>> change_text(0.031), change_text(0), change_text(float("inf"))
    ('3.1 %', '0 %', '∞')
    """
    return percent(change) if isfinite(change) else error_text(change)


def cosine_text(cosine: float) -> str:
    """Write a cosine, −1 … 1; one that is not 1 or −1 does not become so by rounding.

    Examples
    --------
    >>> cosine_text(1), cosine_text(0.87654), cosine_text(0.9999991), cosine_text(1 - 1e-12)
    ('1', '0.8765', '0.9999991', '> 0.99999999')
    """
    if 1 - 5e-9 < abs(cosine) < 1:
        return "> 0.99999999" if cosine > 0 else f"< {MINUS}0.99999999"
    return NONE if isnan(cosine) else format_number(cosine, 4 if cosine == 1 or abs(cosine) < 0.99995 else 8)


def layer_text(name: str, channel: int, channels: int) -> str:
    """Say which map of a layer is shown, for example "1 Conv2d, channel 1 of 6"; the channel counts from 0."""
    return f"{name}, channel {channel + 1} of {channels}" if channels > 1 else name


def place_text(place: tuple[int, int], pixel: FloatArray | None, value: float | None, difference: float | None) -> str:
    """Say what the three pictures hold at one place.

    Parameters
    ----------
    place : (y, x)
        Of the shifted input.
    pixel : (C,), optional
        The input there; None where there is none.
    value, difference : float, optional
        The map and the difference there, likewise.
    """
    y, x = place
    parts = [f"row {y}, column {x}"]
    if pixel is not None:
        parts.append("input " + " ".join(format_number(each, 3) for each in pixel.tolist()))
    if value is not None:
        parts.append(f"map {format_number(value)}")
    if difference is not None:
        parts.append("difference exactly 0" if difference == 0 else f"difference {format_number(difference)}")
    return "   ".join(parts)

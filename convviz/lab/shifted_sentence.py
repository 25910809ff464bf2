"""What moved with the image, what is left and why, in one or a few plain sentences."""

from math import prod
from typing import NamedTuple

import numpy as np

from convviz.lab.experiment import Experiment
from convviz.lab.field_words import run_text
from convviz.lab.numbers import format_number
from convviz.lab.quantities import percent
from convviz.lab.shifted_axes import Flags, ShiftedAxis
from convviz.lab.translation import Translation
from convviz.nn.activations import Activation
from convviz.nn.conv import Conv2d
from convviz.nn.layer import Layer
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d
from convviz.nn.network import Network
from convviz.nn.pooling import BlurPool2d, MaxPool2d

STILL = "The image is where it was: drag it, or move it with the sliders or the arrow keys."
_UNITS = ("row", "column")
_DIRECTIONS = (("up", "down"), ("left", "right"))


_REASONS = {  # of several rows or columns, and of one
    "edge": ("see what came in with the shift", "sees what came in with the shift"),
    "padding": ("see the padding", "sees the padding"),
    "seam": ("saw the padding where they were before", "saw the padding where it was before"),
}


class Facts(NamedTuple):
    """What is known of a shift.

    Parameters
    ----------
    experiment : Experiment
    translation : Translation
        Its dy and dx within their range.
    axes : (ShiftedAxis, ShiftedAxis)
        The rows and columns of the shown map.
    differing : (Flags, Flags) or None
        The rows and the columns in which the map is in truth not the moved map; None if that was not looked at.
    agrees : bool
        Whether the map is the moved map, but for rounding, wherever neither the border nor the shift's edge is seen.
    zero_share : float
        The share of values that are at their places what they were, 0 … 1.
    """

    experiment: Experiment
    translation: Translation
    axes: tuple[ShiftedAxis, ShiftedAxis]
    differing: tuple[Flags, Flags] | None
    agrees: bool
    zero_share: float

    @property
    def network(self) -> Network:
        """The layers up to the shown one."""
        return self.experiment.network[: self.experiment.shown + 1]

    @property
    def distances(self) -> tuple[float, float]:
        """The shift, down and right."""
        return float(self.translation.dy), float(self.translation.dx)


def sentence(facts: Facts) -> str:
    """Say what moved with the image, what is left, and why.

    Parameters
    ----------
    facts : Facts
    """
    if not any(facts.distances):
        return STILL
    texts = [_change(facts), _map(facts), _lost(facts), _head(facts)]
    return " ".join(text for text in texts if text)


def _change(facts: Facts) -> str:
    if facts.translation.difference == "error":
        return ""
    return f"Place by place, {percent(1 - facts.zero_share)} of the values changed."


def _map(facts: Facts) -> str:
    """Say how the map of the moved image lies to the moved map."""
    untied = [name for layer, name in _named(facts) if isinstance(layer, LocallyConnected2d)]
    if untied:
        return (
            f"Layer {untied[0]} has weights of its own at each place: nothing ties the weights of one place to those "
            "of another, so that its map need not move with the image."
        )
    if prod(axis.size for axis in facts.axes) == 1:
        return "This map has one position for each channel, which cannot move."
    if not all(distance.is_integer() for distance in facts.distances):
        return _fraction(facts)
    if not all(axis.is_whole for axis in facts.axes):
        return _phase(facts)
    return _border(facts)


def _fraction(facts: Facts) -> str:
    """Say what a fraction of a pixel does: a sum of neighbours and a linear layer can change places."""
    way = "Fourier" if facts.translation.interpolation == "fourier" else "bilinear"
    changes_places = all(layer.is_linear and max(layer.window().stride) == 1 for layer, _ in _named(facts))
    if facts.agrees or (changes_places and way == "bilinear"):
        return (
            f"A fraction of a pixel, by {way} interpolation: that is linear as this layer is, so that the map moved "
            "with the image but for rounding; what differs lies at the border."
        )
    behind = [name for layer, name in _named(facts) if not layer.is_linear]
    steps = [name for layer, name in _named(facts) if max(layer.window().stride) > 1]
    cause = f" Layer {(steps or behind)[0]} does not let the two change places." if steps or behind else ""
    return f"A fraction of a pixel: what differs is the error of {way} interpolation.{cause}"


def _phase(facts: Facts) -> str:
    """Say that a shift falls between the values of a map, and which would not."""
    axis = next(index for index, each in enumerate(facts.axes) if not each.is_whole)
    distance = facts.distances[axis]
    jump = round(distance / facts.axes[axis].distance)
    below = int(abs(distance) // jump) * jump
    fitting = " or ".join(format_number(each) for each in (below, below + jump) if each)
    strided = [(layer, name) for layer, name in _named(facts) if layer.window().stride[axis] > 1]
    steps = [layer.window().stride[axis] for layer, _ in strided]
    if len(strided) > 1:
        step = f"the {jump} pixels from one value to the next (strides {' × '.join(map(str, steps))})"
    elif isinstance(strided[0][0], Conv2d):
        step = f"the stride {jump}"
    else:
        step = f"the stride {jump} of {_pooling(strided[0][0])}"
    sees = (
        "its windows begin at other pixels, in another phase"
        if isinstance(strided[-1][0], MaxPool2d)
        else "each value sees other pixels"
    )
    direction = _DIRECTIONS[axis][distance > 0]
    return (
        f"Shifted {direction} by {format_number(abs(distance))}, which is no multiple of {step}: {sees}, so that "
        f"nothing needs to agree. At {fitting} pixels the interior agrees exactly."
    )


def _border(facts: Facts) -> str:
    """Name the rows and columns in which the map does not move with the image, and what they see."""
    if not all(axis.same.any() for axis in facts.axes):
        return "Every value sees the border or what came in there, so that nothing needs to agree."
    differing = facts.differing or (~facts.axes[0].same, ~facts.axes[1].same)
    places = [place for flags, unit in zip(differing, _UNITS, strict=True) for place in _places(flags, unit)]
    if not places:
        aside = "" if all(axis.same.all() for axis in facts.axes) else ", in this channel even at the border"
        return f"The map moved with the image exactly: every value is the same{aside}."
    several = sum(int(flags.sum()) for flags in differing) > 1
    verb = "can differ" if facts.differing is None else "differ" if several else "differs"
    return (
        "The map moved with the image exactly: every value of the interior is the same. "
        f"Only {_listed(places)} {verb}: {_causes(facts, differing)}.{_sum(facts, differing)}"
    )


def _places(flags: Flags, unit: str) -> list[str]:
    """Name rows or columns: those at the two ends by how many they are, others by their numbers."""
    places = np.flatnonzero(flags)
    first = len(flags) if flags.all() else int(np.argmin(flags))
    last = 0 if flags.all() else int(np.argmin(flags[::-1]))
    middle = places[(places >= first) & (places < len(flags) - last)]
    ends = [(word, count) for word, count in (("first", first), ("last", last)) if count]
    texts = [f"the {word} {unit}" if count == 1 else f"the {word} {count:,} {unit}s" for word, count in ends]
    if len(middle):
        texts.append(f"{unit}{'s' * (len(middle) > 1)} {run_text(middle)}")
    return texts


def _sum(facts: Facts, differing: tuple[Flags, Flags]) -> str:
    """Say where their number comes from, of one convolution of stride 1: the shift and twice the padding."""
    layer = facts.network[0]
    if not isinstance(layer, Conv2d) or not all(isinstance(each, Activation) for each in facts.network[1:]):
        return ""
    texts = []
    for axis, (flags, unit) in enumerate(zip(differing, _UNITS, strict=True)):
        distance, before, behind = int(abs(facts.distances[axis])), *layer.sides[2 * axis : 2 * axis + 2]
        count = int(flags.sum())
        if distance and before == behind and before and layer.stride[axis] == 1 and count == distance + 2 * before:
            texts.append(f"{distance} + 2 × {before} = {count} {unit}s")
    return f" That is {_listed(texts)}: the shift and twice the padding." if texts else ""


def _listed(texts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _causes(facts: Facts, differing: tuple[Flags, Flags]) -> str:
    """Say how many of them differ for which reason."""
    found: dict[str, list[str]] = {}
    for axis, flags, unit in zip(facts.axes, differing, _UNITS, strict=True):
        incoming = flags & axis.incoming & (facts.translation.edge != "circular")
        padding = flags & axis.padding & ~incoming
        for cause, which in (("edge", incoming), ("padding", padding), ("seam", flags & ~incoming & ~padding)):
            if count := int(which.sum()):
                found.setdefault(cause, []).append(f"{count:,} {unit}{'s' * (count > 1)}")
    texts = [
        (counts, _REASONS[cause][len(counts) == 1 and counts[0].startswith("1 ")]) for cause, counts in found.items()
    ]
    if len(texts) == 1:
        reason = texts[0][1]
        return f"{'it' if reason != _REASONS[next(iter(found))][0] else 'they'} {reason}"
    return ", ".join(f"{' and '.join(counts)} {reason}" for counts, reason in texts)


def _lost(facts: Facts) -> str:
    """Say how much of the image left the frame."""
    translation = facts.translation
    _, height, width = facts.experiment.input_shape
    share = 1 - (1 - abs(translation.dy) / height) * (1 - abs(translation.dx) / width)
    if translation.edge == "circular":
        return ""
    came = {
        "zeros": "black came in",
        "replicate": "its last pixels are repeated there",
        "reflect": "its mirror image came in",
        "crop": "as much of the picture came in",
    }
    return f"{percent(share)} of the image left the frame; {came[translation.edge]}."


def _head(facts: Facts) -> str:
    shown = facts.experiment.shown
    rest = zip(facts.experiment.network.layers[shown + 1 :], facts.experiment.names[shown + 1 :], strict=True)
    dense = [name for layer, name in rest if isinstance(layer, Linear)]
    if not dense:
        return ""
    return (
        f"Layer {dense[0]} is fully connected: nothing ties the weights of one place to those of another, so that "
        "its outputs need neither move nor stay."
    )


def _named(facts: Facts) -> list[tuple[Layer, str]]:
    return list(zip(facts.network, facts.experiment.names, strict=False))


def _pooling(layer: Layer) -> str:
    if isinstance(layer, MaxPool2d):
        return "max pooling"
    return "blur pooling" if isinstance(layer, BlurPool2d) else "pooling"

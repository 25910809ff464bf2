"""What moved with the image, what is left and why, in one or a few plain sentences."""

from math import prod

import numpy as np

from convviz.lab.sparsity.field_words import run_text
from convviz.lab.text.quantities import percent
from convviz.lab.translation.shifted_axes import Flags, ShiftedAxis
from convviz.lab.translation.shifted_facts import Facts
from convviz.lab.translation.shifted_phase import phase_text
from convviz.nn.activations import Activation
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Linear
from convviz.nn.locally_connected import LocallyConnected2d

STILL = "The image is where it was: drag it, or move it with the sliders or the arrow keys."
_UNITS = ("row", "column")
_NOTHING_AGREES = "Every value sees the border or what came in there, so that nothing needs to agree."
_REASONS = {  # of several rows or columns, and of one
    "edge": ("see what came in with the shift", "sees what came in with the shift"),
    "padding": ("see the padding", "sees the padding"),
    "seam": ("saw the padding where they were before", "saw the padding where it was before"),
}


def sentence(facts: Facts) -> str:
    """Say what moved with the image, what is left, and why.

    Parameters
    ----------
    facts : Facts
    """
    if not any(facts.distances):
        return STILL
    texts = [_change(facts), _map(facts), _lost(facts), _head(facts), _means(facts)]
    return " ".join(text for text in texts if text)


def _change(facts: Facts) -> str:
    if facts.translation.difference == "error":
        return ""
    return f"Place by place, {percent(1 - facts.zero_share)} of the values changed."


def _map(facts: Facts) -> str:
    """Say how the map of the moved image lies to the moved map."""
    untied = [name for layer, name in facts.named if isinstance(layer, LocallyConnected2d)]
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
        return phase_text(facts)
    return _border(facts)


def _fraction(facts: Facts) -> str:
    """Say what a fraction of a pixel does: a sum of neighbours and a linear layer can change places."""
    way = "Fourier" if facts.translation.interpolation == "fourier" else "bilinear"
    changes_places = all(layer.is_linear and max(layer.window().stride) == 1 for layer, _ in facts.named)
    if facts.agrees or (changes_places and way == "bilinear"):
        aside = "the border is not compared" if facts.is_crop else "what differs lies at the border"
        return (
            f"A fraction of a pixel, by {way} interpolation: that is linear as this layer is, so that the map moved "
            f"with the image but for rounding; {aside}."
        )
    behind = [name for layer, name in facts.named if not layer.is_linear]
    steps = [name for layer, name in facts.named if max(layer.window().stride) > 1]
    cause = f" Layer {(steps or behind)[0]} does not let the two change places." if steps or behind else ""
    return f"A fraction of a pixel: what differs is the error of {way} interpolation.{cause}"


def _border(facts: Facts) -> str:
    """Name the rows and columns in which the map does not move with the image, and what they see."""
    if facts.is_crop and facts.agrees:
        return "The map moved with the image exactly: compared is the interior, which both show, and it is the same."
    if facts.is_crop or not all(axis.same.any() for axis in facts.axes):
        return _NOTHING_AGREES
    differing = facts.differing or (~facts.axes[0].same, ~facts.axes[1].same)
    places = [
        place
        for axis, flags, unit in zip(facts.axes, differing, _UNITS, strict=True)
        for place in _places(flags, unit, list(_by_cause(facts, axis, flags).values()))
    ]
    if not places:
        if facts.rounded:
            return "The map moved with the image: every value is the same, at the border but for rounding."
        aside = "" if all(axis.same.all() for axis in facts.axes) else ", in this channel even at the border"
        return f"The map moved with the image exactly: every value is the same{aside}."
    several = sum(int(flags.sum()) for flags in differing) > 1
    verb = "can differ" if facts.differing is None else "differ" if several else "differs"
    verb += " by more than rounding" if facts.rounded else ""
    return (
        "The map moved with the image exactly: every value of the interior is the same. "
        f"Only {_listed(places)} {verb}: {_causes(facts, differing)}.{_sum(facts, differing)}"
    )


def _places(flags: Flags, unit: str, causes: list[Flags]) -> list[str]:
    """Name rows or columns: those at the two ends by how many they are, others by their numbers.

    They come in the order of the causes, which are counted behind them.
    """
    places = np.flatnonzero(flags)
    first = len(flags) if flags.all() else int(np.argmin(flags))
    last = 0 if flags.all() else int(np.argmin(flags[::-1]))
    middle = places[(places >= first) & (places < len(flags) - last)]
    found = [
        (which, f"the {word} {unit}" if len(which) == 1 else f"the {word} {len(which):,} {unit}s")
        for word, which in (("first", np.arange(first)), ("last", np.arange(len(flags) - last, len(flags))))
    ]
    found.append((middle, f"{unit}{'s' * (len(middle) > 1)} {run_text(middle)}" if len(middle) else ""))
    ranked = sorted(found, key=lambda each: [not cause[each[0]].any() for cause in causes])
    return [text for which, text in ranked if len(which)]


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
        for cause, which in _by_cause(facts, axis, flags).items():
            if count := int(which.sum()):
                found.setdefault(cause, []).append(f"{count:,} {unit}{'s' * (count > 1)}")
    texts = [
        (counts, _REASONS[cause][len(counts) == 1 and counts[0].startswith("1 ")]) for cause, counts in found.items()
    ]
    if len(texts) == 1:
        reason = texts[0][1]
        return f"{'it' if reason != _REASONS[next(iter(found))][0] else 'they'} {reason}"
    return ", ".join(f"{' and '.join(counts)} {reason}" for counts, reason in texts)


def _by_cause(facts: Facts, axis: ShiftedAxis, flags: Flags) -> dict[str, Flags]:
    """Part rows or columns by the reason for which they differ."""
    incoming = flags & axis.incoming & (facts.translation.edge != "circular")
    padding = flags & axis.padding & ~incoming
    return {"edge": incoming, "padding": padding, "seam": flags & ~incoming & ~padding}


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


def _means(facts: Facts) -> str:
    """Say what the pooled features do not tell."""
    if not facts.cancelling:
        return ""
    single = " Of a single mean the cosine is always 1 or −1." if facts.cancelling == 1 else ""
    return (
        "The mean of a signed map is near zero, so that its relative change says little: put ReLU before it." + single
    )

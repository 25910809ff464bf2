"""What is said of an effective field: how wide it is, what it depends on, and why it may be zero."""

from collections.abc import Sequence

from convviz.lab.sparsity.effective_field import EffectiveField
from convviz.lab.sparsity.field_words import Facts
from convviz.lab.text.numbers import format_number

INVITATION = "In theory all pixels of the field count. The gradient shows how much each does, on this picture."
OF_PIXEL = "A pixel has none: pick a value in the map."
NO_MAP = "Where there is no map there is no value whose field it could be."
ON_REQUEST = (
    "Compute sends the gradient back through all these layers. In a large network that takes a while; it then says "
    "how long, and can be cancelled."
)
MEAN_ON_REQUEST = "Compute takes the mean over up to 64 values of this map, if it can over such that see no padding."
LINEAR = "All layers up to here are linear: on any other picture the effective field is the same."
WIDER = " It spreads more than the field in theory, as the pixels at its edges count more than those in the middle."
ZERO_WEIGHTS = "The gradient is zero, as the weights on every path to this value are."
MOSTLY_ZERO = 0.05  # share of values that are not zero, below which a channel is zero nearly everywhere


def width_facts(field: EffectiveField) -> Facts:
    """Tell in numbers how wide an effective field is: words, and what there is to each; none if it is zero."""
    if field.spread is None or field.width is None:
        return []
    spread, width = (" × ".join(format_number(side, 3) for side in pair) for pair in (field.spread, field.width))
    theory = " × ".join(map(str, _theory(field)))
    facts = [
        ("Spread", f"σ {spread} pixels"),
        ("Width", f"spreads as an even field of {width} pixels would; in theory {theory}"),
    ]
    return facts if field.count == 1 else [*facts, ("Mean", f"of {field.count} values")]


def field_sentence(field: EffectiveField, kinds: Sequence[str], advice: str) -> str:
    """Say what a field depends on, or why it is zero.

    Parameters
    ----------
    field : EffectiveField
    kinds : sequence of str
        Of the layers on the way that are not linear.
    advice : str
        What to try where it is zero: “another value”.
    """
    if field.width is None:
        return zero_sentence(kinds, advice, of_many=field.count > 1)
    wider = any(width > 1.005 * theory for width, theory in zip(field.width, _theory(field), strict=True))
    return f"{picture_sentence(kinds)}{WIDER if wider else ''}"


def picture_sentence(kinds: Sequence[str]) -> str:
    """Say whether the field would be another on another picture."""
    if not kinds:
        return LINEAR
    return (
        f"How much {_listed(kinds)} let{'s' if len(kinds) == 1 else ''} through depends on the picture: another "
        "picture, or another value, has another effective field."
    )


def zero_sentence(kinds: Sequence[str], advice: str, *, of_many: bool) -> str:
    """Say why a gradient is zero, and what to try instead."""
    to = "these values" if of_many else "this value"
    if not kinds:
        return f"{ZERO_WEIGHTS.replace('this value', to)} Try {advice}."
    verb = "shuts" if len(kinds) == 1 else "shut"
    return f"The gradient is zero: {_listed(kinds)} {verb} every path to {to}, or the weights do. Try {advice}."


def zero_advice(channels: int, nonzero: float | None, *, of_many: bool) -> str:
    """Say what else to look at where the gradient is zero.

    Parameters
    ----------
    channels : int
        How many there are to choose from.
    nonzero : float or None
        The share of values of the channel that are not zero, 0 … 1; None if it is not computed.
    of_many : bool
        Whether it is the mean of many values.
    """
    mostly_zero = nonzero is not None and nonzero < MOSTLY_ZERO
    if not (of_many or mostly_zero):
        return "another value"
    if channels == 1:
        return "another picture"
    return f"another channel{': this one is zero nearly everywhere' if mostly_zero else ''}"


def _theory(field: EffectiveField) -> tuple[int, int]:
    return field.region.bottom - field.region.top, field.region.right - field.region.left


def _listed(kinds: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))

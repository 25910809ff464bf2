"""The optimisers as they are offered, each with the settings that it has."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from convviz.nn.optimisers import SGD, Adam, Optimiser, RMSprop

LEAST_RATE, LARGEST_RATE = 1e-6, 10.0


@dataclass(frozen=True)
class Setting:
    """One number of an optimiser besides its learning rate.

    Parameters
    ----------
    name : str
        What it is called; in lower case, the key of its tooltip.
    field : str
        Of the optimiser.
    place : int, optional
        Which number of the field, where that holds several.
    least, greatest : float
    step : float
    """

    name: str
    field: str
    place: int | None = None
    least: float = 0.0
    greatest: float = 0.999
    step: float = 0.01

    def value(self, optimiser: Optimiser) -> float:
        """Read it."""
        value = getattr(optimiser, self.field)
        return float(value if self.place is None else value[self.place])

    def put(self, optimiser: Optimiser, value: float) -> Optimiser:
        """Return the optimiser with another value of it."""
        if self.place is None:
            return _with(optimiser, self.field, value)
        values = list(getattr(optimiser, self.field))
        values[self.place] = value
        return _with(optimiser, self.field, tuple(values))


def _with(optimiser: Optimiser, field: str, value: Any) -> Optimiser:
    changed: Optimiser = replace(optimiser, **{field: value})
    return changed


@dataclass(frozen=True)
class Kind:
    """One kind of optimiser.

    Parameters
    ----------
    optimiser : Optimiser
        What it begins with when it is chosen.
    settings : tuple of Setting
    meaning : str
        How it steps, in a sentence.
    """

    optimiser: Optimiser
    settings: tuple[Setting, ...]
    meaning: str


RATE = Setting("Learning rate", "lr", greatest=LARGEST_RATE)
_DECAY = Setting("Weight decay", "weight_decay", greatest=1.0)
_MOMENTUM = Setting("Momentum", "momentum", least=0.01)

OPTIMISERS = MappingProxyType(
    {
        "SGD": Kind(SGD(lr=0.05), (_DECAY,), "Straight down the gradient, as far as the learning rate says."),
        "Momentum": Kind(
            SGD(lr=0.05, momentum=0.9),
            (_MOMENTUM, _DECAY),
            "Keeps most of its last direction, so that it gains speed along a valley.",
        ),
        "Nesterov": Kind(
            SGD(lr=0.05, momentum=0.9, nesterov=True),
            (_MOMENTUM, _DECAY),
            "Momentum that looks ahead, and so brakes earlier.",
        ),
        "RMSprop": Kind(
            RMSprop(lr=0.01),
            (Setting("Alpha", "alpha"), _DECAY),
            "Divides the gradient of each weight by its usual size, so that all weights move about as fast.",
        ),
        "Adam": Kind(
            Adam(lr=0.03),
            (Setting("Beta 1", "betas", 0), Setting("Beta 2", "betas", 1, greatest=0.9999), _DECAY),
            "Momentum, and the step of each weight divided by the usual size of its gradient.",
        ),
    }
)


def kind_of(optimiser: Optimiser) -> str:
    """Return the key of ``OPTIMISERS`` that an optimiser is of.

    Examples
    --------
    >>> kind_of(SGD(lr=1, momentum=0.5))
    'Momentum'
    """
    if isinstance(optimiser, SGD):
        return "Nesterov" if optimiser.nesterov else "Momentum" if optimiser.momentum else "SGD"
    return type(optimiser).__name__

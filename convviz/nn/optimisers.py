"""The optimisers: how a gradient changes the parameters, by the update rules of ``torch.optim``."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

import numpy as np
from typing_extensions import override

from convviz.engine import FloatArray

Averages: TypeAlias = dict[str, FloatArray]
AnyOptimiser = TypeVar("AnyOptimiser", bound="Optimiser")


@dataclass
class Memory:
    """What an optimiser remembers of the steps that it has made.

    Parameters
    ----------
    steps : int
        How many.
    averages : list of dict
        For each parameter its running averages, by name; empty before the first step.
    """

    steps: int = 0
    averages: list[Averages] = field(default_factory=list)


@dataclass(frozen=True)
class Optimiser(ABC):
    """Settings that do not change, and the memory of one run.

    Two are equal if their settings are. ``replace(optimiser, lr=0.1)`` goes on with other settings in the same run,
    :meth:`fresh` starts a new one, and ``copy.deepcopy`` copies all.
    """

    memory: Memory = field(default_factory=Memory, repr=False, compare=False, kw_only=True)

    @property
    @abstractmethod
    def lr(self) -> float:
        """The learning rate."""

    @property
    @abstractmethod
    def weight_decay(self) -> float:
        """Factor of the L2 penalty."""

    def __post_init__(self) -> None:
        _check_least("lr", self.lr)
        _check_least("weight_decay", self.weight_decay)

    def step(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        """Change the parameters in place by one update.

        Parameters
        ----------
        parameters : sequence of array
            Writeable; in every step the same ones.
        gradients : sequence of array
            Derivative of the loss by each parameter, in their shapes; never changed. The weight decay, an L2 penalty,
            adds ``weight_decay · parameter`` to them.

        Raises
        ------
        ValueError
            If the shapes are not those of the parameters, or other than in the step before.
        """
        memory = self.memory
        self._check(parameters, gradients)
        if not memory.averages:
            memory.averages = [{} for _ in parameters]
        memory.steps += 1
        for parameter, gradient, averages in zip(parameters, gradients, memory.averages, strict=True):
            slope = gradient + self.weight_decay * parameter if self.weight_decay else gradient
            parameter -= self.lr * self._direction(slope, averages)

    def fresh(self: AnyOptimiser) -> AnyOptimiser:
        """Return one of these settings that has made no step yet."""
        return replace(self, memory=Memory())

    @abstractmethod
    def _direction(self, gradient: FloatArray, averages: Averages) -> FloatArray:
        """Return what to go against, the learning rate apart, and update the averages; never changes `gradient`."""

    def _check(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        shapes, given = [array.shape for array in parameters], [array.shape for array in gradients]
        if shapes != given:
            raise ValueError(f"There must be one gradient of the shape of each parameter, {shapes}; got {given}.")
        known = [{array.shape for array in averages.values()} for averages in self.memory.averages]
        if not known:
            return
        if len(known) != len(shapes) or any(seen - {shape} for seen, shape in zip(known, shapes, strict=True)):
            raise ValueError("The parameters are not those of the step before: start anew with fresh().")


@dataclass(frozen=True)
class SGD(Optimiser):
    """Gradient descent on batches, as ``torch.optim.SGD``: w ← w − lr · v, with v ← momentum · v + gradient.

    Parameters
    ----------
    lr : float
        Learning rate, at least 0.
    momentum : float
        Share of the last direction that is kept, at least 0; without it v is the gradient (Polyak 1964).
    nesterov : bool
        Go along gradient + momentum · v instead (Nesterov 1983, as in Sutskever et al. 2013).
    weight_decay : float
        Of the L2 penalty, at least 0.

    Raises
    ------
    ValueError
        If a number is out of range, or `nesterov` has no momentum.
    """

    lr: float = 1e-3
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_least("momentum", self.momentum)
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov needs a momentum above 0, such as 0.9.")

    @override
    def _direction(self, gradient: FloatArray, averages: Averages) -> FloatArray:
        if not self.momentum:
            return gradient
        velocity = _with_momentum(gradient, self.momentum, averages)
        return gradient + self.momentum * velocity if self.nesterov else velocity


@dataclass(frozen=True)
class RMSprop(Optimiser):
    """Divides each gradient by the root of its running mean square, as ``torch.optim.RMSprop`` (Hinton 2012).

    s ← alpha · s + (1 − alpha) · gradient²; v ← momentum · v + gradient / (√s + eps); w ← w − lr · v.

    Parameters
    ----------
    lr : float
        Learning rate, at least 0.
    alpha : float
        Share of the running mean that is kept, 0 … 1.
    eps : float
        Keeps the divisor away from 0; at least 0.
    weight_decay : float
        Of the L2 penalty, at least 0.
    momentum : float
        Share of the last direction that is kept, at least 0.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    lr: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_share("alpha", self.alpha, or_one=True)
        _check_least("eps", self.eps)
        _check_least("momentum", self.momentum)

    @override
    def _direction(self, gradient: FloatArray, averages: Averages) -> FloatArray:
        square = _running_mean(np.square(gradient), self.alpha, averages, "square")
        scaled: FloatArray = gradient / (np.sqrt(square) + self.eps)
        return _with_momentum(scaled, self.momentum, averages) if self.momentum else scaled


@dataclass(frozen=True)
class Adam(Optimiser):
    """Goes along the running mean of the gradient, divided by the root of that of its square: ``torch.optim.Adam``.

    m ← β₁m + (1 − β₁) · gradient; s ← β₂s + (1 − β₂) · gradient²; w ← w − lr · m̂ / (√ŝ + eps), where m̂ = m / (1 − β₁ᵗ)
    and ŝ = s / (1 − β₂ᵗ) make up for the start at 0 (Kingma and Ba 2015, algorithm 1).

    Parameters
    ----------
    lr : float
        Learning rate, at least 0: about the size of the first steps.
    betas : (float, float)
        Shares of the running means that are kept, from 0 to below 1.
    eps : float
        Keeps the divisor away from 0; at least 0.
    weight_decay : float
        Of the L2 penalty, at least 0.

    Raises
    ------
    ValueError
        If a number is out of range, or `betas` are not two.
    """

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.betas) != 2:
            raise ValueError(f"betas must be two numbers, of the mean and of the mean square; got {self.betas}.")
        for beta in self.betas:
            _check_share("betas", beta)
        _check_least("eps", self.eps)

    @override
    def _direction(self, gradient: FloatArray, averages: Averages) -> FloatArray:
        (first, second), steps = self.betas, self.memory.steps
        mean = _running_mean(gradient, first, averages, "mean")
        square = _running_mean(np.square(gradient), second, averages, "square")
        divisor = np.sqrt(square)
        divisor *= (1 - second**steps) ** -0.5
        divisor += self.eps
        direction: FloatArray = mean / divisor
        direction *= 1 / (1 - first**steps)
        return direction


def _running_mean(values: FloatArray, kept: float, averages: Averages, name: str) -> FloatArray:
    """Update a running mean, which starts at 0."""
    mean = averages.setdefault(name, np.zeros_like(values))
    mean *= kept
    mean += (1 - kept) * values
    return mean


def _with_momentum(direction: FloatArray, momentum: float, averages: Averages) -> FloatArray:
    """Add the last directions, each time by a smaller share; they start at 0."""
    velocity = averages.setdefault("velocity", np.zeros_like(direction))
    velocity *= momentum
    velocity += direction
    return velocity


def _check_least(name: str, value: float) -> None:
    if not 0 <= value < np.inf:
        raise ValueError(f"{name} must be a number of at least 0; got {value}.")


def _check_share(name: str, value: float, or_one: bool = False) -> None:
    if not (0 <= value < 1 or (or_one and value == 1)):
        raise ValueError(f"{name} must be from 0 to {'1' if or_one else 'below 1'}; got {value}.")

"""Training: the parameters of a network, changed step by step so that its loss on a set of samples gets smaller."""

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite, prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray
from convviz.engine.arrays import float_array
from convviz.nn.evaluation import check_task, up_to_scores
from convviz.nn.losses import CrossEntropyLoss, Loss
from convviz.nn.network import Network
from convviz.nn.optimisers import SGD, Optimiser
from convviz.nn.parameters import parameter_shape, reading

KEPT_BYTES = 2**24  # more than the maps of a small network for one batch; glibc takes note of up to 2**25


class DivergedError(ValueError):
    """The loss or a parameter is no longer a finite number: the steps were too large."""


class Step(NamedTuple):
    """What a step of a training did.

    Parameters
    ----------
    number : int
        How many steps were made, this one included.
    epoch : int
        In which pass over the samples, from 1.
    loss : float
        Mean over the samples of the batch, before the parameters were changed.
    ends_epoch : bool
        Whether its batch was the last one of the epoch.
    """

    number: int
    epoch: int
    loss: float
    ends_epoch: bool


class Training:
    """Gradient descent on mini-batches, one :meth:`step` at a time: it stops as soon as nobody asks for the next one.

    Each epoch goes through all samples in a new order; the last batch has what is left. One seed gives one result, bit
    for bit. The network that is given stays as it is. If it ends in a Softmax and the loss is the cross-entropy, which
    is one of scores, the Softmax is left out of the steps.

    Parameters
    ----------
    network : Network
        Where training starts; it must have parameters.
    images : (N, C, H, W) or (N, features), real
        The samples, at least one.
    targets : (N,) labels from 0, or (N, …) values in the shape of the network's output
        What is wanted, as the loss takes it.
    loss : Loss
        The cross-entropy unless given.
    optimiser : Optimiser
        Its settings; it starts anew, so that one can be given to several trainings. Unless given, SGD with momentum.
    batch_size : int
        Samples a step, at least 1.
    seed : int
        Of the order of the samples; at least 0.

    Raises
    ------
    ValueError
        If network, samples and targets do not fit each other, or a number is out of range.

    Examples
    --------
    >>> from convviz.nn.linear import Linear
    >>> training = Training(Network([Linear(1, 2)]), [[0], [1]], [0, 1], batch_size=2)
    >>> [step.epoch for step in training.steps(3)]
    [1, 2, 3]
    """

    def __init__(
        self,
        network: Network,
        images: ArrayLike,
        targets: ArrayLike,
        *,
        loss: Loss | None = None,
        optimiser: Optimiser | None = None,
        batch_size: int = 32,
        seed: int = 0,
    ) -> None:
        if batch_size < 1 or seed < 0:
            raise ValueError(f"batch_size must be at least 1 and seed at least 0; got {batch_size} and {seed}.")
        self._images, self._targets = float_array(images, "images"), np.asarray(targets)
        self._loss = CrossEntropyLoss() if loss is None else loss
        self._check(network)
        self._values, self._working = _on_one_array(network)
        self._slopes = np.empty_like(self._values)
        self._learning = up_to_scores(self._working) if self._is_classification else self._working
        self._batch_size, self._seed = batch_size, seed
        self._order = np.arange(len(self._images))
        self._number = 0
        self.optimiser = (SGD(0.01, momentum=0.9) if optimiser is None else optimiser).fresh()
        _keep_freed_memory()

    @property
    def network(self) -> Network:
        """The network as it is now: a copy, which later steps leave alone."""
        return Network([replace(cast(Any, layer), **layer.parameters) for layer in self._working])

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches that hold all samples."""
        return -(-len(self._images) // self._batch_size)

    def steps(self, epochs: int) -> Iterator[Step]:
        """Make each step when it is asked for, until so many epochs are done since the beginning."""
        while self._number < epochs * self.steps_per_epoch:
            yield self.step()

    def step(self) -> Step:
        """Change the parameters once, by the gradient of the loss over the next batch.

        To go on with another learning rate, replace the optimiser:
        ``training.optimiser = dataclasses.replace(training.optimiser, lr=0.001)``.

        Raises
        ------
        DivergedError
            If the loss or a parameter is no longer finite; the parameters stay as they were before this step.
        """
        epoch, place = divmod(self._number, self.steps_per_epoch)
        if place == 0:
            self._order = np.random.default_rng((self._seed, epoch)).permutation(len(self._images))
        chosen = self._order[place * self._batch_size :][: self._batch_size]
        with np.errstate(over="ignore", invalid="ignore"):  # it is noticed below
            before = self._values.copy()
            loss = self._loss_and_slopes(self._images[chosen], self._targets[chosen])
            self.optimiser.step([self._values], [self._slopes])
        if not (isfinite(loss) and np.isfinite(self._values).all()):
            self._values[:] = before
            raise DivergedError(
                f"The loss is no longer a finite number after {self._number} steps: they were too large. "
                "Start again with a smaller learning rate."
            )
        self._number += 1
        return Step(self._number, epoch + 1, loss, ends_epoch=place + 1 == self.steps_per_epoch)

    def _loss_and_slopes(self, images: FloatArray, targets: NDArray[Any]) -> float:
        """Write the gradient of the loss by each parameter into ``_slopes``, and return the loss."""
        maps = list(self._learning.maps_one_by_one(images))
        loss, grad = self._loss.value_and_gradient(maps[-1], targets)
        grads = self._learning.parameter_grads(images, grad, maps)
        parts = [values.reshape(-1) for by_name in grads for values in by_name.values()]
        np.concatenate(parts, out=self._slopes, casting="same_kind")
        return loss

    @property
    def _is_classification(self) -> bool:
        return isinstance(self._loss, CrossEntropyLoss)

    def _check(self, network: Network) -> None:
        """Refuse what does not fit before the first step."""
        if not sum(layer.parameter_count for layer in network):
            raise ValueError("The network has no parameters to train; add a convolutional or fully connected layer.")
        if self._is_classification:
            check_task(network, self._images, self._targets)
            return
        shape = network.shapes(self._images.shape[1:])[-1]
        if self._targets.shape != (len(self._images), *shape) or not len(self._images):
            raise ValueError(
                f"There must be a target of shape {shape} for each of the samples, and at least one sample; "
                f"got {len(self._images)} samples and targets of shape {self._targets.shape}."
            )


def _on_one_array(network: Network) -> tuple[FloatArray, Network]:
    """Copy all parameters into one array, that an update is one sum, and return a network that reads them from there.

    Its layers are the only ones that change: they stay inside of the training.
    """
    values = np.concatenate([array.reshape(-1) for by_name in network.parameters for array in by_name.values()])
    layers, start = [], 0
    for layer in network:
        views = {}
        for name in layer.parameter_names:
            shape = parameter_shape(layer, name)
            views[name] = values[start : start + prod(shape)].reshape(shape)
            start += prod(shape)
        layers.append(reading(layer, views) if views else layer)
    return values, Network(layers)


def _keep_freed_memory() -> None:
    """Have the C library keep the memory of a step's maps for the next step.

    That of Linux (glibc) gives it back to the system and takes it anew, page by page, which can double the time of a
    step, until a program has freed one piece that was larger: from then on it keeps as much (mallopt(3),
    M_MMAP_THRESHOLD). Elsewhere this does nothing.
    """
    np.empty(KEPT_BYTES, np.uint8)

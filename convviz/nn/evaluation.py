"""How well a network classifies a set of images: loss, accuracy, and what it confuses with what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from convviz.engine import FloatArray
from convviz.nn.activations import Softmax
from convviz.nn.losses import CrossEntropyLoss, check_labels
from convviz.nn.network import Network, unwatched

Labels: TypeAlias = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network makes of images whose classes are known.

    Parameters
    ----------
    loss : float
        Mean cross-entropy.
    labels, predictions : (N,), int
        The right classes, and those of the highest scores.
    classes : int
        How many there are.
    """

    loss: float
    labels: Labels
    predictions: Labels
    classes: int

    @property
    def accuracy(self) -> float:
        """Share of the images that are classified rightly, 0 … 1."""
        return float((self.labels == self.predictions).mean())

    @property
    def confusion(self) -> NDArray[np.int64]:
        """How many images of each class (rows) were taken for which (columns): (classes, classes)."""
        pairs = self.labels.astype(np.int64) * self.classes + self.predictions
        return np.bincount(pairs, minlength=self.classes**2).reshape(self.classes, self.classes)

    @property
    def wrong(self) -> NDArray[np.int64]:
        """Which images are classified wrongly: their places in the set, in order."""
        return np.flatnonzero(self.labels != self.predictions)


def evaluate(
    network: Network,
    images: FloatArray,
    labels: Labels,
    *,
    batch_size: int = 256,
    progress: Callable[[float], object] = unwatched,
) -> Evaluation:
    """Let a network classify images, in batches.

    Parameters
    ----------
    network : Network
        It gives a score for each class; a Softmax at its end makes no difference.
    images : (N, C, H, W), real
        At least one.
    labels : (N,), int
        The right classes, from 0.
    batch_size : int
        Images at a time, at least 1.
    progress : callable
        Called before each batch with how much is done, 0 … 1; it may raise, to stop.

    Raises
    ------
    ValueError
        If the images do not fit the network, or the labels the images.
    """
    classes = check_task(network, images, labels)
    scorer, loss, total, predictions = up_to_scores(network), CrossEntropyLoss(), 0.0, []
    for start in range(0, len(images), batch_size):
        progress(start / len(images))
        batch = slice(start, start + batch_size)
        scores = scorer.forward(images[batch])[-1] if len(scorer) else images[batch]
        total += loss(scores, labels[batch]) * len(scores)
        predictions.append(scores.argmax(axis=1))
    return Evaluation(total / len(images), np.array(labels), np.concatenate(predictions), classes)


def up_to_scores(network: Network) -> Network:
    """Return the network without a Softmax at its end, which the cross-entropy computes itself, without overflow."""
    return network[:-1] if len(network) and isinstance(network[-1], Softmax) else network


def check_task(network: Network, images: FloatArray, labels: Labels) -> int:
    """Refuse images and labels that a network cannot classify, and return the number of classes.

    Raises
    ------
    ValueError
        The message says what would fit.
    """
    if not len(images) or np.shape(labels) != (len(images),):
        raise ValueError(
            f"There must be one label for each image, and at least one image; got {len(images)} images and labels of "
            f"shape {np.shape(labels)}."
        )
    outputs = network.shapes(images.shape[1:])[-1] if len(network) else images.shape[1:]
    if len(outputs) != 1:
        raise ValueError(
            f"The network must end in a vector of one score a class; it gives {outputs}. "
            "End it in Flatten and Linear, or in GlobalAvgPool2d and Flatten."
        )
    check_labels(np.asarray(labels), outputs[0])
    return outputs[0]

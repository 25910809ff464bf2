"""The losses J that training makes small: how far a network's outputs are from what is wanted."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from typing_extensions import override

from convviz.engine import FloatArray
from convviz.engine.arrays import float_array


class Loss(ABC):
    """A mean over the samples of a batch; a value without state."""

    @abstractmethod
    def value_and_gradient(self, outputs: ArrayLike, targets: ArrayLike) -> tuple[float, FloatArray]:
        """Compute the loss and its derivative by each output, which share most of their work.

        Parameters
        ----------
        outputs, targets : array
            What the network gives for a batch, and what is wanted; the shapes are those of the class.

        Returns
        -------
        value : float
            At least 0; not finite if an output is not.
        gradient : array
            In the shape of `outputs`; float64 if they are, otherwise float32.

        Raises
        ------
        ValueError
            If shapes or types do not fit.
        """

    def __call__(self, outputs: ArrayLike, targets: ArrayLike) -> float:
        """Compute the loss alone; see :meth:`value_and_gradient`."""
        return self.value_and_gradient(outputs, targets)[0]

    def gradient(self, outputs: ArrayLike, targets: ArrayLike) -> FloatArray:
        """Compute the derivative alone; see :meth:`value_and_gradient`."""
        return self.value_and_gradient(outputs, targets)[1]


@dataclass(frozen=True)
class MSELoss(Loss):
    """The mean squared error over all values of all samples, as ``torch.nn.MSELoss``: J = mean (y − t)².

    `outputs` and `targets` have one shape, whichever. As J is a mean and not a sum, the gradient by a shared weight
    does not grow with the size of the maps.

    Examples
    --------
    >>> MSELoss()([[1, 2]], [[1, 4]])
    2.0
    """

    @override
    def value_and_gradient(self, outputs: ArrayLike, targets: ArrayLike) -> tuple[float, FloatArray]:
        values, wanted = float_array(outputs, "outputs"), float_array(targets, "targets")
        if values.shape != wanted.shape or not values.size:
            raise ValueError(
                f"outputs and targets must have one shape and hold at least one value; "
                f"got {values.shape} and {wanted.shape}."
            )
        errors = values - wanted.astype(values.dtype, copy=False)
        value = float(np.square(errors).mean(dtype=np.float64))
        return value, errors * errors.dtype.type(2 / errors.size)


@dataclass(frozen=True)
class CrossEntropyLoss(Loss):
    """The mean of −log p of the right class, where p is the softmax of the scores, as ``torch.nn.CrossEntropyLoss``.

    `outputs` are scores of any size (logits), (N, classes), and `targets` are labels 0 … classes − 1, (N,). The largest
    score is taken off first, so that nothing overflows. The gradient is (p − one-hot) / N (Goodfellow, Bengio and
    Courville, *Deep Learning*, 2016, ch. 6.2.2.3).

    Examples
    --------
    >>> round(CrossEntropyLoss()([[1000, 1000]], [0]), 4)
    0.6931
    """

    @override
    def value_and_gradient(self, outputs: ArrayLike, targets: ArrayLike) -> tuple[float, FloatArray]:
        scores, labels = float_array(outputs, "outputs"), np.asarray(targets)
        if scores.ndim != 2 or labels.shape != scores.shape[:1] or not scores.size:
            raise ValueError(
                f"outputs must be (N, classes) and targets (N,), with N at least 1; "
                f"got {scores.shape} and {labels.shape}."
            )
        check_labels(labels, scores.shape[1])
        samples = np.arange(len(labels))
        with np.errstate(over="ignore", under="ignore"):  # a p of less than a float can say is 0
            shifted = scores - scores.max(axis=1, keepdims=True)
            gradient: FloatArray = np.exp(shifted)
        totals = gradient.sum(axis=1, keepdims=True)
        value = float((np.log(totals[:, 0]) - shifted[samples, labels]).mean(dtype=np.float64))
        gradient /= totals
        gradient[samples, labels] -= 1
        gradient /= len(labels)
        return value, gradient


def check_labels(labels: np.ndarray, classes: int) -> None:
    """Refuse labels that are not whole numbers from 0 to classes − 1.

    Raises
    ------
    ValueError
        The message says what is allowed.
    """
    if labels.dtype.kind not in "iu":
        raise ValueError(f"Labels must be whole numbers, one a sample; got {labels.dtype}.")
    if labels.size and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(
            f"Labels must be from 0 to {classes - 1}, as there are {classes} classes; "
            f"got {labels.min()} to {labels.max()}."
        )

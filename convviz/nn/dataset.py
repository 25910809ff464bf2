"""Labelled images as one value: what a network learns from, and what it is tested on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convviz.engine import FloatArray
from convviz.nn.losses import check_labels

Labels = NDArray[np.int64]


class Split(NamedTuple):
    """A data set in two: what a network is trained on, and what it has never seen."""

    seen: "Dataset"
    unseen: "Dataset"


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Images of one size, each with the class that it belongs to. A value: its arrays are read-only copies.

    Parameters
    ----------
    images : (N, C, H, W), float32, in [0, 1]
    labels : (N,), int64
        The class of each image, as its place in `classes`.
    classes : sequence of str
        What the classes are called; at least two.

    Raises
    ------
    ValueError
        If there is no image, a shape does not fit, a value is out of range, or there are fewer than two classes.

    Examples
    --------
    >>> Dataset(np.zeros((3, 1, 8, 8)), [0, 1, 1], ["black", "dark"])
    Dataset(3 images of (1, 8, 8), 2 classes)
    """

    images: FloatArray
    labels: Labels
    classes: Sequence[str]

    def __post_init__(self) -> None:
        images, labels = np.array(self.images, np.float32), np.array(self.labels)
        if images.ndim != 4 or 0 in images.shape:
            raise ValueError(f"images must be (N, C, H, W), each at least 1; got {images.shape}.")
        if not (images.min() >= 0 and images.max() <= 1):  # also if one is NaN
            raise ValueError("images must hold numbers from 0 to 1; divide bytes by 255.")
        if len(self.classes) < 2:
            raise ValueError(f"There must be at least two classes to tell apart; got {len(self.classes)}.")
        if labels.shape != (len(images),):
            raise ValueError(f"There must be one label for each of the {len(images)} images; got {labels.shape}.")
        check_labels(labels, len(self.classes))
        for name, values in (("images", images), ("labels", labels.astype(np.int64))):
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        object.__setattr__(self, "classes", tuple(self.classes))

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        return f"Dataset({len(self)} images of {self.images.shape[1:]}, {len(self.classes)} classes)"

    @property
    def counts(self) -> Labels:
        """Number of images of each class, (classes,)."""
        return np.bincount(self.labels, minlength=len(self.classes))

    def take(self, indices: ArrayLike) -> "Dataset":
        """Return some of the images, in this order.

        Raises
        ------
        ValueError
            If none is asked for.
        """
        chosen = np.asarray(indices, np.intp)
        return replace(self, images=self.images[chosen], labels=self.labels[chosen])

    def with_images(self, images: FloatArray) -> "Dataset":
        """Return the same labels with other images, such as these on a larger canvas."""
        return replace(self, images=images)

    def sample(self, count: int, seed: int = 0) -> "Dataset":
        """Return some of the images, stratified; those of a smaller sample are among those of a larger one.

        Parameters
        ----------
        count : int
            From 1 to the number of images.
        seed : int
            The same seed draws the same ones.

        Raises
        ------
        ValueError
            If there are not so many.
        """
        if not 1 <= count <= len(self):
            raise ValueError(f"A sample must have from 1 to {len(self)} images; got {count}.")
        return self.take(stratified_order(self.labels, seed)[:count])

    def split(self, seen: int, seed: int = 0) -> Split:
        """Part the images by lot into seen and unseen ones, stratified: both have the same share of each class.

        Parameters
        ----------
        seen : int
            How many are seen, from 1 to the number of images - 1; the others are unseen.
        seed : int
            The same seed parts them alike.

        Raises
        ------
        ValueError
            If one part would be empty.
        """
        if not 1 <= seen < len(self):
            raise ValueError(f"From 1 to {len(self) - 1} of the {len(self)} images can be seen; got {seen}.")
        order = stratified_order(self.labels, seed)
        return Split(self.take(order[:seen]), self.take(order[seen:]))


def stratified_order(labels: Labels, seed: int = 0) -> NDArray[np.intp]:
    """Shuffle so that any first part has the same share of each class, to within an image or two.

    The k-th of the n images of a class, in an order drawn by lot, stands at (k + u) / n of the whole, u drawn from
    [0, 1) once for each class.

    Parameters
    ----------
    labels : (N,) int
    seed : int

    Returns
    -------
    (N,)
        Every index once.
    """
    drawing, places = np.random.default_rng(seed), np.empty(len(labels))
    for label in np.unique(labels):
        members = drawing.permutation(np.flatnonzero(labels == label))
        places[members] = (np.arange(len(members)) + drawing.random()) / len(members)
    return np.argsort(places, kind="stable")

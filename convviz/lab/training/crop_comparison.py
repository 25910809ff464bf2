"""A filter that is learnt on crops, once by a shared kernel and once with a weight for every pair: what each needs."""

from math import prod
from typing import NamedTuple

import numpy as np

from convviz.lab.progress import Progress, part
from convviz.lab.text.quantities import percent
from convviz.nn.counts import parameter_count
from convviz.nn.filter_learning import crop_network
from convviz.nn.filter_task import Crops, FilterTask
from convviz.nn.losses import MSELoss
from convviz.nn.network import Network
from convviz.nn.optimisers import Adam
from convviz.nn.training import Training

LARGEST_CROP, MOST_WEIGHTS = 8, 2_000_000
CROPS, UNSEEN_CROPS, BATCH, EPOCHS = 512, 512, 64, 100
OPTIMISER = Adam(lr=0.01)


class Learnt(NamedTuple):
    """What became of one of the two.

    Parameters
    ----------
    parameters : int
        Weights and biases.
    seen, unseen : float
        J on the crops that it learnt from, and on crops of the other picture, each as a share of the variance of the
        targets there: 1 is no better than their mean.
    """

    parameters: int
    seen: float
    unseen: float


class CropComparison(NamedTuple):
    """Both, after as many steps on the same crops.

    Parameters
    ----------
    conv, full : Learnt
        The convolution, and the fully connected layer.
    size : int
        Height and width of the crops' maps in pixels.
    steps : int
    unseen_name : str
        Of the picture that neither has seen.
    """

    conv: Learnt
    full: Learnt
    size: int
    steps: int
    unseen_name: str

    @property
    def sentence(self) -> str:
        """What follows from the numbers."""
        if self.size == 1:
            return "The maps of these crops are one value each, and so both layers are the same."
        more = round(self.full.parameters / self.conv.parameters)
        needs = f"Without sharing it takes {more:,} times the numbers"
        if self.full.unseen > 1.5 * self.conv.unseen:
            learnt = "learns the crops" if self.full.seen < 0.5 * self.full.unseen else "does not even learn the crops"
            return (
                f"{needs}: it {learnt}, and on {self.unseen_name} its error is {percent(self.full.unseen)} of what "
                f"there is to explain, that of the kernel {percent(self.conv.unseen)}."
            )
        errors = f"{percent(self.full.unseen)} and {percent(self.conv.unseen)}"
        return f"{needs}; on {self.unseen_name} its error is hardly above that of the kernel here, {errors}."


def crop_size(task: FilterTask) -> int:
    """Choose how large the crops are: 8×8 values, or fewer where the layer would take too many weights."""
    size: int = min(LARGEST_CROP, *task.target.shape)
    while size > 1 and len(task.image) * prod(task.span(size)) * size**2 > MOST_WEIGHTS:
        size -= 1
    return size


def compare_on_crops(
    task: FilterTask, unseen: FilterTask, unseen_name: str, seed: int, progress: Progress
) -> CropComparison:
    """Train both on the same crops of one picture, and measure them on another.

    Targets are brought to mean 0 and variance 1 of the seen ones first: one learning rate is right for every filter.

    Parameters
    ----------
    task, unseen : FilterTask
        The same filter on two pictures.
    unseen_name : str
    seed : int
        Of the crops, the weights and the order.
    progress : callable
        Told after each step how much is done.

    Raises
    ------
    CancelledError
        As soon as ``progress`` raises it.
    """
    size = min(crop_size(task), *unseen.target.shape)
    drawing = np.random.default_rng(seed)
    crops = task.random_crops(CROPS, drawing, size)
    others = unseen.random_crops(UNSEEN_CROPS, drawing, size)
    mean, spread = float(crops.targets.mean()), float(crops.targets.std()) or 1.0
    crops, others = (each._replace(targets=(each.targets - mean) / spread) for each in (crops, others))

    def learnt(kind: str, report: Progress) -> Learnt:
        trained = _trained(crop_network(kind, task, size, seed), crops, seed, report)
        return Learnt(parameter_count(trained), _share_left(trained, crops), _share_left(trained, others))

    conv, full = learnt("conv", part(progress, 0, 2)), learnt("full", part(progress, 1, 2))
    return CropComparison(conv, full, size, EPOCHS * CROPS // BATCH, unseen_name)


def _trained(network: Network, crops: Crops, seed: int, progress: Progress) -> Network:
    training = Training(
        network,
        crops.inputs,
        crops.targets.reshape(len(crops.targets), -1),
        loss=MSELoss(),
        optimiser=OPTIMISER,
        batch_size=BATCH,
        seed=seed,
    )
    for step in training.steps(EPOCHS):
        progress(step.number / (EPOCHS * training.steps_per_epoch))
    return training.network


def _share_left(network: Network, crops: Crops) -> float:
    """Return the mean squared error on crops as a share of the variance of their targets; 0 of a flat target."""
    wanted = crops.targets.reshape(len(crops.targets), -1)
    *_, made = network.maps_one_by_one(crops.inputs)
    variance = float(wanted.var(dtype=np.float64))
    return float(np.square(made - wanted).mean(dtype=np.float64)) / variance if variance else 0.0

"""A small task for networks, for tests: three kinds of bars that are easy to tell apart."""

import numpy as np

from convviz.lab.training.network_choice import NetworkChoice
from convviz.lab.training.network_runs import NetworkRuns
from convviz.lab.training.network_task import NetworkTask, network_task
from convviz.nn.dataset import Dataset
from convviz.nn.optimisers import Adam

CHOICE = NetworkChoice(networks=("conv", "full"), canvas=12, seen=40, batch_size=8, epochs=2, optimiser=Adam(0.01))


def bars(count: int = 60, seed: int = 0) -> Dataset:
    """Return pictures of 6×6 pixels with some noise: a standing, a lying and no bar."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    images = random.random((count, 1, 6, 6), dtype=np.float32) * np.float32(0.3)
    images[labels == 0, :, :, 2:4] += 0.6
    images[labels == 1, :, 2:4, :] += 0.6
    return Dataset(images.clip(0, 1), labels, ("standing", "lying", "none"))


def task(choice: NetworkChoice = CHOICE) -> NetworkTask:
    """Return these pictures as a task."""
    return network_task(choice, bars())


def trained(choice: NetworkChoice = CHOICE) -> NetworkRuns:
    """Return networks that are trained to the end."""
    runs = NetworkRuns(task(choice))
    while not runs.is_done:
        runs.advance()
    return runs

"""What shifts do to a trained network."""

import numpy as np
import pytest

from convviz.lab.progress import CancelledError
from convviz.lab.training.under_shift import under_shift
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.dataset import Dataset
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.placement import place
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.shifted_scores import shift_consistency
from tests.lab.classroom import bars


def pictures() -> Dataset:
    return place(bars(12), 16)


def test_a_network_with_global_pooling_decides_alike_wherever_the_picture_lies() -> None:
    weight = np.random.default_rng(0).normal(size=(3, 1, 3, 3))
    network = Network([Conv2d(weight, np.zeros(3), padding="same"), ReLU(), GlobalAvgPool2d(), Flatten()])
    found = under_shift(network, pictures())
    assert found.consistency == 1
    assert found.equivariance == pytest.approx(0, abs=1e-6)
    assert np.ptp(found.accuracy) == 0


def test_consistency_is_that_of_all_shifts() -> None:
    network = Network([Flatten(), Linear(256, 3, seed=1)])
    found = under_shift(network, pictures())
    shifts = [(dy, dx) for dy in (-2, 0, 2) for dx in range(-4, 5)]
    assert found.consistency == pytest.approx(shift_consistency(network, pictures().images, shifts))
    assert found.consistency < 1


def test_a_network_without_maps_has_no_equivariance() -> None:
    found = under_shift(Network([Flatten(), Linear(256, 8), ReLU(), Linear(8, 3)]), pictures())
    assert np.isnan(found.equivariance)
    assert found.change > 0


def test_it_can_be_stopped() -> None:
    def stop(_done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        under_shift(Network([Flatten(), Linear(256, 3)]), pictures(), stop)

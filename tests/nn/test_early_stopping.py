"""Early stopping keeps the best network and counts the epochs without a better one."""

import numpy as np
import pytest

from convviz.nn.early_stopping import EarlyStopping
from convviz.nn.evaluation import Evaluation
from convviz.nn.network import Network


def evaluation(right: int, loss: float) -> Evaluation:
    """Return one with so many of ten images classified rightly."""
    return Evaluation(loss, np.zeros(10, int), np.array([0] * right + [1] * (10 - right)), 2)


def noted(stopping: EarlyStopping, *results: tuple[int, float]) -> list[bool]:
    """Note an epoch with each result, and return which were better than all before."""
    return [
        stopping.note(epoch, Network([]), evaluation(*result))
        for epoch, result in enumerate(results, stopping.epoch + 1)
    ]


def test_the_best_is_kept_by_accuracy_and_of_equal_ones_by_loss() -> None:
    stopping = EarlyStopping()
    assert noted(stopping, (7, 0.5), (8, 0.9), (8, 0.8), (8, 0.8), (7, 0.1)) == [True, True, True, False, False]
    assert stopping.best is not None
    assert (stopping.best.epoch, stopping.best.evaluation.accuracy) == (3, 0.8)
    assert not stopping.is_due


def test_the_best_is_kept_by_loss_alone_if_asked_to() -> None:
    stopping = EarlyStopping(measure="loss")
    assert noted(stopping, (7, 0.5), (8, 0.9), (6, 0.4), (9, np.nan)) == [True, False, True, False]


def test_it_is_due_after_as_many_epochs_without_a_better_one_as_the_patience() -> None:
    stopping = EarlyStopping(patience=2)
    assert not stopping.is_due
    noted(stopping, (7, 0.5), (6, 0.5))
    assert not stopping.is_due
    noted(stopping, (8, 0.5), (8, 0.6))
    assert not stopping.is_due
    noted(stopping, (7, 0.5))
    assert stopping.is_due
    assert stopping.best is not None
    assert stopping.best.epoch == 3


def test_the_network_of_the_best_epoch_is_kept() -> None:
    stopping, networks = EarlyStopping(), [Network([]) for _ in range(3)]
    for epoch, (network, right) in enumerate(zip(networks, (5, 9, 7), strict=True), 1):
        stopping.note(epoch, network, evaluation(right, 1.0))
    assert stopping.best is not None
    assert stopping.best.network is networks[1]


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="patience must be at least 1 epoch; got 0"):
        EarlyStopping(0)
    with pytest.raises(ValueError, match="measure must be one of accuracy, loss; got 'time'"):
        EarlyStopping(measure="time")

"""Training is measured beside a peer only if both learn the same."""

from typing import Any

import numpy as np
import pytest

from convviz.nn.digit_networks import digit_network
from tests.bench.run import DIFFERS, OURS
from tests.bench.training import CANVAS, PEER, Epoch, convviz_epoch, measure, samples


def test_the_samples_are_digits_in_the_middle_of_a_canvas() -> None:
    images, labels = samples(64)
    assert images.shape == (64, 1, CANVAS, CANVAS)
    assert labels.shape == (64,)
    assert images[..., 4:12, 4:12].any()
    assert images[..., 4:12, 4:12].sum() == images.sum()


def test_an_epoch_goes_on_where_the_one_before_ended() -> None:
    network, (images, labels) = digit_network("full", CANVAS), samples(64)
    epoch = convviz_epoch(network, images, labels)
    losses = [epoch() for _ in range(5)]
    assert losses == sorted(losses, reverse=True)
    assert len(set(losses)) == 5


def doctored(factor: float) -> Any:
    """Return a peer that trains as convviz does, and tells another loss."""

    def prepare(*arguments: Any) -> Epoch:
        epoch = convviz_epoch(*arguments)
        return lambda: factor * epoch()

    return prepare


@pytest.mark.parametrize(("factor", "is_refused"), [(1.0, False), (1.01, True), (np.nan, True)])
def test_a_peer_that_learns_something_else_is_refused(
    factor: float, is_refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.training.torch_epoch", doctored(factor))
    monkeypatch.setattr("tests.bench.training._is_in_torch", lambda _layer: True)
    record = measure("full", 32, 0.001, with_torch=True)
    assert record["left_out"] == ({PEER: DIFFERS} if is_refused else {})
    assert set(record["seconds"]) == ({OURS} if is_refused else {OURS, PEER})
    assert record["title"] == "fully connected, 205,268 parameters"


def test_without_the_peer_convviz_is_measured_alone() -> None:
    assert set(measure("conv", 32, 0.001, with_torch=False)["seconds"]) == {OURS}

"""The curves of networks in training."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.training.network_curves import (
    accuracy_curves,
    ends_of_accuracies,
    ends_of_losses,
    gap_curves,
    loss_curves,
)
from convviz.lab.training.network_pictures import first_layer
from convviz.lab.training.network_record import training_record
from convviz.lab.training.network_runs import NetworkRuns
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from tests.lab.classroom import CHOICE, task, trained


def test_there_are_no_curves_before_the_first_step() -> None:
    snapshot = NetworkRuns(task()).snapshot()
    losses, accuracies = loss_curves(snapshot), accuracy_curves(snapshot)
    assert len(losses.x) == len(accuracies.x) == 0
    assert ends_of_losses(losses) == (0.1, 10)
    assert ends_of_accuracies(accuracies) == (0, 100)


def test_losses_and_accuracies_are_those_that_were_measured() -> None:
    snapshot = trained().snapshot()
    run, losses, accuracies = snapshot.runs[0], loss_curves(snapshot), accuracy_curves(snapshot)
    here = np.isin(losses.x, run.loss_epochs)
    np.testing.assert_allclose(losses.of["conv"].seen[here], run.losses)
    assert losses.of["conv"].unseen[losses.x == 2] == pytest.approx(run.results[1].unseen.loss)
    assert accuracies.of["conv"].seen.tolist() == [100 * result.seen.accuracy for result in run.results]
    low, high = ends_of_losses(losses)
    assert low <= np.nanmin(losses.of["conv"].seen) <= np.nanmax(losses.of["conv"].seen) <= high


def test_a_network_that_stopped_early_ends_its_curve() -> None:
    snapshot = trained(replace(CHOICE, epochs=3)).snapshot()
    short = replace(
        snapshot.runs[0], results=snapshot.runs[0].results[:1], loss_epochs=snapshot.runs[0].loss_epochs[:5]
    )
    short = replace(short, losses=short.losses[:5])
    curves = accuracy_curves(replace(snapshot, runs=(short, snapshot.runs[1])))
    assert np.isnan(curves.of["conv"].seen[1:]).all()
    assert np.isfinite(curves.of["full"].seen).all()
    assert np.isnan(loss_curves(replace(snapshot, runs=(short, snapshot.runs[1]))).of["conv"].seen[-1])


def test_gaps_are_sorted_by_the_number_of_pictures() -> None:
    counts, of = gap_curves([("conv", 400, 0.1), ("conv", 100, 0.3), ("full", 400, 0.5)])
    assert counts.tolist() == [100, 400]
    assert of["conv"].tolist() == [30, 10]
    assert np.isnan(of["full"][0])


def test_the_first_layer_is_seen_as_far_as_it_has_pictures() -> None:
    networks, pixels = task(replace(CHOICE, networks=("conv", "local", "full"))).networks, task().seen.images[0]
    conv, local, full = (first_layer(networks[name], pixels) for name in ("conv", "local", "full"))
    np.testing.assert_array_equal(conv.weights, networks["conv"][0].weight[:, 0])
    np.testing.assert_array_equal(conv.maps, networks["conv"].forward(pixels)[1])
    assert local.weights.shape == (6, 5, 5)
    assert local.maps.shape == (6, 12, 12)
    assert full.weights.shape == (12, 12, 12)
    assert len(full.maps) == 0
    assert "no weights" in first_layer(Network([MaxPool2d(2)]), pixels).words
    assert "no picture" in first_layer(Network([MaxPool2d(2), Flatten(), Linear(36, 3)]), pixels).words
    assert len(first_layer(Network([Conv2d(1, 40, 3)]), pixels).weights) == 12


def test_a_record_says_all_that_decided_the_outcome() -> None:
    snapshot = trained(replace(CHOICE, anywhere=True, seed=2)).snapshot()
    run = snapshot.runs[0]
    assert run.best is not None
    record = training_record(snapshot.task, run, run.best, source="bars", version="1")
    assert record["network"] == "conv"
    assert (record["canvas"], record["placement"], record["seen"], record["unseen"]) == (12, "anywhere", 40, 20)
    assert record["classes"] == ["standing", "lying", "none"]
    assert record["seed"] == 2
    assert record["accuracy_unseen"] == run.best.unseen.accuracy

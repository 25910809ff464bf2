"""The trained networks that ship are what their records say; a file without a record is refused."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from convviz.files.digits import load_digits
from convviz.files.trained import TrainedNetwork, read_trained, shipped_network
from convviz.files.weights import WeightsError, save_weights
from convviz.nn.digit_networks import DIGIT_NETWORKS, digit_network
from convviz.nn.digit_training import TrainingRecipe
from convviz.nn.evaluation import evaluate
from convviz.nn.placement import PLACEMENTS
from convviz.nn.shifted_scores import shift_consistency

RECORD = {"network": "full", "canvas": 8, "classes": ["a", "b", "c"], "channels": 3}


def unseen_accuracy(trained: TrainedNetwork) -> float:
    record = trained.record
    recipe = TrainingRecipe(placement=record["placement"], seen=record["seen"], seed=record["seed"])
    unseen = recipe.split(load_digits()).unseen
    return evaluate(trained.network, unseen.images, unseen.labels).accuracy


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_a_shipped_network_is_as_good_as_its_record_says(kind: str, placement: str) -> None:
    trained = shipped_network(kind, placement)
    assert (trained.record["network"], trained.record["placement"]) == (kind, placement)
    assert (trained.title, trained.classes) == (DIGIT_NETWORKS[kind], tuple("0123456789"))
    # Another processor may round a digit on the edge to the other side.
    assert unseen_accuracy(trained) == pytest.approx(trained.record["accuracy_unseen"], abs=2 / 397)
    assert trained.record["unseen"] == 397


def test_the_convolutional_network_reads_centred_digits() -> None:
    record = shipped_network("conv", "centred").record
    assert record["accuracy_unseen"] >= record["accuracy_unseen_after_the_last_epoch"] >= 0.97


def test_where_digits_stand_anywhere_it_makes_less_than_half_the_errors_of_the_others() -> None:
    errors = {kind: 1 - shipped_network(kind, "anywhere").record["accuracy_unseen"] for kind in DIGIT_NETWORKS}
    assert errors["conv"] < errors["full"] / 2
    assert errors["conv"] < errors["local"] / 2


def test_sharing_and_blurring_make_decisions_about_shifted_digits_consistent() -> None:
    digits = TrainingRecipe().split(load_digits()).unseen.sample(100).images
    shifts = list(product(range(-4, 5, 2), range(-4, 5, 2)))
    full, conv, blur = (
        shift_consistency(shipped_network(kind, "anywhere").network, digits, shifts)
        for kind in ("full", "conv", "blur")
    )
    assert full + 0.1 < conv < blur


def test_a_network_comes_back_from_its_file(tmp_path: Path) -> None:
    network = digit_network("full", 8, 3, channels=3, seed=5)
    save_weights(tmp_path / "net.npz", network, RECORD)
    trained = read_trained(tmp_path / "net.npz")
    images = np.random.default_rng(0).random((2, 3, 8, 8), np.float32)
    np.testing.assert_array_equal(trained.network.forward(images)[-1], network.forward(images)[-1])
    assert trained.record == RECORD
    assert trained.classes == ("a", "b", "c")


@pytest.mark.parametrize(
    "record",
    [{}, RECORD | {"network": "mlp"}, RECORD | {"canvas": "8"}, RECORD | {"canvas": 10**5}, RECORD | {"classes": 3}],
)
def test_a_file_that_does_not_say_what_it_is_of_is_refused(record: dict[str, object], tmp_path: Path) -> None:
    save_weights(tmp_path / "net.npz", digit_network("full", 8, 3, channels=3), record)
    with pytest.raises(WeightsError, match="does not say which network its weights are of"):
        read_trained(tmp_path / "net.npz")


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    save_weights(tmp_path / "net.npz", digit_network("conv", 8, 3, channels=3), RECORD)
    with pytest.raises(WeightsError, match="does not fit this network"):
        read_trained(tmp_path / "net.npz")


@pytest.mark.parametrize(("kind", "placement"), [("mlp", "centred"), ("conv", "left")])
def test_a_network_that_does_not_ship_is_refused(kind: str, placement: str) -> None:
    with pytest.raises(ValueError, match="Networks for digits are conv, local, full, blur, each centred or anywhere"):
        shipped_network(kind, placement)

"""What networks are trained on side by side, and which network fits."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.state import first_state
from convviz.lab.training.network_choice import OWN, NetworkChoice
from convviz.lab.training.network_task import misfit_of, network_task, own_misfit, own_network, seen_count
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.digit_networks import digit_network
from convviz.nn.digit_training import TrainingRecipe
from convviz.nn.linear import Flatten
from convviz.nn.network import Network
from tests.lab.classroom import CHOICE, bars
from tests.lab_fixtures import image


def test_the_pictures_are_parted_and_placed_as_on_the_command_line() -> None:
    task = network_task(replace(CHOICE, anywhere=True, seed=3), bars())
    seen, unseen = TrainingRecipe(placement="anywhere", canvas=12, seen=40, seed=3).split(bars())
    np.testing.assert_array_equal(task.seen.images, seen.images)
    np.testing.assert_array_equal(task.unseen.images, unseen.images)


def test_the_networks_begin_as_on_the_command_line() -> None:
    task = network_task(replace(CHOICE, seed=3), bars())
    expected = digit_network("conv", 12, 3, seed=3)
    np.testing.assert_array_equal(task.networks["conv"][0].weight, expected[0].weight)
    assert list(task.networks) == ["conv", "full"]


def test_what_is_shifted_is_unseen_and_lies_in_the_middle() -> None:
    task = network_task(replace(CHOICE, anywhere=True), bars())
    assert not task.middle.images[:, :, :3].any()
    assert not task.middle.images[..., :3].any()
    raw = bars().split(40, 0).unseen
    np.testing.assert_array_equal(task.middle.images[:, :, 3:9, 3:9], raw.images[: len(task.middle)])


def test_no_more_than_nine_in_ten_are_seen() -> None:
    assert seen_count(NetworkChoice(seen=1400), 20) == 18
    assert seen_count(NetworkChoice(seen=5), 20) == 5
    assert seen_count(NetworkChoice(seen=5), 1) == 1
    assert len(network_task(replace(CHOICE, seen=5000), bars()).seen) == 54


def test_the_network_of_the_lab_is_trained_if_it_fits() -> None:
    own = digit_network("blur", 12, 3)
    task = network_task(replace(CHOICE, networks=(OWN,)), bars(), own)
    assert task.networks == {OWN: own}


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (None, "missing"),
        (Network([Conv2d(3, 2, 3)]), "does not take these pictures: this task needs 12×12×1 in and 3 scores out"),
        (Network([Conv2d(1, 2, 3)]), "gives 10×10×2; this task needs 12×12×1 in and 3 scores out"),
        (digit_network("conv", 12, 4), "gives 4;"),
        (digit_network("conv", 12, 3), ""),
    ],
)
def test_what_a_network_lacks_is_said(network: Network | None, words: str) -> None:
    why = misfit_of(network, (1, 12, 12), 3)
    assert words in why
    assert bool(why) == bool(words)


def test_a_network_without_weights_cannot_be_trained() -> None:
    assert "no weights" in misfit_of(Network([ReLU(), Flatten()]), (1, 1, 3), 3)


def test_a_network_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 12×12×1 in"):
        network_task(replace(CHOICE, networks=(OWN,)), bars(), Network([Conv2d(3, 2, 3)]))
    with pytest.raises(ValueError, match="missing"):
        network_task(replace(CHOICE, networks=(OWN,)), bars())


def test_the_network_of_a_lab_is_taken_as_it_is_applied() -> None:
    state = replace(first_state(image(channels=1), "noise"), operation="convolution")
    np.testing.assert_array_equal(own_network(state)[0].weight, state.layer.weight[..., ::-1, ::-1])
    assert "needs 16×16×1 in and 10 scores out" in own_misfit(state, (1, 16, 16), 10)
    each = replace(state, channel_mode="each")
    assert "same kernel on each channel" in own_misfit(each, (1, 16, 16), 10)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"networks": ()}, "at least one of the networks"),
        ({"networks": ("conv", "conv")}, "can be chosen once"),
        ({"networks": ("deep",)}, "at least one of the networks"),
        ({"canvas": 17}, "pixels a side; got 17"),
        ({"batch_size": 0}, "A batch has from 1"),
        ({"epochs": 0}, "training from 1"),
        ({"seen": 0}, "pictures are seen"),
        ({"seed": -1}, "a seed starts at 0"),
        ({"patience": 0}, "patience at 1 epoch"),
    ],
)
def test_a_choice_that_is_out_of_range_is_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(CHOICE, **wrong)

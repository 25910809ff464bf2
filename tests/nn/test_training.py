"""Training goes the way that torch goes, the same way each time, and stops when nobody asks for a step."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convviz.nn.activations import ReLU, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.evaluation import evaluate
from convviz.nn.linear import Flatten, Linear
from convviz.nn.losses import CrossEntropyLoss, MSELoss
from convviz.nn.network import Network
from convviz.nn.optimisers import SGD, Adam, Optimiser
from convviz.nn.pooling import MaxPool2d
from convviz.nn.table_conv import TableConv2d
from convviz.nn.training import DivergedError, Step, Training


def formula(*shape: int, k: int = 1) -> np.ndarray:
    """Return numbers of both signs that any library can make again: sin k, sin 2k, …"""
    return np.sin(k * np.arange(1, np.prod(shape) + 1)).reshape(shape).astype(np.float32)


CONV = Conv2d(formula(2, 1, 3, 3), formula(2, k=2), padding=1)
LINEAR = Linear(formula(3, 8, k=3), formula(3, k=4))
SMALL = Network([CONV, ReLU(), MaxPool2d(2), Flatten(), LINEAR])
IMAGES, LABELS = formula(6, 1, 4, 4, k=5), np.array([0, 1, 2, 0, 1, 2])

# The losses of torch 2.13 in six steps over all images at once, and the biases of the convolution after them.
OF_TORCH: list[tuple[Optimiser, list[float], list[float]]] = [
    (
        SGD(0.5, momentum=0.9, weight_decay=0.01),
        [1.608441, 1.3184, 1.192058, 0.8359404, 0.7499502, 0.4542757],
        [0.115547, -0.60735],
    ),
    (Adam(0.05), [1.608441, 1.367369, 1.233798, 1.14627, 1.0667, 0.9705417], [0.721868, -0.636769]),
]


def numbers(network: Network) -> list[bytes]:
    """Return all parameters, bit for bit."""
    return [array.tobytes() for by_name in network.parameters for array in by_name.values()]


@pytest.mark.parametrize(("optimiser", "losses", "biases"), OF_TORCH, ids=["SGD", "Adam"])
@pytest.mark.parametrize("end", [[], [Softmax()]], ids=["scores", "softmax"])
def test_a_training_goes_as_in_torch(
    optimiser: Optimiser, losses: list[float], biases: list[float], end: list[Any]
) -> None:
    training = Training(Network([*SMALL, *end]), IMAGES, LABELS, optimiser=optimiser, batch_size=6)
    assert [step.loss for step in training.steps(6)] == pytest.approx(losses, rel=2e-4)
    np.testing.assert_allclose(training.network[0].parameters["bias"], biases, rtol=2e-4)
    assert len(training.network) == len(SMALL) + len(end)


def test_the_steps_are_numbered_and_every_epoch_sees_every_sample_once_in_a_new_order() -> None:
    seen: list[list[float]] = []

    class Watched(MSELoss):
        def value_and_gradient(self, outputs: Any, targets: Any) -> Any:
            seen.append(np.ravel(targets).tolist())
            return super().value_and_gradient(outputs, targets)

    targets = np.arange(7.0).reshape(7, 1)
    training = Training(Network([Linear(1, 1)]), targets, targets, loss=Watched(), optimiser=SGD(0), batch_size=3)
    assert training.steps_per_epoch == 3
    steps = list(training.steps(2))
    assert [step[:2] for step in steps] == [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)]
    assert [step.ends_epoch for step in steps] == [False, False, True] * 2
    assert [len(batch) for batch in seen] == [3, 3, 1] * 2
    first, second = ([target for batch in batches for target in batch] for batches in (seen[:3], seen[3:]))
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second != list(range(7)) != first


def test_one_seed_gives_one_result_bit_for_bit_and_another_seed_another() -> None:
    def trained(seed: int) -> list[bytes]:
        training = Training(SMALL, IMAGES, LABELS, optimiser=Adam(0.01), batch_size=2, seed=seed)
        list(training.steps(3))
        return numbers(training.network)

    assert trained(0) == trained(0)
    assert trained(0) != trained(1)


def test_the_network_that_was_given_and_those_that_were_taken_stay_as_they_are() -> None:
    given = numbers(SMALL)
    training = Training(SMALL, IMAGES, LABELS)
    assert numbers(training.network) == given
    training.step()
    taken = training.network
    kept = numbers(taken)
    training.step()
    assert given == numbers(SMALL) != kept == numbers(taken) != numbers(training.network)
    assert not taken[0].parameters["weight"].flags.writeable


def test_steps_can_be_stopped_and_gone_on_with_as_if_nothing_had_been() -> None:
    whole, parts = (Training(SMALL, IMAGES, LABELS, batch_size=4) for _ in range(2))
    for _ in parts.steps(2):
        break
    parts.step()
    assert [step.number for step in parts.steps(2)] == [3, 4]
    assert list(parts.steps(2)) == []
    list(whole.steps(2))
    assert numbers(parts.network) == numbers(whole.network)


def test_trainings_do_not_share_an_optimiser_and_leave_the_given_one_alone() -> None:
    optimiser = Adam(0.1)
    one, other = (Training(SMALL, IMAGES, LABELS, optimiser=optimiser) for _ in range(2))
    for _ in range(2):
        assert one.step() == other.step()
    assert optimiser.memory.steps == 0


def test_the_learning_rate_can_be_changed_on_the_way() -> None:
    training = Training(SMALL, IMAGES, LABELS)
    training.step()
    training.optimiser = replace(training.optimiser, lr=0.0)
    before = numbers(training.network)
    training.step()
    assert numbers(training.network) == before


def test_weight_decay_makes_the_weights_smaller() -> None:
    sizes = []
    for weight_decay in (0.0, 0.1):
        training = Training(SMALL, IMAGES, LABELS, optimiser=SGD(0.1, weight_decay=weight_decay))
        list(training.steps(30))
        sizes.append(
            sum(np.square(array).sum() for by_name in training.network.parameters for array in by_name.values())
        )
    assert sizes[1] < 0.8 * sizes[0]


def test_a_network_learns_what_a_line_cannot_tell_apart() -> None:
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    network = Network([Linear(2, 8, seed=1), Tanh(), Linear(8, 2, seed=2)])
    training = Training(network, points, [0, 1, 1, 0], optimiser=Adam(0.05))
    losses = [step.loss for step in training.steps(200)]
    assert losses[-1] < 0.05 < 0.5 < losses[0]
    assert evaluate(training.network, points, np.array([0, 1, 1, 0])).accuracy == 1


def test_a_line_is_learnt_from_values() -> None:
    x = np.linspace(-1, 1, 50).reshape(50, 1)
    training = Training(Network([Linear(1, 1)]), x, 3 * x - 1, loss=MSELoss(), optimiser=SGD(0.1), batch_size=10)
    list(training.steps(60))
    learnt = training.network[0].parameters
    assert (learnt["weight"].item(), learnt["bias"].item()) == pytest.approx((3, -1), abs=1e-3)


def test_what_a_table_leaves_out_is_not_learnt() -> None:
    layer = TableConv2d(np.ones((2, 2, 1, 1)), np.zeros(2), table=[[True, False], [True, True]])
    images = np.random.default_rng(0).random((4, 2, 3, 3))
    training = Training(Network([layer]), images, images[:, ::-1], loss=MSELoss(), optimiser=SGD(0.1, momentum=0.9))
    list(training.steps(5))
    learnt = training.network[0].parameters["weight"][..., 0, 0]
    assert learnt[0, 1] == 0
    assert (learnt.ravel()[[0, 2, 3]] != 1).all()


def test_too_large_steps_are_said_and_leave_the_parameters_as_they_were() -> None:
    x = np.ones((4, 1))
    training = Training(Network([Linear([[1]], [0])]), x, 0 * x, loss=MSELoss(), optimiser=SGD(1e25))
    training.step()
    before = numbers(training.network)
    for _ in range(2):
        with pytest.raises(DivergedError, match=r"no longer a finite number after 1 steps.*smaller learning rate"):
            training.step()
        assert numbers(training.network) == before


def test_a_step_is_told_as_a_value() -> None:
    step = Training(SMALL, IMAGES, LABELS, batch_size=6, loss=CrossEntropyLoss()).step()
    assert step == Step(number=1, epoch=1, loss=step.loss, ends_epoch=True)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Training(Network([Flatten()]), IMAGES, LABELS), "The network has no parameters to train"),
        (lambda: Training(SMALL, IMAGES, LABELS[:5]), r"one label for each image.*6 images and labels of shape \(5,\)"),
        (lambda: Training(SMALL, IMAGES[:0], LABELS[:0]), "at least one image"),
        (lambda: Training(SMALL, IMAGES, LABELS + 1), "Labels must be from 0 to 2, as there are 3 classes; got 1 to 3"),
        (lambda: Training(SMALL, IMAGES[..., :3], LABELS), r"Layer 5 of 5 \(Linear\) does not fit"),
        (lambda: Training(SMALL[:1], IMAGES, LABELS), r"end in a vector of one score a class; it gives \(2, 4, 4\)"),
        (lambda: Training(SMALL, IMAGES, LABELS, loss=MSELoss()), r"a target of shape \(3,\) for each of the samples"),
        (lambda: Training(SMALL, IMAGES, LABELS, batch_size=0), "batch_size must be at least 1"),
        (lambda: Training(SMALL, IMAGES, LABELS, seed=-1), "seed at least 0"),
        (lambda: Training(SMALL, ["a"], LABELS), "images must hold real numbers"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_first_step(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()

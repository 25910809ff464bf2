"""A filter is learnt from its result; a fully connected layer learns the crops that it saw, and no more."""

from typing import Any

import numpy as np
import pytest

from convviz.nn.conv import Conv2d
from convviz.nn.counts import parameter_count
from convviz.nn.filter_learning import INITIALISATIONS, FilterLearning, crop_network, crops_gradient
from convviz.nn.filter_task import FilterTask
from convviz.nn.least_squares import LeastSquares
from convviz.nn.losses import MSELoss
from convviz.nn.optimisers import SGD, Adam, Optimiser
from convviz.nn.training import DivergedError, Training

RNG = np.random.default_rng(4)
NOISE = RNG.standard_normal((1, 40, 40)).astype(np.float32)
SOBEL = Conv2d([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], [0.25], padding="same")
TASK = FilterTask.of_filter(NOISE, SOBEL)


def make_steps(learning: FilterLearning, count: int) -> FilterLearning:
    for _ in range(count):
        learning.step()
    return learning


def learnt(optimiser: Optimiser, steps: int = 300, **options: Any) -> FilterLearning:
    return make_steps(FilterLearning(TASK, optimiser, **options), steps)


@pytest.mark.parametrize("optimiser", [SGD(0.1), SGD(0.02, momentum=0.9, nesterov=True), Adam(0.05)], ids=repr)
@pytest.mark.parametrize("batch", [{}, {"batch_size": 16, "crop_size": 4}, {"batch_size": None}], ids=repr)
def test_the_kernel_is_found_again(optimiser: Optimiser, batch: dict[str, Any]) -> None:
    learning = learnt(optimiser, **batch)
    np.testing.assert_allclose(learning.layer.weight, SOBEL.weight, atol=0.02)
    np.testing.assert_allclose(learning.layer.bias, SOBEL.bias, atol=0.02)
    assert learning.cost < 1e-3


@pytest.mark.parametrize("size", [1, 5])
def test_the_gradient_of_crops_is_that_of_finite_differences(size: int) -> None:
    task = FilterTask.of_filter(
        RNG.standard_normal((2, 20, 20)), Conv2d(2, 1, 3, stride=(1, 2), dilation=(2, 1), padding=1)
    )
    crops = task.random_crops(7, RNG, size)
    inputs, targets = (array.astype(np.float64) for array in crops)
    weight, bias = RNG.standard_normal((1, 2, 3, 3)), RNG.standard_normal(1)

    def cost(parameters: np.ndarray) -> float:
        kernel, offset = parameters[:-1].reshape(weight.shape), parameters[-1:]
        return crops_gradient(type(crops)(inputs, targets), task.cropped_form, kernel, offset)[0]

    _, gradients = crops_gradient(type(crops)(inputs, targets), task.cropped_form, weight, bias)
    given, point = np.concatenate([array.ravel() for array in gradients]), np.append(weight.ravel(), bias)
    small = 1e-5 * np.eye(len(point))
    expected = [(cost(point + step) - cost(point - step)) / 2e-5 for step in small]
    np.testing.assert_allclose(given, expected, rtol=1e-6, atol=1e-8)


def test_one_seed_gives_one_result() -> None:
    first, again, other = (learnt(SGD(0.05), 20, seed=seed).layer.weight for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_steps_are_counted_and_tell_the_cost_before_them() -> None:
    learning = FilterLearning(TASK, SGD(0.1), batch_size=None)
    before = learning.cost
    assert learning.step() == (1, before)
    assert learning.step().number == 2
    assert learning.cost < before


def test_an_optimiser_is_given_to_several_and_used_up_by_none() -> None:
    optimiser = Adam(0.05)
    one, other = learnt(optimiser, 30), learnt(optimiser, 30)
    np.testing.assert_array_equal(one.layer.weight, other.layer.weight)


def test_the_learnt_layer_stays_when_learning_goes_on() -> None:
    learning = learnt(SGD(0.05), 3)
    layer = learning.layer
    weight = layer.weight.copy()
    learning.step()
    np.testing.assert_array_equal(layer.weight, weight)
    assert layer.padding == SOBEL.padding


@pytest.mark.parametrize("rate", [1e5, 1e20, 1e38])
def test_too_large_steps_are_said_and_leave_the_kernel_finite(rate: float) -> None:
    learning = FilterLearning(TASK, SGD(rate))
    with pytest.raises(
        DivergedError, match=r"J is no longer a finite number after \d+ steps: .* smaller learning rate"
    ):
        make_steps(learning, 100)
    assert np.isfinite(learning.layer.weight).all()


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_each_start_is_what_it_says(name: str) -> None:
    task = FilterTask(np.zeros((3, 30, 30)), np.zeros((21, 21)), Conv2d(3, 1, 10))
    start = FilterLearning(task, SGD(0.1), initialisation=name).layer
    spread = {"uniform": 1 / np.sqrt(3 * 300), "he": np.sqrt(2 / 300), "zeros": 0}
    assert start.bias.tolist() == [0]
    if name == "identity":
        picture = RNG.random((3, 30, 30), np.float32)
        np.testing.assert_allclose(start.forward(picture)[0], picture.mean(axis=0)[4:25, 4:25], rtol=1e-5)
    else:
        assert start.weight.std() == pytest.approx(spread[name], rel=0.1)


def test_what_is_learnt_of_an_image_without_variety_is_what_it_can_tell() -> None:
    stripes = np.broadcast_to(RNG.standard_normal(40).astype(np.float32), (1, 40, 40))
    task = FilterTask.of_filter(stripes, Conv2d(SOBEL.weight, SOBEL.bias))
    learning = make_steps(FilterLearning(task, Adam(0.05)), 500)
    distance = learning.problem.distance(learning.layer.weight, SOBEL.weight)
    assert distance.recoverable < 0.01
    assert distance.whole > 0.2
    assert learning.cost < 1e-3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"initialisation": "ones"}, "initialisation must be one of uniform, he, zeros, identity; got 'ones'"),
        ({"batch_size": 0}, "A batch needs at least 1 crop, of 1 to 40 pixels; got batch_size 0 and crop_size 1"),
        ({"crop_size": 41}, "got batch_size 256 and crop_size 41"),
    ],
)
def test_what_does_not_fit_is_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        FilterLearning(TASK, SGD(0.1), **options)


def test_a_fully_connected_layer_needs_a_weight_for_every_pair() -> None:
    conv, full = (crop_network(kind, TASK, 8) for kind in ("conv", "full"))
    assert parameter_count(conv) == 9 + 1
    assert parameter_count(full) == 10 * 10 * 64 + 64


def test_a_fully_connected_layer_fits_the_crops_it_saw_and_fails_on_an_unseen_image() -> None:
    seen = TASK.random_crops(60, np.random.default_rng(0), 8)
    other = FilterTask.of_filter(RNG.standard_normal((1, 40, 40)), SOBEL)
    unseen = other.random_crops(60, np.random.default_rng(0), 8)
    errors = {}
    for kind in ("conv", "full"):
        training = Training(
            crop_network(kind, TASK, 8),
            seen.inputs,
            seen.targets.reshape(60, -1),
            loss=MSELoss(),
            optimiser=Adam(0.03),
            batch_size=20,
        )
        for _ in training.steps(150):
            pass
        for name, crops in (("seen", seen), ("unseen", unseen)):
            maps = training.network.forward(crops.inputs)[-1]
            errors[kind, name] = MSELoss()(maps, crops.targets.reshape(60, -1)) / crops.targets.var()
    assert errors["conv", "seen"] < 1e-3
    assert errors["conv", "unseen"] < 1e-3
    assert errors["full", "seen"] < 0.02
    assert errors["full", "unseen"] > 0.5


def test_another_kind_of_network_is_refused() -> None:
    with pytest.raises(ValueError, match="A filter is learnt by conv or full; got 'local'"):
        crop_network("local", TASK, 8)


def test_the_problem_is_that_of_the_task() -> None:
    problem = LeastSquares.of(TASK)
    assert FilterLearning(TASK, SGD(0.1), problem=problem).problem is problem

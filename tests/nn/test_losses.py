"""The losses have the values and gradients of torch.nn, whatever the size of the scores."""

from typing import Any

import numpy as np
import pytest

from convviz.nn.losses import CrossEntropyLoss, Loss, MSELoss

OUTPUTS = np.array([[0.2, -1.0, 3.0], [1.5, 0.3, -0.7]])
LABELS = np.array([1, 0])
VALUES = np.array([[0.0, 1, 2], [0, 0, 1]])
CASES = {"MSELoss": (MSELoss(), VALUES), "CrossEntropyLoss": (CrossEntropyLoss(), LABELS)}
each_loss = pytest.mark.parametrize(("loss", "targets"), CASES.values(), ids=CASES)


def test_the_mean_squared_error_is_that_of_torch() -> None:
    value, gradient = MSELoss().value_and_gradient(OUTPUTS, VALUES)  # 10.27 / 6, and 2 (y − t) / 6
    assert value == pytest.approx(1.7116666666666667)
    np.testing.assert_allclose(gradient, [[0.2 / 3, -2 / 3, 1 / 3], [0.5, 0.1, -1.7 / 3]])


def test_the_cross_entropy_is_that_of_torch() -> None:
    value, gradient = CrossEntropyLoss().value_and_gradient(OUTPUTS, LABELS)
    assert value == pytest.approx(2.2105782271537455)
    expected = [
        [0.02817561593607905, -0.4915136675629918, 0.4633380516269128],
        [-0.14589169177929523, 0.10665537282609833, 0.03923631895319688],
    ]
    np.testing.assert_allclose(gradient, expected)


@each_loss
def test_the_gradient_equals_finite_differences(loss: Loss, targets: np.ndarray) -> None:
    gradient, step = loss.gradient(OUTPUTS, targets), 1e-6
    for index in np.ndindex(OUTPUTS.shape):
        moved = np.zeros(OUTPUTS.shape)
        moved[index] = step
        change = (loss(OUTPUTS + moved, targets) - loss(OUTPUTS - moved, targets)) / (2 * step)
        assert change == pytest.approx(gradient[index], abs=1e-9)


@each_loss
def test_the_loss_of_a_batch_is_the_mean_of_its_samples(loss: Loss, targets: np.ndarray) -> None:
    alone = [loss(OUTPUTS[i : i + 1], targets[i : i + 1]) for i in range(2)]
    assert loss(OUTPUTS, targets) == pytest.approx(np.mean(alone))


@each_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept_and_arrays_left_alone(loss: Loss, targets: np.ndarray, dtype: Any) -> None:
    outputs, wanted = OUTPUTS.astype(dtype), targets.copy()
    outputs.flags.writeable = wanted.flags.writeable = False
    value, gradient = loss.value_and_gradient(outputs, wanted)
    assert isinstance(value, float)
    assert gradient.dtype == dtype
    assert (value, gradient.tolist()) == (loss(outputs, wanted), loss.gradient(outputs, wanted).tolist())


def test_a_map_of_any_shape_has_a_mean_squared_error() -> None:
    outputs = np.arange(24.0).reshape(2, 1, 3, 4)
    assert MSELoss()(outputs, outputs - 3) == 9


def test_scores_of_any_size_neither_overflow_nor_lose_the_loss() -> None:
    value, gradient = CrossEntropyLoss().value_and_gradient(np.float32([[1000, 0], [0, 1000]]), [0, 0])
    assert value == 500  # nothing for the first one, 1000 for the other
    np.testing.assert_array_equal(gradient, [[0, 0], [-0.5, 0.5]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_as_far_apart_as_they_can_be_give_what_torch_gives(dtype: Any) -> None:
    largest = np.finfo(dtype).max
    scores = np.array([[largest, -largest]], dtype)
    assert CrossEntropyLoss()(scores, [0]) == 0
    value, gradient = CrossEntropyLoss().value_and_gradient(scores, [1])
    assert value == np.inf
    np.testing.assert_array_equal(gradient, [[1, -1]])


def test_the_gradient_of_the_cross_entropy_moves_no_sum() -> None:
    scores = np.random.default_rng(0).normal(size=(20, 7))
    gradient = CrossEntropyLoss().gradient(scores, np.arange(20) % 7)
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-16)


def test_outputs_that_are_not_finite_give_a_loss_that_is_not() -> None:
    with np.errstate(invalid="ignore"):
        assert np.isnan(CrossEntropyLoss()([[np.nan, 0]], [0]))
        assert np.isnan(MSELoss()([np.nan], [0]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MSELoss()([1, 2], [1]), r"must have one shape and hold at least one value; got \(2,\) and \(1,\)"),
        (lambda: MSELoss()([], []), "at least one value"),
        (lambda: CrossEntropyLoss()([1, 2], [0]), r"outputs must be \(N, classes\) and targets \(N,\)"),
        (lambda: CrossEntropyLoss()([[1, 2]], [0, 1]), r"got \(1, 2\) and \(2,\)"),
        (lambda: CrossEntropyLoss()([[1, 2]], [2]), "Labels must be from 0 to 1, as there are 2 classes; got 2 to 2"),
        (lambda: CrossEntropyLoss()([[1, 2]], [-1]), "got -1 to -1"),
        (lambda: CrossEntropyLoss()([[1, 2]], [0.0]), "Labels must be whole numbers, one a sample; got float64"),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

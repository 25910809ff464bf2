"""The quadratic cost of a filter: as if the image were gone over each time; and what an image cannot tell."""

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.nn.conv import Conv2d
from convviz.nn.filter_learning import crops_gradient
from convviz.nn.filter_task import FilterTask
from convviz.nn.least_squares import LeastSquares

RNG = np.random.default_rng(3)
NOISE = RNG.random((2, 12, 15), np.float32)
FORMS: list[dict[str, Any]] = [{}, {"padding": "same"}, {"stride": 2, "padding": 2, "dilation": 2}]


def task_of(image: np.ndarray, **options: Any) -> FilterTask:
    return FilterTask.of_filter(image, Conv2d(len(image), 1, 3, **options, seed=5))


def problem_of(image: np.ndarray, **options: Any) -> LeastSquares:
    return LeastSquares.of(task_of(image, **options))


def unanswerable(**options: Any) -> FilterTask:
    """Make a task whose target is noise that no filter makes."""
    task = task_of(NOISE, **options)
    return replace(task, target=RNG.random(task.target.shape, np.float32))


@pytest.mark.parametrize("options", FORMS)
def test_the_cost_is_the_mean_squared_error_of_any_kernel(options: dict[str, Any]) -> None:
    task = unanswerable(**options)
    problem = LeastSquares.of(task)
    for _ in range(5):
        weight, bias = RNG.standard_normal(task.form.weight.shape), RNG.standard_normal(1)
        map_ = replace(task.form, weight=weight, bias=bias).forward(task.image)[0]
        assert problem.cost(weight, float(bias[0])) == pytest.approx(np.square(map_ - task.target).mean(), rel=1e-4)


@pytest.mark.parametrize("options", FORMS)
def test_the_gradient_is_that_of_a_convolution_over_the_whole_image(options: dict[str, Any]) -> None:
    task = unanswerable(**options)
    weight = RNG.standard_normal(task.form.weight.shape).astype(np.float32)
    bias = RNG.standard_normal(1).astype(np.float32)
    whole = task.crops(np.argwhere(np.ones(task.target.shape)))
    cost, (by_weight, by_bias) = crops_gradient(whole, task.cropped_form, weight, bias)
    problem = LeastSquares.of(task)
    assert problem.cost(weight, float(bias[0])) == pytest.approx(cost, rel=1e-4)
    weight_slope, bias_slope = problem.gradient(weight, float(bias[0]))
    np.testing.assert_allclose(weight_slope, by_weight, rtol=1e-3, atol=1e-5)
    assert bias_slope == pytest.approx(by_bias[0], rel=1e-3)


def test_the_solution_is_the_true_filter_of_an_image_with_variety() -> None:
    task = task_of(NOISE, padding="same")
    problem = LeastSquares.of(task)
    weight, bias = problem.solution
    np.testing.assert_allclose(weight, task.form.weight, atol=1e-5)
    assert bias == pytest.approx(task.form.bias[0], abs=1e-5)
    assert problem.least_cost < 1e-12
    assert problem.recoverable == 18
    assert 1 < problem.condition_number < 10


def test_no_kernel_has_a_lower_cost_than_the_solution() -> None:
    problem = LeastSquares.of(unanswerable())
    weight, bias = problem.solution
    assert problem.cost(weight, bias) == pytest.approx(problem.least_cost)
    slopes, slope = problem.gradient(weight, bias)
    np.testing.assert_allclose(slopes, 0, atol=1e-12)
    assert slope == pytest.approx(0, abs=1e-12)
    for _ in range(20):
        other = weight + 0.1 * RNG.standard_normal(weight.shape)
        assert problem.cost(other, bias) > problem.least_cost


def test_of_stripes_only_the_sums_of_the_columns_can_be_recovered() -> None:
    stripes = np.broadcast_to(RNG.random(30, np.float32), (1, 20, 30))
    layer = Conv2d([[[[1, 2, 0], [0, 3, 1], [5, 1, 1]]]], [0])
    problem = LeastSquares.of(FilterTask.of_filter(stripes, layer))
    assert problem.recoverable == 3
    assert problem.condition_number == inf
    weight, _ = problem.solution
    np.testing.assert_allclose(weight[0, 0], np.tile([2, 2, 2 / 3], (3, 1)), rtol=1e-4)
    distance = problem.distance(weight, layer.weight)
    assert distance.recoverable < 1e-5
    assert distance.whole > 0.3


def test_an_unrecoverable_kernel_makes_a_flat_map() -> None:
    stripes = np.broadcast_to(RNG.random(30, np.float32), (1, 20, 30))
    kernels = problem_of(stripes).unrecoverable_kernels
    assert kernels.shape == (6, 1, 3, 3)
    for kernel in kernels:
        assert np.ptp(conv2d(stripes, kernel[np.newaxis])) < 1e-5


def test_a_flat_image_tells_nothing() -> None:
    problem = problem_of(np.full((1, 9, 9), 0.3, np.float32))
    assert problem.recoverable == 0
    assert problem.condition_number == inf
    assert not problem.solution[0].any()
    assert problem.cost(np.zeros((1, 1, 3, 3)), problem.solution[1]) < 1e-12


def test_beyond_the_largest_learning_rate_descent_grows() -> None:
    problem = problem_of(NOISE)

    def cost_after(rate: float) -> float:
        weight, bias = np.ones((1, 2, 3, 3)), 0.0
        for _ in range(300):
            slopes, slope = problem.gradient(weight, bias)
            weight, bias = weight - rate * slopes, bias - rate * slope
        return problem.cost(weight, bias)

    start = problem.cost(np.ones((1, 2, 3, 3)), 0.0)
    assert cost_after(0.98 * problem.largest_learning_rate) < start
    assert cost_after(1.02 * problem.largest_learning_rate) > 100 * start


def test_the_slowest_direction_comes_e_times_nearer_in_the_steps_that_are_told() -> None:
    problem = problem_of(NOISE)
    _, vectors = np.linalg.eigh(_second_derivatives(problem))
    weight, bias = problem.solution
    apart = vectors[:, 0]
    steps = round(problem.slowest_steps)
    for _ in range(steps):
        slopes, slope = problem.gradient(weight + apart[:-1].reshape(weight.shape), bias + apart[-1])
        apart = apart - problem.largest_learning_rate / 2 * np.append(slopes.ravel(), slope)
    assert np.linalg.norm(apart) == pytest.approx(np.exp(-1), rel=0.05)


def _second_derivatives(problem: LeastSquares) -> np.ndarray:
    weight, bias = problem.solution
    columns = []
    for direction in np.eye(weight.size + 1):
        slopes, slope = problem.gradient(weight + direction[:-1].reshape(weight.shape), bias + direction[-1])
        columns.append(np.append(slopes.ravel(), slope))
    return np.array(columns)


def test_a_dim_bright_image_keeps_its_variances() -> None:
    image = (1e3 + NOISE[:1]).astype(np.float32)
    expected = problem_of((image - 1e3).astype(np.float32)).variances
    np.testing.assert_allclose(problem_of(image).variances, expected, rtol=1e-6)


def test_a_large_map_is_looked_at_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convviz.nn.least_squares._MOST_POSITIONS", 500)
    monkeypatch.setattr("convviz.nn.least_squares._BLOCK", 100)
    task = task_of(RNG.random((1, 60, 61), np.float32))
    problem = LeastSquares.of(task)
    assert 400 < problem.positions <= 500
    np.testing.assert_allclose(problem.solution[0], task.form.weight, atol=1e-4)


def test_the_distance_is_a_share_of_the_true_kernel() -> None:
    problem = problem_of(NOISE)
    true = RNG.standard_normal((1, 2, 3, 3))
    assert problem.distance(true, true) == (0, 0)
    assert problem.distance(1.5 * true, true) == pytest.approx((0.5, 0.5))
    assert problem.distance(true, np.zeros_like(true)) == (inf, inf)


def test_it_tells_how_far_it_is_and_stops_when_it_is_told_to() -> None:
    class EnoughError(Exception):
        pass

    told: list[float] = []

    def progress(done: float) -> None:
        told.append(done)
        if len(told) == 3:
            raise EnoughError

    image = np.random.default_rng(0).random((1, 300, 300), np.float32)
    task = FilterTask.of_filter(image, Conv2d(np.ones((1, 1, 3, 3)), np.zeros(1), padding=1))
    with pytest.raises(EnoughError):
        LeastSquares.of(task, progress)
    assert told == pytest.approx([0, 2**14 / 90_000, 2**15 / 90_000])

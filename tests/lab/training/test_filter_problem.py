"""What a filter is learnt from: the input, the target, the answer, and the way back into the layer."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from convviz.lab.compute import compute
from convviz.lab.edits.edits import channel_mode_set, filter_added, kernel_set, kernel_size_set, layer_set, stride_set
from convviz.lab.edits.learning_edits import filter_choice_set, learnt_filter_used, target_opened
from convviz.lab.network_input import LUMA, network_input
from convviz.lab.state import State, first_state
from convviz.lab.training.filter_problem import FilterProblem, as_written, filter_problem, is_same_problem
from tests.lab_fixtures import image
from tests.lab_states import random_states


@pytest.fixture
def state() -> State:
    return first_state(image(), "noise.png")


def changed(state: State, make, *arguments) -> State:
    return replace(state, **make(state, *arguments))


def chosen(state: State, **choices) -> State:
    return replace(state, **filter_choice_set(state, **choices))


def problem_of(state: State) -> FilterProblem:
    return filter_problem(state, compute(state).input)


def test_the_target_is_the_linear_map_of_the_selected_filter_and_its_kernel_the_answer() -> None:
    for state in random_states(12):
        if state.planes > 1:
            continue
        problem = problem_of(state)
        whole = state.applied_layer.forward(network_input(state))[state.selected_filter]
        np.testing.assert_allclose(problem.task.target, whole, rtol=1e-4, atol=1e-4 * np.abs(whole).max())
        assert np.array_equal(problem.written(problem.true), state.layer.weight[state.selected_filter])


def test_the_answer_has_the_least_cost_of_zero(state: State) -> None:
    problem = problem_of(state)
    assert problem.squares.cost(problem.true, 0.0) == pytest.approx(0, abs=1e-9)
    assert problem.distance(problem.true).whole == 0
    assert problem.distance(np.zeros_like(problem.true)).whole == 1


@pytest.mark.parametrize("padding", ["same", "valid", 1, (2, 0, 1, 3)])
def test_a_larger_kernel_makes_a_map_of_the_same_size_and_knows_the_answer(state: State, padding) -> None:
    state = chosen(changed(state, partial(layer_set, padding=padding)), kernel_size=(5, 7))
    problem = problem_of(state)
    assert problem.task.form.kernel_size == (5, 7)
    assert problem.task.target.shape == state.map_shape
    assert np.array_equal(problem.true[..., 1:4, 2:5], state.layer.weight)
    assert problem.squares.least_cost < 1e-6 * problem.squares.target_variance


def test_a_smaller_kernel_has_no_room_for_the_answer(state: State) -> None:
    problem = problem_of(chosen(state, kernel_size=(1, 1)))
    assert problem.true is None
    assert problem.squares.least_cost > 0.1 * problem.squares.target_variance


def test_a_smaller_kernel_without_padding_is_refused_with_what_helps(state: State) -> None:
    state = chosen(changed(state, partial(layer_set, padding="valid")), kernel_size=(1, 1))
    with pytest.raises(ValueError, match=r"A kernel of 1×1 would make a larger map than the 3×3.*“same”"):
        problem_of(state)


def test_a_filter_of_very_many_weights_is_refused_with_what_helps(state: State) -> None:
    with pytest.raises(ValueError, match=r"This filter has 2,883 weights, and up to 1,500 are learnt here; choose"):
        problem_of(chosen(state, kernel_size=(31, 31)))


def test_a_picture_as_target_has_no_known_answer(state: State) -> None:
    problem = problem_of(changed(state, target_opened, image(seed=1), "after.png"))
    assert problem.true is None
    assert problem.distance(np.zeros(problem.task.form.weight.shape)) is None
    np.testing.assert_allclose(problem.task.target, np.tensordot(LUMA, image(seed=1), axes=1), rtol=1e-5)


def test_where_each_channel_has_an_answer_the_luma_is_learnt_from(state: State) -> None:
    state = changed(state, channel_mode_set, "each")
    problem = problem_of(state)
    assert problem.task.image.shape == (1, 48, 64)
    planes = compute(state).feature_map
    np.testing.assert_allclose(problem.task.target, np.tensordot(LUMA, planes, axes=1), atol=1e-4)


def test_kernels_are_written_as_the_lab_writes_them(state: State) -> None:
    kernel = np.arange(6, dtype=np.float32).reshape(2, 3)
    state = replace(changed(state, kernel_set, kernel), operation="convolution")
    problem = problem_of(state)
    assert np.array_equal(problem.true[0, 0], kernel[::-1, ::-1])
    assert np.array_equal(problem.written(problem.true)[0], kernel)


def test_what_others_do_leaves_the_problem_alone(state: State) -> None:
    two = changed(state, filter_added)
    assert is_same_problem(two, replace(two, selected_filter=0))  # a copy
    other = changed(two, kernel_set, np.ones((3, 3), np.float32))
    assert not is_same_problem(other, two)
    assert is_same_problem(replace(other, selected_filter=0), two)
    assert is_same_problem(chosen(state, seed=3), state)


@pytest.mark.parametrize(
    "change",
    [
        partial(stride_set, vertical=2, horizontal=1),
        partial(layer_set, bias=np.ones(1, np.float32)),
        partial(filter_choice_set, kernel_size=(5, 5)),
        partial(target_opened, pixels=image(), name="a"),
        partial(channel_mode_set, mode="each"),
    ],
)
def test_what_changes_the_target_or_the_form_is_another_problem(state: State, change) -> None:
    assert not is_same_problem(changed(state, change), state)


def test_a_learnt_filter_comes_into_the_layer_as_it_is_written() -> None:
    for state in random_states(12):
        problem = problem_of(state)
        drawn = np.random.default_rng(1).normal(size=problem.task.form.weight.shape).astype(np.float32)
        used = changed(state, learnt_filter_used, drawn, 0.5)
        again = problem_of(used)
        assert np.array_equal(again.true, drawn)
        assert used.layer.bias[used.selected_filter] == 0.5
        others = [index for index in range(state.layer.out_channels) if index != state.selected_filter]
        assert np.array_equal(used.layer.weight[others], state.layer.weight[others])
        assert used.map_shape == state.map_shape


def test_others_keep_their_weights_where_a_smaller_filter_is_put_beside_them(state: State) -> None:
    state = changed(changed(state, partial(layer_set, padding=2)), filter_added)
    small = np.ones((1, 3, 1, 1), np.float32)
    layer = as_written(state, small, 0.0)
    assert layer.kernel_size == (3, 3)
    assert np.array_equal(layer.weight[0], state.layer.weight[0])
    assert np.array_equal(layer.weight[1, 0], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])


def test_a_larger_filter_makes_all_kernels_larger_and_the_map_keeps_its_size(state: State) -> None:
    state = changed(changed(state, partial(layer_set, padding=1)), kernel_size_set, 2, 3)
    layer = as_written(state, np.ones((1, 3, 5, 5), np.float32), 0.0)
    assert layer.kernel_size == (5, 5)
    assert layer.output_shape(48, 64) == state.map_shape

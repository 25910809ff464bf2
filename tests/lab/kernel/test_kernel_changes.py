"""Changes of whole kernels: what they undo, what they keep, and when they are refused."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.engine import conv2d
from convviz.lab.edits.edits import filter_added, kernel_changed, kernel_set
from convviz.lab.kernel.kernel_changes import (
    KERNEL_CHANGES,
    absolute_sum_of,
    is_antisymmetric,
    is_symmetric,
    rank_of,
    sum_of,
)
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.state import State, first_state
from tests.lab import states
from tests.lab.states import image


def kernel(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def changed(weights: np.ndarray, *names: str) -> np.ndarray:
    for name in names:
        weights = KERNEL_CHANGES[name].apply(weights)
    return weights


def with_changes(state: State, changes: dict) -> State:
    return replace(state, **changes)


@pytest.mark.parametrize(
    "names",
    [
        ("Rotate right", "Rotate left"),
        ("Rotate right",) * 4,
        ("Flip left–right",) * 2,
        ("Flip top–bottom",) * 2,
        ("Transpose",) * 2,
        ("Negate",) * 2,
        ("Double", "Halve"),
        ("Flip left–right", "Flip top–bottom", "Rotate right", "Rotate right"),
    ],
)
@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (4, 4), (1, 7)])
def test_what_is_done_is_undone_by_its_counterpart(names: tuple[str, ...], shape: tuple[int, int]) -> None:
    weights = kernel(*shape)
    assert np.array_equal(changed(weights, *names), weights)


def test_every_change_keeps_float32_and_the_original() -> None:
    for name in KERNEL_CHANGES:
        weights = kernel(3, 4)
        before = weights.copy()
        assert changed(weights, name).dtype == np.float32, name
        assert np.array_equal(weights, before), name


def test_a_quarter_turn_of_kernel_and_picture_turns_the_map() -> None:
    picture, weights = kernel(9, 11, seed=1), kernel(3, 3)
    turned = conv2d(np.rot90(picture, -1)[None], changed(weights, "Rotate right")[None, None])[0]
    np.testing.assert_allclose(
        turned, np.rot90(conv2d(picture[None], weights[None, None])[0], -1), rtol=1e-4, atol=1e-5
    )


def test_transposing_sobel_x_gives_sobel_y() -> None:
    assert np.array_equal(changed(KERNELS["sobel-x"].weights, "Transpose"), KERNELS["sobel-y"].weights)


def test_a_kernel_normalised_by_its_sum_keeps_the_brightness_of_a_constant_picture() -> None:
    weights = changed(np.abs(kernel(5, 5)), "Sum to 1")
    answer = conv2d(np.full((1, 9, 9), 0.25, np.float32), weights[None, None])
    np.testing.assert_allclose(answer, 0.25, rtol=1e-5)


def test_a_kernel_normalised_by_its_absolute_sum_answers_no_more_than_the_brightest_pixel() -> None:
    weights = changed(kernel(5, 5), "Absolute sum to 1")
    picture = np.random.default_rng(2).random((1, 30, 30), np.float32)
    assert np.abs(conv2d(picture, weights[None, None])).max() <= picture.max()
    assert np.abs(weights).sum() == pytest.approx(1, rel=1e-6)


def test_an_edge_detector_is_not_divided_by_its_sum() -> None:
    for name in ("sobel-x", "laplacian", "laplacian-of-gaussian"):
        with pytest.raises(ValueError, match="sums to 0, as one that looks for edges does"):
            changed(KERNELS[name].weights, "Sum to 1")


def test_a_kernel_of_zeros_cannot_be_normalised() -> None:
    with pytest.raises(ValueError, match="nothing to divide"):
        changed(np.zeros((3, 3), np.float32), "Absolute sum to 1")


def test_a_symmetrised_kernel_does_not_notice_the_flip() -> None:
    weights = kernel(4, 3)
    assert not is_symmetric(weights)
    assert is_symmetric(changed(weights, "Symmetrise"))
    assert sum_of(changed(weights, "Symmetrise")) == pytest.approx(sum_of(weights), rel=1e-5)


def test_the_rank_is_that_of_the_sum_of_products_it_was_made_of() -> None:
    for rank in range(6):
        weights = sum((np.outer(kernel(7, seed=i), kernel(7, seed=9 + i)) for i in range(rank)), np.zeros((7, 7)))
        assert rank_of(np.asarray(weights, np.float32)) == rank


def test_the_named_kernels_have_their_known_rank() -> None:
    ranks = {name: rank_of(each.weights) for name, each in KERNELS.items()}
    assert [ranks[name] for name in ("sobel-x", "sobel-y", "box-blur", "gaussian-blur", "identity")] == [1] * 5
    assert (ranks["laplacian"], ranks["motion-blur"]) == (2, 9)


def test_the_absolute_sum_has_no_signs() -> None:
    assert absolute_sum_of(KERNELS["sobel-x"].weights) == 8
    assert absolute_sum_of(np.zeros((2, 3), np.float32)) == 0


def test_half_a_turn_keeps_a_kernel_changes_its_sign_or_does_neither() -> None:
    keys = ("laplacian", "sobel-x", "emboss")
    assert [is_symmetric(KERNELS[key].weights) for key in keys] == [True, False, False]
    assert [is_antisymmetric(KERNELS[key].weights) for key in keys] == [False, True, False]


def test_several_kernels_are_antisymmetric_together() -> None:
    sobel, zeros = KERNELS["sobel-x"].weights, np.zeros((3, 3), np.float32)
    assert is_antisymmetric(np.stack([sobel, zeros, sobel]))
    assert not is_antisymmetric(np.stack([zeros, zeros]))
    assert not is_antisymmetric(np.stack([sobel, KERNELS["laplacian"].weights]))


def test_channels_that_differ_are_changed_each_for_itself() -> None:
    state = first_state(image(3), "noise")
    planes = kernel(1, 3, 3, 3)
    state = states.changed(state, layer=replace(state.layer, weight=planes))
    weight = with_changes(state, kernel_changed(state, KERNEL_CHANGES["Rotate right"].apply)).layer.weight
    assert np.array_equal(weight[0], np.rot90(planes[0], -1, axes=(1, 2)))


def test_a_turn_of_a_rectangular_kernel_loses_nothing_of_the_other_filters() -> None:
    state = first_state(image(1), "noise")
    state = with_changes(state, kernel_set(state, kernel(2, 5)))
    state = with_changes(state, filter_added(state))
    other = state.layer.weight[0, 0]
    turned = with_changes(state, kernel_changed(state, np.rot90)).layer.weight
    assert turned.shape[2:] == (5, 5)
    assert np.count_nonzero(turned[0]) == np.count_nonzero(other)
    assert sum_of(turned[0]) == pytest.approx(sum_of(other))

"""How far apart features are, and what counts as none."""

import numpy as np
import pytest

from convviz.nn.similarity import cosine_similarity, pooled_features, relative_change


def signed(mean: float) -> np.ndarray:
    """Make a map of two channels: one of ±8 with this mean, and one of ones."""
    signs = np.where(np.indices((6, 8)).sum(axis=0) % 2, 8.0, -8.0)
    return np.stack([signs + mean, np.ones((6, 8))])


def test_a_mean_that_is_rounding_of_what_cancels_out_is_zero() -> None:
    rounding, small = pooled_features(signed(1e-9)), pooled_features(signed(1e-4))
    assert rounding.features.tolist() == [0, 1]
    assert small.features == pytest.approx([1e-4, 1])
    assert rounding.magnitudes == pytest.approx([8, 1])
    faint = pooled_features(np.full((1, 3, 3), 1e-30))
    assert faint.features == pytest.approx([1e-30]), "small numbers are not zero by themselves"


def test_features_that_are_averaged_again_keep_what_they_are_the_means_of() -> None:
    earlier = pooled_features(signed(1e-9))
    again = signed(1e-9).mean(axis=(1, 2), keepdims=True).astype(np.float32)
    assert again[0] != 0
    for values in (again, again.ravel()):
        assert pooled_features(values, earlier) is earlier
    assert pooled_features(again).features[0] != 0
    assert pooled_features(2 * again, earlier).features == pytest.approx(2 * again.ravel())
    assert pooled_features(np.ones(3), earlier).features.tolist() == [1, 1, 1]


def test_features_that_are_both_rounding_did_not_change() -> None:
    before, after = (pooled_features(signed(mean)[:1]).features for mean in (7.6e-11, -5.2e-11))
    assert (relative_change(before, after), cosine_similarity(before, after)) == (0, 1)


def test_the_cosine_is_one_of_parallel_vectors_alone() -> None:
    vector = np.random.default_rng(0).standard_normal(300)
    assert cosine_similarity(vector, 3.3 * vector) == 1
    assert cosine_similarity(vector, -0.7 * vector) == -1
    other = vector * (1 + 1e-9 * np.arange(300))
    assert 0.999 < cosine_similarity(vector, other) < 1
    assert -1 < cosine_similarity(vector, -other) < -0.999
    for seed in range(1, 20):
        near = vector + 1e-9 * np.random.default_rng(seed).standard_normal(300)
        assert cosine_similarity(vector, near) < 1, "though float64 would round it to 1"
    assert cosine_similarity(vector[:1], np.array([1e-20])) in (-1, 1)

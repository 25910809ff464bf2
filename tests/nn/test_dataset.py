"""A data set is a value; its parts have the same share of every class."""

from typing import Any

import numpy as np
import pytest

from convviz.nn.dataset import Dataset, stratified_order

LABELS = np.repeat([0, 1, 2], [50, 30, 21])


def numbered() -> Dataset:
    """Make a data set whose images tell their places: the n-th is n / 200 everywhere."""
    images = np.repeat(np.arange(101, dtype=np.float32) / 200, 4).reshape(101, 1, 2, 2)
    return Dataset(images, LABELS, ["a", "b", "c"])


def places(part: Dataset) -> list[int]:
    return np.rint(part.images[:, 0, 0, 0] * 200).astype(int).tolist()


def test_it_is_a_value_of_its_own() -> None:
    images, labels = np.zeros((2, 1, 3, 3)), np.array([0, 1], np.uint8)
    dataset = Dataset(images, labels, ["a", "b"])
    images[:] = 1
    assert not dataset.images.any()
    assert (dataset.images.dtype, dataset.labels.dtype) == (np.float32, np.int64)
    for values in (dataset.images, dataset.labels):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_parts_of_a_split_are_all_of_it_and_share_nothing() -> None:
    seen, unseen = numbered().split(70)
    assert (len(seen), len(unseen)) == (70, 31)
    assert sorted(places(seen) + places(unseen)) == list(range(101))
    for part in (seen, unseen):
        np.testing.assert_array_equal(part.labels, LABELS[places(part)])


def test_both_parts_have_the_same_share_of_each_class() -> None:
    for seed in range(20):
        seen, _ = numbered().split(70, seed)
        assert (abs(seen.counts - 70 / 101 * numbered().counts) < 2).all()


def test_a_seed_decides_which_images_are_seen() -> None:
    first, again, other = (places(numbered().split(70, seed).seen) for seed in (3, 3, 4))
    assert first == again
    assert set(first) != set(other)


def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    small, large = numbered().sample(10), numbered().sample(40)
    assert set(places(small)) < set(places(large))
    assert (small.counts >= [4, 2, 1]).all()


def test_any_first_part_of_the_order_is_stratified() -> None:
    order = stratified_order(LABELS)
    assert sorted(order) == list(range(101))
    for count in range(1, 101):
        shares = np.bincount(LABELS[order[:count]], minlength=3)
        assert (abs(shares - count / 101 * np.array([50, 30, 21])) < 2).all()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"images": np.zeros((2, 3, 3))}, r"images must be \(N, C, H, W\), each at least 1; got \(2, 3, 3\)\."),
        ({"images": np.zeros((0, 1, 3, 3))}, "each at least 1"),
        ({"images": np.full((2, 1, 3, 3), 255)}, "from 0 to 1; divide bytes by 255"),
        ({"images": np.full((2, 1, 3, 3), np.nan)}, "from 0 to 1"),
        ({"labels": [0]}, r"one label for each of the 2 images; got \(1,\)\."),
        ({"labels": [0.0, 1.0]}, "Labels must be whole numbers"),
        ({"labels": [0, 2]}, "Labels must be from 0 to 1, as there are 2 classes; got 0 to 2."),
        ({"labels": [-1, 1]}, "got -1 to 1."),
        ({"classes": ["a"], "labels": [0, 0]}, "at least two classes to tell apart; got 1."),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Dataset(**({"images": np.zeros((2, 1, 3, 3)), "labels": [0, 1], "classes": ["a", "b"]} | changes))


@pytest.mark.parametrize("count", [0, 101, -1])
def test_a_part_without_images_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"From 1 to 100 of the 101 images can be seen; got {count}."):
        numbered().split(count)


@pytest.mark.parametrize("count", [0, 102])
def test_a_sample_that_is_not_there_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"A sample must have from 1 to 101 images; got {count}."):
        numbered().sample(count)


def test_nothing_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="each at least 1"):
        numbered().take([])

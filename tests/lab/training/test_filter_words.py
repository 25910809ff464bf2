"""The words about what can be learnt of a filter are true of the image."""

from math import inf

import numpy as np
import pytest

from convviz.lab.training.filter_words import distance_sentence, recovery_sentence, weights_sentence
from convviz.nn.conv import Conv2d
from convviz.nn.filter_task import FilterTask
from convviz.nn.least_squares import Distance, LeastSquares

RNG = np.random.default_rng(6)


def said(image: np.ndarray, kernel_size: int = 3) -> str:
    layer = Conv2d(len(image), 1, kernel_size)
    return recovery_sentence(LeastSquares.of(FilterTask.of_filter(image.astype(np.float32), layer)))


def test_noise_tells_the_whole_kernel() -> None:
    sentence = "This image has variety in every direction, so it tells the whole kernel (condition number 1."
    assert said(RNG.random((1, 90, 90))).startswith(sentence)


def test_a_flat_image_tells_nothing() -> None:
    assert said(np.full((1, 9, 9), 0.5)).startswith("This image is flat: any kernel with the right bias")


def test_stripes_tell_sums() -> None:
    line = RNG.random(40)
    upright, level = np.broadcast_to(line, (1, 40, 40)), np.broadcast_to(line[:, np.newaxis], (1, 40, 40))
    start = "Patches of this image vary along 3 of 9 directions only: it does not change "
    assert said(upright).startswith(f"{start}from row to row, so only the sum of each column counts. The rest")
    assert said(level).startswith(f"{start}along its rows, so only the sum of each row counts. The rest")


def test_of_grey_in_three_channels_only_the_sum_counts() -> None:
    sentence = "vary along 9 of 27 directions only: its channels are alike, so only their sum counts."
    assert sentence in said(np.repeat(RNG.random((1, 40, 40)), 3, axis=0))


def test_where_there_is_no_word_for_it_only_the_number_is_told() -> None:
    chessboard = np.indices((40, 40)).sum(axis=0, keepdims=True) % 2
    assert said(chessboard).startswith(
        "Patches of this image vary along 1 of 9 directions only. The rest of the kernel"
    )


def test_a_smooth_image_tells_slowly() -> None:
    smooth = np.cumsum(np.cumsum(RNG.standard_normal((1, 60, 60)), 1), 2)
    sentence = said(smooth / abs(smooth).max())
    assert "times as much along one direction as along another (the condition number). Plain gradient" in sentence
    assert sentence.endswith("steps to bring the slowest part of the kernel 2.7 times nearer.")


@pytest.mark.parametrize(
    ("distance", "sentence"),
    [
        (Distance(0.25, 0.25), "The learnt kernel is within 25 % of the true one."),
        (Distance(1e-9, 0), "The learnt kernel is within 0.01 % of the true one."),
        (
            Distance(0.33, 1e-7),
            "What this image tells of the kernel is learnt to within 0.01 %; all in all it is 33 % away from the true "
            "one, and no training on this image changes that.",
        ),
        (Distance(inf, inf), "The true kernel is zero everywhere, and the learnt one is not."),
    ],
)
def test_the_distance_is_told(distance: Distance, sentence: str) -> None:
    assert distance_sentence(distance) == sentence


def test_the_weights_are_counted() -> None:
    task = FilterTask.of_filter(RNG.random((3, 40, 40)), Conv2d(3, 1, 5))
    assert weights_sentence(task, 16) == (
        "The filter has 75 weights and 1 bias, used at every position. A fully connected layer for a crop of 20×20 "
        "pixels alone has 307,200 weights and 256 biases."
    )

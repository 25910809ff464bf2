"""Class scores as the image moves, and how consistent the decisions are."""

from itertools import combinations

import numpy as np
import pytest

from convviz.engine import shift, softmax
from convviz.nn.activations import ReLU, Softmax
from convviz.nn.conv import Conv2d
from convviz.nn.digit_networks import digit_network
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.pooling import GlobalAvgPool2d
from convviz.nn.shifted_scores import class_scores, score_plane, shift_consistency

RNG = np.random.default_rng(2)
IMAGES = RNG.random((3, 1, 8, 8), np.float32)
SHIFTS = [(dy, dx) for dy in range(-2, 3) for dx in range(-2, 3)]
CIRCULAR = Network(
    [Conv2d(1, 4, 3, padding=1, padding_mode="circular"), ReLU(), GlobalAvgPool2d(), Flatten(), Linear(4, 3)]
)


def column_teller() -> Network:
    """Build a network whose class is the column, of 8, in which the bright pixel of row 0 stands."""
    weight = np.zeros((8, 64))
    weight[:, :8] = np.eye(8)
    return Network([Flatten(), Linear(weight, np.zeros(8))])


def bright(column: int) -> np.ndarray:
    image = np.zeros((1, 8, 8), np.float32)
    image[0, 0, column] = 1
    return image


def test_scores_are_shares_of_one() -> None:
    network = digit_network("conv", 8)
    scores = class_scores(network, IMAGES)
    np.testing.assert_allclose(scores, softmax(network.forward(IMAGES)[-1]), rtol=1e-5)
    np.testing.assert_allclose(class_scores(network, IMAGES[0]), scores[0], rtol=1e-5)


def test_a_softmax_at_the_end_is_not_applied_twice() -> None:
    network = digit_network("conv", 8)
    with_softmax = Network([*network, Softmax()])
    np.testing.assert_array_equal(class_scores(network, IMAGES), class_scores(with_softmax, IMAGES))


def test_many_images_are_classified_in_parts_with_the_same_scores() -> None:
    many = np.tile(IMAGES, (100, 1, 1, 1))
    scores = class_scores(CIRCULAR, many)
    np.testing.assert_allclose(scores, np.tile(scores[:3], (100, 1)), rtol=1e-5)


def test_the_plane_has_the_scores_of_each_moved_image() -> None:
    network, dy, dx = digit_network("conv", 8), [-1.5, 0, 2], [0, 3]
    plane = score_plane(network, IMAGES[0], dy, dx)
    assert plane.scores.shape == (3, 2, 10)
    for row, down in enumerate(dy):
        for column, right in enumerate(dx):
            expected = class_scores(network, shift(IMAGES[0], down, right))
            np.testing.assert_allclose(plane.scores[row, column], expected, rtol=1e-5)
    np.testing.assert_array_equal(plane.winners, plane.scores.argmax(axis=2))


def test_the_plane_tells_which_class_wins_where() -> None:
    plane = score_plane(column_teller(), bright(3), [0, 1], range(-3, 4))
    assert plane.winners.tolist() == [[0, 1, 2, 3, 4, 5, 6], [0] * 7]  # moved down, all scores are equal


def test_the_consistency_of_a_plane_is_that_of_its_shifts() -> None:
    network = digit_network("full", 8)
    plane = score_plane(network, IMAGES[0], range(-2, 3), range(-2, 3))
    assert plane.consistency == shift_consistency(network, IMAGES[0], SHIFTS)


def test_of_a_single_shift_the_plane_is_consistent() -> None:
    assert score_plane(CIRCULAR, IMAGES[0], [0], [0]).consistency == 1


def test_consistency_is_the_share_of_pairs_of_shifts_with_equal_predictions() -> None:
    network, equal = Network([Flatten(), Linear(RNG.standard_normal((4, 64)), np.zeros(4))]), []
    for image in IMAGES:
        winners = [int(class_scores(network, shift(image, dy, dx)).argmax()) for dy, dx in SHIFTS]
        equal += [one == other for one, other in combinations(winners, 2)]
    consistency = shift_consistency(network, IMAGES, SHIFTS)
    assert consistency == pytest.approx(np.mean(equal))
    assert 0 < consistency < 1


def test_consistency_from_nothing_to_all() -> None:
    columns = [(0, dx) for dx in range(4)]
    assert shift_consistency(column_teller(), bright(2), columns) == 0
    assert shift_consistency(column_teller(), bright(2), [(0, 0), (0, 1), (0, 0)]) == pytest.approx(1 / 3)
    assert shift_consistency(CIRCULAR, IMAGES, SHIFTS, edge="circular") == 1


def test_the_work_is_watched() -> None:
    for measure in (
        lambda progress: score_plane(CIRCULAR, IMAGES[0], [0, 1], [0], progress=progress),
        lambda progress: shift_consistency(CIRCULAR, IMAGES, [(0, 0), (0, 1)], progress=progress),
    ):
        told: list[float] = []
        measure(told.append)
        assert told == [0, 0.5, 1]


@pytest.mark.parametrize(
    ("images", "shifts", "sentence"),
    [
        (IMAGES, [(0, 0)], r"shifts must be \(n, 2\), a dy and a dx in each of at least two rows; got \(1, 2\)\."),
        (IMAGES, [0, 1], r"got \(2,\)\."),
        (IMAGES[0, 0], SHIFTS, r"images must be \(C, H, W\) or \(N, C, H, W\), each at least 1; got \(8, 8\)\."),
        (IMAGES[:0], SHIFTS, r"each at least 1; got \(0, 1, 8, 8\)\."),
    ],
)
def test_what_does_not_fit_is_refused(images: np.ndarray, shifts: list[object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        shift_consistency(CIRCULAR, images, shifts)


def test_a_network_without_classes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must give a vector of one score a class; it gives \(4, 8, 8\)\."):
        class_scores(CIRCULAR[:1], IMAGES)
    with pytest.raises(ValueError, match=r"it gives \(1, 8, 8\)\."):
        class_scores(CIRCULAR[:0], IMAGES)


def test_a_plane_without_shifts_or_of_several_images_is_refused() -> None:
    for image, dy in ((IMAGES[0], []), (IMAGES, [0])):
        with pytest.raises(ValueError, match=r"image must be \(C, H, W\), and dy and dx at least one shift each"):
            score_plane(CIRCULAR, image, dy, [0])

"""An evaluation counts what is right and what is taken for what."""

import numpy as np
import pytest

from convviz.nn.activations import Softmax
from convviz.nn.evaluation import evaluate
from convviz.nn.linear import Linear
from convviz.nn.losses import CrossEntropyLoss
from convviz.nn.network import Network

SCORES = np.float32([[3, 0, 0], [0, 3, 0], [0, 0, 3], [2, 1, 0], [0, 2, 1]])
LABELS = np.array([0, 1, 2, 1, 2])  # the last two are classified wrongly, as 0 and 1
AS_THEY_ARE = Network([Linear(np.eye(3), np.zeros(3))])


@pytest.mark.parametrize("batch_size", [1, 2, 5, 100])
@pytest.mark.parametrize("network", [AS_THEY_ARE, Network([*AS_THEY_ARE, Softmax()])], ids=["scores", "softmax"])
def test_right_and_wrong_are_counted_whatever_the_batches(network: Network, batch_size: int) -> None:
    found = evaluate(network, SCORES, LABELS, batch_size=batch_size)
    assert found.accuracy == 3 / 5
    assert found.loss == pytest.approx(CrossEntropyLoss()(SCORES, LABELS))
    assert found.predictions.tolist() == [0, 1, 2, 0, 1]
    assert found.wrong.tolist() == [3, 4]
    assert found.confusion.tolist() == [[1, 0, 0], [1, 1, 0], [0, 1, 1]]


def test_classes_that_no_image_has_stand_in_the_confusion_matrix() -> None:
    assert evaluate(AS_THEY_ARE, SCORES[:1], LABELS[:1]).confusion.tolist() == [[1, 0, 0], [0] * 3, [0] * 3]


def test_an_evaluation_tells_how_much_is_done_and_can_be_stopped() -> None:
    done: list[float] = []
    evaluate(AS_THEY_ARE, SCORES, LABELS, batch_size=2, progress=done.append)
    assert done == [0, 2 / 5, 4 / 5]

    def stop(_done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(AS_THEY_ARE, SCORES, LABELS, progress=stop)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one label for each image.*5 images and labels of shape \(4,\)"):
        evaluate(AS_THEY_ARE, SCORES, LABELS[:4])
    with pytest.raises(ValueError, match=r"Layer 1 of 1 \(Linear\) does not fit an input of \(2,\)"):
        evaluate(AS_THEY_ARE, SCORES[:, :2], LABELS)

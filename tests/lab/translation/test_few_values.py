"""A few values are those of the convolution."""

import numpy as np
import pytest

import convviz.lab.translation.few_values as module
from convviz.engine import conv2d
from convviz.lab.translation.few_values import few_values


@pytest.mark.parametrize("seed", range(60))
def test_they_are_those_of_the_convolution(seed: int) -> None:
    random = np.random.default_rng(seed)
    channels, filters, height, width = random.integers(1, 5, 4).tolist()
    step, dilation = tuple(random.integers(1, 8, 2).tolist()), tuple(random.integers(1, 4, 2).tolist())
    least = [(taps - 1) * gap + 1 for taps, gap in zip((height, width), dilation, strict=True)]
    size = [each + int(random.integers(0, 40)) for each in least]
    block = random.normal(size=(channels, *size)).astype(np.float32)
    weight = random.normal(size=(filters, channels, height, width)).astype(np.float32)
    made = few_values(block, weight, step, dilation)
    assert made is not None
    np.testing.assert_allclose(made, conv2d(block, weight, stride=step, dilation=dilation), rtol=1e-4, atol=1e-4)


def test_a_view_is_read_as_it_lies() -> None:
    random = np.random.default_rng(1)
    block, weight = random.normal(size=(2, 40, 30)).astype(np.float32), np.ones((1, 2, 3, 5), np.float32)
    turned = block.swapaxes(1, 2)[:, ::2, 3:]
    made = few_values(turned, weight, (2, 3), (1, 1))
    assert made is not None
    np.testing.assert_allclose(made, conv2d(turned.copy(), weight, stride=(2, 3)), rtol=1e-4, atol=1e-4)


def test_many_are_left_to_the_convolution(monkeypatch: pytest.MonkeyPatch) -> None:
    block, weight = np.ones((1, 30, 30), np.float32), np.ones((1, 1, 3, 3), np.float32)
    assert few_values(block, weight, (1, 1), (1, 1)) is not None
    monkeypatch.setattr(module, "MOST", 100)
    assert few_values(block, weight, (1, 1), (1, 1)) is None
    assert few_values(block[:, :2], weight, (1, 1), (1, 1)) is None, "the kernel is taller"

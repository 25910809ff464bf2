"""The networks for digits differ in how their stages are connected, and in nothing else."""

import pickle

import numpy as np
import pytest

from convviz.nn.conv import Conv2d
from convviz.nn.counts import parameter_count
from convviz.nn.digit_networks import DIGIT_NETWORKS, SMALLEST_CANVAS, digit_network
from convviz.nn.layer import Layer
from convviz.nn.linear import Linear
from convviz.nn.network import Network
from convviz.nn.pooling import BlurPool2d, MaxPool2d


def stage_sizes(network: Network, canvas: int) -> list[int]:
    """Return how many values the two stages and the head's two layers give."""
    shapes = network.shapes((1, canvas, canvas))
    if isinstance(network[1], Linear):
        ends = [2, 4, 6, 7]
    else:
        ends = [i for i, layer in enumerate(network) if _ends_a_stage(network, i, layer)] + [len(network) - 2, -1]
    return [int(np.prod(shapes[index])) for index in ends]


def _ends_a_stage(network: Network, index: int, layer: object) -> bool:
    blurred = isinstance(network[min(index + 1, len(network) - 1)], BlurPool2d)
    return isinstance(layer, BlurPool2d) or (isinstance(layer, MaxPool2d) and not blurred)


@pytest.mark.parametrize("canvas", [SMALLEST_CANVAS, 15, 16, 24, 32])
@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_every_stage_gives_as_many_values_as_that_of_the_convolutional_network(kind: str, canvas: int) -> None:
    pooled, again = canvas // 2, canvas // 4
    expected = [6 * pooled**2, 16 * again**2, 30, 10]
    assert stage_sizes(digit_network(kind, canvas), canvas) == expected


def test_the_parameters_are_those_of_the_courses_arithmetic() -> None:
    conv = (25 + 1) * 6 + (25 * 6 + 1) * 16 + (256 + 1) * 30 + 31 * 10
    local = (25 + 1) * 6 * 256 + (25 * 6 + 1) * 16 * 64 + (256 + 1) * 30 + 31 * 10
    full = (256 + 1) * 384 + (384 + 1) * 256 + (256 + 1) * 30 + 31 * 10
    counts = {kind: parameter_count(digit_network(kind)) for kind in DIGIT_NETWORKS}
    assert counts == {"conv": conv, "local": local, "full": full, "blur": conv}
    assert conv == 10_592


@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_they_compute_from_any_number_of_channels_and_to_any_number_of_classes(kind: str) -> None:
    images = np.random.default_rng(0).random((2, 6, 12, 12), np.float32)
    scores = digit_network(kind, 12, 3, channels=6).forward(images)[-1]
    assert scores.shape == (2, 3)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_weights_have_the_variance_that_relu_needs(kind: str) -> None:
    for layer, fan_in in zip(learning(digit_network(kind)), _FANS[kind], strict=True):
        assert layer.parameters["weight"].std() == pytest.approx(np.sqrt(2 / fan_in), rel=0.2)
        assert not layer.parameters["bias"].any()


_FANS = {"conv": (25, 150, 256, 30), "local": (25, 150, 256, 30), "full": (256, 384, 256, 30)}
_FANS["blur"] = _FANS["conv"]


@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_a_seed_draws_weights_that_no_other_layer_or_seed_draws(kind: str) -> None:
    def first_numbers(seed: int) -> set[float]:
        layers = zip(learning(digit_network(kind, seed=seed)), _FANS[kind], strict=True)
        return {round(float(layer.parameters["weight"].flat[0] * np.sqrt(fan_in)), 4) for layer, fan_in in layers}

    first, other = first_numbers(0), first_numbers(1)
    assert len(first | other) == 8
    assert first == first_numbers(0)


def learning(network: Network) -> list[Layer]:
    """Return the four layers that have weights."""
    return [layer for layer in network if layer.parameters]


def test_the_blurred_network_is_the_convolutional_one_with_a_blur_before_the_stride() -> None:
    plain, blurred = digit_network("conv", seed=3), digit_network("blur", seed=3)
    kept = [layer for layer in blurred if not isinstance(layer, BlurPool2d)]
    assert [type(layer) for layer in kept] == [type(layer) for layer in plain]
    assert [layer.stride for layer in kept if isinstance(layer, MaxPool2d)] == [(1, 1), (1, 1)]
    for one, other in zip(kept, plain, strict=True):
        for name, values in one.parameters.items():
            np.testing.assert_array_equal(values, getattr(other, name))
    assert sum(isinstance(layer, Conv2d) for layer in blurred) == 2


@pytest.mark.parametrize("kind", DIGIT_NETWORKS)
def test_they_can_be_sent_to_another_process(kind: str) -> None:
    sent = pickle.loads(pickle.dumps(digit_network(kind, 8, seed=2)))
    images = np.ones((1, 8, 8), np.float32)
    np.testing.assert_array_equal(sent.forward(images)[-1], digit_network(kind, 8, seed=2).forward(images)[-1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("mlp",), "A network for digits is one of conv, local, full, blur; got 'mlp'."),
        (("conv", 5), "a canvas of 6 to 4096 pixels, at least one class and one channel; got 5, 10 and 1."),
        (("full", 10**5), "got 100000, 10 and 1."),
        (("conv", 16, 0), "got 16, 0 and 1."),
    ],
)
def test_what_does_not_fit_is_refused(arguments: tuple[object, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        digit_network(*arguments)  # type: ignore[arg-type]


def test_no_channel_is_refused() -> None:
    with pytest.raises(ValueError, match="got 16, 10 and 0"):
        digit_network("conv", channels=0)

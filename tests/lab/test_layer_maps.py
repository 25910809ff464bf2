"""The maps of a network are those of its layers one after another, and what an edit leaves alone is taken over."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convviz.lab.compute import Frame, compute
from convviz.lab.edits import edits, layer_edits
from convviz.lab.layer_maps import SMALL_NETWORK, layer_maps, stacked
from convviz.lab.network_input import network_input
from convviz.lab.progress import CancelledError
from convviz.lab.state import State
from convviz.nn.activations import ReLU, Softmax, Tanh
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Flatten, Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.pooling import MaxPool2d
from tests.lab.states import image

LAYERS = (
    Conv2d(3, 4, 3, padding="same", seed=1),
    ReLU(),
    MaxPool2d(2),
    Conv2d(4, 5, (3, 2), seed=2),
    Tanh(),
    Conv2d(5, 6, 1, seed=3),
    Flatten(),
    Linear(6 * 4 * 6, 7, seed=4),
    Softmax(),
)


def state(*layers: Any, picture: np.ndarray | None = None, **changes: Any) -> State:
    return State(image() if picture is None else picture, "noise.png", Network(layers or LAYERS), **changes)


def assert_maps(frame: Frame, expected: list[np.ndarray]) -> None:
    for found, wanted in zip(frame.maps, expected, strict=True):
        assert stacked(found) == pytest.approx(wanted, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("selected", range(len(LAYERS)))
@pytest.mark.parametrize("operation", ["cross-correlation", "convolution"])
def test_the_maps_are_those_of_the_network_whatever_is_looked_at(selected: int, operation: str) -> None:
    of = state(selected_layer=selected, operation=operation)
    applied = Network([of.applied(index) for index in range(len(LAYERS))])
    frame = compute(of)
    assert_maps(frame, applied.forward(of.image))
    assert np.array_equal(frame.input, of.image if of.convolution == 0 else stacked(frame.maps[of.convolution - 1]))
    shown = of.convolution + (of.activation != "Identity")
    assert all(map(np.array_equal, frame.feature_maps, frame.maps[shown]))


@pytest.mark.parametrize(("selected", "convolution"), [(0, 0), (1, 0), (2, 0), (3, 3), (4, 3), (5, 5), (6, 5), (8, 5)])
def test_the_shown_convolution_is_the_selected_layer_or_the_last_before_it(selected: int, convolution: int) -> None:
    assert state(selected_layer=selected).convolution == convolution


def test_before_the_first_convolution_the_first_is_shown() -> None:
    assert state(MaxPool2d(2), ReLU(), Conv2d(3, 2, 3), selected_layer=0).convolution == 2


def random_edit(of: State, rng: np.random.Generator) -> edits.Changes:
    kind = rng.integers(6)
    if kind < 2:
        return layer_edits.layer_selected(of, int(rng.integers(len(of.network))))
    if kind == 2:
        return edits.cells_set(of, [(0, 0)], float(rng.normal()))
    if kind == 3:
        return layer_edits.activation_set(of, str(rng.choice(["Identity", "ReLU", "Sigmoid"])))
    if kind == 4:
        return {"operation": str(rng.choice(["cross-correlation", "convolution"]))}
    return {"selected_filter": int(rng.integers(of.layer.out_channels))}


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_through_a_network_ends_where_a_single_step_would(seed: int) -> None:
    rng, of = np.random.default_rng(seed), state()
    frame = compute(of)
    for _ in range(40):
        of = replace(of, **random_edit(of, rng))
        frame = compute(of, frame)
        alone = compute(of)
        assert_maps(frame, [stacked(each) for each in alone.maps])
        assert frame.feature_map == pytest.approx(alone.feature_map, rel=1e-5, abs=1e-6)
        for one, other in zip(frame.layer_pictures, alone.layer_pictures, strict=True):
            assert one is not None
            assert other is not None
            assert one.picture.pixels().shape == other.picture.pixels().shape
            assert (one.scale.low, one.scale.high) == pytest.approx((other.scale.low, other.scale.high), rel=1e-4)


def test_an_edit_leaves_the_maps_before_it_as_they_are() -> None:
    before = state(selected_layer=5)
    previous = compute(before)
    frame = compute(replace(before, **edits.cells_set(before, [(0, 0)], 9.0)), previous)
    assert [one is other for one, other in zip(frame.maps, previous.maps, strict=True)] == [True] * 5 + [False] * 4
    assert [one is other for one, other in zip(frame.layer_pictures, previous.layer_pictures, strict=True)][:5] == (
        [True] * 5
    )


def test_looking_at_another_layer_of_a_small_network_computes_nothing() -> None:
    def refuse(_done: float) -> None:
        raise CancelledError

    before = state()
    previous = compute(before)
    frame = compute(replace(before, **layer_edits.layer_selected(before, 8)), previous, refuse)
    assert all(
        one is other for one, other in zip(frame.maps, previous.maps, strict=True) if isinstance(one, np.ndarray)
    )


def test_of_a_large_network_only_what_is_looked_at_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = NETWORKS["vgg-16"]
    of = state(*ready.network.layers, input_size=ready.input_shape[1:])
    shapes = [of.input_shape, *of.shapes]
    assert sum(each.multiply_adds(shape) for each, shape in zip(of.network, shapes, strict=False)) > SMALL_NETWORK
    first = compute(of)
    assert [index for index, each in enumerate(first.maps) if each is not None] == [0, 1]
    monkeypatch.setattr("convviz.lab.layer_maps.LARGE_MAP", 1 << 20)
    known = [index for index, each in enumerate(compute(replace(of, selected_layer=1)).maps) if each is not None]
    assert known == [1], "what a convolution gives before its activation is made if somebody looks, or if it is small"
    monkeypatch.undo()
    second = compute(replace(of, selected_layer=4), first)
    assert [index for index, each in enumerate(second.maps) if each is not None] == [0, 1, 2, 3, 4]
    assert second.maps[1] is first.maps[1]
    assert compute(of, second).maps[4] is second.maps[4], "what is known is kept"


def test_a_layer_that_does_not_fit_and_those_behind_it_have_no_map() -> None:
    of = state(LAYERS[0], ReLU(), Conv2d(7, 2, 3), ReLU())
    assert of.shapes == ((4, 12, 15), (4, 12, 15))
    assert of.misfit is not None
    index, why = of.misfit
    assert index == 2
    assert why == "Layer 3 of 4 (Conv2d) does not fit an input of (4, 12, 15): it takes (7, height, width)."
    frame = compute(of)
    assert [each is None for each in frame.maps] == [False, False, True, True]
    assert frame.layer_pictures[2:] == (None, None)


def test_looking_at_a_layer_that_does_not_fit_shows_the_last_convolution_that_does() -> None:
    of = state(LAYERS[0], Conv2d(7, 2, 3), Conv2d(2, 2, 3), selected_layer=2)
    assert of.convolution == 0
    assert len(compute(of).feature_maps) == 4


def test_where_each_channel_has_an_answer_of_its_own_no_layer_has_a_map() -> None:
    weight = np.ones((2, 3, 3, 3), np.float32)
    of = state(Conv2d(weight, np.zeros(2)), ReLU(), channel_mode="each")
    frame = compute(of)
    assert frame.maps == (None, None)
    assert frame.layer_pictures[1] is not None
    assert frame.feature_map.shape == (3, 10, 13)


def test_how_much_is_done_rises_to_the_end() -> None:
    told: list[float] = []
    of = state()
    layer_maps(of, network_input(of), None, told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.5 < told[-1] < 1
    assert len(told) >= 4


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_it_is_given_up_between_layers(share: float) -> None:
    def refuse(done: float) -> None:
        if done >= share:
            raise CancelledError

    of = state()
    with pytest.raises(CancelledError):
        layer_maps(of, network_input(of), None, refuse)

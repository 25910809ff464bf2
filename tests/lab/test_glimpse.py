"""A glimpse shows what the whole map has at its places, and is made only where it makes sense."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab import glimpse as module
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import bias_set, cells_set, display_set, kernel_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.glimpse import Glimpse, Look, glimpse, question
from convviz.lab.sampled_map import Sampling
from convviz.lab.state import State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from tests.lab import states
from tests.lab_states import random_states

ALL = Look(-100, -100, 1000, 1000, zoom=0.34)
NEAR = Look(3.2, 4.9, 8.1, 9.0, zoom=20)
PART = Look(2.0, 5.0, 40.0, 30.0, zoom=0.5)
EXACT = {"rtol": 0, "atol": 1e-5}


@pytest.fixture(autouse=True)
def _every_map_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_WORK", 0)


def seen(state: State, frame: Frame, look: Look) -> Glimpse | None:
    asked = question(state, frame, look)
    return None if asked is None else glimpse(asked)


def assert_is_of(shown: Glimpse, frame: Frame) -> None:
    whole = shown.at.of(frame.planes)
    assert shown.planes.shape == whole.shape
    np.testing.assert_allclose(shown.planes, whole, rtol=0, atol=1e-5 * max(1.0, np.abs(frame.planes).max()))


@pytest.mark.parametrize("look", [ALL, NEAR, PART], ids=["all", "near", "part"])
@pytest.mark.parametrize("before", list(random_states(60, seed=5)))
def test_a_new_kernel_is_seen_as_the_whole_map_has_it(before: State, look: Look) -> None:
    kernel = np.random.default_rng(2).normal(size=before.kernel.shape).astype(np.float32)
    state = replace(before, **kernel_set(before, kernel))
    shown = seen(state, compute(before), look)
    if shown is None:
        assert min(map(len, module.sampling_of(state, look))) == 0
    else:
        assert_is_of(shown, compute(state))


@pytest.mark.parametrize("look", [ALL, NEAR, PART], ids=["all", "near", "part"])
@pytest.mark.parametrize("before", list(random_states(60, seed=6)))
def test_one_edited_weight_is_seen_as_the_whole_map_has_it(before: State, look: Look) -> None:
    cell = before.kernel.shape[0] // 2, before.kernel.shape[1] - 1
    state = replace(before, **cells_set(before, [cell], 0.7))
    shown = seen(state, compute(before), look)
    if shown is not None:
        assert_is_of(shown, compute(state))


@pytest.mark.parametrize("before", list(random_states(20, seed=7)))
def test_another_bias_activation_or_stride_is_seen_as_the_whole_map_has_it(before: State) -> None:
    wider = replace(before.layer, stride=(3, 2), padding=2)
    for state in (
        replace(before, **bias_set(before, 1.5)),
        states.changed(before, activation="ReLU"),
        states.changed(before, layer=wider),
    ):
        shown = seen(state, compute(before), ALL)
        assert shown is not None
        assert_is_of(shown, compute(state))


def test_a_weight_alone_is_a_change_of_the_map_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("all sums are made anew")

    before = states.state(activation="ReLU")
    frame, state = compute(before), replace(before, **cells_set(before, [(1, 1)], 3.0))
    monkeypatch.setattr(module, "sampled_map", refuse)
    shown = seen(state, frame, ALL)
    assert shown is not None
    assert_is_of(shown, compute(state))
    with pytest.raises(AssertionError, match="anew"):
        seen(replace(before, **kernel_set(before, np.eye(3, dtype=np.float32))), frame, ALL)


def test_rounding_does_not_build_up_over_a_drag() -> None:
    before = states.state()
    frame, state = compute(before), before
    for value in np.linspace(-2, 2, 200):
        state = replace(state, **cells_set(state, [(0, 2)], float(value)))
        shown = seen(state, frame, ALL)
    first = seen(state, frame, ALL)
    assert shown is not None
    assert first is not None
    assert np.array_equal(shown.planes, first.planes)
    assert_is_of(shown, compute(state))


def test_there_is_a_value_for_each_pixel_of_the_screen_at_most() -> None:
    state = states.state(picture=states.image(3, 60, 80))
    assert module.sampling_of(state, replace(ALL, zoom=0.34)) == Sampling(range(0, 60, 2), range(0, 80, 2))
    assert module.sampling_of(state, replace(ALL, zoom=3.0)) == Sampling(range(60), range(80))
    strided = states.state(picture=states.image(3, 60, 80), stride=(1, 2), padding=1)
    assert module.sampling_of(strided, replace(ALL, zoom=0.5)) == Sampling(range(0, 60, 2), range(0, 40, 1))


def test_only_what_is_on_the_screen_is_looked_at() -> None:
    state = states.state(picture=states.image(3, 60, 80))
    rows, columns = module.sampling_of(state, Look(10.5, 20.5, 14.5, 22.0, zoom=1.0))
    assert (rows, columns) == (range(10, 16), range(20, 23))
    assert module.sampling_of(state, Look(-50, 0, -20, 80, 1.0)).size == 0
    assert question(state, compute(state), Look(-50, 0, -20, 80, 1.0)) is None


def test_where_a_part_is_seen_the_scale_is_still_that_of_all_values() -> None:
    picture = np.zeros((1, 60, 80), np.float32)
    picture[0, :, 40:] = 1
    picture.flags.writeable = False
    state = State(picture, "", Network([Conv2d(np.ones((1, 1, 1, 1)), np.zeros(1))]))
    shown = seen(state, compute(state), Look(0, 0, 20, 20, zoom=4.0))
    assert shown is not None
    assert not shown.planes.any()
    assert (shown.scale.low, shown.scale.high) == (0, 1)


def test_with_a_locked_scale_the_other_maps_count() -> None:
    state = states.state()
    state = replace(state, **display_set(state, locked=True, value_range="symmetric"))
    frame = compute(state)
    shown = seen(replace(state, **cells_set(state, [(1, 1)], 0.0)), frame, ALL)
    assert shown is not None
    assert shown.scale.high == pytest.approx(float(frame.feature_maps[1].max()))


def test_no_glimpse_where_the_frame_does_not_help_or_nobody_looks() -> None:
    state = states.state()
    frame = compute(state)
    edited = replace(state, **cells_set(state, [(1, 1)], 0.0))
    assert question(edited, frame, ALL) is not None
    assert question(edited, None, ALL) is None
    assert question(edited, frame, None) is None
    assert question(replace(edited, image=states.image(seed=9)), frame, ALL) is None
    deep = State(state.image, "", Network([Conv2d(3, 2, 3), Conv2d(2, 2, 3)]), selected_layer=1)
    below = compute(deep)
    assert question(states.changed(deep, layer=Conv2d(2, 2, 3, seed=3)), below, ALL) is not None
    other_first = replace(deep, network=deep.network.with_layer(0, Conv2d(3, 2, 3, seed=4)))
    assert question(other_first, below, ALL) is None
    assert question(replace(deep, **layer_selected(deep, 0)), below, ALL) is None


def test_no_glimpse_of_a_map_that_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    state = states.state()
    assert question(state, compute(state), ALL) is None


def test_in_a_network_the_selected_layer_is_seen_after_its_activation() -> None:
    network = states.state(activation="ReLU").network
    deep = State(states.image(), "", Network([*network, Conv2d(2, 4, 3, padding=1), *network[1:]]), selected_layer=2)
    state = replace(deep, **cells_set(deep, [(0, 0)], -1.0))
    shown = seen(state, compute(deep), ALL)
    assert shown is not None
    assert_is_of(shown, compute(state))


@pytest.mark.parametrize("before", list(random_states(20, seed=8)))
def test_any_single_value_can_be_asked_for(before: State) -> None:
    state = replace(before, **cells_set(before, [(0, 0)], 0.6))
    shown, whole = seen(state, compute(before), ALL), compute(state)
    assert shown is not None
    y, x = whole.feature_map.shape[-2] - 1, whole.feature_map.shape[-1] // 2
    bound = 1e-5 * max(1.0, float(np.abs(whole.planes).max()))
    np.testing.assert_allclose(shown.values_at(y, x), whole.values_at(y, x), rtol=0, atol=bound)


def test_where_all_sums_are_made_anew_there_are_as_many_values_as_can_be_had_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = states.state(picture=states.image(3, 60, 80))
    frame = compute(before)
    monkeypatch.setattr(module, "MOST_SUMMED", 60 * 80 * 27 // 9)
    look = replace(ALL, zoom=1.0)
    kernel = seen(replace(before, **kernel_set(before, np.eye(3, dtype=np.float32))), frame, look)
    weight = seen(replace(before, **cells_set(before, [(0, 0)], 3.0)), frame, look)
    assert kernel is not None
    assert weight is not None
    assert (kernel.at.rows.step, weight.at.rows.step) == (3, 1)

"""What is shown while the image moves: the quick ways give the numbers of the slow one."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import convviz.lab.translation.shifted as module
from convviz.engine import shift
from convviz.engine.geometry import PADDING_MODES
from convviz.lab.compute import compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.glimpse import Look
from convviz.lab.pictures.display import Scale
from convviz.lab.pictures.picture import picture_of_image, picture_of_map
from convviz.lab.progress import CancelledError
from convviz.lab.state import State
from convviz.lab.translation.shift_range import moved_shape, shift_range
from convviz.lab.translation.shifted import Sample, Shifted, compute_shifted, first_seen
from convviz.lab.translation.shifted_input import shifted_input
from convviz.lab.translation.translation import DIFFERENCES, EDGES, INTERPOLATIONS, Switches
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.fields import receptive_field
from convviz.nn.linear import Flatten, Linear
from convviz.nn.moved_maps import interior, moved_map
from convviz.nn.network import Network
from convviz.nn.pooling import MaxPool2d
from convviz.nn.translation import equivariance_error, invariance_error
from tests.lab.states import image, random_state, state

MOVING = EDGES[:4]
DEEP = Network([Conv2d(3, 4, 3, padding="same", seed=1), ReLU(), MaxPool2d(2), Conv2d(4, 5, 3, padding=1, seed=2)])


def translated(of: State, **choices: object) -> State:
    return replace(of, **translation_set(of, **choices))


def deep(**choices: object) -> State:
    return translated(State(image(3, 24, 32), "noise.png", DEEP, selected_layer=3), **choices)


def shown(of: State, quick: bool = False, previous: Shifted | None = None) -> Shifted:
    return compute_shifted(of, compute(of), previous, quick)


def drawn(count: int, edges: tuple[str, ...] = MOVING, whole: bool = True) -> Iterator[State]:
    """Draw states with one convolution that are moved."""
    for seed in range(count):
        rng = np.random.default_rng(1000 + seed)
        of = translated(random_state(seed), edge=rng.choice(edges), difference=rng.choice(DIFFERENCES))
        if not of.network.fit(moved_shape(of))[0]:
            continue  # half of this small picture is too small for the kernel
        most = shift_range(of)
        dy, dx = (rng.integers(-far, far + 1) * (rng.random() < 0.7) for far in most)
        yield translated(of, dy=float(dy) + (0 if whole else 0.25), dx=float(dx))


def full_map(of: State) -> np.ndarray:
    """Compute the shown map of the moved image without any of the short cuts."""
    made = compute_shifted(of, compute(of)).experiment
    given = shifted_input(of, of.translation.dy, of.translation.dx)
    values: np.ndarray = made.network.forward(given)[made.shown][made.channel]
    return values


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take samples of small pictures too."""
    monkeypatch.setattr(module, "QUICK_VALUES", 20)


def test_the_map_is_that_of_the_whole_computation() -> None:
    for of in [*drawn(300), *drawn(60, ("crop",))]:
        made = shown(of)
        size = np.abs(made.map_values).max()
        np.testing.assert_allclose(made.map_values, full_map(of), rtol=1e-5, atol=2e-6 * size)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("mode", PADDING_MODES)
def test_of_whole_numbers_it_is_so_bit_for_bit(edge: str, mode: str) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        picture = rng.integers(0, 2, (3, 17, 21)).astype(np.float32)
        picture.flags.writeable = False
        weight = rng.integers(-9, 10, (2, 3, *rng.integers(1, 5, 2))).astype(np.float32)
        stride = tuple(rng.integers(1, 3, 2).tolist())
        of = state(
            weight, picture, padding=int(rng.integers(0, 3)), padding_mode=mode, stride=stride, activation="ReLU"
        )
        of = translated(of, edge=edge)
        most = shift_range(of)
        of = translated(
            of, dy=float(rng.integers(-most[0], most[0] + 1)), dx=float(rng.integers(-most[1], most[1] + 1))
        )
        np.testing.assert_array_equal(shown(of).map_values, full_map(of))


def test_what_moves_with_the_image_is_copied_bit_for_bit() -> None:
    of = translated(state(picture=image(3, 40, 60)), dy=3.0, dx=-5.0, edge="circular", difference="error")
    before = compute(of).feature_maps[0]
    made = shown(of)
    np.testing.assert_array_equal(made.map_values[4:-1, 1:-6], np.roll(before, (3, -5), (0, 1))[4:-1, 1:-6])
    assert made.zero[4:-1, 1:-6].all()
    np.testing.assert_array_equal(made.zero, made.difference_values == 0)
    assert made.zero_share == made.zero.mean() < 1


def test_deep_networks_are_exactly_equivariant_too_where_they_must_be() -> None:
    of = State(image(3, 96, 120), "noise.png", DEEP, selected_layer=3)
    circular = translated(of, dx=6.0, dy=-4.0, edge="circular", difference="error", switches=Switches("circular"))
    made = shown(circular)
    assert made.zero.all()
    assert made.reading[:3] == (0, pytest.approx(0, abs=1e-6), pytest.approx(1))
    zeros = shown(translated(circular, edge="zeros"))
    assert zeros.zero[2:-6, 8:-4].all()
    assert 0 < zeros.zero_share < 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_sample_has_the_values_of_the_whole(small_samples: None, whole: bool) -> None:
    steps = set()
    for of in drawn(150, EDGES, whole):
        sample, full = shown(of, quick=True), shown(of)
        size = np.abs(full.map_values).max()
        assert sample.at.rows.step == sample.at.columns.step
        steps.add(sample.at.rows.step)
        close = {"rtol": 1e-5, "atol": 4e-6 * size}
        np.testing.assert_allclose(sample.map_values, sample.at.of(full.map_values), **close)
        np.testing.assert_allclose(sample.difference_values, sample.at.of(full.difference_values), **close)
        np.testing.assert_allclose(sample.input_values, sample.input_at.of(full.input_values), atol=1e-6)
        if whole:
            rows, columns = sample.input_at
            wanted = full.input_picture.rgb()[:: rows.step, :: columns.step]
            np.testing.assert_array_equal(sample.input_picture.rgb(), wanted)
    assert len(steps) > 1


def test_a_sample_reads_off_about_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUICK_VALUES", 2000)
    of = translated(state(picture=image(3, 200, 300)), dx=80.0, edge="zeros", difference="error")
    sample, full = shown(of, quick=True).reading, shown(of).reading
    assert sample[:3] == pytest.approx(full[:3], rel=0.1)
    assert (sample.layer, sample.features) == (full.layer, full.features) == ("1 Conv2d", "means of 1 Conv2d")


@pytest.mark.parametrize("whole", [True, False])
def test_where_a_person_looks_a_sample_has_the_values_of_the_whole(small_samples: None, whole: bool) -> None:
    steps = set()
    for number, of in enumerate(drawn(150, EDGES, whole)):
        rng = np.random.default_rng(number)
        top, left = rng.uniform(-5, 20, 2).tolist()
        look = Look(top, left, top + float(rng.uniform(1, 15)), left + float(rng.uniform(1, 15)), rng.choice([3, 0.4]))
        frame = compute(of)
        sample, full = compute_shifted(of, frame, quick=True, look=look), compute_shifted(of, frame)
        assert sample.is_sample
        steps.add(sample.at.rows.step)
        close = {"rtol": 1e-5, "atol": 4e-6 * np.abs(full.map_values).max()}
        np.testing.assert_allclose(sample.map_values, sample.at.of(full.map_values), **close)
        np.testing.assert_allclose(sample.difference_values, sample.at.of(full.difference_values), **close)
        np.testing.assert_allclose(sample.input_values, sample.input_at.of(full.input_values), atol=1e-6)
        if number % 10 == 0:
            everywhere = compute_shifted(of, frame, quick=True)
            assert (sample.sentence, sample.zero_share) == (everywhere.sentence, everywhere.zero_share)
            assert sample.difference_scale == everywhere.difference_scale
            assert sample.reading[:3] == pytest.approx(everywhere.reading[:3], nan_ok=True, rel=1e-4, abs=1e-6)
    assert len(steps) > 1


def test_from_far_away_the_numbers_are_not_those_of_the_few_values_on_the_screen() -> None:
    of = translated(state(picture=image(3, 300, 300)), dx=80.0)
    frame = compute(of)
    everywhere = compute_shifted(of, frame, quick=True)
    far = compute_shifted(of, frame, quick=True, look=Look(-900, -900, 1200, 1200, 0.02))
    assert far.at.size < 100
    assert (far.reading, far.difference_scale, far.sentence) == (
        everywhere.reading,
        everywhere.difference_scale,
        everywhere.sentence,
    )


@pytest.mark.parametrize("distance", [99.0, 2.5])
def test_of_a_map_with_one_position_nothing_else_is_read_while_the_large_image_moves(distance: float) -> None:
    large = state(picture=image(3, 260, 260), stride=99, padding=0, dilation=99)
    of = translated(large, dx=distance)
    sample, full = shown(of, quick=True), shown(of)
    assert sample.is_sample
    assert full.map_values.shape == (1, 1)
    assert np.isnan([sample.reading.equivariance, full.reading.equivariance]).all()
    assert sample.reading[1:3] == pytest.approx(full.reading[1:3], rel=1e-5)
    assert sample.sentence == full.sentence


def test_a_sample_is_seen_before_its_numbers_are_read_off(small_samples: None) -> None:
    of = translated(state(), dx=3.0)
    seen = first_seen(of, compute(of), quick=True)
    assert isinstance(seen, Sample)
    made = seen.complete()
    assert made.map_picture is seen.map_picture
    assert made.sentence == shown(of, quick=True).sentence
    assert isinstance(first_seen(of, compute(of)), Shifted)


def test_there_is_no_sample_where_it_would_not_save_the_rest(small_samples: None) -> None:
    of = deep(dx=2.0)
    assert not shown(of, quick=True).is_sample
    fourier = translated(state(), dx=0.5, interpolation="fourier")
    assert not shown(fourier, quick=True).is_sample
    assert shown(translated(fourier, interpolation="bilinear"), quick=True).is_sample


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("distance", [(0.0, 4.0), (2.0, -3.0), (0.5, 1.25)])
@pytest.mark.parametrize("of", [state(picture=image(3, 24, 32)), deep()], ids=["one", "deep"])
def test_the_numbers_are_those_of_the_headless_functions(
    of: State, edge: str, interpolation: str, distance: tuple[float, float]
) -> None:
    of = translated(of, dy=distance[0], dx=distance[1], edge=edge, interpolation=interpolation)
    made = shown(of)
    network, layer = made.experiment.network, made.experiment.shown
    options = {"layer": layer, "edge": edge, "interpolation": interpolation}
    if edge != "crop":
        wanted = equivariance_error(network, of.image, *distance, **options)
        assert made.reading.equivariance == pytest.approx(wanted, rel=1e-4, abs=1e-6)
        assert made.reading[1:3] == pytest.approx(invariance_error(network, of.image, *distance, **options), rel=1e-4)
        return
    before, after = (network.forward(shifted_input(of, *each))[layer] for each in ((0, 0), distance))
    field = receptive_field(network, made.experiment.input_shape)[layer]
    rows, columns = interior(field, before.shape, made.experiment.input_shape[1:], *distance)
    wanted = moved_map(before, field, *distance, "zeros", interpolation)[:, rows, columns]
    left = after[:, rows, columns] - wanted
    assert made.reading.equivariance == pytest.approx(np.linalg.norm(left) / np.linalg.norm(wanted), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("distance", [(0.0, 4.0), (2.0, -3.0), (0.5, 1.25)])
@pytest.mark.parametrize("of", [state(picture=image(3, 24, 32)), deep()], ids=["one", "deep"])
def test_picture_and_number_of_the_difference_agree(of: State, edge: str, distance: tuple[float, float]) -> None:
    of = translated(of, dy=distance[0], dx=distance[1], edge=edge)
    change, error = (shown(translated(of, difference=each)) for each in DIFFERENCES)
    before = change.before.maps[change.experiment.channel]
    np.testing.assert_array_equal(change.difference_values, change.map_values - before)
    wanted = moved_map(before, change.before.receptive_field, *distance, "zeros" if edge == "crop" else edge)
    inside = np.ones(before.shape, bool)
    if edge == "crop":
        made = error.experiment
        inside[:] = False
        inside[interior(error.before.receptive_field, (1, *before.shape), made.input_shape[1:], *distance)] = True
    np.testing.assert_array_equal(error.difference_values, np.where(inside, error.map_values - wanted, 0))
    np.testing.assert_array_equal(error.zero, inside & (error.difference_values == 0))


def test_a_head_is_read_off_and_not_shown() -> None:
    of = deep(dx=3.0, switches=Switches(pooling="average", head="fully connected"))
    made = shown(of)
    network = made.experiment.network
    assert [type(layer) for layer in network][-2:] == [Flatten, Linear]
    assert (made.reading.layer, made.reading.features) == ("5 AvgPool2d", "7 Linear")
    assert made.reading[1:3] == pytest.approx(invariance_error(network, of.image, 0, 3), rel=1e-4)
    average = shown(deep(dx=4.0, switches=Switches(head="global average")))
    assert average.map_values.shape == (12, 16)
    wanted = invariance_error(average.experiment.network, of.image, 0, 4)
    assert average.reading[1:3] == pytest.approx(wanted, rel=1e-4)
    assert average.reading.features == "5 GlobalAvgPool2d"


def test_the_pictures_are_drawn_with_scales_that_hold_while_the_image_moves() -> None:
    of = translated(state(picture=image(3, 40, 60)), dx=2.0, edge="circular")
    first = shown(of)
    later = shown(translated(of, dx=9.0), previous=first)
    assert first.map_scale == later.map_scale
    assert first.difference_scale == later.difference_scale
    assert first.difference_scale.low == -first.difference_scale.high
    for made in (first, later):
        for picture, values, scale in (
            (made.map_picture, made.map_values, made.map_scale),
            (made.difference_picture, made.difference_values, made.difference_scale),
        ):
            np.testing.assert_array_equal(picture.pixels(), picture_of_map(values, scale).pixels())
        np.testing.assert_array_equal(made.input_picture.rgb(), picture_of_image(made.input_values).rgb())


def test_where_nothing_differs_the_scale_is_that_of_the_map() -> None:
    made = shown(translated(state(padding_mode="circular"), dx=2.0, edge="circular", difference="error"))
    assert made.zero.all()
    assert made.difference_scale.high >= made.map_scale.high
    black = np.zeros((1, 9, 9), np.float32)
    black.flags.writeable = False
    made = shown(translated(state(np.ones((1, 1, 3, 3), np.float32), black, bias=[0.0]), dx=2.0))
    assert made.difference_scale == Scale(-1, 1, made.state.display.signed)


def test_what_was_there_before_the_shift_serves_later_ones() -> None:
    of = translated(state(), dx=2.0)
    first = shown(of)
    for changes in ({"dx": 4.0}, {"edge": "reflect"}, {"difference": "error"}, {"interpolation": "fourier"}):
        assert shown(translated(of, **changes), previous=first).before is first.before
    for changes in ({"edge": "crop"}, {"switches": Switches(stride=2)}):
        assert shown(translated(of, **changes), previous=first).before is not first.before
    other = replace(of, selected_filter=1)
    assert shown(other, previous=first).before is not first.before
    assert shown(other, previous=first).experiment.channel == 1


def test_the_map_before_is_that_of_the_frame_itself() -> None:
    of = translated(state(), dx=2.0)
    frame = compute(of)
    assert compute_shifted(of, frame).before.maps[0] is frame.feature_maps[0]
    stale = compute(replace(of, image=image(seed=5)))
    np.testing.assert_array_equal(compute_shifted(of, stale).map_values, shown(of).map_values)


@pytest.mark.parametrize("of", [state(picture=image(3, 40, 60)), deep()], ids=["one", "deep"])
def test_the_work_can_be_given_up_at_each_of_its_steps(of: State) -> None:
    frame, told = compute(of), []
    of = translated(of, dx=4.0, switches=Switches(padding_mode="zeros"))
    compute_shifted(of, frame, progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    for stop in range(len(told)):
        count = iter(range(len(told)))

        def give_up(_done: float, stop: int = stop, count: Iterator[int] = count) -> None:
            if next(count) == stop:
                raise CancelledError

        with pytest.raises(CancelledError):
            compute_shifted(of, frame, progress=give_up)


@pytest.mark.parametrize("distance", [3.0, 2.5])
def test_too_many_maps_are_read_off_one_by_one(monkeypatch: pytest.MonkeyPatch, distance: float) -> None:
    monkeypatch.setattr("convviz.lab.translation.shifted_compare.MOST_VALUES", 100)
    of = translated(state(selected_filter=1), dx=distance)
    made = shown(of)
    assert made.reading.layer == "channel 2 of 1 Conv2d"
    before, after = made.before.maps[1], full_map(of)
    left = after - shift(before, 0, distance)
    assert made.reading.equivariance == pytest.approx(
        np.linalg.norm(left) / np.linalg.norm(shift(before, 0, distance)), rel=1e-4
    )


def test_a_network_that_does_not_fit_is_refused_with_a_sentence() -> None:
    network = Network([Conv2d(3, 1, 3, padding="same"), Flatten(), Linear(24 * 32, 2)])
    of = State(image(3, 24, 32), "noise.png", network, selected_layer=2)
    with pytest.raises(ValueError, match="Linear"):
        shown(translated(of, edge="crop"))


SOBEL = np.array([[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]], np.float32)


@pytest.mark.parametrize("distance", [3.0, 2.5])
@pytest.mark.parametrize("head", [None, "global average"])
def test_a_mean_that_cancels_out_is_read_off_as_nothing_that_changed(head: str | None, distance: float) -> None:
    noise = np.random.default_rng(4).random((1, 30, 41), np.float32)
    noise.flags.writeable = False
    of = state(SOBEL, noise, bias=[0.0], padding=1, padding_mode="circular")
    made = shown(translated(of, dx=distance, switches=Switches(head=head)))
    assert head is None or made.before.output.any(), "rounding"
    assert made.reading[1:3] == (0, 1)


def test_a_difference_by_rounding_is_not_marked_as_zero() -> None:
    of = translated(state(image(1, 40, 60)[np.newaxis, :, :5, :5], image(1, 40, 60)), dx=2.5, difference="error")
    made = shown(translated(of, edge="circular", switches=Switches(padding_mode="circular")))
    tiny = np.abs(made.difference_values) < 1e-5
    assert (tiny & ~made.zero).any()
    np.testing.assert_array_equal(made.zero, made.difference_values == 0)


def test_a_crop_is_read_off_in_the_interior() -> None:
    made = shown(translated(state(picture=image(3, 40, 60)), dx=3.0, edge="crop"))
    assert (made.reading.layer, made.reading.features) == ("interior of 1 Conv2d", "means of 1 Conv2d")
    assert made.reading.equivariance == 0

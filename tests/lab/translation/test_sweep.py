"""Sweeps: the same numbers as the headless functions give, ring by ring, and what they depend on."""

from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import network_chosen
from convviz.lab.progress import CancelledError
from convviz.lab.state import State, first_state
from convviz.lab.translation.course import Course
from convviz.lab.translation.sweep import READ_OUTS, Question, course_in, ends_of, reduced, sweep
from convviz.lab.translation.translation import Switches, Translation
from convviz.nn.translation import equivariance_error, invariance_error
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    """A colour picture of noise, 48×64, under Sobel x."""
    return first_state(image(), "noise.png")


@pytest.fixture
def deep() -> State:
    """A network of five layers, looked at to its end."""
    state = first_state(image(), "noise.png")
    state = replace(state, **network_chosen(state, "two-layers"))
    return replace(state, **layer_selected(state, len(state.network) - 1))


def measured(state: State, switches: Switches, course: Course):
    return list(sweep(Question(state, switches, course)))


@pytest.mark.parametrize("edge", ["zeros", "circular"])
@pytest.mark.parametrize("interpolation", ["bilinear", "fourier"])
def test_it_gives_what_the_headless_functions_give(deep: State, edge: str, interpolation: str) -> None:
    deep = replace(deep, translation=Translation(dx=7, edge=edge, interpolation=interpolation))
    switches = Switches(pooling="blur", head="fully connected")
    question = Question(deep, switches, Course("diagonal", 2, 0.5))
    found = list(sweep(question))[-1]
    network, options = question.experiment.network, {"edge": edge, "interpolation": interpolation}
    for index in (0, 3, 4, 6):
        dy, dx = found.course.shifts[index]
        for layer in range(len(network)):
            change, cosine = invariance_error(network, deep.image, dy, dx, layer=layer, **options)
            wanted = equivariance_error(network, deep.image, dy, dx, layer=layer, **options), change, cosine
            np.testing.assert_allclose(found.values[:, index, layer], wanted, rtol=1e-5, atol=1e-12)


def test_circular_convolution_is_exactly_equivariant_at_every_whole_shift(state: State) -> None:
    state = replace(state, translation=Translation(edge="circular"))
    found = measured(state, Switches(padding_mode="circular"), Course("plane", 2))[-1]
    assert (found.of("equivariance") == 0).all()


def test_a_stride_is_exact_at_its_multiples_alone(state: State) -> None:
    state = replace(state, translation=Translation(edge="circular"))
    found = measured(state, Switches(padding_mode="circular", stride=2), Course("x", 4))[-1]
    errors = found.of("equivariance")[:, 0]
    assert (errors[::2] == 0).all()
    assert (errors[1::2] > 0.1).all()


def test_a_crop_invents_nothing_so_that_the_interior_is_exact(state: State) -> None:
    state = replace(state, translation=Translation(edge="crop"))
    found = measured(state, Switches(), Course("x", 3))[-1]
    assert (found.of("equivariance") == 0).all()
    assert found.input_size == (24, 32)


def test_it_grows_from_the_middle_outwards(state: State) -> None:
    answers = measured(state, Switches(), Course("x", 2))
    assert [answer.done.tolist() for answer in answers] == [[2], [1, 2, 3], [0, 1, 2, 3, 4]]
    assert np.isfinite(answers[1].of("change")[:, 0]).tolist() == [False, True, True, True, False]
    assert [answer.is_complete for answer in answers] == [False, False, True]
    assert answers[0].of("equivariance")[2, 0] == 0


def test_a_sweep_that_was_given_up_goes_on_where_it_was(state: State) -> None:
    question = Question(state, Switches(), Course("x", 3))
    whole = list(sweep(question))
    rest = list(sweep(question, whole[1]))
    assert len(rest) == 2
    np.testing.assert_array_equal(rest[-1].values, whole[-1].values)


def test_it_stops_when_nobody_wants_it_any_more(state: State) -> None:
    told = []

    def progress(done: float) -> None:
        told.append(done)
        if done > 0.4:
            raise CancelledError

    with pytest.raises(CancelledError):
        list(sweep(Question(state, Switches(), Course("x", 3)), progress=progress))
    assert told == sorted(told)


def test_the_key_changes_with_what_matters(deep: State) -> None:
    def key(state: State, **own):
        return Question(state, **{"switches": Switches(), "course": Course()} | own).key

    moved = deep.translation
    others = [
        replace(deep, image=image(seed=1)),
        replace(deep, operation="convolution"),
        replace(deep, translation=replace(moved, edge="circular")),
        replace(deep, translation=replace(moved, interpolation="fourier")),
        replace(deep, **layer_selected(deep, 0)),
        replace(deep, network=deep.network.with_layer(0, replace(deep.network[0], padding_mode="reflect"))),
    ]
    keys = [key(deep), key(deep, switches=Switches(stride=2)), key(deep, course=Course("y")), *map(key, others)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("changes", [{"channel_mode": "each"}, {"input_size": (32, 32)}])
def test_the_same_layers_on_other_channels_or_another_size_are_another_question(
    state: State, changes: dict[str, object]
) -> None:
    other = replace(state, **changes)
    assert Question(other, Switches(), Course()).key != Question(state, Switches(), Course()).key


def test_the_key_stays_with_what_does_not_matter(deep: State) -> None:
    moved = replace(deep.translation, dx=3.0, dy=1.0, difference="error")
    same = [
        replace(deep, translation=moved),
        replace(deep, selected_filter=1),
        replace(deep, image_name="other.png"),
    ]
    assert {Question(each, Switches(), Course()).key for each in (deep, *same)} == {
        Question(deep, Switches(), Course()).key
    }


def test_what_does_not_fit_is_refused_in_words(state: State) -> None:
    state = first_state(image(2, 2), "tiny.png")
    state = replace(
        state,
        network=state.network.with_layer(
            0, replace(state.layer, padding="valid", weight=state.layer.weight[..., :2, :2])
        ),
    )
    question = Question(state, Switches(pooling="max"), Course("x", 1))
    assert question.refusal
    assert question.seconds == 0
    with pytest.raises(ValueError, match=r"."):
        list(sweep(question))


def test_a_course_keeps_within_the_range_of_the_shift(state: State) -> None:
    assert course_in(state, "x", 100).reach == 32
    assert course_in(state, "y", None).reach == 24
    assert course_in(state, "diagonal", None).reach == 24
    assert course_in(state, "plane", 8).reach == 8


def test_a_large_picture_is_reduced_and_a_small_one_is_not(state: State) -> None:
    assert reduced(state) is None
    large = first_state(image(300, 1200), "large.png")
    small = reduced(large)
    assert small is not None
    assert small.image.shape == (3, 128, 512)
    assert not small.image.flags.writeable
    assert small.network is large.network
    again = reduced(large, small.image)
    assert again is not None
    assert again.image is small.image


def test_an_axis_spans_all_values_and_never_noise_alone() -> None:
    assert ends_of("equivariance", np.array([0.0, 1e-9, np.nan])) == (0.0, 0.01)
    assert ends_of("change", np.array([0.2, np.inf])) == (0.0, 0.2)
    assert ends_of("cosine", np.array([-0.5, 1.0])) == (-0.5, 1.0)
    for read_out in READ_OUTS:
        low, high = ends_of(read_out, np.array([np.nan]))
        assert low < high

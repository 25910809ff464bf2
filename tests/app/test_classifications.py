"""Networks look at a digit off the UI thread: scores at once, maps once, nothing that nobody asks for any more."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import convviz.app.classifications as module
from convviz.app.classifications import Classifications
from convviz.files.digits import load_digits
from convviz.files.trained import TrainedNetwork, shipped_network
from convviz.lab.edits.scores_edits import digit_chosen, network_looks, scores_set
from convviz.lab.state import State
from convviz.lab.translation.classified import CANVAS, FREE, PLACES, Classified, moved, picture_as_digit
from convviz.nn.digit_networks import DIGIT_NETWORKS
from convviz.nn.placement import PLACEMENTS, on_canvas
from convviz.nn.shifted_scores import class_scores, shift_consistency
from tests.hands import Calls
from tests.lab_fixtures import image
from tests.trained_networks import drawn_network


@pytest.fixture(autouse=True)
def _few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DIGITS_TRIED", 10)


@pytest.fixture
def worker(qapp: object) -> Iterator[Classifications]:
    worker = Classifications(drawn_network)
    yield worker
    worker.finish()


@pytest.fixture
def pair(state: State) -> State:
    """Two quick networks look."""
    return replace(state, **scores_set(state, networks=("conv", "full")))


def shifted(state: State, dy: float, dx: float) -> State:
    return replace(state, translation=replace(state.translation, dy=dy, dx=dx))


def settle(worker: Classifications, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not worker.busy, timeout=20_000)


def asked(worker: Classifications, state: State, qtbot: QtBot) -> Classified:
    """Ask, wait, and return the last that was told."""
    told = Calls(worker.changed.connect)
    worker.ask(state)
    settle(worker, qtbot)
    last = told[-1][0]
    assert isinstance(last, Classified)
    return last


@pytest.mark.parametrize("place", [(0.0, 0.0), (-2.0, 3.0), (0.5, 1.25)])
def test_scores_are_those_of_the_digit_where_it_is(
    worker: Classifications, pair: State, place: tuple[float, float], qtbot: QtBot
) -> None:
    last = asked(worker, shifted(pair, *place), qtbot)
    assert last.shift == place
    for network in last.networks:
        here = class_scores(drawn_network(network.kind, "anywhere").network, last.canvas)
        assert network.here == pytest.approx(here, abs=1e-6)


def test_the_digit_is_an_unseen_one_of_its_class(worker: Classifications, pair: State, qtbot: QtBot) -> None:
    unseen = load_digits().split(1400, 0).unseen
    fives = unseen.images[unseen.labels == 5]
    for number, index in ((0, 0), (4, 4), (900, len(fives) - 1)):
        last = asked(worker, replace(pair, **scores_set(pair, digit=5, number=number)), qtbot)
        assert (last.digit.truth, last.digit.count) == (5, len(fives))
        assert np.array_equal(last.digit.canvas, on_canvas(fives[index], CANVAS))


def test_the_picture_of_the_lab_is_moved_where_it_is_chosen(worker: Classifications, pair: State, qtbot: QtBot) -> None:
    own = replace(pair, **digit_chosen(pair, None))
    last = asked(worker, own, qtbot)
    assert last.digit.truth is None
    assert np.array_equal(last.canvas, on_canvas(picture_as_digit(own.image), CANVAS))
    other = asked(worker, replace(own, image=image(seed=5)), qtbot)
    assert not np.array_equal(other.canvas, last.canvas)
    assert other.networks[0].plane is not last.networks[0].plane


def test_planes_hold_the_scores_at_every_shift(worker: Classifications, pair: State, qtbot: QtBot) -> None:
    last = asked(worker, pair, qtbot)
    plane = last.networks[0].plane
    assert plane is not None
    assert plane.dy.tolist() == plane.dx.tolist() == list(PLACES)
    there = moved(last.digit, (3, -5), "zeros", "bilinear")
    scores = class_scores(drawn_network("conv", "anywhere").network, there)
    assert plane.scores[PLACES.index(3), PLACES.index(-5)] == pytest.approx(scores, abs=1e-6)


def test_consistency_is_that_of_unseen_digits_wholly_on_the_canvas(
    worker: Classifications, pair: State, qtbot: QtBot
) -> None:
    last = asked(worker, pair, qtbot)
    tried = on_canvas(load_digits().split(1400, 0).unseen.sample(10).images, CANVAS)
    shifts = [(dy, dx) for dy in FREE for dx in FREE]
    for network in last.networks:
        expected = shift_consistency(drawn_network(network.kind, "anywhere").network, tried, shifts)
        assert network.consistency == pytest.approx(expected)


def test_a_move_by_whole_pixels_is_told_at_once_when_the_maps_are_known(
    worker: Classifications, pair: State, qtbot: QtBot
) -> None:
    before = asked(worker, pair, qtbot)
    told = Calls(worker.changed.connect)
    worker.ask(shifted(pair, 2, 2))
    assert [each[0].shift for each in told] == [(2, 2)]
    assert not worker.busy
    assert told[0][0].networks[0].plane is before.networks[0].plane


def test_a_drag_by_fractions_shows_what_it_passes(worker: Classifications, pair: State, qtbot: QtBot) -> None:
    told = Calls(worker.changed.connect)
    worker.ask(shifted(pair, 0, 0.5))
    worker.ask(shifted(pair, 0, 0.75))
    settle(worker, qtbot)
    places = [each[0].shift for each in told]
    assert places[0] == (0, 0.5)
    assert set(places[1:]) == {(0, 0.75)}


def test_an_answer_that_comes_late_is_not_shown_over_a_newer_one(
    worker: Classifications, pair: State, qtbot: QtBot
) -> None:
    asked(worker, pair, qtbot)
    told = Calls(worker.changed.connect)
    worker.ask(shifted(pair, 0, 0.5))
    worker.ask(shifted(pair, 0, 1))
    settle(worker, qtbot)
    assert {each[0].shift for each in told} == {(0, 1)}


def test_what_was_measured_is_known_when_it_is_asked_for_again(
    worker: Classifications, pair: State, qtbot: QtBot
) -> None:
    first = asked(worker, pair, qtbot)
    centred = asked(worker, replace(pair, **scores_set(pair, placement="centred")), qtbot)
    assert centred.networks[0].plane is not first.networks[0].plane
    worker.ask(pair)
    assert not worker.jobs.busy
    again = asked(worker, pair, qtbot)
    assert again.networks[0].plane is first.networks[0].plane


def test_another_edge_has_other_maps_and_the_same_consistency(
    worker: Classifications, pair: State, qtbot: QtBot
) -> None:
    black = asked(worker, pair, qtbot)
    turned = asked(worker, replace(pair, translation=replace(pair.translation, edge="circular")), qtbot)
    assert turned.edge == "circular"
    assert not np.array_equal(turned.networks[0].plane.scores, black.networks[0].plane.scores)
    assert turned.networks[0].consistency == black.networks[0].consistency


def test_the_unseen_digits_are_unseen_by_every_network_that_ships() -> None:
    records = [shipped_network(kind, placement).record for kind in DIGIT_NETWORKS for placement in PLACEMENTS]
    assert {(record["seen"], record["seed"], record["canvas"]) for record in records} == {(1400, 0, CANVAS)}


def test_what_is_given_up_waits_until_it_is_asked_for(state: State, qtbot: QtBot) -> None:
    may_go_on = threading.Event()

    def slow(kind: str, placement: str) -> TrainedNetwork:
        assert may_go_on.wait(20)
        return drawn_network(kind, placement)

    worker = Classifications(slow)
    worker.ask(state)
    assert worker.busy
    worker.jobs.cancel()
    may_go_on.set()
    settle(worker, qtbot)
    assert worker.waits
    told = Calls(worker.changed.connect)
    worker.measure()
    settle(worker, qtbot)
    assert not worker.waits
    assert all(each.plane is not None and each.consistency is not None for each in told[-1][0].networks)
    worker.finish()


def test_giving_up_one_digit_is_not_giving_up_the_next(
    worker: Classifications, state: State, pair: State, qtbot: QtBot
) -> None:
    worker.ask(state)
    worker.jobs.cancel()
    settle(worker, qtbot)
    assert worker.waits
    worker.ask(shifted(state, 1, 1))
    settle(worker, qtbot)
    assert worker.waits
    last = asked(worker, replace(pair, **digit_chosen(pair, 8)), qtbot)
    assert not worker.waits
    assert all(each.plane is not None and each.consistency is not None for each in last.networks)


def test_what_nobody_looks_at_any_more_is_left_for_what_is_looked_at(
    worker: Classifications, state: State, pair: State, qtbot: QtBot
) -> None:
    told = Calls(worker.changed.connect)
    worker.ask(state)
    last = asked(worker, replace(pair, **digit_chosen(pair, 8)), qtbot)
    assert not worker.waits
    assert last.digit.truth == 8
    assert {each.kind for each in last.networks} == {"conv", "full"}
    assert all(each.plane is not None for each in last.networks)
    assert len(told) > 0


def test_a_network_that_goes_leaves_the_others_as_they_are(worker: Classifications, state: State, qtbot: QtBot) -> None:
    before = asked(worker, state, qtbot)
    after = asked(worker, replace(state, **network_looks(state, "local", False)), qtbot)
    assert [each.kind for each in after.networks] == ["conv", "blur", "full"]
    assert after.network("full").plane is before.network("full").plane


def test_a_network_that_cannot_be_read_is_said(state: State, qtbot: QtBot) -> None:
    def missing(kind: str, placement: str) -> TrainedNetwork:
        raise ValueError(f"{kind}-{placement} is missing; install convviz again.")

    worker = Classifications(missing)
    said = Calls(worker.failed.connect)
    worker.ask(state)
    settle(worker, qtbot)
    assert set(said) == {("conv-anywhere is missing; install convviz again.",)}
    worker.finish()


def test_finishing_in_the_midst_of_it_tells_nothing_more(state: State, qtbot: QtBot) -> None:
    worker = Classifications(drawn_network)
    told, said = Calls(worker.changed.connect), Calls(worker.failed.connect)
    worker.ask(state)
    worker.finish()
    assert not worker.busy
    assert told == said == []

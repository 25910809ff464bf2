"""Own kernels and favourites: what may be kept, and what comes back of it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from convviz.lab.edits.edits import cells_set, kernel_set
from convviz.lab.kernel.kernel_geometry import resized
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.kernel.shelf import LONGEST_NAME, MOST_OWN, OWN_GROUP, Shelf
from convviz.lab.limits import LARGEST_KERNEL
from convviz.lab.state import State, first_state
from tests.lab.states import image

ONES, TWOS = np.ones((3, 3), np.float32), np.full((2, 4), 2, np.float32)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf().saved("Ones", ONES).saved("Twos", TWOS)


def names(shelf: Shelf) -> list[str]:
    return [kernel.name for kernel in shelf.own]


def read(**stored: object) -> Shelf:
    return Shelf.from_text(json.dumps(stored))


def with_kernel(weights: np.ndarray) -> State:
    state = first_state(image(3), "noise")
    return replace(state, **kernel_set(state, weights))


def test_a_kernel_is_kept_under_its_name(shelf: Shelf) -> None:
    assert names(shelf) == ["Ones", "Twos"]
    kernel = shelf.named("ones")
    assert np.array_equal(kernel.weights, ONES)
    assert kernel.group == OWN_GROUP
    assert kernel.hint == "One of your own; its weights sum to 9."
    assert shelf.named("Threes") is None


def test_what_is_kept_does_not_change_with_what_it_was_made_of() -> None:
    weights = ONES.copy()
    shelf = Shelf().saved("Mine", weights)
    weights[0, 0] = 5
    assert np.array_equal(shelf.own[0].weights, ONES)
    assert not shelf.own[0].weights.flags.writeable


def test_a_name_that_is_there_is_given_to_the_new_kernel_in_its_place(shelf: Shelf) -> None:
    again = shelf.saved(" ONES ", TWOS)
    assert names(again) == ["ONES", "Twos"]
    assert np.array_equal(again.own[0].weights, TWOS)
    assert names(shelf) == ["Ones", "Twos"], "the old value is as it was"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "A kernel is kept under a name; type one"),
        ("  ", "A kernel is kept under a name; type one"),
        ("-", "A kernel is kept under a name; type one"),
        ("x" * (LONGEST_NAME + 1), "A name may have up to 40 characters; this has 41"),
        ("sobel_X", "“Sobel x” is a kernel of the library; choose another name"),
    ],
)
def test_a_name_that_cannot_be_is_refused(shelf: Shelf, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        shelf.saved(name, ONES)
    with pytest.raises(ValueError, match=why):
        shelf.renamed("Ones", name)


def test_the_longest_name_is_kept() -> None:
    assert names(Shelf().saved(" " + "x" * LONGEST_NAME, ONES)) == ["x" * LONGEST_NAME]


def test_there_is_room_for_so_many_and_no_more() -> None:
    shelf = Shelf(tuple(replace(Shelf().saved("x", ONES).own[0], name=f"x {count}") for count in range(MOST_OWN)))
    with pytest.raises(ValueError, match="There are 200 own kernels, and no room for more; remove one first"):
        shelf.saved("One more", ONES)
    assert len(shelf.saved("x 7", TWOS).own) == MOST_OWN, "one that replaces another needs no room"
    assert len(Shelf.from_text(shelf.text).own) == MOST_OWN


def test_a_kernel_gets_another_name_and_stays_a_favourite(shelf: Shelf) -> None:
    renamed = shelf.starred("Ones").renamed("Ones", "  Many   ones ")
    assert names(renamed) == ["Many ones", "Twos"]
    assert renamed.favourites == ("many-ones",)
    assert names(shelf.renamed("ones", "ONES")) == ["ONES", "Twos"]


def test_a_kernel_does_not_take_the_name_of_another(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="There is an own kernel “twos” already; choose another name"):
        shelf.renamed("Ones", "twos")


def test_a_removed_kernel_is_gone_and_no_favourite(shelf: Shelf) -> None:
    removed = shelf.starred("Ones").starred("Sobel x").removed("Ones")
    assert names(removed) == ["Twos"]
    assert removed.favourites == ("sobel-x",)


def test_a_star_is_set_and_taken_away(shelf: Shelf) -> None:
    starred = shelf.starred("Sobel x").starred("Twos")
    assert starred.favourites == ("sobel-x", "twos")
    assert starred.starred("Sobel x").favourites == ("twos",)


def test_the_text_gives_everything_back_exactly(shelf: Shelf) -> None:
    rng = np.random.default_rng(0)
    for count in range(30):
        weights = (10.0 ** rng.uniform(-30, 6) * rng.uniform(-1, 1, rng.integers(1, 32, 2))).astype(np.float32)
        shelf = shelf.saved(f"“{count}”, \\ & <b>", weights)
    shelf = shelf.starred("Twos").starred("Emboss")
    again = Shelf.from_text(shelf.text)
    assert names(again) == names(shelf)
    assert all(np.array_equal(one.weights, other.weights) for one, other in zip(again.own, shelf.own, strict=True))
    assert again.own[5].weights.dtype == np.float32
    assert again.favourites == shelf.favourites


@pytest.mark.parametrize("text", ["", "7", "null", "[]", "{", '{"own": 7, "favourites": {}}', "\0"])
def test_what_is_no_shelf_is_an_empty_one(text: str) -> None:
    assert (Shelf.from_text(text).own, Shelf.from_text(text).favourites) == ((), ())


@pytest.mark.parametrize(
    "damaged",
    [
        7, None, [], {}, {"name": "x"}, {"weights": "1 2"}, {"name": 7, "weights": "1 2"},
        {"name": "x", "weights": "1 2; 3"}, {"name": "x", "weights": "one"}, {"name": "x", "weights": 5},
        {"name": "x", "weights": "1e9"}, {"name": "x", "weights": "1 " * (LARGEST_KERNEL + 1)},
        {"name": " ", "weights": "1"}, {"name": "ONES", "weights": "1"},
    ],
)  # fmt: skip
def test_a_damaged_kernel_is_left_out_and_the_others_stay(shelf: Shelf, damaged: object) -> None:
    one, two = json.loads(shelf.text)["own"]
    again = read(own=[one, damaged, two], favourites=["x", 7, None, "twos", "sobel-x", "twos"])
    assert names(again) == ["Ones", "Twos"]
    assert np.array_equal(again.own[1].weights, TWOS)
    assert again.favourites == ("twos", "sobel-x")


def test_no_more_are_read_than_there_is_room_for() -> None:
    stored = [{"name": f"x {count}", "weights": "1 2"} for count in range(MOST_OWN + 1)]
    assert names(read(own=stored)) == [entry["name"] for entry in stored[:MOST_OWN]]


def test_a_name_that_the_library_has_taken_since_is_not_lost() -> None:
    assert names(read(own=[{"name": "Sobel x", "weights": "1 2"}])) == ["Sobel x"]


def test_the_kernel_of_a_state_is_known_by_the_library_and_by_the_shelf(shelf: Shelf) -> None:
    assert shelf.kernel_of(first_state(image(3), "noise")) is KERNELS["sobel-x"]
    assert shelf.kernel_of(with_kernel(TWOS)) is shelf.own[1]
    assert shelf.kernel_of(with_kernel(resized(TWOS, 5, 5))) is shelf.own[1], "zeros around it are nothing new"
    assert shelf.kernel_of(with_kernel(3 * ONES)) is None


def test_channels_that_differ_have_no_kernel_of_a_name(shelf: Shelf) -> None:
    state = replace(with_kernel(ONES), selected_channel=2)
    state = replace(state, **cells_set(state, [(0, 0)], 5.0))
    assert shelf.kernel_of(state) is None
    assert shelf.kernel_of(replace(state, selected_channel=0)) is shelf.own[0]
    assert shelf.kernel_of(replace(state, selected_channel=None)) is None

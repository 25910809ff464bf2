"""One filter, everywhere: patches are pasted, taken away and dragged, and the responses follow."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.lab.compute import compute
from convviz.lab.edits.edits import kernel_set
from convviz.lab.pictures.display import SIGNED_COLOUR_MAPS, Display
from convviz.lab.sharing.sharing_places import everywhere, first_places, ground_of
from convviz.lab.state import State, first_state
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.ui.sharing import sharing_everywhere
from convviz.ui.sharing.sharing_everywhere import EverywhereView
from convviz.ui.sharing.sharing_responses import MOST_PLACES
from tests.hands import SHIFT, Calls, Key, click, drag, press
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    return first_state(image(40, 60), "noise.png", np.arange(25, dtype=np.float32).reshape(5, 5) - 12)


@pytest.fixture
def view(state: State, styled: QApplication, qtbot: QtBot) -> EverywhereView:
    view = EverywhereView()
    qtbot.addWidget(view)
    view.resize(840, 420)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.show_frame(compute(state))
    return view


def point(view: EverywhereView, place: tuple[int, int]) -> QPoint:
    """Return where the middle of the patch of a value is in the picture; padding is "same"."""
    return view.picture.point_of(place[0] + 0.5, place[1] + 0.5).toPoint()


def texts(labels) -> list[str]:
    return [label.text() for label in labels if label.isVisible()]


def test_a_few_patches_are_there_at_the_start_and_answer_alike(view: EverywhereView) -> None:
    assert len(view.found.places) >= 4
    assert len(set(texts(view.responses.shared))) == 1
    assert len(set(texts(view.responses.local))) == len(view.found.places)
    assert [label.text() for label in view.responses.verdicts] == ["= equal to the last digit", "≠ different"]


def test_a_click_pastes_a_patch_and_another_takes_it_away(view: EverywhereView) -> None:
    told = Calls(view.read_out.connect)
    before = view.found.places
    click(view.picture, point(view, (20, 30)))
    assert view.found.places == (*before, (20, 30))
    y, x = 20 - 2, 30 - 2
    source = view.found.places[0]
    patch = view.found.image[:, source[0] - 2 : source[0] + 3, source[1] - 2 : source[1] + 3]
    assert np.array_equal(view.found.image[:, y : y + 5, x : x + 5], patch)
    click(view.picture, point(view, (20, 30)))
    assert view.found.places == before
    assert told[0][0].endswith("the convolution's responses are equal to the last digit")


def test_the_patch_that_is_copied_can_be_dragged(view: EverywhereView) -> None:
    before = view.found
    drag(view.picture, point(view, before.places[0]), point(view, (20, 28)))
    assert view.found.places[0] == (20, 28)
    assert view.found.alike
    assert view.found.shared != before.shared


def test_a_drag_elsewhere_and_a_click_beside_the_picture_do_nothing(view: EverywhereView) -> None:
    before = view.found.places
    drag(view.picture, point(view, (20, 20)), point(view, (20, 40)))
    click(view.picture, QPoint(view.picture.width() // 2, view.picture.height() - 1))
    assert view.found.places == before


def test_the_keys_paste_and_move_the_patch_that_is_copied(view: EverywhereView) -> None:
    view.picture.setFocus()
    count, source = len(view.found.places), view.found.places[0]
    press(Key.Key_Right, times=3)
    press(Key.Key_Space)
    assert view.found.places[-1] == (20, 33)
    assert len(view.found.places) == count + 1
    step = -1 if source[1] > 30 else 1
    press(Key.Key_Right if step > 0 else Key.Key_Left, SHIFT, times=2)
    assert view.found.places[0] == (source[0], source[1] + 2 * step)
    press(Key.Key_Return)
    assert len(view.found.places) == count


def test_only_as_many_places_as_there_are_columns_are_kept(view: EverywhereView) -> None:
    for x in (12, 24, 36, 48):
        for y in (5, 18, 34):
            click(view.picture, point(view, (y, x)))
            assert len(view.found.places) <= MOST_PLACES
    assert len(texts(view.responses.letters)) == len(view.found.places)


def test_start_again_brings_the_first_places_back(view: EverywhereView) -> None:
    before = view.found.places
    click(view.picture, point(view, (20, 30)))
    drag(view.picture, point(view, before[0]), point(view, (10, 28)))
    assert view.found.places != before
    click(view.again)
    assert view.found.places == before


def test_another_kernel_answers_at_the_same_places(view: EverywhereView, document: Document) -> None:
    click(view.picture, point(view, (20, 30)))
    document.edit("Choose", kernel_set, np.eye(5, dtype=np.float32))
    view.show_frame(compute(document.state))
    assert (20, 30) in view.found.places
    assert view.found.alike


def test_another_picture_starts_with_the_first_places(view: EverywhereView, state: State) -> None:
    click(view.picture, point(view, (20, 30)))
    other = first_state(image(30, 30), "other.png", state.kernel)
    view.show_frame(compute(other))
    ground = ground_of(other, other.image)
    assert (20, 30) not in view.found.places
    assert len(view.found.places) == 1 + len(first_places(ground, ground.strongest))


def test_what_it_is_computed_on_is_said(view: EverywhereView) -> None:
    weights = 40 * 60 * 75
    assert view.caption.text().endswith(f" alone has 75 weights; locally connected {weights:,}, drawn at random.")
    assert "coarsely" not in view.caption.text()
    large = first_state(image(200, 300), "large.png")
    view.show_frame(compute(large))
    assert "Shown coarsely: 40×60 of 200×300 pixels" in view.caption.text()


def test_a_deeper_layer_shows_the_mean_of_its_channels(view: EverywhereView) -> None:
    network = Network([Conv2d(3, 8, 3), Conv2d(8, 2, 3)])
    view.show_frame(compute(State(image(24, 24), "noise.png", network, selected_layer=1)))
    assert "the mean of 8 channels" in view.caption.text()
    assert view.found.alike


def test_a_layer_with_one_position_says_so(view: EverywhereView) -> None:
    view.show_frame(compute(State(image(5, 5), "noise.png", Network([Conv2d(3, 1, 5)]))))
    assert view.found.places == ((0, 0),)
    assert view.responses.verdicts[0].text() == "one place only"


def test_a_layer_that_always_sees_padding_has_no_place_and_takes_no_click(view: EverywhereView) -> None:
    view.show_frame(compute(State(image(5, 5), "noise.png", Network([Conv2d(3, 1, 9, padding=4)]))))
    assert view.found is None
    assert "The kernel covers 9×9 pixels, and the picture has only 5×5" in view.caption.text()
    assert not view.picture.isVisible()
    click(view.picture)
    click(view.again)
    view.picture.setFocus()
    press(Key.Key_Right)
    press(Key.Key_Space)
    assert view.found is None


def test_nothing_is_computed_before_it_is_seen(state: State, styled: QApplication, qtbot: QtBot) -> None:
    hidden = EverywhereView()
    qtbot.addWidget(hidden)
    hidden.show_frame(compute(state))
    assert hidden.found is None
    hidden.show()
    assert hidden.found is not None


def test_every_digit_is_in_the_tooltip(view: EverywhereView) -> None:
    shown = [label for label in view.responses.shared if label.isVisible()]
    assert {float(label.toolTip().replace("−", "-")) for label in shown} == set(view.found.shared)


def test_what_is_the_same_is_not_answered_again(
    view: EverywhereView, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def watched(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            asked.append(function.__name__)
            return function(*arguments)

        return call

    for function in (ground_of, everywhere):
        monkeypatch.setattr(sharing_everywhere, function.__name__, watched(function))
    document = Document(state)
    before = compute(state)
    view.show_frame(before)
    asked.clear()
    document.edit("Set colours", display=Display(list(SIGNED_COLOUR_MAPS)[-1]))
    after = compute(document.state, before)
    view.show_frame(after)
    view.picture.setFocus()
    press(Key.Key_Right)
    assert asked == []
    document.edit("Choose", kernel_set, -state.kernel)
    view.show_frame(compute(document.state, after))
    assert asked == ["ground_of", "everywhere"]
    click(view.picture, point(view, (20, 30)))
    assert asked[2:] == ["everywhere"]

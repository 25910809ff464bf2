"""The page “Translation invariance”: sliders, drags, keys and the player; the pictures, the numbers, the switches."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import convviz.app.translations as translations_module
from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.edits.edits import translation_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import network_chosen
from convviz.lab.network.network_rows import has_random_weights
from convviz.lab.pictures.display import Display
from convviz.lab.state import State
from convviz.lab.translation.shifted import first_seen
from convviz.lab.translation.translation import Switches, Translation
from convviz.lab.translation.translation_words import EDGE_WORDS, switch_text
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from convviz.ui.theme import apply_theme
from convviz.ui.translation.translation_page import SET_BACK, TranslationPage
from convviz.ui.translation.translation_pictures import CANNOT_MOVE, HINT, HOW_TO_DRAG, SHORT_ERROR, TranslationPictures
from convviz.ui.translation.translation_slider import CANNOT_MOVE as NOWHERE
from convviz.ui.widgets.player_controls import PLAY_KEY
from tests.hands import SHIFT, Button, Calls, Key, choose, click, drag, press, set_number, slider_handle, steps, wheel
from tests.lab_fixtures import image


@pytest.fixture
def page(document: Document, settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[TranslationPage]:
    apply_theme(styled, "light")
    page = TranslationPage(document, settings)
    qtbot.addWidget(page)

    def show(_old: State, new: State) -> None:
        page.show_state(new)
        page.show_frame(compute(new))

    document.changed.connect(show)
    page.resize(1220, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_state(document.state)
    page.show_frame(compute(document.state))
    settle(qtbot, page)
    yield page
    page.finish()


def settle(qtbot: QtBot, page: TranslationPage) -> None:
    qtbot.waitUntil(lambda: not page.translations.busy, timeout=20_000)


def shift(document: Document) -> tuple[float, float]:
    return document.state.translation.dy, document.state.translation.dx


def figures(page: TranslationPage) -> list[str]:
    readings = page.readings
    return [figure.text() for block in (readings.equivariance, readings.invariance) for figure in block.figures]


def zoom(page: TranslationPage) -> float:
    return page.pictures.viewport.zoom_in(QSizeF(page.pictures.input_view.size()))


def move(page: TranslationPage, steps_y: int, steps_x: int, step: float = 1.0) -> QPoint:
    """Return how far the mouse goes for so many pixels of the image."""
    return QPoint(round(steps_x * step * zoom(page)), round(steps_y * step * zoom(page)))


def test_at_first_nothing_is_moved_and_a_hint_lies_where_the_difference_is_zero(
    page: TranslationPage, document: Document
) -> None:
    assert steps(document) == []
    assert page.pictures.difference_view.hint == HINT
    assert page.pictures.difference_scale.legend == "= 0 exactly: 100 %"
    assert figures(page) == ["0", "0 %", "1"]
    assert page.headline.sentence


def test_a_drag_of_the_slider_is_one_undo_step(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    slider = page.bar.along_x.slider
    drag(slider, slider_handle(slider), slider_handle(slider) + QPoint(60, 0))
    dy, dx = shift(document)
    assert dy == 0
    assert dx >= 1
    assert float(dx).is_integer()
    assert steps(document) == ["Shift the image"]
    settle(qtbot, page)
    assert page.pictures.difference_view.hint == ""
    assert figures(page)[0] != "0"
    document.undo_stack.undo()
    assert shift(document) == (0, 0)
    assert slider.value() == 0


def test_each_key_on_a_slider_is_a_step(page: TranslationPage, document: Document) -> None:
    page.bar.along_y.slider.setFocus()
    press(Key.Key_Right, times=2)
    press(Key.Key_PageUp)
    assert shift(document) == (12, 0)
    assert len(steps(document)) == 3


def test_turns_of_the_wheel_in_a_row_are_one_undo_step(page: TranslationPage, document: Document) -> None:
    slider = page.bar.along_x.slider
    slider.setFocus()
    for _ in range(3):
        wheel(slider)
    assert shift(document)[1] != 0
    assert len(steps(document)) == 1


def test_a_number_is_taken_as_it_is_typed_and_kept_within_half_the_input(
    page: TranslationPage, document: Document
) -> None:
    set_number(page.bar.along_y.number, "-3,25")
    assert shift(document) == (-3.25, 0)
    assert (page.bar.along_x.number.minimum(), page.bar.along_x.number.maximum()) == (-32, 32)
    assert (page.bar.along_y.number.minimum(), page.bar.along_y.number.maximum()) == (-24, 24)


def test_a_crop_moves_as_far_as_there_are_real_pixels(page: TranslationPage, document: Document) -> None:
    choose(page.options.edge.choice, EDGE_WORDS["crop"].name)
    assert document.state.translation.edge == "crop"
    assert page.options.edge.sentence.text() == EDGE_WORDS["crop"].meaning
    assert page.bar.along_x.slider.maximum() == 16
    assert page.bar.along_y.slider.maximum() == 12


def test_steps_can_be_fractions_of_a_pixel(page: TranslationPage, document: Document) -> None:
    choose(page.bar.step, "¼ pixel")
    page.bar.along_x.slider.setFocus()
    press(Key.Key_Left, times=3)
    assert shift(document) == (0, -0.75)
    page.pictures.input_view.setFocus()
    press(Key.Key_Down)
    assert shift(document) == (0.25, -0.75)


def test_a_drag_of_the_picture_moves_it_by_whole_pixels_in_one_undo_step(
    page: TranslationPage, document: Document
) -> None:
    view, middle = page.pictures.input_view, page.pictures.input_view.rect().center()
    drag(view, middle, middle + move(page, -4, 7))
    assert shift(document) == (-4, 7)
    drag(view, middle, middle + move(page, 2, 0))
    assert shift(document) == (-2, 7)
    assert len(steps(document)) == 2
    assert page.pictures.viewport.fitted


def test_a_drag_from_a_fraction_lands_on_whole_pixels(page: TranslationPage, document: Document) -> None:
    document.edit("Shift", lambda state: translation_set(state, dx=0.25))
    view, middle = page.pictures.input_view, page.pictures.input_view.rect().center()
    drag(view, middle, middle + move(page, 0, 3))
    assert shift(document) == (0, 3)


def test_the_picture_follows_the_hand_though_its_view_moves_on_the_screen(
    page: TranslationPage, document: Document
) -> None:
    view, middle = page.pictures.input_view, page.pictures.input_view.rect().center()
    way = move(page, 3, 5)
    held = view.mapToGlobal(middle + way)
    QTest.mousePress(view, Button.LeftButton, pos=middle)
    QTest.mouseMove(view, middle + way)
    assert shift(document) == (3, 5)
    page.headline.setFixedHeight(page.headline.height() + 40)
    page.layout().activate()
    QApplication.processEvents()
    moved = view.mapFromGlobal(held)
    assert moved != middle + way
    QTest.mouseMove(view, moved + QPoint(1, 0))
    QTest.mouseMove(view, moved)
    QTest.mouseRelease(view, Button.LeftButton, pos=moved)
    assert shift(document) == (3, 5)


def test_a_click_on_the_groove_goes_to_that_place(page: TranslationPage, document: Document) -> None:
    slider = page.bar.along_x.slider
    click(slider, QPoint(slider.width() - 8, slider.height() // 2))
    assert shift(document) == (0, 32)
    click(slider, QPoint(8, slider.height() // 2))
    assert shift(document) == (0, -32)
    assert len(steps(document)) == 2


def test_a_number_beyond_the_range_becomes_the_largest(page: TranslationPage, document: Document) -> None:
    set_number(page.bar.along_x.number, "999999")
    assert shift(document) == (0, 32)
    assert page.bar.along_x.number.value() == 32
    set_number(page.bar.along_x.number, "-999999")
    assert shift(document) == (0, -32)


def test_what_is_one_pixel_cannot_be_moved_and_that_is_said(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Open", image=image(1, 1), image_name="dot.png")
    settle(qtbot, page)
    assert not page.bar.along_x.isEnabled()
    assert not page.bar.controls.isEnabled()
    assert page.bar.along_x.slider.toolTip() == NOWHERE
    assert page.pictures.difference_view.hint == CANNOT_MOVE
    document.undo_stack.undo()
    assert page.bar.along_x.isEnabled()
    assert page.bar.along_x.slider.toolTip() != NOWHERE


def test_an_error_of_a_crop_is_veiled_where_nothing_is_compared(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Shift", translation=Translation(2, 5, "crop", difference="error"))
    settle(qtbot, page)
    part = page.pictures.difference_view.compared
    assert part is not None
    assert (part.left(), part.top()) == (6, 3)
    assert (part.right(), part.bottom()) == (31, 23)
    assert page.pictures.difference_scale.veil_legend
    colour = page.pictures.difference_view.grab().toImage().pixelColor
    veiled, told = (page.pictures.difference_view.position_of(*place) for place in ((0, 15), (12, 15)))
    assert colour(veiled).lightness() < colour(told).lightness()
    document.edit("Show", lambda state: translation_set(state, difference="change"))
    settle(qtbot, page)
    assert page.pictures.difference_view.compared is None


def test_a_network_with_random_weights_is_told_beside_the_readings(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    assert not page.readings.caution.isVisible()
    document.edit("Choose", network_chosen, "two-layers")
    document.edit("Select", layer_selected, 3)
    settle(qtbot, page)
    assert page.readings.caution.isVisible() is has_random_weights(document.state.network)
    document.edit("Choose", network_chosen, "lenet-5")
    settle(qtbot, page)
    assert page.readings.caution.isVisible()


def test_where_the_maps_are_late_the_image_moves_at_once_and_they_are_veiled(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    held = threading.Event()

    def slow(*arguments: Any) -> Any:
        held.wait(20)
        return first_seen(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translations_module, "first_seen", slow)
        set_number(page.bar.along_x.number, "7")
        qtbot.waitUntil(page.pictures.veils[0].isVisible, timeout=20_000)
        assert page.pictures.input_view.shown is not None
        assert page.pictures.input_view.shown.placement.origin == (0, 7)
        set_number(page.bar.along_x.number, "9")
        assert page.pictures.input_view.shown.placement.origin == (0, 9)
        held.set()
        settle(qtbot, page)
    assert not any(veil.isVisible() for veil in page.pictures.veils)
    assert page.pictures.input_view.shown.placement.origin == (0, 0)


@pytest.mark.parametrize(
    ("width", "texts"), [(900, ("Difference", "map of the shifted image − shifted map")), (640, ("Diff.", SHORT_ERROR))]
)
def test_a_narrow_difference_keeps_its_title_and_says_what_it_is(
    styled: QApplication, qtbot: QtBot, width: int, texts: tuple[str, str]
) -> None:
    pictures = TranslationPictures()
    qtbot.addWidget(pictures)
    pictures.resize(width, 300)
    pictures.show()
    pictures.show_difference("error")
    assert (pictures._headings[2].title.text(), pictures._details[2].text()) == texts


def test_the_two_exports_and_compares_have_names_of_their_own(page: TranslationPage) -> None:
    names = [page.export.text(), page.curves.export.button.text(), page.curves.map.export.button.text()]
    assert names == ["Export pictures", "Export curves", "Export map"]
    assert page.switches.compare.text() == "Add to compare"


def test_a_click_pins_and_a_drag_back_to_its_start_does_not(page: TranslationPage, document: Document) -> None:
    view = page.pictures.input_view
    middle = view.rect().center()
    drag(view, middle, middle + QPoint(1, 1))
    pinned = view.pinned
    assert pinned is not None
    QTest.mousePress(view, Button.LeftButton, pos=middle)
    QTest.mouseMove(view, middle + QPoint(40, 0))
    QTest.mouseMove(view, middle)
    QTest.mouseRelease(view, Button.LeftButton, pos=middle)
    assert view.pinned == pinned
    assert steps(document) == []


@pytest.mark.parametrize(("button", "modifiers"), [("left", SHIFT), ("middle", Qt.KeyboardModifier.NoModifier)])
def test_shift_and_the_middle_button_pan(
    page: TranslationPage, document: Document, button: str, modifiers: Qt.KeyboardModifier
) -> None:
    view, middle = page.pictures.input_view, page.pictures.input_view.rect().center()
    before = QPointF(page.pictures.viewport.centre)
    pressed = Button.LeftButton if button == "left" else Button.MiddleButton
    QTest.mousePress(view, pressed, modifiers, middle)
    QTest.mouseMove(view, middle + QPoint(30, 0))
    QTest.mouseRelease(view, pressed, modifiers, middle + QPoint(30, 0))
    assert page.pictures.viewport.centre.x() < before.x()
    assert steps(document) == []


def test_arrow_keys_move_the_picture_by_a_step_with_shift_by_ten_and_home_puts_it_back(
    page: TranslationPage, document: Document
) -> None:
    page.pictures.input_view.setFocus()
    press(Key.Key_Right)
    press(Key.Key_Up, SHIFT)
    assert shift(document) == (-10, 1)
    press(Key.Key_Home)
    assert shift(document) == (0, 0)
    assert steps(document) == ["Shift the image", "Shift the image", "Reset the shift"]


def test_the_reset_button_puts_it_back(page: TranslationPage, document: Document) -> None:
    assert not page.bar.reset.isEnabled()
    set_number(page.bar.along_x.number, "5")
    click(page.bar.reset)
    assert shift(document) == (0, 0)


def test_a_play_is_one_undo_step_and_a_hand_pauses_it(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    player = page.bar.player
    player.speed = 1000
    places: list[tuple[float, float]] = []
    document.changed.connect(lambda _old, new: places.append((new.translation.dy, new.translation.dx)))
    click(page.bar.controls.play)
    qtbot.waitUntil(lambda: len(places) >= 5, timeout=20_000)
    assert places[:5] == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]
    assert len(steps(document)) == 1
    click(page.pictures.input_view)
    assert player.playing
    page.bar.along_y.slider.setFocus()
    press(Key.Key_Right)
    assert not player.playing
    assert len(steps(document)) == 2
    assert shift(document)[0] == 1


def test_without_the_loop_one_round_is_all(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    page.bar.player.speed = 1000
    set_number(page.bar.along_y.number, "2")
    choose(page.bar.way, "Up and down")
    click(page.bar.loop)
    places = Calls(document.changed.connect)
    click(page.bar.controls.play)
    qtbot.waitUntil(lambda: not page.bar.player.playing, timeout=30_000)
    assert shift(document) == (2, 0)
    assert len(places) == 4 * 24
    assert {new.translation.dy for _, new in places} == set(range(-24, 25))


def test_the_player_stops_when_the_page_is_hidden(page: TranslationPage) -> None:
    page.bar.player.play()
    page.hide()
    assert not page.bar.player.playing


def test_the_keys_of_the_player_work_here(page: TranslationPage, document: Document) -> None:
    assert PLAY_KEY == "Ctrl+Space"
    page.pictures.map_view.setFocus()
    press(Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert page.bar.player.playing
    press(Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert not page.bar.player.playing
    before = shift(document)[1]
    press(Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert shift(document)[1] == before - 1


def test_what_is_played_waits_until_it_is_shown(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    for _ in range(3):
        page.bar.player.stepped.emit()
    assert shift(document) == (0, 1)
    settle(qtbot, page)
    page.bar.player.stepped.emit()
    assert shift(document) == (0, 2)


def test_a_shift_asks_once_and_not_again_when_its_frame_comes(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    shown = Calls(page.translations.computed.connect)
    set_number(page.bar.along_x.number, "2")
    settle(qtbot, page)
    assert len(shown) == 1
    document.edit("Set colours", display=Display(signed="vik"))
    settle(qtbot, page)
    assert len(shown) == 2
    assert shown[-1][0].map_scale.colour_map == "vik"


def test_while_it_moves_a_view_shows_the_exact_pixels_that_are_on_the_screen_and_at_rest_the_whole(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Open", image=image(400, 500), image_name="large.png")
    settle(qtbot, page)
    pictures = page.pictures
    pictures.viewport.zoom_by(20, QSizeF(pictures.map_view.size()), QPointF(250, 200))
    pictures.map_view.pin(201, 252)
    with qtbot.waitSignal(page.translations.sampled) as signal:
        set_number(page.bar.along_x.number, "7")
    (seen,) = signal.args
    assert seen.at.rows.step == seen.input_at.columns.step == 1
    assert seen.at.size < 400 * 500
    for view in pictures.views:
        look = view.look
        assert view.shown is not None
        assert view.shown.rect.contains(QRectF(look.left, look.top, look.right - look.left, look.bottom - look.top))
    assert pictures.input_view.shown is not None
    assert pictures.input_view.shown.picture is seen.input_picture
    assert pictures.map_view.pinned == (201, 252)
    settle(qtbot, page)
    for view in pictures.views:
        assert view.shown is not None
        assert (view.shown.picture.height, view.shown.picture.width) == (400, 500)
    assert pictures.map_view.pinned == (201, 252)


def test_where_the_window_grows_before_the_whole_is_there_the_sample_grows_with_it(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Open", image=image(400, 500), image_name="large.png")
    settle(qtbot, page)
    pictures = page.pictures
    pictures.viewport.zoom_by(8, QSizeF(pictures.map_view.size()), QPointF(250, 200))
    with qtbot.waitSignal(page.translations.sampled):
        set_number(page.bar.along_x.number, "7")
    with qtbot.waitSignal(page.translations.sampled) as signal:
        page.resize(page.width() + 300, page.height() + 200)
    (seen,) = signal.args
    for view in pictures.views:
        look = view.look
        assert view.shown is not None
        assert view.shown.picture in (seen.input_picture, seen.map_picture, seen.difference_picture)
        assert view.shown.rect.contains(QRectF(look.left, look.top, look.right - look.left, look.bottom - look.top))
    settle(qtbot, page)


def test_numbers_of_a_sample_say_so_until_those_of_the_whole_are_there(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Open", image=image(400, 500), image_name="large.png")
    settle(qtbot, page)
    blocks = page.readings.equivariance, page.readings.invariance
    assert not any("sampled" in block.words.text() for block in blocks)
    with qtbot.waitSignal(page.translations.computed, check_params_cb=lambda shifted: shifted.is_sample):
        set_number(page.bar.along_x.number, "7")
    assert all(block.words.text().startswith("sampled while it moves: ") for block in blocks)
    settle(qtbot, page)
    assert not any("sampled" in block.words.text() for block in blocks)


def test_what_is_pointed_at_is_read_while_it_moves(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    document.edit("Open", image=image(1000, 1200), image_name="large.png")
    settle(qtbot, page)
    pictures, told = page.pictures, Calls(page.read_out.connect)
    pictures.input_view.pin(200, 250)
    before = str(told[-1][0])
    with qtbot.waitSignal(page.translations.sampled) as signal:
        set_number(page.bar.along_x.number, "7")
    (seen,) = signal.args
    y, x = (axis[place // axis.step] for axis, place in zip(seen.input_at, (200, 250), strict=True))
    assert seen.input_at.rows.step > 1
    assert str(told[-1][0]) != before
    assert str(told[-1][0]).startswith(f"row {y}, column {x}   input ")
    settle(qtbot, page)
    assert str(told[-1][0]).startswith("row 200, column 250   input ")


def test_the_bar_that_tells_of_work_comes_and_goes_and_the_pictures_stand_still(page: TranslationPage) -> None:
    page.busy.hide()
    QApplication.processEvents()
    places = [view.geometry() for view in page.pictures.views], page.headline.geometry()
    page.busy.show()
    page.layout().activate()
    QApplication.processEvents()
    assert ([view.geometry() for view in page.pictures.views], page.headline.geometry()) == places


def test_the_difference_can_be_of_before_and_after_or_of_the_map_and_the_shifted_map(
    page: TranslationPage, document: Document
) -> None:
    change, error = (page.pictures.difference.button(index) for index in (0, 1))
    assert change.isChecked()
    click(error)
    assert document.state.translation.difference == "error"
    document.undo_stack.undo()
    assert change.isChecked()


def test_a_circular_shift_with_a_circular_border_moves_the_map_exactly(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit(
        "Shift",
        translation=Translation(3, 5, "circular", difference="error", switches=Switches(padding_mode="circular")),
    )
    settle(qtbot, page)
    assert figures(page)[0] == "0"
    assert page.pictures.difference_scale.legend == "= 0 exactly: 100 %"
    document.edit("Set a switch", lambda state: translation_set(state, switches=Switches(padding_mode="zeros")))
    settle(qtbot, page)
    assert figures(page)[0] != "0"


def test_the_pointer_reads_all_three_pictures_at_one_place(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    set_number(page.bar.along_x.number, "3")
    settle(qtbot, page)
    told = Calls(page.read_out.connect)
    pictures = page.pictures
    QTest.mouseMove(pictures.map_view, pictures.map_view.position_of(10, 20))
    text = str(told[-1][0])
    assert text.startswith("row 10, column 20   input ")
    assert "   map " in text
    assert "   difference " in text
    assert pictures.input_view.over.outlines == pictures.difference_view.over.outlines
    assert pictures.input_view.over.outlines[0].topLeft() == QPointF(20, 10)
    QTest.mouseMove(pictures.input_view, pictures.input_view.position_of(10, 20))
    assert str(told[-1][0]) == f"{text}   {HOW_TO_DRAG}"


def test_a_switch_changes_the_network_that_is_looked_at_and_says_what_to_expect(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    stride = page.switches.switches["stride"]
    choose(stride.choice, "2")
    assert document.state.translation.switches == Switches(stride=2)
    assert stride.sentence.text() == switch_text(document.state, "stride")
    settle(qtbot, page)
    assert page.pictures.map_view.shown is not None
    assert page.pictures.map_view.shown.picture.height == 24
    click(page.switches.reset)
    assert document.state.translation.switches == Switches()
    assert stride.choice.currentText() == "As in the network"


def test_compare_hands_the_switches_to_the_curves(page: TranslationPage) -> None:
    choose(page.switches.switches["pooling"].choice, "Max, 2×2")
    click(page.switches.compare)
    assert page.curves.compared == [Switches(pooling="max")]


def test_a_shift_chosen_in_the_curves_is_taken(page: TranslationPage, document: Document) -> None:
    page.curves.shift_chosen.emit(-2.0, 6.5)
    assert shift(document) == (-2, 6.5)


def test_what_does_not_fit_is_said_in_the_place_of_the_pictures(
    document: Document, page: TranslationPage, qtbot: QtBot
) -> None:
    document.edit("Choose", network=Network([Conv2d(3, 2, 3), Conv2d(2, 2, 21)]), filter_names=(), selected_layer=1)
    settle(qtbot, page)
    assert page.pictures.isVisible()
    document.edit("Set a switch", lambda state: translation_set(state, edge="crop"))
    document.edit("Set a switch", lambda state: translation_set(state, switches=Switches(pooling="max", stride=4)))
    settle(qtbot, page)
    assert not page.pictures.isVisible()
    assert page.misfit.isVisible()
    assert page.misfit.text().endswith(SET_BACK)
    assert figures(page) == ["–", "–", "–"]
    document.undo_stack.undo()
    settle(qtbot, page)
    assert page.pictures.isVisible()


def test_in_a_small_window_pictures_and_curves_take_turns(page: TranslationPage) -> None:
    assert page.curves.isVisible()
    assert not page.tabs.isTabVisible(1)
    page.resize(960, 560)
    assert page.pictures.isVisible()
    assert not page.curves.isVisible()
    page.tabs.setCurrentIndex(1)
    assert page.curves.isVisible()
    assert not page.pictures.isVisible()
    page.resize(1220, 800)
    assert page.curves.isVisible()
    assert page.pictures.isVisible()


def test_a_picture_with_another_size_is_shown_with_its_own_range(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    set_number(page.bar.along_x.number, "30")
    document.edit("Open", image=image(20, 20), image_name="small.png")
    settle(qtbot, page)
    assert page.bar.along_x.slider.maximum() == 10
    assert page.bar.along_x.number.value() == 10


def test_every_control_has_a_name_and_says_what_it_is_for(page: TranslationPage) -> None:
    bar = page.bar
    for control in (bar.along_x.slider, bar.along_y.number, bar.step, bar.way, *page.pictures.difference.buttons()):
        assert control.accessibleName()
        assert control.toolTip()

"""Class scores on the page “Translation invariance”: a digit is chosen and moved, networks look, maps are clicked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

import convviz.app.classifications as classifications_module
import convviz.ui.translation.scores_view as view_module
from convviz.app.classifications import Classifications
from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.edits.edits import image_opened
from convviz.lab.state import State
from convviz.lab.translation.classified import PLACES, REACH
from convviz.lab.translation.classified_words import NETWORK_NAMES, PLACEMENT_WORDS
from convviz.lab.translation.translation import SIDE_BY_SIDE, ScoresChoice
from convviz.ui.theme import apply_theme
from convviz.ui.translation.scores_view import GIVEN_UP
from convviz.ui.translation.translation_page import BOTH, SCORES, TranslationPage
from convviz.ui.translation.winner_map import WinnerMap
from tests.hands import (
    Calls,
    Key,
    choose,
    click,
    colours_of,
    drag,
    focusable,
    focused,
    nameless,
    press,
    set_number,
    steps,
)
from tests.lab_fixtures import image, opened
from tests.trained_networks import drawn_network


@pytest.fixture
def page(
    document: Document, settings: Settings, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TranslationPage]:
    monkeypatch.setattr(classifications_module, "DIGITS_TRIED", 4)
    monkeypatch.setattr(view_module, "Classifications", lambda parent: Classifications(drawn_network, parent))
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
    show(document.state, document.state)
    click(page.tabs, page.tabs.tabRect(SCORES).center())
    settle(page, qtbot)
    yield page
    page.finish()


def settle(page: TranslationPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: not (page.scores.classifications.busy or page.translations.busy or page.scores.writer.busy),
        timeout=20_000,
    )


def shift(document: Document) -> tuple[float, float]:
    return document.state.translation.dy, document.state.translation.dx


def chosen(document: Document) -> ScoresChoice:
    return document.state.translation.scores


def shown(page: TranslationPage) -> list[str]:
    """Return which networks are seen."""
    return [kind for kind, column in page.scores.columns.items() if column.map.isVisible()]


def map_of(page: TranslationPage, kind: str) -> WinnerMap:
    return page.scores.columns[kind].map


def test_the_scores_take_the_place_of_pictures_curves_and_switches_and_give_it_back(
    page: TranslationPage, qtbot: QtBot
) -> None:
    scores, others = (page.scores, page.scores_panel), (page.pictures, page.curves, page.switches, page.readings)
    assert all(part.isVisible() for part in scores)
    assert not any(part.isVisible() for part in others)
    assert page.options.isVisible()
    assert page.bar.isVisible()
    assert page.tabs.tabText(0) == BOTH
    click(page.tabs, page.tabs.tabRect(0).center())
    settle(page, qtbot)
    assert not any(part.isVisible() for part in scores)
    assert all(part.isVisible() for part in others)


def test_looking_changes_nothing(page: TranslationPage, document: Document) -> None:
    assert steps(document) == []


def test_four_networks_look_at_a_digit_that_is_marked_in_their_bars(page: TranslationPage) -> None:
    assert shown(page) == list(SIDE_BY_SIDE)
    for column in page.scores.columns.values():
        assert column.bars._truth == 3
        assert column.bars._scores.sum() == pytest.approx(1, abs=1e-5)
        assert column.map._plane is not None
        assert column.verdict.text().startswith("sees ")
        assert "consistency" in column.consistency.accessibleName()
        assert "…" not in column.consistency.text()


def test_the_headline_is_that_of_what_is_looked_at(page: TranslationPage, qtbot: QtBot) -> None:
    assert page.headline.sentence == page.scores.sentence
    assert page.headline.sentence.startswith("In the middle of the canvas: ")
    click(page.tabs, page.tabs.tabRect(0).center())
    settle(page, qtbot)
    assert page.headline.sentence
    assert page.headline.sentence != page.scores.sentence


def test_a_drag_of_the_digit_is_one_step_and_everything_follows(page: TranslationPage, document: Document) -> None:
    view = page.scores.digit_view
    here = view.position_of(8, 8)
    pixel = view.position_of(8, 9).x() - here.x()
    drag(view, here, here + QPoint(3 * pixel, -2 * pixel))
    assert shift(document) == (-2, 3)
    assert steps(document) == ["Shift the image"]
    assert page.scores.place.text() == "3 right, 2 up"
    assert page.headline.sentence.startswith("Shifted 3 right, 2 up: ")
    assert map_of(page, "conv")._shift == (-2, 3)
    assert page.bar.along_x.number.value() == 3
    document.undo_stack.undo()
    assert map_of(page, "conv")._shift == (0, 0)


def test_the_digit_is_dragged_and_stepped_no_farther_than_its_maps_reach(
    page: TranslationPage, document: Document
) -> None:
    view = page.scores.digit_view
    here = view.position_of(8, 8)
    drag(view, here, here - QPoint(0, 3 * view.height()))
    assert shift(document) == (-REACH, 0)
    press(Key.Key_Right, times=REACH + 3)
    assert shift(document) == (-REACH, REACH)


def test_the_pictures_are_not_computed_while_they_are_not_looked_at(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    computed = Calls(page.translations.computed.connect)
    set_number(page.bar.along_y.number, "2")
    settle(page, qtbot)
    assert computed == []
    click(page.tabs, page.tabs.tabRect(0).center())
    settle(page, qtbot)
    assert [each[0].state for each in computed] == [document.state]


def test_the_bars_are_those_of_the_place_in_the_map(page: TranslationPage, document: Document) -> None:
    plane = map_of(page, "full")._plane
    assert plane is not None
    page.scores.digit_view.setFocus()
    press(Key.Key_Right, times=2)
    press(Key.Key_Down)
    assert shift(document) == (1, 2)
    bars = page.scores.columns["full"].bars
    assert bars._scores == pytest.approx(plane.scores[REACH + 1, REACH + 2], abs=1e-6)


def test_a_fraction_of_a_pixel_is_looked_at_too(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    before = page.scores.columns["conv"].bars._scores
    set_number(page.bar.along_x.number, "0.5")
    settle(page, qtbot)
    assert shift(document) == (0, 0.5)
    assert page.scores.place.text() == "0.5 right"
    assert page.scores.columns["conv"].bars._scores != pytest.approx(before, abs=1e-6)


def test_a_click_in_a_map_moves_the_digit_and_a_drag_is_one_step(page: TranslationPage, document: Document) -> None:
    picture = map_of(page, "local")
    click(picture, picture.place_of(-4, 7).toPoint())
    assert shift(document) == (-4, 7)
    drag(picture, picture.place_of(0, 0).toPoint(), picture.place_of(5, -6).toPoint())
    assert shift(document) == (5, -6)
    assert len(steps(document)) == 2


def test_arrow_keys_in_a_map_move_the_digit_up_to_its_end(page: TranslationPage, document: Document) -> None:
    map_of(page, "conv").setFocus()
    press(Key.Key_Left, times=REACH + 3)
    press(Key.Key_Up)
    assert shift(document) == (-1, -REACH)


def test_every_cell_of_a_map_is_found_where_it_is_painted(page: TranslationPage) -> None:
    picture = map_of(page, "blur")
    for place in ((-8.0, -8.0), (0.0, 3.0), (8.0, 8.0)):
        assert picture.shift_at(picture.place_of(*place)) == place
    assert picture.shift_at(picture.place_of(0, 9)) is None
    assert picture.shift_at(picture.place_of(-99, 99), nearest=True) == (-8, 8)


def test_a_class_is_written_into_its_part_but_not_half_under_the_frame(page: TranslationPage) -> None:
    picture = map_of(page, "conv")
    plane, winners = picture._plane, np.full((17, 17), 7)
    assert plane is not None
    picture.show_plane(replace(plane, scores=np.eye(10)[winners]))
    (row, column) = picture._labels[7]

    def has_label(dy: float, dx: float) -> bool:
        picture.show_shift(dy, dx)
        written = colours_of(picture.grab().toImage())
        labels, picture._labels = picture._labels, {}
        blank = colours_of(picture.grab().toImage())
        picture._labels = labels
        return bool((written != blank).any())

    assert has_label(0, 0)
    assert has_label(REACH, REACH)
    assert not has_label(PLACES[row], PLACES[column])


def test_hovering_over_a_map_tells_who_wins_there(page: TranslationPage) -> None:
    told = Calls(page.read_out.connect)
    picture = map_of(page, "full")
    QTest.mouseMove(picture, picture.place_of(2, 0).toPoint())
    assert str(told[-1][0]).startswith("2 down   Fully connected sees ")
    QTest.mouseMove(picture, QPoint(1, picture.height() - 1))
    assert told[-1] == ("",)


def test_hovering_over_the_digit_tells_its_pixels(page: TranslationPage) -> None:
    told = Calls(page.read_out.connect)
    QTest.mouseMove(page.scores.digit_view, page.scores.digit_view.position_of(0, 5))
    assert told[-1] == ("row 0, column 5   input 0",)


def test_sliders_and_player_stay_on_the_canvas_while_it_is_looked_at(page: TranslationPage, document: Document) -> None:
    assert page.bar.along_x.slider.maximum() == REACH
    set_number(page.bar.along_x.number, "30")
    assert shift(document) == (0, REACH)
    places = []
    for _ in range(4 * REACH + 2):
        page.bar.advance()
        places.append(shift(document)[1])
    assert (min(places), max(places)) == (-REACH, REACH)
    click(page.tabs, page.tabs.tabRect(0).center())
    assert page.bar.along_x.slider.maximum() == 32


def test_the_digit_moves_over_its_whole_canvas_whatever_picture_is_open(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    document.edit("Open", image_opened, image(2, 3, 3), "tiny.png")
    settle(page, qtbot)
    assert page.bar.along_x.slider.maximum() == page.bar.along_y.slider.maximum() == REACH
    set_number(page.bar.along_y.number, "7")
    picture = map_of(page, "conv")
    click(picture, picture.place_of(7, -8).toPoint())
    assert shift(document) == (7, -REACH)
    settle(page, qtbot)
    assert picture._shift == (7, -REACH)
    click(page.tabs, page.tabs.tabRect(0).center())
    assert page.bar.along_x.number.value() == -1


def test_an_image_that_was_moved_farther_has_the_digit_at_the_end(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    click(page.tabs, page.tabs.tabRect(0).center())
    set_number(page.bar.along_x.number, "-20")
    click(page.tabs, page.tabs.tabRect(SCORES).center())
    settle(page, qtbot)
    assert shift(document) == (0, -20)
    assert page.bar.along_x.number.value() == -REACH
    assert map_of(page, "conv")._shift == (0, -REACH)


def test_another_digit_is_one_step_and_undone(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    choose(page.scores_panel.digit.choice, "7")
    settle(page, qtbot)
    assert chosen(document) == ScoresChoice(digit=7, number=0)
    assert page.scores.columns["conv"].bars._truth == 7
    count = page.scores_panel.number.maximum()
    assert page.scores_panel.number.suffix() == f" of {count}"
    set_number(page.scores_panel.number, "5")
    click(page.scores_panel.another)
    assert chosen(document).number == 5
    assert steps(document) == ["Choose digit"] * 3
    for _ in range(3):
        document.undo_stack.undo()
    assert chosen(document) == ScoresChoice()
    assert page.scores_panel.digit.choice.currentText() == "3"


def test_after_the_last_digit_of_a_class_comes_the_first(page: TranslationPage, document: Document) -> None:
    set_number(page.scores_panel.number, str(page.scores_panel.number.maximum()))
    click(page.scores_panel.another)
    assert chosen(document).number == 0


def test_your_picture_has_no_right_class(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    choose(page.scores_panel.digit.choice, "Your picture")
    settle(page, qtbot)
    assert chosen(document).digit is None
    assert page.scores.columns["conv"].bars._truth is None
    assert "in your picture" in page.headline.sentence
    assert not page.scores_panel.number.isEnabled()
    assert "brought to 8×8" in page.scores_panel.digit.sentence.text()


def test_networks_come_and_go_and_the_last_one_stays(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    refused = Calls(document.refused.connect)
    for kind in ("local", "conv", "full"):
        click(page.scores_panel.networks[kind], QPoint(8, 8))
    settle(page, qtbot)
    assert shown(page) == ["blur"]
    assert page.headline.sentence.startswith("In the middle of the canvas: the network ")
    click(page.scores_panel.networks["blur"], QPoint(8, 8))
    assert shown(page) == ["blur"]
    assert page.scores_panel.networks["blur"].isChecked()
    assert len(refused) == 1
    assert steps(document)[0] == f"Hide {NETWORK_NAMES['local'].lower()} network"


def test_what_they_learnt_from_is_chosen(page: TranslationPage, document: Document, qtbot: QtBot) -> None:
    before = map_of(page, "conv")._plane
    choose(page.scores_panel.placement.choice, PLACEMENT_WORDS["centred"].name)
    settle(page, qtbot)
    assert chosen(document).placement == "centred"
    assert map_of(page, "conv")._plane is not before
    assert "centred digits alone" in page.headline.sentence
    assert page.scores_panel.placement.sentence.text() == PLACEMENT_WORDS["centred"].meaning


def test_measuring_can_be_given_up_and_taken_up_again(page: TranslationPage, qtbot: QtBot) -> None:
    choose(page.scores_panel.digit.choice, "8")
    assert page.scores.classifications.jobs.busy
    page.scores.classifications.jobs.cancel()
    settle(page, qtbot)
    assert page.scores.notice.sentence.text() == GIVEN_UP
    assert page.scores.notice.compute.isVisible()
    click(page.scores.notice.compute)
    settle(page, qtbot)
    assert not page.scores.notice.compute.isVisible()
    assert map_of(page, "local")._plane is not None


def test_nothing_is_read_or_measured_while_nobody_looks(
    page: TranslationPage, document: Document, qtbot: QtBot
) -> None:
    click(page.tabs, page.tabs.tabRect(0).center())
    asked = Calls(page.scores.classifications.changed.connect)
    document.edit("Choose", translation=document.state.translation.__class__(scores=ScoresChoice(digit=1)))
    settle(page, qtbot)
    assert asked == []
    click(page.tabs, page.tabs.tabRect(SCORES).center())
    settle(page, qtbot)
    assert page.scores.columns["conv"].bars._truth == 1


def test_everything_is_reached_with_tab_and_has_a_name(page: TranslationPage) -> None:
    assert nameless(focusable(page)) == []
    wanted = {each for each in focusable(page) if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert {*(column.map for column in page.scores.columns.values()), page.scores.digit_view} <= wanted
    page.tabs.setFocus()
    reached = set()
    for _ in range(2 * len(wanted)):
        press(Key.Key_Tab)
        reached.add(focused())
    assert wanted - reached == set()


def test_what_cannot_be_read_is_said_in_the_headline(page: TranslationPage) -> None:
    page.scores.classifications.failed.emit("The weights are missing; install convviz again.")
    assert page.headline.sentence == "The weights are missing; install convviz again."
    assert not page.scores.export.button.isEnabled()


def enter(page: TranslationPage, name: str) -> None:
    """Put a name in the place of the one in the file dialog, and press its button."""
    dialog = page.window().findChild(QFileDialog)
    assert dialog is not None
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    edit.selectAll()
    edit.insert(name)
    box = dialog.findChild(QDialogButtonBox)
    role = QDialogButtonBox.ButtonRole.AcceptRole
    click(next(button for button in box.buttons() if box.buttonRole(button) == role))


@pytest.mark.usefixtures("own_dialogs")
def test_scores_are_saved_as_a_table_and_as_a_picture(
    page: TranslationPage, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    told = Calls(page.succeeded.connect)
    page.scores.export.save_table.trigger()
    enter(page, str(tmp_path / "scores.csv"))
    settle(page, qtbot)
    page.scores.export.save_picture.trigger()
    enter(page, str(tmp_path / "scores.png"))
    settle(page, qtbot)
    lines = (tmp_path / "scores.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# moved: the digit 3, number 2 of ")
    assert len([line for line in lines if not line.startswith("#")]) == 1 + 4 * 17 * 17
    assert opened(tmp_path / "scores.png").shape[1] > 1600
    assert told[-1] == (f"Exported to {tmp_path / 'scores.png'}",)
    assert settings.folder("export") == tmp_path


def test_scores_are_copied(page: TranslationPage) -> None:
    page.scores.export.copy_table.trigger()
    assert QGuiApplication.clipboard().text().startswith("# moved: the digit 3")
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1220, 800), (944, 520)])
def test_it_is_drawn_in_both_themes_and_sizes(
    page: TranslationPage, styled: QApplication, theme: str, size: tuple[int, int]
) -> None:
    apply_theme(styled, theme)
    page.resize(*size)
    QApplication.processEvents()
    image = page.grab().toImage()
    corner = image.pixelColor(image.width() - 1, image.height() - 1)
    assert (corner.lightness() < 128) == (theme == "dark")
    for column in page.scores.columns.values():
        assert column.consistency.geometry().bottom() <= page.scores.height()
        assert column.map.height() >= 88

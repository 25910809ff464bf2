"""The pages of the window: tabs and keys lead to them, they are told what is new when shown, and F11 comes back."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from convviz.app import effective_field as effective_module
from convviz.lab.edits.edits import filter_added
from convviz.ui.main_window import MainWindow
from convviz.ui.pages import LEAST_WIDTH_FOR_NETWORK, PAGES, Pages
from convviz.ui.sharing.sharing_page import SharingPage
from convviz.ui.sparsity.sparsity_page import SparsityPage
from tests.hands import ALT, CONTROL, Key, choose, click, focusable, focused, nameless, press, set_number, settle, steps

CLASSES = ("FiltersPage", "SparsityPage", "SharingPage", "TranslationPage", "TrainingPage")
OTHERS = range(1, len(PAGES))  # than the page Filters


@pytest.fixture
def pages(window: MainWindow) -> Pages:
    return window.pages


def go_to_page(index: int) -> None:
    """Press Alt and the number of a page."""
    press(Key[f"Key_{index + 1}"], ALT)
    QApplication.processEvents()


def click_tab(pages: Pages, index: int) -> None:
    click(pages.tabs, pages.tabs.tabRect(index).center())


def sharing(window: MainWindow) -> SharingPage:
    (page,) = window.findChildren(SharingPage)
    return page


def sparsity(window: MainWindow) -> SparsityPage:
    (page,) = window.findChildren(SparsityPage)
    return page


@pytest.mark.parametrize("lead", [click_tab, lambda _pages, index: go_to_page(index)], ids=["click", "key"])
def test_each_page_is_reached_from_each_other(
    window: MainWindow, pages: Pages, lead: Callable[[Pages, int], None]
) -> None:
    for index in (*OTHERS, 0, *reversed(OTHERS), 0):
        lead(pages, index)
        assert pages.page.isVisible()
        assert type(pages.page).__name__ == CLASSES[index]
        assert [action.isChecked() for action in window.all_actions.view.pages] == [
            each == index for each in range(len(PAGES))
        ]
        assert pages.tabs.currentIndex() == index
        assert pages.network.isVisible()
    assert steps(window.document) == []


def test_a_page_is_made_when_it_is_first_shown_and_then_kept(window: MainWindow, pages: Pages) -> None:
    assert window.findChildren(SharingPage) == []
    go_to_page(2)
    first = pages.page
    assert window.findChildren(SparsityPage) == []
    go_to_page(0)
    go_to_page(2)
    assert pages.page is first
    assert window.findChildren(SharingPage) == [first]


def test_a_hidden_page_is_told_nothing_and_all_when_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    go_to_page(2)
    go_to_page(0)
    sentence = sharing(window).headline.sentence
    before = sentence.text()
    assert before.startswith("This layer has 28 parameters.")
    set_number(window.page.kernel_panel.kernel_size.vertical, "5")
    settle(qtbot, window)
    assert sentence.text() == before
    go_to_page(2)
    assert sentence.text().startswith(f"This layer has {5 * 5 * 3 + 1} parameters.")
    press(Key.Key_Z, CONTROL)
    assert sentence.text() == before
    settle(qtbot, window)


def test_a_page_shows_the_frame_that_came_while_it_was_hidden(window: MainWindow, qtbot: QtBot) -> None:
    go_to_page(1)
    views = sparsity(window).parts.views
    before = views.value_at((4, 4))
    go_to_page(0)
    choose(window.page.layer_panel.activation, "Tanh")
    set_number(window.page.layer_panel.bias.number, "0.5")
    settle(qtbot, window)
    go_to_page(1)
    assert views.value_at((4, 4)) == pytest.approx(before + 0.5, abs=1e-6)
    set_number(window.pages.network.list.form.stride.vertical, "2")
    settle(qtbot, window)
    go_to_page(0)
    assert window.page.layer_panel.stride.vertical.value() == 2
    assert window.page.pictures.map_heading.details.text().startswith("24×")


def test_the_network_folds_in_a_narrow_window(window: MainWindow, pages: Pages) -> None:
    for width, folded in ((LEAST_WIDTH_FOR_NETWORK, False), (LEAST_WIDTH_FOR_NETWORK - 1, True), (1600, False)):
        window.resize(width, 800)
        QApplication.processEvents()
        assert pages.network.title.isHidden() is folded
        assert pages.network.list.folded is folded


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900), (3840, 2160)])
@pytest.mark.parametrize("index", OTHERS)
def test_every_page_fits_into_the_window(window: MainWindow, pages: Pages, index: int, size: tuple[int, int]) -> None:
    go_to_page(index)
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    for widget in (pages.tabs, pages.network, pages.page, window.read_out, window.shapes):
        place = widget.rect().translated(widget.mapTo(window, widget.rect().topLeft()))
        assert window.rect().contains(place), widget
        assert widget.minimumSizeHint().height() <= widget.height()


@pytest.mark.parametrize("index", [0, *OTHERS])
def test_the_full_screen_shows_the_map_and_gives_the_page_back(window: MainWindow, pages: Pages, index: int) -> None:
    go_to_page(index)
    press(Key.Key_F11)
    assert pages.page is window.page
    assert window.page.map_view.isVisible()
    assert not pages.tabs.isVisible()
    assert not pages.network.isVisible()
    press(Key.Key_Escape)
    assert pages.index == index
    assert pages.page.isVisible()
    assert pages.tabs.isVisible()
    assert pages.network.isVisible()


def test_in_the_full_screen_there_is_the_map_alone(window: MainWindow, pages: Pages) -> None:
    go_to_page(2)
    press(Key.Key_F11)
    go_to_page(1)
    press(Key.Key_1, CONTROL | ALT)
    QApplication.processEvents()
    assert pages.page is window.page
    assert not window.page.input_view.isVisible()
    press(Key.Key_F11)
    go_to_page(1)
    assert pages.index == 1


def of_the_pictures(window: MainWindow) -> list[QAction]:
    view = window.all_actions.view
    of_view = (view.fit, view.actual_size, view.zoom_in, view.zoom_out, *view.arrangements, view.padding)
    compare, actions = (view.keep, view.with_input, view.wipe), window.all_actions
    return [*of_view, *compare, actions.play, actions.step_forward, actions.step_back]


def test_what_acts_on_the_pictures_of_one_page_is_not_offered_on_others(window: MainWindow) -> None:
    for index in OTHERS:
        go_to_page(index)
        assert not any(action.isEnabled() for action in of_the_pictures(window))
        go_to_page(0)
        assert all(action.isEnabled() for action in of_the_pictures(window))


def test_a_hidden_lens_does_not_play(window: MainWindow) -> None:
    player = window.page.lens.player
    press(Key.Key_Space, CONTROL)
    assert player.playing
    go_to_page(1)
    assert not player.playing
    press(Key.Key_Space, CONTROL)
    assert not player.playing


def test_what_the_map_is_compared_with_is_let_go_with_the_page(window: MainWindow) -> None:
    window.page.map_view.setFocus()
    QTest.keyPress(window.page.map_view, Key.Key_B)
    assert window.page.map_view.over.held
    click_tab(window.pages, 1)
    go_to_page(0)
    assert not window.page.map_view.over.held


def test_a_filter_is_added_and_chosen_on_every_page(window: MainWindow, qtbot: QtBot) -> None:
    for index in (0, *OTHERS):
        go_to_page(index)
        press(Key.Key_D, CONTROL)
        assert window.document.state.layer.out_channels == index + 2
        press(Key.Key_PageUp, CONTROL)
        assert window.document.state.selected_filter == index
        press(Key.Key_PageDown, CONTROL)
    settle(qtbot, window)


def test_the_search_for_a_kernel_leads_to_the_kernel(window: MainWindow, pages: Pages) -> None:
    go_to_page(2)
    press(Key.Key_F, CONTROL)
    assert pages.page is window.page
    assert QApplication.activePopupWidget() is not None
    press(Key.Key_Escape)


def test_the_keyboard_stays_on_the_page_and_finds_its_place_again(window: MainWindow, pages: Pages) -> None:
    grid = window.page.kernel_panel.grid
    assert focused() is grid
    for index in OTHERS:
        go_to_page(index)
        assert pages.page.isAncestorOf(focused())
        go_to_page(0)
        assert focused() is grid


def is_one_of_others(widget: QWidget) -> bool:
    """Say whether the arrow keys lead here, from the button of a group that is checked."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


@pytest.mark.parametrize("index", OTHERS)
def test_everything_on_a_page_is_reached_with_tab_and_has_a_name(
    window: MainWindow, pages: Pages, qtbot: QtBot, index: int
) -> None:
    window.document.edit("Add filter", filter_added)
    settle(qtbot, window)
    go_to_page(index)
    assert nameless(focusable(window)) == []
    wanted = {each for each in focusable(window) if pages.page.isAncestorOf(each) and each.isEnabled()}
    wanted = {each for each in wanted if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_one_of_others(each)}
    seen = set()
    for _ in range(200):
        press(Key.Key_Tab)
        seen.add(focused())
    assert len(wanted) >= 6
    assert wanted - seen == set()


def test_closing_gives_up_the_work_of_a_page(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    began = threading.Event()

    def endless(*arguments: object) -> None:
        progress = arguments[-1]
        while True:
            began.set()
            progress(0.1)

    monkeypatch.setattr(effective_module, "effective_field", endless)
    go_to_page(1)
    page = sparsity(window)
    choose(page.parts.effective.choice, "of this value")
    qtbot.waitUntil(began.is_set)
    go_to_page(2)
    assert window.close()
    assert not page.effective.jobs.busy

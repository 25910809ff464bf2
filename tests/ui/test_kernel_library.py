"""The kernel library: looking, choosing, favourites, and own kernels that are kept."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.edits.edits import cells_set, kernel_set
from convviz.lab.kernel.kernel_search import FAVOURITES
from convviz.lab.kernel.kernels import KERNELS, NamedKernel
from convviz.lab.kernel.shelf import LONGEST_NAME, OWN_GROUP, Shelf
from convviz.ui.kernel.kernel_choice import OWN_KERNEL, KernelChoice
from convviz.ui.kernel.kernel_library import SIZE, place_beside
from convviz.ui.kernel.library_foot import CHANNELS_DIFFER, NO_NAME
from convviz.ui.kernel.library_row import KERNEL_ROLE, star_rect
from convviz.ui.main_window import MainWindow
from tests.hands import (
    CONTROL,
    PLAIN,
    SHIFT,
    Button,
    Key,
    activate,
    choose_kernel,
    click,
    focused,
    library,
    press,
    steps,
    type_text,
    wheel,
)

NAMES = [kernel.name for kernel in KERNELS.values()]
OWN = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9.25]], np.float32)


@pytest.fixture
def field(window: MainWindow) -> KernelChoice:
    return window.page.kernel_panel.named


@pytest.fixture
def with_own(window: MainWindow, field: KernelChoice) -> KernelChoice:
    """The field of a window whose kernel has no name, while Twos are kept."""
    window.settings.change_shelf(Shelf.saved, "Twos", np.full((2, 2), 2, np.float32))
    window.document.edit("Paste kernel", kernel_set, OWN)
    return field


def highlighted() -> str | None:
    kernel = library().list.kernel
    return kernel.name if kernel else None


def rows() -> list[str]:
    """Return the titles and names in the list, from its top."""
    model = library().list.rows
    return [model.index(row).data() for row in range(model.rowCount())]


def place_of(name: str, nth: int = 0) -> QRect:
    """Return the place of a row in the list."""
    view = library().list
    row = [row for row, text in enumerate(rows()) if text == name][nth]
    view.scrollTo(view.rows.index(row))
    return view.visualRect(view.rows.index(row))


def click_row(name: str) -> None:
    click(library().list.viewport(), place_of(name).center())


def own_names(window: MainWindow) -> list[str]:
    return [kernel.name for kernel in window.settings.shelf.own]


def is_open() -> bool:
    return QApplication.activePopupWidget() is not None


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Enter, Key.Key_Down, Key.Key_F4])
def test_a_key_opens_the_library_at_the_kernel_that_is_set(
    window: MainWindow, field: KernelChoice, key: Qt.Key
) -> None:
    choose_kernel(window.page.kernel_panel, "Emboss")
    field.setFocus()
    press(key)
    assert highlighted() == "Emboss"
    assert focused() is library().search
    assert steps(window.document) == ["Choose Emboss"]


def test_a_click_opens_the_library(field: KernelChoice) -> None:
    click(field)
    assert highlighted() == "Sobel x"
    assert focused() is library().search


def test_typing_in_the_field_looks_for_it(field: KernelChoice) -> None:
    field.setFocus()
    type_text("gauss")
    assert library().search.text() == "gauss"
    assert highlighted() == "Gaussian blur"


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_Up, None), (Key.Key_K, CONTROL), (Key.Key_Shift, None)])
def test_other_keys_do_not_open_it(field: KernelChoice, key: Qt.Key, modifiers: Qt.KeyboardModifier | None) -> None:
    field.setFocus()
    press(key, *([modifiers] if modifiers else []))
    assert not is_open()


def test_the_wheel_over_the_field_chooses_nothing(window: MainWindow, field: KernelChoice) -> None:
    field.setFocus()
    wheel(field, notches=-2)
    assert steps(window.document) == []


def test_moving_the_highlight_changes_nothing_and_escape_neither(window: MainWindow, field: KernelChoice) -> None:
    before = window.document.state
    field.setFocus()
    press(Key.Key_F4)
    press(Key.Key_Down, times=3)
    assert highlighted() == NAMES[3]
    press(Key.Key_Escape)
    assert not is_open()
    assert window.document.state is before
    activate(window)
    assert focused() is field


def test_enter_chooses_what_is_highlighted_as_one_step(window: MainWindow, field: KernelChoice) -> None:
    field.setFocus()
    press(Key.Key_F4)
    press(Key.Key_Down, times=2)
    press(Key.Key_Return)
    assert not is_open()
    assert steps(window.document) == [f"Choose {NAMES[2]}"]
    assert field.currentText() == NAMES[2]
    activate(window)
    press(Key.Key_Z, CONTROL)
    assert field.currentText() == "Sobel x"


def test_the_keys_of_the_list_go_through_it_while_the_search_keeps_the_keyboard(field: KernelChoice) -> None:
    field.setFocus()
    press(Key.Key_F4)
    view = library().list
    press(Key.Key_Up)
    assert highlighted() == NAMES[0], "there is nothing above the first"
    press(Key.Key_PageDown)
    assert highlighted() == NAMES[view.page]
    assert view.page > 3
    press(Key.Key_End)
    assert highlighted() == NAMES[-1]
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    press(Key.Key_PageUp)
    assert highlighted() == NAMES[-1 - view.page]
    press(Key.Key_Home)
    assert highlighted() == NAMES[0]
    assert view.verticalScrollBar().value() == 0, "the title above the first is seen again"
    assert focused() is library().search


def test_every_kernel_is_met_going_down(field: KernelChoice) -> None:
    field.setFocus()
    press(Key.Key_F4)
    met = []
    for _ in NAMES:
        met.append(highlighted())
        press(Key.Key_Down)
    assert met == NAMES


def test_with_shift_home_selects_the_text_and_moves_no_highlight(field: KernelChoice) -> None:
    field.setFocus()
    type_text("lap")
    press(Key.Key_Down)
    press(Key.Key_Home, SHIFT)
    assert library().search.selectedText() == "lap"
    assert highlighted() == "Laplacian 8"


def test_typing_leaves_what_matches_and_deleting_brings_all_back(field: KernelChoice) -> None:
    field.setFocus()
    press(Key.Key_F4)
    everything = rows()
    type_text("stripes")
    assert rows() == ["Blur", "Gaussian blur", "Lines and patterns", "Gabor x", "Gabor y"]
    press(Key.Key_Backspace, times=len("stripes"))
    assert rows() == everything
    assert highlighted() == "Sobel x"


def test_what_nothing_matches_is_said_and_nothing_can_be_chosen(window: MainWindow, field: KernelChoice) -> None:
    field.setFocus()
    type_text("zebra")
    assert rows() == []
    assert highlighted() is None
    press(Key.Key_Down)
    press(Key.Key_Return)
    press(Key.Key_B, CONTROL)
    assert is_open()
    assert steps(window.document) == []
    assert window.settings.shelf.favourites == ()


def test_an_empty_list_says_what_to_do(field: KernelChoice) -> None:
    field.setFocus()
    type_text("zebr")
    view = library().list
    assert view.rows.rowCount() == 0
    words = view.grab().toImage()
    view.viewport().hide()
    assert words != view.grab().toImage(), "it is as blank as without its words"


def test_a_click_chooses(window: MainWindow, field: KernelChoice) -> None:
    click(field)
    click_row("Motion blur")
    assert not is_open()
    assert steps(window.document) == ["Choose Motion blur"]


def test_a_click_on_a_title_does_nothing(window: MainWindow, field: KernelChoice) -> None:
    click(field)
    click_row("Blur")
    assert highlighted() == "Sobel x"
    assert steps(window.document) == []


def test_a_press_on_one_row_and_a_release_on_another_choose_nothing(window: MainWindow, field: KernelChoice) -> None:
    click(field)
    view = library().list.viewport()
    QTest.mousePress(view, Button.LeftButton, PLAIN, place_of("Sobel y").center())
    QTest.mouseRelease(view, Button.LeftButton, PLAIN, place_of("Scharr x").center())
    QTest.mouseRelease(view, Button.LeftButton, PLAIN, place_of("Scharr x").center())
    assert is_open()
    assert steps(window.document) == []


def test_the_mouse_highlights_what_it_points_at(field: KernelChoice) -> None:
    click(field)
    QTest.mouseMove(library().list.viewport(), place_of("Prewitt y").center())
    assert highlighted() == "Prewitt y"
    assert library().foot.sentence.text() == KERNELS["prewitt-y"].hint


def test_a_click_beside_it_closes_it_and_does_no_more(window: MainWindow, field: KernelChoice) -> None:
    window.move(-700, 0)  # so that the field is on the small screen of the tests
    click(field)
    place = field.mapTo(window, field.rect().center())
    QTest.mouseClick(window.windowHandle(), Button.LeftButton, PLAIN, place)
    QApplication.processEvents()
    assert not is_open(), "the press went on to the field, and opened it again"
    assert steps(window.document) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_kernel_does_is_read_in_full(field: KernelChoice, name: str) -> None:
    field.setFocus()
    type_text(name)
    sentence = library().foot.sentence
    assert sentence.text() == next(kernel.hint for kernel in KERNELS.values() if kernel.name == name)
    assert sentence.heightForWidth(sentence.width()) <= sentence.height()
    assert library().search.accessibleDescription() == f"{name}: {sentence.text()}", "for screen readers"


def test_a_row_has_picture_name_size_and_star(window: MainWindow, field: KernelChoice) -> None:
    window.settings.change_shelf(Shelf.starred, "Gabor x")
    click(field)
    index = library().list.rows.index(1)
    assert index.data() == "Gabor x"
    assert index.data(Qt.ItemDataRole.DecorationRole).size() == QSize(11, 11)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Gabor x, 11×11, a favourite"


def test_the_picture_has_the_signed_colours_of_the_weights(window: MainWindow, field: KernelChoice) -> None:
    click(field)
    kernel = KERNELS["sobel-x"]
    image = library().list.rows.index(1).data(Qt.ItemDataRole.DecorationRole)
    grid = window.page.kernel_panel.grid.model()
    for y, x in np.ndindex(*kernel.weights.shape):
        assert image.pixelColor(x, y) == QColor.fromRgb(*grid.cells.colours[y, x].tolist())


def test_the_star_makes_a_favourite_of_the_highlighted_kernel(window: MainWindow, field: KernelChoice) -> None:
    field.setFocus()
    type_text("emb")
    press(Key.Key_B, CONTROL)
    assert highlighted() == "Emboss"
    press(Key.Key_Backspace, times=3)
    assert rows()[:3] == [FAVOURITES, "Emboss", "Edges"]
    assert Settings().shelf.favourites == ("emboss",)
    press(Key.Key_Home)
    assert highlighted() == "Emboss"
    press(Key.Key_B, CONTROL)
    assert rows()[0] == "Edges"
    assert Settings().shelf.favourites == ()
    assert steps(window.document) == []


def test_a_click_on_a_star_makes_a_favourite_and_nothing_under_the_mouse_moves(
    window: MainWindow, field: KernelChoice
) -> None:
    click(field)
    view = library().list
    place = place_of("Emboss")
    click(view.viewport(), star_rect(place).center())
    assert window.settings.shelf.favourites == ("emboss",)
    assert is_open()
    assert view.visualRect(view.currentIndex()) == place
    click(view.viewport(), star_rect(place).center())
    assert window.settings.shelf.favourites == ()
    assert view.visualRect(view.currentIndex()) == place
    assert steps(window.document) == []


def test_the_last_favourite_that_goes_leaves_the_highlight_at_a_kernel(window: MainWindow, field: KernelChoice) -> None:
    for name in ("Emboss", "Checker"):
        window.settings.change_shelf(Shelf.starred, name)
    click(field)
    press(Key.Key_Home)
    for left in ("Checker", "Sobel x"):
        press(Key.Key_B, CONTROL)
        assert highlighted() == left


def test_a_kernel_without_a_name_is_offered_to_be_saved(window: MainWindow, with_own: KernelChoice) -> None:
    assert with_own.currentText() == OWN_KERNEL
    click(with_own)
    assert highlighted() is None
    assert library().foot.sentence.text() == NO_NAME
    press(Key.Key_Return)
    assert is_open()
    press(Key.Key_Down)
    assert highlighted() == "Twos", "the first there is"


def test_an_own_kernel_is_saved_under_a_name_and_known_by_it(window: MainWindow, with_own: KernelChoice) -> None:
    click(with_own)
    click(library().foot.save)
    type_text("My  slope")
    press(Key.Key_Return)
    assert with_own.currentText() == "My slope"
    assert highlighted() == "My slope"
    assert focused() is library().search
    kernel = Settings().shelf.named("My slope")
    assert np.array_equal(kernel.weights, OWN)
    assert steps(window.document) == ["Paste kernel"], "saving is no edit"


def test_a_saved_kernel_is_chosen_and_undone_as_one_of_the_library(window: MainWindow, with_own: KernelChoice) -> None:
    choose_kernel(window.page.kernel_panel, "Twos")
    assert window.document.state.kernel.tolist() == [[2, 2], [2, 2]]
    assert with_own.currentText() == "Twos"
    assert steps(window.document) == ["Paste kernel", "Choose Twos"]
    press(Key.Key_Z, CONTROL)
    assert with_own.currentText() == OWN_KERNEL


@pytest.mark.parametrize(
    ("name", "why"), [("sobel X", "“Sobel x” is a kernel of the library"), ("", "A kernel is kept under a name")]
)
def test_a_name_that_cannot_be_is_refused_in_place(
    window: MainWindow, with_own: KernelChoice, name: str, why: str
) -> None:
    click(with_own)
    foot = library().foot
    click(foot.save)
    type_text(name)
    press(Key.Key_Return)
    assert why in foot.sentence.text()
    assert foot.sentence.heightForWidth(foot.sentence.width()) <= foot.sentence.height()
    assert focused() is foot.name, "another name can be typed at once"
    assert own_names(window) == ["Twos"]


def test_a_name_is_no_longer_than_fits(with_own: KernelChoice) -> None:
    click(with_own)
    click(library().foot.save)
    type_text("x" * (LONGEST_NAME + 5))
    assert library().foot.name.text() == "x" * LONGEST_NAME


@pytest.mark.parametrize("answer", ["Replace", "Keep"])
def test_an_own_kernel_is_replaced_only_after_a_question(
    window: MainWindow, with_own: KernelChoice, answer: str
) -> None:
    click(with_own)
    foot = library().foot
    click(foot.save)
    type_text("TWOS")
    press(Key.Key_Return)
    assert "“Twos” already. Replace it?" in foot.sentence.text()
    assert focused() is foot.no, "Enter does the harmless thing"
    if answer == "Replace":
        press(Key.Key_Backtab, SHIFT)
    press(Key.Key_Return)
    assert focused() is library().search
    (kernel,) = window.settings.shelf.own
    assert np.array_equal(kernel.weights, OWN) == (answer == "Replace")


def test_escape_calls_off_what_is_asked_before_it_closes(window: MainWindow, with_own: KernelChoice) -> None:
    click(with_own)
    click(library().foot.save)
    type_text("My slope")
    press(Key.Key_Escape)
    assert not library().foot.is_busy
    assert focused() is library().search
    press(Key.Key_Escape)
    assert not is_open()
    assert own_names(window) == ["Twos"]


def test_the_kernel_of_channels_that_differ_is_not_saved(window: MainWindow, field: KernelChoice) -> None:
    window.document.edit("Select channel", selected_channel=1)
    window.document.edit("Set weight", cells_set, [(0, 0)], 5.0)
    window.document.edit("Select channel", selected_channel=None)
    click(field)
    click(library().foot.save)
    assert library().foot.sentence.text() == CHANNELS_DIFFER
    assert not library().foot.is_busy
    press(Key.Key_Escape)
    window.document.edit("Select channel", selected_channel=1)
    click(field)
    click(library().foot.save)
    type_text("Green")
    press(Key.Key_Return)
    assert window.settings.shelf.named("Green").weights[0, 0] == 5


def test_an_own_kernel_is_renamed_in_place(window: MainWindow, with_own: KernelChoice) -> None:
    choose_kernel(window.page.kernel_panel, "Twos")
    with_own.setFocus()
    type_text("twos")
    press(Key.Key_F2)
    assert library().foot.name.selectedText() == "Twos"
    type_text("Box of 2")
    press(Key.Key_Return)
    assert own_names(window) == ["Box of 2"]
    assert highlighted() == with_own.currentText() == "Box of 2", "what was looked for hides it no more"


@pytest.mark.parametrize("answer", ["Remove", "Keep"])
def test_an_own_kernel_is_removed_only_after_a_question(
    window: MainWindow, with_own: KernelChoice, answer: str
) -> None:
    choose_kernel(window.page.kernel_panel, "Twos")
    click(with_own)
    foot = library().foot
    click(foot.remove)
    assert "Remove “Twos”?" in foot.sentence.text()
    click(foot.yes if answer == "Remove" else foot.no)
    assert focused() is library().search
    assert own_names(window) == ([] if answer == "Remove" else ["Twos"])
    assert with_own.currentText() == (OWN_KERNEL if answer == "Remove" else "Twos")
    assert (OWN_GROUP in rows()) == (answer == "Keep")


def test_kernels_of_the_library_are_neither_renamed_nor_removed(with_own: KernelChoice) -> None:
    with_own.setFocus()
    type_text("sobel")
    foot = library().foot
    assert not foot.rename.isVisible()
    assert not foot.remove.isVisible()
    press(Key.Key_F2)
    assert not foot.is_busy


def test_while_a_name_is_typed_the_mouse_does_not_change_what_is_asked(
    window: MainWindow, with_own: KernelChoice
) -> None:
    choose_kernel(window.page.kernel_panel, "Twos")
    click(with_own)
    press(Key.Key_F2)
    question = library().foot.sentence.text()
    QTest.mouseMove(library().list.viewport(), place_of("Sobel y").center())
    assert library().foot.sentence.text() == question
    type_text("Box")
    press(Key.Key_Return)
    assert own_names(window) == ["Box"]


def test_all_windows_know_what_one_of_them_has_saved(
    window: MainWindow, with_own: KernelChoice, document: Document, qtbot: QtBot
) -> None:
    other = KernelChoice(document, window.settings)
    qtbot.addWidget(other)
    document.edit("Paste kernel", kernel_set, OWN)
    other.show_state(document.state)
    assert other.currentText() == OWN_KERNEL
    window.settings.change_shelf(Shelf.saved, "My slope", OWN)
    assert other.currentText() == with_own.currentText() == "My slope"


def test_an_open_library_shows_what_is_saved_meanwhile(window: MainWindow, field: KernelChoice) -> None:
    click(field)
    window.settings.change_shelf(Shelf.saved, "My slope", OWN)
    assert rows()[:3] == [OWN_GROUP, "My slope", "Edges"]
    assert highlighted() == "Sobel x"


def test_names_are_shown_letter_by_letter(window: MainWindow, with_own: KernelChoice) -> None:
    name = "<b>Tom</b> & Jerry"
    window.settings.change_shelf(Shelf.saved, name, OWN)
    assert with_own.currentText() == name
    click(with_own)
    click(library().foot.remove)
    assert name in library().foot.sentence.text()
    assert library().foot.sentence.textFormat() == Qt.TextFormat.PlainText


def test_a_long_name_makes_no_part_wider(window: MainWindow, with_own: KernelChoice) -> None:
    wide = window.page.kernel_panel.sizeHint()
    window.settings.change_shelf(Shelf.saved, "W" * LONGEST_NAME, OWN)
    assert window.page.kernel_panel.sizeHint() == wide
    click(with_own)
    foot = library().foot
    assert highlighted() == "W" * LONGEST_NAME
    for act in (foot.remove.click, foot.no.click, foot.rename.click, foot.no.click, foot.save.click):
        act()
        QApplication.processEvents()
        assert library().width() == SIZE.width()
        assert foot.sentence.heightForWidth(foot.sentence.width()) <= foot.sentence.height()


def test_a_name_that_another_own_kernel_has_is_refused_in_place(window: MainWindow, with_own: KernelChoice) -> None:
    name = "W" * LONGEST_NAME
    window.settings.change_shelf(Shelf.saved, name, OWN)
    choose_kernel(window.page.kernel_panel, "Twos")
    click(with_own)
    press(Key.Key_F2)
    type_text(name)
    press(Key.Key_Return)
    QApplication.processEvents()
    assert "already; choose another name" in library().foot.sentence.text()
    assert library().width() == SIZE.width(), "however long the name"
    assert own_names(window) == ["Twos", name]


def test_tab_goes_through_all_parts_of_the_library(window: MainWindow, with_own: KernelChoice) -> None:
    choose_kernel(window.page.kernel_panel, "Twos")
    click(with_own)
    foot, met = library().foot, set()
    for _ in range(4):
        met.add(focused())
        press(Key.Key_Tab)
    assert met == {library().search, foot.save, foot.rename, foot.remove}
    foot.save.setFocus()
    press(Key.Key_Return)
    assert focused() is foot.name, "Enter presses the button, and chooses nothing"


def test_every_part_has_a_name_for_screen_readers(field: KernelChoice) -> None:
    click(field)
    popup = library()
    parts = [popup, popup.search, popup.list, popup.foot.name]
    assert all(part.accessibleName() for part in parts)
    assert all(button.text() for button in popup.findChildren(QAbstractButton) if button.isVisible())
    assert all(part.accessibleName() for part in popup.findChildren(QLineEdit))
    assert field.accessibleName()
    assert popup.findChildren(QLabel) == [popup.foot.sentence]


def test_the_list_holds_every_kernel_with_its_own_weights(field: KernelChoice) -> None:
    click(field)
    model = library().list.rows
    kernels = [model.index(row).data(KERNEL_ROLE) for row in range(model.rowCount())]
    assert [kernel for kernel in kernels if isinstance(kernel, NamedKernel)] == list(KERNELS.values())


@pytest.mark.parametrize(
    ("field_at", "screen", "wanted"),
    [
        (QRect(1100, 40, 230, 26), QRect(0, 0, 1440, 900), QRect(978, 66, 352, 480)),
        (QRect(780, 40, 230, 26), QRect(0, 0, 1024, 640), QRect(658, 66, 352, 480)),
        (QRect(780, 200, 230, 26), QRect(0, 0, 960, 540), QRect(608, 226, 352, 314)),
        (QRect(20, 40, 230, 26), QRect(0, 0, 1440, 900), QRect(0, 66, 352, 480)),
        (QRect(1100, 700, 230, 26), QRect(0, 0, 1440, 900), QRect(978, 220, 352, 480)),
        (QRect(2500, -900, 230, 26), QRect(1440, -1000, 1300, 800), QRect(2378, -874, 352, 480)),
    ],
)  # fmt: skip
def test_it_stays_on_the_screen(field_at: QRect, screen: QRect, wanted: QRect) -> None:
    place = place_beside(field_at, SIZE, screen)
    assert place == wanted
    assert screen.contains(place)
    assert not place.intersects(field_at)


def test_it_fits_a_small_window(window: MainWindow, field: KernelChoice) -> None:
    window.resize(window.minimumSize())
    window.page.kernel_panel.open_library()
    assert window.screen().availableGeometry().contains(library().geometry())
    assert library().list.viewport().height() > 100

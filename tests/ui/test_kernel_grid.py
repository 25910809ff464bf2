"""The grid of the kernel: numbers are typed, dragged, copied; the keys are those of a spreadsheet."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convviz.lab.edits.edits import cells_set, kernel_set, kernel_size_set
from convviz.lab.edits.layer_edits import activation_set
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.pictures.display import weight_scale
from convviz.lab.text.numbers import matrix_text
from convviz.ui.kernel.kernel_cell import LARGEST_CELL
from convviz.ui.kernel.kernel_gestures import STEP
from convviz.ui.kernel.kernel_grid import KernelGrid
from convviz.ui.kernel.kernel_model import ANCHOR, BRUSH_TIP, DIFFERENT, TIP
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import accent
from tests.hands import (
    ALT,
    CONTROL,
    PLAIN,
    SHIFT,
    Button,
    Calls,
    Key,
    cell,
    click,
    copy,
    drag,
    focused,
    go_to,
    press,
    set_number,
    settle,
    steps,
    type_text,
    wheel,
)

SOBEL_X = KERNELS["sobel-x"].weights


@pytest.fixture
def grid(window: MainWindow) -> KernelGrid:
    return window.page.kernel_panel.grid


def kernel(window: MainWindow) -> list[list[float]]:
    return window.document.state.kernel.tolist()


def set_size(window: MainWindow, height: int, width: int) -> None:
    window.document.edit("Set kernel size", kernel_size_set, height, width)


def middle(grid: KernelGrid, y: int, x: int) -> QPoint:
    return grid.visualRect(grid.model().index(y, x)).center()


def test_a_digit_typed_after_the_start_changes_the_kernel(window: MainWindow) -> None:
    type_text("5")
    press(Key.Key_Return)
    assert kernel(window) == [[-1, 0, 1], [-2, 5, 2], [-1, 0, 1]]
    assert steps(window.document) == ["Set weight"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7", 7),
        ("-1.5", -1.5),
        (".5", 0.5),
        ("0,25", 0.25),
        ("1/4", 0.25),
        ("-1/16", -0.0625),
        ("−3", -3),
        ("1e-3", np.float32(1e-3)),
        ("+2", 2),
    ],
)
def test_every_way_to_write_a_number_is_understood(window: MainWindow, grid: KernelGrid, typed, value) -> None:
    go_to(grid, 1, 1)
    type_text(typed)
    press(Key.Key_Return)
    assert kernel(window)[1][1] == value


@pytest.mark.parametrize(
    ("key", "modifiers", "then"),
    [
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, (1, 1)),
        (Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, (1, 1)),
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier, (2, 1)),
        (Key.Key_Up, Qt.KeyboardModifier.NoModifier, (0, 1)),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, (1, 2)),
        (Key.Key_Backtab, SHIFT, (1, 0)),
    ],
)
def test_a_key_ends_the_typing_and_moves_on(window: MainWindow, grid: KernelGrid, key, modifiers, then) -> None:
    go_to(grid, 1, 1)
    type_text("9")
    press(key, modifiers)
    assert kernel(window)[1][1] == 9
    assert cell(grid.currentIndex()) == then


def test_numbers_can_be_typed_one_after_another_with_tab(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    for number in range(9):
        type_text(str(number))
        press(Key.Key_Tab)
    assert kernel(window) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_numbers_can_be_typed_down_a_column(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 1)
    for number in (7, 8, 9):
        type_text(str(number))
        press(Key.Key_Down)
    assert [row[1] for row in kernel(window)] == [7, 8, 9]
    assert cell(grid.currentIndex()) == (2, 1)


def test_escape_takes_the_typing_back(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 1)
    type_text("9")
    press(Key.Key_Escape)
    assert kernel(window) == SOBEL_X.tolist()
    assert steps(window.document) == []
    assert focused() is grid


def test_the_arrow_keys_move_and_stop_at_the_border(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 1)
    seen = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Up, Key.Key_Up, Key.Key_Right, Key.Key_Down):
        press(key)
        seen.append(cell(grid.currentIndex()))
    assert seen == [(1, 0), (1, 0), (0, 0), (0, 0), (0, 1), (1, 1)]
    assert steps(window.document) == []


def test_enter_edits_the_number_that_is_there(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_Return)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "2"
    assert editor.accessibleName() == "weight, row 2, column 3"
    press(Key.Key_End)
    type_text("5")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == 25


def test_the_editor_has_all_digits_and_leaving_it_changes_nothing(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 1)
    type_text("1/3")
    press(Key.Key_Return)
    press(Key.Key_Return)
    assert np.float32(focused().text()) == np.float32(1 / 3)
    press(Key.Key_Return)
    assert kernel(window)[1][1] == np.float32(1 / 3)
    assert steps(window.document) == ["Set weight"]


def test_a_double_click_edits_a_number(window: MainWindow, grid: KernelGrid) -> None:
    place = middle(grid, 0, 2)
    click(grid.viewport(), place)
    QTest.mouseDClick(grid.viewport(), Button.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    type_text("4")
    press(Key.Key_Return)
    assert kernel(window)[0][2] == 4


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Key.Key_Delete, PLAIN), (Key.Key_Backspace, PLAIN), (Key.Key_Delete, Qt.KeyboardModifier.KeypadModifier)],
)
def test_delete_makes_it_zero(window: MainWindow, grid: KernelGrid, key: Qt.Key, modifiers) -> None:
    go_to(grid, 1, 2)
    press(key, modifiers)
    assert kernel(window)[1][2] == 0
    assert steps(window.document) == ["Set weight"]


def test_the_key_that_removes_a_filter_leaves_the_weight_alone(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_Backspace, CONTROL)
    assert kernel(window) == SOBEL_X.tolist()


def test_emptying_a_cell_makes_it_zero(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_Return)
    press(Key.Key_Backspace)
    press(Key.Key_Return)
    assert kernel(window)[1][2] == 0


@pytest.mark.parametrize("typed", ["abc", "1..2", "1/0", "nan", "1e99", "2000000", "7 x"])
def test_garbage_is_refused_with_a_sentence_and_the_number_stays(
    window: MainWindow, grid: KernelGrid, typed: str
) -> None:
    before = window.document.state
    go_to(grid, 1, 2)
    type_text(typed)
    press(Key.Key_Return)
    assert window.message_bar.text.endswith(".")
    assert window.document.state is before
    assert steps(window.document) == []
    assert grid.currentIndex().data() == 2


def test_tab_leaves_the_grid_at_its_last_cell(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 2, 1)
    press(Key.Key_Tab)
    assert focused() is grid
    assert cell(grid.currentIndex()) == (2, 2)
    press(Key.Key_Tab)
    assert not _inside(grid, focused())


def test_shift_tab_leaves_the_grid_at_its_first_cell(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 1)
    press(Key.Key_Backtab, SHIFT)
    assert focused() is grid
    assert cell(grid.currentIndex()) == (0, 0)
    press(Key.Key_Backtab, SHIFT)
    assert not _inside(grid, focused())


def test_tab_leaves_the_grid_after_typing_in_its_last_cell(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 2, 2)
    type_text("9")
    press(Key.Key_Tab)
    assert kernel(window)[2][2] == 9
    assert not _inside(grid, focused())


def test_shift_tab_leaves_the_grid_after_typing_in_its_first_cell(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    type_text("9")
    press(Key.Key_Backtab, SHIFT)
    assert kernel(window)[0][0] == 9
    assert not _inside(grid, focused())


def _inside(grid: KernelGrid, widget: QWidget) -> bool:
    return widget is grid or grid.isAncestorOf(widget)


def test_a_drag_upwards_raises_a_weight_and_is_one_step_of_undo(window: MainWindow, grid: KernelGrid) -> None:
    before, place = window.document.state, middle(grid, 1, 1)
    drag(grid.viewport(), place, place - QPoint(0, 40), steps=20)
    assert kernel(window)[1][1] == 0.5
    assert steps(window.document) == ["Drag weight"]
    press(Key.Key_Z, CONTROL)
    assert window.document.state is before
    press(Key.Key_Y, CONTROL)
    assert kernel(window)[1][1] == 0.5


def test_a_drag_downwards_lowers_it_and_two_drags_are_two_steps(window: MainWindow, grid: KernelGrid) -> None:
    place = middle(grid, 1, 1)
    for _ in range(2):
        drag(grid.viewport(), place, place + QPoint(0, 20))
    assert kernel(window)[1][1] == -0.5
    assert steps(window.document) == ["Drag weight"] * 2


def test_a_click_selects_and_changes_nothing(window: MainWindow, grid: KernelGrid) -> None:
    click(grid.viewport(), middle(grid, 2, 0))
    assert cell(grid.currentIndex()) == (2, 0)
    assert steps(window.document) == []


def test_a_drag_whose_cell_was_taken_away_ends(window: MainWindow, grid: KernelGrid) -> None:
    set_size(window, 5, 5)
    place = middle(grid, 4, 4)
    QTest.mousePress(grid.viewport(), Button.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    press(Key.Key_Z, CONTROL)
    QTest.mouseMove(grid.viewport(), place - QPoint(0, 40))
    QTest.mouseRelease(grid.viewport(), Button.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert kernel(window) == SOBEL_X.tolist()


def test_copied_it_can_be_pasted_again(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    press(Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == matrix_text(SOBEL_X)
    window.document.edit("Choose", kernel_set, KERNELS["laplacian"].weights)
    press(Key.Key_V, CONTROL)
    assert kernel(window) == SOBEL_X.tolist()


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("1 2\n3 4", [[1, 2], [3, 4]]),
        ("1\t2\t3\n4\t5\t6\n", [[1, 2, 3], [4, 5, 6]]),
        ("np.array([[0, -1.5], [1/4, 2]])", [[0, -1.5], [0.25, 2]]),
        ("array([[1., 0., -1.]], dtype=float32)", [[1, 0, -1]]),
        ("1/16 * [1 2 1; 2 4 2; 1 2 1]", (np.outer([1, 2, 1], [1, 2, 1]) / 16).tolist()),
        ("5", [[5]]),
    ],
    ids=["spaces", "tabs", "NumPy", "printed by NumPy", "MATLAB", "one number"],
)
def test_a_kernel_is_pasted_from_every_program(window: MainWindow, grid: KernelGrid, text: str, pasted: list) -> None:
    go_to(grid, 0, 0)
    copy(text)
    press(Key.Key_V, CONTROL)
    assert kernel(window) == pasted
    assert steps(window.document) == ["Paste kernel"]


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (1, 5), (5, 1), (4, 7), (31, 31), (1, 31)])
def test_a_kernel_of_any_size_is_typed_into_at_both_ends(
    window: MainWindow, grid: KernelGrid, qtbot: QtBot, height: int, width: int
) -> None:
    set_size(window, height, width)
    settle(qtbot, window)
    go_to(grid, 0, 0)
    type_text("3")
    press(Key.Key_Return)
    go_to(grid, height - 1, width - 1)
    type_text("4")
    press(Key.Key_Return)
    assert window.document.state.kernel.shape == (height, width)
    assert kernel(window)[-1][-1] == 4
    assert kernel(window)[0][0] == (3 if (height, width) != (1, 1) else 4)
    settle(qtbot, window)


@pytest.mark.parametrize("size", [1, 3, 9, 31])
def test_the_grid_never_outgrows_its_panel(window: MainWindow, grid: KernelGrid, size: int) -> None:
    set_size(window, size, size)
    assert grid.width() <= window.page.kernel_panel.width()
    last = grid.visualRect(grid.model().index(size - 1, size - 1))
    assert grid.viewport().rect().contains(last)


@pytest.mark.parametrize("place", [(0, 0), (15, 15), (30, 30), (0, 30), (30, 0)])
def test_what_is_typed_is_legible_in_the_smallest_cells(
    window: MainWindow, grid: KernelGrid, qtbot: QtBot, place: tuple[int, int]
) -> None:
    set_size(window, 31, 31)
    go_to(grid, *place)
    type_text("-1.25")
    editor = focused()
    assert editor.width() >= LARGEST_CELL
    assert editor.height() >= editor.fontMetrics().height()
    assert grid.viewport().rect().contains(editor.geometry())


def test_where_channels_differ_it_says_so_and_typing_sets_all(window: MainWindow, grid: KernelGrid) -> None:
    window.document.edit("Edit red", selected_channel=0)
    go_to(grid, 1, 1)
    type_text("5")
    press(Key.Key_Return)
    weights = window.document.state.layer.weight[0, :, 1, 1]
    assert weights.tolist() == [5, 0, 0]
    window.document.edit("Edit all", selected_channel=None)
    assert grid.model().index(1, 1).data() == DIFFERENT
    assert grid.model().index(0, 0).data() == -1
    go_to(grid, 1, 1)
    type_text("2")
    press(Key.Key_Return)
    assert window.document.state.layer.weight[0, :, 1, 1].tolist() == [2, 2, 2]
    assert grid.model().index(1, 1).data() == 2


def test_where_channels_differ_opening_the_editor_changes_nothing(window: MainWindow, grid: KernelGrid) -> None:
    window.document.edit("Edit red", selected_channel=0)
    go_to(grid, 1, 1)
    type_text("5")
    press(Key.Key_Return)
    window.document.edit("Edit all", selected_channel=None)
    before = window.document.state
    go_to(grid, 1, 1)
    press(Key.Key_Return)
    press(Key.Key_Return)
    assert window.document.state is before


def test_where_channels_differ_a_drag_raises_each_of_them(window: MainWindow, grid: KernelGrid) -> None:
    window.document.edit("Edit red", selected_channel=0)
    go_to(grid, 1, 1)
    type_text("5")
    press(Key.Key_Return)
    window.document.edit("Edit all", selected_channel=None)
    place = middle(grid, 1, 1)
    drag(grid.viewport(), place, place - QPoint(0, 40), steps=20)
    assert window.document.state.layer.weight[0, :, 1, 1].tolist() == [5.5, 0.5, 0.5]


def test_a_cell_tells_a_screen_reader_where_it_is_and_what_it_holds(grid: KernelGrid) -> None:
    index = grid.model().index(1, 2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "row 2, column 3: 2"


@pytest.mark.parametrize(("size", "place"), [((3, 3), (1, 1)), ((2, 4), (0, 1)), ((1, 1), (0, 0)), ((5, 2), (2, 0))])
def test_the_anchor_is_marked(window: MainWindow, grid: KernelGrid, size, place) -> None:
    set_size(window, *size)
    model = grid.model()
    grid.setCurrentIndex(model.index(size[0] - 1, size[1] - 1))
    assert grid.kernel.cells.anchor == place
    side, shown = grid.cell_side, grid.viewport().grab().toImage()
    corners = [
        shown.pixelColor(QPoint(x * side + 8, y * side + 7) * shown.devicePixelRatio()) for y, x in np.ndindex(size)
    ]
    cells = [QColor.fromRgb(*colour) for colour in grid.kernel.cells.colours.reshape(-1, 3).tolist()]
    assert [corner != colour for corner, colour in zip(corners, cells, strict=True)] == [
        each == place for each in np.ndindex(size)
    ]
    assert model.index(*place).data(Qt.ItemDataRole.AccessibleTextRole).endswith(ANCHOR)
    assert ANCHOR in model.index(*place).data(Qt.ItemDataRole.ToolTipRole)


def test_the_selected_cell_stays_where_it_is_while_numbers_change(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 2)
    window.document.edit("Choose", kernel_set, KERNELS["laplacian"].weights)
    assert cell(grid.currentIndex()) == (0, 2)


def test_only_the_cells_that_an_edit_changed_are_drawn_again(window: MainWindow, grid: KernelGrid) -> None:
    changed = Calls(grid.model().dataChanged.connect)
    window.document.edit("Set weights", cells_set, [(0, 1), (1, 0)], 0.5)
    window.document.edit("Set weight", cells_set, [(2, 2)], 4.0)
    window.document.edit("Choose ReLU", activation_set, "ReLU")
    assert [(cell(first), cell(last)) for first, last, *_ in changed] == [((0, 0), (1, 1)), ((0, 0), (2, 2))], (
        "the largest weight gives all of them other colours, and an activation none"
    )


def select(grid: KernelGrid, *cells: tuple[int, int]) -> None:
    """Select cells with the mouse: the first alone, the others added."""
    for number, place in enumerate(cells):
        QTest.mouseClick(grid.viewport(), Button.LeftButton, CONTROL if number else PLAIN, middle(grid, *place))


def test_cells_are_selected_with_shift_and_the_arrows_and_typed_into_together(
    window: MainWindow, grid: KernelGrid
) -> None:
    go_to(grid, 0, 0)
    press(Key.Key_Right, SHIFT)
    press(Key.Key_Down, SHIFT)
    type_text("7")
    press(Key.Key_Return)
    assert kernel(window) == [[7, 7, 1], [7, 7, 2], [-1, 0, 1]]
    assert steps(window.document) == ["Set weights"]


def test_cells_are_selected_with_the_mouse_and_cleared_together(window: MainWindow, grid: KernelGrid) -> None:
    select(grid, (0, 0), (2, 2))
    press(Key.Key_Delete)
    assert kernel(window) == [[0, 0, 1], [-2, 0, 2], [-1, 0, 0]]
    assert steps(window.document) == ["Clear weights"]


def test_all_cells_are_selected_and_escape_leaves_one(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_A, CONTROL)
    assert len(grid.selectedIndexes()) == 9
    press(Key.Key_Escape)
    assert [cell(index) for index in grid.selectedIndexes()] == [cell(grid.currentIndex())]


def test_selected_cells_are_dragged_together_and_a_click_selects_one(window: MainWindow, grid: KernelGrid) -> None:
    select(grid, (0, 0), (1, 1))
    place = middle(grid, 1, 1)
    drag(grid.viewport(), place, place - QPoint(0, 40), steps=20)
    assert kernel(window) == [[-0.5, 0, 1], [-2, 0.5, 2], [-1, 0, 1]]
    assert steps(window.document) == ["Drag weight"]
    click(grid.viewport(), place)
    assert [cell(index) for index in grid.selectedIndexes()] == [(1, 1)]


def test_the_number_that_one_of_them_has_already_is_set_in_all(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_A, CONTROL)
    type_text("2")
    press(Key.Key_Return)
    assert kernel(window) == [[2] * 3] * 3


def test_leaving_the_editor_as_it_was_changes_no_selected_cell(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    press(Key.Key_A, CONTROL)
    press(Key.Key_Return, times=2)
    assert kernel(window) == SOBEL_X.tolist()


def test_what_is_selected_stays_so_when_a_number_was_typed(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    press(Key.Key_Right, SHIFT)
    for number in "34":
        type_text(number)
        press(Key.Key_Return)
    assert kernel(window)[0] == [4, 4, 1]


def test_a_click_with_shift_selects_all_from_the_current_cell_on(window: MainWindow, grid: KernelGrid) -> None:
    click(grid.viewport(), middle(grid, 0, 0))
    QTest.mouseClick(grid.viewport(), Button.LeftButton, SHIFT, middle(grid, 1, 2))
    assert sorted(map(cell, grid.selectedIndexes())) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert steps(window.document) == []


def test_a_cell_that_is_taken_out_of_the_selection_is_left_alone(window: MainWindow, grid: KernelGrid) -> None:
    select(grid, (0, 0), (0, 1), (0, 2), (0, 1))
    type_text("7")
    press(Key.Key_Return)
    assert kernel(window)[0] == [7, 0, 7]


def test_the_last_selected_cell_cannot_be_taken_out(grid: KernelGrid) -> None:
    click(grid.viewport(), middle(grid, 0, 1))
    QTest.mouseClick(grid.viewport(), Button.LeftButton, CONTROL, middle(grid, 0, 1))
    assert [cell(index) for index in grid.selectedIndexes()] == [(0, 1)]


def test_the_cell_that_the_keyboard_goes_to_is_selected_with_ctrl_too(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    press(Key.Key_Right, CONTROL)
    assert [cell(index) for index in grid.selectedIndexes()] == [(0, 1)]


def test_a_drag_of_another_cell_leaves_the_selected_ones_alone(window: MainWindow, grid: KernelGrid) -> None:
    select(grid, (0, 0), (0, 1))
    place = middle(grid, 1, 1)
    drag(grid.viewport(), place, place - QPoint(0, 40))
    assert kernel(window) == [[-1, 0, 1], [-2, 0.5, 2], [-1, 0, 1]]
    assert [cell(index) for index in grid.selectedIndexes()] == [(1, 1)]


def test_a_drag_with_shift_selects_and_changes_nothing(window: MainWindow, grid: KernelGrid) -> None:
    QTest.mousePress(grid.viewport(), Button.LeftButton, SHIFT, middle(grid, 1, 1))
    QTest.mouseMove(grid.viewport(), middle(grid, 0, 1))
    QTest.mouseRelease(grid.viewport(), Button.LeftButton, SHIFT, middle(grid, 0, 1))
    assert steps(window.document) == []


def test_after_a_resize_one_cell_is_selected(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    press(Key.Key_A, CONTROL)
    set_size(window, 2, 2)
    assert [cell(index) for index in grid.selectedIndexes()] == [(1, 1)]
    type_text("9")
    press(Key.Key_Return)
    assert np.count_nonzero(window.document.state.kernel == 9) == 1


def test_an_undo_in_a_drag_is_gone_on_from_as_one_step(window: MainWindow, grid: KernelGrid) -> None:
    place = middle(grid, 1, 1)
    QTest.mousePress(grid.viewport(), Button.LeftButton, PLAIN, place)
    QTest.mouseMove(grid.viewport(), place - QPoint(0, 20))
    press(Key.Key_Z, CONTROL)
    assert kernel(window) == SOBEL_X.tolist()
    for way in (30, 40):
        QTest.mouseMove(grid.viewport(), place - QPoint(0, way))
    QTest.mouseRelease(grid.viewport(), Button.LeftButton, PLAIN, place - QPoint(0, 40))
    assert kernel(window)[1][1] == 0.5
    assert steps(window.document) == ["Drag weight"]


@pytest.mark.parametrize("channel", [None, 0])
def test_a_drag_ends_where_an_undo_brings_another_channel_under_it(
    window: MainWindow, grid: KernelGrid, channel: int | None
) -> None:
    if channel is None:
        window.document.edit("Edit red", selected_channel=0)
    window.document.edit("Edit", selected_channel=channel)
    before, place = window.document.state.layer, middle(grid, 1, 1)
    QTest.mousePress(grid.viewport(), Button.LeftButton, PLAIN, place)
    press(Key.Key_Z, CONTROL)
    QTest.mouseMove(grid.viewport(), place - QPoint(0, 40))
    QTest.mouseRelease(grid.viewport(), Button.LeftButton, PLAIN, place - QPoint(0, 40))
    assert window.document.state.layer is before
    assert not window.message_bar.isVisible()


def test_one_ring_goes_round_the_selected_cells_and_one_round_the_current(grid: KernelGrid) -> None:
    def has_ring(y: int, x: int, side: QPoint) -> bool:
        """Say whether there is the accent colour at the right or the lower edge of a cell."""
        place = middle(grid, y, x) + side * (LARGEST_CELL // 2 - 1)
        return shown.pixelColor(place * shown.devicePixelRatio()) == accent(grid.palette())

    right, down = QPoint(1, 0), QPoint(0, 1)
    go_to(grid, 2, 0)
    press(Key.Key_Up, SHIFT, times=2)
    shown = grid.viewport().grab().toImage()
    assert [has_ring(y, 0, right) for y in range(3)] == [True] * 3
    assert [has_ring(y, 0, down) for y in range(3)] == [True, False, True], "the current one is the uppermost"
    assert not has_ring(0, 1, right)
    assert not any(has_ring(y, x, QPoint()) for y in range(3) for x in range(3))


def test_the_wheel_turns_the_number_under_the_pointer(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 0, 0)
    for _ in range(3):
        wheel(grid.viewport(), middle(grid, 1, 2))
    assert kernel(window)[1][2] == pytest.approx(2 + 3 * STEP)
    assert steps(window.document) == ["Turn weight"]
    wheel(grid.viewport(), middle(grid, 1, 0), -1)
    assert kernel(window)[1][0] == pytest.approx(-2 - STEP)
    assert steps(window.document) == ["Turn weight"] * 2


@pytest.mark.parametrize(("modifiers", "factor"), [(SHIFT, 10), (CONTROL, 0.1), (CONTROL | SHIFT, 1)])
def test_the_wheel_takes_larger_and_smaller_steps(window: MainWindow, grid: KernelGrid, modifiers, factor) -> None:
    grid.setFocus()
    wheel(grid.viewport(), middle(grid, 1, 1), modifiers=modifiers)
    assert kernel(window)[1][1] == pytest.approx(factor * STEP)


def test_parts_of_a_notch_add_up(window: MainWindow, grid: KernelGrid) -> None:
    grid.setFocus()
    for _ in range(4):
        wheel(grid.viewport(), middle(grid, 1, 1), 0.25)
    assert kernel(window)[1][1] == pytest.approx(STEP)


def test_without_the_keyboard_the_wheel_scrolls_and_changes_nothing(window: MainWindow, grid: KernelGrid) -> None:
    window.page.map_view.setFocus()
    wheel(grid.viewport(), middle(grid, 1, 1))
    assert steps(window.document) == []


def test_a_wheel_that_is_turned_sideways_changes_nothing_but_with_shift(window: MainWindow, grid: KernelGrid) -> None:
    grid.setFocus()
    place = QPointF(grid.viewport().mapTo(window, middle(grid, 1, 1)))
    QTest.wheelEvent(window.windowHandle(), place, QPoint(120, 0), QPoint(), PLAIN)
    assert kernel(window)[1][1] == 0
    QTest.wheelEvent(window.windowHandle(), place, QPoint(120, 0), QPoint(), SHIFT)
    assert kernel(window)[1][1] == pytest.approx(10 * STEP)


def test_the_wheel_turns_all_selected_numbers(window: MainWindow, grid: KernelGrid) -> None:
    select(grid, (0, 1), (2, 1))
    wheel(grid.viewport(), middle(grid, 0, 1), 2)
    assert [row[1] for row in kernel(window)] == pytest.approx([2 * STEP, 0, 2 * STEP])


@pytest.mark.parametrize(("key", "change"), [("+", 1), ("=", 1), ("-", -1), ("−", -1)])
def test_plus_and_minus_raise_and_lower(window: MainWindow, grid: KernelGrid, key: str, change: int) -> None:
    go_to(grid, 1, 2)
    type_text(key + key)
    assert kernel(window)[1][2] == pytest.approx(2 + 2 * change * STEP)
    assert len(steps(window.document)) == 2
    press(Key.Key_Z, CONTROL)
    assert kernel(window)[1][2] == pytest.approx(2 + change * STEP)


@pytest.mark.parametrize(("typed", "value"), [("-2", -2), ("−.5", -0.5), ("+4", 4), ("--3", -3)])
def test_a_sign_before_a_digit_begins_a_number(window: MainWindow, grid: KernelGrid, typed: str, value: float) -> None:
    go_to(grid, 1, 2)
    type_text(typed)
    press(Key.Key_Return)
    assert kernel(window)[1][2] == value
    before_the_sign = 1 if typed == "--3" else 0
    assert len(steps(window.document)) == 1 + before_the_sign


def test_a_sign_is_no_longer_one_after_another_key(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 1)
    type_text("-")
    press(Key.Key_Right)
    type_text("3")
    press(Key.Key_Return)
    assert kernel(window)[1] == pytest.approx([-2, -STEP, 3])


def test_a_sign_begins_a_number_where_digits_need_the_shift_key(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    type_text("-")
    press(Key.Key_Shift)
    type_text("2")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == -2


def test_a_sign_begins_a_number_when_the_undo_stack_is_full(window: MainWindow, grid: KernelGrid) -> None:
    window.document.undo_stack.clear()
    window.document.undo_stack.setUndoLimit(2)
    go_to(grid, 1, 2)
    for number in "345":
        type_text(number)
        press(Key.Key_Return)
    type_text("-2")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == -2


def test_a_sign_begins_a_number_where_the_weight_cannot_go_lower(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    type_text("-1e6")
    press(Key.Key_Return)
    type_text("-2")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == -2
    assert len(steps(window.document)) == 2


def test_a_sign_that_was_undone_begins_no_number(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    type_text("-")
    window.document.undo_stack.undo()
    type_text("5")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == 5


def test_a_sign_is_no_longer_one_after_the_keyboard_was_elsewhere(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    type_text("-")
    window.page.map_view.setFocus()
    grid.setFocus()
    type_text("5")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == 5
    assert len(steps(window.document)) == 2


def hold(text: str, times: int) -> None:
    """Hold a key down until it has come so many times."""
    for number in range(times):
        QApplication.sendEvent(
            focused(), QKeyEvent(QEvent.Type.KeyPress, Key.Key_unknown, PLAIN, text, autorep=number > 0)
        )


def test_a_sign_that_is_held_is_one_step_and_begins_no_number(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    hold("-", 4)
    assert kernel(window)[1][2] == pytest.approx(2 - 4 * STEP)
    assert steps(window.document) == ["Lower weight"]
    hold("-", 2)
    assert steps(window.document) == ["Lower weight"] * 2
    type_text("5")
    press(Key.Key_Return)
    assert kernel(window)[1][2] == 5


def test_an_equals_sign_that_needs_shift_raises_nothing(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    QTest.keyClick(grid, "=", SHIFT)
    press(Key.Key_Escape)
    assert kernel(window) == SOBEL_X.tolist()


def test_plus_raises_on_the_keypad_and_with_shift(window: MainWindow, grid: KernelGrid) -> None:
    go_to(grid, 1, 2)
    for modifiers in (SHIFT, Qt.KeyboardModifier.KeypadModifier):
        QTest.keyClick(grid, "+", modifiers)
    assert kernel(window)[1][2] == pytest.approx(2 + 2 * STEP)


def test_a_sign_raises_all_selected_numbers_and_each_channel_its_own(window: MainWindow, grid: KernelGrid) -> None:
    make_different(window, 1, 1)
    go_to(grid, 1, 1)
    press(Key.Key_Right, SHIFT)
    type_text("+")
    wheel(grid.viewport(), middle(grid, 1, 1))
    weight = window.document.state.layer.weight[0]
    assert weight[:, 1, 1].tolist() == pytest.approx([5 + 2 * STEP, 2 * STEP, 2 * STEP])
    assert weight[:, 1, 2].tolist() == pytest.approx([2 + 2 * STEP] * 3)


def test_a_number_typed_over_several_is_alike_on_all_channels(window: MainWindow, grid: KernelGrid) -> None:
    make_different(window, 1, 1)
    go_to(grid, 1, 1)
    press(Key.Key_Right, SHIFT)
    type_text("7")
    press(Key.Key_Return)
    assert (window.document.state.layer.weight[0, :, 1, 1:] == 7).all()
    assert not window.document.state.channels_differ.any()


def make_different(window: MainWindow, y: int, x: int) -> None:
    """Give the red channel a 5 there, and edit all of them."""
    window.document.edit("Edit red", selected_channel=0)
    window.document.edit("Set weight", cells_set, [(y, x)], 5.0)
    window.document.edit("Edit all", selected_channel=None)
    window.document.undo_stack.clear()


def take_brush(window: MainWindow, value: str) -> None:
    brush = window.page.kernel_panel.brush
    set_number(brush.value, value)
    click(brush.button)


def test_the_brush_paints_every_cell_that_it_passes(window: MainWindow, grid: KernelGrid) -> None:
    set_size(window, 5, 5)
    window.document.undo_stack.clear()
    take_brush(window, "3")
    drag(grid.viewport(), middle(grid, 0, 0), middle(grid, 4, 4), steps=1)  # so fast that it skips cells
    assert np.diag(window.document.state.kernel).tolist() == [3] * 5
    assert np.count_nonzero(window.document.state.kernel == 3) == 5
    assert steps(window.document) == ["Paint weights"]
    press(Key.Key_Z, CONTROL)
    assert np.count_nonzero(window.document.state.kernel == 3) == 0


def test_a_right_click_gives_the_brush_the_value_of_a_cell(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    QTest.mouseClick(grid.viewport(), Button.RightButton, PLAIN, middle(grid, 1, 2))
    assert window.page.kernel_panel.brush.value.value() == 2
    click(grid.viewport(), middle(grid, 0, 0))
    assert kernel(window)[0][0] == 2


def test_space_paints_the_selected_cells(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "0.5")
    go_to(grid, 0, 0)
    press(Key.Key_Right, SHIFT, times=2)
    press(Key.Key_Space)
    assert kernel(window)[0] == [0.5, 0.5, 0.5]


def test_put_away_the_brush_paints_no_more(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    click(window.page.kernel_panel.brush.button)
    click(grid.viewport(), middle(grid, 0, 0))
    assert kernel(window) == SOBEL_X.tolist()


def test_a_quick_stroke_that_leaves_the_kernel_paints_up_to_its_edge(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    outside = middle(grid, 1, 2) + QPoint(200, 0)
    drag(grid.viewport(), middle(grid, 1, 0), outside, steps=1)
    assert kernel(window) == [[-1, 0, 1], [3, 3, 3], [-1, 0, 1]]


def test_what_the_brush_passes_outside_is_not_painted(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    viewport, outside = grid.viewport(), QPoint(300, 0)
    QTest.mousePress(viewport, Button.LeftButton, PLAIN, middle(grid, 0, 2))
    for place in (middle(grid, 0, 2) + outside, middle(grid, 2, 2) + outside, middle(grid, 2, 2)):
        QTest.mouseMove(viewport, place)
    QTest.mouseRelease(viewport, Button.LeftButton, PLAIN, middle(grid, 2, 2))
    assert [row[2] for row in kernel(window)] == [3, 2, 3]
    assert steps(window.document) == ["Paint weights"]


def test_two_quick_dabs_are_two_strokes_and_open_no_editor(window: MainWindow, grid: KernelGrid) -> None:
    place = middle(grid, 0, 0)
    click(grid.viewport(), place)
    take_brush(window, "3")
    click(grid.viewport(), place)
    QTest.mouseDClick(grid.viewport(), Button.LeftButton, PLAIN, place)
    assert focused() is grid
    assert steps(window.document) == ["Paint weights"], "the second changed nothing"


def test_an_undo_in_a_stroke_stays_undone_and_the_rest_is_one_step(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    viewport = grid.viewport()
    QTest.mousePress(viewport, Button.LeftButton, PLAIN, middle(grid, 0, 0))
    QTest.mouseMove(viewport, middle(grid, 1, 0))
    press(Key.Key_Z, CONTROL)
    assert kernel(window) == SOBEL_X.tolist()
    QTest.mouseMove(viewport, middle(grid, 2, 0))
    QTest.mouseMove(viewport, middle(grid, 2, 1))
    QTest.mouseRelease(viewport, Button.LeftButton, PLAIN, middle(grid, 2, 1))
    assert kernel(window) == [[-1, 0, 1], [3, 0, 2], [3, 3, 1]], "from the cell where the brush was, on"
    assert steps(window.document) == ["Paint weights"]


def test_a_stroke_ends_where_an_undo_brings_another_kernel_under_it(window: MainWindow, grid: KernelGrid) -> None:
    set_size(window, 5, 5)
    take_brush(window, "3")
    QTest.mousePress(grid.viewport(), Button.LeftButton, PLAIN, middle(grid, 4, 4))
    press(Key.Key_Z, CONTROL, times=2)
    QTest.mouseMove(grid.viewport(), middle(grid, 0, 0))
    QTest.mouseRelease(grid.viewport(), Button.LeftButton, PLAIN, middle(grid, 0, 0))
    assert kernel(window) == SOBEL_X.tolist()
    click(grid.viewport(), middle(grid, 0, 0))
    assert kernel(window)[0][0] == 3


def test_a_click_with_alt_gives_the_brush_the_value_of_a_cell(window: MainWindow, grid: KernelGrid) -> None:
    take_brush(window, "3")
    QTest.mouseClick(grid.viewport(), Button.LeftButton, ALT, middle(grid, 1, 2))
    assert window.page.kernel_panel.brush.value.value() == 2
    assert kernel(window) == SOBEL_X.tolist()


def test_where_channels_differ_the_brush_finds_no_value_to_take(window: MainWindow, grid: KernelGrid) -> None:
    make_different(window, 1, 1)
    take_brush(window, "3")
    QTest.mouseClick(grid.viewport(), Button.RightButton, PLAIN, middle(grid, 1, 1))
    assert window.page.kernel_panel.brush.value.value() == 3


def test_without_the_brush_a_right_click_takes_no_value(window: MainWindow, grid: KernelGrid) -> None:
    QTest.mouseClick(grid.viewport(), Button.RightButton, PLAIN, middle(grid, 1, 2))
    assert window.page.kernel_panel.brush.value.value() == 1


def test_the_pointer_and_the_tooltip_say_that_cells_are_painted(window: MainWindow, grid: KernelGrid) -> None:
    index = grid.model().index(0, 0)
    assert TIP in index.data(Qt.ItemDataRole.ToolTipRole)
    take_brush(window, "3")
    assert grid.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    assert BRUSH_TIP in index.data(Qt.ItemDataRole.ToolTipRole)
    click(window.page.kernel_panel.brush.button)
    assert grid.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    assert TIP in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("size", [1, 31])
def test_every_gesture_works_on_the_smallest_and_the_largest_kernel(
    window: MainWindow, grid: KernelGrid, size: int
) -> None:
    window.document.edit("Choose", kernel_set, np.zeros((size, size), np.float32))
    viewport, last = grid.viewport(), middle(grid, size - 1, size - 1)
    grid.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("+")
    wheel(viewport, last)
    drag(viewport, last, last - QPoint(0, 4 * 4))
    assert np.allclose(window.document.state.kernel, 6 * STEP)
    type_text("-2")
    press(Key.Key_Return)
    assert (window.document.state.kernel == -2).all()
    assert len(steps(window.document)) == 5
    take_brush(window, "3")
    drag(viewport, middle(grid, 0, 0), last, steps=2)
    assert np.array_equal(window.document.state.kernel == 3, np.eye(size))


def test_the_cell_under_the_pointer_is_told_no_more_when_the_kernel_is_resized(
    window: MainWindow, grid: KernelGrid
) -> None:
    set_size(window, 5, 5)
    told = Calls(grid.cell_hovered.connect)
    for x in (3, 4):
        QTest.mouseMove(grid.viewport(), middle(grid, 4, x))
        QApplication.processEvents()
    set_size(window, 3, 3)
    assert told[-2:] == [((4, 4),), (None,)]


def test_the_cell_under_the_pointer_is_told_until_it_is_changed(window: MainWindow, grid: KernelGrid) -> None:
    def hover(place: QPoint) -> None:
        QTest.mouseMove(grid.viewport(), place)
        QApplication.processEvents()

    hover(middle(grid, 2, 2))  # the first only enters
    told = Calls(grid.cell_hovered.connect)
    hover(middle(grid, 0, 1))
    hover(middle(grid, 0, 2))
    click(grid.viewport(), middle(grid, 0, 2))
    hover(middle(grid, 0, 2) + QPoint(2, 2))
    hover(middle(grid, 1, 2))
    assert told == [((0, 1),), ((0, 2),), (None,), ((1, 2),)]


@pytest.mark.parametrize(("size", "has_anchor"), [(15, True), (31, False)])
def test_a_large_kernel_is_drawn_as_colours_with_gaps_and_its_anchor(
    window: MainWindow, grid: KernelGrid, size: int, has_anchor: bool
) -> None:
    weights = np.random.default_rng(0).normal(size=(size, size)).astype(np.float32)
    window.document.edit("Choose kernel", kernel_set, weights)
    grid.setCurrentIndex(grid.kernel.index(size - 1, 0))  # its ring would hide what is below
    shown, side = grid.viewport().grab().toImage(), grid.cell_side
    colours = weight_scale(weights, window.document.state.display.signed).rgb(weights)
    for y, x in ((0, 0), (3, size - 1), (size - 1, 2)):
        place = QPoint(x * side + side // 2, y * side + side // 2) * shown.devicePixelRatio()
        assert shown.pixelColor(place) == QColor.fromRgb(*colours[y, x].tolist())
    gap = shown.pixelColor(QPoint(3 * side, 2 * side + 3) * shown.devicePixelRatio())
    assert gap not in [QColor.fromRgb(*colours[2, x].tolist()) for x in (2, 3)]
    anchor = QPoint(size // 2 * side + 4, size // 2 * side + 4) * shown.devicePixelRatio()
    colour = QColor.fromRgb(*colours[size // 2, size // 2].tolist())
    assert shown.pixelColor(anchor) == (ink_on(colour) if has_anchor else colour)

"""The connections and the weight matrix: what is pointed at is emphasised, read, and told to the page."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import greyscale_set, image_opened, kernel_set, layer_set
from convviz.lab.pictures.cell_colours import cell_colours
from convviz.lab.sparsity.connections import Highlight, counts_text
from convviz.lab.state import State
from convviz.nn.receptive_field import Region
from convviz.ui.sparsity.connections_graph import ConnectionsGraph
from convviz.ui.sparsity.connections_layout import Node
from convviz.ui.sparsity.connections_view import HINT, TALL, ConnectionsView
from convviz.ui.sparsity.weight_matrix_cells import Entry
from convviz.ui.sparsity.weight_matrix_view import WeightMatrixView
from tests.hands import Calls, Key, choose, click, colours_of, focused, press
from tests.lab_states import random_states

SMALL, LARGE = (700, 260), (1200, 500)
FULL, LOCAL, CONVOLUTION = range(3)
Show = Callable[..., ConnectionsView]


@pytest.fixture
def show(document: Document, styled: QApplication, qtbot: QtBot) -> Show:
    """Return what shows the connections of the document, whose padding is a pixel unless told."""

    def shown(size: tuple[int, int] = SMALL, drawing: int = 0, **options: object) -> ConnectionsView:
        document.edit("Set layer", partial(layer_set, **({"padding": 1, "padding_mode": "zeros"} | options)))
        view = ConnectionsView(document)
        qtbot.addWidget(view)
        view.resize(*size)
        document.changed.connect(lambda _, new: view.show_state(new))
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.show_frame(compute(document.state))
        if size[1] < TALL:
            click(view.bar.drawings.button(drawing))
        QApplication.processEvents()  # the layout
        return view

    return shown


def point_at_entry(view: WeightMatrixView, row: int | None, column: int | None) -> None:
    place = view.cells.rect(Entry(row, column)).center()
    if column is None:
        place.setX(view.cells.place.left() - 8)
    if row is None:
        place.setY(view.cells.place.top() - 8)
    QTest.mouseMove(view, QPoint(0, 0))
    QTest.mouseMove(view, place.toPoint())


def point_at_node(graph: ConnectionsGraph, node: Node) -> None:
    QTest.mouseMove(graph, QPoint(0, graph.height() // 2))
    QTest.mouseMove(graph, graph.graph.point(node).toPoint())


def has_colour(widget: ConnectionsGraph | WeightMatrixView, colour: tuple[int, int, int]) -> bool:
    return bool((colours_of(widget.grab().toImage()) == colour).all(axis=2).any())


def test_three_layers_stand_beside_each_other_with_their_counts(show: Show) -> None:
    view = show(LARGE)
    assert [column.title.text() for column in view.columns] == ["Fully connected", "Locally connected", "Convolution"]
    for index, column in enumerate(view.columns):
        assert column.graph_counts.text() == counts_text(view.drawn.row.matrices[index])
        assert column.view_counts.text() == counts_text(view.drawn.crop.matrices[index])
    assert "28 of 100 connections, 28 %\n3 weights" in view.columns[CONVOLUTION].graph_counts.text()


def test_one_drawing_is_chosen_where_there_is_no_room_for_both(show: Show) -> None:
    view = show(SMALL)
    parts = view.columns[0]
    assert (parts.graph.isVisible(), parts.view.isVisible()) == (True, False)
    click(view.bar.drawings.button(1))
    assert (parts.graph.isVisible(), parts.view.isVisible()) == (False, True)
    view.resize(*LARGE)
    assert (parts.graph.isVisible(), parts.view.isVisible()) == (True, True)
    assert not view.bar.drawings.button(0).isVisible()
    view.resize(*SMALL)
    assert (parts.graph.isVisible(), parts.view.isVisible()) == (False, True)


def test_the_words_below_the_kernel_take_no_room_from_the_drawings(show: Show) -> None:
    view = show(LARGE)
    assert view.key_note.isVisible()
    assert view.key_note.width() == view.key.width()


def test_it_fits_into_a_small_page(show: Show) -> None:
    for drawing in (0, 1):
        least = show(SMALL, drawing).minimumSizeHint()
        assert least.width() <= SMALL[0]
        assert least.height() <= SMALL[1]


def test_the_crop_is_the_picture_around_a_place(show: Show, document: Document) -> None:
    view = show()
    view.show_place(10, 20)
    assert view.drawn.crop.start == (8, 18)
    frame = compute(document.state)
    np.testing.assert_array_equal(view.drawn.crop.values, frame.input[0, 8:14, 18:24])
    view.show_place(0, 0)
    assert view.drawn.crop.start == (0, 0)


def test_without_a_frame_all_pixels_are_zero(document: Document, qtbot: QtBot) -> None:
    view = ConnectionsView(document)
    qtbot.addWidget(view)
    view.show()
    assert not view.drawn.crop.values.any()
    assert view.drawn.crop.start == (21, 29)


def test_showing_a_state_edits_nothing(show: Show, document: Document) -> None:
    view = show()
    count = document.undo_stack.count()
    for state in random_states(12):
        view.show_state(state)
        view.show_frame(compute(state))
        view.grab()
    assert document.undo_stack.count() == count


def test_a_node_under_the_pointer_is_read_and_told_to_the_page(show: Show) -> None:
    view = show()
    told = Calls(view.highlighted.connect)
    view.show_place(10, 20)
    point_at_node(view.columns[CONVOLUTION].graph, Node(True, 4))
    start = view.drawn.row.start
    x = start.x + 4
    assert view.reading.what.text() == f"Output (10, {x}) depends on 3 of 10 inputs"
    assert told[-1] == (Highlight((10, x), (Region(10, 11, x - 1, x + 2),)),)
    assert view.reading.sum.text().startswith("−2·")
    point_at_node(view.columns[FULL].graph, Node(False, 0))
    assert "reaches 10 of 10 outputs" in view.reading.what.text()
    assert view.reading.sum.text() == ""
    assert told[-1][0].input == start
    QApplication.sendEvent(view.columns[FULL].graph, QEvent(QEvent.Type.Leave))
    assert told[-1] == (None,)
    assert view.reading.what.text() == HINT


def test_what_is_pointed_at_in_one_layer_is_emphasised_in_all(show: Show) -> None:
    view = show(LARGE)
    point_at_node(view.columns[LOCAL].graph, Node(True, 3))
    assert [column.graph.pointed for column in view.columns] == [Node(True, 3)] * 3
    assert [column.view.pointed for column in view.columns] == [None] * 3
    point_at_entry(view.columns[FULL].view, 8, 9)
    assert [column.graph.pointed for column in view.columns] == [None] * 3
    assert [column.view.pointed for column in view.columns] == [(8, 9)] * 3


def test_the_other_connections_fade(show: Show) -> None:
    view = show((1000, 400))
    graph = view.columns[CONVOLUTION].graph
    colours = cell_colours((3, 3))[3:6]
    assert all(has_colour(graph, colour) for colour in colours)
    point_at_node(graph, Node(False, 0))  # only the first two weights of the row lie on it
    assert [has_colour(graph, colour) for colour in colours] == [True, True, False]


def test_the_arrow_keys_walk_over_the_nodes(show: Show) -> None:
    view = show()
    graph = view.columns[CONVOLUTION].graph
    view.bar.drawings.button(0).setFocus()
    for _ in range(10):
        if focused() is graph:
            break
        press(Key.Key_Tab)
    assert graph.pointed == Node(True, 5)  # who comes with the Tab key sees where
    press(Key.Key_Right)
    assert graph.pointed == Node(True, 6)
    press(Key.Key_Down)
    assert graph.pointed == Node(False, 6)
    press(Key.Key_Left, times=20)
    assert graph.pointed == Node(False, 0)
    press(Key.Key_Up)
    assert graph.pointed == Node(True, 0)
    assert "depends on 2 of 10 inputs" in view.reading.what.text()
    press(Key.Key_Tab)
    assert graph.pointed is None


@pytest.mark.parametrize("options", [{"stride": (1, 3)}, {"dilation": (1, 2), "padding": 0}, {"padding": (0, 0, 2, 1)}])
def test_every_node_is_found_where_it_is_drawn(show: Show, options: dict[str, object]) -> None:
    view = show(**options)
    for column in view.columns:
        graph = column.graph.graph
        nodes = [Node(True, number) for number in range(len(graph.outputs))]
        nodes += [Node(False, number) for number in range(graph.input_count)]
        assert [graph.node_at(graph.point(node)) for node in nodes] == nodes
        assert graph.node_at(QPointF(2, column.graph.height() / 2)) is None
        assert graph.lines
        real = {(line.row, line.column) for line in graph.lines if line.column is not None}
        assert real == set(map(tuple, np.argwhere(view.drawn.row.matrices[column.index].is_connected).tolist()))


def test_an_entry_is_read_with_its_row_as_a_sum(show: Show, document: Document) -> None:
    document.edit("Grey", greyscale_set, True)
    view = show((1100, 400), drawing=1)
    view.show_place(10, 20)
    point_at_entry(view.columns[CONVOLUTION].view, 14, 15)
    text = "Row 14, column 15: cell (1, 2) = 2, from input (10, 21) to output (10, 20)"
    assert view.reading.what.text() == text
    assert view.columns[CONVOLUTION].view.accessibleDescription().startswith(f"{text}. −1·")
    assert view.reading.sum.text().startswith("−1·")
    assert view.reading.sum.text().endswith(", as in the feature map")
    point_at_entry(view.columns[FULL].view, 14, 15)
    assert "a weight of its own" in view.reading.what.text()
    assert "as in the feature map" not in view.reading.sum.text()


def test_a_narrow_page_writes_fewer_products(show: Show) -> None:
    view = show((1100, 400), drawing=1)
    point_at_entry(view.columns[FULL].view, 14, 15)
    counts = []
    for width in (1100, SMALL[0]):
        view.resize(width, 400)
        sums = view.reading.sum
        assert sums.fontMetrics().horizontalAdvance(sums.text()) <= sums.width()
        counts.append(sums.text().count("·"))
    assert counts[0] > counts[1] > 1


def test_rows_and_columns_are_pointed_at_beside_the_matrix(show: Show) -> None:
    view = show(drawing=1)
    told = Calls(view.highlighted.connect)
    view.show_place(10, 20)
    point_at_entry(view.columns[CONVOLUTION].view, 14, None)
    assert told[-1] == (Highlight((10, 20), (Region(9, 12, 19, 22),)),)
    assert view.reading.what.text() == "Row 14: output (10, 20) depends on 9 of 36 inputs"
    point_at_entry(view.columns[CONVOLUTION].view, None, 0)
    assert told[-1] == (Highlight(None, (), (8, 18), (Region(8, 10, 18, 20),)),)
    point_at_entry(view.columns[FULL].view, None, 0)
    assert told[-1] == (Highlight(None, (), (8, 18), (Region(8, 14, 18, 24),)),)


def test_the_arrow_keys_walk_over_the_entries(show: Show) -> None:
    view = show(drawing=1)
    matrix = view.columns[LOCAL].view
    view.columns[FULL].view.setFocus()
    press(Key.Key_Tab)
    assert focused() is matrix
    assert matrix.pointed == Entry(18, 12)  # the first connection of the middle row
    press(Key.Key_Right)
    press(Key.Key_Down, times=2)
    assert matrix.pointed == Entry(20, 13)
    press(Key.Key_Left, times=40)
    press(Key.Key_Up, times=40)
    assert matrix.pointed == Entry(0, 0)
    assert view.reading.what.text().startswith("Row 0, column 0: a weight of its own")
    press(Key.Key_Tab)
    assert "cell (" in view.reading.what.text()  # of the convolution, the next in the row
    press(Key.Key_Tab)
    assert matrix.pointed is None
    assert view.reading.what.text() == HINT


def test_every_entry_is_found_where_it_is_drawn(show: Show) -> None:
    for size in (SMALL, (1200, 400)):
        cells = show(size, drawing=1).columns[CONVOLUTION].view.cells
        entries = [Entry(row, column) for row in range(36) for column in range(36)]
        assert [cells.entry_at(cells.rect(entry).center()) for entry in entries] == entries
        assert cells.entry_at(cells.place.bottomRight() + QPointF(2, 2)) is None


def test_the_cell_of_the_kernel_is_ringed(show: Show) -> None:
    view = show(drawing=1)
    before = view.key.grab().toImage()
    point_at_entry(view.columns[CONVOLUTION].view, 14, 15)
    ringed = colours_of(view.key.grab().toImage()) != colours_of(before)
    rows, columns, _ = np.nonzero(ringed)
    middle = view.key.cell_rect(1, 2).center()
    assert (columns.mean(), rows.mean()) == pytest.approx((middle.x(), middle.y()), abs=1.5)
    point_at_entry(view.columns[FULL].view, 14, 15)
    assert colours_of(view.key.grab().toImage()).tolist() == colours_of(before).tolist()


def test_a_cell_of_the_kernel_lights_up_wherever_it_is_used(show: Show) -> None:
    view = show(LARGE)
    colours = cell_colours((3, 3))
    matrix, graph = view.columns[CONVOLUTION].view, view.columns[CONVOLUTION].graph
    QTest.mouseMove(view.key, view.key.cell_rect(1, 0).center().toPoint())
    shown = [has_colour(matrix, colour) for colour in colours]
    assert shown == [index == 3 for index in range(9)]
    assert [has_colour(graph, colour) for colour in colours[3:6]] == [True, False, False]
    QApplication.sendEvent(view.key, QEvent(QEvent.Type.Leave))
    assert all(has_colour(matrix, colour) for colour in colours)


def test_a_row_of_the_kernel_is_chosen_by_a_click_or_by_keys(show: Show) -> None:
    view = show()
    assert view.drawn.row.layer.weight.tolist() == [[[[-2, 0, 2]]]]
    click(view.key, view.key.cell_rect(0, 1).center().toPoint())
    assert view.drawn.row.layer.weight.tolist() == [[[[-1, 0, 1]]]]
    assert view.key_note.text() == "red\nDrawn as lines: row 0 of the kernel; click another."
    view.key.setFocus()
    press(Key.Key_Down)
    assert view.drawn.kernel_row == 1
    press(Key.Key_Up, times=3)
    assert view.drawn.kernel_row == 0


def test_another_kernel_size_begins_with_its_middle_row(show: Show, document: Document) -> None:
    view = show()
    click(view.key, view.key.cell_rect(2, 1).center().toPoint())
    document.edit("Choose", kernel_set, np.zeros((1, 1), np.float32))
    assert view.drawn.kernel_row == 0


def test_the_size_of_the_crop_and_the_colours_are_chosen(show: Show) -> None:
    view = show((1000, 400), drawing=1)
    matrix = view.columns[CONVOLUTION].view
    choose(view.bar.sizes, "8 × 8")
    assert view.drawn.crop.values.shape == (8, 8)
    assert has_colour(matrix, cell_colours((3, 3))[0])
    choose(view.bar.colours, "Weight")
    assert not has_colour(matrix, cell_colours((3, 3))[0])
    click(view.bar.drawings.button(0))
    assert not view.bar.sizes.isVisible()


def test_an_edit_is_read_at_once_where_the_pointer_is(show: Show, document: Document) -> None:
    view = show(drawing=1)
    point_at_entry(view.columns[CONVOLUTION].view, 14, 15)
    document.edit("Choose", kernel_set, np.full((3, 3), 0.5, np.float32))
    assert "cell (1, 2) = 0.5" in view.reading.what.text()
    document.edit("Set stride", partial(layer_set, stride=(3, 3)))  # now there are fewer rows
    assert view.reading.what.text() == HINT


def test_what_cannot_be_drawn_is_said_with_a_way_out(show: Show, document: Document) -> None:
    view = show()
    document.edit("Choose", kernel_set, np.ones((15, 15), np.float32))
    assert view.drawn is None
    assert view.message.isVisible()
    assert "choose a kernel size and a dilation that span up to 13×13" in view.message.text()
    document.undo_stack.undo()
    assert not view.message.isVisible()
    assert view.columns[0].graph.isVisible()


def test_a_row_that_lies_on_padding_everywhere_gives_way_to_the_middle_one(show: Show, document: Document) -> None:
    view = show()
    line = document.state.image[:, :1].copy()
    line.flags.writeable = False
    document.edit("Open", image_opened, line, "line.png")
    click(view.key, view.key.cell_rect(0, 1).center().toPoint())
    assert view.drawn.kernel_row == 1


def test_a_frame_of_another_picture_does_not_count(show: Show, document: Document) -> None:
    view = show()
    late: Frame = compute(document.state)
    document.edit("Grey", greyscale_set, True)
    view.show_frame(late)
    assert not view.drawn.crop.values.any()


def test_repeated_pixels_have_the_colours_of_all_their_cells(show: Show) -> None:
    view = show((1200, 400), drawing=1, padding_mode="replicate")
    matrix = view.columns[CONVOLUTION].view
    place = matrix.cells.rect(Entry(0, 0)).toRect()
    colours = {tuple(rgb) for rgb in colours_of(matrix.grab(place).toImage()).reshape(-1, 3).tolist()}
    cells = cell_colours((3, 3))
    assert {cells[0], cells[1], cells[3], cells[4]} <= colours
    assert cells[8] not in colours
    QTest.mouseMove(view.key, view.key.cell_rect(0, 1).center().toPoint())  # one of them
    assert has_colour(matrix, cells[0])
    QTest.mouseMove(view.key, view.key.cell_rect(2, 2).center().toPoint())
    assert not has_colour(matrix, cells[0])


def test_numbers_stand_in_the_cells_where_they_fit(show: Show) -> None:
    inks = []
    for size in (SMALL, (1900, 900)):
        view = show(size, drawing=1, padding=0)
        choose(view.bar.sizes, "5 × 5")
        matrix = view.columns[CONVOLUTION].view
        cell = matrix.cells.rect(Entry(0, 0)).toRect().adjusted(1, 1, -1, -1)
        inks.append(len(np.unique(colours_of(matrix.grab(cell).toImage()).reshape(-1, 3), axis=0)))
    assert inks[0] == 1
    assert inks[1] > 2


def test_every_control_has_a_name(show: Show) -> None:
    view = show(LARGE)
    named = [view.key, view.bar.colours, view.bar.sizes]
    named += [widget for column in view.columns for widget in (column.graph, column.view)]
    names = [widget.accessibleName() for widget in named]
    assert all(names)
    assert len(set(names)) == len(names)


def test_a_state_is_shown_as_its_kernel_lies_over_the_picture(show: Show, document: Document, state: State) -> None:
    view = show()
    document.edit("Turn", operation="convolution")
    assert view.drawn.row.layer.weight.tolist() == [[[[2, 0, -2]]]]
    assert state.layer.weight[0, 0, 1].tolist() == [-2, 0, 2]


def test_hidden_drawings_wait_until_they_are_seen(show: Show, document: Document) -> None:
    view = show(LARGE)
    before = view.drawn
    view.hide()
    document.edit("Set kernel", kernel_set, -document.state.kernel)
    view.show_frame(compute(document.state))
    view.show_place(1, 1)
    assert view.drawn is before
    view.show()
    assert np.array_equal(view.drawn.crop.layer.weight[0, 0], document.state.kernel)

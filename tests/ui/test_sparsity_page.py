"""The page "Sparsity of connections": picking values and pixels, the way through the layers, the effective field."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import layer_removed
from convviz.lab.sparsity.effective_words import INVITATION, LINEAR, NO_MAP, OF_PIXEL, ON_REQUEST
from convviz.lab.sparsity.layer_fields import receptive_cone
from convviz.lab.sparsity.layer_table import TableRow, table_rows
from convviz.lab.state import State
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.pooling import MaxPool2d
from convviz.ui.sparsity import layer_table, sparsity_page
from convviz.ui.sparsity.connections_layout import Node
from convviz.ui.sparsity.field_cone import STEP
from convviz.ui.sparsity.field_view import FieldView
from convviz.ui.sparsity.sparsity_page import SparsityPage
from convviz.ui.sparsity.weight_matrix_cells import Entry
from tests.hands import CONTROL, Calls, Key, choose, click, press, set_number, steps
from tests.lab.network_states import ready_state, state_of

C3 = NETWORKS["lenet-5"].names["C3"]
Make = Callable[..., SparsityPage]


@pytest.fixture
def make(settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[Make]:
    pages = []

    def build(state: State, *, with_frame: bool = True) -> SparsityPage:
        """Show a page on this state; it follows its document as in the window."""
        document = Document(state)
        page = SparsityPage(document, settings)
        pages.append(page)
        qtbot.addWidget(page)
        page.document = document

        def show() -> None:
            page.show_state(document.state)
            if with_frame:
                page.show_frame(compute(document.state))

        document.changed.connect(show)
        page.resize(1220, 800)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        show()
        return page

    yield build
    for page in pages:
        page.finish()
    styled.clipboard().clear()


@pytest.fixture
def lenet(make: Make) -> SparsityPage:
    return make(ready_state("lenet-5", C3))


def headline(page: SparsityPage) -> str:
    return page.parts.headline.text()


def fact(page: SparsityPage, word: str) -> str:
    shown = page.parts.seen if page.pixel is None else page.parts.reached
    return dict(shown.facts)[word]


def move_and_click(view: FieldView, y: int, x: int) -> None:
    QTest.mouseMove(view, view.position_of(y, x))
    click(view, view.position_of(y, x))


def click_value(page: SparsityPage, y: int, x: int) -> None:
    move_and_click(page.parts.views.map_view, y, x)


def click_pixel(page: SparsityPage, y: int, x: int) -> None:
    move_and_click(page.parts.views.input_view, y, x)


def test_a_value_is_picked_at_the_start(lenet: SparsityPage) -> None:
    assert headline(lenet) == "This value of layer 4 sees 14×14 of 32×32 pixels: 19 %."
    cone = receptive_cone(lenet.document.state, C3, *lenet.value)
    assert cone[0].region.top == 8
    (lit,) = lenet.parts.views.input_view.over.light.lit
    assert (lit.top(), lit.bottom(), lit.left(), lit.right()) == tuple(cone[0].region)


def test_a_click_in_the_map_picks_a_value_and_is_no_edit(lenet: SparsityPage) -> None:
    click_value(lenet, 0, 9)
    assert lenet.value == (0, 9)
    assert (fact(lenet, "Rows"), fact(lenet, "Columns")) == ("0–13", "18–31")
    click_value(lenet, 0, 9)  # again: there is always a value
    assert lenet.value == (0, 9)
    assert steps(lenet.document) == []


def test_arrow_keys_walk_from_value_to_value(lenet: SparsityPage) -> None:
    click_value(lenet, 3, 3)
    lenet.parts.views.map_view.setFocus()
    press(Key.Key_Right, times=2)
    press(Key.Key_Down)
    press(Key.Key_Escape)
    assert lenet.value == (4, 5)
    assert fact(lenet, "Rows") == "8–21"
    press(Key.Key_Right, times=20)
    assert lenet.value == (4, 9)


def test_arrow_keys_walk_from_the_value_of_the_start(lenet: SparsityPage) -> None:
    y, x = lenet.value
    lenet.parts.views.map_view.setFocus()
    press(Key.Key_Up)
    assert lenet.value == (y - 1, x)


def test_hovering_shows_a_field_and_picks_nothing(lenet: SparsityPage) -> None:
    views, told = lenet.parts.views, Calls(lenet.read_out.connect)
    before = headline(lenet), lenet.value
    QTest.mouseMove(views.map_view, views.map_view.position_of(1, 2))
    assert told[-1][0].endswith("sees rows 2–15, columns 4–17")
    assert told[-1][0].startswith("y 1  x 2   value ")
    assert views.input_view.over.outlines[0].top() == 2
    QTest.mouseMove(views.input_view, views.input_view.position_of(0, 0))
    assert told[-1][0].endswith("This pixel reaches 1×1 of 10×10 values of layer 4: 1 %.")
    assert (headline(lenet), lenet.value) == before


def test_a_click_in_the_input_picks_a_pixel_and_a_second_one_lets_it_go(lenet: SparsityPage) -> None:
    before = headline(lenet)
    click_pixel(lenet, 2, 5)
    assert lenet.pixel == (2, 5)
    assert headline(lenet) == "This pixel reaches 2×3 of 10×10 values of layer 4: 6 %."
    assert fact(lenet, "Border") == "would reach 7×7 = 49, here 6"
    assert fact(lenet, "Values") == "6 in each of 16 channels"
    assert [stage.size for stage in lenet.parts.cone.stages[:3]] == ["1×1 of 32×32", "3×5 of 28×28", "3×5 of 28×28"]
    assert lenet.parts.cone.stages[-1].region is not None  # it goes on to the end of the network
    click_pixel(lenet, 2, 5)
    assert lenet.pixel is None
    assert headline(lenet) == before


def test_arrow_keys_walk_from_pixel_to_pixel(lenet: SparsityPage) -> None:
    click_pixel(lenet, 2, 5)
    lenet.parts.views.input_view.setFocus()
    press(Key.Key_Left)
    assert lenet.pixel == (2, 4)
    press(Key.Key_Escape)
    assert lenet.pixel is None


def test_buttons_turn_from_a_value_to_the_pixel_in_the_middle_of_its_field_and_back(lenet: SparsityPage) -> None:
    click_value(lenet, 0, 0)
    value, pixel = (lenet.parts.directions.button(number) for number in (0, 1))
    assert value.isChecked()
    click(pixel)
    assert lenet.pixel == (7, 7)
    click(value)
    assert (lenet.pixel, lenet.value) == (None, (0, 0))


def test_a_click_on_a_small_map_selects_its_layer(lenet: SparsityPage) -> None:
    click(lenet.parts.cone.row, QPoint(round(1.5 * STEP), 40))
    assert lenet.document.state.selected_layer == 0
    assert headline(lenet) == "This value of layer 1 sees 5×5 of 32×32 pixels: 2.4 %."
    click(lenet.parts.cone.row, QPoint(round(0.5 * STEP), 40))  # the input is no layer
    assert lenet.document.state.selected_layer == 0


def test_arrow_keys_in_the_small_maps_select_layers_in_one_step_of_undo(lenet: SparsityPage) -> None:
    lenet.parts.cone.row.setFocus()
    press(Key.Key_Right, times=2)
    press(Key.Key_Left)
    assert lenet.document.state.selected_layer == C3 + 1
    assert len(steps(lenet.document)) == 1
    lenet.document.undo_stack.undo()
    assert lenet.document.state.selected_layer == C3


def test_another_layer_looks_at_the_same_place_of_the_input(make: Make) -> None:
    page = make(ready_state("lenet-5", 0))
    click_value(page, 4, 20)
    page.document.edit("Select layer", layer_selected, 2)
    assert page.value == (2, 10)
    page.document.edit("Select layer", layer_selected, 0)
    assert page.value == (4, 20)


def test_the_small_maps_show_the_part_that_the_value_depends_on(lenet: SparsityPage) -> None:
    assert [stage.size for stage in lenet.parts.cone.stages[:6]] == [
        *("14×14 of 32×32", "10×10 of 28×28", "10×10 of 28×28", "5×5 of 14×14", "1×1 of 10×10", "10×10"),
    ]
    assert lenet.parts.cone.stages[5].region is None


def test_vgg_16_draws_its_field_at_once_without_a_frame(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a map was computed")

    for kind in (Conv2d, MaxPool2d, ReLU, Linear):
        monkeypatch.setattr(kind, "forward", refuse)
    page = make(ready_state("vgg-16", NETWORKS["vgg-16"].names["pool5"]), with_frame=False)
    assert headline(page) == "This value of layer 31 sees 212×212 of 224×224 pixels: 90 %."
    click_value(page, 0, 6)
    assert (fact(page, "Rows"), fact(page, "Columns")) == ("0–121", "102–223")
    assert fact(page, "Padding") == f"{212 * 212 - 122 * 122:,} (zeros)"
    page.parts.views.map_view.setFocus()
    press(Key.Key_Down)
    assert page.value == (1, 6)
    click_pixel(page, 100, 100)
    assert page.pixel == (100, 100)
    assert page.parts.views.map_view.shown.values is None


def test_a_map_of_another_shape_is_not_shown_for_this_one(make: Make) -> None:
    page = make(state_of(Network([Conv2d(3, 2, 3)])))
    assert page.parts.views.map_view.shown.values.shape == (1, 18, 21)
    page.show_state(replace(page.document.state, network=Network([Conv2d(3, 2, 5)])))  # its frame is still to come
    assert page.parts.views.map_view.shown.values is None
    assert (page.parts.views.map_view.shown.picture.height, page.value) == (16, (8, 9))


def test_a_value_of_a_vector_is_a_cell_of_a_strip(make: Make) -> None:
    page = make(ready_state("lenet-5", 6))
    click_value(page, 0, 30)
    assert page.value == (0, 30)
    assert headline(page) == "This value of layer 7 sees 16×16 of 32×32 pixels: 25 %."
    assert fact(page, "Value").startswith("number 30: ")
    page.document.edit("Select layer", layer_selected, 11)
    assert headline(page) == "This value of layer 12 sees 32×32 of 32×32 pixels: 100 %."
    assert page.parts.cone.stages[-2].size == "1 of 10"


def test_a_layer_that_does_not_fit_says_why(make: Make) -> None:
    page = make(state_of(Network([Conv2d(3, 2, 3), Linear(5, 2)])))
    page.document.edit("Select layer", layer_selected, 1)
    assert headline(page) == "Layer 2 does not fit, so it has no map."
    assert page.parts.effective.sentence.text() == NO_MAP
    assert page.parts.views.missing.isVisible()
    assert page.parts.views.missing.text() == page.document.state.misfit[1]
    click_pixel(page, 3, 3)
    assert headline(page) == "Layer 2 does not fit, so it has no map."
    page.document.edit("Select layer", layer_selected, 0)
    assert page.parts.views.map_view.isVisible()


def test_another_channel_of_the_map_can_be_looked_at(lenet: SparsityPage) -> None:
    stepper = lenet.parts.views.channel
    first = lenet.parts.views.map_view.shown.values
    set_number(stepper, "3")
    frame = compute(lenet.document.state)
    assert (lenet.parts.views.map_view.shown.values[0] == frame.maps[C3][2]).all()
    assert (lenet.parts.views.map_view.shown.values != first).any()
    assert steps(lenet.document) == []
    lenet.document.edit("Select layer", layer_selected, 0)
    assert (stepper.value(), stepper.maximum()) == (1, 6)


def test_each_channel_for_itself_shows_the_map_in_colour(make: Make) -> None:
    weight = Conv2d(state_of(Network([Conv2d(3, 1, 3)])).layer.weight[:, :1].repeat(3, axis=1), [0.0])
    page = make(replace(state_of(Network([weight])), channel_mode="each"))
    assert page.parts.views.map_view.shown.values.shape == (3, 18, 21)
    assert not page.parts.views.channel.isVisible()


def test_zooming_brings_the_field_close_in_both_views(make: Make) -> None:
    page = make(state_of(Network([Conv2d(3, 1, 3, padding=1)]), 200, 300))
    click_value(page, 20, 30)
    click(page.parts.views.zoom)
    for view in (page.parts.views.input_view, page.parts.views.map_view):
        middle = QPointF(view.rect().center())
        assert (QPointF(view.position_of(20, 30)) - middle).manhattanLength() < 4
        assert view.position_of(21, 30).y() - view.position_of(20, 30).y() > 50


def test_the_effective_field_of_a_value_follows_the_pick(lenet: SparsityPage, qtbot: QtBot) -> None:
    panel, view = lenet.parts.effective, lenet.parts.views.input_view
    assert panel.sentence.text() == INVITATION
    with qtbot.waitSignal(lenet.effective.computed, check_params_cb=lambda field: field is not None):
        choose(panel.choice, "of this value")
    assert view.over.light.heat is not None
    heat, facts = view.over.light.heat, panel.facts.facts
    assert [word for word, _ in facts] == ["Spread", "Width"]
    assert facts[1][1].startswith("spreads as an even field of ")
    assert facts[1][1].endswith(" pixels would; in theory 14 × 14")
    with qtbot.waitSignal(lenet.effective.computed, check_params_cb=lambda field: field is not None):
        click_value(lenet, 0, 0)
    assert view.over.light.heat != heat
    assert view.over.light.lit[0].top() == 0
    choose(panel.choice, "not shown")
    assert view.over.light.heat is None
    assert panel.facts.facts == []


def test_a_field_of_another_value_is_not_shown_while_the_new_one_is_computed(lenet: SparsityPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lenet.effective.computed, check_params_cb=lambda field: field is not None):
        choose(lenet.parts.effective.choice, "of this value")
    click_value(lenet, 0, 0)
    assert lenet.parts.views.input_view.over.light.heat is None


def test_a_large_network_is_computed_only_when_asked(
    lenet: SparsityPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparsity_page, "is_quick", lambda *_: False)
    panel = lenet.parts.effective
    assert not panel.compute.isVisible()
    choose(panel.choice, "of this value")
    assert panel.compute.isVisible()
    assert lenet.parts.views.input_view.over.light.heat is None
    with qtbot.waitSignal(lenet.effective.computed, check_params_cb=lambda field: field is not None):
        click(panel.compute)
    assert lenet.parts.views.input_view.over.light.heat is not None
    click_value(lenet, 0, 0)
    assert lenet.parts.views.input_view.over.light.heat is None
    assert not lenet.effective.jobs.busy


def test_a_mean_is_taken_when_asked_and_stays_while_the_pick_moves(lenet: SparsityPage, qtbot: QtBot) -> None:
    panel = lenet.parts.effective
    choose(panel.choice, "mean of many values")
    with qtbot.waitSignal(lenet.effective.computed, check_params_cb=lambda field: field is not None):
        click(panel.compute)
    assert dict(panel.facts.facts)["Mean"] == "of 64 values"
    shown = panel.facts.facts
    click_value(lenet, 0, 0)
    assert panel.facts.facts == shown
    assert lenet.parts.views.input_view.over.light.heat is not None
    lenet.document.edit("Select layer", layer_selected, 0)
    assert panel.facts.facts == []


def test_a_gradient_of_zero_is_explained(make: Make, qtbot: QtBot) -> None:
    page = make(replace(state_of(Network([Conv2d(3, 1, 3, seed=1), ReLU()])), selected_layer=1))
    page.document.edit("Bias", network=Network([Conv2d(page.document.state.layer.weight, [-1000.0]), ReLU()]))
    with qtbot.waitSignal(page.effective.computed, check_params_cb=lambda field: field is not None):
        choose(page.parts.effective.choice, "of this value")
    told = "The gradient is zero: ReLU shuts every path to this value, or the weights do. Try another picture."
    assert page.parts.effective.sentence.text() == told
    assert page.parts.views.input_view.over.light.heat is None


def test_a_pixel_has_no_effective_field(lenet: SparsityPage) -> None:
    click_pixel(lenet, 3, 3)
    assert lenet.parts.effective.sentence.text() == OF_PIXEL
    assert not lenet.parts.effective.choice.isEnabled()
    click_value(lenet, 3, 3)
    assert lenet.parts.effective.choice.isEnabled()


def test_a_row_of_the_table_selects_its_layer(lenet: SparsityPage) -> None:
    lenet.parts.tabs.setCurrentIndex(1)
    view = lenet.parts.table.view
    assert view.currentIndex().row() == C3
    click(view.viewport(), view.visualRect(lenet.parts.table.model.index(0, 0)).center())
    assert lenet.document.state.selected_layer == 0
    view.setFocus()
    press(Key.Key_Down, times=2)
    assert lenet.document.state.selected_layer == 2
    assert len(steps(lenet.document)) == 1
    lenet.document.undo_stack.undo()
    assert view.currentIndex().row() == C3


def test_the_table_is_copied_as_markdown_and_as_csv(lenet: SparsityPage) -> None:
    lenet.parts.tabs.setCurrentIndex(1)
    lenet.parts.table.view.setFocus()
    told = Calls(lenet.read_out.connect)
    press(Key.Key_C, CONTROL)
    markdown = QGuiApplication.clipboard().text()
    assert markdown.startswith("| Layer | Kernel | Stride |")
    assert markdown.splitlines()[1] == f"| --- |{' ---: |' * 10}"
    assert "| 4 Conv2d | 5×5 | 1 | 0 | 10×10×16 | 14 | 2 | 0 | 19 % | 241,600 |" in markdown
    actions = {action.text(): action for action in lenet.parts.table.copy.menu().actions()}
    actions["Copy as CSV"].trigger()
    assert told == [("The table is copied as Markdown.",), ("The table is copied as CSV.",)]
    rows = QGuiApplication.clipboard().text().splitlines()
    assert len(rows) == 1 + len(lenet.document.state.network)
    assert rows[4].startswith("4 Conv2d,5×5,1,0,10×10×16,14,2,0,19.140625,241600,")
    actions["Copy as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == markdown


def test_the_table_follows_the_network_and_the_picture(make: Make) -> None:
    page = make(state_of(Network([Conv2d(3, 1, 3)])))
    page.parts.tabs.setCurrentIndex(1)

    def texts() -> list[str]:
        return [page.parts.table.model.index(0, column).data() for column in (4, 8)]

    assert texts() == ["18×21×1", "2 %"]
    page.document.edit("Open", image=state_of(Network([Conv2d(3, 1, 3)]), 41, 61).image)
    assert texts() == ["39×59×1", "0.36 %"]
    page.document.edit("Set", network=Network([Conv2d(3, 2, 5), ReLU()]), filter_names=())
    assert texts() == ["37×57×2", "1 %"]
    assert page.parts.table.model.rowCount() == 2


def test_another_part_gets_a_tab_of_its_own(lenet: SparsityPage, qtbot: QtBot) -> None:
    part = QLabel("matrix")
    lenet.parts.add_tab("Connections and matrix", "The layer drawn", part)
    lenet.parts.tabs.setCurrentIndex(lenet.parts.tabs.count() - 1)
    assert part.isVisible()
    assert not lenet.parts.cone.isVisible()


def test_a_new_picture_of_another_size_is_looked_at_in_its_middle(make: Make) -> None:
    page = make(state_of(Network([Conv2d(3, 1, 3)])))
    click_value(page, 0, 0)
    other = state_of(Network([Conv2d(3, 1, 3)]), 41, 61).image
    page.document.edit("Open", image=other)
    assert page.value in {(19, 29), (20, 29), (19, 30)}
    click_pixel(page, 40, 60)
    page.document.undo_stack.undo()
    assert page.pixel == (10, 11)


def test_showing_a_state_is_no_edit(lenet: SparsityPage) -> None:
    lenet.parts.tabs.setCurrentIndex(1)
    changed, chosen = Calls(lenet.document.changed.connect), Calls(lenet.parts.table.layer_chosen.connect)
    lenet.show_state(replace(lenet.document.state, selected_layer=0))
    lenet.show_state(lenet.document.state)
    lenet.show_frame(compute(lenet.document.state))
    assert changed == chosen == []


def test_what_is_pointed_at_in_the_matrix_stays_lit_when_a_frame_comes(lenet: SparsityPage) -> None:
    lenet.parts.tabs.setCurrentIndex(lenet.parts.tabs.count() - 1)
    QApplication.processEvents()
    graph, view = lenet.connections.columns[2].graph, lenet.parts.views.input_view
    picked = view.over.light.lit
    QTest.mouseMove(graph, QPoint(0, graph.height() // 2))
    QTest.mouseMove(graph, graph.graph.point(Node(True, 0)).toPoint())
    pointed = view.over.light.lit
    assert pointed != picked
    lenet.show_frame(compute(lenet.document.state))
    assert view.over.light.lit == pointed
    QTest.mouseMove(graph, QPoint(0, graph.height() // 2))
    assert view.over.light.lit == picked


@pytest.mark.parametrize("stride", [1, 3])  # in the map before there is a value at this place, or there is none
def test_a_value_is_looked_for_in_the_map_that_is_there(make: Make, stride: int) -> None:
    page = make(state_of(Network([Conv2d(3, 1, 3)])))
    page.document.edit("Choose", network=Network([Conv2d(3, 1, 7, stride=stride)]), filter_names=())
    page.parts.tabs.setCurrentIndex(page.parts.tabs.count() - 1)
    click(page.connections.bar.drawings.button(1))
    QApplication.processEvents()  # the layout
    matrix = page.connections.columns[0].view
    QTest.mouseMove(matrix, matrix.rect().topLeft())
    QTest.mouseMove(matrix, matrix.cells.rect(Entry(0, 40)).center().toPoint())
    assert matrix.pointed == Entry(0, 40)
    told: list[str] = []
    page.connections.highlighted.connect(lambda _: told.append(fact(page, "Value")))
    page.document.undo_stack.undo()  # the kernel is smaller, and the map larger
    y, x = page.value
    assert told == [f"row {y}, column {x}"]  # its value is still to be computed
    assert fact(page, "Value").startswith(f"row {y}, column {x}: ")


def test_beside_a_map_there_are_no_values(lenet: SparsityPage) -> None:
    views = lenet.parts.views
    assert views.value_at((9, 9)) is not None
    assert views.pixel_at((31, 31)) is not None
    for place in [(10, 0), (0, 10), (-1, 0)]:
        assert views.value_at(place) is None
    assert views.pixel_at((32, 0)) is None


def test_the_panel_is_not_wider_than_its_place_while_an_effective_field_is_computed(lenet: SparsityPage) -> None:
    panel = lenet.parts.effective
    panel.work.show()
    QApplication.processEvents()  # the layout
    area = panel
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    assert area.widget().width() <= area.viewport().width()
    assert panel.work.mapTo(area.viewport(), panel.work.rect().bottomRight()).x() < area.viewport().width()


def test_behind_a_layer_that_does_not_fit_the_layer_is_named_and_no_value_is_read(make: Make) -> None:
    page = make(ready_state("lenet-5", 11))
    view, told = page.parts.views.map_view, Calls(page.read_out.connect)
    view.setFocus()
    press(Key.Key_Right)
    assert told[-1][0].startswith("number 1 ")
    page.document.edit("Remove", layer_removed, 2)
    page.document.edit("Select layer", layer_selected, 10)
    first = page.document.state.misfit[0] + 1
    assert headline(page) == f"Layer {first} does not fit, so layer 11 has no map."
    assert told[-1] == ("",)
    assert page.parts.effective.sentence.text() == NO_MAP


def test_only_layers_that_are_not_linear_are_said_to_depend_on_the_picture(make: Make, qtbot: QtBot) -> None:
    page = make(state_of(Network([Conv2d(3, 1, 3), ReLU(), Conv2d(1, 1, 3)])))
    with qtbot.waitSignal(page.effective.computed, check_params_cb=lambda field: field is not None):
        choose(page.parts.effective.choice, "of this value")
    assert page.parts.effective.sentence.text().startswith(LINEAR)
    page.document.edit("Select layer", layer_selected, 2)
    assert page.parts.effective.sentence.text().startswith("How much ReLU lets through depends on the picture")


def test_a_channel_that_is_zero_nearly_everywhere_gives_way_to_another(make: Make, qtbot: QtBot) -> None:
    page = make(state_of(Network([Conv2d(np.ones((2, 3, 3, 3)), [-1000.0, 0.0]), ReLU()])))
    page.document.edit("Select layer", layer_selected, 1)
    panel = page.parts.effective
    choose(panel.choice, "mean of many values")
    with qtbot.waitSignal(page.effective.computed, check_params_cb=lambda field: field is not None):
        click(panel.compute)
    told = (
        "shuts every path to these values, or the weights do. Try another channel: this one is zero nearly everywhere."
    )
    assert panel.sentence.text().endswith(told)


def test_what_takes_long_is_not_promised_in_seconds(lenet: SparsityPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparsity_page, "is_quick", lambda *_: False)
    choose(lenet.parts.effective.choice, "of this value")
    assert lenet.parts.effective.sentence.text() == ON_REQUEST
    assert "second" not in ON_REQUEST


def test_a_hidden_table_is_filled_when_it_is_seen(lenet: SparsityPage, monkeypatch: pytest.MonkeyPatch) -> None:
    table, made = lenet.parts.table, []

    def watched(state: State) -> tuple[TableRow, ...]:
        made.append(state)
        return table_rows(state)

    monkeypatch.setattr(layer_table, "table_rows", watched)
    network = lenet.document.state.network
    lenet.document.edit("Bias", network=Network([replace(network[0], bias=network[0].bias + 1), *network.layers[1:]]))
    lenet.document.edit("Select layer", layer_selected, 0)
    assert made == []
    lenet.parts.tabs.setCurrentIndex(1)
    assert made == [lenet.document.state]
    assert table.view.currentIndex().row() == 0
    assert table.model.rowCount() == len(network)


def test_a_map_that_is_not_computed_says_so(make: Make) -> None:
    page = make(ready_state("lenet-5"), with_frame=False)
    row = page.parts.cone.row
    assert row.stages[1].picture is None
    assert row.tip(1).splitlines()[1].startswith("⋯ Not computed yet")
    page.show_frame(compute(page.document.state))
    assert row.stages[1].picture is not None
    assert "Not computed" not in row.tip(1)

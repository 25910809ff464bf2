"""The network panel: select, add, remove, move and mend layers, with the mouse and with the keyboard."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.lab.compute import compute
from convviz.lab.edits.edits import bias_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import layer_added, layer_options_set, network_chosen
from convviz.lab.network.layer_texts import KINDS
from convviz.lab.state import State
from convviz.nn.activations import LeakyReLU
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Linear
from convviz.nn.networks import NETWORKS
from convviz.nn.pooling import BlurPool2d, MaxPool2d
from convviz.ui.network import network_list, network_row
from convviz.ui.network.network_list import NetworkList
from convviz.ui.network.network_panel import NETWORK_WIDTH, NetworkPanel
from convviz.ui.network.network_row import FOLDED_WIDTH, RowLook
from tests.hands import CONTROL, PLAIN, SHIFT, Button, Calls, Key, choose, click, drag, press, set_number, steps, wheel
from tests.lab_states import random_states

HEIGHT = 640
LARGE = 30  # layers; the maps of such a network are not computed here


class Host(QWidget):
    """Stands for the window: shows the panel each state and its frame."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.panel = NetworkPanel(document, self)
        self.panel.resize(NETWORK_WIDTH, HEIGHT)
        self.resize(NETWORK_WIDTH + 40, HEIGHT)
        document.changed.connect(lambda _old, new: self.show_state(new))
        document.refused.connect(lambda _why: self.show_state(document.state))
        self.refusals = Calls(document.refused.connect)
        for keys, act in (("Ctrl+Z", document.undo_stack.undo), ("Ctrl+Y", document.undo_stack.redo)):
            QShortcut(QKeySequence(keys), self, act)
        self.show_state(document.state)

    def show_state(self, state: State) -> None:
        self.panel.show_state(state)
        if len(state.network) < LARGE:
            self.panel.show_frame(compute(state))


@pytest.fixture
def host(document: Document, styled: QApplication, qtbot: QtBot) -> Host:
    """Return the panel of the first network, in a window that is active."""
    host = Host(document)
    qtbot.addWidget(host)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    return host


@pytest.fixture
def panel(host: Host) -> NetworkPanel:
    """Return the panel with Conv2d, ReLU, MaxPool2d, Conv2d, ReLU, of which the first is selected."""
    host.document.edit("Choose", network_chosen, "two-layers")
    host.document.undo_stack.clear()
    host.panel.list.setFocus()
    return host.panel


def kinds(document: Document) -> list[str]:
    return [type(layer).__name__ for layer in document.state.network]


def middle(rows: NetworkList, index: int) -> QPoint:
    return rows.place(index).center()


def choose_in(menu: QMenu, text: str) -> None:
    """Choose an entry and close the menu."""
    next(action for action in menu.actions() if action.text().strip().startswith(text)).trigger()
    menu.close()


def open_menus(widget: QWidget) -> list[QMenu]:
    return [menu for menu in widget.findChildren(QMenu) if menu.isVisible()]


def in_view(panel: NetworkPanel, place: QRect) -> bool:
    return panel.area.viewport().rect().contains(place.translated(panel.list.pos()))


def shown_rows(panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch) -> list[RowLook]:
    """Return what is painted of the layers, in order."""
    drawn: list[RowLook] = []
    monkeypatch.setattr(network_list, "draw_row", lambda _painter, _place, look, *_rest: drawn.append(look))
    panel.list.grab()
    monkeypatch.undo()
    return drawn


def test_a_click_selects_a_layer_and_clicks_in_a_row_are_one_step(document: Document, panel: NetworkPanel) -> None:
    click(panel.list, middle(panel.list, 2))
    assert document.state.selected_layer == 2
    assert document.state.convolution == 0
    click(panel.list, middle(panel.list, 3))
    assert (document.state.selected_layer, document.state.convolution) == (3, 3)
    assert steps(document) == ["Select layer"]


def test_the_keyboard_selects(document: Document, panel: NetworkPanel) -> None:
    for key, index in ((Key.Key_Down, 1), (Key.Key_End, 4), (Key.Key_Up, 3), (Key.Key_Home, 0), (Key.Key_Up, 0)):
        press(key)
        assert document.state.selected_layer == index


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer_is_added_behind_the_selected_one(
    document: Document, panel: NetworkPanel, kind: str
) -> None:
    before = document.state
    choose_in(panel.add.menu(), kind)
    added = 2 if kind == "Linear" else 1
    assert kinds(document)[added] == kind
    assert document.state.selected_layer == added
    assert steps(document) == [f"Add {kind}"]
    press(Key.Key_Z, CONTROL)
    assert document.state is before


def test_plus_opens_the_menu_of_layers_and_every_kind_there_is_explained(panel: NetworkPanel) -> None:
    QTest.keyClick(panel.list, "+")
    menu = panel.add.menu()
    assert menu.isVisible()
    entries = [action for action in menu.actions() if action.isEnabled()]
    assert [action.text().strip() for action in entries] == list(KINDS)
    assert [action.toolTip() for action in entries] == [kind.sentence for kind in KINDS.values()]
    menu.close()


def test_delete_removes_and_insert_duplicates_the_selected_layer(document: Document, panel: NetworkPanel) -> None:
    press(Key.Key_Down, times=2)
    press(Key.Key_Delete)
    assert kinds(document) == ["Conv2d", "ReLU", "Conv2d", "ReLU"]
    press(Key.Key_Insert)
    assert kinds(document) == ["Conv2d", "ReLU", "Conv2d", "Conv2d", "ReLU"]
    assert document.state.selected_layer == 3
    assert document.state.misfit is None
    assert steps(document) == ["Select layer", "Remove layer", "Duplicate layer"]


def test_the_only_convolution_is_not_removed_and_it_is_said_why(host: Host) -> None:
    host.panel.list.setFocus()
    before = host.document.state
    press(Key.Key_Delete)
    assert host.document.state is before
    assert "only convolution" in str(host.refusals[-1])


def test_control_and_arrows_move_the_selected_layer(document: Document, panel: NetworkPanel) -> None:
    press(Key.Key_Down, times=2)
    press(Key.Key_Down, CONTROL, times=2)
    assert kinds(document) == ["Conv2d", "ReLU", "Conv2d", "ReLU", "MaxPool2d"]
    press(Key.Key_Down, CONTROL)  # it is the last
    press(Key.Key_Up, CONTROL)
    assert kinds(document)[3] == "MaxPool2d"
    assert document.state.selected_layer == 3


@pytest.mark.parametrize(("index", "to"), [(2, 0), (2, 4), (0, 2), (4, 2)])
def test_a_row_is_dragged_to_another_place_and_that_is_one_step(
    document: Document, panel: NetworkPanel, index: int, to: int
) -> None:
    layer, rows = document.state.network[index], panel.list
    end = rows.place(to).bottomLeft() - QPoint(-60, 3) if to > index else rows.place(to).topLeft() + QPoint(60, 3)
    drag(rows, middle(rows, index), end)
    moved = document.state.network[to]
    assert type(moved) is type(layer)
    assert steps(document) == ["Move layer"]


def test_a_row_that_is_let_go_in_its_place_or_with_escape_stays(document: Document, panel: NetworkPanel) -> None:
    rows, before = panel.list, document.state
    drag(rows, middle(rows, 2), middle(rows, 2) + QPoint(3, 15))
    assert document.state is before
    QTest.mousePress(rows, Button.LeftButton, PLAIN, middle(rows, 2))
    QTest.mouseMove(rows, middle(rows, 4) + QPoint(0, 20))
    press(Key.Key_Escape)
    QTest.mouseRelease(rows, Button.LeftButton, PLAIN, middle(rows, 4) + QPoint(0, 20))
    assert document.state is before


def test_dragging_another_row_leaves_the_selection_with_its_layer(document: Document, panel: NetworkPanel) -> None:
    press(Key.Key_Down, times=3)
    selected = document.state.network[3]
    drag(panel.list, middle(panel.list, 2), panel.list.place(1).topLeft() + QPoint(60, 3))
    assert document.state.network[document.state.selected_layer] is selected


def test_the_menus_of_the_mouse_and_of_the_button_do_what_the_keys_do(document: Document, panel: NetworkPanel) -> None:
    rows = panel.list
    place = middle(rows, 2)
    QTest.mousePress(rows, Button.RightButton, PLAIN, place)
    QApplication.sendEvent(rows, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, rows.mapToGlobal(place)))
    QTest.mouseRelease(rows, Button.RightButton, PLAIN, place)
    assert document.state.selected_layer == 2
    (menu,) = open_menus(rows)
    choose_in(menu, "Duplicate")
    assert kinds(document)[2:4] == ["MaxPool2d", "MaxPool2d"]
    click(panel.more)
    (menu,) = open_menus(rows)
    choose_in(menu, "Move up")
    click(panel.more)
    (menu,) = open_menus(rows)
    choose_in(menu, "Remove")
    assert kinds(document) == ["Conv2d", "ReLU", "MaxPool2d", "Conv2d", "ReLU"]


@pytest.mark.parametrize("key", NETWORKS)
def test_every_ready_network_is_chosen_from_the_menu_and_taken_back(document: Document, host: Host, key: str) -> None:
    before = document.state
    choose_in(host.panel.choose.menu(), NETWORKS[key].title)
    assert [type(layer) for layer in document.state.network] == [type(layer) for layer in NETWORKS[key].network]
    assert len(steps(document)) == 1
    press(Key.Key_Z, CONTROL)
    assert document.state is before


def test_the_menu_of_networks_begins_with_one_filter_and_says_where_weights_are_random(panel: NetworkPanel) -> None:
    actions = panel.choose.menu().actions()
    assert [action.text() for action in actions] == [
        "One filter",
        "Edge detectors",
        "Two layers",
        "LeNet-5 (1998)",
        "LeNet-5 as taught today",
        "AlexNet (random weights)",
        "VGG-16 (random weights)",
    ]
    assert all(action.toolTip() != action.text() for action in actions)


def test_a_layer_that_does_not_fit_is_shown_in_its_place_and_a_click_makes_it_fit(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_number(panel.list.form.filters, "6")
    note = panel.list.note
    assert document.state.misfit is not None
    assert note.isVisible()
    assert note.sentence.text() == document.state.misfit[1]
    assert panel.list.place(3).bottom() < note.y() < panel.list.place(4).top()
    looks = shown_rows(panel, monkeypatch)
    assert [look.warns for look in looks] == [False, False, False, True, False]
    assert [look.faded for look in looks] == [False, False, False, False, True]
    click(note.fit)
    assert document.state.misfit is None
    assert not note.isVisible()
    assert steps(document) == ["Set filters", "Make layer fit"]


def test_where_no_weights_would_make_it_fit_there_is_no_button(document: Document, panel: NetworkPanel) -> None:
    document.edit("Add", layer_added, "Flatten", 1)
    assert panel.list.note.isVisible()
    assert not panel.list.note.fit.isVisible()


def test_only_what_the_selected_layer_has_can_be_set(document: Document, panel: NetworkPanel) -> None:
    form = panel.list.form
    seen = {}
    for kind in KINDS:
        choose_in(panel.add.menu(), kind)
        controls = (form.filters, form.kernel, form.window_size, form.size_box, form.stride, form.padding)
        seen[kind] = [control.isVisible() for control in (*controls, form.outputs, form.slope)]
        document.undo_stack.undo()
    convolution = [True, True, False, False, True, True, False, False]
    pooling = [False, False, True, False, True, False, False, False]
    assert seen["Conv2d"] == seen["LocallyConnected2d"] == convolution
    assert seen["MaxPool2d"] == seen["AvgPool2d"] == pooling
    assert seen["BlurPool2d"] == [False, False, False, True, True, False, False, False]
    assert seen["Linear"] == [False] * 6 + [True, False]
    assert seen["LeakyReLU"] == [False] * 6 + [False, True]
    assert all(not any(seen[kind]) for kind in ("ReLU", "Flatten", "BatchNorm2d", "Softmax"))


def test_the_options_of_a_convolution_are_set_each_in_one_step(document: Document, panel: NetworkPanel) -> None:
    form = panel.list.form
    click(panel.list, middle(panel.list, 3))
    set_number(form.filters, "5")
    set_number(form.kernel.vertical, "5")
    set_number(form.stride.horizontal, "2")
    choose(form.padding, "2 pixels")
    layer = document.state.network[3]
    assert isinstance(layer, Conv2d)
    assert (layer.out_channels, layer.kernel_size, layer.stride, tuple(layer.sides)) == (5, (5, 5), (2, 2), (2,) * 4)
    assert steps(document)[1:] == ["Set filters", "Set kernel size", "Set stride", "Set padding"]


def test_the_options_of_other_layers_are_set(document: Document, panel: NetworkPanel) -> None:
    form = panel.list.form
    click(panel.list, middle(panel.list, 2))
    set_number(form.window_size.vertical, "3")
    assert document.state.network[2] == MaxPool2d(3)
    choose_in(panel.add.menu(), "BlurPool2d")
    set_number(form.size_box, "5")
    set_number(form.stride.vertical, "1")
    assert document.state.network[3] == BlurPool2d(5, 1)
    choose_in(panel.add.menu(), "LeakyReLU")
    set_number(form.slope, "0.2")
    assert document.state.network[4] == LeakyReLU(0.2)
    press(Key.Key_Z, CONTROL)
    assert document.state.network[4] == LeakyReLU()
    choose_in(panel.add.menu(), "Linear")
    set_number(form.outputs, "12")
    layer = document.state.network[6]
    assert isinstance(layer, Linear)
    assert layer.out_features == 12


def test_what_is_refused_goes_back_in_its_control(document: Document, host: Host, panel: NetworkPanel) -> None:
    form = panel.list.form
    set_number(form.stride.vertical, "2")
    before = document.state
    choose(form.padding, "same")
    assert document.state is before
    assert host.refusals
    assert form.padding.currentText() == "1 pixel"


def test_the_wheel_over_a_number_scrolls_and_changes_nothing(document: Document, panel: NetworkPanel) -> None:
    document.edit("Choose", network_chosen, "lenet-5")
    before, bar = document.state, panel.area.verticalScrollBar()
    wheel(panel.list.form.filters, notches=-1)
    assert document.state is before
    assert bar.value() > 0


def test_a_large_network_is_scrolled_so_that_the_selected_row_is_seen(document: Document, panel: NetworkPanel) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    press(Key.Key_End)
    assert document.state.selected_layer == len(document.state.network) - 1
    assert in_view(panel, panel.list.selected_place)
    for _ in range(12):
        press(Key.Key_Up)
        assert in_view(panel, panel.list.selected_place)
    press(Key.Key_Home)
    assert in_view(panel, panel.list.selected_place)


def test_a_clicked_row_stays_below_the_mouse_though_its_options_unfold(document: Document, panel: NetworkPanel) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    panel.area.verticalScrollBar().setValue(300)
    rows = panel.list
    index = next(index for index in range(20) if rows.place(index).top() > 420 and kinds(document)[index] == "Conv2d")
    height = rows.mapToGlobal(rows.place(index).topLeft()).y()
    click(rows, middle(rows, index))
    assert document.state.selected_layer == index
    assert rows.mapToGlobal(rows.place(index).topLeft()).y() == height


def test_a_row_carried_to_the_edge_scrolls(document: Document, panel: NetworkPanel, qtbot: QtBot) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    rows, bar = panel.list, panel.area.verticalScrollBar()
    QTest.mousePress(rows, Button.LeftButton, PLAIN, middle(rows, 1))
    bottom = panel.area.viewport().height() - 3
    QTest.mouseMove(rows, QPoint(60, bottom - 20))
    QTest.mouseMove(rows, QPoint(60, bottom))
    qtbot.waitUntil(lambda: bar.value() > 200)
    QTest.mouseRelease(rows, Button.LeftButton, PLAIN, QPoint(60, bottom + bar.value()))
    stopped = bar.value()
    assert steps(document)[-1] == "Move layer"
    qtbot.wait(100)
    assert bar.value() == stopped


def test_what_was_not_computed_is_shown_so_and_comes_when_it_is_looked_at(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.edit("Choose", network_chosen, "alexnet")
    looks = shown_rows(panel, monkeypatch)
    assert looks[0].image is not None
    assert looks[-1].image is None
    assert "Computed when you look at it." in tip_at(panel, 2)
    click(panel.list, middle(panel.list, 2))
    assert shown_rows(panel, monkeypatch)[2].image is not None
    assert "Computed" not in tip_at(panel, 2)


def tip_at(panel: NetworkPanel, index: int) -> str:
    """Return the tooltip of a row."""
    place = middle(panel.list, index)
    event = QHelpEvent(QEvent.Type.ToolTip, place, panel.list.mapToGlobal(place))
    QApplication.sendEvent(panel.list, event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_a_row_tells_its_layer_and_the_tooltip_all_of_it(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.edit("Choose", network_chosen, "lenet-5")
    look = shown_rows(panel, monkeypatch)[3]
    told = (look.title, look.name, look.left, look.right, look.below)
    assert told == ("Conv2d 5×5, 16", "C3", "10×10×16", "2,416", "sees 14×14")
    tip = tip_at(panel, 0)
    for text in ("Layer 1 of 13: Conv2d 5×5, 6 (C1)", "28×28×6", "5×5 pixels", "156 parameters", "page Filters"):
        assert text in tip
    assert panel.totals.text() == "61,706 parameters, random"
    assert panel.output.text() == "Output 10"


def test_large_counts_are_short_and_the_tooltip_has_them_all(document: Document, panel: NetworkPanel) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    assert panel.totals.text() == "138 M parameters, random"
    assert "102,764,544" in tip_at(panel, 32)


def test_the_pictures_of_layers_stay_while_the_next_frame_is_not_there(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [look.image for look in shown_rows(panel, monkeypatch)]
    moved = replace(document.state, **layer_added(document.state, "ReLU", -1))
    panel.show_state(moved)
    after = [look.image for look in shown_rows(panel, monkeypatch)]
    assert after[1:] == before
    panel.show_state(document.state)


def test_the_input_is_brought_to_a_size_and_back(document: Document, panel: NetworkPanel) -> None:
    row = panel.input
    click(row)
    assert row.menu.isVisible()
    choose_in(row.menu, "224×224")
    assert document.state.input_size == (224, 224)
    assert "224×224×3" in row.toolTip()
    row.setFocus()
    press(Key.Key_Space)
    checked = [action.text() for action in row.menu.actions() if action.isChecked()]
    assert checked == ["224×224, from the middle"]
    choose_in(row.menu, "The picture as it is")
    assert document.state.input_size is None
    assert steps(document) == ["Set input size"] * 2


def test_the_input_is_made_grey(document: Document, panel: NetworkPanel) -> None:
    click(panel.input)
    choose_in(panel.input.menu, "In greyscale")
    assert document.state.input_channels == 1
    assert document.state.misfit is None


def test_folded_there_are_thumbnails_alone_and_all_works(document: Document, panel: NetworkPanel) -> None:
    panel.set_folded(True)
    assert panel.width() <= FOLDED_WIDTH + 8
    assert not panel.list.form.isVisible()
    click(panel.list, middle(panel.list, 3))
    assert document.state.selected_layer == 3
    assert not panel.list.form.isVisible()
    assert "Layer 4 of 5" in tip_at(panel, 3)
    press(Key.Key_Delete)
    assert kinds(document) == ["Conv2d", "ReLU", "MaxPool2d", "ReLU"]
    panel.set_folded(False)
    assert panel.width() == NETWORK_WIDTH
    click(panel.list, middle(panel.list, 0))
    assert panel.list.form.isVisible()


def test_folded_a_layer_that_does_not_fit_keeps_its_sign(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.set_folded(True)
    document.edit("Set", partial(layer_options_set, index=0, out_channels=6))
    assert shown_rows(panel, monkeypatch)[3].warns
    assert not panel.list.note.isVisible()
    assert "does not fit" in tip_at(panel, 3)


def test_the_keyboard_reaches_every_part_and_each_has_a_name(document: Document, host: Host) -> None:
    host.document.edit("Choose", network_chosen, "two-layers")
    host.document.edit("Set", partial(layer_options_set, index=0, out_channels=6))
    panel, reached = host.panel, set()
    panel.choose.setFocus()
    for _ in range(40):
        reached.add(QApplication.focusWidget())
        press(Key.Key_Tab)
    form = panel.list.form
    wanted = {panel.choose, panel.input, panel.list, panel.add, panel.more, panel.list.note.fit}
    wanted |= {form.filters, form.kernel.vertical, form.kernel.horizontal, form.stride.vertical, form.padding}
    assert wanted <= reached
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, NetworkList):
        for part in panel.findChildren(kind):
            assert part.accessibleName() or part.property("text"), part
    assert all(label.toolTip() or not label.text() or label.text() == "×" for label in form.findChildren(QLabel))


def test_the_description_for_screen_readers_follows_the_selection(document: Document, panel: NetworkPanel) -> None:
    press(Key.Key_Down)
    assert panel.list.accessibleDescription().startswith("Layer 2 of 5: ReLU\n")


def test_showing_a_state_never_edits_it(document: Document, panel: NetworkPanel) -> None:
    edits: tuple[Callable[[State], dict[str, object]], ...] = (
        partial(network_chosen, key="lenet-5-1998"),
        partial(layer_selected, index=2),
        partial(layer_options_set, index=0, out_channels=7),
        partial(layer_selected, index=4),
    )
    shown = list(random_states(30))
    for edit in edits:
        shown.append(replace(shown[-1], **edit(shown[-1])))
    for state in shown:
        panel.show_state(state)
    assert steps(document) == []


def test_every_number_in_the_form_can_be_read(document: Document, panel: NetworkPanel) -> None:
    document.edit("Set", partial(layer_options_set, index=0, kernel_size=(31, 29), out_channels=512, stride=(12, 99)))
    panel.set_folded(False)
    assert panel.list.width() <= NETWORK_WIDTH
    for spin in panel.list.form.findChildren(QAbstractSpinBox):
        edit = spin.lineEdit()
        if spin.isVisible():
            assert edit.width() >= edit.fontMetrics().horizontalAdvance(edit.text()), spin.accessibleName()


def test_only_rows_in_view_are_painted(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    drawn: list[RowLook] = []
    monkeypatch.setattr(network_list, "draw_row", lambda _painter, _place, look, *_rest: drawn.append(look))
    panel.area.grab()
    assert 3 < len(drawn) < 20


def test_a_title_that_is_too_long_leaves_out_how_many_filters_there_are(
    document: Document, panel: NetworkPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    written: list[str] = []
    draw = network_row._draw_left

    def spy(painter, line, text, *rest) -> None:
        written.append(text)
        draw(painter, line, text, *rest)

    monkeypatch.setattr(network_row, "_draw_left", spy)
    panel.list.grab()
    assert "Conv2d 3×3" in written
    assert "Conv2d 3×3, 64" not in written


def test_the_keyboard_finds_the_selected_row_where_it_comes_to_the_list(
    document: Document, panel: NetworkPanel
) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    document.edit("Select", layer_selected, 19)
    for part, key in ((panel.input, Key.Key_Tab), (panel.list.form.filters, Key.Key_Backtab)):
        part.setFocus()
        panel.area.verticalScrollBar().setValue(0)
        press(key, SHIFT if key == Key.Key_Backtab else PLAIN)
        assert panel.list.hasFocus()
        QApplication.processEvents()
        assert in_view(panel, panel.list.place(19))


def test_an_edit_elsewhere_leaves_the_list_where_a_person_scrolled_it(document: Document, panel: NetworkPanel) -> None:
    document.edit("Choose", network_chosen, "vgg-16")
    panel.area.verticalScrollBar().setValue(700)
    document.edit("Set bias", bias_set, 0.5)
    assert panel.area.verticalScrollBar().value() == 700

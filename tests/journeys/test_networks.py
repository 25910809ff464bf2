"""A network from end to end: chosen, its fields looked at, its parameters counted, and a large one opened."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convviz.nn.networks import NETWORKS
from convviz.ui.main_window import MainWindow
from convviz.ui.sharing.sharing_page import SharingPage
from convviz.ui.sparsity.field_view import FieldView
from convviz.ui.sparsity.sparsity_page import SparsityPage
from convviz.ui.sparsity.weight_matrix_cells import Entry
from tests.hands import choose_in_menu, click, settle, steps, wheel

LENET, VGG = NETWORKS["lenet-5"], NETWORKS["vgg-16"]


def click_layer(window: MainWindow, index: int) -> None:
    """Turn the wheel over the layers until one is in view, and click on it."""
    rows, area = window.pages.network.list, window.pages.network.area
    for _ in range(100):
        place = rows.place(index).translated(rows.pos())
        if area.viewport().rect().contains(place):
            break
        wheel(area.viewport(), notches=1 if place.top() < 0 else -1)
    click(rows, rows.place(index).center())


def click_page(window: MainWindow, index: int) -> None:
    click(window.pages.tabs, window.pages.tabs.tabRect(index).center())


def click_place(view: FieldView, y: int, x: int) -> None:
    QTest.mouseMove(view, view.position_of(y, x))
    click(view, view.position_of(y, x))


def lit(view: FieldView) -> list[tuple[float, float, float, float]]:
    """Return top, left, height and width of what is lit."""
    return [(rect.top(), rect.left(), rect.height(), rect.width()) for rect in view.over.light.lit]


def sparsity(window: MainWindow) -> SparsityPage:
    page = window.pages.page
    assert isinstance(page, SparsityPage)
    return page


def sharing(window: MainWindow) -> SharingPage:
    page = window.pages.page
    assert isinstance(page, SharingPage)
    return page


@pytest.fixture
def lenet(window: MainWindow, qtbot: QtBot) -> MainWindow:
    choose_in_menu(window.pages.network.choose, LENET.title)
    settle(qtbot, window)
    return window


def test_a_value_of_lenet_is_followed_to_the_input_and_its_layer_is_counted(lenet: MainWindow, qtbot: QtBot) -> None:
    window = lenet
    assert [type(layer) for layer in window.document.state.network] == [type(layer) for layer in LENET.network]
    click_layer(window, LENET.names["C3"])
    settle(qtbot, window)
    assert window.document.state.selected_layer == LENET.names["C3"]

    click_page(window, 1)
    page = sparsity(window)
    views, headline = page.parts.views, page.parts.headline
    click_place(views.map_view, 0, 9)
    assert headline.text() == "This value of layer 4 sees 14×14 of 32×32 pixels: 19 %."
    assert lit(views.input_view) == [(0, 18, 14, 14)]
    click_place(views.map_view, 2, 3)
    assert lit(views.input_view) == [(4, 6, 14, 14)]
    click_layer(window, LENET.names["C1"])
    settle(qtbot, window)
    assert headline.text() == "This value of layer 1 sees 5×5 of 32×32 pixels: 2.4 %."
    ((top, left, *size),) = picked = lit(views.input_view)
    assert size == [5, 5]
    assert (4 <= top <= 13, 6 <= left <= 15) == (True, True)  # still over the same place

    click(page.parts.tabs, page.parts.tabs.tabRect(2).center())
    matrix = page.connections.columns[2].view
    click(page.connections.bar.drawings.button(1))
    qtbot.waitUntil(lambda: matrix.isVisible() and matrix.width() > 100)
    place = matrix.cells.rect(Entry(0, 0)).center()
    QTest.mouseMove(matrix, QPoint(0, 0))
    QTest.mouseMove(matrix, place.toPoint())
    ((y, x, *size),) = lit(views.input_view)  # of an entry, the one pixel that it is about
    assert size == [1, 1]
    assert (0 <= y < 32, 0 <= x < 32) == (True, True)
    for row in (0, matrix.cells.rows - 1):  # and of a row, all that its output sees
        y = round(matrix.cells.rect(Entry(row=row)).center().y())
        QTest.mouseMove(matrix, QPoint(round(matrix.cells.place.left()) - 8, y))
        ((*_, height, width),) = lit(views.input_view)
        assert (height, width) == (5, 5)
    assert lit(views.input_view) != picked
    assert page.connections.reading.sum.text() != ""
    QTest.mouseMove(matrix, QPoint(0, matrix.height() - 1))
    assert lit(views.input_view) == picked

    click_page(window, 2)
    count = sharing(window)
    assert count.headline.sentence.text() == "This layer has 156 parameters. Fully connected it would have 4,821,600."
    click(count.sliders.example)
    cells = [[cell.text() for cell in row] for row in count.table.cells]
    assert cells[2] == ["14,455,392", "357,504", "456"]
    assert "456" in count.headline.sentence.text()
    assert "14,455,392" in count.headline.sentence.text()
    assert steps(window.document) == [f"Choose {LENET.title}"]  # and the layer is the one of the beginning


def test_a_field_of_a_large_network_is_drawn_before_its_map_is_computed(window: MainWindow, qtbot: QtBot) -> None:
    click_page(window, 1)
    choose_in_menu(window.pages.network.choose, f"{VGG.title} (random weights)")
    click_layer(window, VGG.names["pool5"])
    page = sparsity(window)
    assert window.compute.busy
    number = VGG.names["pool5"] + 1
    assert page.parts.headline.text().startswith(f"This value of layer {number} sees ")
    ((top, left, height, width),) = lit(page.parts.views.input_view)
    assert (height, width) == (212, 212)
    assert (top + height / 2, left + width / 2) == pytest.approx((112, 112), abs=32)
    window.document.undo_stack.undo()
    window.document.undo_stack.undo()
    settle(qtbot, window)

"""The page “Parameter sharing”: what it counts, what the sliders imagine, and what goes to the clipboard."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.compute import compute
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.sharing.sharing_growth import EXAMPLE, growth
from convviz.lab.sharing.sharing_text import QUANTITIES
from convviz.lab.state import State
from convviz.nn.activations import ReLU
from convviz.nn.conv import Conv2d
from convviz.nn.equivalents import KINDS
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.ui.sharing.sharing_bars import CountBars
from convviz.ui.sharing.sharing_page import SharingPage
from convviz.ui.terms import TERMS
from convviz.ui.theme import apply_theme
from tests.hands import Calls, Key, click, drag, press, set_number, slider_handle, steps, wheel
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    """The classic example as a network: 32×32 in colour, six filters of 5×5, and what follows."""
    network = Network([Conv2d(3, 6, 5), ReLU(), Conv2d(6, 4, 3)])
    return State(image(32, 32), "noise.png", network)


@pytest.fixture
def page(document: Document, settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[SharingPage]:
    apply_theme(styled, "light")
    page = SharingPage(document, settings)
    qtbot.addWidget(page)
    document.changed.connect(lambda _old, new: page.show_state(new))
    page.resize(1220, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_frame(compute(document.state))
    yield page
    styled.clipboard().clear()


def cells(page: SharingPage) -> dict[str, list[str]]:
    names = [name for name, _ in QUANTITIES]
    return {name: [cell.text() for cell in row] for name, row in zip(names, page.table.cells, strict=True)}


def test_the_selected_layer_is_counted_as_each_of_the_three_kinds(page: SharingPage) -> None:
    assert cells(page) == {
        "Weights": ["14,450,688", "352,800", "450"],
        "Biases": ["4,704", "4,704", "6"],
        "Parameters": ["14,455,392", "357,504", "456"],
        "Connections": ["14,455,392", "357,504", "357,504"],
        "Multiply-adds": ["14,450,688", "352,800", "352,800"],
        "Bytes, float32": ["55.1 MiB", "1.36 MiB", "1.78 KiB"],
    }


def test_the_headline_has_the_two_factors(page: SharingPage) -> None:
    headline = page.headline
    assert headline.sentence.text() == "This layer has 456 parameters. Fully connected it would have 14,455,392."
    assert headline.sparsity.figure.text() == "÷ 40.96"
    assert headline.sharing.figure.text() == "÷ 784"
    assert headline.sharing.figure.font().pixelSize() > headline.sentence.font().pixelSize()


def test_the_real_kind_stands_out(page: SharingPage) -> None:
    assert [heading.property("role") for heading in page.table.headings] == ["", "", "heading"]


def test_selecting_another_layer_counts_it(page: SharingPage, document: Document) -> None:
    document.edit("Select layer", layer_selected, 2)
    assert cells(page)["Parameters"][2] == str(6 * 4 * 9 + 4)
    document.edit("Select layer", layer_selected, 1)
    assert cells(page)["Parameters"][2] == "456"
    assert "ReLU, which is selected, has nothing to learn" in page.headline.details.text()


def test_the_whole_network_can_be_counted(page: SharingPage, document: Document) -> None:
    click(page.scope.button(1))
    assert cells(page)["Parameters"][2] == str(456 + 220)
    assert page.headline.sentence.text().startswith("This network has 676 parameters.")
    click(page.scope.button(0))
    assert cells(page)["Parameters"][2] == "456"


def test_the_numbers_of_vgg_16_are_on_the_screen(page: SharingPage, document: Document) -> None:
    network = NETWORKS["vgg-16"].network
    document.edit("Choose", network=network, input_size=(224, 224), filter_names=())
    click(page.scope.button(1))
    assert "138,357,544 parameters" in page.headline.sentence.text()
    assert "89.4 %" in page.headline.details.text()
    assert "AlexNet: 94.0 % of 62,378,344" in page.catch.networks.text()
    assert "LeNet-5 as taught today: 95.8 % of 61,706" in page.catch.networks.text()


def test_looking_edits_nothing(page: SharingPage, document: Document) -> None:
    before = document.state
    click(page.scope.button(1))
    click(page.sliders.example)
    set_number(page.sliders.side.number, "100")
    click(page.sliders.back)
    assert document.state is before
    assert steps(document) == []


def test_the_sliders_start_at_the_layers_own_numbers(page: SharingPage) -> None:
    sliders = page.sliders
    assert [each.number.value() for each in (sliders.side, sliders.kernel_size, sliders.filters)] == [32, 5, 6]
    assert not sliders.back.isEnabled()
    assert not sliders.use.isEnabled()
    assert "as in your network" in sliders.sizes.text()


def test_the_example_is_one_click_and_back_is_another(page: SharingPage, document: Document) -> None:
    document.edit("Select layer", layer_selected, 2)
    click(page.sliders.example)
    assert cells(page)["Parameters"] == ["14,455,392", "357,504", "456"]
    assert page.headline.sentence.text().startswith("An imagined layer")
    assert page.sliders.side.number.value() == 32
    click(page.sliders.back)
    assert cells(page)["Parameters"][2] == "220"


def test_both_numbers_of_the_lectures_are_explained_beside_the_example(page: SharingPage) -> None:
    assert "(5·5 + 1)·6 = 156" in page.sliders.explanation.text()
    assert "(5·5·3 + 1)·6 = 456" in page.sliders.explanation.text()


@pytest.mark.parametrize(("name", "text", "parameters"), [("side", "64", 456), ("kernel_size", "3", 168)])
def test_a_number_is_imagined(page: SharingPage, name: str, text: str, parameters: int) -> None:
    set_number(getattr(page.sliders, name).number, text)
    assert cells(page)["Parameters"][2] == str(parameters)
    assert page.sliders.back.isEnabled()


def test_the_filters_are_imagined_with_the_keyboard(page: SharingPage) -> None:
    page.sliders.filters.number.setFocus()
    press(Key.Key_Up)
    assert cells(page)["Parameters"][2] == str(7 * 76)


def test_a_drag_of_the_slider_goes_from_8_to_4000_pixels(page: SharingPage, document: Document) -> None:
    slider = page.sliders.side.slider
    drag(slider, slider_handle(slider), QPoint(slider.width() + 50, slider.height() // 2))
    assert page.sliders.side.number.value() == 4000
    drag(slider, slider_handle(slider), QPoint(-50, slider.height() // 2))
    assert page.sliders.side.number.value() == 8
    assert document.undo_stack.count() == 0


def test_the_same_way_on_a_slider_is_the_same_factor(page: SharingPage) -> None:
    slider = page.sliders.side.slider
    first, middle, last = (slider.value_at(step) for step in (0, slider.maximum() // 2, slider.maximum()))
    assert (first, last) == (8, 4000)
    assert middle / first == pytest.approx(last / middle, rel=0.01)


def test_a_wheel_over_a_slider_scrolls_the_panel_and_sets_nothing(page: SharingPage) -> None:
    for control in (page.sliders.side.slider, page.sliders.filters.number):
        wheel(control)
    assert not page.sliders.back.isEnabled()


def test_a_kernel_that_does_not_fit_is_said_and_not_counted(page: SharingPage) -> None:
    set_number(page.sliders.kernel_size.number, "31")
    set_number(page.sliders.side.number, "8")
    assert "covers 31 pixels" in page.headline.details.text()
    assert {text for row in cells(page).values() for text in row} == {"–"}
    assert not page.table.copy.isEnabled()
    assert list(page.bars.bars()) == []
    set_number(page.sliders.side.number, "64")
    assert cells(page)["Parameters"][2] == str(6 * (3 * 31 * 31) + 6).replace("17304", "17,304")


def test_what_is_imagined_ends_when_another_layer_is_selected(page: SharingPage, document: Document) -> None:
    set_number(page.sliders.filters.number, "9")
    document.edit("Select layer", layer_selected, 2)
    assert not page.sliders.back.isEnabled()
    assert cells(page)["Parameters"][2] == "220"


def test_what_is_imagined_stays_when_the_numbers_of_the_layer_do(page: SharingPage, document: Document) -> None:
    set_number(page.sliders.filters.number, "9")
    document.edit("Set operation", operation="convolution")
    assert page.sliders.filters.number.value() == 9


def test_the_layer_is_used_in_one_step_that_can_be_undone(page: SharingPage, document: Document) -> None:
    before = document.state.layer
    set_number(page.sliders.kernel_size.number, "3")
    set_number(page.sliders.filters.number, "8")
    assert page.sliders.use.text() == "Use 8 filters of 3×3"
    click(page.sliders.use)
    assert document.state.layer.weight.shape == (8, 3, 3, 3)
    assert np.array_equal(document.state.layer.weight[:6], before.weight[:, :, 1:4, 1:4])
    assert steps(document) == ["Use this layer"]
    assert not page.sliders.back.isEnabled()
    document.undo_stack.undo()
    assert document.state.layer is before
    assert page.sliders.filters.number.value() == 6


def test_a_click_on_the_curves_imagines_that_size(page: SharingPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(0)
    chart = page.growth.chart
    qtbot.waitUntil(lambda: chart.view.viewport().width() > 100)
    place = QPoint(round(chart.place_of(40)), 50)
    click(chart.view.viewport(), place)
    assert page.sliders.side.number.value() == growth(EXAMPLE).sides[40]


def test_the_chart_is_made_when_it_is_first_seen(page: SharingPage) -> None:
    assert page.growth.chart is None
    page.tabs.setCurrentIndex(0)
    assert page.growth.chart is not None
    assert "convolution 456" in page.growth.numbers.text()


def test_the_curves_follow_what_is_imagined(page: SharingPage) -> None:
    page.tabs.setCurrentIndex(0)
    set_number(page.sliders.side.number, "1000")
    assert page.growth.numbers.text() == (
        "At 1,000 pixels: fully connected 1.79 × 10¹³, locally connected 4.52 × 10⁸, convolution 456"
    )
    set_number(page.sliders.kernel_size.number, "31")
    set_number(page.sliders.side.number, "8")
    assert page.growth.numbers.text() == "The kernel does not fit into this image."


@pytest.mark.parametrize(("index", "beginning"), [(0, "| Layer 1 of 3 (Conv2d), 32×32×3"), (1, '"Layer 1 of 3 (Conv')])
def test_the_table_is_copied(page: SharingPage, index: int, beginning: str) -> None:
    told = Calls(page.read_out.connect)
    page.table.copy.menu().actions()[index].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(beginning)
    assert ("14,455,392" if index == 0 else "14455392") in text
    assert told == [(f"The table is copied as {('Markdown', 'CSV')[index]}.",)]


def test_the_context_menu_copies_too(page: SharingPage) -> None:
    place = page.table.rect().center()
    QApplication.sendEvent(
        page.table, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, page.table.mapToGlobal(place))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().strip() for action in menu.actions()] == ["Copy as Markdown", "Copy as CSV"]
    menu.actions()[1].trigger()
    menu.close()
    assert "Parameters,14455392,357504,456" in QGuiApplication.clipboard().text()


def test_numbers_too_long_for_the_table_are_short_and_whole_in_the_tooltip(page: SharingPage) -> None:
    page.resize(960, 560)
    click(page.sliders.example)
    set_number(page.sliders.side.number, "4000")
    assert cells(page)["Weights"][0] == "4.60 × 10¹⁵"
    assert page.table.cells[0][0].toolTip() == f"Fully connected: {3 * 4000**2 * 6 * 3996**2:,} weights"
    page.resize(1900, 1000)
    assert cells(page)["Weights"][0] == f"{3 * 4000**2 * 6 * 3996**2:,}"


def test_bars_have_the_length_of_the_logarithm(page: SharingPage) -> None:
    bars = {(bar.quantity, bar.kind): bar for bar in page.bars.bars()}
    assert len(bars) == 4 * len(KINDS)
    full, shared = (bars["Parameters", kind] for kind in ("fully connected", "convolution"))
    assert (full.count, shared.count) == (14_455_392, 456)
    ratio = np.log10(full.count) / np.log10(shared.count)
    assert full.rect.width() / shared.rect.width() == pytest.approx(ratio)
    assert all(bar.rect.right() < page.bars.width() for bar in bars.values())
    assert "Multiply-adds, convolution: 352,800" in page.bars.accessibleDescription()


def test_every_layer_has_bars_that_can_be_drawn(qtbot: QtBot, styled: QApplication) -> None:
    view = CountBars()
    qtbot.addWidget(view)
    view.resize(300, 170)
    view.show_comparison(replace(EXAMPLE, size=(1, 1), kernel_size=(1, 1), filters=1, channels=1).comparison())
    assert not view.grab().isNull()
    assert min(bar.rect.width() for bar in view.bars()) >= 1


@pytest.mark.parametrize(
    ("size", "tabs", "beside"),
    [
        ((960, 560), ["Bars", "How it grows", "One filter, everywhere"], False),
        ((1220, 800), ["How it grows", "One filter, everywhere"], True),
        ((1900, 1000), [], True),
    ],
)
def test_parts_lie_side_by_side_where_there_is_space(page: SharingPage, size, tabs, beside: bool) -> None:
    page.resize(*size)
    assert (page.width(), page.height()) == size  # it needs no more
    assert [page.tabs.tabText(index) for index in range(page.tabs.count())] == tabs
    assert page.bars.isVisible() == beside
    for index in range(page.tabs.count()):
        page.tabs.setCurrentIndex(index)
        shown = [part.isVisible() for part in (page.bars, page.growth, page.everywhere)]
        assert shown.count(True) == (2 if beside else 1)
        assert is_within(page)
    if not tabs:
        assert page.growth.isVisible()
        assert page.everywhere.isVisible()


def is_within(page: SharingPage) -> bool:
    """Say whether all that is shown in the middle lies within the page, and no part over another."""
    QApplication.processEvents()
    parts = (page.headline, page.table, page.bars, page.growth, page.everywhere, page.tabs)
    rects = [part.rect().translated(part.mapTo(page, QPoint(0, 0))) for part in parts if part.isVisible()]
    apart = all(not a.intersects(b) for index, a in enumerate(rects) for b in rects[:index])
    return apart and all(page.rect().contains(rect) for rect in rects)


def test_the_page_comes_back_from_wide_to_narrow(page: SharingPage) -> None:
    for size in ((1900, 1000), (960, 560), (1900, 1000), (1220, 800)):
        page.resize(*size)
        assert is_within(page)
    page.tabs.setCurrentIndex(1)
    assert page.everywhere.isVisible()


def _is_term(word: str) -> bool:
    return word in TERMS or f"{word} layer" in TERMS


def test_every_word_of_the_field_and_every_control_explains_itself(page: SharingPage) -> None:
    labels = [label for label in page.findChildren(QLabel) if _is_term(label.text().lower())]
    assert len(labels) >= 15
    assert all(label.toolTip() for label in labels)
    controls = [child for child in page.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [
        child for child in controls if child.parentWidget() is not None and not child.objectName().startswith("qt")
    ]
    assert len(named) >= 12
    for control in named:
        text = control.text() if hasattr(control, "text") else ""
        assert control.accessibleName() or text, control


def test_both_themes_can_be_drawn_with_the_chart_in_view(page: SharingPage, styled: QApplication) -> None:
    page.tabs.setCurrentIndex(0)
    grabs = []
    for theme in ("dark", "light"):
        apply_theme(styled, theme)
        QApplication.processEvents()
        grabs.append(page.growth.chart.grab().toImage().pixelColor(3, 3).lightness())
    assert grabs[0] < 80 < 200 < grabs[1]


def test_the_catch_shows_the_two_equal_numbers(page: SharingPage) -> None:
    assert [label.text() for label in page.catch.multiply_adds.values()][1:] == ["352,800", "352,800"]
    assert "FLOPs count two" in page.catch.conventions.text()

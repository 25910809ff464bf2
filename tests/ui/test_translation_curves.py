"""The curves against the shift and the map over both: what is measured, shown, compared, chosen and taken out."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

import convviz.app.sweeps as sweeps_module
from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.lab.edits.edits import translation_set
from convviz.lab.edits.layer_edits import layer_selected
from convviz.lab.edits.network_edits import network_chosen
from convviz.lab.pictures.display import Scale
from convviz.lab.translation.course import Course
from convviz.lab.translation.translation import Switches
from convviz.ui.theme import apply_theme
from convviz.ui.translation.curves_colours import MOST_COMPARED
from convviz.ui.translation.translation_curves import FULL, NOTHING_TO_COMPARE, CurvesView
from tests.hands import Calls, Key, choose, click, drag, press
from tests.lab_fixtures import opened


@pytest.fixture
def view(document: Document, settings: Settings, styled: QApplication, qtbot: QtBot) -> Iterator[CurvesView]:
    document.edit("Choose", network_chosen, "two-layers")
    document.edit("Select", layer_selected, 4)
    document.edit("Shift", partial(translation_set, dx=5.0))
    view = CurvesView(document, settings)
    qtbot.addWidget(view)
    document.changed.connect(lambda _, new: view.show_state(new))
    view.shift_chosen.connect(
        lambda dy, dx: document.edit("Shift the image", partial(translation_set, dy=dy, dx=dx), gesture=7)
    )
    view.resize(900, 360)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    settle(view, qtbot)
    yield view
    view.finish()


def settle(view: CurvesView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (view.sweeps.busy or view.map.sweeps.busy or view.exporter.jobs.busy), timeout=20_000)


def names(view: CurvesView) -> list[str]:
    return [label.text() for label in view.legend.names]


def values(view: CurvesView) -> list[str]:
    return [label.text() for label in view.legend.values]


def place(view: CurvesView, index: int) -> QPoint:
    assert view.chart is not None
    return QPoint(round(view.chart.place_of(index)), 60)


def test_every_layer_has_its_curve_over_all_shifts(view: CurvesView) -> None:
    assert names(view) == ["1 Conv2d", "2 ReLU", "3 MaxPool2d", "4 Conv2d", "5 ReLU"]
    assert view.chart is not None
    assert view.chart._x.tolist() == list(range(-16, 17))
    for curve in view.chart._curves:
        assert np.isfinite(curve.y).all()
        assert curve.y[16] == 0


def test_showing_it_changes_nothing(view: CurvesView, document: Document) -> None:
    count = document.undo_stack.count()
    view.show_state(document.state)
    assert document.undo_stack.count() == count


def test_the_legend_reads_the_values_at_the_shift_now(view: CurvesView, document: Document) -> None:
    assert view.legend.at.text() == "at dx = 5"
    before = values(view)
    document.edit("Shift", partial(translation_set, dx=0.0))
    assert view.legend.at.text() == "at dx = 0"
    assert set(values(view)) == {"0"}
    assert before != values(view)


@pytest.mark.parametrize(
    ("dy", "dx", "text"),
    [
        (0.0, 0.5, "nearest measured: dx = 0, dy = 0"),
        (0.0, 30.0, "nearest measured: dx = 16, dy = 0"),
        (2.0, 5.0, "nearest measured: dx = 5, dy = 0"),
    ],
)
def test_beside_what_was_measured_the_legend_says_so(
    view: CurvesView, document: Document, dy: float, dx: float, text: str
) -> None:
    document.edit("Shift", partial(translation_set, dy=dy, dx=dx))
    assert view.legend.at.text() == text


def test_the_list_of_what_is_compared_says_what_tells_it_apart_and_when_it_is_full(view: CurvesView) -> None:
    circular = Switches(padding_mode="circular")
    view.add(replace(circular, stride=1))
    view.add(replace(circular, stride=2))
    view._state = replace(view._state, translation=replace(view._state.translation, switches=view.compared[1]))
    view._ask()
    assert names(view) == ["stride 1", "stride 2 (now)"]
    assert view.legend.names[0].toolTip() == "circular padding, stride 1"
    combinations = itertools.product(("zeros", "reflect", "replicate"), (1, 2, 4), ("none", "max"))
    for padding, stride, pooling in combinations:
        view.add(Switches(padding_mode=padding, stride=stride, pooling=pooling))
    assert len(view.compared) == MOST_COMPARED
    assert view.compared[0] == replace(circular, stride=1)
    assert FULL in view.notice.sentence.text()
    assert len({(curve.colour.name(), curve.style) for curve in view.chart._curves}) == len(names(view))


@pytest.mark.parametrize(("width", "is_beside"), [(900, True), (500, False)])
def test_the_legend_lies_below_the_chart_where_it_is_narrow(view: CurvesView, width: int, is_beside: bool) -> None:
    view.resize(width, 400)
    QApplication.processEvents()
    assert view.chart is not None
    assert (view.legend.x() >= view.chart.geometry().right()) is is_beside
    assert (view.legend.y() >= view.chart.geometry().bottom()) is not is_beside


def test_moving_the_image_measures_nothing_anew(view: CurvesView, document: Document) -> None:
    asked = Calls(view.sweeps.jobs.busy_changed.connect)
    for dx in range(6, 12):
        document.edit("Shift", partial(translation_set, dx=float(dx)))
    assert not view.sweeps.busy
    assert asked == []


def test_another_edge_measures_anew_and_undo_knows_the_answer(
    view: CurvesView, document: Document, qtbot: QtBot
) -> None:
    before = values(view)
    document.edit("Edge", partial(translation_set, edge="circular"))
    assert set(values(view)) == {"–"}
    settle(view, qtbot)
    assert set(values(view)) != {"–"}
    document.undo_stack.undo()
    assert values(view) == before


def test_the_read_outs_are_three_and_each_has_its_axis(view: CurvesView) -> None:
    seen = []
    for button in view.bar.read_outs.buttons():
        click(button)
        assert view.chart is not None
        seen.append((view.bar.read_out, view.chart._names["left"], view.chart._ends["left"]))
    assert [read_out for read_out, *_ in seen] == ["equivariance", "change", "cosine"]
    assert len({axis for _, axis, _ in seen}) == 3
    assert seen[2][2][1] == 1.0


def test_a_vector_has_no_equivariance_and_pooled_features(view: CurvesView, document: Document, qtbot: QtBot) -> None:
    document.edit("Head", partial(translation_set, switches=Switches(head="fully connected")))
    settle(view, qtbot)
    assert len(names(view)) == 5
    click(view.bar.read_outs.button(1))
    assert names(view)[5:] == ["6 Flatten", "7 Linear"]
    assert "–" not in values(view)


@pytest.mark.parametrize(("axis", "range_", "count"), [("along y", "± 8 px", 17), ("diagonal", "± half", 49)])
def test_direction_and_range_are_chosen(view: CurvesView, qtbot: QtBot, axis: str, range_: str, count: int) -> None:
    choose(view.bar.axis, axis)
    choose(view.bar.reach, range_)
    settle(view, qtbot)
    assert view.chart is not None
    assert len(view.chart._x) == count
    assert all(np.isfinite(curve.y).all() for curve in view.chart._curves)


def test_fractions_of_a_pixel_are_measured(view: CurvesView, qtbot: QtBot) -> None:
    choose(view.bar.reach, "± 8 px")
    choose(view.bar.step, "step ¼")
    settle(view, qtbot)
    assert view.chart is not None
    assert np.diff(view.chart._x).tolist() == [0.25] * 64
    assert all(np.isfinite(curve.y).all() for curve in view.chart._curves)


def test_a_click_in_the_chart_shifts_the_image_and_a_drag_is_one_gesture(view: CurvesView, document: Document) -> None:
    assert view.chart is not None
    grasped = Calls(view.grasped.connect)
    click(view.chart.view.viewport(), place(view, 4))
    assert (document.state.translation.dy, document.state.translation.dx) == (0, -12)
    drag(view.chart.view.viewport(), place(view, 4), place(view, 30))
    assert document.state.translation.dx == 14
    assert len(grasped) == 2


def test_arrow_keys_in_the_chart_shift_the_image(view: CurvesView, document: Document) -> None:
    assert view.chart is not None
    view.chart.setFocus()
    press(Key.Key_Right, times=2)
    assert document.state.translation.dx == 7
    press(Key.Key_Left)
    assert document.state.translation.dx == 6


def test_hovering_reads_all_curves_at_that_shift(view: CurvesView) -> None:
    assert view.chart is not None
    told = Calls(view.read_out.connect)
    viewport = view.chart.view.viewport()
    QTest.mouseMove(viewport, place(view, 10))
    assert view.legend.at.text() == "at dx = −6"
    assert told[-1][0].startswith("Equivariance error at dx = −6")
    assert told[-1][0].count(":") == 5
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert told[-1] == ("",)
    assert view.legend.at.text() == "at dx = 5"


def test_switches_are_compared_and_removed(view: CurvesView, document: Document, qtbot: QtBot) -> None:
    view.add(Switches(pooling="max"))
    view.add(Switches(pooling="blur"))
    view.add(Switches(pooling="max"))
    settle(view, qtbot)
    assert view.mode == "compare"
    assert names(view) == ["max pooling", "blur, then subsample", "your network (now)"]
    assert "–" not in values(view)
    looks = [(curve.colour.name(), curve.style) for curve in view.chart._curves]
    assert len(set(looks)) == 3
    click(view.legend.buttons[0])
    assert names(view) == ["blur, then subsample", "your network (now)"]
    assert list(view.legend.buttons) == [0]


def test_the_switches_now_are_not_shown_twice(view: CurvesView, document: Document, qtbot: QtBot) -> None:
    document.edit("Switch", partial(translation_set, switches=Switches(stride=2)))
    view.add(Switches(stride=2))
    settle(view, qtbot)
    assert names(view) == ["stride 2 (now)"]


def test_comparing_nothing_says_what_to_do(view: CurvesView) -> None:
    click(view.modes.button(1))
    assert view.notice.sentence.text() == NOTHING_TO_COMPARE


def test_a_slow_sweep_says_how_long_and_waits_for_the_button(
    view: CurvesView, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps_module, "QUICK_SECONDS", 0.0)
    document.edit("Edge", partial(translation_set, edge="reflect"))
    settle(view, qtbot)
    assert view.notice.compute.isVisible()
    assert view.notice.sentence.text() == "33 shifts, about a second."
    assert not view.export.button.isEnabled()
    click(view.notice.compute)
    settle(view, qtbot)
    assert not view.notice.compute.isVisible()
    assert view.notice.sentence.text() == ""
    assert "–" not in values(view)
    assert view.export.button.isEnabled()


def test_nothing_is_measured_while_nobody_looks(
    document: Document, settings: Settings, styled: QApplication, qtbot: QtBot
) -> None:
    view = CurvesView(document, settings)
    qtbot.addWidget(view)
    view.show_state(document.state)
    assert not view.sweeps.busy
    assert view.chart is None


def enter(view: CurvesView, name: str) -> None:
    """Put a name in the place of the one in the file dialog, and press its button."""
    dialog = view.window().findChild(QFileDialog)
    assert dialog is not None
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    edit.selectAll()
    edit.insert(name)
    box = dialog.findChild(QDialogButtonBox)
    role = QDialogButtonBox.ButtonRole.AcceptRole
    click(next(button for button in box.buttons() if box.buttonRole(button) == role))


@pytest.mark.usefixtures("own_dialogs")
def test_the_curves_are_saved_as_a_table_and_as_a_picture(
    view: CurvesView, settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    told = Calls(view.succeeded.connect)
    view.export.save_table.trigger()
    enter(view, str(tmp_path / "curves.csv"))
    settle(view, qtbot)
    view.export.save_picture.trigger()
    enter(view, str(tmp_path / "curves.png"))
    settle(view, qtbot)
    text = (tmp_path / "curves.csv").read_text(encoding="utf-8")
    assert text.startswith("# image: noise.png, 64 × 48 pixels")
    assert len([line for line in text.splitlines() if line and not line.startswith("#")]) == 1 + 33 * 5
    assert opened(tmp_path / "curves.png").shape[1] == 1600
    assert told[-1] == (f"Exported to {tmp_path / 'curves.png'}",)
    assert settings.folder("export") == tmp_path


@pytest.mark.usefixtures("own_dialogs")
def test_a_file_that_cannot_be_written_is_said(view: CurvesView, qtbot: QtBot, tmp_path: Path) -> None:
    view.exporter.export_table(tmp_path / "none" / "curves.csv", view._content_to_export().answers)
    with qtbot.waitSignal(view.failed) as signal:
        pass
    assert "cannot be saved" in signal.args[0]


def test_the_curves_are_copied(view: CurvesView) -> None:
    view.export.copy_table.trigger()
    assert QGuiApplication.clipboard().text().startswith("# image: noise.png")
    view.export.copy_markdown.trigger()
    assert QGuiApplication.clipboard().text().startswith("Equivariance error.")
    QGuiApplication.clipboard().clear()


def test_the_map_is_measured_read_and_clicked(view: CurvesView, document: Document, qtbot: QtBot) -> None:
    click(view.modes.button(2))
    choose(view.map.reach, "± 4 px")
    settle(view, qtbot)
    if view.map.notice.compute.isVisible():
        click(view.map.notice.compute)
        settle(view, qtbot)
    picture = view.map.picture
    told = Calls(view.read_out.connect)
    QTest.mouseMove(picture, picture.place_of(0, 0).toPoint())
    assert told[-1] == ("dy 0   dx 0   equivariance error of 5 ReLU: 0",)
    click(picture, picture.place_of(-2, 3).toPoint())
    assert (document.state.translation.dy, document.state.translation.dx) == (-2, 3)
    picture.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Left)
    assert (document.state.translation.dy, document.state.translation.dx) == (-1, 2)


@pytest.mark.usefixtures("own_dialogs")
def test_the_map_is_saved_as_a_table_and_as_a_picture(view: CurvesView, qtbot: QtBot, tmp_path: Path) -> None:
    click(view.modes.button(2))
    choose(view.map.reach, "± 4 px")
    view.map.sweeps.measure()
    settle(view, qtbot)
    assert view.map.bar_title.text() == "equivariance error"
    view.map.export.save_table.trigger()
    enter(view, str(tmp_path / "map.csv"))
    settle(view, qtbot)
    view.map.export.save_picture.trigger()
    enter(view, str(tmp_path / "map.png"))
    settle(view, qtbot)
    lines = (tmp_path / "map.csv").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) == 1 + 9 * 9 * 5
    assert opened(tmp_path / "map.png").shape[1] > 1000
    view.map.export.copy_table.trigger()
    assert QGuiApplication.clipboard().text().startswith("# image: noise.png")
    QGuiApplication.clipboard().clear()


def test_the_map_uses_the_width(view: CurvesView) -> None:
    click(view.modes.button(2))
    view.resize(1200, 320)
    QApplication.processEvents()
    picture = view.map.picture
    assert picture.width() > 1.5 * picture.height()
    for shift in ((-8.0, 8.0), (3.0, -2.0)):
        assert picture.shift_at(picture.place_of(*shift)) == shift


def test_no_axis_crosses_the_words_of_a_map_that_is_not_measured(
    view: CurvesView, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed = []
    monkeypatch.setattr(type(view.map.picture), "_draw_cross", lambda *_: crossed.append(True))
    course = Course("plane", 1)
    view.map.picture.show_values(course, None, None)
    view.map.picture.grab()
    assert not crossed
    view.map.picture.show_values(course, np.zeros(9), Scale(0, 1, "viridis"))
    view.map.picture.grab()
    assert crossed


def test_the_map_shows_the_read_out_and_layer_that_are_chosen(
    view: CurvesView, document: Document, qtbot: QtBot
) -> None:
    click(view.modes.button(2))
    choose(view.map.reach, "± 4 px")
    settle(view, qtbot)
    view.map.sweeps.measure()
    settle(view, qtbot)
    seen = []
    for quantity, layer in (("Equivariance error", "1 Conv2d"), ("Cosine of the pooled features", "3 MaxPool2d")):
        choose(view.map.quantity, quantity)
        choose(view.map.layer, layer)
        seen.append(view.map.picture._values.copy())
    assert seen[0][4, 4] == 0
    assert seen[1][4, 4] == pytest.approx(1)
    assert not np.isnan(seen).any()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1200, 400), (800, 300), (480, 240)])
def test_it_is_drawn_in_both_themes_and_at_any_size(
    view: CurvesView, styled: QApplication, theme: str, size: tuple[int, int]
) -> None:
    apply_theme(styled, theme)
    view.resize(*size)
    for mode in view.modes.buttons():
        click(mode)
        image = view.grab().toImage()
        corner = image.pixelColor(image.width() - 1, image.height() - 1)
        assert (corner.lightness() < 128) == (theme == "dark")
    assert view.size().width() == size[0]

"""An edit of one weight draws what shows it, and leaves the rest of the window alone."""

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from convviz.lab.edits.edits import cells_set
from convviz.ui.filters import lens_view
from convviz.ui.main_window import FIRST_SIZE, SMALLEST_SIZE, MainWindow
from tests.hands import settle


class Events(QObject):
    """Counts the events of one kind, by the widget that gets them."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.count: Counter[QObject] = Counter()
        self._kind = kind

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count[watched] += event.type() == self._kind
        return False


def edit_and_count(window: MainWindow, qtbot: QtBot, kind: QEvent.Type) -> Counter[QObject]:
    """Change weights until all labels have had their longest text, then once more; return the events of that."""
    for value in (1.5, 2.25, 1.25):
        window.document.edit("Set weight", cells_set, [(0, 0)], value)
        settle(qtbot, window)
        QApplication.processEvents()
    events = Events(kind)
    QApplication.instance().installEventFilter(events)
    window.document.edit("Set weight", cells_set, [(0, 0)], 1.75)
    settle(qtbot, window)
    QApplication.processEvents()
    QApplication.instance().removeEventFilter(events)
    return events.count


CONTROLS: dict[str, Callable[[MainWindow], QWidget]] = {
    "options of the layer": lambda window: window.pages.network.list.form.filters,
    "input of the network": lambda window: window.pages.network.input,
    "kernel size": lambda window: window.page.kernel_panel.kernel_size.vertical,
    "bias": lambda window: window.page.layer_panel.bias.number,
    "stride": lambda window: window.page.layer_panel.stride.vertical,
    "name of the kernel": lambda window: window.page.kernel_panel.named,
}


@pytest.mark.parametrize("name", CONTROLS)
def test_what_does_not_show_the_weight_is_not_drawn(window: MainWindow, name: str, qtbot: QtBot) -> None:
    window.resize(*FIRST_SIZE)
    painted = edit_and_count(window, qtbot, QEvent.Type.Paint)
    assert painted[window.page.map_view]
    assert not painted[CONTROLS[name](window)]


def test_the_parts_of_the_window_keep_their_places(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(*FIRST_SIZE)
    laid_out = edit_and_count(window, qtbot, QEvent.Type.LayoutRequest)
    assert not laid_out[window]
    assert not laid_out[window.page]


def test_a_lens_that_is_not_spelt_out_is_not_laid_out(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window.resize(*SMALLEST_SIZE)
    settle(qtbot, window)
    laid_out: list[object] = []
    monkeypatch.setattr(lens_view, "lay_out", lambda *arguments: laid_out.append(arguments))
    window.document.edit("Set weight", cells_set, [(0, 0)], 1.75)
    settle(qtbot, window)
    assert window.page.lens.view.lens is not None
    assert laid_out == []

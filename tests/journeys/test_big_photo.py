"""With a photo of 12 megapixels the window stays responsive, and an edit is seen within two seconds."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.settings import Settings
from convviz.lab.edits.edits import cells_set
from convviz.lab.state import first_state
from convviz.ui.main_window import MainWindow
from tests.hands import settle

LONGEST_GAP, LONGEST_WAIT = 0.1, 2.0  # seconds
ATTEMPTS = 3  # a machine that does something else may spoil one


@pytest.fixture
def big_window(settings: Settings, styled: QApplication, qtbot: QtBot) -> MainWindow:
    random = np.random.default_rng(0)
    image = random.random((3, 3000, 4000), np.float32)
    image.flags.writeable = False
    kernel = random.normal(size=(5, 5)).astype(np.float32)
    window = MainWindow(first_state(image, "big.png", kernel), settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    settle(qtbot, window)
    return window


def edit_and_watch(window: MainWindow, qtbot: QtBot, value: float) -> tuple[float, float]:
    """Edit a weight; return the longest time that the window did nothing else, and the time to the frame."""
    ticks = [time.perf_counter()]
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    begun = time.perf_counter()
    timer.start()
    with qtbot.waitSignal(window.compute.finished, timeout=30_000) as signal:
        window.document.edit("Set weight", cells_set, [(2, 2)], value)
    assert signal.args[0].state is window.document.state
    took = time.perf_counter() - begun
    QApplication.processEvents()  # it is drawn, too
    ticks.append(time.perf_counter())
    timer.stop()
    settle(qtbot, window)
    return float(np.diff(ticks).max()), took


def test_an_edit_of_a_5x5_kernel_holds_the_window_up_for_less_than_100_ms_and_is_seen_within_2_s(
    big_window: MainWindow, qtbot: QtBot
) -> None:
    measured = []
    for attempt in range(ATTEMPTS):
        gap, took = edit_and_watch(big_window, qtbot, attempt + 1.0)
        measured.append(f"gap {gap * 1000:.0f} ms, frame after {took:.2f} s")
        if gap < LONGEST_GAP and took < LONGEST_WAIT:
            return
    pytest.fail("; ".join(measured))

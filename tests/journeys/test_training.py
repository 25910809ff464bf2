"""A journey: from a picture before and after to the filter between them, in the lab."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from convviz.engine import conv2d
from convviz.lab.network_input import LUMA
from convviz.ui.main_window import MainWindow
from tests.hands import ALT, CONTROL, Key, choose, click, drop, is_busy, press, set_number, settle, steps, urls_of
from tests.lab_fixtures import image, saved


def softened(path: Path) -> Path:
    """Save the grey of the picture of the window, softened by a mean of 3×3."""
    grey = np.tensordot(LUMA, image(), axes=1)[np.newaxis]
    soft = conv2d(grey, np.full((1, 1, 3, 3), 1 / 9, np.float32), padding="same", padding_mode="replicate")
    return saved(path, (255 * soft).round().astype(np.uint8))


def test_from_before_and_after_to_the_filter_between_them(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    press(Key.Key_5, ALT)
    view = window.pages.page.view
    qtbot.waitUntil(lambda: not view.learning.busy)
    drop(view.pictures.target_view, urls_of(softened(tmp_path / "soft.png")))
    qtbot.waitUntil(lambda: window.document.state.learning.filter.target is not None)
    choose(view.options.optimiser.kind, "Momentum")
    set_number(view.options.optimiser.rate.number, "0.1")
    choose(view.bar.speed, "as fast as it can")
    qtbot.waitUntil(lambda: not (is_busy(window) or view.learning.busy))
    view.bar.run.setFocus()
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: "As near to the target as a kernel of 3×3 gets" in view.headline.text(), timeout=30_000)
    view.bar.run.setFocus()
    if view.learning.running:
        press(Key.Key_Space)
    qtbot.waitUntil(lambda: not view.learning.busy)
    click(view.use)
    assert steps(window.document)[-1] == "Use learnt kernel"
    weight = window.document.state.layer.weight[0]
    np.testing.assert_allclose(weight, np.broadcast_to(LUMA[:, np.newaxis, np.newaxis] / 9, (3, 3, 3)), atol=2e-3)
    press(Key.Key_1, ALT)
    settle(qtbot, window)
    target = window.document.state.learning.filter.target
    shown = window.page.map_view.shown.values[0]
    assert np.abs(shown - target).max() < 0.02
    press(Key.Key_Z, CONTROL)
    assert window.document.state.layer.weight[0, 0, 0, 0] == -1

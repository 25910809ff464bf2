"""The main job from end to end: a picture in, a kernel edited, the feature map out."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz import conv2d
from convviz.engine import FloatArray
from convviz.files.feature_maps import load_feature_map
from convviz.lab.compute import compute
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.pictures.display import scale_of
from convviz.ui.main_window import MainWindow
from tests.hands import (
    CONTROL,
    SHIFT,
    Key,
    activate,
    choose,
    choose_kernel,
    drop,
    enter_file,
    go_to,
    press,
    set_number,
    settle,
    type_text,
    urls_of,
)
from tests.lab_fixtures import opened, pixels, saved

pytestmark = pytest.mark.usefixtures("own_dialogs")


def save_as(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Type a path into the dialog that is open, press its button and wait for the file."""
    enter_file(window, str(path))
    activate(window)
    settle(qtbot, window)
    assert window.message_bar.text == f"Exported to {path}"


def half_a_step(values: FloatArray) -> float:
    """Return the largest error of a map in 16 bits, with the rounding to float32."""
    return float(np.ptp(values)) / 65535 / 2 + float(np.spacing(np.abs(values).max()))


def test_a_photo_is_dropped_a_weight_edited_and_the_map_exported(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = pixels(60, 80, seed=7)
    drop(window, urls_of(saved(tmp_path / "photo.png", photo)))
    settle(qtbot, window)
    assert window.windowTitle() == "photo.png – convviz"

    choose_kernel(window.page.kernel_panel, "Laplacian")
    choose_kernel(window.page.kernel_panel, "Sobel x")
    go_to(window.page.kernel_panel.grid, 1, 2)
    type_text("2.5")
    press(Key.Key_Return)
    edited = KERNELS["sobel-x"].weights.copy()
    edited[1, 2] = 2.5
    assert np.array_equal(window.document.state.kernel, edited)

    press(Key.Key_Z, CONTROL)
    assert np.array_equal(window.document.state.kernel, KERNELS["sobel-x"].weights)
    press(Key.Key_Y, CONTROL)
    assert np.array_equal(window.document.state.kernel, edited)
    settle(qtbot, window)

    press(Key.Key_E, CONTROL)
    save_as(window, qtbot, tmp_path / "seen.png")
    press(Key.Key_E, CONTROL | SHIFT)
    save_as(window, qtbot, tmp_path / "values.png")

    weight = np.repeat(edited[np.newaxis, np.newaxis], 3, axis=1)
    x = photo.astype(np.float32) / np.float32(255)
    (wanted,) = conv2d(x, weight, padding="same", padding_mode="replicate")
    scale = scale_of(wanted)
    assert np.array_equal(opened(tmp_path / "seen.png"), scale.colours()[scale.indices(wanted)])
    values = load_feature_map(tmp_path / "values.png")
    assert np.abs(values.astype(float) - wanted).max() <= half_a_step(wanted)


def test_a_grey_picture_gets_several_filters_and_one_of_them_goes_out_as_numpy(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    grey = pixels(60, 80, channels=1, seed=8)
    drop(window, urls_of(saved(tmp_path / "grey.png", grey)))
    settle(qtbot, window)

    names = ["Sobel x", "Sobel y", "Laplacian"]
    for name in names[1:]:
        press(Key.Key_D, CONTROL)
        choose_kernel(window.page.kernel_panel, name)
    settle(qtbot, window)
    strip = window.page.strip
    strip.setFocus()
    press(Key.Key_Left)
    assert window.page.kernel_panel.named.currentText() == "Sobel y"
    press(Key.Key_Left)
    press(Key.Key_Right)
    assert window.document.state.selected_filter == 1

    set_number(window.page.layer_panel.stride.vertical, "2")
    choose(window.page.layer_panel.activation, "ReLU")
    set_number(window.page.layer_panel.bias.number, "0.25")
    settle(qtbot, window)
    assert window.page.pictures.map_heading.details.text() == "2/3  30×40"

    window.all_actions.export_floats.trigger()
    save_as(window, qtbot, tmp_path / "map.npy")
    x = grey.astype(np.float32) / np.float32(255)
    weight = KERNELS["sobel-y"].weights[np.newaxis, np.newaxis]
    bias = np.array([0.25], np.float32)
    (wanted,) = conv2d(x, weight, bias, stride=2, padding=1, padding_mode="replicate")
    np.testing.assert_array_equal(np.load(tmp_path / "map.npy"), compute(window.document.state).feature_map)
    np.testing.assert_allclose(np.load(tmp_path / "map.npy"), np.maximum(wanted, 0), atol=1e-6)

    for _ in range(50):
        press(Key.Key_Z, CONTROL)
    assert window.windowTitle() == "noise.png – convviz"
    assert not window.document.undo_stack.canUndo()
    settle(qtbot, window)

"""What is exported is what was computed: the very map of the frame."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from convviz.app.exporter import Exporter, suggested_name
from convviz.app.settings import Settings
from convviz.files.feature_maps import load_feature_map
from convviz.lab.compute import Frame, compute
from convviz.lab.state import State
from tests.hands import colours_of
from tests.lab_fixtures import opened


@pytest.fixture
def exporter(settings: Settings) -> Exporter:
    return Exporter(settings)


@pytest.fixture
def frame(state: State) -> Frame:
    return compute(state)


def seen(frame: Frame) -> np.ndarray:
    return frame.scale.colours()[frame.scale.indices(frame.feature_map)]


def test_as_seen_it_has_the_colours_of_the_screen(
    exporter: Exporter, frame: Frame, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "map.png"
    with qtbot.waitSignal(exporter.exported) as signal:
        exporter.export(frame, path, "seen")
    assert np.array_equal(opened(path), seen(frame))
    assert signal.args == [f"Exported to {path}"]
    assert settings.folder("export") == tmp_path


def test_it_carries_how_it_was_made(exporter: Exporter, frame: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(exporter.exported):
        exporter.export(frame, tmp_path / "map.png", "seen")
    with Image.open(tmp_path / "map.png") as image:
        recipe = json.loads(image.text["convviz:recipe"])
    assert recipe["image"] == "noise.png"
    assert recipe["weight"] == frame.state.layer.weight[0].tolist()


def test_as_data_it_comes_back_within_half_a_step(
    exporter: Exporter, frame: Frame, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(exporter.exported):
        exporter.export(frame, tmp_path / "map.png", "data")
    error = np.abs(load_feature_map(tmp_path / "map.png").astype(float) - frame.feature_map)
    half_a_step = float(np.ptp(frame.feature_map)) / 65535 / 2
    assert error.max() <= half_a_step + np.spacing(np.abs(frame.feature_map).max())


def test_as_numpy_it_comes_back_exactly(exporter: Exporter, frame: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(exporter.exported):
        exporter.export(frame, tmp_path / "map.npy", "data")
    assert np.array_equal(np.load(tmp_path / "map.npy"), frame.feature_map)


def test_a_failure_says_why_in_a_sentence(exporter: Exporter, frame: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(exporter.failed) as signal:
        exporter.export(frame, tmp_path / "no such folder" / "map.png", "seen")
    assert signal.args[0].startswith("map.png cannot be saved in ")
    assert not exporter.busy


def test_a_copy_on_the_clipboard_has_the_colours_of_the_screen(exporter: Exporter, frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(exporter.exported):
        exporter.copy(frame)
    assert np.array_equal(colours_of(QGuiApplication.clipboard().image()), seen(frame))
    assert QGuiApplication.clipboard().mimeData().hasFormat("image/png")
    QGuiApplication.clipboard().clear()


def test_closing_waits_for_the_file(exporter: Exporter, frame: Frame, tmp_path: Path) -> None:
    exporter.export(frame, tmp_path / "map.png", "seen")
    exporter.close()
    assert opened(tmp_path / "map.png").shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("form", "suffix", "name"),
    [("seen", ".png", "noise map 1.png"), ("data", ".png", "noise map 1 values.png")],
)
def test_the_suggested_name_says_of_what_it_is(frame: Frame, form, suffix: str, name: str) -> None:
    assert suggested_name(frame, form, suffix) == name

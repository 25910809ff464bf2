"""What is exported is what was computed: the very map of the frame."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from convviz.app import exporter as exporter_module
from convviz.app.export_choice import ExportChoice
from convviz.app.exporter import OWN_MAP, Exporter
from convviz.app.settings import Settings
from convviz.files import contact_sheet as contact_sheet_module
from convviz.files.feature_maps import load_feature_map
from convviz.lab.compute import Frame, compute
from convviz.lab.edits.edits import filter_added, kernel_set
from convviz.lab.kernel.kernels import KERNELS
from convviz.lab.pictures.display import Display
from convviz.lab.progress import Progress, part
from convviz.lab.recipe import recipe, recipes
from convviz.lab.state import State
from tests.hands import Calls, colours_of
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


@pytest.fixture
def bank(state: State) -> Frame:
    """Three filters, the first and the last with the same name."""
    for kernel in ("sobel-y", "sobel-x"):
        state = replace(state, **filter_added(state))
        state = replace(state, **kernel_set(state, KERNELS[kernel].weights))
    return compute(replace(state, selected_filter=1))


def exported(exporter: Exporter, qtbot: QtBot, frame: Frame, choice: ExportChoice, folder: Path) -> list[Path]:
    """Export into a folder under the suggested names, and return the files."""
    paths = [folder / name for name in choice.names(frame.state)]
    with qtbot.waitSignal(exporter.exported):
        exporter.export_chosen(frame, choice, paths)
    assert sorted(folder.iterdir()) == sorted(paths)
    return paths


def text_of(path: Path) -> dict[str, str]:
    with Image.open(path) as image:
        return dict(image.text)


@pytest.mark.parametrize("locked", [False, True])
def test_all_maps_go_out_each_with_the_scale_and_the_recipe_that_it_has_on_the_screen(
    exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot, locked: bool
) -> None:
    state = replace(bank.state, display=Display(locked=locked))
    paths = exported(exporter, qtbot, compute(state), ExportChoice(what="folder"), tmp_path)
    assert [path.name for path in paths] == [
        f"noise map {n} Sobel {axis}.png" for n, axis in ((1, "x"), (2, "y"), (3, "x"))
    ]
    for index, path in enumerate(paths):
        selected = replace(state, selected_filter=index)
        assert np.array_equal(opened(path), seen(compute(selected)))
        assert text_of(path) == recipe(selected)


def test_all_maps_go_out_as_numbers(exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    paths = exported(exporter, qtbot, bank, ExportChoice(what="folder", as_kind="floats"), tmp_path)
    for path, feature_map in zip(paths, bank.feature_maps, strict=True):
        assert np.array_equal(load_feature_map(path), feature_map)


def test_all_maps_go_out_as_one_array(exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    (path,) = exported(exporter, qtbot, bank, ExportChoice(what="stack"), tmp_path)
    assert np.array_equal(np.load(path), np.stack(bank.feature_maps))


@pytest.mark.parametrize("locked", [False, True])
def test_all_maps_go_out_on_one_sheet_with_all_recipes(
    exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot, locked: bool
) -> None:
    frame = compute(replace(bank.state, display=Display(locked=locked)))
    choice = ExportChoice(what="sheet", columns=2)
    (path,) = exported(exporter, qtbot, frame, choice, tmp_path)
    assert choice.size(frame) == "{:,} × {:,} pixels".format(*opened(path).shape[1::-1])
    assert text_of(path) == recipes(frame.state)


def test_the_picture_is_zoomed_and_explained_as_chosen(
    exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot
) -> None:
    choice = ExportChoice(zoom=3, colour_bar=True)
    (path,) = exported(exporter, qtbot, bank, choice, tmp_path)
    assert np.array_equal(opened(path)[: 3 * 48 : 3, : 3 * 64 : 3], seen(bank))
    assert choice.size(bank) == "{:,} × {:,} pixels".format(*opened(path).shape[1::-1])


def test_a_map_in_colour_is_copied_as_it_is_seen(exporter: Exporter, state: State, qtbot: QtBot) -> None:
    frame = compute(replace(state, channel_mode="each"))
    assert frame.feature_map.shape == (3, 48, 64)
    with qtbot.waitSignal(exporter.exported):
        exporter.copy(frame)
    assert np.array_equal(colours_of(QGuiApplication.clipboard().image()), frame.map_picture.rgb())
    QGuiApplication.clipboard().clear()


def test_if_one_file_cannot_be_written_none_is(exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    paths = [tmp_path / "1.png", tmp_path / "2.png", tmp_path / "gone" / "3.png"]
    paths[0].write_bytes(b"old")
    with qtbot.waitSignal(exporter.failed):
        exporter.export_chosen(bank, ExportChoice(what="folder"), paths)
    assert list(tmp_path.iterdir()) == [paths[0]]
    assert paths[0].read_bytes() == b"old"


def test_a_folder_in_the_way_of_one_map_keeps_all_of_them_back(
    exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    paths[1].mkdir()
    with qtbot.waitSignal(exporter.failed) as signal:
        exporter.export_chosen(bank, ExportChoice(what="folder"), paths)
    assert "is a folder, and no map was exported" in signal.args[0]
    assert list(tmp_path.iterdir()) == [paths[1]]


@pytest.mark.parametrize("choice", [ExportChoice(), ExportChoice(what="folder"), ExportChoice(what="sheet")], ids=str)
def test_cancelled_in_the_middle_it_leaves_nothing_behind_and_says_so(
    exporter: Exporter, bank: Frame, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, choice: ExportChoice
) -> None:
    begun, go = threading.Event(), threading.Event()

    def wait_then_tell(wanted: Progress, index: int, count: int) -> Progress:
        begun.set()
        go.wait(10)
        return part(wanted, index, count)

    for module in (exporter_module, contact_sheet_module):
        monkeypatch.setattr(module, "part", wait_then_tell)
    told, errors = Calls(exporter.exported.connect), Calls(exporter.failed.connect)
    exporter.export_chosen(bank, choice, [tmp_path / name for name in choice.names(bank.state)])
    assert begun.wait(10)
    exporter.jobs.cancel()
    go.set()
    qtbot.waitUntil(lambda: not exporter.busy)
    assert told == [("The export was cancelled; nothing was written.",)]
    assert errors == []
    assert list(tmp_path.iterdir()) == []
    assert exporter.close()


def test_what_is_offered_to_a_drag_is_a_file_a_picture_and_our_own_mark(
    exporter: Exporter, frame: Frame, qtbot: QtBot
) -> None:
    got: list[QMimeData] = []
    exporter.offer(frame, got.append)
    qtbot.waitUntil(lambda: bool(got))
    (data,) = got
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert path.name == "noise map 1 Sobel x.png"
    assert np.array_equal(opened(path), seen(frame))
    assert text_of(path) == recipe(frame.state)
    assert bytes(data.data("image/png").data()) == path.read_bytes()
    assert np.array_equal(colours_of(data.imageData()), seen(frame))
    assert data.hasFormat(OWN_MAP)
    assert exporter.close()
    assert not path.exists()
    assert not path.parents[1].exists()


def test_two_drags_do_not_write_over_each_other(exporter: Exporter, frame: Frame, qtbot: QtBot) -> None:
    got: list[QMimeData] = []
    exporter.offer(frame, got.append)
    exporter.offer(frame, got.append)
    qtbot.waitUntil(lambda: len(got) == 2)
    first, second = (Path(data.urls()[0].toLocalFile()) for data in got)
    assert first.name == second.name
    assert first != second
    exporter.close()

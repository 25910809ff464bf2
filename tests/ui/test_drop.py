"""What is dropped on the window is opened, or answered in a sentence."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.app.exporter import OWN_MAP
from convviz.ui.main_window import MainWindow
from tests.hands import Calls, drop, settle, steps, urls_of
from tests.lab_fixtures import pixels, saved


def dropped(window: MainWindow, qtbot: QtBot, *paths: Path) -> None:
    drop(window, urls_of(*paths))
    settle(qtbot, window)


def test_a_dropped_file_is_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = saved(tmp_path / "new.png", pixels(20, 30, seed=1))
    assert drop(window, urls_of(path)) == Qt.DropAction.CopyAction
    settle(qtbot, window)
    assert np.array_equal(np.rint(window.document.state.image * 255), pixels(20, 30, seed=1))
    assert window.windowTitle() == "new.png – convviz"
    assert window.message_bar.text == ""
    assert steps(window.document) == ["Open new.png"]


def test_of_several_dropped_files_the_first_is_opened_and_the_others_are_at_hand(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dropped(window, qtbot, *(saved(tmp_path / f"{name}.png", pixels(20, 30)) for name in "abc"))
    assert window.document.state.image_name == "a.png"
    assert [action.text() for action in window.all_actions.recent_menu.actions()][:3] == ["a.png", "b.png", "c.png"]
    assert window.message_bar.text.endswith("under File, Open recent.")


def test_a_file_is_never_moved_away_from_where_it_was(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    data = urls_of(saved(tmp_path / "new.png", pixels(20, 30)))
    assert drop(window, data, Qt.DropAction.MoveAction) == Qt.DropAction.CopyAction
    settle(qtbot, window)


def test_a_picture_dropped_from_another_program_is_opened(window: MainWindow, qtbot: QtBot) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 51, 0))
    data = QMimeData()
    data.setImageData(image)
    drop(window, data)
    settle(qtbot, window)
    assert window.document.state.image.shape == (3, 20, 30)
    assert window.document.state.image_name == "Dropped image"


def test_a_dropped_link_is_answered(window: MainWindow) -> None:
    before = window.document.state
    drop(window, urls_of("https://example.org/cat.png"))
    assert window.message_bar.text.startswith("That is a link and not a file")
    assert window.document.state is before


def test_text_cannot_be_dropped(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("1 2; 3 4")
    assert drop(window, data) is None
    assert window.drop_hint.isHidden()


def test_while_a_picture_is_dragged_over_it_the_window_says_where_to_drop(window: MainWindow, tmp_path: Path) -> None:
    data = urls_of(tmp_path / "new.png")
    enter = QDragEnterEvent(
        QPoint(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert window.drop_hint.isVisible()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drop_hint.isVisible()


def test_after_a_drop_the_hint_is_gone(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dropped(window, qtbot, saved(tmp_path / "new.png", pixels(20, 30)))
    assert not window.drop_hint.isVisible()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def huge_header() -> bytes:
    """Return a PNG of some hundred bytes that says it has 40,000 × 40,000 pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def cut_short() -> bytes:
    return huge_header()[:40]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "bad.png is not there"),
        (b"", "bad.png is empty"),
        (b"Dear diary", "bad.png is not a picture that convviz can read"),
        (cut_short(), "bad.png "),
        (huge_header(), "bad.png has more than 178 million pixels"),
    ],
    ids=["missing", "empty", "no picture", "cut short", "huge header"],
)
def test_a_bad_file_is_told_in_one_sentence_and_nothing_changes(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, content: bytes | None, told: str
) -> None:
    path, before, frames = tmp_path / "bad.png", window.document.state, Calls(window.compute.finished.connect)
    if content is not None:
        path.write_bytes(content)
    dropped(window, qtbot, path)
    assert window.message_bar.text.startswith(told)
    assert window.message_bar.text.endswith(".")
    assert "\n" not in window.message_bar.text
    assert window.document.state is before
    assert steps(window.document) == []
    assert window.windowTitle() == "noise.png – convviz"
    assert frames == []


def test_a_folder_is_told_in_one_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = window.document.state
    dropped(window, qtbot, tmp_path)
    assert "is a folder" in window.message_bar.text
    assert window.document.state is before


def test_after_a_bad_file_a_good_one_is_opened_and_the_message_goes(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dropped(window, qtbot, tmp_path / "gone.png")
    assert window.message_bar.text
    dropped(window, qtbot, saved(tmp_path / "new.png", pixels(20, 30)))
    assert window.message_bar.text == ""


def test_a_photo_is_turned_upright(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise
    Image.fromarray(pixels(20, 30, 1)[0]).save(tmp_path / "phone.png", exif=exif)
    dropped(window, qtbot, tmp_path / "phone.png")
    assert np.array_equal(np.rint(window.document.state.image[0] * 255), np.rot90(pixels(20, 30, 1)[0], -1))


def test_a_picture_of_16_bits_keeps_them(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    values = np.random.default_rng(0).integers(0, 65536, (20, 30), dtype=np.uint16)
    Image.fromarray(values).save(tmp_path / "deep.png")
    dropped(window, qtbot, tmp_path / "deep.png")
    assert np.array_equal(np.rint(window.document.state.image[0].astype(float) * 65535), values)


def test_transparency_is_laid_on_white_and_that_is_said(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Image.new("RGBA", (30, 20), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    dropped(window, qtbot, tmp_path / "clear.png")
    assert (window.document.state.image == 1).all()
    assert window.message_bar.text == "Transparent pixels are laid on white."


def test_a_grey_picture_takes_the_mean_of_the_filters(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dropped(window, qtbot, saved(tmp_path / "grey.png", pixels(20, 30, 1)))
    assert window.document.state.layer.in_channels == 1
    assert window.document.state.kernel.tolist() == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def test_what_was_dropped_is_undone(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = window.document.state
    dropped(window, qtbot, saved(tmp_path / "new.png", pixels(20, 30)))
    window.all_actions.undo.trigger()
    assert window.document.state is before
    assert window.windowTitle() == "noise.png – convviz"


def test_the_map_that_is_dragged_out_and_let_go_over_the_window_is_not_opened(
    window: MainWindow, tmp_path: Path
) -> None:
    before = window.document.state
    data = urls_of(saved(tmp_path / "map.png", pixels()))
    data.setData(OWN_MAP, b"")
    assert drop(window, data) is None
    assert window.document.state is before
    assert not window.opener.open_data(data, "Dropped image")

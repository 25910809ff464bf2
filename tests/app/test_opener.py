"""Pictures come in off the UI thread; what is open stays until the new one is there."""

from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from convviz.app.document import Document
from convviz.app.opener import Opener, holds_picture
from convviz.app.settings import Settings
from convviz.lab.edits.edits import layer_set
from tests.hands import Calls, steps, urls_of
from tests.lab_fixtures import pixels, saved


@pytest.fixture
def opener(document: Document, settings: Settings) -> Opener:
    return Opener(document, settings)


def wait(qtbot: QtBot, opener: Opener) -> None:
    qtbot.waitUntil(lambda: not opener.busy)


def png(width: int = 3, height: int = 2) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), (255, 51, 0)).save(content, "PNG")
    return content.getvalue()


def test_a_file_becomes_the_picture_in_one_step_of_undo(
    opener: Opener, document: Document, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    first, path = document.state, saved(tmp_path / "new.png", pixels(5, 7, seed=1))
    with qtbot.waitSignal(opener.opened) as signal:
        opener.open_files([path])
    assert signal.args == [""]
    assert np.array_equal(document.state.image * 255, pixels(5, 7, seed=1))
    assert document.state.image_name == "new.png"
    assert steps(document) == ["Open new.png"]
    assert settings.recent_files == [path]
    assert settings.folder("open") == tmp_path
    document.undo_stack.undo()
    assert document.state is first


def test_of_several_files_the_first_is_opened_and_the_others_are_at_hand(
    opener: Opener, document: Document, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = [saved(tmp_path / f"{name}.png", pixels(5, 7)) for name in "abc"]
    with qtbot.waitSignal(opener.opened) as signal:
        opener.open_files(paths)
    assert document.state.image_name == "a.png"
    assert settings.recent_files == paths
    assert signal.args == ["The other 2 are under File, Open recent."]


def test_of_two_files_the_second_is_called_the_other(opener: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    paths = [saved(tmp_path / f"{name}.png", pixels(5, 7)) for name in "ab"]
    with qtbot.waitSignal(opener.opened) as signal:
        opener.open_files(paths)
    assert signal.args == ["The other one is under File, Open recent."]


def test_until_a_picture_is_read_the_old_one_stays(opener: Opener, document: Document, tmp_path: Path) -> None:
    before = document.state
    opener.open_files([saved(tmp_path / "new.png", pixels(5, 7))])
    assert opener.busy
    assert document.state is before
    opener.close()


def test_what_was_asked_for_last_is_what_is_opened(
    opener: Opener, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    for number in range(5):
        opener.open_files([saved(tmp_path / f"{number}.png", pixels(5, 7, seed=number))])
    wait(qtbot, opener)
    assert steps(document) == ["Open 4.png"]


def test_a_failure_that_was_overtaken_is_not_told(
    opener: Opener, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    told = Calls(opener.failed.connect)
    opener.open_files([tmp_path / "gone.png"])
    opener.open_sample("Step edge")
    wait(qtbot, opener)
    assert told == []
    assert document.state.image_name == "Step edge"


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(
    opener: Opener, document: Document, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    before = document.state
    with qtbot.waitSignal(opener.failed) as signal:
        opener.open_files([tmp_path / "gone.png"])
    assert signal.args[0].startswith("gone.png is not there")
    assert document.state is before
    assert steps(document) == []
    assert settings.recent_files == []


def test_a_picture_that_the_layer_cannot_take_is_refused(
    opener: Opener, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    document.edit("Set padding", partial(layer_set, padding="valid"))
    before = document.state
    told, opened = Calls(document.refused.connect), Calls(opener.opened.connect)
    opener.open_files([saved(tmp_path / "tiny.png", pixels(2, 2))])
    wait(qtbot, opener)
    assert len(told) == 1
    assert document.state is before
    assert opened == []


def test_a_sample_is_called_by_its_name(opener: Opener, document: Document, qtbot: QtBot) -> None:
    opener.open_sample("Zone plate")
    wait(qtbot, opener)
    assert document.state.image_name == "Zone plate"
    assert document.state.layer.in_channels == 1


def test_files_of_a_file_manager_are_opened(opener: Opener, document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    data = urls_of(saved(tmp_path / "ünï cödé.png", pixels(5, 7)))
    assert holds_picture(data)
    assert opener.open_data(data, "Dropped image")
    wait(qtbot, opener)
    assert document.state.image_name == "ünï cödé.png"


def test_a_picture_of_another_program_is_opened(opener: Opener, document: Document, qtbot: QtBot) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 51, 0))
    data = QMimeData()
    data.setImageData(image)
    assert holds_picture(data)
    assert opener.open_data(data, "Pasted image")
    wait(qtbot, opener)
    assert document.state.image.shape == (3, 2, 3)
    np.testing.assert_allclose(document.state.image[:, 0, 0], [1, 0.2, 0], rtol=1e-6)
    assert document.state.image_name == "Pasted image"


def test_the_bytes_of_a_picture_are_preferred_to_qts_copy_of_it(
    opener: Opener, document: Document, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setImageData(QImage(7, 7, QImage.Format.Format_RGB32))
    data.setData("image/png", png())
    assert opener.open_data(data, "Dropped image")
    wait(qtbot, opener)
    assert document.state.image.shape == (3, 2, 3)


def test_a_browser_that_gives_a_link_and_the_picture_gives_the_picture(
    opener: Opener, document: Document, qtbot: QtBot
) -> None:
    data = urls_of("https://example.org/cat.png")
    data.setData("image/png", png())
    assert opener.open_data(data, "Dropped image")
    wait(qtbot, opener)
    assert document.state.image.shape == (3, 2, 3)


def test_a_link_alone_is_answered(opener: Opener, qtbot: QtBot) -> None:
    data = urls_of("https://example.org/cat.png")
    assert holds_picture(data)
    with qtbot.waitSignal(opener.failed) as signal:
        assert opener.open_data(data, "Dropped image")
    assert signal.args[0].startswith("That is a link and not a file")


def test_a_picture_in_a_format_that_nobody_reads_is_answered(opener: Opener, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setData("image/svg+xml", b"<svg/>")
    assert holds_picture(data)
    with qtbot.waitSignal(opener.failed) as signal:
        assert opener.open_data(data, "Dropped image")
    assert "PNG" in signal.args[0]


def test_text_is_no_picture(opener: Opener) -> None:
    data = QMimeData()
    data.setText("1 2; 3 4")
    assert not holds_picture(data)
    assert not opener.open_data(data, "Pasted image")
    assert not opener.busy

"""A file dragged from `drag_source.py` with the mouse reaches another program."""

import sys
from pathlib import Path

from tests.x11 import Display

TARGET = """
import sys
from PySide6.QtWidgets import QApplication, QWidget

class Target(QWidget):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()

    def dropEvent(self, event):
        print("dropped", event.mimeData().urls()[0].toLocalFile(), flush=True)
        event.acceptProposedAction()

    def keyPressEvent(self, event):
        print("pressed", event.text(), flush=True)

app = QApplication(sys.argv)
target = Target()
target.setAcceptDrops(True)
target.setWindowTitle("drop target")
target.resize(1200, 700)
target.show()
app.exec()
"""


def test_a_file_dragged_with_the_mouse_reaches_another_program(display: Display, tmp_path: Path) -> None:
    photo = tmp_path / "a photo.png"
    photo.touch()
    target = display.start(sys.executable, "-c", TARGET)
    display.wait_for_window("drop target")
    display.start(sys.executable, Path(__file__).with_name("drag_source.py"), photo, "20", "20")
    display.wait_for_window("drag source")

    display.drag((60, 45), (700, 450))

    display.wait_until(lambda: f"dropped {photo}" in display.output(target), "drop")
    display.screenshot(tmp_path / "screen.png")
    assert (tmp_path / "screen.png").stat().st_size > 1000


def test_keys_reach_the_active_window(display: Display) -> None:
    target = display.start(sys.executable, "-c", TARGET)
    display.wait_for_window("drop target")

    display.xdotool("key", "k")

    display.wait_until(lambda: "pressed k" in display.output(target), "key press")

"""A window, titled "drag handle", with the handle of the program for the map of a picture: drag_handle.py FILE X Y."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from convviz.app.exporter import Exporter
from convviz.app.settings import Settings
from convviz.files.images import read_image
from convviz.lab.compute import compute
from convviz.lab.state import first_state
from convviz.ui.drag_out import DragOut

if __name__ == "__main__":
    app = QApplication(sys.argv)
    exporter = Exporter(Settings())
    handle = DragOut(exporter)
    handle.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
    handle.setWindowTitle("drag handle")
    handle.setGeometry(int(sys.argv[2]), int(sys.argv[3]), 100, 60)
    loaded = read_image(Path(sys.argv[1]))
    handle.show_frame(compute(first_state(loaded.pixels, loaded.name)))
    handle.show()
    app.exec()
    exporter.close()

"""Started by start.py: opens a window, says when it was painted first, and ends."""

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from typing_extensions import override

from tests.bench.own_settings import use_own_settings


class FirstPaint(QObject):
    """Waits for the first paint of a window, says the time after it, and ends the program."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self._application.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # when all of the window is painted
        return False

    def _tell(self) -> None:
        sys.stdout.write(f"{time.monotonic_ns()}\n")
        sys.stdout.flush()
        os._exit(0)  # what a window does when it is closed is not measured


def main(which: str) -> None:
    """Open convviz, or an empty window of Qt."""
    use_own_settings()
    application = QApplication([])
    watch = FirstPaint(application)
    if which == "empty":
        window = QMainWindow()
        window.resize(1440, 900)
        window.show()
        application.exec()
    else:
        from convviz.ui.application import run

        run(None)
    del watch


if __name__ == "__main__":
    main(sys.argv[1])

"""Started by start.py: opens a window, says when it was painted first, and when its first feature map was; and ends.

It imports no more than it must, and an empty window nothing of convviz's: all that counts as the time of the window.
"""

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from tests.bench.own_settings import use_own_settings


class FirstPaint(QObject):
    """Waits for the first paint of a window, and says the time after it.

    Parameters
    ----------
    application : QApplication
    with_map : bool
        Whether it is convviz's window, and the first paint of its map is waited for, too. Then the program ends.
    """

    def __init__(self, application: QApplication, with_map: bool) -> None:
        super().__init__()
        self._application, self._with_map = application, with_map
        self._watched: QObject = application
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and self._is_awaited(watched):
            self._watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # when all of the window is painted
        return False

    def _is_awaited(self, watched: QObject) -> bool:
        if self._watched is self._application:
            return isinstance(watched, QMainWindow)
        return watched.shown is not None

    def _tell(self) -> None:
        sys.stdout.write(f"{time.monotonic_ns()}\n")
        sys.stdout.flush()
        if not self._with_map:
            os._exit(0)  # what a window does when it is closed is not measured
        self._with_map = False
        self._await_map()

    def _await_map(self) -> None:
        (window,) = (each for each in self._application.topLevelWidgets() if isinstance(each, QMainWindow))
        if window.is_filled:
            self._watched = window.page.map_view
            self._watched.installEventFilter(self)
        else:
            QTimer.singleShot(0, self._await_map)


def main(which: str) -> None:
    """Open convviz as its command does, or an empty window of Qt."""
    use_own_settings()
    application = QApplication([])
    watch = FirstPaint(application, which != "empty")
    if which == "empty":
        window = QMainWindow()
        window.resize(1440, 900)
        window.show()
        application.exec()
    else:
        from convviz.cli import main

        sys.exit(main([]))
    del watch


if __name__ == "__main__":
    main(sys.argv[1])

"""A small window, titled "drop target", that copies the file dropped on it: drop_target.py FILE X Y."""

import shutil
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel


class DropTarget(QLabel):
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 (a method of Qt)
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 (a method of Qt)
        event.acceptProposedAction()
        (url,) = event.mimeData().urls()
        shutil.copy(url.toLocalFile(), sys.argv[1])
        sys.stdout.write("\n".join([url.fileName(), *event.mimeData().formats()]))
        sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    target = DropTarget("drop here", None, flags)
    target.setAcceptDrops(True)
    target.setWindowTitle("drop target")
    target.setGeometry(int(sys.argv[2]), int(sys.argv[3]), 200, 120)
    target.show()
    app.exec()

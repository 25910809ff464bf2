"""A small window, titled "drag source", from which a file can be dragged: drag_source.py FILE X Y."""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class DragSource(QLabel):
    def mouseMoveEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 (a method of Qt)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(Path(sys.argv[1]).resolve()))])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    # Without a frame it is exactly where it was put, and on top a large window does not hide it.
    flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    source = DragSource("drag me", None, flags)
    source.setWindowTitle("drag source")
    source.setGeometry(int(sys.argv[2]), int(sys.argv[3]), 100, 60)
    source.show()
    app.exec()  # until it is ended: a source that quits at once takes the dragged file with it

"""A veil over a picture that is no longer true, while the next one is computed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

WORDS = "Computing…"
OPACITY = 170  # of 255


class Veil(QWidget):
    """Lies over a view when it is shown; the mouse does not notice it.

    Parameters
    ----------
    view : QWidget
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(WORDS)
        view.installEventFilter(self)
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ground = QPainter(self), self.palette().window().color()
        ground.setAlpha(OPACITY)
        painter.fillRect(self.rect(), ground)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, WORDS)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False

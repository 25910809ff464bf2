"""What the program is doing, once it takes long enough to wonder."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from convviz.app.jobs import Jobs
from convviz.ui.theme import accent

PATIENCE_MILLISECONDS = 200


class BusyLabel(QLabel):
    """Names the work under way; empty while there is none, or while it is over before one could read it."""

    def __init__(self, work: Mapping[str, Jobs], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._timer.timeout.connect(self._tell)
        for jobs in work.values():
            jobs.busy_changed.connect(self._on_busy_changed)

    def _on_busy_changed(self) -> None:
        if self.text():
            self._tell()
        elif not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        self.setText(next((name for name, jobs in self._work.items() if jobs.busy), ""))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), accent(palette))
        self.setPalette(palette)

"""What the program is doing, how far it is and how to stop it, once it takes long enough to wonder."""

from collections.abc import Mapping
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from convviz.app.jobs import Job, Jobs
from convviz.lab.progress import time_left
from convviz.ui.theme import UNIT

PATIENCE_SECONDS = 0.5
_INTERVAL_MILLISECONDS = 100
_FULL = 1000


class WorkBar(QWidget):
    """Names the work under way, with a thin bar, the time left, and a button that gives it up.

    Hidden while there is none, or while it is over before one could read it.

    Parameters
    ----------
    work : mapping of str to Jobs
        What may be under way, by the words for it: "Reading…".
    """

    def __init__(self, work: Mapping[str, Jobs], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._shown: Jobs | None = None
        self._label, self._time_left = QLabel(), QLabel()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setObjectName("work")
        self.progress.setAccessibleName("Share of the work that is done")
        self.cancel = QToolButton()
        self.cancel.setText("Cancel")
        self.cancel.setObjectName("link")  # flat: no taller than the labels beside it, so that nothing gives way
        self.cancel.setToolTip("Stop this; what you made stays as it is")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self._lay_out()
        self._timer = QTimer(self, interval=_INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        for jobs in work.values():
            jobs.busy_changed.connect(self._on_busy_changed)
        self.hide()

    @property
    def text(self) -> str:
        """What is said to be under way; empty if nothing is."""
        return "" if self.isHidden() else self._label.text()

    def look(self) -> None:
        """Show how far the work is."""
        for name, jobs in self._work.items():
            job = jobs.current
            if job and (jobs is self._shown or monotonic() - job.began > PATIENCE_SECONDS):
                self._show(name, jobs, job)
                return

    def _show(self, name: str, jobs: Jobs, job: Job) -> None:
        self._shown = jobs
        cancelled = job.cancelled.is_set()
        share = None if cancelled else job.share
        self._label.setText("Cancelling…" if cancelled else name)
        self.progress.setRange(0, _FULL if share is not None else 0)
        self.progress.setValue(round(_FULL * (share or 0)))
        self._time_left.setText(time_left(share or 0, monotonic() - job.began))
        self.cancel.setAccessibleName(f"Cancel: {name.rstrip('…')}")
        self.show()

    def _lay_out(self) -> None:
        metrics = self.fontMetrics()
        for label, longest in ((self._label, ("Cancelling…", *self._work)), (self._time_left, ("about 55 min left",))):
            label.setFixedWidth(max(map(metrics.horizontalAdvance, longest)))  # nothing moves when the words change
        self._time_left.setProperty("role", "quiet")
        self.progress.setFixedSize(10 * UNIT, UNIT // 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, UNIT, 0)
        layout.setSpacing(UNIT)
        for widget in (self._label, self.progress, self._time_left, self.cancel):
            layout.addWidget(widget)

    def _on_busy_changed(self) -> None:
        if self._shown and not self._shown.busy:
            if self.cancel.hasFocus():
                self.focusPreviousChild()  # where a person came from, and not to the head of the window
            self._shown = None
            self.hide()
        if any(jobs.busy for jobs in self._work.values()):
            self._timer.start()
        else:
            self._timer.stop()

    def _on_cancel_clicked(self) -> None:
        if self._shown:
            self._shown.cancel()
            self.look()

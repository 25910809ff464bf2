"""Train networks side by side: their curves, a table, the pictures of the one that is chosen, and the controls."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.dropped_folder import folder_in
from convviz.app.network_training import GapPoint, NetworkTraining
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.progress import time_left
from convviz.lab.state import State
from convviz.lab.training.network_learning import digit_network_used
from convviz.lab.training.network_snapshot import Snapshot
from convviz.lab.training.network_task import own_misfit
from convviz.lab.training.network_words import details, headline
from convviz.ui.drop_hint import DropHint
from convviz.ui.theme import UNIT
from convviz.ui.training.network_charts import NetworkCharts
from convviz.ui.training.network_options import NetworkOptions
from convviz.ui.training.network_pictures import NetworkPictures
from convviz.ui.training.network_results import NetworkResults
from convviz.ui.training.network_table import NetworkTable
from convviz.ui.training.run_bar import RunBar
from convviz.ui.widgets.side_panel import SidePanel
from convviz.ui.widgets.tab_row import TabRow

FULL = 1000
LEAST_HEIGHT_FOR_BOTH = 620  # in less, curves and pictures take turns
DIGIT_CLASSES = 10
READING = "The pictures of the folder are being read."


class NetworksView(QWidget):
    """Networks that learn to tell pictures apart.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What went well.
    failed(str)
        What could not be done.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self._document = document
        self._chosen = ""
        self.training = NetworkTraining(self)
        self.bar = RunBar("one step of each network")
        self.progress, self.left = QProgressBar(textVisible=False), QLabel()
        self.headline, self.details = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.charts, self.table, self.pictures = NetworkCharts(), NetworkTable(), NetworkPictures()
        self.options, self.results = NetworkOptions(document, settings), NetworkResults(document, settings)
        self.tabs = TabRow("Curves or pictures")
        self.hint = DropHint(self)
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set, and train as it asks for."""
        self.options.show_state(state)
        self.training.set_up(state)
        self._show_misfit(state)
        if self.training.snapshot is None and self.training.jobs.busy:
            choice = state.learning.network
            self.headline.setText(READING if choice.folder else headline(None, choice))

    def show_frame(self, frame: Frame) -> None:
        """Nothing of it is shown here."""

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.training.finish()
        self.results.finish()

    def _connect(self) -> None:
        training, bar = self.training, self.bar
        bar.toggled.connect(self._on_toggled)
        bar.step_wanted.connect(training.step)
        bar.reset_wanted.connect(training.reset)
        training.running_changed.connect(self._on_running_changed)
        training.updated.connect(self._on_updated)
        training.finished.connect(self._on_finished)
        training.began_anew.connect(self.read_out)
        training.folder_read.connect(self.succeeded)
        training.failed.connect(self._on_failed)
        self.table.chosen.connect(self._on_network_chosen)
        self.tabs.currentChanged.connect(self._arrange)
        self.options.digit_network_wanted.connect(self._on_digit_network_wanted)
        for said in (self.charts.read_out, self.pictures.read_out):
            said.connect(self.read_out)
        self.results.succeeded.connect(self.succeeded)
        self.results.failed.connect(self.failed)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.hint.setText("Drop the folder to learn from its pictures")
        self.headline.setProperty("role", "title")
        self.details.setProperty("role", "quiet")
        for label in (self.headline, self.details):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.left.setProperty("role", "quiet")
        self.left.setFixedWidth(self.fontMetrics().horizontalAdvance("about 55 min left"))
        self.progress.setObjectName("work")
        self.progress.setAccessibleName("Share of the training that is done")
        self.progress.setRange(0, FULL)
        self.progress.setFixedHeight(UNIT // 2)
        self.progress.setMinimumWidth(8 * UNIT)
        for name in ("Curves", "Pictures"):
            self.tabs.addTab(name)
        top = QHBoxLayout()
        top.setSpacing(UNIT)
        top.addWidget(self.bar)
        top.addWidget(self.progress, 1)
        top.addWidget(self.left)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addLayout(top)
        left.addWidget(self.headline)
        left.addWidget(self.details)
        left.addWidget(self.tabs)
        left.addWidget(self.charts, 5)
        left.addWidget(self.table)
        left.addWidget(self.pictures, 6)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(left, 1)
        layout.addWidget(SidePanel((self.results, self.options), 2 * UNIT))
        self._arrange()

    def _arrange(self) -> None:
        """Show curves and pictures; where there is little height, one of them."""
        takes_turns = self.height() < LEAST_HEIGHT_FOR_BOTH
        self.tabs.setVisible(takes_turns)
        self.charts.setVisible(not takes_turns or self.tabs.currentIndex() == 0)
        self.pictures.setVisible(not takes_turns or self.tabs.currentIndex() == 1)

    def _show(self, snapshot: Snapshot) -> None:
        names = [run.name for run in snapshot.runs]
        self._chosen = self._chosen if self._chosen in names else names[0]
        self.headline.setText(headline(snapshot, snapshot.task.choice))
        self.details.setText(details(snapshot))
        self.progress.setValue(round(FULL * snapshot.share))
        self.left.setText(time_left(snapshot.share, self.training.seconds) if self.training.is_running else "")
        self.charts.show_snapshot(snapshot)
        self.table.show_runs(snapshot.runs, self._chosen)
        self._show_chosen(snapshot)

    def _show_chosen(self, snapshot: Snapshot) -> None:
        self.pictures.show_run(snapshot, self._chosen, self._points(snapshot))
        self.results.show_run(snapshot, self._chosen)

    def _points(self, snapshot: Snapshot) -> list[GapPoint]:
        """Return the gaps of earlier trainings that differ from this one by the number of pictures alone."""
        return [point for point in self.training.points if point.is_comparable(snapshot.task.choice)]

    def _show_misfit(self, state: State) -> None:
        snapshot, canvas = self.training.snapshot, state.learning.network.canvas
        shape, classes = (1, canvas, canvas), DIGIT_CLASSES
        if snapshot is not None:
            shape, classes = snapshot.task.seen.images.shape[1:], len(snapshot.task.seen.classes)
        self.options.show_misfit(own_misfit(state, shape, classes))

    def _on_updated(self, snapshot: Snapshot) -> None:
        self.bar.allow(run=True, steps=True)
        if self.isVisible():
            self._show(snapshot)
        if not snapshot.has_begun:
            self._show_misfit(self._document.state)

    def _on_toggled(self) -> None:
        if self.training.is_running:
            self.training.pause()
        else:
            self.training.run()

    def _on_running_changed(self, running: bool) -> None:
        self.bar.show_running(running)
        if not running:
            self.left.setText("")

    def _on_finished(self) -> None:
        if self.training.snapshot is not None and self.isVisible():
            self._show(self.training.snapshot)

    def _on_failed(self, why: str) -> None:
        """Say in the place of the sentence why there is nothing to learn from; what is shown was learnt from others."""
        snapshot = self.training.snapshot
        if snapshot is not None:
            self.headline.setText(headline(snapshot, snapshot.task.choice))
            self.failed.emit(why)
            return
        self.bar.allow(run=True, steps=False)  # to run reads once more: a folder may be there again
        self.headline.setText(why)
        self.details.setText("")
        self.progress.setValue(0)
        self.charts.show_snapshot(None)
        self.table.show_runs((), "")
        self.pictures.show_nothing()
        self.results.show_run(None, "")

    def _on_network_chosen(self, name: str) -> None:
        self._chosen = name
        if self.training.snapshot is not None:
            self._show_chosen(self.training.snapshot)

    def _on_digit_network_wanted(self) -> None:
        snapshot = self.training.snapshot
        classes = len(snapshot.task.seen.classes) if snapshot else DIGIT_CLASSES
        channels = snapshot.task.seen.images.shape[1] if snapshot else 1
        self._document.edit("Use the digit network", digit_network_used, classes, channels)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run or pause with Space, wherever the focus is and has no use for it."""
        if event.key() == Qt.Key.Key_Space:
            self._on_toggled()
        else:
            super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if folder_in(event.mimeData()) is not None:
            self.hint.answer(event, self)
            self.hint.setGeometry(self.rect())

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hint.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.hint.hide()
        folder = folder_in(event.mimeData())
        if folder is not None:
            self.hint.accept(event)
            self.options.choose_folder(folder)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Show what has been learnt while nobody looked."""
        if self.training.snapshot is not None:
            self._show(self.training.snapshot)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

"""Learn a filter from its result: the kernels as they move, the pictures, J over the steps, and the controls."""

from PySide6.QtCore import QElapsedTimer, QMimeData, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.filter_run import SPEEDS, FilterRun
from convviz.app.settings import Settings
from convviz.lab.compute import Frame
from convviz.lab.edits.learning_edits import learnt_filter_used
from convviz.lab.state import State
from convviz.lab.training.filter_race import Snapshot
from convviz.lab.training.filter_run_words import ahead, cautions, headline, racer_names, rate_caution
from convviz.ui.theme import UNIT
from convviz.ui.training.cost_chart import CostChart
from convviz.ui.training.crop_section import CropSection
from convviz.ui.training.filter_kernels import FilterKernels
from convviz.ui.training.filter_options import FilterOptions
from convviz.ui.training.filter_pictures import FilterPictures
from convviz.ui.training.filter_readings import FilterReadings
from convviz.ui.training.filter_target import FilterTarget
from convviz.ui.training.run_bar import RunBar
from convviz.ui.training.sentences import Sentences
from convviz.ui.widgets.controls import tool_button
from convviz.ui.widgets.side_panel import SidePanel
from convviz.ui.widgets.tab_row import TabRow

PREPARING = "The picture is being looked at."
CHART_MILLISECONDS = 100  # from one drawing of the curves to the next, while they grow
LEAST_HEIGHT_FOR_BOTH = 620  # in less, pictures and kernels take turns


class FilterView(QWidget):
    """One filter that is learnt, by one optimiser or by two that race.

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
        self._snapshot: Snapshot | None = None
        self._input_size = 1, 1
        self._notice = ""
        self._cautions: list[str] = []
        self._since_chart = QElapsedTimer()
        self.learning = FilterRun(self)
        self.bar = RunBar("one step of gradient descent", SPEEDS)
        self.use = tool_button("Use this kernel")
        self.headline = Sentences()
        self.pictures, self.kernels, self.chart = FilterPictures(), FilterKernels(), CostChart()
        self.readings, self.options = FilterReadings(), FilterOptions(document)
        self.crops = CropSection()
        self.target = FilterTarget(document, settings, self.pictures.choose_target)
        self.tabs, self._below = TabRow("Pictures or kernels"), QWidget()
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show what is set; what is learnt follows with the frame."""
        for part in (self.options, self.pictures, self.kernels, self.target, self.crops):
            part.show_state(state)

    def show_frame(self, frame: Frame) -> None:
        """Learn from what the shown convolution gets."""
        _, *size = frame.state.layer_input_shape
        self._input_size = size[0], size[1]
        self.learning.show_frame(frame)

    def finish(self) -> None:
        """Stop the work under way and wait for it."""
        self.learning.finish()
        self.target.finish()
        self.crops.finish()

    def _connect(self) -> None:
        learning, bar = self.learning, self.bar
        bar.toggled.connect(learning.toggle)
        bar.step_wanted.connect(learning.step)
        bar.reset_wanted.connect(learning.reset)
        bar.speed_chosen.connect(self._on_speed_chosen)
        bar.show_speed(learning.speed)
        learning.running_changed.connect(bar.show_running)
        learning.preparing.connect(self._on_preparing)
        learning.updated.connect(self._on_updated)
        learning.began_anew.connect(self._on_began_anew)
        learning.failed.connect(self._on_failed)
        self.use.clicked.connect(self._on_use_clicked)
        self.pictures.looked_elsewhere.connect(self._on_looked_elsewhere)
        self.pictures.target_view.dropped.connect(self._on_dropped)
        self.tabs.currentChanged.connect(self._arrange)
        for said in (self.pictures.read_out, self.chart.read_out):
            said.connect(self.read_out)
        self.target.succeeded.connect(self.succeeded)
        self.target.failed.connect(self.failed)

    def _lay_out(self) -> None:
        self.use.setToolTip(
            "Put the learnt kernel and its bias, of two the one ahead, in place of those of the selected filter"
        )
        self.use.setEnabled(False)
        for name in ("Pictures", "Kernels and J"):
            self.tabs.addTab(name)
        top = QHBoxLayout()
        top.setSpacing(UNIT)
        top.addWidget(self.bar, 1)
        top.addWidget(self.use)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2 * UNIT)
        below.addWidget(self.kernels, 5)
        below.addWidget(self.chart, 4)
        left = QVBoxLayout()
        left.setSpacing(UNIT)
        left.addLayout(top)
        left.addWidget(self.headline)
        left.addWidget(self.tabs)
        left.addWidget(self.pictures, 5)
        left.addWidget(self._below, 4)
        left.addWidget(self.readings)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(left, 1)
        layout.addWidget(SidePanel((self.options, self.crops), 2 * UNIT))

    def _arrange(self) -> None:
        """Show pictures and kernels; where there is little height, one of them."""
        takes_turns = self.height() < LEAST_HEIGHT_FOR_BOTH
        self.tabs.setVisible(takes_turns)
        self.pictures.setVisible(not takes_turns or self.tabs.currentIndex() == 0)
        self._below.setVisible(not takes_turns or self.tabs.currentIndex() == 1)

    def _on_speed_chosen(self, speed: float | None) -> None:
        self.learning.speed = speed

    def _on_preparing(self) -> None:
        self._notice = ""
        self.headline.say(PREPARING)

    def _on_began_anew(self, why: str) -> None:
        self._notice = why

    def _on_updated(self, snapshot: Snapshot) -> None:
        if self._snapshot is None or snapshot.problem is not self._snapshot.problem:
            self._cautions = cautions(snapshot.problem)
        self._snapshot = snapshot
        self.bar.allow(run=True, steps=True)
        self.use.setEnabled(snapshot.step > 0)
        for part in (self.kernels, self.readings, self.crops):
            part.show_snapshot(snapshot)
        if not self.learning.running or self._since_chart.hasExpired(CHART_MILLISECONDS):
            self._since_chart.start()
            self.chart.show_snapshot(snapshot)
        names = racer_names(snapshot)
        self.pictures.show_names(f"of {names[0]}" if len(names) > 1 else "")
        self.pictures.show_snapshot(snapshot, self._input_size)
        notice = self._notice if snapshot.step == 0 else ""
        too_fast = rate_caution(snapshot.problem, snapshot.standings[0])
        said = notice, ahead(snapshot), too_fast, *self._cautions
        self.headline.say(headline(snapshot), " ".join(filter(None, said)))

    def _on_failed(self, why: str) -> None:
        """Say in the place of the sentences why there is nothing to learn."""
        self._snapshot = None
        self.bar.allow(run=False, steps=False)
        self.use.setEnabled(False)
        self.headline.say(why)
        self.pictures.show_names("")
        self.pictures.show_nothing()
        for part in (self.kernels, self.chart, self.readings, self.crops):
            part.show_snapshot(None)

    def _on_use_clicked(self) -> None:
        if self._snapshot is not None:
            best = min(self._snapshot.standings, key=lambda standing: standing.cost)
            self._document.edit("Use learnt kernel", learnt_filter_used, best.weight, best.bias)

    def _on_looked_elsewhere(self) -> None:
        self.learning.look_at(self.pictures.views[1].look)

    def _on_dropped(self, data: QMimeData) -> None:
        self.target.open_data(data)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

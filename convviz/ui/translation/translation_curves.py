"""Both read-outs against the shift: a curve a layer, curves of several networks, or a map over both shifts."""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.app.sweep_exporter import SweepExporter
from convviz.app.sweep_size import SweepSize
from convviz.app.sweeps import Sweeps
from convviz.lab.state import State
from convviz.lab.translation.course import Course
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.sweep import Question
from convviz.lab.translation.sweep_text import TITLES, place_text, value_text
from convviz.lab.translation.translation import Switches
from convviz.ui.charts.chart_content import ChartContent, content_of, lines_of_layers, lines_of_switches
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.translation.curves_bar import CurvesBar
from convviz.ui.translation.curves_colours import MOST_COMPARED, is_dark
from convviz.ui.translation.curves_export import CurvesExport
from convviz.ui.translation.curves_legend import CurvesLegend
from convviz.ui.translation.measure_notice import MeasureNotice
from convviz.ui.translation.translation_map import ShiftMapView
from convviz.ui.widgets.controls import tool_button

if TYPE_CHECKING:
    from convviz.ui.charts.line_chart import LineChart

Mode = Literal["layers", "compare", "map"]
MODES: dict[Mode, str] = {"layers": "Each layer", "compare": "Compare", "map": "Map of dx, dy"}
_MODE_TERMS: dict[Mode, str] = {"layers": "curves of layers", "compare": "curves of switches", "map": "map of shifts"}
NOTHING_TO_COMPARE = "Choose switches, then “Add to compare”: each set of them becomes a curve here."
FULL = f"The list is full with {MOST_COMPARED} sets of switches: take one out to add another."
LEAST_WIDTH_FOR_LEGEND_BESIDE = 560  # in less it lies below the chart


class CurvesView(QWidget):
    """Measures in the background and shows what is known.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    succeeded(str)
        What was exported.
    failed(str)
        Something cannot be measured or written: why.
    shift_chosen(float, float)
        A person chose this shift: dy and dx, in pixels of what the network gets.
    grasped()
        The button is pressed: what is chosen until the next time is one gesture.
    """

    read_out = Signal(str)
    succeeded = Signal(str)
    failed = Signal(str)
    shift_chosen = Signal(float, float)
    grasped = Signal()

    def __init__(self, document: Document, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = document.state
        self._questions: list[Question] = []
        self._asked_for: list[Question] = []  # of the whole picture; their keys mean nothing without them
        self._wanted_whole: bool | None = None
        self._hovered: int | None = None
        self.compared: list[Switches] = []
        settings = settings or Settings(self)
        self.sweeps, self.exporter = Sweeps(self), SweepExporter(settings, self)
        self.sizing = SweepSize(self.sweeps)
        self.chart: LineChart | None = None
        self.bar, self.legend = CurvesBar(), CurvesLegend()
        self.map = ShiftMapView(document, self.exporter, settings)
        self.notice = MeasureNotice({"Measuring…": self.sweeps.jobs, "Writing…": self.exporter.jobs})
        self.modes = QButtonGroup(self)
        self.export = CurvesExport(self.exporter, settings, self._content_to_export)
        self.bar.add(self.export.button)
        self._stack, self._place_of_chart = QStackedWidget(), QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._connect()

    @property
    def mode(self) -> Mode:
        """What is shown."""
        return list(MODES)[self.modes.checkedId()]

    def add(self, switches: Switches) -> None:
        """Put the curves of these switches beside those of others, if there is room, and show them."""
        if switches not in self.compared and len(self.compared) < MOST_COMPARED:
            self.compared = [*self.compared, switches]
        self.modes.button(list(MODES).index("compare")).setChecked(True)
        self._on_mode_clicked()

    def show_state(self, state: State) -> None:
        """Show the curves of this state; only what they depend on is measured anew."""
        self._state = state
        self.map.show_state(state)
        self._ask()

    def finish(self) -> None:
        """Stop the measuring, and wait for what is written."""
        self.map.finish()
        self.sweeps.close()
        self.exporter.close()

    def _lay_out(self) -> None:
        curves = QWidget()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(UNIT)
        self._body.addWidget(self._place_of_chart, 3)
        self._body.addWidget(self.legend, 1)
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self.bar)
        column.addLayout(self._body, 1)
        self._stack.addWidget(curves)
        self._stack.addWidget(self.map)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addLayout(self._mode_row())
        layout.addWidget(self._stack, 1)

    def _mode_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(UNIT // 2)
        for index, (mode, words) in enumerate(MODES.items()):
            button = tool_button(words, checkable=True)
            button.setToolTip(TERMS[_MODE_TERMS[mode]])
            self.modes.addButton(button, index)
            row.addWidget(button)
        self.modes.button(0).setChecked(True)
        row.addSpacing(UNIT)
        for notice in (self.notice, self.map.notice):
            row.addWidget(notice, 1)
        self.map.notice.hide()
        return row

    def _connect(self) -> None:
        self.modes.idClicked.connect(self._on_mode_clicked)
        self.bar.read_out_chosen.connect(self._refresh)
        self.bar.course_chosen.connect(self._ask)
        self.legend.removed.connect(self._on_removed)
        self.notice.asked.connect(self._on_asked)
        self.notice.reduced_chosen.connect(self._on_reduced_chosen)
        self.sweeps.changed.connect(self._refresh)
        self.exporter.exported.connect(self.succeeded)
        self.map.read_out.connect(self.read_out)
        self.map.shift_chosen.connect(self.shift_chosen)
        self.map.grasped.connect(self.grasped)
        for part in (self.sweeps, self.exporter, self.map):
            part.failed.connect(self.failed)

    def _ask(self) -> None:
        """Ask for what is looked at, if that is not what was looked at before."""
        if not self.isVisible():
            return
        whole = self._whole_questions()
        if _keys(whole) == _keys(self._asked_for) and self.sizing.wants_whole is self._wanted_whole:
            self._show_shift()
            return
        self._asked_for, self._wanted_whole = whole, self.sizing.wants_whole
        self._questions = self.sizing.chosen(whole, self.bar.course)
        self.sweeps.look_at([] if self.mode == "map" else self._questions)
        self._refresh()

    def _whole_questions(self) -> list[Question]:
        own = self._state.translation.switches
        chosen = [own]
        if self.mode == "compare":
            chosen = self.compared if own in self.compared else [*self.compared, own]
        course = self.bar.course(self._state)
        return [Question(self._state, switches, course) for switches in chosen]

    def _content(self, *, dark: bool) -> ChartContent:
        questions = [question for question in self._questions if not question.refusal]
        read_out = self.bar.read_out
        if self.mode == "compare":
            lines = lines_of_switches(questions, read_out, dark=dark)
        else:
            lines = lines_of_layers(questions[0], read_out, dark=dark) if questions else []
        return content_of(lines, read_out, self._questions[0].course, self.sweeps.of)

    def _content_to_export(self) -> ChartContent | None:
        content = self._content(dark=False) if self._questions else None
        return content if content and content.answers else None

    def _refresh(self) -> None:
        """Show what is known of what is looked at."""
        if not self._questions or self.mode == "map":
            return
        content = self._content(dark=is_dark(self.palette()))
        self._draw(content)
        removable = [False] * len(content.curves)
        if self.mode == "compare":
            removable = [each.switches in self.compared for each in self._questions if not each.refusal]
        self.legend.show_curves(content.curves, content.names, removable)
        self._show_values(content)
        self._show_notice()
        self.export.button.setEnabled(bool(content.answers))

    def _draw(self, content: ChartContent) -> None:
        from convviz.ui.charts.line_chart import LineChart  # it takes a third of a second: only for those who look

        if self.chart is None:
            self.chart = LineChart("Curves against the shift", content.x_name, content.y_name)
            self._body.replaceWidget(self._place_of_chart, self.chart)
            self.chart.hovered.connect(self._on_hovered)
            self.chart.chosen.connect(self._on_chosen)
            self.chart.grasped.connect(self.grasped)
        self.chart.show_names(content.x_name, content.y_name)
        self.chart.show_curves(content.x, content.curves, content.x_ends, content.y_ends)
        self._show_marker(content.course)
        self.chart.setToolTip(TERMS[TITLES[content.read_out].lower()])

    def _show_shift(self) -> None:
        """Show how far the image is moved now, and what is read; nothing else has changed."""
        if self._questions and self.mode != "map":
            self._show_marker(self._questions[0].course)
            self._show_values(self._content(dark=is_dark(self.palette())))

    def _show_marker(self, course: Course) -> None:
        assert self.chart is not None
        place, is_exact = course.place_of(*shift_of(self._state))
        self.chart.show_marker(place, is_exact=is_exact)

    def _show_values(self, content: ChartContent) -> None:
        """Write the values under the pointer, else those at the marker."""
        index, is_exact = self._hovered, True
        if index is None or index >= len(content.x):
            place, is_exact = content.course.place_of(*shift_of(self._state))
            index = int(abs(content.x - place).argmin())
            is_exact = is_exact and float(content.x[index]) == place
        where = place_text(content.course.axis, float(content.x[index]), is_exact=is_exact)
        values = [value_text(float(curve.y[index])) for curve in content.curves]
        self.legend.show_values(where, values)
        if self._hovered is not None:
            named = map(": ".join, zip(content.names, values, strict=True))
            self.read_out.emit(f"{TITLES[content.read_out]} {where}   {',   '.join(named)}")

    def _show_notice(self) -> None:
        sentence = self.sizing.sentence(self._questions)
        if self.mode == "compare" and (said := {0: NOTHING_TO_COMPARE, MOST_COMPARED: FULL}.get(len(self.compared))):
            sentence = f"{sentence} {said}".strip()
        waits = any(map(self.sweeps.waits, self._questions))
        self.notice.show_notice(sentence, waits=waits, is_reduced=self.sizing.choice(self._questions))

    def _on_mode_clicked(self) -> None:
        is_map = self.mode == "map"
        self._stack.setCurrentIndex(is_map)
        self.notice.setVisible(not is_map)
        self.map.notice.setVisible(is_map)
        self._asked_for = []
        self._ask()

    def _on_removed(self, row: int) -> None:
        shown = [question for question in self._questions if not question.refusal]
        self.compared = [switches for switches in self.compared if switches != shown[row].switches]
        self._ask()

    def _on_asked(self) -> None:
        self.sweeps.measure()
        self._refresh()

    def _on_reduced_chosen(self, is_reduced: bool) -> None:
        self.sizing.wants_whole = not is_reduced
        self._ask()

    def _on_hovered(self, index: int | None) -> None:
        self._hovered = index
        self._show_shift()
        if index is None:
            self.read_out.emit("")

    def _on_chosen(self, index: int) -> None:
        dy, dx = self._questions[0].course.shifts[index].tolist()
        self.shift_chosen.emit(dy, dx)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        is_beside = self.width() >= LEAST_WIDTH_FOR_LEGEND_BESIDE
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._ask()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._refresh()


def _keys(questions: list[Question]) -> list[object]:
    return [question.key for question in questions]

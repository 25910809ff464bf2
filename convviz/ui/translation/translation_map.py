"""The map over both shifts, down and to the right: one read-out of one layer, in colours."""

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from convviz.app.document import Document
from convviz.app.settings import Settings
from convviz.app.sweep_exporter import SweepExporter
from convviz.app.sweep_size import SweepSize
from convviz.app.sweeps import Sweeps
from convviz.files.shift_maps import ShiftMapFigure
from convviz.lab.pictures.display import Scale
from convviz.lab.state import State
from convviz.lab.text.numbers import format_number
from convviz.lab.translation.course import Course, Shifts
from convviz.lab.translation.shift_range import shift_of
from convviz.lab.translation.sweep import READ_OUTS, Question, ReadOut, course_in, ends_of
from convviz.lab.translation.sweep_text import TITLES, Answer, title_of, value_text
from convviz.ui.charts.chart_content import Y_NAMES
from convviz.ui.charts.heat_map import HeatMap
from convviz.ui.terms import TERMS
from convviz.ui.theme import UNIT
from convviz.ui.translation.measure_notice import MeasureNotice
from convviz.ui.translation.translation_map_export import MapContent, MapExport
from convviz.ui.widgets.colour_bar import ColourBar
from convviz.ui.widgets.controls import Choice

MAP_REACHES = {"4": "± 4 px", "8": "± 8 px", "16": "± 16 px", "32": "± 32 px"}
CONTROLS_WIDTH = 30 * UNIT
BAR_TITLE_WIDTH = 10 * UNIT
KEY = "A cell is a shift; the frame is the one now. A dot: exactly zero."
COLOUR_MAP = "viridis"  # perceptually uniform


class ShiftMapView(QWidget):
    """A square of both shifts; a click in it shifts the image.

    Signals
    -------
    read_out(str)
        What is under the pointer, for the status bar.
    failed(str)
        It cannot be measured: why.
    shift_chosen(float, float)
        A person chose this shift, dy and dx.
    grasped()
        The button is pressed: what is chosen until the next time is one gesture.
    """

    read_out = Signal(str)
    failed = Signal(str)
    shift_chosen = Signal(float, float)
    grasped = Signal()

    def __init__(
        self, document: Document, exporter: SweepExporter, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = document.state
        self._question: Question | None = None
        self._asked_for: Question | None = None  # of the whole picture; its key means nothing without it
        self._wanted_whole: bool | None = None
        self.sweeps = Sweeps(self)
        self.sizing = SweepSize(self.sweeps)
        self.picture, self.bar = HeatMap(), ColourBar()
        self.bar.unsetCursor()
        self.bar_title = QLabel(wordWrap=True)
        self.quantity = Choice("read-out", {str(each): TITLES[each] for each in READ_OUTS})
        self.layer = Choice("layer", {})
        self.reach = Choice("range", MAP_REACHES)
        self.reach.show_choice("8")
        self.notice = MeasureNotice({"Measuring…": self.sweeps.jobs, "Writing…": exporter.jobs})
        self.export = MapExport(exporter, settings, self._content_to_export)
        self._lay_out()
        self._connect()

    def show_state(self, state: State) -> None:
        """Show the map of this state, as far as it is known."""
        self._state = state
        self._show()

    def finish(self) -> None:
        """Stop the work and wait for it."""
        self.sweeps.close()

    def _lay_out(self) -> None:
        controls = QVBoxLayout()
        controls.setSpacing(UNIT)
        for choice, term in (
            (self.quantity, "map of shifts"),
            (self.layer, "layer of the map"),
            (self.reach, "range of the curves"),
        ):
            choice.setToolTip(TERMS[term])
            choice.setFixedWidth(CONTROLS_WIDTH)
            controls.addWidget(choice)
        controls.addWidget(self.export.button)
        key = QLabel(KEY, wordWrap=True)
        key.setProperty("role", "quiet")
        key.setFixedWidth(CONTROLS_WIDTH)
        key.setMinimumHeight(0)
        controls.addWidget(key)
        controls.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addLayout(controls)
        layout.addWidget(self.picture, 1)
        beside = QVBoxLayout()
        beside.setSpacing(UNIT // 2)
        self.bar_title.setProperty("role", "quiet")
        self.bar_title.setFixedWidth(BAR_TITLE_WIDTH)
        beside.addWidget(self.bar_title)
        beside.addWidget(self.bar, 1)
        layout.addLayout(beside)

    def _connect(self) -> None:
        for choice in (self.quantity, self.layer, self.reach):
            choice.chosen.connect(self._show)
        self.notice.asked.connect(self._on_asked)
        self.notice.reduced_chosen.connect(self._on_reduced_chosen)
        self.sweeps.changed.connect(self._refresh)
        self.sweeps.failed.connect(self.failed)
        self.picture.grasped.connect(self.grasped)
        self.picture.chosen.connect(self.shift_chosen)
        self.picture.hovered.connect(self._on_hovered)

    @property
    def _read_out(self) -> ReadOut:
        return cast(ReadOut, self.quantity.currentData())

    def _show(self) -> None:
        if not self.isVisible():
            return
        whole = Question(self._state, self._state.translation.switches, self._course(self._state))
        known = self._asked_for is not None and whole.key == self._asked_for.key
        if not known or self.sizing.wants_whole is not self._wanted_whole:
            self._asked_for, self._wanted_whole = whole, self.sizing.wants_whole
            (self._question,) = self.sizing.chosen([whole], self._course)
            self._fill_layers()
            self.sweeps.look_at([self._question])
        self._refresh()

    def _course(self, state: State) -> Course:
        return course_in(state, "plane", int(self.reach.currentData()))

    def _fill_layers(self) -> None:
        """Offer the layers there are; the one that was chosen stays, else the last that has a map."""
        assert self._question is not None
        names = () if self._question.refusal else self._question.experiment.names
        known = [self.layer.itemText(index) for index in range(self.layer.count())]
        if list(names) == known:
            return
        self.layer.clear()
        for index, name in enumerate(names):
            self.layer.addItem(name, str(index))
        if names:
            self.layer.show_choice(str(self._question.experiment.shown))

    def _refresh(self) -> None:
        question = self._question
        if question is None:
            return
        self.picture.show_shift(*shift_of(self._state))
        values = self._values(question)
        scale = None
        if values is not None:
            scale = self._scale(values)
            self.bar.show_scale(scale, (0.0, 0.0))
            self.bar_title.setText(Y_NAMES[self._read_out])
            for part in (self.bar, self.bar_title):
                part.setToolTip(TERMS[TITLES[self._read_out].lower()])
        for part in (self.bar, self.bar_title):
            part.setVisible(scale is not None)
        self.export.button.setEnabled(values is not None)
        self.picture.show_values(question.course, values, scale)
        self._show_notice()

    def _values(self, question: Question) -> Shifts | None:
        """Return the read-out of the layer that is shown, as far as it was measured."""
        found, layer = self.sweeps.of(question), self.layer.currentIndex()
        return found.of(self._read_out)[:, layer] if found and layer >= 0 else None

    def _scale(self, values: Shifts) -> Scale:
        return Scale(*ends_of(self._read_out, values), COLOUR_MAP)

    def _content_to_export(self) -> MapContent | None:
        question = self._question
        found = self.sweeps.of(question) if question else None
        values = self._values(question) if question else None
        if question is None or found is None or values is None:
            return None
        places = question.course.places
        title = f"{TITLES[self._read_out]} of {self.layer.currentText()}, {title_of(question.state)}"
        figure = ShiftMapFigure(
            title, Y_NAMES[self._read_out], places, values.reshape(len(places), -1), self._scale(values)
        )
        return MapContent(Answer(question, found), figure)

    def _show_notice(self) -> None:
        assert self._question is not None
        asked = [self._question]
        waits = self.sweeps.waits(self._question)
        self.notice.show_notice(self.sizing.sentence(asked), waits=waits, is_reduced=self.sizing.choice(asked))

    def _on_asked(self) -> None:
        self.sweeps.measure()
        self._refresh()

    def _on_reduced_chosen(self, is_reduced: bool) -> None:
        self.sizing.wants_whole = not is_reduced
        self._show()

    def _on_hovered(self, place: tuple[float, float, float] | None) -> None:
        if place is None:
            self.read_out.emit("")
            return
        dy, dx, value = place
        where = f"dy {format_number(dy)}   dx {format_number(dx)}"
        layer = self.layer.currentText()
        self.read_out.emit(f"{where}   {TITLES[self._read_out].lower()} of {layer}: {value_text(value)}")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._show()
